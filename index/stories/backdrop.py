"""What all reports have in common, so that it can be left out where they are compared.

Vectors of texts point the same way: e5's have cosines of .75 to .95. Those of one language do so
all the more, and those of a library that has one subject. Without what all have in common, what
each report is about is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.models import Float32

PRIOR = 10
"""Reports that what is known of a model beforehand counts for: a handful has no own middle."""

ENOUGH = 50
"""Reports that show what a model's vectors have in common, where nothing is known beforehand."""


@dataclass(frozen=True, slots=True)
class Backdrop:
    """The middle of a library's reports.

    Attributes:
        common: float32 ``[dim]``, of all of them.
        languages: the same of each language's.
        told: whether it says enough for cosines before it to be compared with what was learned.
    """

    common: Float32
    languages: Mapping[str, Float32]
    told: bool

    def of(self, language: str | None) -> Float32:
        """The middle of a language's reports: float32 ``[dim]``."""
        return self.languages.get(language or "", self.common)


def backdrop(
    meanings: Float32, languages: Sequence[str | None], known: Float32 | None = None
) -> Backdrop:
    """What a library's reports have in common.

    Args:
        meanings: of its newest reports, some thousand at most: float32 ``[n, dim]``, n may be 0.
        languages: of the same reports, ISO 639-1 where known.
        known: float32 ``[dim]``, the middle of other reports by the same model, if known.
    """
    prior = PRIOR if known is not None else 0
    zero = np.zeros(meanings.shape[1], np.float32)
    common = _middle(meanings, known if known is not None else zero, prior)
    own = {
        name: _middle(meanings[[each == name for each in languages]], common, PRIOR)
        for name in set(languages)
        if name is not None
    }
    return Backdrop(common, own, known is not None or len(meanings) >= ENOUGH)


def _middle(meanings: Float32, known: Float32, prior: int) -> Float32:
    """Their mean, with what was known before as so many more of them."""
    middle: Float32 = (prior * known + meanings.sum(axis=0)) / max(prior + len(meanings), 1)
    return middle
