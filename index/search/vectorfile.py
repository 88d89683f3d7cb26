"""The vectors' file, and the manifest that says what it holds."""

from collections.abc import Callable
from pathlib import Path

from index.search import cachefiles
from index.search.cachefiles import Manifest
from index.search.codes import Codes, CodesError
from index.storage.changes import Mark

FORMAT = 2
"""Raise it when what stands in the file changes: then every file is made anew."""

_MANIFEST = "vectors.json"


def load(
    folder: Path, flat_limit: int, wanted: Callable[[Manifest], bool]
) -> tuple[Codes, Mark] | None:
    """What lies on the disk and the point in the library's history that it shows.

    Args:
        folder: the library's.
        flat_limit: how many vectors are held whole.
        wanted: whether the file is of this library and encoding.

    Returns:
        None where there is none that is wanted, or where it is damaged.
    """
    manifest = cachefiles.read_manifest(folder / _MANIFEST, FORMAT)
    if manifest is None or not wanted(manifest):
        return None
    path = folder / manifest.data
    try:
        if cachefiles.digest(path) != manifest.digests.get(manifest.data):
            return None
        return Codes.read(path, flat_limit), manifest.mark
    except (OSError, CodesError):
        return None


def save(folder: Path, codes: Codes, mark: Mark, encoding: str) -> None:
    """Write everything beside what is there, then let the manifest name it.

    Raises:
        OSError: it can't be written; what was there stands.
    """
    name = cachefiles.fresh_name("vectors", ".faiss")
    path = folder / name
    try:
        digest = _written(path, codes)
        manifest = Manifest(
            format=FORMAT,
            data=name,
            seq=mark.seq,
            token=mark.token,
            digests={name: digest},
            encoding=encoding,
        )
        cachefiles.write_manifest(folder / _MANIFEST, manifest)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    for old in folder.glob("vectors-*.faiss"):
        if old.name != name:
            old.unlink(missing_ok=True)


def _written(path: Path, codes: Codes) -> str:
    """The digest of what was written."""
    found = cachefiles.new_digest()
    with path.open("wb") as file:

        def keep(block: bytes) -> int:
            found.update(block)
            return file.write(block)

        codes.write(keep)
        cachefiles.flush(file)
    return found.hexdigest()
