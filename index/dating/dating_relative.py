"""The days that weekdays, "last week" or "two days ago" mean, told from the day of publication."""

from datetime import date

from index.dating.dating_context import Found
from index.dating.dating_frame import Days, Frame, about, one, step, unit, week
from index.dating.dating_tense import Tense
from index.dating.dating_words import POSTPOSED
from index.dating.period_names import shifted

WEEKS, MONTHS, YEARS, DAYS = 12, 12, 9, 14
"""How far back "ago" is counted; "thirty days ago" is a round number."""

_NEAR = {"t": 0, "y": -1, "p": -2, "z": 1}


def weekday(found: Found, frame: Frame) -> Days | None:
    """Thursday: the latest, that of the day of publication among them, or surely the coming one."""
    number = found.value("Ww") or 0
    ago = (frame.published.weekday() - number) % 7
    tense = frame.tense()
    if tense is Tense.FUTURE:
        return one(shifted(frame.published, -ago % 7))
    # Arabic verbs tell the past by their form alone; else "arrives Friday" may be to come.
    untold = tense is Tense.UNTOLD and frame.language != "ar" and ago > 1
    return None if untold or tense is Tense.UNCLEAR else one(shifted(frame.published, -ago))


def weekday_by_word(found: Found, frame: Frame) -> Days | None:
    """Last, this or next Thursday."""
    number, today = found.value("Ww") or 0, frame.published
    if found.has("T"):
        return _this_weekday(number, frame)
    latest = shifted(today, -((today.weekday() - number - 1) % 7 + 1))
    coming = shifted(today, (number - today.weekday() - 1) % 7 + 1)
    if found.has("J") or (found.has("L") and week(latest, 0) != week(today, 0)):
        return one(latest)
    if found.has("C") or (found.has("X") and week(coming, 0) != week(today, 0)):
        return one(coming)
    return None


def _this_weekday(number: int, frame: Frame) -> Days | None:
    """This Thursday: today, or by the verb; French and Spanish say so of the one just past."""
    today = frame.published
    ago, ahead = (today.weekday() - number) % 7, (number - today.weekday()) % 7
    tense = frame.tense()
    if tense is Tense.UNCLEAR and ahead:
        return None
    if ahead == 0 or tense is Tense.FUTURE:
        return one(shifted(today, ahead))
    if frame.language in POSTPOSED or tense is Tense.PAST:
        return one(shifted(today, -ago)) if ago <= 3 else None
    return one(shifted(today, ahead)) if number > today.weekday() else None


def weekday_of_week(found: Found, frame: Frame) -> Days | None:
    """Thursday of last week."""
    monday = week(frame.published, step(found) or 0)[0]
    return one(shifted(monday, found.value("Ww") or 0))


def whole_unit(found: Found, frame: Frame) -> Days | None:
    """Last week, this month, next year."""
    return unit(found, frame.published, step(found) or 0)


def part_of_unit(found: Found, frame: Frame) -> Days | None:
    """Earlier this week, later this month."""
    since, until = unit(found, frame.published, 0)
    return (since, frame.published) if found.has("R") else (frame.published, until)


def weekend(found: Found, frame: Frame) -> Days | None:
    """The weekend: the latest that has begun, or surely the coming one."""
    past, this, following = (_weekend(frame.published, steps) for steps in (-1, 0, 1))
    begun = frame.published >= this[0]
    if found.has("LJ"):
        return past
    if found.has("XC"):
        return (following if begun else this) if found.has("C") else None
    tense = frame.tense()
    friday = found.has("T") and frame.published == shifted(this[0], -1)
    if tense is Tense.FUTURE or begun or friday:
        return this
    unsure = tense is Tense.UNCLEAR or (found.has("T") and tense is not Tense.PAST)
    return None if unsure else past


def _weekend(day: date, steps: int) -> Days:
    sunday = week(day, steps)[1]
    return shifted(sunday, -1), sunday


def ago(found: Found, frame: Frame) -> Days | None:
    """The day so many days back; of weeks three days on either side; the month; the year."""
    number = found.value("Nn")
    back = 1 if number is None else number
    # Turkish says "two days earlier" so too.
    unsure = frame.language == "tr" and frame.anchor not in (None, frame.published)
    if unsure or not 1 <= back <= _most(found):
        return None
    if found.has("Gg"):
        return one(shifted(frame.published, -back))
    if found.has("Kk"):
        return about(shifted(frame.published, -7 * back))
    return unit(found, frame.published, -back)


def _most(found: Found) -> int:
    limits = (("Gg", DAYS), ("Kk", WEEKS), ("Bb", MONTHS), ("Aa", YEARS))
    return next(limit for letters, limit in limits if found.has(letters))


def told_from_anchor(found: Found, frame: Frame) -> Days | None:
    """The previous day, two days later: told from the day that was told before."""
    if frame.anchor is None:
        return None
    if found.has("P"):
        return one(shifted(frame.anchor, found.value("P") or 0))
    number = found.value("Nn") or 0
    if not 1 <= number <= _most(found):
        return None
    steps = -number if found.has("R") else number
    if found.has("Kk"):
        return about(shifted(frame.anchor, 7 * steps))
    return one(shifted(frame.anchor, steps))


def near(found: Found, frame: Frame) -> Days | None:
    """Today, yesterday; with a weekday, which may be that of another time zone."""
    letter = next(letter for letter in found.codes if letter in _NEAR)
    day, number = shifted(frame.published, _NEAR[letter]), found.value("Ww")
    nowadays = letter == "t" and number is None and not found.value("t")
    if nowadays and frame.tense() is Tense.UNTOLD:
        return None
    days = (day, shifted(day, -1), shifted(day, 1))
    return next((one(d) for d in days if number is None or d.weekday() == number), None)
