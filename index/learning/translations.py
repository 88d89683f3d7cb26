"""The same labelled questions in other languages: what asking in them costs."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.engine import Engine
from index.errors import SourceError
from index.learning.evaluation import Evaluation, evaluate
from index.learning.labels import QUESTIONS, Question, load_questions, read_lines, said

ORIGINAL = "original"
_DIFFERENCE = "Hit@5 less the original's, points"
_FORM = (
    'A file of translations has one a line, such as {"id": "7", "question": "Кто был убит?"},'
    f" each with the id of a question in {QUESTIONS}"
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same questions in several wordings, by name; the original's stands first."""

    evaluations: dict[str, Evaluation]

    def differences(self) -> dict[str, float]:
        """By how many points of Hit@5 each translation falls behind (or not)."""
        hits = {name: found.measures["Hit@5"] for name, found in self.evaluations.items()}
        original = hits.pop(ORIGINAL)
        return {name: 100 * (share - original) for name, share in hits.items()}

    def rows(self) -> list[tuple[str, ...]]:
        """Names and a value for each wording, ready to be shown."""
        columns = [dict(found.rows()) for found in self.evaluations.values()]
        names = dict.fromkeys(name for column in columns for name in column)
        table = [(name, *(column.get(name, "") for column in columns)) for name in names]
        points = (f"{points:+.1f}" for points in self.differences().values())
        return [*table, (_DIFFERENCE, "", *points)]

    def as_dict(self) -> dict[str, Any]:
        """Each wording's evaluation and how far it is from the original, for JSON."""
        return {
            "evaluations": {name: found.as_dict() for name, found in self.evaluations.items()},
            _DIFFERENCE: self.differences(),
        }


def evaluate_translations(
    engine: Engine,
    folder: Path,
    files: Mapping[str, Path],
    progress: Callable[[int, int], None] | None = None,
    *,
    limit: int | None = None,
    masked: bool = False,
) -> Comparison:
    """Ask those of a folder's questions that every file translates, in all wordings.

    Args:
        engine: over a library that holds the folder's articles.
        folder: holds ``questions.jsonl``.
        files: translations by name, at least one; JSON lines with ``id`` and ``question``.
        progress: told after each question how many are done, of how many.
        limit: ask only the first so many questions.
        masked: see `evaluate`.

    Raises:
        SourceError: a line can't be read or has no question's id, or the files share no question.
    """
    questions = load_questions(folder / QUESTIONS)
    translated = {name: load_translation(path, questions) for name, path in files.items()}
    shared = set.intersection(*map(set, translated.values()))
    # The original is measured on the same questions, so all files are to have the same ones.
    original = {q.id: q.text for q in questions if q.id is not None and q.id in shared}
    if not original:
        names = ", ".join(map(str, files.values()))
        raise SourceError(f"{names} share no question. Name files that translate the same ones.")
    asked = [*original][:limit]
    wordings = {ORIGINAL: original} | translated
    found = {}
    for done, (name, wording) in enumerate(wordings.items()):
        told = _shifted(progress, done, len(wordings))
        words = _those(wording, asked)
        found[name] = evaluate(engine, folder, told, wording=words, masked=masked)
    return Comparison(found)


def _those(wording: Mapping[str, str], ids: Iterable[str]) -> dict[str, str]:
    return {id_: wording[id_] for id_ in ids}


def _shifted(
    progress: Callable[[int, int], None] | None, before: int, wordings: int
) -> Callable[[int, int], None] | None:
    """Count on from what the wordings before have asked: as many questions each."""
    return progress and (lambda done, of: progress(before * of + done, wordings * of))


def load_translation(path: Path, questions: Sequence[Question]) -> dict[str, str]:
    """Read other words for labelled questions, by their ids.

    Raises:
        SourceError: the file is missing, empty, or a line (named by number) is malformed, or its
            id is not one question's, or an earlier line's.
    """
    known = Counter(question.id for question in questions)
    found: dict[str, str] = {}

    def add(row: dict[str, Any]) -> None:
        name = str(row["id"])
        if name in found:
            raise ValueError(f"the id {name!r} has a line already")
        if known[name] != 1:
            raise ValueError(f"{known[name] or 'no'} questions have the id {name!r}")
        found[name] = said(row["question"], "question")

    read_lines(path, add, "translation", _FORM)
    return found
