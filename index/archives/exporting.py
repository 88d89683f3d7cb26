"""The library -> a file of JSON Lines, an article a line, with all that is known of it."""

import gzip
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from index.archives import archive_lines, disk
from index.archives.archive import Archive
from index.results import Filters
from index.search import cachefiles

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written.

    Attributes:
        n_bytes: before they were packed.
    """

    n_articles: int
    n_bytes: int


def export(
    library: Path,
    target: Path | BinaryIO,
    *,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    progress: Progress | None = None,
) -> Exported:
    """Write the articles of one moment, whoever writes meanwhile, in the order of their numbers.

    The same library gives the same bytes.

    Args:
        library: its folder.
        target: the file, packed if it ends in ``.gz``, which has that name only once it is whole;
            or a stream.
        filters: which articles; those by number don't count here.
        progress: told how many are written, of how many.

    Raises:
        LibraryError: there is no library, or it can't be read.
        LibraryFull, LibraryReadOnly: the file can't be written; one that was there is as before.
    """
    with closing(Archive.open(library)) as archive:
        if not isinstance(target, Path):
            return _write(archive, filters, target, progress)
        with _beside(target) as file:
            if target.suffix.lower() != ".gz":
                return _write(archive, filters, file, progress)
            # Neither name nor time in it: the same articles give the same file.
            with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
                return _write(archive, filters, cast("BinaryIO", packed), progress)


def _write(
    archive: Archive, filters: Filters, stream: BinaryIO, progress: Progress | None
) -> Exported:
    total = archive.count(filters)
    done = n_bytes = 0
    for done, entry in enumerate(archive.entries(filters), 1):
        n_bytes += stream.write(archive_lines.written(entry))
        if progress is not None:
            progress(done, max(done, total))
    return Exported(n_articles=done, n_bytes=n_bytes)


@contextmanager
def _beside(target: Path) -> Iterator[BinaryIO]:
    """A file that takes the target's name when all went well, and else is gone.

    A link's own target is replaced. What is no file, such as a pipe, is written to as it comes.
    """
    with disk.explained(target):
        # Looked at before links are followed: what /dev/stdout leads to may have no path.
        if _is_stream(target):
            with target.open("wb") as stream:
                yield stream
            return
    target = target.resolve()
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    with disk.explained(target):
        try:
            if target.is_dir():
                raise IsADirectoryError
            with beside.open("xb") as file:
                yield file
                cachefiles.flush(file)
            beside.replace(target)
            cachefiles.sync(target.parent)
        finally:
            with suppress(OSError):
                beside.unlink()


def _is_stream(target: Path) -> bool:
    """Whether something is there that is neither a file nor a folder: a pipe, a device."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
