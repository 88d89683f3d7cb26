"""When a place may be told of new reports: quiet hours, and one digest a day. Pure.

Times of day are those of the wall clock in the place's time zone. Where the clock is set forward
over one, it comes when it would have come without that; where the clock is set back, the first of
the two counts. So there is exactly one digest a day, also on those two days of the year.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

DEFAULT_ZONE = "UTC"

_TIME = r"(\d{1,2})[:.](\d{2})"
_REST = r"((?:\s.*)?)$"
_CLOCK = re.compile(_TIME + _REST, re.ASCII | re.DOTALL)
_QUIET = re.compile(rf"{_TIME}\s*[-–—]\s*{_TIME}{_REST}", re.ASCII | re.DOTALL)
_DAY = timedelta(days=1)
# Of the machine's own making, so that they mean nothing on another one.
_NO_PLACES = {"Factory", "localtime", "posixrules"}
_MAX_ZONE = 64


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing is sent, from one time of day to the next other one."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """What a place has set.

    Attributes:
        zone: an IANA time zone's name.
        quiet: when nothing is sent; None for no such hours.
        digest: when the day's digest is sent; None where each report is announced by itself.
        digested: the digest up to which all were sent, in seconds since 1970.
    """

    zone: str = DEFAULT_ZONE
    quiet: Quiet | None = None
    digest: time | None = None
    digested: int | None = None

    def is_quiet(self, now: float) -> bool:
        """Whether a moment, in seconds since 1970, is in the quiet hours."""
        return any(start <= now < end for start, end in self._quiet_around(now))

    def last_digest(self, now: float) -> int | None:
        """When the newest digest that is due was due; None where there are no digests."""
        return max((at for at in self._digests_around(now) if at <= now), default=None)

    def next_digest(self, now: float) -> datetime | None:
        """When the next digest will be sent, in the place's zone: after any quiet hours then."""
        after = min((at for at in self._digests_around(now) if at > now), default=None)
        if after is None:
            return None
        quiet = [end for start, end in self._quiet_around(after) if start <= after < end]
        return datetime.fromtimestamp(max(quiet, default=after), zone_of(self.zone))

    def _digests_around(self, now: float) -> Iterator[int]:
        if self.digest is not None:
            for day in self._days_around(now):
                yield self._moment(day, self.digest)

    def _quiet_around(self, now: float) -> Iterator[tuple[int, int]]:
        """The quiet hours of the days around a moment: the first second, and the one after."""
        if self.quiet is None:
            return
        start, end = self.quiet.start, self.quiet.end
        for day in self._days_around(now):
            yield self._moment(day, start), self._moment(day if start < end else day + _DAY, end)

    def _days_around(self, now: float) -> Iterator[date]:
        today = datetime.fromtimestamp(now, zone_of(self.zone)).date()
        # Two to each side: a zone that changes sides of the date line leaves out a whole day.
        yield from (today + n * _DAY for n in range(-2, 3))

    def _moment(self, day: date, at: time) -> int:
        return int(datetime.combine(day, at, zone_of(self.zone)).timestamp())


@cache
def zone_of(name: str) -> tzinfo:
    """The time zone of that name, or UTC where this machine knows none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def find_zone(written: str) -> str | None:
    """The zone that somebody means by ``Europe/Kyiv``, ``europe/kyiv`` or ``Kyiv``, if any."""
    return _zones().get(_key(written)) if len(written) <= _MAX_ZONE else None


def near_zones(written: str, n: int = 3) -> list[str]:
    """The names of zones that look like what somebody wrote, the nearest first."""
    keys = get_close_matches(_key(written[:_MAX_ZONE]), _zones(), n=2 * n, cutoff=0.7)
    return list(dict.fromkeys(_zones()[key] for key in keys))[:n]


def _key(name: str) -> str:
    return "_".join(name.casefold().split())


@cache
def _zones() -> dict[str, str]:
    """Each zone by its own name, and by its last part where no other zone has that one."""
    names = sorted(available_timezones() - _NO_PLACES)
    by_end: dict[str, list[str]] = {}
    for name in names:
        by_end.setdefault(_key(name.rpartition("/")[2]), []).append(name)
    alone = {end: found[0] for end, found in by_end.items() if len(found) == 1}
    return alone | {_key(name): name for name in names}


def read_time(written: str) -> tuple[time, str] | None:
    """A time of day like ``8:00``, and what stands after it; None for anything else."""
    found = _CLOCK.match(written.strip())
    at = _time(*found.groups()[:2]) if found else None
    return (at, found[3].strip()) if found and at else None


def read_quiet(written: str) -> tuple[Quiet, str] | None:
    """Hours like ``22:00-07:00``, and what stands after them; None for anything else.

    Also for a whole day, which would be hours without an end.
    """
    found = _QUIET.match(written.strip())
    if found is None:
        return None
    start, end = _time(found[1], found[2]), _time(found[3], found[4])
    return (Quiet(start, end), found[5].strip()) if start and end and start != end else None


def _time(hour: str, minute: str) -> time | None:
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None
