"""What the tests of measuring share: questions, outcomes, and files of them."""

import json
from pathlib import Path

from index.learning.labels import QUESTIONS, Evidence, Question
from index.learning.measures import Outcome

LINE = {
    "question": "Who said that an airstrike had killed Umawi?",
    "asked": "2022-10-07",
    "answerable": True,
    "answers": ["Umawi"],
    "evidence": [{"article": "strike", "text": "killed Umawi"}, "killed"],
}


def question(
    *evidence: Evidence, answers: tuple[str, ...] = (), answerable: bool = True
) -> Question:
    return Question(
        text="Who?", asked=None, answerable=answerable, answers=answers, evidence=evidence
    )


def outcome(
    rank: int | None,
    confidence: float = 0.5,
    *,
    answered: bool = True,
    answerable: bool = True,
    answers: tuple[str, ...] = (),
    holds_answer: bool = False,
    seconds: float = 1.0,
) -> Outcome:
    return Outcome(
        question=question(answers=answers, answerable=answerable),
        answered=answered,
        confidence=confidence,
        rank=rank,
        holds_answer=holds_answer,
        seconds=seconds,
    )


def written(folder: Path, *lines: object, name: str = QUESTIONS) -> Path:
    """Write a file of JSON lines; a text stands there as it is."""
    path = folder / name
    texts = [
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    ]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path
