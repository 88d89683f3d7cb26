"""A backup put in a library's place. The library that was there goes aside, and is not deleted."""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from index.archives import backup_manifest, disk, swapping
from index.archives.backup import Companion, backups
from index.archives.backup_manifest import Manifest, Part, Progress
from index.errors import LibraryError
from index.search import cachefiles
from index.storage import databases, presence
from index.storage.database import FILE
from index.storage.schema import VERSION
from index.storage.store import Store

_UNFINISHED = "unfinished"
"""The file that tells a folder which is still being filled from one that was a library."""

_STAGING = ".restoring-"
_ASIDE = ".before-"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was done.

    Attributes:
        aside: where the library is that was there before; None where there was none.
    """

    manifest: Manifest
    aside: Path | None


def restore(
    backup: Path,
    library: Path,
    *,
    companions: Sequence[Companion] = (),
    progress: Progress,
) -> Restored:
    """Put a backup in a library's place; killed at any instant, one of them stands there whole.

    What lies beside the databases, caches above all, goes aside with the library before: caches are
    made again from the databases.

    Args:
        backup: the folder that `backup.back_up` made.
        library: the folder; made if need be.
        companions: what may be in the backup beside the library.
        progress: told what is being done.

    Raises:
        LibraryError: it is no backup, is damaged, or a newer Sitrep's. The library is as before, as
            after all other errors.
        LibraryBusy: somebody has the library open.
        LibraryFull, LibraryReadOnly: there is no room, or no right to write.
    """
    library = library.resolve()
    manifest = _manifest(backup, {FILE: VERSION, **{one.name: one.schema for one in companions}})
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    aside = library.with_name(f"{library.name}{_ASIDE}{moment}")
    with disk.explained(library), _place(library), presence.alone(library):
        _tidy(library)
        with _filled(library.with_name(f"{library.name}{_STAGING}{moment}")) as staging:
            for part in manifest.files:
                _copy(part, backup, staging, progress)
            _check(staging, manifest)
            _make_alike(staging, library)
            swapping.swap(staging, library, aside)
        (library / _UNFINISHED).unlink()
        cachefiles.sync(library.parent)
    return Restored(manifest=manifest, aside=_kept(aside))


def _manifest(backup: Path, known: dict[str, int]) -> Manifest:
    """What is in the backup; all of it has to be known here, in forms that can be read."""
    try:
        manifest = backup_manifest.read(backup)
    except LibraryError as error:
        if found := backups(backup):
            raise LibraryError(
                f"{backup} holds backups: name one of them; the newest is {found[-1].folder}"
            ) from error
        raise
    if not all(part.schema <= known.get(part.name, -1) for part in manifest.files):
        raise LibraryError(f"{backup} was made by a newer Sitrep: update this one")
    if FILE not in {part.name for part in manifest.files}:
        raise backup_manifest.damaged(backup / backup_manifest.FILE)
    return manifest


@contextmanager
def _place(library: Path) -> Iterator[None]:
    """A folder to put something in the place of: made if there is none, and then for now."""
    is_new = not library.exists()
    library.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        if is_new and not (library / FILE).exists():
            shutil.rmtree(library, ignore_errors=True)


def _tidy(library: Path) -> None:
    """Clear away what killed restores left; libraries get the name that they were to have."""
    (library / _UNFINISHED).unlink(missing_ok=True)
    start = f"{library.name}{_STAGING}"
    for left in [path for path in library.parent.iterdir() if path.name.startswith(start)]:
        if (left / _UNFINISHED).exists() or not any(left.iterdir()):
            shutil.rmtree(left)
        else:
            left.rename(left.with_name(left.name.replace(start, f"{library.name}{_ASIDE}", 1)))


@contextmanager
def _filled(staging: Path) -> Iterator[Path]:
    """A folder to fill beside the library; it is deleted, unless it took the library's place."""
    staging.mkdir(mode=0o700)
    try:
        (staging / _UNFINISHED).touch()
        yield staging
    finally:
        if (staging / _UNFINISHED).exists():
            shutil.rmtree(staging, ignore_errors=True)


def _copy(part: Part, backup: Path, staging: Path, progress: Progress) -> None:
    """Copy a file, and make sure that it is what it was when the backup was made."""
    source = backup / part.name
    digest = hashlib.sha256()
    try:
        original = source.open("rb")
    except OSError as error:
        raise LibraryError(f"{source} can't be read ({error.strerror}): check it") from error
    with original, _new(staging / part.name) as copy:
        while chunk := original.read(_CHUNK):
            digest.update(chunk)
            copy.write(chunk)
            progress(f"Copying {part.name}", copy.tell(), part.bytes)
        cachefiles.flush(copy)
    if digest.hexdigest() != part.sha256:
        raise backup_manifest.damaged(source)


def _new(path: Path) -> BinaryIO:
    """A file that is for its owner alone."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _check(staging: Path, manifest: Manifest) -> None:
    """Open the library that is to be, which brings an older one up to this version."""
    databases.share(staging / FILE)
    with closing(Store.open(staging, create=False)) as store:
        found = store.coverage()
    if (found.n_articles, found.n_passages) != (manifest.articles, manifest.passages):
        raise backup_manifest.damaged(staging / FILE)


def _make_alike(staging: Path, library: Path) -> None:
    """Let the library be whose it was: root may restore it for the user that the bot runs as."""
    model = library.stat()
    staging.chmod(stat.S_IMODE(model.st_mode))
    if os.geteuid() == 0:
        for path in (staging, *staging.iterdir()):
            os.chown(path, model.st_uid, model.st_gid)


def _kept(aside: Path) -> Path | None:
    """The library that was there; what never was one goes."""
    if any(path.name != presence.FILE for path in aside.iterdir()):
        return aside
    shutil.rmtree(aside)
    return None
