"""What FAISS holds of the passages' vectors: all of each while they are few, else 8-bit codes.

The only importer of faiss. It knows no store and no file names; `vectors` does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss as untyped_faiss
import numpy as np
import numpy.typing as npt

from index.models import Vectors32
from index.storage.rows import Int64Array

Float32Array = npt.NDArray[np.float32]

FLAT_LIMIT = 50_000
"""Vectors that are held whole. Up to about here a search is faster with them: beyond, codes save
more than the 2 to 3 ms that reading the exact vectors of the best costs a question (at a million,
15 ms against 57, in a quarter of the memory)."""

CHUNK = 8192
"""Vectors turned into codes at once: some megabytes."""

STEPS = 127
"""The largest of the whole numbers that stand for a vector's."""

ROOM = 1.25
"""How much larger than the largest seen at first a number can be without being cut off."""

TINY = 1e-9
"""Instead of nothing, where all numbers are 0."""

# The package's stubs don't know the Python layer that it puts over its C++ classes.
faiss: Any = untyped_faiss


class CodesError(Exception):
    """A file holds no index that can be used."""


class Codes:
    """Vectors by passage number, searched by inner product. One thread at a time.

    Passage numbers are kept ascending, as the store gives them out: a new one is always higher.

    Once there are more than the limit, each number of a vector is held as 8 bits, and a question's
    too, so that their products are sums of whole numbers. It never goes back: with few vectors
    codes are as good and nearly as fast, while a library that shrinks and grows about the limit
    would be read from the store each time. What is made anew starts whole.
    """

    def __init__(self, dim: int, limit: int) -> None:
        """Empty at first.

        Args:
            dim: numbers in a vector.
            limit: how many vectors are held whole.
        """
        self._limit = limit
        self._index = faiss.IndexIDMap(faiss.IndexFlatIP(dim))
        self._ids: Int64Array = np.empty(0, np.int64)

    @classmethod
    def read(cls, path: Path, limit: int) -> "Codes":
        """What `write` wrote.

        Raises:
            OSError, CodesError: the file can't be read, or isn't whole.
        """
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise CodesError(str(error)) from error
        found = cls(index.d, limit)
        found._index, found._ids = index, faiss.vector_to_array(index.id_map)
        found._make_compact_if_many()
        return found

    def write(self, write: Callable[[bytes], int]) -> None:
        """Hand everything to ``write``, block by block, in FAISS's own format."""
        faiss.write_index(self._index, faiss.PyCallbackIOWriter(write))

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        dim: int = self._index.d
        return dim

    @property
    def ids(self) -> Int64Array:
        """The passages held, int64 ``[n]``, ascending; not to be changed."""
        return self._ids

    @property
    def exact(self) -> bool:
        """Whether vectors are held whole, so that scores are cosines and not merely near them."""
        return isinstance(self._held(), faiss.IndexFlat)

    def add(self, ids: Int64Array, vectors: Vectors32) -> None:
        """Put in passages with higher numbers than any before; vectors float32 ``[n, dim]``."""
        self._index.add_with_ids(vectors if self.exact else _whole(vectors, self._scale()), ids)
        self._ids = np.concatenate([self._ids, ids])
        self._make_compact_if_many()

    def remove(self, ids: Int64Array) -> None:
        """Take these passages out, all of which are held."""
        self._index.remove_ids(ids)
        self._ids = np.setdiff1d(self._ids, ids, assume_unique=True)

    def search(
        self, query: Vectors32, k: int, allowed: Int64Array | None
    ) -> tuple[Int64Array, Float32Array]:
        """The ``k`` nearest passages and their scores, best first; fewer where there are fewer.

        Args:
            query: float32 ``[1, dim]``.
            k: at least 1.
            allowed: the passages that count, ascending, at least one; None for all.
        """
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters(sel=_selector(allowed))
        factor = 1.0 if self.exact else STEPS / max(float(np.abs(query).max()), TINY)
        asked = query if self.exact else _whole(query, factor)
        with _one_thread():
            scores, ids = self._index.search(np.ascontiguousarray(asked), k, params=parameters)
        found = ids[0] >= 0  # FAISS fills up with -1
        return ids[0][found], scores[0][found] / (factor * self._scale())

    def holds(self, ids: Int64Array) -> npt.NDArray[np.bool_]:
        """Which of these passages are held: ``[n]``."""
        if not self._ids.size:
            return np.zeros(ids.size, np.bool_)
        places = np.searchsorted(self._ids, ids)
        held: npt.NDArray[np.bool_] = self._ids.take(places, mode="clip") == ids
        return held

    def get(self, ids: Int64Array) -> Vectors32:
        """Vectors of passages that are held, float32 ``[n, dim]``; near them if codes."""
        places = np.searchsorted(self._ids, ids)
        vectors: Vectors32 = self._held().reconstruct_batch(places) / self._scale()
        return vectors

    def _scale(self) -> float:
        """What numbers are multiplied with to be held; FAISS keeps it with the codes."""
        return 1.0 if self.exact else float(self._held().sq.rangestat_arg)

    def _held(self) -> Any:
        return faiss.downcast_index(self._index.index)

    def _make_compact_if_many(self) -> None:
        """Turn whole vectors into codes, some at a time: both are in memory for that moment."""
        if self._ids.size <= self._limit or not self.exact:
            return
        before = self._index
        largest = float(np.abs(self._held().reconstruct_batch(_sample(self._ids.size))).max())
        codes = faiss.IndexScalarQuantizer(
            self.dim, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
        )
        # A field that this kind has no use for, and that is written to the file.
        codes.sq.rangestat_arg = STEPS / max(ROOM * largest, TINY)
        self._index = faiss.IndexIDMap(codes)
        for start in range(0, self._ids.size, CHUNK):
            ids = self._ids[start : start + CHUNK]
            vectors = before.index.reconstruct_n(start, ids.size)
            self._index.add_with_ids(_whole(vectors, self._scale()), ids)


def _whole(vectors: Vectors32, scale: float) -> Vectors32:
    """Whole numbers that 8 bits can hold, float32 as FAISS takes them."""
    rounded: Vectors32 = np.clip(np.rint(vectors * np.float32(scale)), -STEPS, STEPS)
    return rounded


def _sample(n: int) -> Int64Array:
    """Places of up to ``CHUNK`` vectors, evenly spread."""
    return np.unique(np.linspace(0, n - 1, CHUNK).astype(np.int64))


def _selector(ids: Int64Array) -> Any:
    """These passages, as a bitmap: asked for each vector, it is much faster than a set."""
    mask = np.zeros(int(ids[-1]) + 1, np.uint8)
    mask[ids] = 1
    return faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))


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
