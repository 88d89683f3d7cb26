"""Labelled questions asked of a library, and what came of it (see `labels` and `measures`)."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from index.engine import Engine
from index.errors import SourceError
from index.learning.labels import (
    QUESTIONS,
    Evidence,
    Question,
    holding,
    holds_answer,
    is_relevant,
    load_questions,
    numbered,
)
from index.learning.measures import (
    DEPTH,
    SHOWN,
    TENTHS,
    Outcome,
    measure,
    measure_masked,
    reliability,
    risk_coverage,
)
from index.results import Answer, Filters

FIFTHS = 5
COUNTS = frozenset({"answerable", "unanswerable"})


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of a set, and the measures over them.

    Attributes:
        masked: what became of answerable questions once the articles that answer were left out.
    """

    outcomes: tuple[Outcome, ...]
    measures: dict[str, float] = field(default_factory=dict)
    masked: tuple[Outcome, ...] = ()

    def rows(self) -> list[tuple[str, str]]:
        """Names and values, ready to be shown."""
        return [
            (name, f"{value:.0f}" if name in COUNTS else f"{value:.3f}")
            for name, value in self.measures.items()
        ]

    def as_dict(self) -> dict[str, Any]:
        """The measures, the reliability tables and the risk-coverage curve, for JSON."""
        return {
            "measures": self.measures,
            "reliability": reliability(self.outcomes, FIFTHS),
            "reliability_tenths": reliability(self.outcomes, TENTHS),
            "risk_coverage": risk_coverage(self.outcomes),
            "at_threshold": self.at_threshold(),
        }

    def at_threshold(self) -> dict[str, float | None]:
        """Where the shipped threshold stands on the curve; no risk where nothing is answered."""
        answered = [o for o in self.outcomes if o.answered]
        wrong = sum(not o.shows_evidence for o in answered)
        return {
            "coverage": len(answered) / len(self.outcomes) if self.outcomes else 0.0,
            "risk": wrong / len(answered) if answered else None,
        }


def evaluate(
    engine: Engine,
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
    *,
    limit: int | None = None,
    wording: Mapping[str, str] | None = None,
    masked: bool = False,
) -> Evaluation:
    """Ask a folder's questions and measure the answers.

    Args:
        engine: over a library that holds the folder's articles.
        folder: holds ``questions.jsonl``.
        progress: told after each question how many are done, of how many.
        limit: ask only the first so many questions.
        wording: other words for some questions, by their ids; only those are asked then.
        masked: ask each answerable question once more, without the articles that answer it: it
            should be refused then.

    Raises:
        SourceError: there are no questions, a line can't be read, or ``wording`` has another id.
    """
    questions = load_questions(folder / QUESTIONS)
    if wording is not None:
        questions = reworded(questions, wording)
    asked = [(question, Filters()) for question in questions[:limit]]
    again = list(twins(engine, questions[:limit])) if masked else []
    outcomes = []
    for number, (question, filters) in enumerate([*asked, *again], 1):
        started = time.perf_counter()
        answer = engine.ask(question.text, filters=filters, asked=question.asked, limit=DEPTH)
        outcomes.append(judge(question, answer, time.perf_counter() - started))
        if progress:
            progress(number, len(asked) + len(again))
    own, others = outcomes[: len(asked)], outcomes[len(asked) :]
    measures = measure(own) | (measure_masked(own, others) if others else {})
    return Evaluation(tuple(own), measures, tuple(others))


def twins(engine: Engine, questions: Sequence[Question]) -> Iterator[tuple[Question, Filters]]:
    """The answerable questions as unanswerable ones, and the articles that don't answer them.

    Left out are those whose evidence names no article that the library holds, or all of them.
    """
    articles = engine.articles()
    numbers = numbered(articles)
    for question in questions:
        answering = holding(question, numbers)
        others = tuple(article.id for article in articles if article.id not in answering)
        if question.answerable and answering and others:
            yield replace(question, answerable=False, evidence=()), Filters(articles=others)


def reworded(questions: Sequence[Question], wording: Mapping[str, str]) -> list[Question]:
    """The questions that ``wording`` has other words for, by their ids, asked in those.

    Raises:
        SourceError: ``wording`` is empty, or has an id that no question has.
    """
    found = [replace(q, text=wording[q.id]) for q in questions if q.id and q.id in wording]
    if strange := sorted(wording.keys() - {q.id for q in found}):
        raise SourceError(
            f"{QUESTIONS} has no question with the id {strange[0]!r}. Give words for the ids there."
        )
    if not found:
        raise SourceError("There are no other words to ask in. Give some for at least one id.")
    return found


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
        hits=answer.hits[:SHOWN],
    )


__all__ = [
    "QUESTIONS",
    "Evaluation",
    "Evidence",
    "Outcome",
    "Question",
    "evaluate",
    "holds_answer",
    "is_relevant",
    "judge",
    "load_questions",
    "measure",
]
