"""Who has a library open: a lock that all who use it share, and that a restore needs alone.

SQLite's own locks can't serve for that: they hang on the database's file, which may be damaged, and
which a restore puts another in the place of.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import LibraryBusy

FILE = "users.lock"

_GLANCE_SECONDS = 0.02


class Presence:
    """That a library is in use, until this is closed or the process ends."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    def close(self) -> None:
        """Use the library no more; may be called again."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def entered(folder: Path, patience: float) -> Presence:
    """Use a library beside others.

    Where the lock can't be had, there is none: reading goes before all.

    Args:
        folder: the library's.
        patience: seconds to wait for a restore that is under way.

    Raises:
        LibraryBusy: it is still under way.
    """
    deadline = time.monotonic() + patience
    while (descriptor := _opened(folder)) is not None:
        try:
            if _locked(descriptor, folder, fcntl.LOCK_SH):
                return Presence(descriptor)
        except OSError:
            os.close(descriptor)
            break  # this file system has no locks
        os.close(descriptor)
        if time.monotonic() > deadline:
            raise LibraryBusy(f"{folder} is being restored: wait until that is done, and try again")
        time.sleep(_GLANCE_SECONDS)
    return Presence(None)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have a library while nobody else has, and nobody comes.

    Raises:
        LibraryBusy: somebody has it open.
        OSError: the lock can't be made.
    """
    descriptor = os.open(folder / FILE, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        if not _locked(descriptor, folder, fcntl.LOCK_EX):
            raise LibraryBusy(
                f"a bot, or another command, has the library {folder} open: stop it, and try again"
            )
        yield
    finally:
        os.close(descriptor)


def _opened(folder: Path) -> int | None:
    try:
        return os.open(folder / FILE, os.O_RDONLY | os.O_CREAT, 0o644)
    except OSError:
        try:
            return os.open(folder / FILE, os.O_RDONLY)
        except OSError:
            return None


def _locked(descriptor: int, folder: Path, how: int) -> bool:
    """Lock the file, unless others have it locked, or another one stands in its place by now."""
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    try:
        return os.path.samestat(os.fstat(descriptor), (folder / FILE).stat())
    except FileNotFoundError:
        return False
