"""The default model's converted folder: made once, whole or not at all, checked at every start."""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout

from index.encoding import e5
from index.errors import ModelError

CONVERSION = 1
"""Raise it when `e5.convert` changes what the model computes: then every cache is made anew."""

STAMP = "sitrep.json"
LOCK_SECONDS = 300.0
FINGERPRINT_LENGTH = 32


def converted(weights: Path, cache: Path) -> tuple[Path, str]:
    """The default model as a sentence-transformers folder, and its fingerprint.

    Two starts at once are safe: one converts, the other waits. A folder that is incomplete or
    damaged is made anew.

    Raises:
        ModelError: the cache can't be written, or another start takes too long.
    """
    fingerprint = _fingerprint(weights)
    folder = cache / f"{weights.stem}-{fingerprint[:12]}"
    if _is_intact(folder):
        return folder / "model", fingerprint
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{folder.name}.lock", timeout=LOCK_SECONDS):
            if not _is_intact(folder):
                _make(weights, folder)
    except Timeout as error:
        raise ModelError(
            f"another start has been preparing the model in {cache} for {LOCK_SECONDS:.0f} s: "
            "end it, then try again"
        ) from error
    except OSError as error:
        raise ModelError(
            f"the model can't be prepared in {cache} ({error.strerror or error}): "
            "make room there, or set SITREP_CACHE to a folder that can be written to"
        ) from error
    return folder / "model", fingerprint


def _make(weights: Path, folder: Path) -> None:
    """Convert beside, stamp, rename: a killed conversion leaves nothing that looks finished."""
    shutil.rmtree(folder, ignore_errors=True)
    for left in folder.parent.glob(f".{folder.name}-*"):  # by a conversion that was killed
        shutil.rmtree(left, ignore_errors=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        e5.convert(weights, beside)
        shutil.rmtree(beside / "parts")
        (beside / STAMP).write_text(json.dumps(_digests(beside / "model"), indent=1))
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _is_intact(folder: Path) -> bool:
    try:
        stamp = json.loads((folder / STAMP).read_text())
        return bool(stamp) and stamp == _digests(folder / "model")
    except (OSError, ValueError):
        return False


def _digests(folder: Path) -> dict[str, str]:
    """Every file's digest, by its path in the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): _digest(path) for path in files}


def _fingerprint(weights: Path) -> str:
    both = f"{CONVERSION} {_digest(weights)}"
    return hashlib.sha256(both.encode()).hexdigest()[:FINGERPRINT_LENGTH]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
