"""Questions to learn from, each with the passages that answer it.

Two kinds: those written for single passages (``written.jsonl``), which are labelled exactly, and
quiz questions, whose answering passages are found by their holding the answer, the subject's words
and the right day. What else holds the answer is neither right nor wrong, and is left out.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from index.engine import Engine
from index.learning.labels import Evidence, Question, bare, numbered
from index.records import Passage
from index.results import Hit

SHARED_WORDS = 5
NEAR_DAYS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Example:
    """One question.

    Attributes:
        right: the numbers of the passages that answer it, at least one.
        unclear: of those that hold the answer's words without being known to answer.
    """

    question: str
    right: tuple[int, ...]
    unclear: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A question written for one passage.

    Attributes:
        article: the article's external id.
        passage: the first 16 digits of the passage's SHA-256, white space folded.
    """

    article: str
    passage: str
    asked: date | None
    language: str
    question: str
    answer: str


def load_written(path: Path) -> list[Written]:
    """Read ``written.jsonl``."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Written(**{**row, "asked": date.fromisoformat(row["asked"]) if row["asked"] else None})
        for row in rows
    ]


def learned_from(written: Sequence[Written]) -> list[Written]:
    """Four fifths of the written questions."""
    return [each for place, each in enumerate(written) if place % 5]


def held_out(written: Sequence[Written]) -> list[Written]:
    """The others: nothing was learned from them, so they tell what learning was worth."""
    return [each for place, each in enumerate(written) if place % 5 == 0]


def passage_digest(text: str) -> str:
    """How ``written.jsonl`` names a passage."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def from_written(engine: Engine, written: Sequence[Written]) -> Iterator[Example]:
    """The written questions whose passages the library holds."""
    for question, passages in _found(engine, written):
        right = tuple(passage.id for passage in passages)
        hits = engine.rank(question.question, asked=question.asked).hits
        unclear = {hit.passage.id for hit in hits if _holds(hit, [question.answer])}
        yield Example(question.question, right, tuple(unclear - set(right)))


def labelled(engine: Engine, written: Sequence[Written]) -> Iterator[Question]:
    """The written questions whose passages the library holds, labelled with those passages."""
    for question, passages in _found(engine, written):
        yield Question(
            text=question.question,
            asked=question.asked,
            answerable=True,
            answers=(question.answer,),
            evidence=tuple(Evidence(question.article, passage.text) for passage in passages),
        )


def _found(
    engine: Engine, written: Sequence[Written]
) -> Iterator[tuple[Written, Sequence[Passage]]]:
    """Questions with their passages; not those whose passages another version cut otherwise."""
    numbers = numbered(engine.articles())
    for question in written:
        number = numbers.get(question.article)
        own = engine.passages_of(number) if number is not None else []
        if found := [p for p in own if passage_digest(p.text) == question.passage]:
            yield question, found


def from_quiz(engine: Engine, quiz: Sequence[Mapping[str, Any]]) -> Iterator[Example]:
    """Those quiz questions that the library answers, from the rows of ``pairs.jsonl``."""
    for row in quiz:
        asked = date.fromisoformat(row["asked"])
        terms = set(engine.terms(f"{row['question']} {row['explanation'] or ''}"))
        holding = [
            hit
            for hit in engine.rank(row["question"], asked=asked).hits
            if _holds(hit, row["answers"])
        ]
        right = [hit.passage.id for hit in holding if _supports(hit, terms, asked, engine)]
        if right:
            unclear = {hit.passage.id for hit in holding} - set(right)
            yield Example(row["question"], tuple(right), tuple(unclear))


def _supports(hit: Hit, terms: set[str], asked: date, engine: Engine) -> bool:
    """Whether a passage that holds the answer very likely answers: its subject and its day."""
    published = hit.article.published
    near = published is not None and abs(published - asked) <= NEAR_DAYS
    return near and len(terms & set(engine.terms(hit.passage.text))) >= SHARED_WORDS


def _holds(hit: Hit, answers: Sequence[str]) -> bool:
    folded = f" {bare(hit.passage.text)} "
    return any(bare(answer) and f" {bare(answer)} " in folded for answer in answers)
