"""``python -m tests.benchmarks.parallel``: the same reports and questions in eight languages.

Each language's questions are asked of each language's reports, in a library that holds no others;
and of the reports in all languages but the question's own, in one library. A passage is relevant
that holds the quote in its own language. Each question is asked once more without the report that
answers it, and should be refused then.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.cli.workbench import embedder_of
from bot.settings import load_settings
from index import Draft, Embedder, Engine, Filters
from index.learning.evaluation import judge, twins
from index.learning.labels import Question
from index.learning.measures import DEPTH, measure, measure_masked
from tests.benchmarks import report
from tests.benchmarks.machine import Conditions, conditions
from tests.benchmarks.parallel_data import LANGUAGES, Asked, load_drafts, load_questions
from tests.benchmarks.remembering import Remembering

OTHERS = "all others"
MEASURES = (
    "Hit@1",
    "Hit@3",
    "answered",
    "answered with evidence",
    "refused, evidence masked",
    "AUROC, evidence masked too",
)

Progress = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one language's questions found in one language's reports, or in all others'."""

    questions: str
    reports: str
    measures: dict[str, float]


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was measured, and on what."""

    conditions: Conditions
    cells: list[Cell]

    def as_dict(self) -> dict[str, Any]:
        """Everything, for JSON."""
        return {
            "conditions": asdict(self.conditions),
            "cells": [
                {"questions": cell.questions, "reports": cell.reports} | cell.measures
                for cell in self.cells
            ],
            "means": means(self.cells),
        }


def run(embedder: Embedder, languages: Sequence[str], told: Progress) -> Results:
    """Ask everything of everything; each text is encoded once.

    Args:
        embedder: the model.
        languages: of questions and reports, at least one.
        told: called with what is being done.
    """
    model = Remembering(embedder)
    drafts, asked = load_drafts(languages), load_questions()
    cells = []
    with library([d for name in languages for d in drafts[name]], model) as engine:
        found = conditions(model.identity, engine.coverage())
        for name in languages if len(languages) > 1 else ():
            told(f"{name} questions, all other reports")
            cells.append(Cell(name, OTHERS, _of_others(engine, name, languages, asked)))
    for reports in languages:
        with library(drafts[reports], model) as engine:
            for name in languages:
                told(f"{name} questions, {reports} reports")
                questions = [a.labelled([reports]) for a in asked if a.language == name]
                cells.append(Cell(name, reports, _measured(engine, questions, Filters())))
    return Results(found, cells)


def _of_others(
    engine: Engine, language: str, languages: Sequence[str], asked: Sequence[Asked]
) -> dict[str, float]:
    others = [name for name in languages if name != language]
    filters = Filters(articles=tuple(a.id for a in engine.articles() if a.language in others))
    questions = [a.labelled(others) for a in asked if a.language == language]
    return _measured(engine, questions, filters)


def _measured(engine: Engine, questions: Sequence[Question], filters: Filters) -> dict[str, float]:
    outcomes = [
        judge(question, engine.ask(question.text, filters=filters, limit=DEPTH), 0.0)
        for question in questions
    ]
    masked = [
        judge(
            question, engine.ask(question.text, filters=_both(without, filters), limit=DEPTH), 0.0
        )
        for question, without in twins(engine, questions)
    ]
    answered = sum(outcome.answered for outcome in outcomes) / len(outcomes)
    found = measure(outcomes) | measure_masked(outcomes, masked) | {"answered": answered}
    return {name: found[name] for name in MEASURES}


def _both(first: Filters, second: Filters) -> Filters:
    """The articles of the first that are among those of the second, if that names any."""
    if not second.articles:
        return first
    among = set(second.articles)
    return Filters(articles=tuple(number for number in first.articles if number in among))


@contextmanager
def library(drafts: Sequence[Draft], embedder: Embedder) -> Iterator[Engine]:
    """A library that is gone again afterwards."""
    with (
        TemporaryDirectory() as folder,
        closing(Engine.open(Path(folder), embedder=embedder)) as engine,
    ):
        for _ in engine.add(drafts):
            pass
        yield engine


def means(cells: Sequence[Cell]) -> dict[str, dict[str, float]]:
    """The mean over questions in their own language, in another, and of all others' reports."""
    kinds = {
        "own language": [cell for cell in cells if cell.questions == cell.reports],
        "another language": [
            cell for cell in cells if cell.reports not in {cell.questions, OTHERS}
        ],
        OTHERS: [cell for cell in cells if cell.reports == OTHERS],
    }
    return {
        kind: {name: float(np.mean([cell.measures[name] for cell in found])) for name in MEASURES}
        for kind, found in kinds.items()
        if found
    }


def tables(cells: Sequence[Cell]) -> Iterator[Table]:
    """A table a measure: the questions' language down, the reports' across; then the means."""
    reports = sorted({cell.reports: None for cell in cells}, key=OTHERS.__eq__)
    questions = dict.fromkeys(cell.questions for cell in cells)
    found = {(cell.questions, cell.reports): cell.measures for cell in cells}
    for measured in MEASURES:
        rows = {q: [found[q, r][measured] for r in reports] for q in questions}
        yield _table(f"{measured}: questions ↓ reports →", reports, rows)
    rows = {kind: list(values.values()) for kind, values in means(cells).items()}
    yield _table("Mean", MEASURES, rows)


def _table(corner: str, columns: Sequence[str], rows: Mapping[str, Sequence[float]]) -> Table:
    table = Table(corner, box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right")
    for name, values in rows.items():
        table.add_row(name, *(f"{value:.3f}" for value in values))
    return table


def main(arguments: Sequence[str] | None = None) -> None:
    """Run it with the model of the settings."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.parallel")
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write everything there")
    parser.add_argument(
        "--languages",
        nargs="+",
        choices=LANGUAGES,
        default=LANGUAGES,
        metavar="LANGUAGE",
        help=f"only these, of questions and reports (of {', '.join(LANGUAGES)})",
    )
    options = parser.parse_args(arguments)
    settings, console = load_settings(), Console()
    embedder = embedder_of(settings)
    with console.status("Encoding") as status:
        found = run(embedder, list(dict.fromkeys(options.languages)), status.update)
    report.show(found.conditions, {}, console)
    for table in tables(found.cells):
        console.print("", table, sep="\n")
    if options.json is not None:
        written = json.dumps(found.as_dict(), indent=1)
        options.json.write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
