"""What a sentence claims in answer to a question: a figure, of a deed, of the whole that is meant.

A sentence whose figure may well tell of less claims nothing: one county of many, new deaths alone,
a forecast, a year long past. So two claims of one event that differ contradict each other.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from index.answering import deeds
from index.answering.amounts import Told
from index.answering.figures import figures
from index.answering.readings import told
from index.dating.dating import resolve
from index.results import Hit
from index.search.expectation import kind
from index.wording.vocabulary import MONTH, NUMBER_WORD, UPPER, WEEKDAY

COMPARED = ("number", "date", "time of day")
"""The kinds of things asked for whose answers can be compared."""

LONG_AGO = timedelta(days=60)
"""What a sentence tells of a day so long before its report is another event."""

TIMES = 10
"""Numbers that are farther apart than this many times count different things."""

PARTS = 2
"""So many numbers with places of their own, in one sentence, are the parts of a whole."""

BESIDE = 60
"""Characters before and after a figure in which it may be called a part."""

_PART = re.compile(
    r"\b(?:new|newly|other|others|another|additional|further|daily|weekly|monthly|annually"
    r"|could|would|might|if|expect(?:s|ed)|forecast\w*|predict\w*|project(?:s|ed)|feared"
    r"|(?:each|every|a|per)\s+(?:day|week|month|year)|(?:in|of|from)\s+that"
    r"|ещё|еще|новых|других|каждый|может|могут|ще|нових|інших|آخر|آخرين|جديدة|يوميا)\b(?!\s+anything)"
)
"""What is said of a number that is a part, a rate, a guess or of another event."""

_PLACED = re.compile(rf"\b(?:\d+|{NUMBER_WORD})(?:\s\w+)?\s(?i:in|at|from)\s(?:the\s)?[{UPPER}]")
_PLACE = re.compile(
    r"\b(?i:in|at|across|near|from|throughout)\s+(?:[a-z-]+\s+){0,4}"
    rf"([{UPPER}]\w+(?:\s[{UPPER}]\w+)*)"
)
_NO_PLACE = re.compile(rf"{MONTH}|{WEEKDAY}")
_BOTH = re.compile(rf"\b([{UPPER}]\w+) (?:and|и|та|ve|et|y|und) ([{UPPER}]\w+)")
_YEAR = re.compile(r"(?<![\d.,$€£-])(?:19|20)\d\d(?![\d%])")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks to be told in figures.

    Attributes:
        question: the whole.
        kind: of what, one of `COMPARED`.
        deed: of what deed, see `deeds`.
    """

    question: str
    kind: str
    deed: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that answers, and what it tells."""

    hit: Hit
    told: Told


def asked(question: str) -> Asked | None:
    """What a question asks for; None where answers to it can't be compared."""
    wanted = kind(question)
    deed = deeds.asked(question) if wanted in COMPARED else None
    return Asked(question, wanted, deed) if wanted and deed else None


def claim(hit: Hit, wanted: Asked) -> Claim | None:
    """What a hit's sentence claims, if it tells the whole of what is asked for.

    Args:
        hit: with its sentence and marks.
        wanted: what is asked for.
    """
    if len(hit.marks) != 1 or _is_part(hit) or _is_long_ago(hit):
        return None
    is_day = wanted.kind == "date"
    if deeds.told(hit.quote, hit.marks[0], is_day=is_day) != wanted.deed:
        return None
    if _parts_two(wanted.question, hit.quote) or _parts_two(hit.quote, wanted.question):
        return None
    if wanted.kind == "number" and sum(f.counts for f in figures(wanted.question, hit.quote)) > 1:
        return None  # several count what is asked for
    found = told(hit, wanted.kind)
    return None if found is None else Claim(hit, found)


def contradict(one: Claim, other: Claim, wanted: Asked) -> bool:
    """Whether two claims can't both be true, if they are about one event."""
    if not one.told.differs(other.told) or not _of_one_place(one.hit, other.hit, wanted.question):
        return False
    if wanted.kind == "number":
        low, high = sorted((one.told.high, other.told.high))
        return high <= TIMES * low
    return wanted.kind != "date" or abs(one.told.low - other.told.low) <= LONG_AGO.days


def _parts_two(one: str, other: str) -> bool:
    """Whether of two that one text names together, "Turkey and Syria", the other names one."""
    return any((a in other) != (b in other) for a, b in _BOTH.findall(one))


def _is_part(hit: Hit) -> bool:
    """Whether a sentence's figure may be a part, a rate, a guess or of another event."""
    (mark,) = hit.marks
    beside = hit.quote[max(mark.start - BESIDE, 0) : mark.end + BESIDE]
    return bool(_PART.search(beside)) or len(_PLACED.findall(hit.quote)) >= PARTS


def _is_long_ago(hit: Hit) -> bool:
    """Whether a sentence tells of days long before its report."""
    published = hit.article.published
    if published is None:
        return False
    found = resolve(hit.quote, published, hit.article.language)
    years = map(int, _YEAR.findall(hit.quote))
    return (
        any(one.until < published - LONG_AGO for one in found)
        or min(years, default=published.year) < published.year
    )


def _of_one_place(one: Hit, other: Hit, question: str) -> bool:
    """Whether neither sentence names a place of its own, which may be a part of the whole."""
    return all(
        name in f"{question}\n{b.quote}\n{b.article.title}"
        for a, b in ((one, other), (other, one))
        for name in _PLACE.findall(a.quote)
        if not _NO_PLACE.match(name)
    )
