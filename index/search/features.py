"""What the ranking knows of a candidate passage: a row of numbers, each with a name.

Every feature is between 0 and 1 or close to it, so that a weight tells how much it counts.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from index.dating.periods import Period, agreement, period
from index.models import Float32
from index.records import Article, Passage
from index.search.expectation import fit
from index.wording.language import of_question
from index.wording.names import Names

FEATURES = (
    "dense",
    "lexical",
    "coverage",
    "title coverage",
    "article dense",
    "article lexical",
    "early",
    "length",
    "near in time",
    "fit",
    "neighbours",
    "names",
    "asks",
)
"""What is known of each candidate.

``dense``: cosine of question and passage, in quarters of the candidates' standard deviation from
their mean: models differ in the range that their cosines use, and so do questions. ``lexical``:
BM25, as a share of the best candidate's. ``coverage``: the share of the question's terms, weighed
by rarity, that the passage holds; ``title coverage``: the same of the headline. ``article dense``
and ``article lexical``: the article's best. ``early``: 1 for the first passage, falling.
``length``: 1 from about 400 characters on. ``near in time``: 1 for an article of the day or
the period that the question is about, .5 a week off, 0 undated (see `periods`). ``fit``: whether
the passage holds the kind of thing asked for (see `expectation`). ``neighbours``: the better cosine
of the passages before and after it, standardised likewise. ``names``: the share of the question's
names that it holds, in whatever script (see `names`). ``asks``: 1 for a passage that ends in a
question: it rarely answers one.
"""

FULL_LENGTH = 400
QUESTION_MARKS = ("?", "؟", "?”", '?"')
NEAREST = 10
LONG_AGO = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may answer, with what the two searches said of them.

    Attributes:
        dense: float32 ``[n]``, cosine to the question.
        lexical: float32 ``[n]``, BM25; 0 for what the lexical search did not return.
        neighbours: float32 ``[n]``, the better cosine of those before and after each.
    """

    passages: Sequence[Passage]
    articles: Sequence[Article]
    dense: Float32
    lexical: Float32
    neighbours: Float32


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """A question as words.

    Attributes:
        text: as it was asked.
        rarity: its analysed terms with their inverse document frequency, above 0.
    """

    text: str
    rarity: Mapping[str, float]

    def coverage(self, terms: Sequence[str]) -> float:
        """The share of the question's terms, weighed by rarity, that are among ``terms``."""
        total = sum(self.rarity.values())
        held = sum(self.rarity.get(term, 0.0) for term in set(terms))
        return held / total if total else 0.0


def features(
    candidates: Candidates,
    question: QuestionTerms,
    terms: Mapping[str, Sequence[str]],
    asked: date | None,
) -> Float32:
    """One row a candidate, one column a name in ``FEATURES``: float32 ``[n, len(FEATURES)]``.

    Args:
        candidates: what is to be ranked, at least one.
        question: the question's terms.
        terms: the analysed terms of every candidate's text and title.
        asked: the day of the question, if known.
    """
    articles = [article.id for article in candidates.articles]
    asked_about = period(question.text, asked)
    asked_names = Names(question.text)
    dense = _standardised(candidates.dense)
    lexical = candidates.lexical / max(float(candidates.lexical.max()), 1e-6)
    columns = [
        dense,
        lexical,
        [question.coverage(terms[passage.text]) for passage in candidates.passages],
        [question.coverage(terms[article.title]) for article in candidates.articles],
        _best_of_article(dense, articles),
        _best_of_article(lexical, articles),
        [1 / (1 + passage.position / 4) for passage in candidates.passages],
        [min(1.0, len(passage.text) / FULL_LENGTH) for passage in candidates.passages],
        [_near(asked_about, article.published, asked) for article in candidates.articles],
        [fit(question.text, passage.text) for passage in candidates.passages],
        _standardised(candidates.neighbours),
        [asked_names.overlap(passage.text) for passage in candidates.passages],
        [float(passage.text.endswith(QUESTION_MARKS)) for passage in candidates.passages],
    ]
    return np.column_stack([np.asarray(column, np.float32) for column in columns])


def _standardised(cosine: Float32) -> Float32:
    spread = max(float(cosine.std()), 1e-6)
    standard: Float32 = (cosine - cosine.mean()) / (4 * spread)
    return standard


def _best_of_article(scores: Float32, articles: Sequence[int]) -> list[float]:
    best: dict[int, float] = {}
    for article, score in zip(articles, scores.tolist(), strict=True):
        best[article] = max(best.get(article, -math.inf), score)
    return [best[article] for article in articles]


def _near(about: Period | None, published: date | None, asked: date | None) -> float:
    """How well a day of publication fits a question.

    A period of some time ago counts beside the day of the question, not instead: "jailed since a
    crackdown began last March" is about today. A recent one tells less than nearness does.
    """
    nearness = agreement(None, published, asked)
    if about is None or (asked is not None and asked - about.until <= LONG_AGO):
        return nearness
    return max(nearness, agreement(about, published, asked))


def is_foreign(question: str, candidates: Candidates) -> bool:
    """Whether the reports nearest to the question are in another script or language.

    Words of one are not found among words of the other: then vectors and names alone speak.
    """
    nearest = np.argsort(-candidates.dense, kind="stable")[:NEAREST].tolist()
    own = script(question)
    found = Counter(script(candidates.passages[i].text) for i in nearest)
    if own is None or found[own] < len(nearest) / 2:
        return own is not None
    language = of_question(question)
    spoken = Counter(candidates.articles[i].language for i in nearest)
    known = len(nearest) - spoken[None]
    return language is not None and spoken[language] < known / 2


def script(text: str) -> str | None:
    """The writing system of most of the text's letters, as Unicode names it; None if none."""
    names = Counter(
        unicodedata.name(character, "?").split()[0] for character in text if character.isalpha()
    )
    return names.most_common(1)[0][0] if names else None
