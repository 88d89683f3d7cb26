"""What a backup says of itself: its files, their digests, and a digest of that."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.errors import LibraryError

FILE = "backup.json"
FORMAT = 1

_CHUNK = 1 << 20

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many bytes of it are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A database in the backup.

    Attributes:
        schema: its form, SQLite's ``user_version``.
        sha256: of the file, in hexadecimal, as ``sha256sum`` prints it.
    """

    name: str
    schema: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A backup as a whole.

    Attributes:
        format: of backups; a newer one's are not read.
        made: when it was begun, UTC, ISO 8601.
        by: the version of Sitrep that made it.
        library: tells the library from others for as long as it lives; None where nothing was ever
            added to it, and in backups of before this was written down.
    """

    format: int
    made: str
    by: str
    articles: int
    passages: int
    files: tuple[Part, ...]
    library: str | None = None


_MANIFEST = TypeAdapter(Manifest)


def rendered(manifest: Manifest) -> bytes:
    """The manifest as it is written, with its own digest at the end."""
    told = asdict(manifest)
    if manifest.library is None:
        # As it was written before there was one: older backups' digests are of that.
        del told["library"]
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    return json.dumps({**told, "sha256": digest}, indent=1).encode() + b"\n"


def read(folder: Path) -> Manifest:
    """The manifest of the backup in a folder.

    Raises:
        LibraryError: it is no backup, is damaged, or was made by a newer Sitrep.
    """
    path = folder / FILE
    try:
        written = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise LibraryError(
            f"{folder} is no backup: there is no {FILE} in it; give the folder that "
            "`sitrep backup` named"
        ) from error
    except OSError as error:
        raise LibraryError(f"{path} can't be read ({error.strerror}): check the path") from error
    manifest = _parsed(written)
    if manifest is None or rendered(manifest) != written:
        raise damaged(path)
    return manifest


def _parsed(written: bytes) -> Manifest | None:
    try:
        if json.loads(written)["format"] > FORMAT:
            raise LibraryError("the backup was made by a newer Sitrep: update this one")
        return _MANIFEST.validate_json(written, strict=True)
    except (ValueError, TypeError, KeyError, RecursionError, ValidationError):
        return None


def damaged(path: Path) -> LibraryError:
    """The error for a file of a backup that is not as it was written."""
    return LibraryError(f"{path} is damaged or was changed: take another backup")


def sha256(path: Path, progress: Callable[[int], None]) -> str:
    """A file's digest; ``progress`` is told how many bytes were read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            progress(file.tell())
    return digest.hexdigest()
