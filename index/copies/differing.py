"""What two texts tell differently in the same words: 12 killed, 14 killed.

The words around a number are looked for in the other text, wherever they stand there: a few on
either side. Where they are found with other numbers only, the texts differ. So a copy that was cut,
put in another order or reworded elsewhere differs in nothing. Days and names are compared alike.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise

from index.copies.figures import MASKS, NAME, SCALES, Figure, figure
from index.copies.shingles import is_unparted, words

WINDOWS = ((3, 3), (2, 4), (4, 2))
"""Words before and after a number that are, together, enough to know its place by."""

LEAST = 4
"""Of these words, so many must be neither numbers nor days: a table's rows look all alike."""

MOST_TOLD = 8
"""Different numbers that a text tells in one place; where there are more, it is a list's row."""

_MANY = {
    "person": "people",
    "persons": "people",
    "man": "men",
    "woman": "women",
    "child": "children",
    "was": "were",
    "is": "are",
    "has": "have",
}
_SHORTEST_PLURAL = 3
_LETTERS = re.compile(r"[^\W\d_]+")


_EDGE = "|"
"""A line's start and end, by which a place is known as well as by a word."""

_Told = dict[Figure, None]
"""What is told in one place, in order."""

_Lines = Sequence[Sequence[str]]
_Pairs = tuple[tuple[str, str], ...]


def figures(one: _Lines, other: _Lines) -> _Pairs:
    """Numbers and days of one text and what the other has in their place, each pair once.

    Args:
        one: a text's lines, each its words as `index.copies.shingles.words` gives them. What stands
            on another line says nothing of a number's place: paragraphs may be put in another
            order.
        other: the other's. In their turn, they give the same pairs the other way round.
    """
    return tuple(_conflicts(*(_places(_both_ways(lines), figure) for lines in (one, other))))


def names(one: _Lines, other: _Lines, named: frozenset[str], *, times: int) -> _Pairs:
    """Names of one text and what the other has in their place.

    Args:
        one: as for `figures`.
        other: as for `figures`.
        named: words that are names in these texts; see `name_words`.
        times: in so many places one must stand for the other: a single one may be misspelt.
    """

    def told(word: str) -> Figure | None:
        return Figure(NAME, word) if word in named else None

    # Each window by itself: one place must not count several times.
    found = (_conflicts(_places(one, told, [w]), _places(other, told, [w])) for w in WINDOWS)
    most = reduce(Counter.__or__, found)
    return tuple(pair for pair, places in most.items() if places >= times)


def name_words(text: str) -> frozenset[str]:
    """The words that a text never writes without a capital; none in scripts that have no case."""
    cased: dict[bool, list[str]] = defaultdict(list)
    for word in _LETTERS.findall(text):
        cased[word[0].isupper()].append(word)
    return frozenset(words(" ".join(cased[True]))) - frozenset(words(" ".join(cased[False])))


_Places = Mapping[tuple[str, ...], _Told]


def _conflicts(one: _Places, other: _Places) -> Counter[tuple[str, str]]:
    """What stands for what, and in how many places."""
    return Counter(
        (a.word, b.word)
        for place, told in one.items()
        if place in other and _contradict(told, other[place])
        for a in told
        for b in other[place]
    )


def _contradict(one: _Told, other: _Told) -> bool:
    few = len(one) <= MOST_TOLD and len(other) <= MOST_TOLD
    return few and all(a.differs(b) for a in one for b in other)


def _places(
    lines: _Lines,
    told: Callable[[str], Figure | None],
    windows: Sequence[tuple[int, int]] = WINDOWS,
) -> _Places:
    """What is told in each place; a place is known by the words around it."""
    places: dict[tuple[str, ...], _Told] = defaultdict(dict)
    for line in lines:
        found = [
            replace(each, scaled=True) if each and following in SCALES else each
            for each, following in zip(map(told, line), [*line[1:], ""], strict=False)
        ]
        masked = [
            each.mask if each else _many(word) for word, each in zip(line, found, strict=True)
        ]
        masked = [_EDGE, *masked, _EDGE]
        for at, each in enumerate(found, start=1):
            if each is not None:
                for place in _around(masked, at, windows):
                    places[place][each] = None
    return places


def _both_ways(lines: _Lines) -> _Lines:
    """With "no one" as "no" and as "no people": in the place of "nine" and of "nine people"."""
    return [way for line in lines for way in _ways(line)]


def _ways(line: Sequence[str]) -> Iterator[Sequence[str]]:
    ends = [pair == ("no", "one") for pair in pairwise(["", *line])]
    if any(ends):
        yield [word for word, is_end in zip(line, ends, strict=True) if not is_end]
    yield ["people" if is_end else word for word, is_end in zip(line, ends, strict=True)]


def _many(word: str) -> str:
    """As beside a larger number: "one person was" stands where "three people were" does."""
    if word in _MANY:
        return _MANY[word]
    return word[:-1] if len(word) > _SHORTEST_PLURAL and word.endswith("s") else word


def _around(
    masked: Sequence[str], at: int, windows: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, ...]]:
    """The ways to know a place: by what is near it on either side."""
    # A character of a script that doesn't part words says half as much as a word.
    scale = 2 if any(map(is_unparted, masked[max(at - 1, 0) : at + 2])) else 1
    for before, after in windows:
        left = masked[max(at - before * scale, 0) : at]
        right = masked[at + 1 : at + 1 + after * scale]
        near = [*left, *right]
        if len(near) - sum(map(near.count, MASKS)) >= LEAST * scale:
            # Doubled, so that a number's place is never that of the number beside it.
            yield (*left, 2 * masked[at], *right)
