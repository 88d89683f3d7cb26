"""What a report is recognised by: what it means, what it is called, and whom and what it names.

All of it is of the headline and the lead: they tell the event, what comes after its background.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from index.models import Float32, Vectors32
from index.wording.names import skeletons
from index.wording.question_words import QUESTION_WORDS

READ = 6
"""A report's first passages, which its meaning is taken from; so a portrait's cost has a bound."""

LEAD = 600
"""Characters behind the headline whose words count."""

SHORTEST = 3
"""The shortest skeleton that tells a name from others; see `index.wording.names.WORTH`."""

Rarity = Callable[[str], Mapping[str, float]]
"""A text's terms with their inverse document frequency in the library (`Lexical.rarity`)."""

Readings = tuple[str, ...]
"""A name in whatever script: its skeletons, of which two spellings share one."""

_WORD = re.compile(r"\d+|[^\W\d_]+")
_VOWEL_SIGNS = re.compile("[\u064b-\u065f\u0670\u0640]+")
"""Of Arabic, which writes them or not; they would part a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A report as it is compared with others.

    Attributes:
        vector: float32 ``[dim]``, the weighted mean of its first passages' vectors, the first
            counting most; shorter than 1.
        headline: the headline's terms with their rarity, above 0.
        words: the same of headline and lead.
        names: the names in headline and lead, each with the rarity of its word.
        readings: all skeletons of these names.
        language: ISO 639-1, or None where it isn't known.
        day: of publication, or where that isn't known the day that it came in.
    """

    vector: Float32
    headline: Mapping[str, float]
    words: Mapping[str, float]
    names: Mapping[Readings, float]
    readings: frozenset[str]
    language: str | None
    day: date


def portrait(
    title: str, text: str, vectors: Vectors32, *, rarity: Rarity, language: str | None, day: date
) -> Portrait:
    """Look at a report.

    Args:
        title: its headline.
        text: its whole text, or as much as the first `LEAD` characters.
        vectors: its passages' in their order, float32 ``[n, dim]``; the first `READ` suffice.
        rarity: the library's; of an empty one it may say the same of every term.
        language: the report's.
        day: of publication, or where that isn't known the day that it came in.
    """
    told = f"{title}\n{text[:LEAD]}"
    names = dict(_names(told, rarity))
    return Portrait(
        vector=meaning(vectors),
        headline=rarity(title),
        words=rarity(told),
        names=names,
        readings=frozenset(reading for readings in names for reading in readings),
        language=language,
        day=day,
    )


def meaning(vectors: Vectors32) -> Float32:
    """What a report means: the mean of its first passages, the second weighing half of the first.

    Args:
        vectors: float32 ``[n, dim]``, n at least 1; what is behind the first `READ` is passed over.
    """
    read = vectors[:READ]
    weights = 1 / np.arange(1, len(read) + 1, dtype=np.float32)
    mean: Float32 = weights @ read / weights.sum()
    return mean


def _names(text: str, rarity: Rarity) -> Iterator[tuple[Readings, float]]:
    """What is written with a capital, numbers, and in scripts without capitals every longer word.

    What the search takes for a stop word names nothing.
    """
    for word in dict.fromkeys(_WORD.findall(_VOWEL_SIGNS.sub("", text))):
        readings = tuple(each for each in skeletons(word) if len(each) >= SHORTEST)
        if readings and _may_name(word) and (terms := rarity(word)):
            yield readings, max(terms.values())


def _may_name(word: str) -> bool:
    if word[0].islower() or word.casefold() in QUESTION_WORDS:
        return False
    return word[0].isupper() or word[0].isdecimal() or len(word) > 2
