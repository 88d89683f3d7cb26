"""The options that several commands share, each with its one help text."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

Library = Annotated[
    Path | None,
    typer.Option(
        "--library",
        help="The folder of the library; else the setting SITREP_LIBRARY.",
        show_default=False,
    ),
]
Verbose = Annotated[
    bool, typer.Option("--verbose", help="Show where in the program an error comes from.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
NoSamples = Annotated[
    bool, typer.Option("--no-samples", help="Leave an empty library empty: no sample articles.")
]
LARGEST = 2**63 - 1
"""SQLite's largest number; what a person writes may be larger."""
_DAY = ["%Y-%m-%d"]


def day_option(help_text: str) -> object:
    """Return an option that takes a day, and nothing finer."""
    return typer.Option(help=help_text, formats=_DAY, metavar="YYYY-MM-DD", show_default=False)


def day(given: datetime | None) -> date | None:
    """Return the day that a date option gave."""
    return given.date() if given else None
