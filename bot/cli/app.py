"""``sitrep``: all commands, in the order that ``--help`` lists them."""

import sys
from io import TextIOWrapper
from typing import Annotated, Final

import typer

from bot import __version__
from bot.cli import (
    adding,
    archiving,
    asking,
    backing_up,
    browsing,
    evaluating,
    feeding,
    history,
    options,
    running,
    upkeep,
    watching,
)
from bot.cli.command import at, command

app = typer.Typer(
    name="sitrep",
    no_args_is_help=True,
    rich_markup_mode="rich",
    # Frames with local variables could print a token or a person's question.
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_COMMANDS: Final = (
    ("run", running.run, running.RUN_EXAMPLES),
    ("chat", running.chat, running.CHAT_EXAMPLES),
    ("ask", asking.ask, asking.EXAMPLES),
    ("add", adding.add, adding.EXAMPLES),
    ("articles", browsing.articles, browsing.ARTICLES_EXAMPLES),
    ("show", browsing.show, browsing.SHOW_EXAMPLES),
    ("remove", browsing.remove, browsing.REMOVE_EXAMPLES),
    ("undo", history.undo, history.UNDO_EXAMPLES),
    ("history", history.history, history.HISTORY_EXAMPLES),
    ("watch", watching.watch, watching.EXAMPLES),
    ("export", archiving.export, archiving.EXPORT_EXAMPLES),
    ("import", archiving.import_, archiving.IMPORT_EXAMPLES),
    ("backup", backing_up.backup, backing_up.BACKUP_EXAMPLES),
    ("restore", backing_up.restore, backing_up.RESTORE_EXAMPLES),
    ("evaluate", evaluating.run, evaluating.EXAMPLES),
    ("rebuild", upkeep.rebuild, upkeep.REBUILD_EXAMPLES),
    ("doctor", upkeep.doctor, upkeep.DOCTOR_EXAMPLES),
)

for _name, _function, _examples in _COMMANDS:
    # Typer joins an epilog's lines; an empty line keeps the examples apart.
    _epilog = "\n\n".join(("Examples:" if len(_examples) > 1 else "Example:", *_examples))
    app.command(_name, epilog=_epilog)(command(_function))
app.add_typer(feeding.app, name="feeds")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sitrep {__version__}")
        raise typer.Exit


@app.callback()
def sitrep(
    ctx: typer.Context,
    library: options.Library = None,
    verbose: options.Verbose = False,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool,
        typer.Option(
            "--version", help="Print the version.", is_eager=True, callback=_print_version
        ),
    ] = False,
) -> None:
    """Answer questions about reported operations, in the articles' own words.

    Start with: sitrep run
    """
    ctx.obj = at(ctx.obj, library=library, verbose=verbose)


def main() -> None:
    """Run the command line; ends the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A letter that the terminal's encoding lacks must not end a command.
            stream.reconfigure(errors="replace")
    app(prog_name="sitrep")
