"""How often feeds are polled, and how far apart requests to one host are. Pure: no clock, no dice.

Times are Unix seconds, days are UTC's.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

FIRST_PAUSE = 30 * MINUTE
"""Between a feed's first two polls; from there on it adapts."""

FIRST_RETRY = 10 * MINUTE
"""After one failure; twice as long after each further one, up to a day."""

_LONGEST_TOLD = DAY
_MOST_DOUBLINGS = 16
_JITTER = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What no feed and no host is asked beyond.

    Attributes:
        shortest: seconds between two polls of a feed, at least.
        longest: seconds between two polls that answered, at most, unless the feed wants more.
        apart: seconds between the end of a request to a host and the next, at least.
        longest_delay: up to so many seconds a robots.txt's Crawl-delay counts.
        requests_a_day: to one host, at least 2. Polls are spaced so that half of them are enough.
        articles_a_day: from one feed.
    """

    shortest: int = 10 * MINUTE
    longest: int = 6 * HOUR
    apart: int = 5
    longest_delay: int = 10 * MINUTE
    requests_a_day: int = 200
    articles_a_day: int = 100


def pause_after(
    pause: int, n_new: int, told: int | None, limits: Limits, *, n_feeds: int = 1
) -> int:
    """Seconds until a feed's next poll: half of those before after news, else half as many again.

    Args:
        pause: seconds between the polls before.
        n_new: how many entries were new.
        told: for how long the feed or its server says that asking again is of no use; it counts
            up to a day.
        limits: what is kept to.
        n_feeds: how many feeds the host has: they share half of its requests a day.
    """
    fair = n_feeds * DAY // max(limits.requests_a_day // 2, 1)
    adapted = pause // 2 if n_new else max(pause, min(pause * 3 // 2, limits.longest))
    return max(adapted, limits.shortest, fair, min(told or 0, _LONGEST_TOLD))


def backoff(failures: int, told: int | None, failing_for: int = DAY) -> int:
    """Seconds until what has failed is tried again: 10 minutes, 20, 40, ... up to a day.

    Args:
        failures: one after the other, this one included.
        told: how long the server asks to be left alone (``Retry-After``).
        failing_for: seconds since the first of the failures. The day that they make is not
            overslept, so that who has failed for a day is known to have.
    """
    doubled = FIRST_RETRY << min(max(failures - 1, 0), _MOST_DOUBLINGS)
    wait = min(doubled, DAY)
    if failing_for < DAY:
        wait = min(wait, max(DAY - failing_for, FIRST_RETRY))
    return max(wait, told or 0)


def jittered(seconds: int, die: float) -> int:
    """Up to a tenth longer, never shorter, so that feeds which began together drift apart.

    Args:
        seconds: what is kept to at least.
        die: from 0 to 1.
    """
    return math.ceil(seconds * (1 + _JITTER * die))


def apart(delay: float | None, limits: Limits) -> float:
    """Seconds between two requests to a host whose robots.txt asks for that Crawl-delay."""
    return max(limits.apart, min(delay or 0, limits.longest_delay))


def polls_from(n_today: int, now: int, limits: Limits) -> int:
    """From when on a host may be polled that had so many requests today: now or tomorrow."""
    return now if n_today < limits.requests_a_day else tomorrow(now)


def articles_from(n_today: int, now: int, limits: Limits) -> int:
    """From when on a host may be asked for an article; polls are to have some requests left.

    At midnight half of the day's requests are kept for polls, and as the day goes by ever fewer.
    """
    kept_for_polls = max(limits.requests_a_day // 2, 1)
    n_left = limits.requests_a_day - 1 - n_today
    return min(max(now, tomorrow(now) - n_left * DAY // kept_for_polls), tomorrow(now))


def tomorrow(now: int) -> int:
    """When the next day begins."""
    return now - now % DAY + DAY


def day(now: int) -> str:
    """The day of that second, for example ``2024-02-29``."""
    return datetime.fromtimestamp(now, UTC).date().isoformat()
