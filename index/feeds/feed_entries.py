"""feedparser's dictionaries -> the articles that a feed lists, each by one name and one address."""

import calendar
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import struct_time
from urllib.parse import urljoin

import lxml.html
from feedparser.util import FeedParserDict
from lxml.etree import LxmlError

from index.documents import decoding
from index.web.addresses import canonical

MOST_ENTRIES = 500
"""Of a longer feed the newest."""

LONGEST_ADDRESS = 2_000

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Dates before the web are mistakes: most often the computer's zero, 1970."""

_FUTURE = timedelta(days=1)
_BREAK = re.compile(r"<(?:br|/?p|/?div)\b", re.IGNORECASE)
_LONGEST_TITLE = 300
_LONGEST_KEY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article that a feed lists.

    Attributes:
        key: what the feed calls it, else its address; no two of a feed's entries share one.
        url: its canonical http(s) address.
        title: plain text on one line; the address where the feed names none.
        published: when it was published or else updated, in UTC; None where the feed doesn't tell
            or what it tells can't be.
    """

    key: str
    url: str
    title: str
    published: datetime | None


def entries(items: list[FeedParserDict], base: str, now: datetime) -> tuple[Entry, ...]:
    """The entries that lead to an article, at most `MOST_ENTRIES`, in the feed's order.

    Args:
        items: what feedparser found.
        base: the address that relative ones are taken from.
        now: a date more than a day after this is none.
    """
    found = [entry for item in items if (entry := _entry(item, base, now))]
    return tuple(_once_each(_newest(found)))


def title(context: FeedParserDict) -> str:
    """A feed's or an entry's title: plain text on one line; "" where it has none."""
    detail = context.get("title_detail")
    # A stranger's element may be called as feedparser calls its own records.
    if not isinstance(detail, FeedParserDict):
        detail = FeedParserDict()
    value = str(detail.get("value") or context.get("title") or "")
    if "html" in str(detail.get("type")):
        value = _plain(value)
    told = line(value)
    return told if len(told) <= _LONGEST_TITLE else told[: _LONGEST_TITLE - 1].rstrip() + "…"


def line(text: str) -> str:
    """On one line, without characters that nobody sees or that can't be stored."""
    return " ".join(decoding.clean(text).split())


def absolute(link: str, base: str) -> str:
    """The link as taken from that address; "" for one that can't be."""
    try:
        return urljoin(base, link.strip())
    except ValueError:  # such as a bracket where an IPv6 address would begin
        return ""


def _entry(item: FeedParserDict, base: str, now: datetime) -> Entry | None:
    """An entry; None where it leads to no article."""
    url = next(filter(None, (_address(link, base) for link in _links(item))), None)
    if url is None:
        return None
    key = line(str(item.get("id") or ""))
    return Entry(
        key=key if 0 < len(key) <= _LONGEST_KEY else url,
        url=url,
        title=title(item) or url,
        published=_published(item, now),
    )


def _links(item: FeedParserDict) -> Iterator[object]:
    """Where an entry's article may be, the likeliest first."""
    yield item.get("feedburner_origlink")
    links = [link for link in item.get("links", ()) if isinstance(link, FeedParserDict)]
    alternates = [link for link in links if link.get("rel") == "alternate"]
    # Python sorts stably: within a type it is the feed's order.
    yield from (link.get("href") for link in sorted(alternates, key=_is_no_page))
    yield item.get("link")


def _is_no_page(link: FeedParserDict) -> bool:
    return "html" not in str(link.get("type"))


def _address(link: object, base: str) -> str | None:
    if not isinstance(link, str) or not link.strip():
        return None
    address = canonical(absolute(link, base))
    return address if address and len(address) <= LONGEST_ADDRESS else None


def _published(item: FeedParserDict, now: datetime) -> datetime | None:
    # `dict.get`: feedparser's own warns where it takes one of them for the other.
    for name in ("published_parsed", "created_parsed", "updated_parsed"):
        moment = dict.get(item, name)
        if isinstance(moment, struct_time) and (found := _moment(moment)):
            return found if EARLIEST <= found <= now + _FUTURE else None
    return None


def _moment(parsed: struct_time) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _plain(markup: str) -> str:
    spaced = _BREAK.sub(r" \g<0>", decoding.clean(markup))
    try:
        return str(lxml.html.fromstring(f"<div>{spaced}</div>").text_content())
    except (LxmlError, ValueError):
        return markup


def _newest(entries: list[Entry]) -> list[Entry]:
    """As many as are read, in the feed's order; undated ones count as old."""
    if len(entries) <= MOST_ENTRIES:
        return entries
    by_date = sorted(
        range(len(entries)), key=lambda place: entries[place].published or EARLIEST, reverse=True
    )
    return [entries[place] for place in sorted(by_date[:MOST_ENTRIES])]


def _once_each(entries: list[Entry]) -> Iterator[Entry]:
    """Without entries listed twice; a name that several addresses share names none of them.

    Some feeds call every entry by the address of the site.
    """
    distinct = {(entry.key, entry.url): entry for entry in reversed(entries)}
    n_addresses = Counter(key for key, _ in distinct)
    kept = dict[str, Entry]()
    for entry in reversed(distinct.values()):
        named = entry if n_addresses[entry.key] == 1 else replace(entry, key=entry.url)
        kept.setdefault(named.key, named)
    yield from kept.values()
