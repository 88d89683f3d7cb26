"""Whether a new report is about what somebody waits for: pure.

The ranking's own features are told among the candidates of one question. With a single report there
are no others, so each is told here by itself: a cosine by how far it lies above those that the
watch's words have with passages in general, words and names by the share that the report holds.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from index.models import Float32, Vectors32
from index.records import Article
from index.search.features import script
from index.stories.watching import Calibrated, MatchWeights
from index.wording.language import of_question
from index.wording.names import Names

LEAD = 3
"""Passages which, with the headline, tell what a report is about."""

NEARLY_ALL = 0.8
"""So much of a watch's words, weighed by rarity, is nearly all: a common one may be missing."""

ENOUGH = 200
"""Passages that show how near a watch's words lie to any."""

TINY = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What somebody waits for.

    Attributes:
        text: in their own words.
        vector: float32 ``[dim]``, encoded as a question is.
        rarity: its terms with their inverse document frequency, above 0.
        names: what it calls by name.
        unheard: whether no passage of the library holds any of its terms.
    """

    text: str
    vector: Float32
    rarity: Mapping[str, float]
    names: Names
    unheard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report to be told of.

    Attributes:
        vectors: its passages', in their order, float32 ``[n, dim]``, n at least 1.
        headline: the headline's terms.
        lead: the terms of headline and first `LEAD` passages.
        told: headline and first passages.
    """

    article: Article
    vectors: Vectors32
    headline: AbstractSet[str]
    lead: AbstractSet[str]
    told: str


@dataclass(frozen=True, slots=True)
class Usual:
    """How near a question lies to passages that have nothing to do with it.

    Attributes:
        sample: of the library's passages, float32 ``[n, dim]``; may be none.
        middle: float32 ``[dim]``, other passages' mean by the same model; None where not known.
        spread: the usual standard deviation of that model's cosines; above 0.
    """

    sample: Vectors32
    middle: Float32 | None
    spread: float

    @property
    def told(self) -> bool:
        """Whether it says enough for cosines to be compared with what was learned."""
        return self.middle is not None or len(self.sample) >= ENOUGH

    def above(self, question: Float32, cosines: Float32) -> Float32:
        """How far cosines lie above the usual ones, in standard deviations: float32 ``[n]``."""
        if len(self.sample) >= ENOUGH:
            usual = self.sample @ question
            found: Float32 = (cosines - usual.mean()) / max(float(usual.std()), TINY)
            return found
        mean = 0.0 if self.middle is None else float(self.middle @ question)
        return (cosines - np.float32(mean)) / np.float32(self.spread)


def evidence(watched: Watched, report: Report, usual: Usual) -> dict[str, float]:
    """What speaks for a match, by name.

    Returns:
        ``meaning``: the first passages' best cosine, in standard deviations above the usual;
        ``whole``: the same as the mean of all passages; ``share``: how much of the watch's terms,
        weighed by rarity, headline and first passages hold; ``lead`` and ``headline``: 1 if these,
        or the headline alone, hold `NEARLY_ALL` of them, else 0; ``names`` and ``titled``: the
        share of the watch's names that headline and first passages, and the headline alone, hold in
        whatever script; ``named``: ``names`` times ``meaning``, as a name alone may be another's.
    """
    above = usual.above(watched.vector, report.vectors @ watched.vector)
    meaning, names = float(above[:LEAD].max()), watched.names.overlap(report.told)
    share = _coverage(watched.rarity, report.lead)
    return {
        "meaning": meaning,
        "whole": float(above.mean()),
        "share": share,
        "lead": float(share >= NEARLY_ALL),
        "headline": float(_coverage(watched.rarity, report.headline) >= NEARLY_ALL),
        "names": names,
        "titled": watched.names.overlap(report.article.title),
        "named": names * meaning,
    }


def likelihood(found: Mapping[str, float], calibrated: Calibrated) -> float:
    """How likely it is a match by this evidence: 0 to 1.

    What begins with nearly all of the watch's words is taken for one, whatever its vectors say: in
    a library about one subject no cosine lies above the usual.
    """
    return 1.0 if found["lead"] else calibrated.logistic.probability(found)


def judge(watched: Watched, report: Report, usual: Usual, weights: MatchWeights) -> Calibrated:
    """Which of the learned models tells whether the report is about it."""
    if not usual.told:
        return weights.wordy
    return weights.foreign if is_foreign(watched, report) else weights.own


def is_foreign(watched: Watched, report: Report) -> bool:
    """Whether the watch's words can't be looked for among the report's.

    It is in another script or, as far as can be told of few words, in another language; or no
    passage of the library holds any of its terms.
    """
    own, other = script(watched.text), script(report.told)
    if None not in (own, other) and own != other:
        return True
    language = of_question(watched.text)
    known = language is not None and report.article.language is not None
    return watched.unheard or (known and language != report.article.language)


def _coverage(rarity: Mapping[str, float], held: AbstractSet[str]) -> float:
    total = sum(rarity.values())
    return sum(w for term, w in rarity.items() if term in held) / total if total else 0.0
