"""What is to be sent to a place now: single reports, a digest, or nothing yet. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chats import Alert
from bot.chats.news import Waiting
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


def is_time(waiting: Waiting, timetable: Timetable, now: float) -> bool:
    """Whether a place may be told anything now, as far as its timetable goes."""
    if timetable.is_quiet(now):
        return False
    slot = timetable.last_digest(now)
    if slot is None or waiting.is_unsure:
        return True
    return waiting.oldest is not None and waiting.oldest <= slot and _is_open(timetable, slot)


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
        ready = tuple(alert for alert in due if alert.made <= slot)
        if not ready or not _is_open(timetable, slot):
            return None
        return Batch(alerts=ready, gathered=True, slot=slot, before=timetable.digested)
    if n_recent >= MOST_SINGLE:
        return None
    n_kept_quiet = sum(timetable.is_quiet(alert.made) for alert in due)
    if n_kept_quiet > 1 or len(due) + n_recent > MOST_SINGLE:
        return Batch(alerts=tuple(due), gathered=True)
    return Batch(alerts=(due[0],), gathered=False)


def _is_open(timetable: Timetable, slot: int) -> bool:
    """Whether the digest of that time wasn't sent yet."""
    return timetable.digested is None or timetable.digested < slot
