"""Numbers as reports tell them, so that two can be compared.

"Twelve", "12" and "١٢" are the same, and so are "1.2 million" and "1,204,511". What can't be
compared, since it counts something else, has another unit or isn't known, differs in nothing.
"""

import re
from dataclasses import dataclass, field, replace
from math import inf

from index.answering.amount_words import (
    CURRENCIES,
    IGNORED,
    LESS,
    MORE,
    ROUGHLY,
    SCALES,
    SHARES,
    TO,
    VALUES,
)
from index.answering.figures import stem

ABOUT = 0.1
"""How far off a number may be, as a share of it, that is told with "about" or in round figures."""

BEYOND = 0.25
"""How far "more than" a number goes, as a share of it."""

FEW = 20
"""Below it, "more than" and "about" mean the very number or the next."""

ROUNDED = 1000
"""From here on, a number's last zeros are taken for rounding: 70,000 may be 68,312."""

_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?:[.,٬\u00a0\u202f ]\d{3})+(?:[.,٫]\d{1,2})?(?![\d])|\d+(?:[.,٫]\d+)?)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<sign>[$€£¥%٪–])"
)
_GROUPS = re.compile(r"\d{1,3}(?:[.,٬\u00a0\u202f ]\d{3})+")
_SPELT = {
    re.compile(r"\bper\s?cent\b", re.IGNORECASE): "%",
    re.compile(r"\ban?(?=\s+(?:dozen|(?:hundr|thous|[mbtr]+illi)\w+\b))", re.IGNORECASE): "one",
    re.compile(r"(?<=\d)\s?[–—-]\s?(?=[$€£¥]?\d)"): "–",
}
"""What is read as something else."""

_BREAK = re.compile(r"[\d.,;:()]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A figure, between two bounds.

    Attributes:
        low: the least that may be meant: a number, a day's ordinal, or minutes since midnight.
        high: the most.
        unit: "%", a currency's sign, a zone of time; "" where there is none.
        counted: the stems of what is counted; none where that isn't told.
    """

    low: float
    high: float
    unit: str = ""
    counted: frozenset[str] = frozenset()

    def differs(self, other: "Told") -> bool:
        """Whether both can't be meant of the same thing."""
        if self.unit != other.unit:
            return False
        if self.counted and other.counted and self.counted.isdisjoint(other.counted):
            return False
        return self.high < other.low or other.high < self.low


def amount(words: str, before: str = "") -> Told | None:
    """The number that words tell, with what it counts; a range of two is one.

    Args:
        words: "at least 12 people", "$1.2 million", "ten to twenty".
        before: what stands before them, which may say "about".
    """
    read = _Reading()
    text = words
    for spelt, plain in _SPELT.items():
        text = spelt.sub(plain, text)
    for token in _TOKEN.finditer(text):
        if not read.take(token):
            return None
    numbers = [*read.numbers, *([read.number] if read.number else [])]
    if not 1 <= len(numbers) <= 2:
        return None
    bounds = [number.bounds(read.unit) for number in numbers]
    low, high = min(b[0] for b in bounds), max(b[1] for b in bounds)
    hedge = _BREAK.split(before)[-1] + words
    low, high = _hedged(low, high, hedge)
    return Told(low=low, high=high, unit=read.unit, counted=frozenset(read.counted))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """A number as far as it is read.

    Attributes:
        whole: what is settled: "one million" of "one million two hundred thousand".
        part: what a scale may still multiply.
        step: what its last digit stands for; 0 where it is told in words.
    """

    whole: float = 0.0
    part: float = 0.0
    step: float = 0.0

    @property
    def value(self) -> float:
        return self.whole + self.part

    def scaled(self, scale: int) -> "_Number":
        part, step = (self.part or 1) * scale, self.step * scale
        if scale < ROUNDED:
            return replace(self, part=part, step=step)
        return _Number(whole=self.whole + part, step=max(step, float(scale) * (not self.step)))

    def bounds(self, unit: str) -> tuple[float, float]:
        """Between what it lies: it may be rounded to the last digit that is told."""
        is_rounded = self.value >= ROUNDED or self.step < 1 or unit == "%"
        slack = min(self.step / 2, ABOUT * self.value) if is_rounded else 0.0
        return self.value - slack, self.value + slack


@dataclass(slots=True)
class _Reading:
    """What is read of an amount, token by token."""

    numbers: list[_Number] = field(default_factory=list)
    number: _Number | None = None
    unit: str = ""
    counted: set[str] = field(default_factory=set)

    def take(self, token: re.Match[str]) -> bool:
        """Read on; False where it makes no sense."""
        if digits := token["digits"]:
            if self.number is not None:
                return False
            self.number = _of_digits(digits)
            return self.number is not None
        word = token.group().casefold()
        if sign := CURRENCIES.get(word) or SHARES.get(word):
            self.unit = sign
        elif word in TO and self.number is not None:
            self.numbers.append(self.number)
            self.number = None
        elif word in SCALES:
            if self.number is None:
                return False  # "thousands of people"
            # "Ten to twenty million" begins at ten million.
            self.numbers = [n if n.whole else n.scaled(SCALES[word]) for n in self.numbers]
            self.number = self.number.scaled(SCALES[word])
        elif word in VALUES:
            number = self.number or _Number()
            self.number = replace(number, part=number.part + VALUES[word])
        elif self.number is not None and word not in IGNORED:
            self.counted.add(stem(word))
        return True


def _of_digits(digits: str) -> _Number | None:
    grouped = _GROUPS.match(digits)
    whole = re.sub(r"\D", "", grouped.group()) if grouped else re.split("[.,٫]", digits)[0]
    rest = digits[grouped.end() if grouped else len(whole) :]
    decimals = re.sub(r"\D", "", rest)
    value = float(f"{whole}.{decimals or 0}")
    if not value < inf:
        return None
    zeros = len(whole) - len(whole.rstrip("0")) if value >= ROUNDED and not decimals else 0
    return _Number(part=value, step=10.0 ** (zeros or -len(decimals)))


def _hedged(low: float, high: float, words: str) -> tuple[float, float]:
    """The bounds of a number that is told with "about" or "more than"."""
    if high < FEW:
        return low, high
    if ROUGHLY.search(words):
        low, high = low - ABOUT * low, high + ABOUT * high
    if MORE.search(words):
        high += BEYOND * high
    if LESS.search(words):
        low -= BEYOND * low
    return low, high
