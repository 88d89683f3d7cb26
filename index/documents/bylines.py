"""A day as bylines write it, in the languages that reports come in -> a date, where it is certain.

A text is read whole or not at all: "Published: Thursday, 6 October 2022, 14:30" tells a day, while
"The hearing begins on 6 October 2022" is a sentence.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError

from index.documents.byline_words import GLUED_LABELS, LABELS, NEUTRAL, Label, names
from index.wording import language
from index.wording.folding import folded

LONGEST = 160
"""Characters; a longer text is no byline."""

_CLOCK = re.compile(
    r"\d{1,2}(?:[:.hч]\d{2}){1,2}(?:[ap]m|uhr|z)?|\d{1,2}(?:[ap]m|h)|[+-]\d{1,2}(?::?\d\d)?"
)
_AM_PM = re.compile(r"(?<=\d)\s+(?=[ap]\.?\s?m\b)|(?<=\b[ap])\.\s?(?=m\b)|(?<=[ap]m)\.")
_WORD = re.compile(r"[^\s,،;()\[\]|•·–—]+")
_PARTS = re.compile(r"\s+[|•·–—-]+\s+|[|•·]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A day in a byline; the label is None where no word says which day it is."""

    day: date
    label: Label | None


def written(text: str, locale: str | None = None) -> list[Written]:
    """The days that a byline tells, in order.

    Args:
        text: what stands in one element.
        locale: the page's language tag, which tells whether 06/10 is June or October.

    Returns:
        Nothing where the text says more than days, times and what they are of. Where strokes
        divide it into parts, each part is read by itself.
    """
    if len(text) > LONGEST or not any(map(str.isdigit, text)):
        return []
    return [day for part in _PARTS.split(text) for day in _part(folded(part), locale)]


def ends_in_a_day(text: str) -> bool:
    """Whether a label and a day end the text, which may run into what stands before them.

    Extraction leaves out the space between "Jane Doe" and "Published: 6 October 2022".
    """
    plain = folded(text) if len(text) <= LONGEST else ""
    day = next(_pattern().finditer(plain), None)
    if day is None:
        return False
    labels = (rule.search(plain, 0, day.start()) for rule in GLUED_LABELS.values())
    return any(found and _is_neutral(plain[found.end() : day.start()]) for found in labels)


def label(text: str) -> Label | None:
    """Which day is to follow, where the text is a label and nothing else."""
    if len(text) > LONGEST:
        return None
    bare = folded(text).strip(" :،,.-–—")
    return next((name for name, rule in LABELS.items() if rule.fullmatch(bare)), None)


def _part(text: str, locale: str | None) -> list[Written]:
    """All days of one part; none where it holds anything else."""
    found: list[Written] = []
    place = 0
    for match in _pattern().finditer(text):
        said, rest = _said(text[place : match.start()])
        day = _day_of(match, locale)
        if day is None or not _is_neutral(rest):
            return []
        found.append(Written(day=day, label=said))
        place = match.end()
    said, rest = _said(text[place:])  # where verbs come last, the label does
    if found and said and found[-1].label is None:
        found[-1] = replace(found[-1], label=said)
    return found if _is_neutral(rest) else []


def _said(text: str) -> tuple[Label | None, str]:
    """Which label a text holds, and the text without it."""
    for name, rule in LABELS.items():
        if match := rule.search(text):
            return name, f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


def _is_neutral(text: str) -> bool:
    """Whether it holds nothing but times, weekdays and prepositions."""
    bare = (word.strip(":.-/'’") for word in _WORD.findall(_AM_PM.sub("", text)))
    known = NEUTRAL | names().weekdays
    return all(not word or word in known or _CLOCK.fullmatch(word) for word in bare)


def _day_of(match: re.Match[str], locale: str | None) -> date | None:
    """The day that a match of the pattern stands for; None where it is none, or not certain."""
    if match["iso"]:
        return _day(int(match["iso"]), int(match["iso_month"]), int(match["iso_day"]))
    if match["numeric"]:
        return _numeric(int(match["first"]), int(match["second"]), int(match["numeric"]), locale)
    told = (match["month"], match["also"], match["month_first"])
    months = {names().months[name] for name in told if name}
    year, day = match["year"] or match["last_year"], match["day"] or match["second_day"]
    return _day(int(year), months.pop(), int(day)) if len(months) == 1 else None


def _numeric(first: int, second: int, year: int, locale: str | None) -> date | None:
    """Day and month in the only order that gives a day, or else in the locale's."""
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if day_first is None or month_first is None or day_first == month_first:
        return day_first or month_first
    order = _puts_days_first(locale or "")
    return None if order is None else day_first if order else month_first


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _puts_days_first(tag: str) -> bool | None:
    """Whether days come before months there; None for bare English, of which there are two."""
    parts = tag.replace("_", "-").split("-")
    if language.code(tag) is None or parts == ["en"]:
        return None
    try:
        pattern = str(Locale.parse("-".join(parts), sep="-").date_formats["short"].pattern)
    except (UnknownLocaleError, ValueError, KeyError):
        return None
    # Where years come first, what stands before us follows some other habit.
    return None if pattern.startswith("y") else pattern.index("d") < pattern.index("M")


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Everything that looks like a day, in folded text."""
    month = "|".join(re.escape(name) for name in sorted(names().months, key=len, reverse=True))
    year = r"(?:1[6-9]|2[01])\d\d"
    nth = r"(?:st|nd|rd|th|er|o|º|°|-го)?"
    return re.compile(
        rf"(?<![\d\w])(?:"
        rf"(?P<day>\d{{1,2}}){nth}[., ]{{1,2}}(?:de |of |d')?(?P<month>{month})\.?"
        rf"(?: ?/ ?(?P<also>{month}))?[,،]? (?:de |del )?(?P<year>{year})"
        rf"|(?P<month_first>{month})\.? (?P<second_day>\d{{1,2}}){nth}[,،]? (?P<last_year>{year})"
        rf"|(?P<iso>{year})(?P<s>[-./])(?P<iso_month>\d{{1,2}})(?P=s)(?P<iso_day>\d{{1,2}})"
        rf"|(?P<first>\d{{1,2}})(?P<t>[-./])(?P<second>\d{{1,2}})(?P=t)(?P<numeric>{year})"
        rf")(?![\d\w])"
    )
