"""Labelled questions: read from a file, and held against what was found.

A labelled folder holds articles and ``questions.jsonl``: a line has ``question``, ``answerable``,
``evidence`` (what an answering passage must contain: texts, or objects with ``article``, the
article's external id, and ``text``), and optionally ``id``, ``asked`` and ``answers``.

A passage is relevant when it comes from the evidence's article and contains the evidence's text,
white space folded; so relevance does not depend on how articles are cut.
"""

import json
import re
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from index.documents.decoding import clean
from index.errors import SourceError
from index.records import Article
from index.results import Hit

T = TypeVar("T")

QUESTIONS = "questions.jsonl"
_FORM = (
    f"{QUESTIONS} has a labelled question a line, such as"
    ' {"question": "Who was killed?", "answerable": true, "evidence": ["killed Umawi"]}'
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answering passage must contain; ``article`` is an external id, None for any."""

    article: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One labelled question.

    Attributes:
        id: what translations refer to it by, if it has a name.
    """

    text: str
    asked: date | None
    answerable: bool
    answers: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    id: str | None = None


def numbered(articles: Iterable[Article]) -> dict[str, int]:
    """The library's numbers of articles by their external ids; those without one left out."""
    return {a.external_id: a.id for a in articles if a.external_id is not None}


def holding(question: Question, numbers: Mapping[str, int]) -> set[int]:
    """The numbers of the articles that hold a question's evidence; see `numbered`."""
    named = (item.article for item in question.evidence)
    return {numbers[name] for name in named if name is not None and name in numbers}


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
    told = f" {bare(sentence)} "
    return any(bare(text) and f" {bare(text)} " in told for text in question.answers)


def load_questions(path: Path) -> list[Question]:
    """Read labelled questions.

    Raises:
        SourceError: the file is missing, empty, or a line (named by number) is malformed.
    """
    return read_lines(path, _question, "labelled question", _FORM)


def read_lines(path: Path, parse: Callable[[dict[str, Any]], T], what: str, form: str) -> list[T]:
    """Read a file of JSON lines; empty ones are passed over.

    Args:
        path: the file.
        parse: makes one thing of a line's object; raises KeyError, TypeError or ValueError.
        what: what a line is, for messages.
        form: a sentence on what the file must look like, for messages, without its full stop.

    Raises:
        SourceError: the file is missing, empty, or a line (named by number) is malformed.
    """
    try:
        # Not splitlines: that also parts at characters that may stand within a JSON string.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} can't be read. {form}.") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(parse(json.loads(line)))
        except KeyError as error:
            reason = f"it has no {error}"
            raise SourceError(f"{path}, line {number} is no {what}: {reason}. {form}.") from error
        except (ValueError, TypeError, RecursionError) as error:
            raise SourceError(f"{path}, line {number} is no {what}: {error}. {form}.") from error
    if not found:
        raise SourceError(f"{path} is empty. {form}.")
    return found


def said(item: object, what: str) -> str:
    """A line's text.

    Raises:
        TypeError: it is none, or empty.
        ValueError: it holds half a surrogate pair, which no model reads.
    """
    if not isinstance(item, str) or not item.strip():
        raise TypeError(f"{what} must be a text that is not empty")
    item.encode()
    return item


def _question(row: dict[str, Any]) -> Question:
    return Question(
        text=said(row["question"], "question"),
        asked=date.fromisoformat(row["asked"]) if row.get("asked") else None,
        answerable=bool(row["answerable"]),
        answers=tuple(said(item, "an answer") for item in _listed(row, "answers")),
        evidence=tuple(_evidence(item) for item in _listed(row, "evidence")),
        id=None if row.get("id") is None else str(row["id"]),
    )


def _listed(row: dict[str, Any], name: str) -> list[Any]:
    found = row.get(name, [])
    if not isinstance(found, list):  # a text would be read letter by letter
        raise TypeError(f"{name} must be a list")
    return found


def _evidence(item: str | dict[str, Any]) -> Evidence:
    if isinstance(item, str):
        return Evidence(None, said(item, "evidence"))
    return Evidence(str(item["article"]), said(item["text"], "evidence"))


@lru_cache(maxsize=10_000)
def _cleaned(text: str) -> str:
    """Evidence as the library would hold it; the same texts are compared with every hit."""
    return _folded(clean(text))


def _folded(text: str) -> str:
    return " ".join(text.split())


_PUNCTUATION = re.compile(f"[{re.escape(string.punctuation)}“”‘’–—…«»]")


def bare(text: str) -> str:
    """Case and punctuation folded, for comparing answers."""
    return _folded(_PUNCTUATION.sub(" ", text.casefold()))
