"""Labelled questions -> measures, in the field's names.

A labelled folder holds articles and ``questions.jsonl``: a line has ``question``, ``answerable``,
``evidence`` (what an answering passage must contain: texts, or objects with ``article``, the
article's external id, and ``text``), and optionally ``asked`` and ``answers``.

A passage is relevant when it comes from the evidence's article and contains the evidence's text,
white space folded; so relevance does not depend on how articles are cut.
"""

import json
import re
import string
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from index.decoding import clean
from index.engine import Engine
from index.errors import SourceError
from index.records import Answer, Hit

DEPTH = 10
CUTOFFS = (1, 3, 5, 10)
BINS = 5
QUESTIONS = "questions.jsonl"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answering passage must contain; ``article`` is an external id, None for any."""

    article: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One labelled question."""

    text: str
    asked: date | None
    answerable: bool
    answers: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    Attributes:
        rank: the first relevant passage's, from 1; None when not among the first ten.
        holds_answer: whether the one sentence shown first holds an answer.
        seconds: from question to answer.
    """

    question: Question
    answered: bool
    confidence: float
    rank: int | None
    holds_answer: bool
    seconds: float

    @property
    def shows_evidence(self) -> bool:
        """Whether one of the first three passages is relevant: what confidence foretells."""
        return self.rank is not None and self.rank <= 3


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of a set, and the measures over them."""

    outcomes: tuple[Outcome, ...]
    measures: dict[str, float] = field(default_factory=dict)

    def rows(self) -> list[tuple[str, str]]:
        """Names and values, ready to be shown."""
        counts = {"answerable", "unanswerable"}
        return [
            (name, f"{value:.0f}" if name in counts else f"{value:.3f}")
            for name, value in self.measures.items()
        ]

    def as_dict(self) -> dict[str, Any]:
        """The measures and the reliability table, for JSON."""
        return {"measures": self.measures, "reliability": self.reliability()}

    def reliability(self) -> list[dict[str, float]]:
        """For each fifth of confidence: how many questions, what was foretold, what came true."""
        confidence = np.array([o.confidence for o in self.outcomes])
        truth = np.array([o.shows_evidence for o in self.outcomes], dtype=float)
        bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
        return [
            {
                "from": b / BINS,
                "to": (b + 1) / BINS,
                "questions": int((bins == b).sum()),
                "mean_confidence": float(confidence[bins == b].mean()),
                "shown_with_evidence": float(truth[bins == b].mean()),
            }
            for b in range(BINS)
            if (bins == b).any()
        ]


def evaluate(
    engine: Engine,
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
    *,
    limit: int | None = None,
) -> Evaluation:
    """Ask a folder's questions and measure the answers.

    Args:
        engine: over a library that holds the folder's articles.
        folder: holds ``questions.jsonl``.
        progress: told after each question how many are done, of how many.
        limit: ask only the first so many questions.

    Raises:
        SourceError: there are no questions, or a line can't be read.
    """
    questions = load_questions(folder / QUESTIONS)[:limit]
    outcomes = []
    for number, question in enumerate(questions, 1):
        started = time.perf_counter()
        answer = engine.ask(question.text, asked=question.asked, limit=DEPTH)
        outcomes.append(judge(question, answer, time.perf_counter() - started))
        if progress:
            progress(number, len(questions))
    return Evaluation(tuple(outcomes), measure(outcomes))


def load_questions(path: Path) -> list[Question]:
    """Read labelled questions.

    Raises:
        SourceError: the file is missing, empty, or a line (named by number) is malformed.
    """
    try:
        # Not splitlines: that also parts at characters that may stand within a JSON string.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} can't be read: evaluate a folder that holds {QUESTIONS}"
        raise SourceError(message) from error
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            questions.append(_question(json.loads(line)))
        except KeyError as error:
            message = f"{path}, line {number} is no labelled question: it has no {error}"
            raise SourceError(message) from error
        except (ValueError, TypeError) as error:
            raise SourceError(f"{path}, line {number} is no labelled question: {error}") from error
    if not questions:
        raise SourceError(f"{path} is empty: give at least one labelled question a line")
    return questions


