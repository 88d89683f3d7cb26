"""A path, folder or address -> documents: bytes with a media type, not yet understood."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from index.documents import jsonl
from index.errors import SourceError
from index.records import Document, Problem
from index.web import fetching, media_types
from index.web.addresses import is_address

MAX_BYTES = 20_000_000
"""For a file of one article, unpacked. An article of a million words has 6 MB."""


_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def documents(
    target: str, *, fetch: Callable[[str], Document] = fetching.fetch
) -> Iterator[Document | Problem]:
    """Read a file, every file under a folder in the order of their paths, or an address.

    A JSON Lines file yields one document a line, so that its size does not matter. In a folder,
    a file that can't be read is a problem and the others are kept; hidden ones are left out.

    Args:
        target: a path, or an http(s) address.
        fetch: what reads an address.

    Raises:
        SourceError: the target itself is missing, unreadable, too large or not text.
    """
    if is_address(target):
        yield fetch(target)
        return
    if not target.strip() or "\0" in target or _OTHER_SCHEME.match(target):
        raise SourceError(
            f"{target!r} is no path and no http(s) address; give a file, a folder or an address"
        )
    path = Path(target).expanduser()
    try:
        if path.is_dir():
            yield from _folder(path)
        else:
            yield from _file(path, media_types.of_name(path.name))
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"{target} {_reason(error)}") from error


def _folder(folder: Path) -> Iterator[Document | Problem]:
    files = [path for path in sorted(folder.rglob("*")) if _is_visible_file(path, folder)]
    if not files:
        raise SourceError(
            f"the folder {folder} holds no files; give one with {media_types.READABLE}"
        )
    for path in files:
        media_type = media_types.of_name(path.name)
        if media_type is None:
            message = (
                f"skipped: not one of the kinds that are read in a folder ({media_types.READABLE})"
            )
            yield Problem(name=str(path), message=message)
            continue
        try:
            yield from _file(path, media_type)
        except SourceError as error:
            yield Problem(name=str(path), message=str(error))
        except (OSError, EOFError, zlib.error) as error:
            yield Problem(name=str(path), message=_reason(error))


def _is_visible_file(path: Path, folder: Path) -> bool:
    return not any(part.startswith(".") for part in path.relative_to(folder).parts) and (
        path.is_file()
    )


def _file(path: Path, media_type: str | None) -> Iterator[Document | Problem]:
    if not path.is_file() and path.exists():
        # Opening a pipe or a terminal would wait for somebody to write into it.
        raise SourceError(f"{path} is neither a file nor a folder; give one of these")
    with _opened(path) as stream:
        if media_type == media_types.JSONL:
            yield from _records(stream, path)
            return
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SourceError(
            f"{path} is larger than {MAX_BYTES // 1_000_000} MB; divide it into its articles, or "
            "write them as JSON Lines (.jsonl), which may be of any size"
        )
    media_type = media_type or media_types.sniffed(data)
    foreign = media_types.foreign(data)
    if foreign and media_type != media_types.PDF:
        raise SourceError(f"{path} is {foreign}")
    yield Document(data=data, media_type=media_type, name=str(path))


def _records(stream: BinaryIO, path: Path) -> Iterator[Document | Problem]:
    """The lines of a JSON Lines file; damage in the middle leaves those before it."""
    try:
        yield from jsonl.records(stream, str(path))
    except (OSError, EOFError, zlib.error) as error:
        yield Problem(name=str(path), message=_reason(error))


def _opened(path: Path) -> BinaryIO:
    if path.suffix.lower() == ".gz":
        # GzipFile unpacks only as much as is read from it: a "bomb" stops at the limit.
        return cast("BinaryIO", gzip.open(path, "rb"))
    return path.open("rb")


def _reason(error: Exception) -> str:
    """What the operating system or the unpacking said, with a remedy."""
    if isinstance(error, FileNotFoundError):
        return "does not exist; check the spelling, or give an http(s) address whole"
    if isinstance(error, PermissionError):
        return "may not be read; change its permissions or run as its owner"
    if isinstance(error, gzip.BadGzipFile):
        return "is not gzip, whatever its name says; unpack or rename it"
    if isinstance(error, EOFError | zlib.error):
        return "is a damaged or incomplete gzip file; get it again"
    return f"can't be read ({error}); check the path"
