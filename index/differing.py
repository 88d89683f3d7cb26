"""Numbers and days that two texts tell differently in the same words: 12 killed, 14 killed.

The words around a number are looked for in the other text, wherever they stand there: some before
it, some after it, or a few on either side. Where they are found with other numbers only, the texts
differ. So a copy that was cut, put in another order or reworded elsewhere differs in nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, log

from index.shingles import HAN_NUMERALS, folded, is_unparted
from index.vocabulary import (
    MONTH,
    MONTH_ELSEWHERE,
    NUMBER_ELSEWHERE,
    NUMBER_WORD,
    WEEKDAY,
    WEEKDAY_ELSEWHERE,
)

WINDOWS = ((3, 3), (2, 4), (4, 2))
"""Words before and after a number that are, together, enough to know its place by."""

LEAST = 4
"""Of these words, so many must be neither numbers nor days: a table's rows look all alike."""

MOST_TOLD = 8
"""Different numbers that a text tells in one place; where there are more, it is a list's row."""

_SMALL = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()
_TENS = "thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = dict(zip(_SMALL, range(2, 21), strict=True)) | dict(
    zip(_TENS, range(30, 100, 10), strict=True)
)
_SHORT_DAYS = {
    name[:length]: name
    for name in (
        "january february march april june july august september october november december"
        " monday tuesday wednesday thursday friday saturday sunday"
    ).split()
    for length in (3, 4)
}


def _pattern(*alternatives: str) -> re.Pattern[str]:
    """Words of a vocabulary, as `folded` leaves them; an apostrophe between them is gone."""
    return re.compile(folded("|".join(alternatives).replace("['’]", "")))


_DAY = _pattern(MONTH, WEEKDAY, MONTH_ELSEWHERE, WEEKDAY_ELSEWHERE)
_NUMBER = _pattern(NUMBER_WORD, NUMBER_ELSEWHERE, f"[{HAN_NUMERALS}]+")


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number or a day in a text: the same in texts that tell the same.

    Attributes:
        mask: what stands for all of its kind.
        word: as it was written, folded.
        value: of a number whose value is known.
    """

    mask: str
    word: str
    value: float | None = None

    def differs(self, other: "_Figure") -> bool:
        """Whether both can't be true; a number in digits and a foreign word can't be compared."""
        if self.value is None or other.value is None:
            return self.value is other.value and self.word != other.word
        return not _same_number(self.value, other.value)


_Told = dict[_Figure, None]
"""What is told in one place, in order."""


def _same_number(one: float, other: float) -> bool:
    """Whether they are equal, or "1.2 million" and "1,200,000" without the word behind it."""
    if one == other or not one or not other or not isfinite(one * other):
        return one == other
    thousands = log(one / other, 1000)
    return abs(thousands - round(thousands)) < 1e-9


@lru_cache(maxsize=8_192)
def figure(word: str) -> _Figure | None:
    """What a word tells, if it is a number or the name of a weekday or a month."""
    if word[0].isdecimal():
        return _Figure("#", word, float(word))
    if word in _VALUES:
        return _Figure("#", word, float(_VALUES[word]))
    day = _SHORT_DAYS.get(word, word)
    if _DAY.fullmatch(day):
        return _Figure("@", day)
    # "one" is mostly no number.
    return _Figure("#", word) if word != "one" and _NUMBER.fullmatch(word) else None


def differing(
    one: Sequence[Sequence[str]], other: Sequence[Sequence[str]]
) -> list[tuple[str, str]]:
    """Numbers and days of one text and what the other has in their place, each pair once.

    Args:
        one: a text's lines, each its words as `index.shingles.words` gives them. What stands on
            another line says nothing of a number's place: paragraphs may be put in another order.
        other: the other's. In their turn, they give the same pairs the other way round.
    """
    here, there = _places(one), _places(other)
    pairs = (
        (a.word, b.word)
        for place, told in here.items()
        if place in there and _contradict(told, there[place])
        for a in told
        for b in there[place]
    )
    return list(dict.fromkeys(pairs))


def _contradict(one: _Told, other: _Told) -> bool:
    few = len(one) <= MOST_TOLD and len(other) <= MOST_TOLD
    return few and all(a.differs(b) for a in one for b in other)


def _places(lines: Sequence[Sequence[str]]) -> dict[tuple[str, ...], _Told]:
    """What is told in each place; a place is known by the words around it."""
    places: dict[tuple[str, ...], _Told] = defaultdict(dict)
    for words in lines:
        figures = [figure(word) for word in words]
        masked = [found.mask if found else word for word, found in zip(words, figures, strict=True)]
        for at, found in enumerate(figures):
            if found is not None:
                for place in _around(masked, at):
                    places[place][found] = None
    return places


def _around(masked: Sequence[str], at: int) -> Iterator[tuple[str, ...]]:
    """The ways to know a place: by what is before it, after it, and on either side."""
    # A character of a script that doesn't part words says half as much as a word.
    scale = 2 if any(map(is_unparted, masked[max(at - 1, 0) : at + 2])) else 1
    for before, after in WINDOWS:
        left = masked[max(at - before * scale, 0) : at]
        right = masked[at + 1 : at + 1 + after * scale]
        near = [*left, *right]
        if len(near) - near.count("#") - near.count("@") >= LEAST * scale:
            yield (*left, masked[at], *right)
