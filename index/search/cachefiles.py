"""What the two caches share on the disk: a small manifest that says what the big files hold.

Big files get names of their own and are never changed once the manifest names them; the manifest is
replaced in one step. So whenever a process is killed, the manifest names files that are whole.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

from index.storage.changes import Mark


@dataclass(frozen=True, slots=True)
class CacheState:
    """How a cache stands.

    Attributes:
        revision: the last of the store's changes that it holds.
        count: how many passages it holds.
        on_disk: whether the next start finds it; not so where the folder can't be written to.
    """

    revision: int
    count: int
    on_disk: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """What lies on the disk.

    Attributes:
        format: of the files; another one's are not read.
        data: the file's or folder's name.
        mark: the point in the library's history that it shows.
        digests: of the files, by name.
        encoding: the vectors' own token, see `Store.encoding`.
    """

    format: int
    data: str
    seq: int
    token: str
    digests: dict[str, str] = field(default_factory=dict)
    encoding: str = ""

    @property
    def mark(self) -> Mark:
        """The point in the library's history."""
        return Mark(self.seq, self.token)


def read_manifest(path: Path, version: int) -> Manifest | None:
    """The manifest; None where there is none, or none of this version that makes sense."""
    try:
        found = Manifest(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
    # A name, not a path: nothing outside of the library's folder is ever opened or deleted.
    sound = found.format == version and found.data == Path(found.data).name
    return found if sound else None


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step; on the disk when this returns.

    Raises:
        OSError: it can't be written; the old one stands.
    """
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("wb") as file:
            file.write(json.dumps(asdict(manifest), indent=1).encode())
            flush(file)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync(path.parent)


def flush(file: BinaryIO) -> None:
    """On the disk when this returns."""
    file.flush()
    os.fsync(file.fileno())


def fresh_name(stem: str, suffix: str = "") -> str:
    """A name that no file ever had."""
    return f"{stem}-{secrets.token_hex(6)}{suffix}"


def digest(path: Path) -> str:
    """A file's BLAKE2b, 128 bits: against damage, not against people."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, new_digest).hexdigest()


def digests(folder: Path, names: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """The digests of these files of a folder, those that are known taken as known.

    Raises:
        OSError: one of them can't be read.
    """
    return {name: known.get(name) or digest(folder / name) for name in names}


def new_digest() -> "hashlib.blake2b":
    """The digest that `digest` computes, to be fed while writing."""
    return hashlib.blake2b(digest_size=16)


def sync(folder: Path) -> None:
    """Make a folder's new names outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
