"""Printing: results go to stdout, everything else to stderr, and no text gives orders."""

import json
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

_BIDI_CONTROLS: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""They reorder what stands around them, so that a title could imitate another line."""

Counter = Callable[[int, int | None], None]
"""Told how much is done, and of how much; None where that isn't known."""


def out() -> Console:
    """Return the console for results: wraps on a terminal, leaves lines whole in a pipe."""
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def err() -> Console:
    """Return the console for progress, problems and errors."""
    return Console(highlight=False, stderr=True, soft_wrap=not sys.stderr.isatty())


def clean(text: str) -> str:
    """Take out of a stranger's text what a terminal would obey; lines stay lines."""
    return "".join(map(_harmless, text))


def one_line(text: str) -> str:
    """Clean a text and fold its white space, for a title or a name."""
    return " ".join(clean(text).split())


def _harmless(character: str) -> str:
    if character == "\n":
        return character
    if character in _BIDI_CONTROLS:
        return ""
    match unicodedata.category(character):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cs":
            return "\N{REPLACEMENT CHARACTER}"
        case _:
            return character


def complain(message: str) -> None:
    """Print an error on stderr."""
    err().print(Text.assemble(("error: ", "bold red"), clean(message)))


def note(message: str) -> None:
    """Print a remark on stderr."""
    err().print(Text(clean(message)))


def emit(value: object, *, indent: int | None = 2) -> None:
    """Print JSON on stdout, at once, so that a reader at a pipe's other end need not wait."""
    # JSON is UTF-8; a terminal of another encoding gets escapes, which are the same JSON.
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=not utf8, indent=indent) + "\n")
    sys.stdout.flush()


@contextmanager
def busy(description: str) -> Iterator[None]:
    """Show on stderr that something takes a moment; nothing where stderr is no terminal."""
    console = err()
    with console.status(description) if console.is_terminal else nullcontext():
        yield


@contextmanager
def progress_bar(description: str) -> Iterator[tuple[Progress, Counter]]:
    """Show a bar on stderr while the block runs; nothing where stderr is no terminal."""
    console = err()
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        # Results printed meanwhile belong to stdout, which may be a file.
        redirect_stdout=False,
        transient=True,
    ) as progress:
        task = progress.add_task(description, total=None)
        yield progress, lambda done, total: progress.update(task, completed=done, total=total)
