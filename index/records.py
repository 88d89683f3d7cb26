"""The nouns of the index: what passes between its modules, and from it to the bot.

All are frozen: a record is a fact about one moment, and nothing downstream may change it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles and passages may answer; nothing set means all of them.

    Attributes:
        articles: the library's numbers.
        outlets: compared without regard to case.
        since: the first day of publication that counts; undated articles don't.
        until: the last day that counts; undated articles don't.
        about_since: the first day that a passage may tell of, by the days that its words mean or,
            where they mean none, by its article's day of publication (see
            `index.dating.told_days`).
        about_until: the last such day.
    """

    articles: tuple[int, ...] = ()
    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    about_since: date | None = None
    about_until: date | None = None

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        told = self.since or self.until or self.about_since or self.about_until
        return bool(self.articles or self.outlets or told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found, with its article and why it stands where it stands.

    Attributes:
        score: what the ranking is sorted by; higher is better; comparable within one answer only.
        parts: the named features behind the score, for ``--explain``.
        sentence: the passage's sentence that answers best, as a slice of ``passage.text``.
        marks: the words in it that answer, as slices of ``quote``: in order, none overlapping;
            empty where that isn't known.
        meant: the days that these words mean where they don't say it by themselves ("Thursday"),
            in slices of ``quote``, in order.
    """

    passage: Passage
    article: Article
    score: float
    parts: dict[str, float] = field(default_factory=dict)
    sentence: Span = field(default_factory=lambda: Span(start=0, end=0))
    marks: tuple[Span, ...] = ()
    meant: tuple[Dated, ...] = ()

    @property
    def quote(self) -> str:
        """The sentence, verbatim."""
        return self.passage.text[self.sentence.start : self.sentence.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the library holds: how many articles and passages, and from when to when."""

    n_articles: int
    n_passages: int
    earliest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the articles say to a question, or that they don't tell.

    Attributes:
        answered: whether the evidence is strong enough to show.
        confidence: 0 to 1, the calibrated probability that one of the first three passages answers.
        hits: best first; filled even when refused.
        near: up to two articles whose reports come closest; for a refusal's card.
        several: where the question asks for several things, or reports differ, sentences that
            answer, each from a report of its own, by the day of publication; else empty.
        differing: whether ``several`` holds reports on the same event that tell different figures.
        asked_for: the kind of thing that is asked for (see `index.search.expectation`), if known.
        certain: whether it is answered even by the stricter threshold, for a bot that speaks up
            unasked.
        effects: what each piece of evidence adds to the logarithm of the confidence's odds.
    """

    question: str
    answered: bool
    confidence: float
    hits: tuple[Hit, ...]
    near: tuple[Article, ...]
    coverage: Coverage
    several: tuple[Hit, ...] = ()
    differing: bool = False
    asked_for: str | None = None
    certain: bool = False
    effects: dict[str, float] = field(default_factory=dict)

    @property
    def sentence(self) -> str | None:
        """The answering sentence, verbatim; None when refused."""
        return self.hits[0].quote if self.answered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What several articles report.

    Attributes:
        id: the number of the story's first article.
        articles: the newest first, at least one.
    """

    id: int
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How well an article fits what somebody waits for.

    Attributes:
        probability: that it is about it, calibrated, 0 to 1.
        matched: whether that is enough to tell them.
        hit: the article's passage that fits best; None where none fits.
    """

    probability: float
    matched: bool
    hit: Hit | None


class Outcome(StrEnum):
    """What became of a draft that was offered to the library."""

    ADDED = "added"
    REPLACED = "replaced"
    REPRINTED = "reprinted"
    """It is there already; its address is a further source of the same report from now on."""

    UNCHANGED = "unchanged"
    """It is there already, and nothing about it is new."""


class Sameness(StrEnum):
    """Why a draft is taken for an article that is there already."""

    ADDRESS = "address"
    TEXT = "text"
    SIMILAR = "similar"
    """A near-duplicate: cut, re-titled, re-ordered or lightly reworded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A draft's fate: what the library did, and the article that now stands for it.

    Attributes:
        sameness: why the draft is that article; None for one that is new.
        came: the paragraphs that a replaced article has now and had not before.
        went: those that it had.
    """

    outcome: Outcome
    article: Article
    cut: tuple[str, ...] = ()
    sameness: Sameness | None = None
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


class Event(StrEnum):
    """What may happen to an article."""

    ADDED = "added"
    CHANGED = "changed"
    REPRINTED = "reprinted"
    REMOVED = "removed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A line of an article's history.

    Attributes:
        id: rises with each event in the library.
        at: when, UTC.
        title: the headline from then on; "" once the article is gone for good.
        came: the paragraphs that were new.
        went: the paragraphs that were gone.
        cause: what brought it about, in a word that `index` or its caller chose; "" if unsaid.
        origin: which request brought it about, as its caller named it; "" if unsaid.
    """

    id: int
    article_id: int
    at: datetime
    event: Event
    title: str
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    cause: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is written down beside a change.

    Attributes:
        cause: as in `Version`.
        origin: as in `Version`; asked for again after a crash, it tells what was done already.
        unasked: whether no person asked for it: then an address that was removed stays out.
    """

    cause: str = ""
    origin: str = ""
    unasked: bool = False
