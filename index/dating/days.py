"""Where a sentence tells a day or a time of day, in the languages that people ask in."""

import re

from index.records import Span
from index.wording.vocabulary import (
    MONTH,
    MONTH_ELSEWHERE,
    SHORT_MONTH,
    WEEKDAY,
    WEEKDAY_ELSEWHERE,
    YEAR,
)

_ANY_MONTH = rf"(?:{SHORT_MONTH}|{MONTH})"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DAYS = rf"(?:{_DAY}\s?(?:to|and|or|[-–])\s?)?{_DAY}"
_COUNT = r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3})"
_UNIT = r"(?:hour|day|week|month|year|decade)s?"

# The longer forms come first. What may be an ordinary word ("may", "march") or a number counts
# only with more beside it.
_ENGLISH = (
    rf"\b(?:{WEEKDAY},?\s+)?(?:the\s+)?(?:{_DAYS}\s+(?:of\s+)?{_ANY_MONTH}|{_ANY_MONTH}\s+{_DAYS})(?!\w)"
    rf"(?:,?\s+{YEAR}\b)?",
    rf"\b(?:(?:early|late|mid)[-\s])?{_ANY_MONTH}(?:\s+of)?,?\s+{YEAR}\b",
    rf"\b(?:{_COUNT}|several|a few)\s+{_UNIT}\s+(?:ago|earlier|later)\b",
    rf"\b(?:last|next|this)\s+(?:week|weekend|month|year|night|summer|spring|autumn|fall|winter"
    rf"|{WEEKDAY}|{MONTH})\b",
    rf"\b{WEEKDAY}(?:\s+(?:morning|afternoon|evening|night))?\b",
    r"\b(?i:yesterday|today|tonight|tomorrow)\b",
    rf"(?<=\b[Ii]n\s){MONTH}\b|(?<=\b[Ss]ince\s){MONTH}\b|(?<=\b[Uu]ntil\s){MONTH}\b",
    rf"\b(?:early|late|mid)[-\s]{MONTH}\b",
)
_ELSEWHERE = (
    rf"\b(?i:{WEEKDAY_ELSEWHERE},?\s+)?\d{{1,2}}(?:\.|er|º|-?го|-?е)?\s+(?:de\s+)?"
    rf"(?i:{MONTH_ELSEWHERE})(?:\s+(?:del?\s+)?{YEAR}(?:\s+(?:года|году|року))?)?\b",
    rf"\b(?i:{MONTH_ELSEWHERE})\s+(?:del?\s+)?{YEAR}\b",
    rf"\b(?i:{WEEKDAY_ELSEWHERE})\b",
)
_DIGITS = (
    r"\b(?:19|20)\d\d-\d\d-\d\d\b",
    r"\b\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d\b",
    # A year, and no count: neither part of a longer number nor of a name ("F-2000").
    rf"(?<![\d.,$€£-]){YEAR}(?:[-–]\d\d)?(?![\w%]|[-–]\w|[.,]\d)",
)
_DATE = re.compile("|".join((*_ENGLISH, *_ELSEWHERE, *_DIGITS)))

_CLOCK = (
    r"\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.m\.|[ap]m\b)|\d{1,2}:\d\d(?:\s?(?:Uhr|h)\b)?"
    r"|\d{1,2}\s?(?:h\s?\d\d|Uhr)\b"
)
_HOUR = (
    r"(?:noon|midnight|dawn|dusk|sunrise|sunset|полуноч\w+|полноч\w+|полдень|рассвет\w*|опівноч\w*"
    r"|منتصف الليل|gece yarısı|şafak\w*|minuit|midi|medianoche|mediodía|Mitternacht|Mittag)"
)
_TIME = re.compile(
    rf"\b(?:{_CLOCK})(?:\s+(?:[A-Z]\w+|local)\s+time\b|\s+(?:GMT|UTC|ET|EST|EDT|BST|CET)\b)?"
    rf"|\b(?i:(?:(?:shortly|just|soon|right)\s+)?(?:before|after)\s+)?{_HOUR}\b"
)


def dates(sentence: str) -> list[Span]:
    """The expressions that tell a day, month or year, in order."""
    return _found(_DATE, sentence)


def times(sentence: str) -> list[Span]:
    """The expressions that tell a time of day, in order."""
    return _found(_TIME, sentence)


def _found(pattern: re.Pattern[str], sentence: str) -> list[Span]:
    return [Span(start=m.start(), end=m.end()) for m in pattern.finditer(sentence)]
