"""Copy a library's databases while the bot runs.

Usage: ``python backup.py LIBRARY TARGET``. Each copy is of one moment, whatever is written
meanwhile, and replaces the one of the same name in TARGET once it is complete. The caches beside
the databases are left out: Sitrep makes them again. Needs Python's standard library alone.
"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

BUSY_SECONDS = 60.0


def back_up(library: Path, target: Path) -> list[Path]:
    """Copy every database of the library into the target folder.

    Returns:
        The copies.

    Raises:
        FileNotFoundError: the library holds no database.
        OSError: the target can't be written.
        sqlite3.Error: a database can't be read, or is damaged.
    """
    databases = sorted(library.glob("*.db"))
    if not databases:
        raise FileNotFoundError(f"there is no database in {library}: name the library's folder")
    target.mkdir(parents=True, exist_ok=True)
    return [_copy(database, target / database.name) for database in databases]


def _copy(database: Path, copy: Path) -> Path:
    beside = copy.with_name(f".{copy.name}.part")
    try:
        _copy_as_it_is(database, beside)
        beside.replace(copy)
    finally:
        beside.unlink(missing_ok=True)
    return copy


def _copy_as_it_is(database: Path, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    # Never created: the database may have gone away since the folder was listed.
    source = f"{database.absolute().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(source, uri=True, timeout=BUSY_SECONDS)) as original,
        closing(sqlite3.connect(copy)) as written,
    ):
        original.backup(written)
        # One file that stands by itself, not one with a journal beside it.
        written.execute("PRAGMA journal_mode = DELETE")
        (verdict,) = written.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(f"{database} is damaged ({verdict}): keep your older backups")


def main(arguments: list[str]) -> int:
    """Run the command line; return the exit code."""
    if len(arguments) != 2:
        sys.stderr.write("usage: python backup.py LIBRARY TARGET\n")
        return 2
    try:
        copies = back_up(Path(arguments[0]), Path(arguments[1]))
    except (OSError, sqlite3.Error) as error:
        sys.stderr.write(f"No backup was made: {error}\n")
        return 1
    for copy in copies:
        sys.stdout.write(f"{copy} {copy.stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
