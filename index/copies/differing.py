"""What two texts tell differently in the same words: 12 killed, 14 killed.

The words around a number are looked for in the other text, wherever they stand there: a few on
either side. Where they are found with other numbers only, the texts differ. So a copy that was cut,
put in another order or reworded elsewhere differs in nothing. Days and names are compared alike.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from itertools import pairwise
from math import isfinite, log

from index.copies.shingles import HAN_NUMERALS, folded, is_unparted, words
from index.wording.names import skeletons
from index.wording.vocabulary import (
    MONTH,
    MONTH_ELSEWHERE,
    NUMBER_ELSEWHERE,
    NUMBER_WORD,
    WEEKDAY,
    WEEKDAY_ELSEWHERE,
    word_set,
)

WINDOWS = ((3, 3), (2, 4), (4, 2))
"""Words before and after a number that are, together, enough to know its place by."""

LEAST = 4
"""Of these words, so many must be neither numbers nor days: a table's rows look all alike."""

MOST_TOLD = 8
"""Different numbers that a text tells in one place; where there are more, it is a list's row."""

_VALUES = {
    word: float(value)
    for word, value in re.findall(
        r"(\w+) (\d+)",
        "no 0 zero 0 one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10"
        " eleven 11 twelve 12 thirteen 13 fourteen 14 fifteen 15 sixteen 16 seventeen 17"
        " eighteen 18 nineteen 19 twenty 20"
        " thirty 30 forty 40 fifty 50 sixty 60 seventy 70 eighty 80 ninety 90",
    )
}
_ORDINALS = {
    word: float(value)
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), start=1
    )
}
_NUMERAL = re.compile(r"(-?\d+(?:\.\d+)?)(st|nd|rd|th)?")
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
_SCALES = frozenset(
    folded(word)
    for word in word_set(
        "thousand million millions billion billions trillion k m mn bn tn mille millions milliard"
        " milliards mil millón millones tausend millionen milliarde milliarden mio mrd bin milyon"
        " milyar тыс тысяч тысячи тысяча млн миллион миллиона миллионов млрд миллиард миллиарда"
        " миллиардов тис тисяч тисячі мільйон мільйони мільйонів мільярд мільярди мільярдів"
        " ألف آلاف مليون ملايين مليار مليارات"
    )
)
_SHORT_DAYS = {
    name[:length]: name
    for name in word_set(
        "january february march april june july august september october november december"
        " monday tuesday wednesday thursday friday saturday sunday"
    )
    for length in (3, 4)
}
_LETTERS = re.compile(r"[^\W\d_]+")


def _pattern(*alternatives: str) -> re.Pattern[str]:
    """Words of a vocabulary, as `folded` leaves them; an apostrophe between them is gone."""
    return re.compile(folded("|".join(alternatives).replace("['’]", "")))


_DAY = _pattern(MONTH, WEEKDAY, MONTH_ELSEWHERE, WEEKDAY_ELSEWHERE)
_NUMBER = _pattern(NUMBER_WORD, NUMBER_ELSEWHERE, f"[{HAN_NUMERALS}]+")


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number, day or name in a text.

    Attributes:
        mask: what stands for all of its kind.
        word: as it was written, folded.
        value: of a number whose value is known.
        scaled: whether a word such as "million" stands behind it.
        ordinal: whether it is a "third" or "3rd", which no "three" can be compared with.
    """

    mask: str
    word: str
    value: float | None = None
    scaled: bool = False
    ordinal: bool = False

    def differs(self, other: "_Figure") -> bool:
        """Whether both can't be true; a number in digits and a foreign word can't be compared."""
        if self.word == other.word or self.ordinal is not other.ordinal:
            return False
        if self.mask == _NAME:
            return set(skeletons(self.word)).isdisjoint(skeletons(other.word))
        if self.value is None or other.value is None:
            return self.value is other.value
        if self.value == other.value:
            return False
        smaller = min(self, other, key=lambda figure: abs(figure.value or 0.0))
        return not (smaller.scaled and _is_same_number(self.value, other.value))


_NAME, _MASKS = "%", ("#", "@", "%")
_EDGE = "|"
"""A line's start and end, by which a place is known as well as by a word."""

_Told = dict[_Figure, None]
"""What is told in one place, in order."""

_Lines = Sequence[Sequence[str]]
_Pairs = tuple[tuple[str, str], ...]


def _is_same_number(one: float, other: float) -> bool:
    """Whether they are "1.2 million", without the word behind it, and "1,200,000"."""
    if one * other <= 0 or not isfinite(one) or not isfinite(other):
        return False
    thousands = log(one / other, 1000)
    return abs(thousands - round(thousands)) < 1e-9


def figures(one: _Lines, other: _Lines) -> _Pairs:
    """Numbers and days of one text and what the other has in their place, each pair once.

    Args:
        one: a text's lines, each its words as `index.copies.shingles.words` gives them. What stands
            on another line says nothing of a number's place: paragraphs may be put in another
            order.
        other: the other's. In their turn, they give the same pairs the other way round.
    """
    return tuple(
        _conflicts(_places(_told_both_ways(one), _figure), _places(_told_both_ways(other), _figure))
    )


def names(one: _Lines, other: _Lines, named: frozenset[str], *, times: int) -> _Pairs:
    """Names of one text and what the other has in their place.

    Args:
        one: as for `figures`.
        other: as for `figures`.
        named: words that are names in these texts; see `name_words`.
        times: in so many places one must stand for the other: a single one may be misspelt.
    """

    def told(word: str) -> _Figure | None:
        return _Figure(_NAME, word) if word in named else None

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


@lru_cache(maxsize=8_192)
def _figure(word: str) -> _Figure | None:
    """What a word tells, if it is a number or the name of a weekday or a month."""
    if numeral := _NUMERAL.fullmatch(word):
        return _Figure("#", word, float(numeral[1]), ordinal=bool(numeral[2]))
    if word in _VALUES:
        return _Figure("#", word, _VALUES[word])
    if word in _ORDINALS:
        return _Figure("#", word, _ORDINALS[word], ordinal=True)
    day = _SHORT_DAYS.get(word, word)
    if _DAY.fullmatch(day):
        return _Figure("@", day)
    return _Figure("#", word) if _NUMBER.fullmatch(word) else None


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
    told: Callable[[str], _Figure | None],
    windows: Sequence[tuple[int, int]] = WINDOWS,
) -> _Places:
    """What is told in each place; a place is known by the words around it."""
    places: dict[tuple[str, ...], _Told] = defaultdict(dict)
    for line in lines:
        found = [
            replace(each, scaled=True) if each and following in _SCALES else each
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


def _told_both_ways(lines: _Lines) -> _Lines:
    """With "no one was" as "no was" and as "no people was": it stands where "nine were" does and
    where "nine people were" does.
    """
    return [way for line in lines for way in _ways(line)]


def _ways(line: Sequence[str]) -> Iterator[Sequence[str]]:
    is_nobody = [pair == ("no", "one") for pair in pairwise([*line, ""])]
    if not any(is_nobody):
        yield line
        return
    after = [False, *is_nobody]
    yield [word for word, left_out in zip(line, after, strict=False) if not left_out]
    yield ["people" if one else word for word, one in zip(line, after, strict=False)]


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
        if len(near) - sum(map(near.count, _MASKS)) >= LEAST * scale:
            # Doubled, so that a number's place is never that of the number beside it.
            yield (*left, 2 * masked[at], *right)
