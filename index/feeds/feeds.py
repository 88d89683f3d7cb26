"""A feed's bytes -> its entries: RSS, RDF and Atom. feedparser does the work, however broken it is.

Nothing here reaches for the network or a file. Entries are offers: their titles and dates are what
the feed says, and their articles are fetched by others.
"""

import io
import math
import re
from dataclasses import dataclass
from datetime import datetime

import feedparser
import lxml.html
from feedparser.util import FeedParserDict
from lxml.etree import LxmlError

from index.documents import decoding
from index.errors import ExtractionError, SourceError
from index.feeds import feed_entries
from index.feeds.feed_entries import LONGEST_ADDRESS, Entry, absolute, line
from index.feeds.feed_markup import thinned
from index.records import Document
from index.web.addresses import is_address
from index.web.dialling import shown

_LONGEST_LANGUAGE = 30
_MOST_FOUND = 10

_FIRST_ELEMENT = re.compile(r"<(?:[\w.-]++:)?+([\w.-]++)")
_FEED_TYPE = re.compile(r"application/(?:rss|atom|rdf)\+xml", re.IGNORECASE)
_MINUTE = 60
# The syndication module's periods, in seconds.
_PERIODS = {
    "hourly": 3_600,
    "daily": 86_400,
    "weekly": 604_800,
    "monthly": 2_592_000,
    "yearly": 31_536_000,
}


class FeedError(SourceError):
    """A document is no feed that can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed says.

    Attributes:
        title: on one line; None where it has none.
        language: as the feed writes it, for example ``en-us``.
        entries: at most `feed_entries.MOST_ENTRIES`, in the feed's order.
        every: seconds between two changes, where it tells (``ttl``, ``sy:updatePeriod``).
    """

    title: str | None
    language: str | None
    entries: tuple[Entry, ...]
    every: int | None


def read(document: Document, now: datetime) -> Feed:
    """A document -> the feed that it is.

    Args:
        document: what was fetched; relative addresses are taken from its own.
        now: a date more than a day after this is none.

    Raises:
        FeedError: it is no feed, or none that can be read; where it is a page that names feeds, the
            message names them.
    """
    markup = thinned(_text(document))
    if _is_page(markup):
        raise _no_feed(document)
    parsed = _parsed(markup, document)
    if not parsed.get("version") and not parsed.entries:
        raise _no_feed(document)
    return Feed(
        title=feed_entries.title(parsed.feed) or None,
        language=_language(parsed.feed),
        entries=feed_entries.entries(parsed.entries, document.url or "", now),
        every=_every(parsed.feed),
    )


def discovered(document: Document) -> list[str]:
    """The feeds that an HTML page names as its own, in its order; at most ten addresses."""
    try:
        source = _text(document).encode()
        page = lxml.html.document_fromstring(source, lxml.html.HTMLParser(encoding="utf-8"))
    except (FeedError, LxmlError, ValueError):
        return []
    base = next(iter(page.xpath("//base/@href")), "")
    found = dict[str, None]()
    for link in page.xpath("//link[@href]"):
        is_alternate = "alternate" in (link.get("rel") or "").lower().split()
        if is_alternate and _FEED_TYPE.match((link.get("type") or "").strip()):
            address = absolute(link.get("href"), absolute(base, document.url or ""))
            if is_address(address) and len(address) <= LONGEST_ADDRESS:
                found[address] = None
    return list(found)[:_MOST_FOUND]


def _no_feed(document: Document) -> FeedError:
    name, found = shown(document.name), ", ".join(map(shown, discovered(document)))
    if found:
        return FeedError(
            f"{name} is a page, not a feed; its feeds are {found}: give one of these addresses"
        )
    return FeedError(
        f"{name} is no RSS or Atom feed; look on the site for a link named RSS or feed, and give "
        "its address"
    )


def _text(document: Document) -> str:
    charset = document.charset or decoding.declared(document.data)
    try:
        return decoding.clean(decoding.decode(document.data, charset))
    except ExtractionError as error:
        raise FeedError(f"{shown(document.name)} is no feed: {error}") from error


def _is_page(markup: str) -> bool:
    first = _FIRST_ELEMENT.search(markup)
    return first is not None and first[1].lower() == "html"


def _parsed(text: str, document: Document) -> FeedParserDict:
    headers = {"content-type": "application/xml; charset=utf-8"}
    if document.url:
        headers["content-location"] = document.url
    try:
        # As a stream: of bytes or a string it would ask first whether they name a file.
        return feedparser.parse(
            io.BytesIO(text.encode()),
            response_headers=headers,
            resolve_relative_uris=False,  # only within the entries' own HTML, which isn't read
            sanitize_html=False,
        )
    except Exception as error:  # it lets out whatever its handlers stumble on
        raise FeedError(
            f"{shown(document.name)} is a feed that can't be read ({type(error).__name__}); give "
            "another feed of the site"
        ) from error


def _language(feed: FeedParserDict) -> str | None:
    told = line(str(feed.get("language") or ""))
    return told if 0 < len(told) <= _LONGEST_LANGUAGE else None


def _every(feed: FeedParserDict) -> int | None:
    """The longer of what the two ways to tell it say, in seconds."""
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    often = _number(feed.get("sy_updatefrequency")) or 1
    ttl = _number(feed.get("ttl"))
    told = [*([period // often] if period else []), *([ttl * _MINUTE] if ttl else [])]
    return max(told, default=None)


def _number(value: object) -> int | None:
    """A whole number from 1 to a million; None for anything else."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    return int(number) if math.isfinite(number) and 1 <= number <= 1_000_000 else None
