"""Days, months, seasons and years by their names, and the days that they are."""

import calendar
from dataclasses import dataclass
from datetime import date

from index.dating.period_grammar import Found

AUGUST = 8


@dataclass(frozen=True, slots=True)
class Name:
    """A day, month, season or year by its name. The year is None where it isn't told."""

    year: int | None
    month: int | None = None
    season: int | None = None
    days: tuple[int, ...] = ()

    def span(self, year: int) -> tuple[date, date]:
        """Its first and last day in a year; winter begins in the December before."""
        if self.season is not None:
            return months(year, 3 * self.season - 3, 3 * self.season - 1)
        if self.month is None:
            return months(year, 1, 12)
        since, until = months(year, self.month, self.month)
        if self.days and min(self.days) >= 1 and max(self.days) <= until.day:
            return since.replace(day=min(self.days)), since.replace(day=max(self.days))
        return since, until


def name_of(found: Found, asked: date | None) -> Name:
    """What an expression names."""
    pairs = list(zip(found.codes, found.values, strict=True))
    year = found.value("Y")
    if found.kind == "month_of" and asked:
        year = asked.year - found.has("L")
    days = tuple(value for code, value in pairs if code == "N")
    return Name(year, found.value("Mm"), found.value("Ee"), days)


def resolved(name: Name, found: Found, asked: date | None) -> tuple[date, date] | None:
    """The days of a name; of one without a year, the latest that had begun."""
    if name.year is not None or asked is None:
        return None if name.year is None else name.span(name.year)
    if found.has("T"):
        return name.span(asked.year + (name.season == 1 and asked.month > AUGUST))
    spans = [name.span(asked.year - back) for back in (-1, 0, 1)]  # winter begins the year before
    begun = (span for span in spans if span[found.has("L")] <= asked)
    return next(begun, spans[-1])


def months(year: int, first: int, last: int) -> tuple[date, date]:
    """From the first day of one month to the last of another; month 0 is the December before."""
    since_year, until_year = (
        min(max(year + (month - 1) // 12, date.min.year), date.max.year) for month in (first, last)
    )
    since, until = (first - 1) % 12 + 1, (last - 1) % 12 + 1
    end = calendar.monthrange(until_year, until)[1]
    return date(since_year, since, 1), date(until_year, until, end)


def shifted(day: date, days: int) -> date:
    """A day so many days later, within what dates there are."""
    ordinal = min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)
