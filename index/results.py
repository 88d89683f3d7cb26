"""What is asked of the library and what it tells: records, frozen as those of `index.records`."""

from dataclasses import dataclass, field
from datetime import date

from index.records import Article, Dated, Passage, Span


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
