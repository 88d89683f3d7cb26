"""What all commands have in common: ``--library``, ``--verbose``, and errors told plainly."""

import inspect
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, Final

import typer

from bot.cli import options, terminal
from bot.cli.workbench import Workbench
from index import SitrepError

INTERRUPTED: Final = 130
"""What shells give for a process that Ctrl-C ended: 128 + SIGINT."""


def _parameter(name: str, annotation: object, default: object) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default
    )


_CONTEXT: Final = _parameter("ctx", typer.Context, inspect.Parameter.empty)
_SHARED: Final = (
    _parameter("library", options.Library, None),
    _parameter("verbose", options.Verbose, False),
)


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Make a function whose first argument is the workbench a command of the line.

    Typer reads a command's options from its signature, so ``--library`` and ``--verbose`` are added
    there: people type them after the command as often as before it.
    """

    @wraps(function)
    def run(*, ctx: typer.Context, library: Path | None, verbose: bool, **arguments: Any) -> None:
        bench = at(ctx.obj, library=library, verbose=verbose)
        with errors_told(verbose=bench.verbose):
            function(bench, **arguments)

    own = list(inspect.signature(function).parameters.values())[1:]
    own = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    registered: Any = run
    registered.__signature__ = inspect.Signature([_CONTEXT, *own, *_SHARED])
    return run


def at(bench: Workbench | None, *, library: Path | None, verbose: bool) -> Workbench:
    """Return the workbench with what one more place on the command line says."""
    bench = bench or Workbench()
    return replace(bench, library=library or bench.library, verbose=verbose or bench.verbose)


@contextmanager
def errors_told(*, verbose: bool) -> Iterator[None]:
    """Turn what is somebody's to mend into a message and an exit code, without a traceback."""
    try:
        yield
    except SitrepError as error:
        if verbose:
            traceback.print_exception(error)
        terminal.complain(str(error))
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        terminal.note("Interrupted.")
        raise typer.Exit(INTERRUPTED) from error
