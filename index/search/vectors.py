"""The passages' nearest-neighbour search: exact, in memory, in step with the store.

It follows the store's change log; the file on the disk saves reading all vectors out of the store
at the next start, and is never more than that. `codes` holds the vectors: whole while they are few,
else as codes, which find more passages than were asked for, to be scored by the store's vectors.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from index.models import Vectors32
from index.search import vectorfile
from index.search.cachefiles import CacheState
from index.search.codes import FLAT_LIMIT, Codes, Float32Array
from index.storage import changes
from index.storage.changes import Mark
from index.storage.rows import Int64Array
from index.storage.store import Store

SAVE_SHARE = 0.05
"""The file is written anew when more than this share of it is out of date: the next start reads the
rest from the store in no time, while each article added would have the whole file written."""

SPARE = 50
"""Passages that codes find beyond those asked for, so that none is missed that they misjudge: among
a million, 25 were enough to find the same hundred as without codes."""

logger = logging.getLogger(__name__)


class Vectors:
    """The vectors of all passages, searched exactly. May be used from several threads."""

    def __init__(self, folder: Path, store: Store, *, flat_limit: int = FLAT_LIMIT) -> None:
        """Nothing is loaded before the first `follow`.

        Args:
            folder: the library's.
            store: what is followed.
            flat_limit: how many vectors are held whole; beyond, they are held as codes.
        """
        self._folder = folder
        self._store = store
        self._flat_limit = flat_limit
        self._lock = threading.RLock()
        self._codes = Codes(0, flat_limit)
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
            if self._mark is None or not self._codes.ids.size:
                return
            if not always and self._unsaved <= SAVE_SHARE * self._codes.ids.size:
                return
            try:
                with FileLock(self._folder / "vectors.lock", timeout=0):
                    vectorfile.save(self._folder, self._codes, self._mark, self._encoding)
                self._unsaved, self._on_disk = 0, True
            except Timeout:
                return  # another process is saving the same
            except OSError as error:
                self._on_disk = False
                if not self._warned:
                    logger.warning(
                        "the vectors' file can't be written (%s): each start reads the store", error
                    )
                self._warned = True

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
            k = min(k, self._codes.ids.size if allowed is None else allowed.size)
            if k <= 0:
                return np.empty(0, np.int64), np.empty(0, np.float32)
            if self._codes.exact:
                return self._codes.search(query, k, allowed)
            ids, _ = self._codes.search(query, k + SPARE, allowed)
            scores: Float32Array = self._exact(ids) @ query[0]
            best = np.argsort(-scores, kind="stable")[:k]
            return ids[best], scores[best]

    def similarity(self, query: Vectors32, ids: Int64Array) -> Float32Array:
        """The cosine of a question with each of these passages; 0 for one that is not held."""
        vectors = self.get(ids)
        if not vectors.size:
            return np.zeros(len(ids), np.float32)
        cosines: Float32Array = vectors @ query[0]
        return cosines

    def get(self, ids: Int64Array) -> Vectors32:
        """These passages' vectors, float32 ``[len(ids), dim]``; zeros for one that is not held."""
        with self._lock:
            wanted = np.asarray(ids, np.int64)
            held = self._codes.holds(wanted)
            found = np.zeros((wanted.size, self._codes.dim), np.float32)
            if held.any():
                found[held] = self._exact(wanted[held])
            return found

    def _exact(self, ids: Int64Array) -> Vectors32:
        """The vectors of passages that are held; zeros where the store has one no more."""
        if self._codes.exact:
            return self._codes.get(ids)
        vectors = self._store.vectors_of(ids)
        if self._store.encoding() == self._encoding:
            return vectors
        # Another process put another model's in place a moment ago, not comparable with these.
        return self._codes.get(ids)

    def ids(self) -> Int64Array:
        """The passages held, ascending."""
        with self._lock:
            return self._codes.ids.copy()

    def count(self) -> int:
        """How many passages are held."""
        with self._lock:
            return self._codes.ids.size

    def state(self) -> CacheState:
        """How the cache stands, without following first."""
        with self._lock:
            return CacheState(self._known().seq, self._codes.ids.size, self._on_disk)

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

    def _read_all(self) -> None:
        """Start over from the store. Encodes nothing: the vectors lie there."""
        # These are taken first: what comes in while reading is then applied, or read, once more.
        mark, encoding = self._store.mark(), self._store.encoding()
        self._codes = Codes(0, self._flat_limit)
        for ids, vectors in self._store.vectors():
            self._append(ids, vectors)
        self._mark, self._encoding = mark, encoding
        self._unsaved = self._codes.ids.size
        self._on_disk = False

    def _append(self, ids: Int64Array, vectors: Vectors32) -> None:
        if not ids.size:
            return
        dim = vectors.shape[1]
        if self._codes.dim != dim:
            if self._codes.ids.size:
                # What is held is of no use any more, and must not be taken for a former state.
                self._mark = None
                raise _ReencodedMeanwhile
            self._codes = Codes(dim, self._flat_limit)
        self._codes.add(ids, vectors)

    def _apply(self) -> None:
        """The changes since the mark. One may be done twice: it then changes nothing more."""
        log = self._store.changes(self._known().seq)
        for first, last in changes.spans(log):
            for ids, vectors in self._store.vectors(first, last):
                new = ids > (self._codes.ids[-1] if self._codes.ids.size else 0)
                self._append(ids[new], vectors[new])
                self._unsaved += int(new.sum())
        gone = self._gone(log)
        if gone.size:
            self._codes.remove(gone)
            self._unsaved += gone.size
        if log:
            self._mark = log[-1].mark

    def _gone(self, log: list[changes.Change]) -> Int64Array:
        """The passages held that a removal is about, and that the store has no more."""
        ranges = changes.spans(change for change in log if change.kind == "remove")
        gone = [np.empty(0, np.int64)]
        for first, last in ranges:
            begin, end = np.searchsorted(self._codes.ids, [first, last + 1])
            standing = [gone[0], *(ids for ids, _ in self._store.vectors(first, last))]
            gone.append(np.setdiff1d(self._codes.ids[begin:end], np.concatenate(standing)))
        return np.concatenate(gone)

    def _load(self, encoding: str) -> bool:
        """Take the file, if it is whole and of this library and encoding."""
        found = vectorfile.load(
            self._folder,
            self._flat_limit,
            lambda manifest: manifest.encoding == encoding and self._store.has(manifest.mark),
        )
        if found is not None:
            self._codes, self._mark = found
            self._encoding = encoding
            self._unsaved, self._on_disk = 0, True
        return found is not None


class _ReencodedMeanwhile(Exception):
    """Another process put another model's vectors in place while these were read."""


def _undisturbed(act: Callable[[], None]) -> None:
    """Do it again while another process gets in between; re-encoding takes far longer than this."""
    while True:
        with suppress(_ReencodedMeanwhile):
            act()
            return
