"""Files that somebody else will read: what it means when they can't be written."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import LibraryError, LibraryFull, LibraryReadOnly

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """The system's errors at writing a file or folder as the library's own."""
    try:
        yield
    except OSError as error:
        raise _explained(path, error) from error


def _explained(path: Path, error: OSError) -> LibraryError:
    if error.errno in _FULL:
        return LibraryFull(
            f"there is no room left on the disk for {path}: make room and do it again"
        )
    if error.errno in _FORBIDDEN:
        return LibraryReadOnly(
            f"{error.filename or path} can't be written to: give this user the right to write "
            "there, or name another place"
        )
    if error.errno == errno.EBUSY:
        return LibraryError(f"{path} is where a disk is mounted: name a folder in it")
    if isinstance(error, IsADirectoryError):
        return LibraryError(f"{path} is a folder: name a file in it")
    if isinstance(error, FileExistsError | NotADirectoryError):
        return LibraryError(f"{path} can't be made, since a file is in its way: name another place")
    if isinstance(error, FileNotFoundError):
        return LibraryError(f"{path} can't be made: make the folder first that it is to be in")
    return LibraryError(f"{path} can't be written ({error.strerror}): name another place")
