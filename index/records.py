"""The nouns of the index: what passes between its modules, and from it to the bot.

All are frozen: a record is a fact about one moment, and nothing downstream may change it.
"""

from dataclasses import dataclass
from datetime import date, datetime

_LONGEST_VALIDATOR = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a source yields: bytes, not yet understood.

    Attributes:
        data: the bytes as read or fetched, decompressed.
        media_type: for example ``text/html``, ``application/pdf``, ``application/jsonl``.
        name: what to call it in a message: the path or the address.
        url: the http(s) address after redirects; None for a file.
        charset: what the server said of the encoding, if anything.
    """

    data: bytes
    media_type: str
    name: str
    url: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """Of a page as it was fetched, for asking whether it has changed (RFC 9110, 8.8); as sent.

    Attributes:
        etag: the ``ETag``, with its quotation marks; None where there was none.
        modified: the ``Last-Modified``; None where there was none.
        told: what the page says of itself (see `index.rechecks.telling`); None where that isn't
            known.
    """

    etag: str | None = None
    modified: str | None = None
    told: tuple[str | None, ...] | None = None

    def headers(self) -> dict[str, str]:
        """The conditions to send; none for what can't be a header's value."""
        conditions = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in conditions.items() if value and is_sendable(value)}


def is_sendable(value: str) -> bool:
    """Whether a validator can be sent back; a server may send what no header may hold."""
    return 0 < len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable()


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the operator says of an article whose text doesn't tell it; what is given wins."""

    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as extracted, before the library knows it.

    Attributes:
        title: the headline, on one line, never empty.
        text: the report, clean: paragraphs parted by one empty line, never empty.
        url: canonical http(s) address, or None.
        outlet: who published it, for example ``CNN``.
        published: the day of publication, or None: then a card says "undated".
        language: ISO 639-1 code, or None where it can't be told.
        external_id: the ``id`` of a JSONL line; labelled questions refer to it.
        cut: the lines that extraction took for the page's furniture, in order.
    """

    title: str
    text: str
    url: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None
    external_id: str | None = None
    cut: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A document, or one line of it, that gave no article; the others are kept.

    Attributes:
        name: path or address, with the line's number where it is one line of a file.
        message: what is wrong and how to mend it.
    """

    name: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A further place where an article stands: a reprint, whose text the library doesn't keep."""

    title: str
    url: str | None
    outlet: str | None
    published: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article in the library, without its text.

    Attributes:
        id: the library's number for it, from 1; kept when the article is replaced.
        added: when this version came in, UTC.
        n_passages: how many passages it was cut into, at least 1.
        sources: where else the same report stands, in the order in which that was found.
    """

    id: int
    title: str
    url: str | None
    outlet: str | None
    author: str | None
    published: date | None
    language: str | None
    external_id: str | None
    added: datetime
    n_passages: int
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One passage's place in an article's text: ``text[start:end]``, in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """An expression of time, and the days meant.

    Attributes:
        span: the expression, in characters of the text that it was found in.
        since: the first day meant.
        until: the last; the same for a day.
    """

    span: Span
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of an article: whole sentences, verbatim.

    Attributes:
        id: the library's number for it; never used again for another passage.
        position: 0 for the article's first passage.
        start: where it starts in the article's text, in characters.
        end: where it ends.
    """

    id: int
    article_id: int
    position: int
    start: int
    end: int
    text: str
