"""Which reports are one and the same: reprints, cut and reworded, and fuller versions.

Two steps, since a library holds many reports. `signature` gives the keys under which a text is
looked up: MinHash with locality-sensitive hashing (Broder 1997; Leskovec, Rajaraman and Ullman,
"Mining of Massive Datasets", chapter 3). Those that share a key are candidates, and `likeness`
compares two texts in full.

A report is a copy of another when nearly all that one of them says is in the other, in about the
same words and in any order; when the other isn't several times as long; and when both tell the
same numbers and days. It is not enough that they share most of their words: pages of one site share
standing texts of thousands of words, and a follow-up repeats what was known, but each of them has
something of its own to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice

import numpy as np
import numpy.typing as npt
from datasketch import MinHash

from index import differing
from index.shingles import MAX_CHARACTERS, MAX_WORDS, spans, weights, words

_Sizes = npt.NDArray[np.float64]
_Flags = npt.NDArray[np.bool_]

BANDS = 64
ROWS = 2
"""A pair that shares a third of its shingles has a key in common 999 times in 1,000, one that
shares a quarter 984 times, one that shares a hundredth once in 150 times."""

SEED = 20221006
_BATCH = 8_192
"""Shingles that are hashed at once: 4 MB of hashes."""

STRETCH = 12
"""Words in a row without a counterpart that make a sentence of one's own; fewer are a rewording."""

MOST_OWN = 60
"""Words in such stretches that a copy may add: headline, credit, who published it first."""

MOST_OWN_SHARE = 0.15
"""The same as a share of its words, which counts for short texts."""

LEAST_KEPT = 0.65
"""The share of a copy's words that stand in the original in about the same words."""

LEAST_OF_OTHER = 0.33
"""The share of the original that is in a copy: what was cut to 40 % and reworded still counts;
a shorter excerpt doesn't, nor does a page that quotes a whole report among many others."""

SHORT = 50
"""Words; in a text of fewer each may count, so that only what stands in the other word for word is
a copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one of two texts has in common with the other, in words.

    Attributes:
        words: all its words; a character of a script that doesn't part words is half a word.
        kept: those in shingles that the other holds too.
        own: those in stretches of at least `STRETCH` that the other doesn't hold.
    """

    words: float
    kept: float
    own: float

    @property
    def is_within(self) -> bool:
        """Whether it says next to nothing that the other doesn't."""
        if self.words < SHORT:
            return 0 < self.words == self.kept
        if self.own > min(MOST_OWN, MOST_OWN_SHARE * self.words):
            return False
        return self.kept >= LEAST_KEPT * self.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How much two texts have in common.

    Attributes:
        shared: shingles that both hold.
        containment: those as a share of the text that has fewer; from 0 to 1.
        jaccard: those as a share of all that either holds; from 0 to 1.
        one: the first text's words.
        other: the second's.
        figures: numbers and days that they tell differently; looked for only where all else says
            that they are one report.
    """

    shared: int
    containment: float
    jaccard: float
    one: Side
    other: Side
    figures: tuple[tuple[str, str], ...] = ()

    @property
    def is_same_wording(self) -> bool:
        """Whether one of them is a copy of the other, whatever numbers they tell."""
        return any(
            copy.is_within and whole.kept >= LEAST_OF_OTHER * whole.words
            for copy, whole in ((self.one, self.other), (self.other, self.one))
        )

    @property
    def is_same_report(self) -> bool:
        """Whether they are one report."""
        return self.is_same_wording and not self.figures


@dataclass(frozen=True, slots=True)
class _Text:
    """A text, taken apart.

    Attributes:
        lines: the words of each line, as `index.shingles.words` gives them.
        words: all of them.
        sizes: how much each of them counts.
        places: int64 ``[shingles, 2]``: the words where each shingle starts and stops.
        shingles: in order.
        held: the same, each once.
    """

    lines: Sequence[Sequence[str]]
    words: Sequence[str]
    sizes: _Sizes
    places: npt.NDArray[np.int64]
    shingles: Sequence[str]
    held: frozenset[str]


def signature(text: str) -> tuple[int, ...]:
    """The keys that a text shares with its copies: one a band, each a signed 64-bit integer.

    The same on every machine. Texts that share the key of any one band are candidates.

    Returns:
        `BANDS` keys; none for a text without letter or digit, which is nothing's copy.
    """
    found = [shingle.encode() for shingle in _read(text).held]
    if not found:
        return ()
    sketch = MinHash(num_perm=BANDS * ROWS, seed=SEED, scheme="affine32")
    for start in range(0, len(found), _BATCH):
        sketch.update_batch(found[start : start + _BATCH])
    # Two hashes of 32 bits side by side: no third may be mistaken for them.
    keys = sketch.hashvalues.astype("<u4").view("<i8")
    return tuple(keys.tolist())


def likeness(one: str, other: str) -> Likeness:
    """Compare two texts in full; of very long ones, the beginning (`index.shingles.MAX_WORDS`)."""
    first, second = _read(one), _read(other)
    shared = len(first.held & second.held)
    fewer = min(len(first.held), len(second.held))
    either = len(first.held) + len(second.held) - shared
    found = Likeness(
        shared=shared,
        containment=shared / fewer if fewer else 0.0,
        jaccard=shared / either if either else 0.0,
        one=_side(first, second),
        other=_side(second, first),
    )
    if not found.is_same_wording:
        return found
    figures = tuple(differing.differing(first.lines, second.lines))
    return replace(found, figures=figures)


def same_report(one: str, other: str) -> bool:
    """Whether two texts are one report: a copy, or a fuller version, with the same numbers."""
    return likeness(one, other).is_same_report


def differing_figures(one: str, other: str) -> list[tuple[str, str]]:
    """Numbers and days that two texts tell differently in the same words: 12 and 14 killed."""
    return differing.differing(_read(one).lines, _read(other).lines)


@lru_cache(maxsize=4)
def _read(text: str) -> _Text:
    """A text's words and shingles. Kept for the few next calls: a new one is compared with many."""
    lines = tuple(map(words, text[:MAX_CHARACTERS].split("\n")))
    found = list(islice(chain.from_iterable(lines), MAX_WORDS))
    sizes = weights(found)
    places = spans(sizes)
    runs = [" ".join(found[start:stop]) for start, stop in places]
    return _Text(
        lines=lines,
        words=found,
        sizes=np.array(sizes),
        places=np.array(places, np.int64).reshape(-1, 2),
        shingles=runs,
        held=frozenset(runs),
    )


def _side(text: _Text, other: _Text) -> Side:
    """What of a text is in the other."""
    is_held = np.fromiter((shingle in other.held for shingle in text.shingles), bool)
    starts, stops = text.places[is_held].T
    length = len(text.words) + 1
    covered = np.cumsum(np.bincount(starts, minlength=length) - np.bincount(stops, minlength=length))
    is_kept = covered[:-1] > 0
    stretches = _stretches(is_kept, text.sizes)
    return Side(
        words=float(text.sizes.sum()),
        kept=float(text.sizes[is_kept].sum()),
        own=float(stretches[stretches >= STRETCH].sum()),
    )


def _stretches(is_kept: _Flags, sizes: _Sizes) -> _Sizes:
    """How long the stretches are that are not kept."""
    edges = np.flatnonzero(np.diff(is_kept, prepend=True, append=True))
    reached = np.concatenate(([0.0], np.cumsum(sizes)))
    return reached[edges[1::2]] - reached[edges[::2]]
