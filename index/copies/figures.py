"""What a word tells in which reports can differ: a number, a weekday or month, a name."""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, log

from index.copies.shingles import HAN_NUMERALS, folded
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

NUMBER, DAY, NAME = MASKS = ("#", "@", "%")
"""What stands for all of a kind."""

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
_TENTHS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_ORDINALS = {word: float(at) for at, word in enumerate(re.findall(r"\w+", _TENTHS), start=1)}
_NUMERAL = re.compile(r"(\d+(?:\.\d+)?)(?:(-)|(st|nd|rd|th))?")
SCALES = frozenset(
    folded(word)
    for word in word_set(
        "thousand million millions billion billions trillion k m mn bn tn mille millions milliard"
        " milliards mil millón millones tausend millionen milliarde milliarden mio mrd bin milyon"
        " milyar тыс тысяч тысячи тысяча млн миллион миллиона миллионов млрд миллиард миллиарда"
        " миллиардов тис тисяч тисячі мільйон мільйони мільйонів мільярд мільярди мільярдів"
        " ألف آلاف مليون ملايين مليار مليارات"
    )
)
"""Words behind a number that multiply it."""

_SHORT_DAYS = {
    name[:length]: name
    for name in word_set(
        "january february march april june july august september october november december"
        " monday tuesday wednesday thursday friday saturday sunday"
    )
    for length in (3, 4)
}


def _pattern(*alternatives: str) -> re.Pattern[str]:
    """Words of a vocabulary, as `folded` leaves them; an apostrophe between them is gone."""
    return re.compile(folded("|".join(alternatives).replace("['’]", "")))


_DAY = _pattern(MONTH, WEEKDAY, MONTH_ELSEWHERE, WEEKDAY_ELSEWHERE)
_NUMBER = _pattern(NUMBER_WORD, NUMBER_ELSEWHERE, f"[{HAN_NUMERALS}]+")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, day or name in a text.

    Attributes:
        mask: of its kind, one of `MASKS`.
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

    def differs(self, other: "Figure") -> bool:
        """Whether both can't be true; a number in digits and a foreign word can't be compared."""
        if self.word == other.word or self.ordinal is not other.ordinal:
            return False
        if self.mask == NAME:
            return set(skeletons(self.word)).isdisjoint(skeletons(other.word))
        if self.value is None or other.value is None:
            return self.value is other.value
        if self.value == other.value:
            return False
        smaller, larger = sorted((self, other), key=lambda figure: abs(figure.value or 0.0))
        if larger.scaled or not smaller.scaled:
            return True
        return not _is_same_number(self.value, other.value)


def _is_same_number(one: float, other: float) -> bool:
    """Whether they are "1.2 million", without the word behind it, and "1,200,000"."""
    if one * other <= 0 or not isfinite(one) or not isfinite(other):
        return False
    thousands = log(abs(one), 1000) - log(abs(other), 1000)
    return abs(thousands - round(thousands)) < 1e-9


@lru_cache(maxsize=8_192)
def figure(word: str) -> Figure | None:
    """What a word tells, if it is a number or the name of a weekday or a month."""
    if numeral := _NUMERAL.fullmatch(word):
        amount, minus, ordinal = numeral.groups()
        return Figure(NUMBER, word, float(f"{minus or ''}{amount}"), ordinal=bool(ordinal))
    if word in _VALUES:
        return Figure(NUMBER, word, _VALUES[word])
    if word in _ORDINALS:
        return Figure(NUMBER, word, _ORDINALS[word], ordinal=True)
    day = _SHORT_DAYS.get(word, word)
    if _DAY.fullmatch(day):
        return Figure(DAY, day)
    return Figure(NUMBER, word) if _NUMBER.fullmatch(word) else None
