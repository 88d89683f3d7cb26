"""The nouns of the index: what passes between its modules, and from it to the bot.

All are frozen: a record is a fact about one moment, and nothing downstream may change it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


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
class Article:
    """An article in the library, without its text.

    Attributes:
        id: the library's number for it, from 1; kept when the article is replaced.
        added: when this version came in, UTC.
        n_passages: how many passages it was cut into, at least 1.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One passage's place in an article's text: ``text[start:end]``, in characters."""

    start: int
    end: int


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
    """Which articles may answer; nothing set means all of them.

    Attributes:
        articles: the library's numbers.
        outlets: compared without regard to case.
        since: the first day of publication that counts; undated articles don't.
        until: the last day that counts; undated articles don't.
    """

    articles: tuple[int, ...] = ()
    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return bool(self.articles or self.outlets or self.since or self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found, with its article and why it stands where it stands.

    Attributes:
        score: what the ranking is sorted by; higher is better; comparable within one answer only.
        parts: the named features behind the score, for ``--explain``.
        sentence: the passage's sentence that answers best, as a slice of ``passage.text``.
        marks: the words in it that answer, as slices of ``quote``: in order, none overlapping;
            empty where that isn't known.
    """

    passage: Passage
    article: Article
    score: float
    parts: dict[str, float] = field(default_factory=dict)
    sentence: Span = field(default_factory=lambda: Span(start=0, end=0))
    marks: tuple[Span, ...] = ()

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
        several: where the question asks for several things, sentences that answer, each from a
            report of its own, by the day of publication; else empty.
        asked_for: the kind of thing that is asked for (see `index.expectation`), if known.
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
    asked_for: str | None = None
    certain: bool = False
    effects: dict[str, float] = field(default_factory=dict)

    @property
    def sentence(self) -> str | None:
        """The answering sentence, verbatim; None when refused."""
        return self.hits[0].quote if self.answered else None


class Outcome(StrEnum):
    """What became of a draft that was offered to the library."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    """It is there already: the same address and text, or the same text under another address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A draft's fate: what the library did, and the article that now stands for it."""

    outcome: Outcome
    article: Article
    cut: tuple[str, ...] = ()
