"""The SQLite file behind `bot.chats`: its schema, its versions, and what its errors mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index import LibraryBusy, LibraryError, LibraryFull, LibraryReadOnly

_MIGRATIONS = (
    """
    CREATE TABLE pages (
        token TEXT PRIMARY KEY,
        chat_id INTEGER NOT NULL,
        question_id INTEGER NOT NULL,
        asker_id INTEGER,
        answered INTEGER NOT NULL,
        passages TEXT NOT NULL,
        made INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX pages_by_question ON pages (chat_id, question_id);
    CREATE INDEX pages_by_age ON pages (made);
    CREATE TABLE replies (
        chat_id INTEGER NOT NULL,
        question_id INTEGER NOT NULL,
        asked INTEGER NOT NULL,
        reply_id INTEGER NOT NULL,
        salt BLOB NOT NULL,
        digest BLOB NOT NULL,
        made INTEGER NOT NULL,
        PRIMARY KEY (chat_id, question_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX replies_by_age ON replies (made);
    """,
    "ALTER TABLE pages ADD COLUMN listed INTEGER NOT NULL DEFAULT 0",
)


def connect(file: Path | None) -> sqlite3.Connection:
    """Open the file at this version of the schema, made where missing; None for memory.

    The connection may travel between threads; whoever uses it keeps them apart.

    Raises:
        LibraryError: it can't be opened, is damaged, or was made by a newer Sitrep.
    """
    target = ":memory:" if file is None else str(file)
    with explained(target):
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(target, timeout=5, check_same_thread=False)
        try:
            # What is deleted is overwritten: "deleted" is a promise to people.
            connection.execute("PRAGMA secure_delete = ON")
            _migrate(connection, target)
        except BaseException:
            connection.close()
            raise
    return connection


def _migrate(connection: sqlite3.Connection, name: str) -> None:
    """Bring the file to this version; several processes may do so at once."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(_MIGRATIONS):
        raise LibraryError(
            f"{name} was made by a newer Sitrep. Update Sitrep, or delete the file: only the "
            "buttons of older answers are lost."
        )
    if version == len(_MIGRATIONS):
        return
    with closing(connection.cursor()) as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        (version,) = cursor.execute("PRAGMA user_version").fetchone()
        for script in _MIGRATIONS[version:]:
            for statement in script.split(";"):
                cursor.execute(statement)
        cursor.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")
        connection.commit()


@contextmanager
def explained(name: str) -> Iterator[None]:
    """SQLite's and the system's errors, as errors that name the remedy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _operational(error, name) from error
    except sqlite3.DatabaseError as error:
        raise LibraryError(
            f"{name} is damaged. Delete it and start again: only the buttons of older answers "
            "are lost."
        ) from error
    except OSError as error:
        raise LibraryReadOnly(
            f"{name} can't be made ({error.strerror}). Make its folder writable for Sitrep."
        ) from error


def _operational(error: sqlite3.OperationalError, name: str) -> LibraryError:
    primary = (error.sqlite_errorcode or 0) & 0xFF
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LibraryBusy(f"Another process keeps {name} locked. Stop it, or try again.")
    if primary == sqlite3.SQLITE_FULL:
        return LibraryFull(f"The disk has no room for {name}. Free some, and try again.")
    if primary in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return LibraryReadOnly(f"{name} can't be written. Make its folder writable for Sitrep.")
    return LibraryError(f"{name} can't be used ({error}). Check the disk it is on.")
