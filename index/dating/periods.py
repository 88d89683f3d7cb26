"""The days a question speaks of, and how well an article's day of publication fits them.

A question's words become letters that stand for kinds of words ("last" L, "week" U, "March" M), by
one table a language (`period_words`); regular expressions over those letters find the expressions
(`period_grammar`). So the grammar is written once, and a language is a table. dateparser, which is
at hand, takes milliseconds to look for dates in a sentence and finds them in "Boeing 737" too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.dating.period_grammar import Found, expressions
from index.dating.period_names import Name, months, name_of, resolved, shifted
from index.dating.period_words import (
    DAYS,
    YEAR_DAYS,
    asks_latest,
    likely_languages,
    plain_words,
    read_words,
)

REPORTED_WITHIN = 3
"""Days after a period in which reports of it still come out."""

HALF_LIFE_DAYS = 7.0


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends in it.

    Attributes:
        since: the first day; `date.min` where it is open ("before 2020").
        until: the last day; `date.max` where it is open.
        relative: whether it is told from the day of the question ("last week"), not by a name
            ("February", "2022").
    """

    since: date
    until: date
    relative: bool


def period(question: str, asked: date | None) -> Period | None:
    """The days that a question speaks of; without ``asked`` only those told with their year.

    Of several, one told from the day of the question wins ("announced this week that borders,
    closed in March 2020, ..."), then the shortest. What had not begun when the question was asked
    doesn't count: nobody had reported on it.
    """
    words = plain_words(question)
    for language in likely_languages(words):
        codes, values = read_words(words, language)
        told = _periods(codes, values, asked, language)
        found = [p for p in told if asked is None or p.since <= asked]
        if found:
            return min(found, key=lambda p: (not p.relative, p.until - p.since))
    return None


def wants_latest(question: str) -> bool:
    """Whether a question asks for how things stand by now: "latest", "so far", "currently"."""
    return asks_latest(question)


def agreement(period: Period | None, published: date | None, asked: date | None) -> float:
    """How well an article's day of publication fits a question, between 0 and 1.

    With a period: 1 within it and `REPORTED_WITHIN` days after, half of that for each
    `HALF_LIFE_DAYS` farther off. Without one: 1 on the day of the question, .5 a week off, as fits
    news. 0 where that can't be told.
    """
    if published is None:
        return 0.0
    if period is not None:
        early = (period.since - published).days
        late = (published - period.until).days - REPORTED_WITHIN
        return float(0.5 ** (max(early, late, 0) / HALF_LIFE_DAYS))
    if asked is None:
        return 0.0
    return 1 / (1 + abs((asked - published).days) / HALF_LIFE_DAYS)


def _periods(
    codes: str, values: Sequence[int], asked: date | None, language: str
) -> Iterator[Period]:
    """All periods that a question's letters speak of, in order."""
    found = list(expressions(codes, values, language))
    start: Found | None = None
    for place, one in enumerate(found, start=1):
        if start is None and place < len(found) and _is_range(one, found[place]):
            start = one
            continue
        told = _told(one, start, asked)
        start = None
        if told and told.since <= told.until:
            yield told


def _told(found: Found, start: Found | None, asked: date | None) -> Period | None:
    """The period of an expression that may be the end of one."""
    if found.kind in _RELATIVE:
        return _told_from(found, asked) if asked else None
    name = name_of(found, asked)
    if start is not None:
        return _range(name_of(start, asked), name, asked)
    return _modified(found, resolved(name, found, asked), asked)


def _is_range(first: Found, second: Found) -> bool:
    """Whether two neighbours are the ends of one period: "between March and May"."""
    if first.kind in _RELATIVE or second.kind in _RELATIVE:
        return False
    gap = second.before[len(first.before) + len(first.codes) :].replace("f", "")
    told = first.before.rstrip("f")[-1:] in ("R", "S") or second.after.lstrip("f")[:1] == "R"
    return gap == "=" or (told and gap in ("&", "B"))


def _range(first: Name, second: Name, asked: date | None) -> Period | None:
    year = second.year if second.year is not None else first.year
    if year is None:
        if asked is None:
            return None
        year = asked.year - (second.span(asked.year)[0] > asked)
    since = first.span(year if first.year is None else first.year)[0]
    until = second.span(year)[1]
    if since > until and first.year is None:
        since = first.span(year - 1)[0]
    return Period(since, until, relative=False)


def _modified(found: Found, span: tuple[date, date] | None, asked: date | None) -> Period | None:
    """What "since", "before" or "after" makes of a named span."""
    if span is None:
        return None
    since, until = span
    told = found.before.rstrip("f")[-1:] + found.after.lstrip("f")[:1]
    if "S" in told or "s" in told:
        until = max(since, asked or date.max)
    elif "G" in told or "g" in told:
        since, until = shifted(until, 1), max(shifted(until, 1), asked or date.max)
    elif "B" in told[:1] or "V" in told[:1] or "v" in told:
        since, until = date.min, shifted(since, -1)
    return Period(since, until, relative=False)


def _told_from(found: Found, asked: date) -> Period:
    period = _RELATIVE[found.kind](found, asked)
    since = found.before.rstrip("f")[-1:] == "S" or found.after.lstrip("f")[:1] == "s"
    return replace(period, until=asked) if since else period


def _rolling(found: Found, asked: date) -> Period:
    """The past three days."""
    return Period(shifted(asked, -_length(found)), asked, relative=True)


def _length(found: Found) -> int:
    """How many days "three weeks" are, or "48 hours"."""
    number = found.value("Nn") or 1
    days = found.value("UA") or 0
    return number * days if days else -(-number // 24)


def _ago(found: Found, asked: date) -> Period:
    """Two weeks ago: nobody means the day. A day ago somebody does."""
    slack = (found.value("UA") or 0) // 2
    middle = shifted(asked, -_length(found))
    return Period(shifted(middle, -slack), min(asked, shifted(middle, slack)), relative=True)


def _calendar(found: Found, asked: date) -> Period:
    """This month, last year. "This week" is read as seven days: on a Monday it is said of those."""
    days = found.value("UA") or 0
    last = found.has("L")
    if days == YEAR_DAYS:
        since, until = months(asked.year - last, 1, 12)
    elif days == DAYS["m"]:
        since, until = months(asked.year, asked.month - last, asked.month - last)
    elif days == DAYS["w"] and last:
        until = shifted(asked, -asked.isoweekday())
        since = shifted(until, -6)
    else:
        since = until = shifted(asked, -last if days == 1 else -max(days - 1, 0))
        until = until if last else asked
    return Period(min(since, asked), min(until, asked), relative=True)


def _weekend(found: Found, asked: date) -> Period:
    """The latest that had begun; the last one is over."""
    past = asked.isoweekday() if found.has("L") else (asked.weekday() + 2) % 7 - 1
    sunday = shifted(asked, -past)
    return Period(shifted(sunday, -1), min(sunday, asked), relative=True)


def _weekday(found: Found, asked: date) -> Period:
    """The latest, that of the question's own day among them; the last is before it."""
    back = (asked.weekday() - (found.value("Ww") or 0)) % 7
    day = shifted(asked, -(back or 7 * found.has("L")))
    return Period(day, day, relative=True)


def _this_day(found: Found, asked: date) -> Period:
    day = shifted(asked, -"typ".index(found.codes))
    return Period(day, day, relative=True)


_RELATIVE: dict[str, Callable[[Found, date], Period]] = {
    "rolling": _rolling,
    "ago": _ago,
    "calendar": _calendar,
    "weekend": _weekend,
    "weekday": _weekday,
    "this_day": _this_day,
}
