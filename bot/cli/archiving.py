"""``sitrep export`` and ``sitrep import``: the library's articles as they are, out and in."""

import json
import sys
from collections import Counter
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.progress import Progress
from rich.text import Text

import index
from bot.cli import as_json as records
from bot.cli import options, terminal
from bot.cli.addition_report import counted, problem_line
from bot.cli.workbench import Workbench
from index import Filters, Problem

if TYPE_CHECKING:
    # At run time they come with SQLite; `sitrep --help` need not wait for it.
    from index import Fate, Imported

EXPORT_EXAMPLES: Final = (
    "sitrep export articles.jsonl.gz",
    "sitrep export --since 2022-10-01 --outlet CNN > october.jsonl",
)
IMPORT_EXAMPLES: Final = ("sitrep import articles.jsonl.gz",)

STANDARD: Final = "-"
"""What stands for stdin or stdout."""


def export(
    bench: Workbench,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file, packed if it ends in .gz; - is stdout.")
    ] = STANDARD,
    since: Annotated[
        datetime | None, options.day_option("Only what was published on that day or later.")
    ] = None,
    outlet: Annotated[
        list[str] | None, typer.Option(help="Only this outlet's; may be repeated.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Write the articles as JSON Lines, with all that is known of them.

    A file that is there is replaced once the new one is whole.
    """
    filters = Filters(since=options.day(since), outlets=tuple(outlet or ()))
    with ExitStack() as stack:
        count = None
        if file != STANDARD or not sys.stdout.isatty():
            _, count = stack.enter_context(terminal.progress_bar("Articles"))
        target = sys.stdout.buffer if file == STANDARD else Path(file).expanduser()
        made = index.export_articles(
            bench.settings.library, target, filters=filters, progress=count
        )
    if as_json:
        told = {"file": file, "articles": made.n_articles, "bytes": made.n_bytes}
        # Where the articles go to stdout, nothing else may.
        typer.echo(json.dumps(told), err=file == STANDARD)
    else:
        where = "stdout" if file == STANDARD else file
        terminal.note(f"Exported {counted(made.n_articles, 'article')} to {where}.")


def import_(
    bench: Workbench,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="What sitrep export wrote; - is stdin.")
    ],
    as_json: options.Json = False,
) -> None:
    """Take in what sitrep export wrote: numbers, further sources, history and all.

    What is in the library already stays as it is. Broken off, it goes on when it is run again.
    """
    report = _Report(as_json=as_json)
    settings = bench.settings
    source = sys.stdin.buffer if file == STANDARD else Path(file).expanduser()
    with ExitStack() as stack:
        stack.callback(report.summarize)
        progress, count = stack.enter_context(terminal.progress_bar("Articles"))
        report.begin(progress)
        found = index.import_articles(
            settings.library, source, lambda: bench.make_embedder(settings), progress=count
        )
        for item in stack.enter_context(closing(found)):
            report.tell(item)
    if report.failed:
        raise typer.Exit(1)


class _Report:
    """Says what has another number now, what gave no article, and in the end how many came in."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._out = terminal.out()
        self._err = terminal.err()
        self._fates: Counter[Fate] = Counter()
        self._renumbered: list[records.Json] = []
        self._problems: list[records.Json] = []

    @property
    def failed(self) -> bool:
        """Whether something gave no article."""
        return bool(self._problems)

    def begin(self, progress: Progress) -> None:
        """Print above this bar from now on, where both show on the same terminal."""
        if self._out.is_terminal and self._err.is_terminal:
            self._out = progress.console
        self._err = progress.console

    def tell(self, item: "Imported | Problem") -> None:
        """Count an article or a problem; print what somebody has to know."""
        if isinstance(item, Problem):
            self._problems.append({"name": item.name, "message": item.message})
            self._err.print(problem_line(item))
            return
        self._fates[item.fate] += 1
        if item.fate == index.Fate.RENUMBERED:
            self._renumbered.append({"number": item.number, "id": item.article_id})
            if not self._as_json:
                title = terminal.one_line(item.title)
                self._out.print(Text(f"#{item.number} is #{item.article_id} here: {title}"))

    def summarize(self) -> None:
        """Print the totals, also of work that was broken off."""
        counts = {fate.value: self._fates[fate] for fate in index.Fate}
        if self._as_json:
            told = {**counts, "renumbered": self._renumbered, "problems": self._problems}
            terminal.emit(told)
        elif self._fates or self._problems:
            totals = ", ".join(f"{count} {fate}" for fate, count in counts.items())
            self._out.print(Text(f"{totals}, {counted(len(self._problems), 'problem')}"))
