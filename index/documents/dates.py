"""A day as documents write it -> a date; what could be two days is none."""

from datetime import date, datetime
from email.utils import parsedate_to_datetime

# The month is a word in all of them: whether 06/10 is June or October isn't ours to guess.
_WRITTEN = ("%B %d, %Y", "%b %d, %Y", "%b. %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d")
_EARLIEST, _LATEST = 1600, 2200
"""Years that reports may be of; others are slips, or a program's way to say that it knows none."""


def parse_day(value: object) -> date | None:
    """The day that a date, a time or a text stands for, in the time zone it was written in.

    Texts: ISO 8601, RFC 2822, and the English "October 6, 2022" and "6 October 2022".

    Returns:
        None where it tells no day, or not for certain.
    """
    day = _read(value)
    return day if day and _EARLIEST <= day.year <= _LATEST else None


def _read(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    text = " ".join(value.split())
    return _iso(text) or _written(text) or _mail(text)


def _iso(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _written(text: str) -> date | None:
    for form in _WRITTEN:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _mail(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, IndexError, OverflowError):
        return None
