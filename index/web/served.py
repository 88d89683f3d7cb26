"""A response -> its document and how to ask for it again, or why there is none."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from index.errors import (
    AddressGone,
    AddressMissing,
    AddressUnavailable,
    FetchError,
    TryLater,
)
from index.records import Document, Validators, is_sendable
from index.web import media_types, unpacking
from index.web.dialling import shown

LONGEST_ROBOTS = 512_000
"""Bytes of a robots.txt that are read; RFC 9309 (2.5) wants 500 KiB at least."""

LONGEST_WAIT = 86_400
"""Seconds that a server's Retry-After counts for at most: a day."""

LONGEST_FRESH = 7 * 86_400
"""Seconds that a server's max-age counts for at most: a week."""

_MAX_AGE = re.compile(r"(?:.*[,\s])?max-age=\"?(\d{1,10})", re.IGNORECASE)
_ASK_EACH_TIME = re.compile(r"no-(?:cache|store)\b", re.IGNORECASE)
_CHARSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:+_()-]{0,60}")  # a name as IANA registers them


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What is asked for, and what is taken.

    Attributes:
        header: the ``Accept`` to send.
        served: a ``Content-Type`` and the address's path to the media type; ``""`` for one that
            the content tells, None for what is not taken.
        sniffed: the content to its media type.
        wanted: what it should have been, and the remedy, for a message.
        cut_at: how many bytes are enough; None where a document counts only as a whole.
    """

    header: str
    served: Callable[[str, str], str | None]
    sniffed: Callable[[bytes], str]
    wanted: str
    cut_at: int | None = None


PAGES = Accepted(
    header="text/html, application/xhtml+xml, text/markdown, text/plain, application/pdf;q=0.9",
    served=media_types.served,
    sniffed=media_types.sniffed,
    wanted="an article; give a page, a text, a PDF or JSON Lines",
)
FEEDS = Accepted(
    header="application/rss+xml, application/atom+xml, application/rdf+xml;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.2, */*;q=0.1",
    served=media_types.served_as_feed,
    sniffed=media_types.sniffed_feed,
    wanted="a feed; give the address of an RSS or Atom feed",
)
ROBOTS = Accepted(
    header="text/plain, */*;q=0.1",
    served=lambda _type, _path: media_types.TEXT,
    sniffed=lambda _data: media_types.TEXT,
    wanted="a robots.txt; ask its site's owner to mend it",
    cut_at=LONGEST_ROBOTS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """What came of asking an address.

    Attributes:
        document: None where it is as it was (HTTP 304).
        validators: to ask next time with.
        moved_to: how far permanent redirects (HTTP 301, 308) alone led: the address to ask next
            time; None where the first hop was no such one.
        fresh_for: seconds for which the server says that asking again is of no use, at most
            `LONGEST_FRESH`; None where it doesn't say.
    """

    document: Document | None
    validators: Validators
    moved_to: str | None = None
    fresh_for: int | None


def retrieved(
    response: httpx.Response,
    url: httpx.URL,
    *,
    asked: str,
    accept: Accepted,
    known: Validators,
    moved_to: str | None,
) -> Retrieved:
    """Read a response that is no redirect.

    Args:
        response: one whose body was not read yet.
        url: where it came from.
        asked: the address that was asked for.
        accept: what is taken.
        known: the validators that were sent.
        moved_to: as in `Retrieved`.

    Raises:
        FetchError: there is no document, or none that is taken; its class says why.
        httpx.TimeoutException: the server went silent.
    """
    told = _validators(response)
    unchanged = response.status_code == httpx.codes.NOT_MODIFIED and bool(known.headers())
    return Retrieved(
        document=None if unchanged else _document(response, url, asked, accept),
        validators=Validators(
            etag=told.etag or (known.etag if unchanged else None),
            modified=told.modified or (known.modified if unchanged else None),
        ),
        moved_to=moved_to,
        fresh_for=_fresh_for(response),
    )


def _document(response: httpx.Response, url: httpx.URL, asked: str, accept: Accepted) -> Document:
    if response.status_code not in {
        httpx.codes.OK,
        httpx.codes.NON_AUTHORITATIVE_INFORMATION,
    }:
        raise _refusal(response, asked)
    content_type = response.headers.get("content-type", "")
    media_type = accept.served(content_type, url.path)
    if media_type is None:
        raise FetchError(
            f"{shown(asked)} is {shown(content_type.partition(';')[0])}, not {accept.wanted}"
        )
    data = unpacking.body(response, asked, cut_at=accept.cut_at)
    return Document(
        data=data,
        media_type=media_type or accept.sniffed(data),
        name=asked,
        url=str(url),
        charset=_charset(response),
    )


def _charset(response: httpx.Response) -> str | None:
    told = response.headers.get("content-type", "")
    name = response.charset_encoding if told.isprintable() else None
    return name if name and _CHARSET.fullmatch(name) else None


def _refusal(response: httpx.Response, asked: str) -> FetchError:
    status, address = response.status_code, shown(asked)
    if status == httpx.codes.NOT_FOUND:
        return AddressMissing(f"{address} has no page (HTTP 404); check the address")
    if status == httpx.codes.GONE:
        return AddressGone(
            f"{address} has no page any more (HTTP 410); check the address, or remove the article"
        )
    if status in {401, 402, 403, 451}:
        return AddressUnavailable(
            f"{address} is not shown to everybody (HTTP {status}); copy its text into a file and "
            "add that"
        )
    if 400 <= status < 500 and status not in {408, 425, 429}:
        return AddressUnavailable(
            f"{address} refuses what is asked (HTTP {status}); save the page as a file and add that"
        )
    return TryLater(
        f"{address} answered with HTTP {status}; try again later", seconds=_retry_after(response)
    )


def _retry_after(response: httpx.Response) -> int | None:
    """The seconds of a ``Retry-After``, told as such or as a date (RFC 9110, 10.2.3)."""
    told = response.headers.get("retry-after", "").strip()
    if told.isascii() and told.isdecimal():
        return min(int(told[:10]), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return None
    wait = moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)
    return min(max(int(wait.total_seconds()), 0), LONGEST_WAIT)


def _fresh_for(response: httpx.Response) -> int | None:
    """The freshness lifetime less the time it has lain in caches (RFC 9111, 4.2)."""
    told = response.headers.get("cache-control", "")
    if _ASK_EACH_TIME.search(told):
        return 0
    lifetime = _MAX_AGE.match(told)
    if lifetime is None:
        return None
    age = response.headers.get("age", "").strip()
    lain = int(age[:10]) if age.isascii() and age.isdecimal() else 0
    return min(max(int(lifetime[1]) - lain, 0), LONGEST_FRESH)


def _validators(response: httpx.Response) -> Validators:
    etag, modified = response.headers.get("etag", ""), response.headers.get("last-modified", "")
    return Validators(
        etag=etag if is_sendable(etag) else None,
        modified=modified if is_sendable(modified) else None,
    )
