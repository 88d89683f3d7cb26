"""A file of exported articles -> its lines."""

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from index.archives import archive_lines
from index.archives.archive_lines import Entry
from index.errors import ExtractionError, SourceError
from index.records import Problem

LONGEST = 256_000_000
"""Bytes in a line. A text has 20 MB at most, but each of its versions may have brought as much."""

_PATIENCE = 5
"""So many bad lines before the first good one, and it is no export."""

_NUMBER = re.compile(rb'\{"sitrep":1,"number":(\d{1,16}),')
_BOM = b"\xef\xbb\xbf"
_UNREADABLE = (OSError, EOFError, zlib.error)


def opened(path: Path) -> BinaryIO:
    """A file, open for reading, unpacked if its name ends in ``.gz``.

    Raises:
        SourceError: it can't be opened.
    """
    if path.exists() and not path.is_file():
        # Opening a pipe or a terminal would wait for somebody to write into it.
        raise SourceError(f"{path} is no file: give one that `sitrep export` wrote, or - for stdin")
    try:
        if path.suffix.lower() == ".gz":
            return cast("BinaryIO", gzip.open(path))
        return path.open("rb")
    except OSError as error:
        raise SourceError(f"{path} can't be read ({error.strerror}): check the path") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a quick look at a file tells.

    Attributes:
        n_lines: how many it has; those after a damaged place don't count.
        highest: the highest number that a line begins with, as lines do that were exported; or 0.
    """

    n_lines: int
    highest: int


def survey(path: Path) -> Survey:
    """Look through a file without reading its articles.

    Raises:
        SourceError: it can't be opened.
    """
    n_lines = highest = 0
    with opened(path) as stream, suppress(*_UNREADABLE):
        for piece in _pieces(stream):
            n_lines += 1
            if found := _NUMBER.match(piece):
                highest = max(highest, min(int(found[1]), archive_lines.MOST))
    return Survey(n_lines=n_lines, highest=highest)


def entries(stream: BinaryIO, name: str) -> Iterator[Entry | Problem]:
    """The articles, line by line; a problem for each line that is neither one nor blank.

    Args:
        stream: what to read; one line is in memory.
        name: what to call it in a problem.

    Raises:
        SourceError: none of the first lines holds an article.
    """
    good = number = 0
    bad: list[Problem] = []
    try:
        for number, piece in enumerate(_pieces(stream), 1):
            found = _line(f"{name}, line {number}", piece)
            if found is None:
                continue
            if isinstance(found, Problem) and not good:
                bad.append(found)
                _be_patient(name, bad)
                continue
            good += 1
            yield from bad
            bad.clear()
            yield found
    except _UNREADABLE as error:
        message = f"what comes after this is damaged or missing ({error}); get the file again"
        bad.append(Problem(name=f"{name}, line {number}", message=message))
    yield from bad


def _be_patient(name: str, bad: list[Problem]) -> None:
    if len(bad) == _PATIENCE:
        raise SourceError(
            f"{name} is no export: in its first {_PATIENCE} lines there is no article "
            f"({bad[0].message})"
        )


def _line(name: str, piece: bytes) -> Entry | Problem | None:
    if not piece.strip():
        return None
    if len(piece) > LONGEST:
        message = f"longer than {LONGEST // 1_000_000} MB; take the line out"
        return Problem(name=name, message=message)
    try:
        return archive_lines.read(piece)
    except ExtractionError as error:
        return Problem(name=name, message=str(error))


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """The lines; of one that is longer than any may be, its beginning."""
    mark = _BOM
    while line := stream.readline(LONGEST + 1):
        rest = line
        while len(rest) > LONGEST and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST + 1)
        yield line.removeprefix(mark)
        mark = b""
