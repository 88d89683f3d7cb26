"""The SQLite file behind `Chats`: opening it, reading, writing, and what its errors mean."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, Self

from bot.chats.schema import MIGRATIONS
from index import LibraryBusy, LibraryError, LibraryFull, LibraryReadOnly

FILE = "chats.db"
MINUTE = 60
DAY = 24 * 60 * MINUTE
PAGES_LIFETIME = 7 * DAY
# Longer than any edit counts, and as long as Telegram may deliver the same update again.
REPLIES_LIFETIME = DAY
# So long a report replies to what was announced of its story.
ALERTS_LIFETIME = 14 * DAY
# How long people's words are kept: "and when was that?" is understood, a list's pages turn.
TURNS_LIFETIME = 30 * MINUTE

# Writing a large file anew takes its time: at most a hundredth of all time.
_REST = 100.0

_LIFETIMES = {
    "pages": PAGES_LIFETIME,
    "votes": PAGES_LIFETIME,
    "posts": PAGES_LIFETIME,
    "replies": REPLIES_LIFETIME,
    "inbox": REPLIES_LIFETIME,
    "alerts": ALERTS_LIFETIME,
    "turns": TURNS_LIFETIME,
    "searches": TURNS_LIFETIME,
}


class ChatsFile:
    """An open file. Safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection, clock: Callable[[], float]) -> None:
        self._connection = connection
        self._clock = clock
        self._lock = RLock()
        self._n_changes_cleaned = -1
        self._rests_until = 0.0

    @classmethod
    def open(cls, folder: Path | None, *, clock: Callable[[], float] = time.time) -> Self:
        """Open the file in ``folder``, made where missing; None keeps everything in memory.

        Raises:
            LibraryError: it can't be opened, is damaged, or was made by a newer Sitrep.
        """
        return cls(connect(None if folder is None else folder / FILE), clock)

    def close(self) -> None:
        """Close the file; nothing may be called after."""
        with self._lock:
            self._connection.close()

    def sweep(self, *, at_once: bool = False) -> None:
        """Delete what has grown too old, and leave no trace of it in the file or beside it.

        Args:
            at_once: remove traces even if that was done lately and takes long.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing():
            pass
        with self._lock, explained(FILE):
            is_changed = self._connection.total_changes != self._n_changes_cleaned
            if is_changed and (at_once or time.monotonic() >= self._rests_until):
                self._write_anew()
            # In the journal beside the file what was deleted would still stand.
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _write_anew(self) -> None:
        """Copy the file without what was deleted.

        SQLite overwrites a row that it deletes, but not the copies of it that were left behind when
        it moved rows from page to page.
        """
        began = time.monotonic()
        self._connection.execute("VACUUM")
        self._n_changes_cleaned = self._connection.total_changes
        self._rests_until = began + (time.monotonic() - began) * _REST

    def _now(self) -> int:
        return int(self._clock())

    def _one(self, sql: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        return next(iter(self._all(sql, values)), None)

    def _all(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with (
            self._lock,
            explained(FILE),
            closing(self._connection.execute(sql, values)) as found,
        ):
            return found.fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction, which also drops what has grown too old."""
        with self._lock, explained(FILE), self._connection:
            now = self._now()
            for table, lifetime in _LIFETIMES.items():
                sql = f"DELETE FROM {table} WHERE made <= ?"  # noqa: S608 - our own names
                self._connection.execute(sql, (now - lifetime,))
            yield self._connection


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
            # For its owner alone: for half an hour there are people's words in it.
            file.touch(mode=0o600)
        connection = sqlite3.connect(target, timeout=5, check_same_thread=False)
        try:
            # What is deleted is overwritten: "deleted" is a promise to people.
            connection.execute("PRAGMA secure_delete = ON")
            # Nor does a copy of it go through a file of the system's.
            connection.execute("PRAGMA temp_store = MEMORY")
            # Each message that waits for its answer is written down: without a wait for the disk.
            # A killed process loses nothing by that, a power cut at most the last moment.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            _migrate(connection, target)
        except BaseException:
            connection.close()
            raise
    return connection


def _migrate(connection: sqlite3.Connection, name: str) -> None:
    """Bring the file to this version; several processes may do so at once."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise LibraryError(
            f"{name} was made by a newer Sitrep. Update Sitrep, or delete the file: only chats' "
            "settings and the buttons of older answers are lost."
        )
    if version == len(MIGRATIONS):
        return
    with closing(connection.cursor()) as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        (version,) = cursor.execute("PRAGMA user_version").fetchone()
        for script in MIGRATIONS[version:]:
            for statement in script.split(";"):
                cursor.execute(statement)
        cursor.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
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
            f"{name} is damaged. Delete it and start again: only chats' settings and the buttons "
            "of older answers are lost."
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


def forget_words(file: Path) -> None:
    """Take out of a copy what is kept for minutes only: a backup must not outlast that promise.

    The copy may be of any form that the file ever had. The numbers of updates that were dealt with
    stay, so that none is answered again.

    Raises:
        LibraryError: the copy can't be opened or written.
    """
    with explained(file.name), closing(sqlite3.connect(file)) as connection:
        held = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        if "inbox" in held:
            connection.execute(
                "UPDATE inbox SET state = 'done', body = '', person_id = NULL, chat_id = 0"
            )
        for table in {"turns", "searches"} & held:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        connection.commit()
        connection.execute("VACUUM")
        # One file, without a journal beside it.
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
