"""What expressions of time are resolved against, and the arithmetic of weeks, months and years."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from index.dating.dating_context import Found
from index.dating.dating_tense import Tense
from index.dating.period_names import months, shifted

Days = tuple[date, date]
"""The first and the last day."""

_STEPS = {"L": -1, "J": -1, "T": 0, "X": 1, "C": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What an expression is resolved against.

    Attributes:
        published: the day of publication.
        language: the report's.
        tense: of what the expression dates; it is asked for only where it matters.
        anchor: the day told last before it, in the same or the previous sentence.
        year: told for it beside it: that of "May 2021" for the March in "March and May 2021".
    """

    published: date
    language: str
    tense: Callable[[], Tense]
    anchor: date | None = None
    year: int | None = None


def step(found: Found) -> int | None:
    """How many units on an expression is, by its "last", "this" or "next"."""
    return next((_STEPS[letter] for letter in found.codes if letter in _STEPS), None)


def unit(found: Found, day: date, steps: int) -> Days:
    """The week, month or year of a day, or the one so many after it."""
    if found.has("Kk"):
        return week(day, steps)
    if found.has("Bb"):
        return months(day.year, day.month + steps, day.month + steps)
    return months(day.year + steps, 1, 12)


def week(day: date, steps: int) -> Days:
    """The week of a day, or the one so many after it: Monday to Sunday."""
    monday = shifted(day, 7 * steps - day.weekday())
    return monday, shifted(monday, 6)


def about(day: date) -> Days:
    """What "two weeks ago" means: three days on either side."""
    return shifted(day, -3), shifted(day, 3)


def one(day: date) -> Days:
    """A day by itself."""
    return day, day
