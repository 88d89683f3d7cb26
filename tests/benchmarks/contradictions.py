"""How often an answer says that reports differ, and what it then shows: to be read by a person.

Whether they really differ only a reader can tell, so each such answer is printed. ``python -m
tests.benchmarks.contradictions --library LIBRARY --data ../shared/data/train --split train`` asks
the folder's labelled questions, of which hardly any is about figures that changed, and the
questions in ``tests/data/contradictions.jsonl``, which were written about events of that library's
articles with numbers and days that reports may differ in.
"""

import argparse
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console

from bot.settings import load_settings
from index import Answer, Engine, Hit, load_embedder
from index.answering.answers import alone
from index.answering.contradictions import Contradictions
from index.learning.labels import QUESTIONS, load_questions
from tests.benchmarks.timing import median, p95

DATA = Path(__file__).parents[1] / "data" / "contradictions.jsonl"
SPLITS = ("train", "news")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the day on which it is asked."""

    text: str
    day: date | None


def written(split: str, path: Path = DATA) -> list[Asked]:
    """The questions that were written about a library's events."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Asked(row["question"], date.fromisoformat(row["asked"]))
        for row in rows
        if row["split"] == split
    ]


def labelled(folder: Path) -> list[Asked]:
    """A folder's labelled questions."""
    return [Asked(each.text, each.asked) for each in load_questions(folder / QUESTIONS)]


def differing(engine: Engine, questions: Iterable[Asked]) -> Iterator[tuple[Asked, Answer]]:
    """The questions whose answers say that reports differ."""
    for asked in questions:
        answer = engine.ask(asked.text, asked=asked.day)
        if answer.differing:
            yield asked, answer


def shown(asked: Asked, answer: Answer) -> str:
    """What a reader needs to judge it: each sentence with its day and headline."""
    return "\n".join([f"{asked.day} {asked.text}", *map(_line, answer.several), ""])


def _line(hit: Hit) -> str:
    told = " ".join(hit.quote[mark.start : mark.end] for mark in hit.marks)
    return f"    {hit.article.published} [{told}] {hit.quote} ({hit.article.title})"


def seconds(engine: Engine, questions: Iterable[Asked]) -> list[float]:
    """The time that looking for contradictions takes, of answers that are there already."""
    taken = []
    for asked in questions:
        ranking = engine.rank(asked.text, asked=asked.day)
        answer = engine.ask(asked.text, asked=asked.day)
        if answer.hits:
            started = time.thread_time()
            Contradictions(ranking, engine.terms, alone).of(answer.hits[0])
            taken.append(time.thread_time() - started)
    return taken


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask, count and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.contradictions")
    parser.add_argument("--library", type=Path, required=True, help="holds the articles of --data")
    parser.add_argument("--data", type=Path, help="a labelled folder, asked as well")
    parser.add_argument("--split", choices=SPLITS, default="train", help="(%(default)s)")
    parser.add_argument("--time", type=int, default=0, metavar="N", help="time so many questions")
    options = parser.parse_args(arguments)
    console, settings = Console(), load_settings()
    embedder = load_embedder(settings.model, settings.cache, settings.threads)
    with closing(Engine.open(options.library, embedder=embedder, create=False)) as engine:
        sets = {"written": written(options.split)}
        if options.data:
            sets["labelled"] = labelled(options.data)
        for name, questions in sets.items():
            found = list(differing(engine, questions))
            console.print(f"{name}: {len(found)} of {len(questions)} say that reports differ\n")
            texts = (shown(*each) for each in found)
            console.print(*texts, sep="\n", markup=False, highlight=False)
        if taken := seconds(engine, sets["written"][: options.time]):
            milliseconds = f"{1000 * median(taken):.2f} ms, {1000 * p95(taken):.2f} ms"
            console.print(f"looking for them, median and p95: {milliseconds}")


if __name__ == "__main__":
    main()
