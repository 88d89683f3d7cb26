"""Backups of a library that is in use: each a folder with its databases and a manifest.

Caches are left out: they are made again from the databases, without encoding.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from index.archives import backup_manifest, disk
from index.archives.backup_manifest import Manifest, Part, Progress
from index.errors import LibraryBusy, LibraryError
from index.search import cachefiles
from index.storage import databases
from index.storage.database import FILE, Connection
from index.storage.databases import Form
from index.storage.schema import APPLICATION_ID, VERSION

_LOCK = ".sitrep-backup.lock"
_PARTIAL = ".partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """A database of somebody else's in the library's folder, which is kept along with it.

    Attributes:
        name: the file's.
        schema: its newest form that can be read.
        clean: takes out of a copy what no backup may keep.
    """

    name: str
    schema: int
    clean: Callable[[Path], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup, and where it is."""

    folder: Path
    manifest: Manifest


def back_up(
    library: Path,
    folder: Path,
    *,
    by: str,
    companions: Sequence[Companion] = (),
    progress: Progress,
) -> Backup:
    """Make a backup, whoever writes meanwhile: whole and looked over, or none at all.

    Args:
        library: the library's folder.
        folder: of backups, made if need be; this one gets a name by the time.
        by: the version of Sitrep.
        companions: what is kept along with the library, where it is there.
        progress: told what is being done.

    Raises:
        LibraryError: there is no library, it is damaged, or the folder is no good.
        LibraryBusy: another backup is being made into the folder.
        LibraryFull, LibraryReadOnly: the folder can't be written to.
    """
    if not (library / FILE).is_file():
        raise LibraryError(f"there is no library in {library}: --library names another")
    if folder.resolve().is_relative_to(library.resolve()):
        raise LibraryError(f"{folder} lies in the library itself: name a folder elsewhere")
    made = datetime.now(UTC)
    with disk.explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder), _whole(folder, made) as (staging, final):
            # What is remembered of chats refers to articles: they may be newer, never older.
            parts = [
                _part(library, staging, companion.name, companion.clean, progress)
                for companion in companions
                if (library / companion.name).is_file()
            ]
            parts.append(_part(library, staging, FILE, _nothing, progress))
            manifest = _manifest(staging, parts, made, by)
            _write(staging / backup_manifest.FILE, backup_manifest.rendered(manifest))
    return Backup(folder=final, manifest=manifest)


def backups(folder: Path) -> list[Backup]:
    """The backups in a folder, the oldest first; what isn't one is left out."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.is_dir() and not path.name.startswith("."):
            try:
                found.append(Backup(folder=path, manifest=backup_manifest.read(path)))
            except LibraryError:
                continue
    return sorted(found, key=lambda backup: backup.manifest.made)


def drop_older(made: Backup, keep: int) -> list[Path]:
    """Delete a library's backups but the newest; other libraries', damaged ones and all else stay.

    Args:
        made: the one made just now, beside the others. It counts as the newest, even if a clock
            that was put back has it look old.
        keep: how many stay, at least 1.

    Returns:
        Those that are gone.

    Raises:
        LibraryError: one of them can't be deleted.
    """
    folder, library = made.folder.parent, made.manifest.library
    if library is None:
        return []
    with disk.explained(folder), _alone(folder):
        others = [
            backup.folder
            for backup in backups(folder)
            if backup.folder.name != made.folder.name and _library(backup) == library
        ]
        older = others[: max(0, len(others) + 1 - keep)]
        for path in older:
            # Renamed first: what is deleted only in part is no backup any more.
            shutil.rmtree(path.rename(_partial(path)))
    return older


def _library(backup: Backup) -> str | None:
    """Whose backup it is; one of before that was written down is asked itself."""
    copy = backup.folder / FILE
    if backup.manifest.library is not None or not copy.is_file():
        return backup.manifest.library
    return _first_token(copy)


def _first_token(copy: Path) -> str | None:
    """What a library's history began with: it is random, and stays when all else is removed."""
    with closing(Connection(copy)) as connection:
        try:
            row = connection.execute("SELECT token FROM changes ORDER BY seq LIMIT 1").fetchone()
        except connection.DatabaseError:
            return None  # a damaged backup is nobody's
    return None if row is None else str(row[0])


def _part(
    library: Path,
    staging: Path,
    name: str,
    clean: Callable[[Path], None],
    progress: Progress,
) -> Part:
    copy = staging / name
    databases.copy(library / name, copy, partial(progress, f"Copying {name}"))
    clean(copy)
    form = databases.looked_over(copy)
    if name == FILE:
        _require_ours(form)
    size = copy.stat().st_size
    digest = backup_manifest.sha256(copy, lambda done: progress(f"Checking {name}", done, size))
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    return Part(name=name, schema=form.schema, bytes=size, sha256=digest)


def _nothing(copy: Path) -> None:
    """What is to be cleaned out of articles."""


def _require_ours(form: Form) -> None:
    if form.owner != APPLICATION_ID:
        raise LibraryError(
            f"{FILE} is another program's database, not a Sitrep library: name another folder "
            "with --library"
        )
    if form.schema > VERSION:
        raise LibraryError(f"{FILE} was made by a newer Sitrep: update Sitrep")


def _manifest(staging: Path, parts: Sequence[Part], made: datetime, by: str) -> Manifest:
    counted = partial(databases.count, staging / FILE)
    return Manifest(
        format=backup_manifest.FORMAT,
        made=made.isoformat(timespec="microseconds"),
        by=by,
        articles=counted("SELECT count(*) FROM articles"),
        passages=counted("SELECT count(*) FROM passages"),
        files=tuple(parts),
        library=_first_token(staging / FILE),
    )


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        cachefiles.flush(file)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While no other process makes or deletes backups there; what a killed one left goes."""
    try:
        with FileLock(folder / _LOCK, timeout=0):
            for left in folder.glob(f".*{_PARTIAL}"):
                shutil.rmtree(left)
            yield
    except Timeout as error:
        raise LibraryBusy(
            f"another backup is being made in {folder}: wait until it is done, and try again"
        ) from error


@contextmanager
def _whole(folder: Path, made: datetime) -> Iterator[tuple[Path, Path]]:
    """A folder to fill, and the name that it gets when all went well; else it is gone."""
    final = folder / f"sitrep-{made:%Y%m%dT%H%M%S.%fZ}"
    staging = _partial(final)
    staging.mkdir(mode=0o700)
    try:
        yield staging, final
        cachefiles.sync(staging)
        staging.rename(final)
        cachefiles.sync(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _partial(path: Path) -> Path:
    return path.with_name(f".{path.name}{_PARTIAL}")
