"""What the ranking knows of a candidate passage: a row of numbers, each with a name.

Every feature is between 0 and 1 or close to it, so that a weight tells how much it counts.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from index.expectation import fit
from index.records import Article, Passage

Float32 = npt.NDArray[np.float32]

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
)
"""What is known of each candidate.

``dense``: cosine of question and passage, in quarters of the candidates' standard deviation from
their mean: models differ in the range that their cosines use, and so do questions. ``lexical``:
BM25, as a share of the best candidate's. ``coverage``: the share of the question's terms, weighed
by rarity, that the passage holds; ``title coverage``: the same of the headline. ``article dense``
and ``article lexical``: the article's best. ``early``: 1 for the first passage, falling.
``length``: 1 from about 400 characters on. ``near in time``: 1 for an article of the day the
question was asked, .5 a week off, 0 undated. ``fit``: whether the passage holds the kind of thing
asked for (see `expectation`).
"""

FULL_LENGTH = 400
HALF_LIFE_DAYS = 7.0
NEAREST = 10


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may answer, with what the two searches said of them.

    Attributes:
        dense: float32 ``[n]``, cosine to the question.
        lexical: float32 ``[n]``, BM25; 0 for what the lexical search did not return.
    """

    passages: Sequence[Passage]
    articles: Sequence[Article]
    dense: Float32
    lexical: Float32


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
        [_nearness(article.published, asked) for article in candidates.articles],
        [fit(question.text, passage.text) for passage in candidates.passages],
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


def _nearness(published: date | None, asked: date | None) -> float:
    if published is None or asked is None:
        return 0.0
    return 1 / (1 + abs((asked - published).days) / HALF_LIFE_DAYS)


def is_foreign(question: str, candidates: Candidates) -> bool:
    """Whether the reports nearest to the question are written in another script.

    Words of one script are not found among words of another: then only vectors speak.
    """
    own = script(question)
    nearest = np.argsort(-candidates.dense, kind="stable")[:NEAREST]
    found = Counter(script(candidates.passages[i].text) for i in nearest.tolist())
    return own is not None and found[own] < len(nearest) / 2


def script(text: str) -> str | None:
    """The writing system of most of the text's letters, as Unicode names it; None if none."""
    names = Counter(
        unicodedata.name(character, "?").split()[0] for character in text if character.isalpha()
    )
    return names.most_common(1)[0][0] if names else None
