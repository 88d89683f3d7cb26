"""``sitrep backup`` and ``sitrep restore``: the library and what is remembered of chats."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

import index
from bot import __version__
from bot.chats import file as chats_file
from bot.chats.schema import MIGRATIONS
from bot.cli import as_json as records
from bot.cli import options, terminal
from bot.cli.addition_report import counted
from bot.cli.workbench import Workbench

if TYPE_CHECKING:
    # At run time they come with SQLite; `sitrep --help` need not wait for it.
    from index import Companion, Manifest

BACKUP_EXAMPLES: Final = ("sitrep backup /var/backups/sitrep --keep 7",)
RESTORE_EXAMPLES: Final = ("sitrep restore /var/backups/sitrep/sitrep-20260131T020304.000000Z",)

MEGABYTE: Final = 1_000_000


def backup(
    bench: Workbench,
    folder: Annotated[
        Path,
        typer.Argument(
            help="Where backups are kept; each gets a folder of its own.",
            metavar="FOLDER",
        ),
    ],
    keep: Annotated[
        int | None,
        typer.Option(
            min=1, help="Then delete this library's backups there but so many of the newest."
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Copy the library and what is remembered of chats, while the bot runs.

    The copy is of one moment, looked over, and has digests; what people asked is left out.
    """
    folder = folder.expanduser()
    with _progress() as progress:
        made = index.back_up(
            bench.settings.library, folder, by=__version__, companions=[_chats()], progress=progress
        )
    gone = [] if keep is None else index.drop_older(made, keep)
    if as_json:
        where = {"folder": str(made.folder), "deleted": [str(path) for path in gone]}
        terminal.emit(where | _told(made.manifest))
        return
    # On stdout, so that a script can go on with it.
    typer.echo(made.folder)
    terminal.note(f"Backed up {_holdings(made.manifest)}; the copy was looked over.")
    if gone:
        terminal.note(f"Deleted {counted(len(gone), 'older backup')}.")


def restore(
    bench: Workbench,
    folder: Annotated[
        Path, typer.Argument(metavar="BACKUP", help="The folder that sitrep backup named.")
    ],
    as_json: options.Json = False,
) -> None:
    """Put a backup in the library's place, with the bot stopped.

    The library that is there now is kept beside it, and named. A damaged backup changes nothing.
    """
    library = bench.settings.library
    with _progress() as progress:
        done = index.restore_backup(
            folder.expanduser(), library, companions=[_chats()], progress=progress
        )
    if as_json:
        aside = str(done.aside) if done.aside else None
        terminal.emit({"library": str(library), "aside": aside} | _told(done.manifest))
        return
    terminal.note(f"Restored {_holdings(done.manifest)} of {done.manifest.made} to {library}.")
    if done.aside:
        terminal.note(f"The library before is in {done.aside}: delete it when all is well.")


def _chats() -> "Companion":
    return index.Companion(
        name=chats_file.FILE, schema=len(MIGRATIONS), clean=chats_file.forget_words
    )


def _told(manifest: "Manifest") -> records.Json:
    return {
        "made": manifest.made,
        "sitrep": manifest.by,
        "articles": manifest.articles,
        "passages": manifest.passages,
        "files": [asdict(part) for part in manifest.files],
    }


def _holdings(manifest: "Manifest") -> str:
    size = sum(part.bytes for part in manifest.files) / MEGABYTE
    articles, passages = (
        counted(manifest.articles, "article"),
        counted(manifest.passages, "passage"),
    )
    return f"{articles}, {passages}, {size:,.1f} MB"


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar that says what is being done, in megabytes."""
    with terminal.progress_bar("Megabytes") as (progress, count):
        (task,) = progress.task_ids

        def tell(what: str, done: int, total: int) -> None:
            progress.update(task, description=what)
            count(done // MEGABYTE, -(-total // MEGABYTE))

        yield tell
