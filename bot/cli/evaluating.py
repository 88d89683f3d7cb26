"""``sitrep evaluate``: labelled questions, measured."""

from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

import index
from bot.cli import options, terminal
from bot.cli.workbench import Workbench
from index import Draft, Problem, SourceError

if TYPE_CHECKING:
    from index import Engine

EXAMPLES: Final = ("sitrep evaluate data/news --json",)

_LABELS: Final = frozenset({"questions.jsonl", "pairs.jsonl"})
"""What lies beside the articles and holds none."""


def run(
    bench: Workbench,
    folder: Annotated[
        Path,
        typer.Argument(help="Holds articles and questions.jsonl.", exists=True, file_okay=False),
    ],
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Ask only the first so many questions.", show_default=False),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Ask a folder's labelled questions, and print how well they are answered.

    The folder's articles go into a library of their own in the cache folder, unless --library
    names one that holds them.
    """
    folder = folder.resolve()
    with (
        closing(_library(bench, folder)) as engine,
        terminal.progress_bar("Questions") as (_, count),
    ):
        measured = index.evaluate(engine, folder, count, limit=limit)
    if as_json:
        terminal.emit(measured.as_dict())
        return
    console = terminal.out()
    table = Table("Measure", "Value", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for row in measured.rows():
        table.add_row(*map(Text, row))
    console.print(table)


def _library(bench: Workbench, folder: Path) -> "Engine":
    # Only the option counts here: the library of the setting is the bot's, which holds other
    # articles, and measures over those would be measures of something else.
    if bench.library is not None:
        return bench.engine()
    engine = bench.engine(create=True, folder=bench.settings.cache / "evaluation" / folder.name)
    with terminal.progress_bar("Articles") as (_, count):
        drafts = list(_drafts(folder))
        count(0, len(drafts))
        for done, _addition in enumerate(engine.add(drafts), 1):
            count(done, len(drafts))
    return engine


def _drafts(folder: Path) -> Iterator[Draft]:
    files = sorted(path for path in folder.iterdir() if path.is_file())
    articles = [path for path in files if path.name not in _LABELS]
    if not articles:
        raise SourceError(f"{folder} holds no articles beside its questions. Put them there.")
    for item in chain.from_iterable(index.read(str(path)) for path in articles):
        if isinstance(item, Problem):
            terminal.note(f"problem: {item.name}: {item.message}")
        else:
            yield item
