"""What is to be sent to a place now: single reports, a digest, or nothing yet. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chats import Alert
from bot.timetables import Timetable

MOST_SINGLE = 5
"""So many messages a place gets within `WITHIN`; what is more is gathered in a digest."""
WITHIN = 10 * 60
"""Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What goes out together.

    Attributes:
        alerts: in the order in which they came; at least one.
        gathered: whether it is a digest; else it is one alert.
        slot: for the day's digest, the time at which it was due.
        before: the digest before that one.
    """

    alerts: tuple[Alert, ...]
    gathered: bool
    slot: int | None = None
    before: int | None = None


def choose(due: Sequence[Alert], timetable: Timetable, n_recent: int, now: float) -> Batch | None:
    """The next to be sent to a place; None for nothing at this moment.

    Args:
        due: what the place waits for, in the order in which it came.
        timetable: the place's.
        n_recent: how many messages it got about what came in within the last `WITHIN` seconds.
        now: in seconds since 1970.
    """
    if not due or timetable.is_quiet(now):
        return None
    slot = timetable.last_digest(now)
    if slot is not None:
        return _of_the_day(due, slot, timetable.digested)
    if n_recent >= MOST_SINGLE:
        return None
    n_kept_quiet = sum(timetable.is_quiet(alert.made) for alert in due)
    if n_kept_quiet > 1 or len(due) + n_recent > MOST_SINGLE:
        return Batch(alerts=tuple(due), gathered=True)
    return Batch(alerts=(due[0],), gathered=False)


def _of_the_day(due: Sequence[Alert], slot: int, digested: int | None) -> Batch | None:
    ready = tuple(alert for alert in due if alert.made <= slot)
    if not ready or (digested is not None and digested >= slot):
        return None
    return Batch(alerts=ready, gathered=True, slot=slot, before=digested)
