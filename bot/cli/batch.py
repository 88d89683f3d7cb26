"""Questions from JSON lines, and an object on a line for each: what scripts and measuring use."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import typer

from bot.cli import as_json as records
from bot.cli import terminal
from index import Answer, Filters, SourceError

if TYPE_CHECKING:
    from index import Engine

STDIN: Final = Path("-")


class BadLine(ValueError):
    """A line of a batch holds no question; the message says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a batch."""

    text: str
    asked: date | None


@dataclass(frozen=True, slots=True)
class Session:
    """Answers questions, one after the other, under the same conditions."""

    engine: "Engine"
    filters: Filters
    asked: date | None
    passages: int

    def answer(self, text: str, asked: date | None = None) -> Answer:
        """Answer one question."""
        return self.engine.ask(
            text, filters=self.filters, asked=asked or self.asked, limit=self.passages
        )

    def answer_all(self, file: Path) -> int:
        """Print one JSON object for each line of a file, in order; return how many were bad.

        A bad line gets an object too, so that the n-th line printed is for the n-th question.
        """
        bad = 0
        with _opened(file) as stream:
            for number, line in _lines(stream):
                try:
                    question = parse(line)
                except BadLine as error:
                    bad += 1
                    terminal.complain(f"line {number}: {error}")
                    terminal.emit({"error": str(error), "line": number}, indent=None)
                else:
                    answer = self.answer(question.text, question.asked)
                    terminal.emit(records.answer(answer, self.passages), indent=None)
        return bad


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    if file == STDIN:
        yield typer.get_binary_stream("stdin")
        return
    try:
        stream = file.open("rb")
    except OSError as error:
        raise SourceError(
            f"{file} can't be read ({error.strerror}). Name a file of JSON lines, or - for stdin."
        ) from error
    with stream:
        yield stream


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(stream, 1):
        if line.strip():
            yield number, line


def parse(line: bytes) -> Question:
    """Read one line of a batch.

    Raises:
        BadLine: it isn't an object with a question, and a valid day if there is one.
    """
    try:
        # utf-8-sig, since some editors begin a file with a byte order mark.
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadLine("not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise BadLine("not JSON") from error
    if not isinstance(value, dict):
        raise BadLine('not an object, such as {"question": "..."}')
    return Question(text=_text(value.get("question")), asked=_day(value.get("asked")))


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadLine('"question" is missing or no text')
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadLine('"question" holds half a surrogate pair') from error
    return value


def _day(value: object) -> date | None:
    if value is None:
        return None
    try:
        if not isinstance(value, str):
            raise TypeError
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadLine('"asked" is no date, such as "2022-10-06"') from error
