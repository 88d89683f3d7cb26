"""The days that the names of days, months and seasons mean, told from the day of publication."""

from datetime import date

from index.dating.dating_context import Found
from index.dating.dating_frame import Days, Frame, step
from index.dating.dating_tense import Tense
from index.dating.period_names import Name, months

SOON = 45
"""A day without its year is taken for a coming one so many days ahead."""

AHEAD = 120
"""Farther off, up to here, it may be one, and is if a verb doesn't tell for certain."""

LATE = 200
"""What is farther ahead than so isn't told without its year: "will be tried for ...". """

OLD = 330
"""A weekday that fits a year ago only is a mistake."""

UNTOLD = 60
"""Without a verb no day is farther back than so: concerts are listed long before."""

MONTHS_AHEAD, MONTHS_LATE, MONTHS_BACK = 3, 8, 5
"""The same for months: may be coming; isn't told so early; isn't told without a verb so late."""

_EVENTS = {(1, 6): 2021, (9, 11): 2001, (10, 7): 2023}
"""Days that stand for what happened on them, by month and day: in later years they aren't dates."""


def in_year(found: Found, year: int) -> Days | None:
    """The days of a month in a year; None where there are none, or they are other weekdays."""
    numbers = [v for letter, v in zip(found.codes, found.values, strict=True) if letter == "N"]
    month = found.value("Mm") or 0
    try:
        since, until = date(year, month, numbers[0]), date(year, month, numbers[-1])
    except ValueError:
        return None
    weekday = found.value("Ww")
    if since > until or (weekday is not None and weekday not in (since.weekday(), until.weekday())):
        return None
    listed = "&" in found.codes and (until - since).days > 1
    return None if listed else (since, until)


def day(found: Found, frame: Frame) -> Days | None:
    """October 6, Thursday, October 6, October 6 of last year."""
    steps = step(found)
    if found.has("A") and steps is not None:
        return in_year(found, frame.published.year + steps)
    if frame.year is not None:
        return in_year(found, frame.year)
    latest, coming = _around(found, frame.published)
    if found.has("T"):
        return next(
            (days for days in (latest, coming) if _is_in_month(days, frame.published)), None
        )
    if found.has("C"):
        return coming
    if found.has("Ww") and coming and (coming[0] - frame.published).days <= AHEAD:
        return coming
    if found.has("Ww"):
        return None if latest is None or _is_older(latest, OLD, frame) else latest
    if found.has("LJ"):
        return latest
    days = _by_tense(latest, coming, frame)
    return None if days is None or _is_event(days[0]) else days


def _around(found: Found, published: date) -> tuple[Days | None, Days | None]:
    """The latest such day, not more than a year back, and the first to come."""
    years = (in_year(found, published.year + steps) for steps in (-1, 0, 1))
    days = [told for told in years if told]
    past = [d for d in days if d[0] <= published and (published - d[0]).days <= 366]
    coming = (d for d in days if d[0] > published)
    return past[-1] if past else None, next(coming, None)


def _by_tense(latest: Days | None, coming: Days | None, frame: Frame) -> Days | None:
    """Which of them a day without its year is."""
    tense = frame.tense()
    ahead = (coming[0] - frame.published).days if coming else LATE
    likely = ahead <= SOON or (tense is Tense.UNCLEAR and ahead <= AHEAD)
    if tense is Tense.FUTURE or (likely and tense is not Tense.PAST):
        return coming if ahead < LATE else None
    if latest is None or (tense is Tense.UNTOLD and _is_older(latest, UNTOLD, frame)):
        return None
    this_year = latest[0].year == frame.published.year
    past = tense is Tense.PAST and this_year and ahead > SOON
    far = LATE if tense is Tense.UNCLEAR else AHEAD
    return latest if past or ahead > far else None


def _is_older(days: Days, than: int, frame: Frame) -> bool:
    return (frame.published - days[0]).days > than


def _is_event(chosen: date) -> bool:
    year = _EVENTS.get((chosen.month, chosen.day))
    return year is not None and chosen.year > year


def _is_in_month(days: Days | None, other: date) -> bool:
    return days is not None and (days[0].year, days[0].month) == (other.year, other.month)


def month(found: Found, frame: Frame) -> Days | None:
    """February, last February, February of last year."""
    number, steps = found.value("Mm"), step(found)
    if number is None:
        return None
    if found.has("A") and steps is not None:
        return months(frame.published.year + steps, number, number)
    if frame.year is not None:
        return months(frame.year, number, number)
    year = _year_by_word(found, number, frame) if steps is not None else _year(number, frame)
    return None if year is None else months(year, number, number)


def _year(number: int, frame: Frame) -> int | None:
    """The year of a month without one."""
    year, now = frame.published.year, frame.published.month
    tense, back = frame.tense(), (now - number) % 12
    ahead = 12 - back
    if back and (tense is Tense.FUTURE or (tense is Tense.UNCLEAR and ahead <= MONTHS_AHEAD)):
        return year + (number < now) if ahead <= MONTHS_LATE else None
    # Arabic verbs tell the past by their form alone.
    untold = tense is Tense.UNTOLD and frame.language != "ar"
    if back and (
        tense is Tense.UNCLEAR or ahead <= MONTHS_AHEAD or (untold and back > MONTHS_BACK)
    ):
        return None
    return year - (number > now)


def _year_by_word(found: Found, number: int, frame: Frame) -> int | None:
    """The year of last, this or next March."""
    year, now = frame.published.year, frame.published.month
    if found.has("T"):
        return year
    if found.has("LJ"):
        latest = year - (number >= now)
        return None if found.has("L") and latest == year else latest
    coming = year + (number <= now)
    return None if found.has("X") and coming == year else coming


def season(found: Found, frame: Frame) -> Days | None:
    """Last summer, this winter, next spring."""
    number = found.value("Ee")
    if number is None:
        return None
    year = frame.published.year
    spans = [Name(None, season=number).span(year + steps) for steps in (-1, 0, 1)]
    if found.has("T"):
        # This winter, unless it is winter, may be the last or the coming one.
        now = [span for span in spans if span[0] <= frame.published <= span[1]]
        return now[0] if now else (spans[1] if number > 1 else None)
    if found.has("LJ"):
        latest = [span for span in spans if span[1] < frame.published]
        unsure = latest and found.has("L") and latest[-1][1].year == year and number > 1
        return None if unsure or not latest else latest[-1]
    coming = [span for span in spans if span[0] > frame.published]
    unsure = coming and found.has("X") and coming[0][0].year == year
    return None if unsure or not coming else coming[0]
