"""A SQLite file, copied as of one moment while others write to it, and looked over."""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.errors import LibraryError, LibraryFull
from index.storage.database import PATIENCE_SECONDS, Connection, Database

PAGES = 2_000
"""Copied between two looks at how far it is: some megabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a database says of itself.

    Attributes:
        owner: the program's mark, SQLite's ``application_id``; 0 for none.
        schema: the form of its tables, SQLite's ``user_version``.
    """

    owner: int
    schema: int


def copy(source: Path, target: Path, progress: Callable[[int, int], None]) -> None:
    """Copy a database that may be in use into a new file, which stands by itself.

    Args:
        source: the file; it is neither changed nor brought up to this version.
        target: where none is yet; made for its owner alone.
        progress: told how many bytes are copied, of how many.

    Raises:
        LibraryError: it can't be read, or is damaged.
        LibraryFull: there is no room for the copy.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with (
            closing(Database(source, PATIENCE_SECONDS)) as database,
            database.read() as connection,
            closing(Connection(target)) as written,
        ):
            # The snapshot is taken here. While it is held, what others write doesn't disturb.
            (size,) = connection.execute("PRAGMA page_size").fetchone()
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.backup(
                written,
                pages=PAGES,
                progress=lambda _, left, total: progress((total - left) * size, total * size),
            )
            # One file, without a journal beside it.
            written.execute("PRAGMA journal_mode = DELETE").fetchone()
    except LibraryFull as error:
        raise LibraryFull(
            f"there is no room left on the disk for {target}: make room and do it again"
        ) from error


def looked_over(file: Path) -> Form:
    """Check a database that nobody else uses, whole.

    Raises:
        LibraryError: it is damaged.
    """
    with closing(Connection(file)) as connection:
        try:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            (owner,) = connection.execute("PRAGMA application_id").fetchone()
            (schema,) = connection.execute("PRAGMA user_version").fetchone()
        except connection.DatabaseError as error:
            verdict = str(error)
    if verdict != "ok":
        raise LibraryError(f"{file.name} is damaged ({verdict}): keep your older backups")
    return Form(owner=owner, schema=schema)


def share(file: Path) -> None:
    """Let many read a database beside one who writes, from now on: a copy is in no such mode."""
    with closing(Connection(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL").fetchone()


def count(file: Path, sql: str) -> int:
    """What a query gives that counts something in a sound database that nobody else uses."""
    with closing(Connection(file)) as connection:
        (found,) = connection.execute(sql).fetchone()
    return int(found)
