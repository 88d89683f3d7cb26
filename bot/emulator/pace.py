"""How often the bot sends and edits, and how often Telegram lets it."""

import math
from collections import deque
from collections.abc import Callable, Iterable

from bot.emulator.chat import Chat
from bot.emulator.wire import ApiError

Clock = Callable[[], float]
"""Seconds that only grow, as ``time.monotonic``."""

# Seconds, and how many sends and edits any such span may hold.
GROUP_LIMIT = (60.0, 20)
PRIVATE_LIMIT = (1.0, 3)
OVERALL_LIMIT = (1.0, 30)
KEPT = 10_000
KEPT_OVERALL = 100_000


class Pace:
    """When the bot sent and edited: the latest 10,000 times of each chat, 100,000 in all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._overall: deque[float] = deque(maxlen=KEPT_OVERALL)
        self._by_chat: dict[int, deque[float]] = {}

    def note(self, chat: Chat, *, limited: bool) -> None:
        """Note one send or edit; where ``limited``, only if Telegram allows it.

        Raises:
            ApiError: 429, and nothing was noted.
        """
        now = self._clock()
        times = self._by_chat.setdefault(chat.id, deque(maxlen=KEPT))
        if limited:
            limit = PRIVATE_LIMIT if chat.is_private else GROUP_LIMIT
            wait = max(_wait(times, limit, now), _wait(self._overall, OVERALL_LIMIT, now))
            if wait:
                raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        times.append(now)
        self._overall.append(now)

    def most_within(self, chat_id: int | None, seconds: float) -> int:
        """The most in any span of that length, its end left out; of all chats for None."""
        times = self._overall if chat_id is None else self._by_chat.get(chat_id, ())
        return most_within(times, seconds)


def most_within(times: Iterable[float], seconds: float) -> int:
    """The most of these ascending times that fall in any ``[t, t + seconds)``."""
    window: deque[float] = deque()
    most = 0
    for time in times:
        window.append(time)
        while time - window[0] >= seconds:
            window.popleft()
        most = max(most, len(window))
    return most


def _wait(times: deque[float], limit: tuple[float, int], now: float) -> int:
    """Whole seconds until one more fits; 0 where it does now."""
    seconds, allowed = limit
    if len(times) < allowed:
        return 0
    return max(math.ceil(seconds - (now - times[-allowed])), 0)
