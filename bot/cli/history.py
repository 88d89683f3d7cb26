"""``sitrep history`` and ``sitrep undo``: what became of an article, and how to have it back."""

from contextlib import closing
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli import as_json as records
from bot.cli import options, terminal
from bot.cli.browsing import SAY
from bot.cli.workbench import Workbench
from index import Event, LibraryError, Note, Version

HISTORY_EXAMPLES: Final = ("sitrep history 12", "sitrep history 12 --json")
UNDO_EXAMPLES: Final = ("sitrep undo 12",)

NOTE: Final = Note(cause="command")

_STYLES: Final = {
    Event.ADDED: "green",
    Event.CHANGED: "yellow",
    Event.REPRINTED: "cyan",
    Event.REMOVED: "red",
    Event.RESTORED: "green",
}
_CAUSES: Final = {
    "command": "from the command line",
    "curator": "by a curator",
    "channel": "by a channel",
    "feed": "by a feed",
    "source": "as its page changed",
    "gone": "as its page is gone",
}


def history(
    bench: Workbench,
    article: Annotated[
        int, typer.Argument(metavar="ID", help="The article's number.", min=1, max=options.LARGEST)
    ],
    as_json: options.Json = False,
) -> None:
    """Show what became of an article, oldest first: when, why, and what came and went."""
    with closing(bench.engine()) as engine:
        versions = engine.history(article)
        if not versions:
            engine.article(article)
    if as_json:
        terminal.emit([_record(version) for version in versions])
        return
    console = terminal.out()
    console.print(Text(SAY.history_heading(article), style="bold"))
    title = ""
    for version in versions:
        _print_version(console, version, title)
        title = version.title
    if not title:
        terminal.note("None of its words are kept.")
    elif versions[-1].event is Event.REMOVED:
        terminal.note(f"For an hour after it was removed: sitrep undo {article}")


def _record(version: Version) -> records.Json:
    return {
        "at": version.at.isoformat(),
        "event": version.event.value,
        "cause": version.cause or None,
        "title": version.title,
        "came": [*version.came],
        "went": [*version.went],
    }


def _print_version(console: Console, version: Version, title: str) -> None:
    """Print what happened, the headline if it is a new one, and the paragraphs."""
    cause = _CAUSES.get(version.cause, terminal.one_line(version.cause))
    parts = [f"{version.at:%Y-%m-%d %H:%M} UTC", f"· {cause}" if cause else ""]
    console.print()
    console.print(
        Text.assemble(
            (SAY.event(version.event), f"bold {_STYLES[version.event]}"),
            (f" {' '.join(filter(None, parts))}", "dim"),
        )
    )
    if version.title != title:
        _print_part(console, " ", version.title, "")
    for paragraph in version.came:
        _print_part(console, "+", paragraph, "green")
    for paragraph in version.went:
        _print_part(console, "−", paragraph, "red")


def _print_part(console: Console, sign: str, words: str, style: str) -> None:
    text = Text(terminal.one_line(words), style=style)
    if not console.is_terminal:
        # A paragraph stays on its line.
        console.print(Text(f"{sign} ") + text)
        return
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text(sign, style=style), text)
    console.print(grid)


def undo(
    bench: Workbench,
    numbers: Annotated[
        list[int],
        typer.Argument(metavar="ID", help="The articles' numbers.", min=1, max=options.LARGEST),
    ],
) -> None:
    """Bring articles back that were removed within the last hour, as they were."""
    failed = False
    with closing(bench.engine()) as engine:
        for number in dict.fromkeys(numbers):
            try:
                back = engine.restore(number, note=NOTE)
            except LibraryError as error:
                failed = True
                terminal.complain(str(error))
            else:
                terminal.out().print(
                    Text(f"brought back #{back.id} {terminal.one_line(back.title)}")
                )
    if failed:
        raise typer.Exit(1)
