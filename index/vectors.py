"""FAISS over the store's vectors: an exact inner-product search, kept in memory.

The only importer of faiss. It follows the store's change log; the file on the disk saves reading
all vectors out of the store at the next start, and is never more than that.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import faiss as untyped_faiss
import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from index import cachefiles, changes
from index.cachefiles import CacheState, Manifest
from index.changes import Mark
from index.records import Vectors32
from index.rows import Int64Array
from index.store import Store

Float32Array = npt.NDArray[np.float32]

FORMAT = 1
SAVE_SHARE = 0.05
"""The file is written anew when more than this share of it is out of date: the next start reads the
rest from the store in no time, while each article added would have the whole file written."""

# The package's stubs don't know the Python layer that it puts over its C++ classes.
faiss: Any = untyped_faiss

logger = logging.getLogger(__name__)


class Vectors:
    """The vectors of all passages, searched exactly. May be used from several threads.

    Passage numbers are kept ascending, as the store gives them out: a new one is always higher.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        self._manifest = folder / "vectors.json"
        self._store = store
        self._lock = threading.RLock()
        self._clear(0)
        self._mark: Mark | None = None  # nothing is loaded yet
        self._encoding = ""
        self._unsaved = 0
        self._on_disk = False
        self._warned = False

    def follow(self) -> None:
        """Catch up with the store: from the file at first, then by its change log.

        Raises:
            LibraryError: the store can't be read.
        """
        with self._lock:
            _undisturbed(self._catch_up)

    def rebuild(self) -> None:
        """Read everything out of the store again, and save it."""
        with self._lock:
            _undisturbed(self._read_all)
            self.save(always=True)

    def save(self, *, always: bool = False) -> None:
        """Write the file, if enough has changed; where it can't be written, log that once."""
        with self._lock:
            if self._mark is None or not self._ids.size:
                return
            if not always and self._unsaved <= SAVE_SHARE * self._ids.size:
                return
            try:
                with FileLock(self._folder / "vectors.lock", timeout=0):
                    self._write(self._mark)
            except Timeout:
                return  # another process is saving the same
            except OSError as error:
                self._on_disk = False
                self._warn(
                    "the vectors' file can't be written (%s): each start reads the store", error
                )

    def search(
        self, query: Vectors32, k: int, articles: set[int] | None = None
    ) -> tuple[Int64Array, Float32Array]:
        """The passages nearest to a question.

        Args:
            query: float32 ``[1, dim]``, unit-norm.
            k: how many at most.
            articles: whose passages count; None for all.

        Returns:
            Passage numbers and cosines in [-1, 1], best first, up to ``k`` of each.
        """
        allowed = None if articles is None else self._store.passage_ids(articles)
        with self._lock:
            k = min(k, self._ids.size if allowed is None else allowed.size)
            if k <= 0:
                return np.empty(0, np.int64), np.empty(0, np.float32)
            parameters = None
            if allowed is not None:
                parameters = faiss.SearchParameters(sel=_selector(allowed))
            with _one_thread():
                scores, ids = self._index.search(np.ascontiguousarray(query), k, params=parameters)
        found = ids[0] >= 0  # FAISS fills up with -1
        return ids[0][found], scores[0][found]

    def similarity(self, query: Vectors32, ids: Int64Array) -> Float32Array:
        """The cosine of a question with each of these passages; 0 for one that is not held."""
        vectors = self.get(ids)
        result: Float32Array = (
            vectors @ query[0] if vectors.size else np.zeros(len(ids), np.float32)
        )
        return result

    def get(self, ids: Int64Array) -> Vectors32:
        """These passages' vectors, float32 ``[len(ids), dim]``; zeros for one that is not held."""
        with self._lock:
            wanted = np.asarray(ids, np.int64)
            places = np.searchsorted(self._ids, wanted)
            known = self._ids.take(places, mode="clip") == wanted if self._ids.size else places < 0
            found = np.zeros((wanted.size, self._index.d), np.float32)
            if known.any():
                found[known] = self._flat().reconstruct_batch(places[known])
            return found

    def ids(self) -> Int64Array:
        """The passages held, ascending."""
        with self._lock:
            return self._ids.copy()

    def count(self) -> int:
        """How many passages are held."""
        return len(self.ids())

    def state(self) -> CacheState:
        """How the cache stands, without following first."""
        with self._lock:
            return CacheState(self._known().seq, self._ids.size, self._on_disk)

    def _catch_up(self) -> None:
        mark, encoding = self._store.mark(), self._store.encoding()
        if (mark, encoding) == (self._mark, self._encoding):
            return
        if not (self._still_holds(encoding) or self._load(encoding)):
            self._read_all()
        self._apply()

    def _still_holds(self, encoding: str) -> bool:
        """Whether what is in memory is a former state of this library, with the same vectors."""
        same = self._mark is not None and encoding == self._encoding
        return same and self._store.has(self._known())

    def _known(self) -> Mark:
        return self._mark or Mark()

    def _flat(self) -> Any:
        return faiss.downcast_index(self._index.index)

    def _clear(self, dim: int) -> None:
        self._index = faiss.IndexIDMap(faiss.IndexFlatIP(dim))
        self._ids: Int64Array = np.empty(0, np.int64)

    def _read_all(self) -> None:
        """Start over from the store. Encodes nothing: the vectors lie there."""
        # These are taken first: what comes in while reading is then applied, or read, once more.
        mark, encoding = self._store.mark(), self._store.encoding()
        self._clear(0)
        for ids, vectors in self._store.vectors():
            self._append(ids, vectors)
        self._mark, self._encoding = mark, encoding
        self._unsaved = self._ids.size
        self._on_disk = False

    def _append(self, ids: Int64Array, vectors: Vectors32) -> None:
        if not ids.size:
            return
        dim = vectors.shape[1]
        if self._index.d != dim:
            if self._ids.size:
                # What is held is of no use any more, and must not be taken for a former state.
                self._mark = None
                raise _ReencodedMeanwhile
            self._clear(dim)
        self._index.add_with_ids(vectors, ids)
        self._ids = np.concatenate([self._ids, ids])

    def _apply(self) -> None:
        """The changes since the mark. One may be done twice: it then changes nothing more."""
        log = self._store.changes(self._known().seq)
        for first, last in changes.spans(log):
            for ids, vectors in self._store.vectors(first, last):
                new = ids > (self._ids[-1] if self._ids.size else 0)
                self._append(ids[new], vectors[new])
                self._unsaved += int(new.sum())
        self._drop(self._gone(log))
        if log:
            self._mark = log[-1].mark

    def _gone(self, log: list[changes.Change]) -> Int64Array:
        """The passages held that a removal is about, and that the store has no more."""
        ranges = changes.spans(change for change in log if change.kind == "remove")
        gone = [np.empty(0, np.int64)]
        for first, last in ranges:
            begin, end = np.searchsorted(self._ids, [first, last + 1])
            standing = [ids for ids, _ in self._store.vectors(first, last)]
            gone.append(np.setdiff1d(self._ids[begin:end], np.concatenate([*standing, gone[0]])))
        return np.concatenate(gone)

    def _drop(self, ids: Int64Array) -> None:
        if ids.size:
            self._index.remove_ids(ids)
            self._ids = np.setdiff1d(self._ids, ids, assume_unique=True)
            self._unsaved += ids.size

    def _load(self, encoding: str) -> bool:
        """Take the file, if it is whole and of this library and encoding."""
        manifest = cachefiles.read_manifest(self._manifest, FORMAT)
        if manifest is None or manifest.encoding != encoding or not self._store.has(manifest.mark):
            return False
        path = self._folder / manifest.data
        try:
            if cachefiles.digest(path) != manifest.digests.get(manifest.data):
                return False
            index = faiss.read_index(str(path))
        except (OSError, RuntimeError):
            return False
        self._index, self._ids = index, faiss.vector_to_array(index.id_map)
        self._mark, self._encoding = manifest.mark, encoding
        self._unsaved, self._on_disk = 0, True
        return True

    def _write(self, mark: Mark) -> None:
        name = cachefiles.fresh_name("vectors", ".faiss")
        path = self._folder / name
        found = cachefiles.new_digest()
        try:
            with path.open("wb") as file:

                def keep(block: bytes) -> int:
                    found.update(block)
                    return file.write(block)

                faiss.write_index(self._index, faiss.PyCallbackIOWriter(keep))
                cachefiles.flush(file)
            manifest = Manifest(
                format=FORMAT,
                data=name,
                seq=mark.seq,
                token=mark.token,
                digests={name: found.hexdigest()},
                encoding=self._encoding,
            )
            cachefiles.write_manifest(self._manifest, manifest)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        for old in self._folder.glob("vectors-*.faiss"):
            if old.name != name:
                old.unlink(missing_ok=True)
        self._unsaved, self._on_disk = 0, True

    def _warn(self, message: str, error: OSError) -> None:
        if not self._warned:
            logger.warning(message, error)
        self._warned = True


@contextmanager
def _one_thread() -> Iterator[None]:
    """FAISS without helpers: it shares out questions, and of one alone they only cost time.

    The number is the calling thread's. It is put back, since torch may share FAISS's OpenMP.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


class _ReencodedMeanwhile(Exception):
    """Another process put another model's vectors in place while these were read."""


def _undisturbed(act: Callable[[], None]) -> None:
    """Do it again while another process gets in between; re-encoding takes far longer than this."""
    while True:
        with suppress(_ReencodedMeanwhile):
            act()
            return


def _selector(ids: Int64Array) -> Any:
    """These passages, as a bitmap: asked for each vector, it is much faster than a set."""
    mask = np.zeros(int(ids[-1]) + 1, np.uint8)
    mask[ids] = 1
    return faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