def _question(row: dict[str, Any]) -> Question:
    return Question(
        text=str(row["question"]),
        asked=date.fromisoformat(row["asked"]) if row.get("asked") else None,
        answerable=bool(row["answerable"]),
        answers=tuple(_said(item, "an answer") for item in _listed(row, "answers")),
        evidence=tuple(_evidence(item) for item in _listed(row, "evidence")),
    )


def _listed(row: dict[str, Any], name: str) -> list[Any]:
    found = row.get(name, [])
    if not isinstance(found, list):  # a text would be read letter by letter
        raise TypeError(f"{name} must be a list")
    return found


def _said(item: object, what: str) -> str:
    if not isinstance(item, str) or not item.strip():
        raise TypeError(f"{what} must be a text that is not empty")
    return item


def _evidence(item: str | dict[str, Any]) -> Evidence:
    if isinstance(item, str):
        return Evidence(None, _said(item, "evidence"))
    return Evidence(str(item["article"]), _said(item["text"], "evidence"))


def judge(question: Question, answer: Answer, seconds: float) -> Outcome:
    """Hold one answer against its labels."""
    ranks = (n for n, hit in enumerate(answer.hits[:DEPTH], 1) if is_relevant(hit, question))
    return Outcome(
        question=question,
        answered=answer.answered,
        confidence=answer.confidence,
        rank=next(ranks, None) if question.answerable else None,
        holds_answer=bool(answer.hits) and holds_answer(answer.hits[0].quote, question),
        seconds=seconds,
    )


def is_relevant(hit: Hit, question: Question) -> bool:
    """Whether the passage holds evidence, by the definition at the top."""
    text = _folded(hit.passage.text)
    return any(
        _cleaned(item.text) in text
        for item in question.evidence
        if item.article is None or item.article == hit.article.external_id
    )


def holds_answer(sentence: str, question: Question) -> bool:
    """Whether the sentence holds one of the answers, case and punctuation folded."""
    bare = f" {_bare(sentence)} "
    return any(_bare(text) and f" {_bare(text)} " in bare for text in question.answers)


def measure(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """All measures. Ranking over the answerable; confidence over all; 0 to 1 each.

    ``answered with evidence`` is of the answerable, ``refused`` of the unanswerable, both at the
    shipped threshold. AUROC and average precision need both outcomes and are left out otherwise.
    """
    able = [o for o in outcomes if o.question.answerable]
    unable = [o for o in outcomes if not o.question.answerable]
    found: dict[str, float] = {"answerable": len(able), "unanswerable": len(unable)}
    for k in CUTOFFS:
        found[f"Hit@{k}"] = _mean([o.rank is not None and o.rank <= k for o in able])
    found[f"MRR@{DEPTH}"] = _mean([1 / o.rank if o.rank else 0.0 for o in able])
    if labelled := [o for o in able if o.question.answers]:
        found["Answer@1"] = _mean([o.holds_answer for o in labelled])
    truth = [o.shows_evidence for o in outcomes]
    confidence = [o.confidence for o in outcomes]
    if 0 < sum(truth) < len(truth):
        found["AUROC"] = float(roc_auc_score(truth, confidence))
        found["average precision"] = float(average_precision_score(truth, confidence))
    found["Brier score"] = float(brier_score_loss(truth, confidence, pos_label=True))
    found["answered with evidence"] = _mean([o.answered and o.shows_evidence for o in able])
    if unable:
        found["refused"] = _mean([not o.answered for o in unable])
    found["median seconds"] = float(np.median([o.seconds for o in outcomes]))
    return found


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0


@lru_cache(maxsize=10_000)
def _cleaned(text: str) -> str:
    """Evidence as the library would hold it; the same texts are compared with every hit."""
    return _folded(clean(text))


def _folded(text: str) -> str:
    return " ".join(text.split())


_PUNCTUATION = re.compile(f"[{re.escape(string.punctuation)}“”‘’–—…«»]")


def _bare(text: str) -> str:
    """Case and punctuation folded, for comparing answers."""
    return _folded(_PUNCTUATION.sub(" ", text.casefold()))
