"""Outcomes -> measures, in the field's names. Nothing here asks anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from index.learning.labels import Question
from index.results import Hit

DEPTH = 10
CUTOFFS = (1, 3, 5, 10)
SHOWN = 3
"""Passages that people are shown, and which the confidence speaks of."""

TENTHS = 10
CURVE_POINTS = 100

Float = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    Attributes:
        rank: the first relevant passage's, from 1; None when not among the first ten.
        holds_answer: whether the one sentence shown first holds an answer.
        seconds: from question to answer.
        hits: the first three passages, for reading failures.
    """

    question: Question
    answered: bool
    confidence: float
    rank: int | None
    holds_answer: bool
    seconds: float
    hits: tuple[Hit, ...] = ()

    @property
    def shows_evidence(self) -> bool:
        """Whether one of the first three passages is relevant: what confidence foretells."""
        return self.rank is not None and self.rank <= SHOWN

    def as_dict(self) -> dict[str, Any]:
        """Everything that a reader of failures needs, for JSON."""
        asked = self.question.asked
        return {
            "question": self.question.text,
            "id": self.question.id,
            "asked": asked.isoformat() if asked else None,
            "answerable": self.question.answerable,
            "rank": self.rank,
            "confidence": float(self.confidence),
            "answered": self.answered,
            "holds_answer": self.holds_answer,
            "seconds": self.seconds,
            "hits": [_hit(hit) for hit in self.hits],
        }


def _hit(hit: Hit) -> dict[str, Any]:
    published = hit.article.published
    return {
        "title": hit.article.title,
        "published": published.isoformat() if published else None,
        "text": hit.passage.text,
        "sentence": hit.quote,
    }


def measure(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """All measures; 0 to 1 each, but for counts and seconds."""
    able = [o for o in outcomes if o.question.answerable]
    unable = [o for o in outcomes if not o.question.answerable]
    counts: dict[str, float] = {"answerable": len(able), "unanswerable": len(unable)}
    seconds = float(np.median([o.seconds for o in outcomes]))
    return (
        counts
        | _ranking(able)
        | _confidence(outcomes)
        | _decisions(able, unable)
        | {"median seconds": seconds}
    )


def measure_masked(outcomes: Sequence[Outcome], masked: Sequence[Outcome]) -> dict[str, float]:
    """What the twins tell that lack their evidence: how many are refused, and how well told apart.

    Args:
        outcomes: of the questions as they are.
        masked: of those asked without the articles that answer them, at least one.
    """
    found = {"refused, evidence masked": _mean([not o.answered for o in masked])}
    together = _confidence([*outcomes, *masked])
    if "AUROC" in together:
        found["AUROC, evidence masked too"] = together["AUROC"]
    return found


def _ranking(able: Sequence[Outcome]) -> dict[str, float]:
    """How high the first relevant passage stands, over the answerable."""
    found = {f"Hit@{k}": _mean([o.rank is not None and o.rank <= k for o in able]) for k in CUTOFFS}
    found[f"MRR@{DEPTH}"] = _mean([1 / o.rank if o.rank else 0.0 for o in able])
    if labelled := [o for o in able if o.question.answers]:
        found["Answer@1"] = _mean([o.holds_answer for o in labelled])
    return found


def _confidence(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """How well confidence foretells evidence; what needs both outcomes is left out without."""
    truth, confidence = _truth(outcomes), [o.confidence for o in outcomes]
    found = {}
    if 0 < truth.sum() < len(truth):
        found["AUROC"] = float(roc_auc_score(truth, confidence))
        found["average precision"] = float(average_precision_score(truth, confidence))
    found["AURC"] = float(_risks(outcomes).mean())
    found["Brier score"] = float(brier_score_loss(truth, confidence, pos_label=True))
    found["expected calibration error"] = _calibration_error(outcomes)
    return found


def _decisions(able: Sequence[Outcome], unable: Sequence[Outcome]) -> dict[str, float]:
    """What is answered and refused at the shipped threshold."""
    name = "answered with evidence"
    answered = [o.answered and o.shows_evidence for o in able]
    found = {name: _mean(answered)}
    if showing := sum(o.shows_evidence for o in able):
        found[f"{name}, of those with evidence in the first three"] = sum(answered) / showing
    if unable:
        found["refused"] = _mean([not o.answered for o in unable])
    return found


def reliability(outcomes: Sequence[Outcome], bins: int) -> list[dict[str, float]]:
    """For each bin of confidence: how many questions, what was foretold, what came true.

    Bins are of equal width; those without a question are left out.
    """
    confidence, truth = np.array([o.confidence for o in outcomes]), _truth(outcomes)
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        {
            "from": b / bins,
            "to": (b + 1) / bins,
            "questions": int((places == b).sum()),
            "mean_confidence": float(confidence[places == b].mean()),
            "shown_with_evidence": float(truth[places == b].mean()),
        }
        for b in range(bins)
        if (places == b).any()
    ]


def _calibration_error(outcomes: Sequence[Outcome]) -> float:
    """By how much confidence misses what comes true, over tenths (Guo et al., 2017)."""
    gaps = (
        row["questions"] * abs(row["mean_confidence"] - row["shown_with_evidence"])
        for row in reliability(outcomes, TENTHS)
    )
    return sum(gaps) / len(outcomes)


def risk_coverage(outcomes: Sequence[Outcome]) -> list[dict[str, float]]:
    """What answering costs: coverage, the risk there, and the confidence that it takes.

    Coverage is the share of all questions that is answered, the most confident first; the risk is
    the share of those that shows no evidence. At most 100 points, evenly spread; the mean risk over
    every coverage is AURC (Geifman and El-Yaniv, 2017).
    """
    risks = _risks(outcomes)
    confidence = sorted((o.confidence for o in outcomes), reverse=True)
    n = len(outcomes)
    counts = sorted({-(-n * step // CURVE_POINTS) for step in range(1, CURVE_POINTS + 1)} - {0})
    return [
        {
            "coverage": count / n,
            "risk": float(risks[count - 1]),
            "confidence": float(confidence[count - 1]),
        }
        for count in counts
    ]


def _risks(outcomes: Sequence[Outcome]) -> Float:
    """The risk when the first one is answered, the first two, and so on: float64 ``[n]``.

    Equals share their errors evenly, so that the order of the file decides nothing.
    """
    _, place, counts = np.unique(
        [-o.confidence for o in outcomes], return_inverse=True, return_counts=True
    )
    errors = np.bincount(place, weights=1 - _truth(outcomes), minlength=len(counts)) / counts
    answered = np.arange(1, len(outcomes) + 1)
    return np.cumsum(np.repeat(errors, counts)) / answered


def _truth(outcomes: Sequence[Outcome]) -> Float:
    return np.array([o.shows_evidence for o in outcomes], dtype=np.float64)


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0
