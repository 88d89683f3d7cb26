"""The library's SQLite file: opened as well as can be, and its transactions.

`store` says what is in the file, this module how it is reached. Nothing but this and `failures`
imports sqlite3.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import LibraryError
from index.storage import presence
from index.storage.failures import busy, is_out_of_reach, translated, unwritable
from index.storage.presence import Presence
from index.storage.schema import APPLICATION_ID, MIGRATIONS, VERSION
from index.wording.texts import folded

Connection = sqlite3.Connection
Row = sqlite3.Row

FILE = "sitrep.db"
PATIENCE_SECONDS = 10.0


class Database:
    """One connection, shared by threads one at a time."""

    def __init__(self, path: Path, patience: float, present: Presence | None = None) -> None:
        self._presence = present
        self._path = path
        self._patience = patience
        self._lock = threading.RLock()
        self._immutable = False
        self._seen: tuple[int, ...] = ()
        self._connect()

    @classmethod
    def open(
        cls, folder: Path, *, create: bool = True, patience: float = PATIENCE_SECONDS
    ) -> "Database":
        """Open the file in a folder, and bring its tables up to this version.

        Args:
            folder: made, with its parents, if there is none.
            create: whether to make a library where there is none.
            patience: seconds to wait for another process that is writing.

        Raises:
            LibraryError: there is no library, it is damaged, or of a newer Sitrep.
            LibraryBusy, LibraryReadOnly, LibraryFull: as they say.
        """
        path = folder / FILE
        if not path.exists():
            _make_room(folder, create)
        # First: while a library is restored, nobody else may open what is about to go.
        present = presence.entered(folder, patience)
        try:
            database = cls(path, patience, present)
        except BaseException:
            present.close()
            raise
        try:
            database._migrate()
        except BaseException:
            database.close()
            raise
        return database

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot: all statements inside see the library of one moment."""
        with self._lock, translated(self._path):
            if self._immutable and self._seen != _stamp(self._path):
                self._reconnect()
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._end("COMMIT")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, on the disk, or nothing is."""
        with self._lock, translated(self._path):
            if self._immutable:
                self._make_writable()
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._end("ROLLBACK")
                raise

    def compact(self) -> bool:
        """Write the file anew, so that neither it nor its log holds what was deleted.

        Overwriting alone isn't enough: where SQLite moves rows from page to page, it leaves copies.
        Others go on reading meanwhile; who writes has to wait.

        Returns:
            Whether it could be done to the end: not while another process goes on reading.

        Raises:
            LibraryBusy, LibraryReadOnly, LibraryFull: as they say; nothing is lost.
        """
        with translated(self._path), closing(self._connected("mode=rw")) as connection:
            connection.execute("VACUUM")
            found = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return bool(found[0] == 0)

    def close(self) -> None:
        """Let go of the file; may be called again."""
        with self._lock:
            self._connection.close()
            if self._presence:
                self._presence.close()

    def _end(self, how: str) -> None:
        # SQLite itself rolls back when the disk is full: then there is nothing left to end.
        if self._connection.in_transaction:
            self._connection.execute(how)

    def _connect(self) -> None:
        """Read and write if possible, else read; the file as it lies there if need be.

        A database with a write-ahead log can't even be read where the log's files can't be made,
        for want of permission or room, unless SQLite is promised that nobody changes it meanwhile
        ("immutable").
        """
        with translated(self._path):
            self._immutable = False
            self._seen = _stamp(self._path)
            try:
                self._connection = self._connected("mode=rwc")
            except sqlite3.OperationalError as error:
                if not is_out_of_reach(error) or not self._path.exists():
                    raise
                self._connection = self._connected("mode=ro&immutable=1")
                self._immutable = True

    def _connected(self, how: str) -> Connection:
        connection = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?{how}",
            uri=True,
            timeout=self._patience,
            isolation_level=None,  # transactions begin and end where this module says
            check_same_thread=False,  # the lock sees to it
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            # What is deleted is overwritten at once, but for what `compact` sees to.
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.create_function("folded", 1, folded, deterministic=True)
            connection.create_function("canonical", 1, _canonical, deterministic=True)
        except BaseException:
            connection.close()
            raise
        return connection

    def _reconnect(self) -> None:
        """Somebody did change the file: what was read of it may be half old and half new."""
        self._connection.close()
        self._connect()

    def _make_writable(self) -> None:
        """What stood in the way may be gone by now; else the error tells what it is."""
        connection = self._connected("mode=rwc")
        self._connection.close()
        self._connection, self._immutable = connection, False

    def _migrate(self) -> None:
        if self._version() == VERSION:
            return
        lock = FileLock(self._path.with_name("sitrep.lock"), timeout=self._patience)
        try:
            with lock:
                self._migrate_alone()
        except Timeout as error:
            raise busy(self._path) from error
        except OSError as error:
            raise unwritable(self._path) from error

    def _migrate_alone(self) -> None:
        with translated(self._path):
            # Readers and a writer side by side; it is a property of the file from here on.
            self._connection.execute("PRAGMA journal_mode = WAL")
        with self.write() as connection:
            for statements in MIGRATIONS[self._version() :]:
                for statement in statements:
                    connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")

    def _version(self) -> int:
        """The schema's version in the file; 0 for a new one."""
        with self.read() as connection:
            version: int = connection.execute("PRAGMA user_version").fetchone()[0]
            owner: int = connection.execute("PRAGMA application_id").fetchone()[0]
            tables: int = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and owner != APPLICATION_ID:
            raise LibraryError(
                f"{self._path} is another program's database, not a Sitrep library: "
                "name another folder with --library"
            )
        if version > VERSION:
            raise LibraryError(
                f"{self._path} was made by a newer Sitrep (schema {version}, this one knows "
                f"{VERSION}): update Sitrep"
            )
        return version


def _canonical(address: str) -> str | None:
    # What parses addresses takes long to import, and only opening an older library needs it.
    from index.web.addresses import canonical

    return canonical(address)


def _make_room(folder: Path, create: bool) -> None:
    if not create:
        raise LibraryError(
            f"there is no library in {folder}: `sitrep add` makes one, --library names another"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise LibraryError(f"{folder} is a file: name a folder with --library") from error
    except OSError as error:
        raise unwritable(folder) from error


def _stamp(path: Path) -> tuple[int, ...]:
    """What changes when the file does."""
    with suppress(OSError):
        found = path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns
    return ()
