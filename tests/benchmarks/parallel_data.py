"""The same reports and questions in eight languages, from ``tests/data/parallel``."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from index import Draft
from index.learning.labels import Evidence, Question

DATA = Path(__file__).parents[1] / "data" / "parallel"
LANGUAGES = ("en", "ar", "ru", "uk", "tr", "fr", "es", "de")

Quotes = Mapping[str, str]
"""A paragraph's quote in each language."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the paragraph that answers it, in whatever language."""

    text: str
    language: str
    report: int
    quotes: Quotes

    def labelled(self, languages: Sequence[str]) -> Question:
        """The question over reports in these languages."""
        return Question(
            text=self.text,
            asked=None,
            answerable=True,
            answers=(),
            evidence=tuple(
                Evidence(f"{name}-{self.report}", self.quotes[name]) for name in languages
            ),
        )


def load_drafts(languages: Sequence[str]) -> dict[str, list[Draft]]:
    """The reports by language."""
    found: dict[str, list[Draft]] = {name: [] for name in languages}
    for row in _rows("articles.jsonl"):
        if row["language"] in found:
            found[row["language"]].append(_draft(row))
    return found


def _draft(row: Mapping[str, Any]) -> Draft:
    return Draft(
        title=row["title"],
        text=row["text"],
        outlet=row["outlet"],
        published=date.fromisoformat(row["published"]),
        language=row["language"],
        external_id=row["id"],
    )


def load_questions() -> list[Asked]:
    """The questions in every language."""
    quotes = {(row["report"], row["paragraph"]): row["quotes"] for row in _rows("quotes.jsonl")}
    return [
        Asked(
            text=row["question"],
            language=row["language"],
            report=row["report"],
            quotes=quotes[row["report"], row["paragraph"]],
        )
        for row in _rows("questions.jsonl")
    ]


def _rows(name: str) -> Iterator[dict[str, Any]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
