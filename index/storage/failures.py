"""What SQLite says of the library's file, as the library's own errors, which name the remedy."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import LibraryBusy, LibraryError, LibraryFull, LibraryReadOnly

_UNREACHABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PRIMARY = 0xFF
"""SQLite's extended error codes keep the primary one in their lowest byte."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors as the library's own.

    Raises:
        LibraryError: the file is damaged, or can't be used.
        LibraryBusy, LibraryReadOnly, LibraryFull: as they say.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(path, error) from error


def is_out_of_reach(error: sqlite3.Error) -> bool:
    """Whether what is missing is a right or room, so that the file may be read as it lies there."""
    return _code(error) in _UNREACHABLE or _is_full(error)


def busy(path: Path) -> LibraryBusy:
    """Somebody else writes."""
    return LibraryBusy(
        f"another process is writing to {path}: wait until it has finished, then try again"
    )


def unwritable(path: Path) -> LibraryReadOnly:
    """This user may not write there, or nobody may."""
    return LibraryReadOnly(
        f"{path} can't be written to: give this user the right to write there, "
        "or name another folder with --library"
    )


def _explained(path: Path, error: sqlite3.Error) -> LibraryError:
    code = _code(error)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return busy(path)
    if _is_full(error):
        return LibraryFull(
            f"there is no room left on the disk for {path}: make room and do it again; "
            "nothing that was in the library is lost"
        )
    if code in _UNREACHABLE:
        return unwritable(path)
    if code in _DAMAGED:
        return LibraryError(
            f"{path} is damaged or no library ({error}): restore a backup of it, "
            "or name another folder with --library"
        )
    return LibraryError(f"{path} can't be used ({error}): check the disk, then try again")


def _code(error: sqlite3.Error) -> int:
    # Errors of the sqlite3 module itself (a closed connection) carry no code of SQLite's.
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


def _is_full(error: sqlite3.Error) -> bool:
    # The second is for the write-ahead log's index, which is mapped into memory.
    no_room = "SHMSIZE" in getattr(error, "sqlite_errorname", "")
    return no_room or _code(error) == sqlite3.SQLITE_FULL
