"""``sitrep rebuild`` and ``sitrep doctor``: a library and a set-up that are in order."""

from contextlib import closing
from typing import Annotated, Final

import typer
from rich.text import Text

from bot.cli import checkup, options, terminal
from bot.cli.workbench import Workbench

REBUILD_EXAMPLES: Final = ("sitrep rebuild", "sitrep rebuild --reencode")
DOCTOR_EXAMPLES: Final = ("sitrep doctor", "sitrep doctor --quick --json")

_MARKS: Final = {
    checkup.State.GOOD: ("✓", "green"),
    checkup.State.BAD: ("✗", "bold red"),
    checkup.State.SKIPPED: ("–", "dim"),
}


def rebuild(
    bench: Workbench,
    reencode: Annotated[
        bool,
        typer.Option("--reencode", help="Also encode every passage anew, for another model."),
    ] = False,
) -> None:
    """Make the search indexes anew from the stored articles; nothing is lost."""
    with closing(bench.engine()) as engine:
        with terminal.progress_bar("Encoding" if reencode else "Rebuilding") as (_, count):
            engine.rebuild(reencode=reencode, progress=count)
        coverage = engine.coverage()
    terminal.note(f"Rebuilt: {coverage.n_articles:,} articles, {coverage.n_passages:,} passages.")


def doctor(
    bench: Workbench,
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out the model and Telegram.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Check the settings, Telegram, the model and the library, and say how to mend them."""
    findings = list(checkup.examine(bench, quick=quick))
    if as_json:
        terminal.emit([finding.as_json() for finding in findings])
    else:
        for finding in findings:
            _print(finding)
    if any(finding.state is checkup.State.BAD for finding in findings):
        raise typer.Exit(1)


def _print(finding: checkup.Finding) -> None:
    console = terminal.out()
    detail = terminal.clean(finding.detail)
    console.print(Text.assemble(_MARKS[finding.state], " ", (finding.name, "bold"), f": {detail}"))
    if finding.remedy:
        console.print(Text(f"  → {terminal.clean(finding.remedy)}", style="yellow"))
