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

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from index.copies import differing
from index.copies.shingles import MAX_CHARACTERS, Shingled, shingled

BANDS = 64
ROWS = 2
"""A pair that shares a third of its shingles has a key in common 999 times in 1,000, one that
shares a quarter 984 times, one that shares a hundredth once in 150 times."""

SEED = 20221006
_BATCH = 8_192
"""Shingles that are hashed at once: 4 MB of hashes."""

STRETCH = 12
"""Words in a row without a counterpart that make a sentence of one's own; fewer are a rewording."""

HEAD = 20
TAIL = 30
ENDS_SHARE = 0.1
"""Words at a text's start and end that are its place's, and say nothing of the report: headline
and credit there, who published it first and a plea here. Of short texts, each at most this share.
"""

MOST_OWN = 35
MOST_OWN_SHARE = 0.1
MOST_OWN_OF_LONG = 0.01
"""Words of one's own that a copy may have beyond those; of short texts at most the first share. In
texts of many thousands, so many as the second are a rewording's accidents."""

LEAST_KEPT = 0.65
"""The share of a copy's words that stand in the original in about the same words."""

LEAST_OF_OTHER = 0.33
"""The share of the original that is in a copy: what was cut to 40 % and reworded still counts;
a shorter excerpt doesn't, nor does a page that quotes a whole report among many others."""

SHORT = 50
SHORT_UNCASED = 100
"""Words; in a text of fewer each may count, so that only what stands in the other word for word is
a copy. The second is for scripts without capitals, which don't tell names from other words."""

NAMED_ONCE = 150
"""Words; in texts of fewer, a name that stands for another need do so in one place only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one of two texts has in common with the other, in words.

    Attributes:
        words: all its words; a character of a script that doesn't part words is half a word.
        kept: those in shingles that the other holds too.
        own: those in stretches of at least `STRETCH` that the other doesn't hold, without what
            the ends may have.
        is_short: whether each word may count.
    """

    words: float
    kept: float
    own: float
    is_short: bool

    @property
    def is_within(self) -> bool:
        """Whether it says next to nothing that the other doesn't."""
        if self.is_short:
            return 0 < self.words == self.kept
        most = max(MOST_OWN, MOST_OWN_OF_LONG * self.words)
        if self.own > min(most, MOST_OWN_SHARE * self.words):
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
        names: names that stand for each other in them, likewise.
    """

    shared: int
    containment: float
    jaccard: float
    one: Side
    other: Side
    figures: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()

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
        return self.is_same_wording and not self.figures and not self.names


def signature(text: str) -> tuple[int, ...]:
    """The keys that a text shares with its copies: one a band, each a signed 64-bit integer.

    The same on every machine. Texts that share the key of any one band are candidates.

    Returns:
        `BANDS` keys; none for a text without letter or digit, which is nothing's copy.
    """
    found = [shingle.encode() for shingle in shingled(text).held]
    if not found:
        return ()
    from datasketch import MinHash  # brings scipy.integrate: a third of the time that a start takes

    sketch = MinHash(num_perm=BANDS * ROWS, seed=SEED, scheme="affine32")
    for start in range(0, len(found), _BATCH):
        sketch.update_batch(found[start : start + _BATCH])
    # Two hashes of 32 bits side by side: no third may be mistaken for them.
    keys = sketch.hashvalues.astype("<u4").view("<i8")
    return tuple(keys.tolist())


def likeness(one: str, other: str) -> Likeness:
    """Compare two texts in full; of very long ones, the beginning (`shingles.MAX_WORDS`)."""
    first, second = shingled(one), shingled(other)
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
    fewest = min(found.one.words, found.other.words)
    named = differing.name_words(f"{one[:MAX_CHARACTERS]}\n{other[:MAX_CHARACTERS]}")
    return replace(
        found,
        figures=differing.figures(first.lines, second.lines),
        names=differing.names(
            first.lines, second.lines, named, times=1 if fewest < NAMED_ONCE else 2
        ),
    )


def same_report(one: str, other: str) -> bool:
    """Whether two texts are one report: a copy, or a fuller version, with the same numbers."""
    return likeness(one, other).is_same_report


def differing_figures(one: str, other: str) -> tuple[tuple[str, str], ...]:
    """Numbers and days that two texts tell differently in the same words: 12 and 14 killed."""
    return differing.figures(shingled(one).lines, shingled(other).lines)


def _side(text: Shingled, other: Shingled) -> Side:
    """What of a text is in the other."""
    is_held = np.fromiter((shingle in other.held for shingle in text.shingles), bool)
    starts, stops = text.places[is_held].T
    length = len(text.words) + 1
    covered = np.cumsum(
        np.bincount(starts, minlength=length) - np.bincount(stops, minlength=length)
    )
    is_kept = covered[:-1] > 0
    total = float(text.sizes.sum())
    return Side(
        words=total,
        kept=float(text.sizes[is_kept].sum()),
        own=_own(is_kept, text.sizes),
        is_short=total < (SHORT if text.is_cased else SHORT_UNCASED),
    )


def _own(is_kept: npt.NDArray[np.bool_], sizes: npt.NDArray[np.float64]) -> float:
    """How many words stand in long stretches that are not kept."""
    reached = np.concatenate(([0.0], np.cumsum(sizes)))
    edges = reached[np.flatnonzero(np.diff(is_kept, prepend=True, append=True))]
    starts, stops = edges[::2], edges[1::2]
    is_long = stops - starts >= STRETCH
    free = ENDS_SHARE * reached[-1]
    starts = np.where(starts == 0, np.minimum(min(HEAD, free), stops), starts)
    stops = np.where(stops == reached[-1], np.maximum(stops - min(TAIL, free), starts), stops)
    return float((stops - starts)[is_long].sum())
