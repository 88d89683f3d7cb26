"""One folder put in another's place, so that there is always one of the two."""

import ctypes
import errno
import os
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOT_HERE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


def swap(new: Path, standing: Path, aside: Path) -> None:
    """Put a folder in a standing one's place, which goes aside. All are in one file system.

    In one step where the system can do that. Else a kill between two steps leaves both folders
    whole, under the names ``new`` and ``aside``.

    Raises:
        OSError: it can't be done; both are where they were.
    """
    try:
        exchange(new, standing)
    except OSError as error:
        if error.errno not in _NOT_HERE:
            raise
        _swap_in_two_steps(new, standing, aside)
    else:
        new.rename(aside)


def exchange(one: Path, other: Path) -> None:
    """Let two folders change names in one step (Linux's ``renameat2``).

    Raises:
        OSError: neither has another name; with ENOSYS, EINVAL or ENOTSUP where the system or the
            file system can't do that.
    """
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    names = os.fsencode(one), os.fsencode(other)
    if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))


def _swap_in_two_steps(new: Path, standing: Path, aside: Path) -> None:
    standing.rename(aside)
    try:
        new.rename(standing)
    except OSError:
        aside.rename(standing)
        raise
