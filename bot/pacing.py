"""How fast the bot writes: never faster than Telegram allows, and as slowly as it asks for.

PTB's own `AIORateLimiter` is a leaky bucket, which lets 40 messages into a group within one minute
after a quiet one, counts typing actions and look-ups along with messages, and holds up all chats
for one that was told to wait. So this is another one of the kind that PTB provides for.
"""

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

from telegram.error import NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot import pauses
from bot.refusals import never_left, patience, took_nothing
from bot.windows import Window

MAX_REFUSALS = 10
"""How often one message waits out "too many requests" before it is given up."""
CONNECT_DELAYS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0, 60.0)
"""Seconds between attempts while Telegram can't be reached at all."""

_IDLE_LANES = 256
# Seconds; where so many calls are under way that only their end tells how long to wait.
_LOOK_EVERY = 0.05
_Call: TypeAlias = Callable[[], Coroutine[Any, Any, Any]]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many messages within any so many seconds."""

    limit: int
    seconds: float

    def window(self) -> Window:
        """A window that keeps to it."""
        return Window(self.limit, self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast to write: into one group or channel, to one person, and in all."""

    group: Rate
    private: Rate
    overall: Rate


# Telegram counts when a message arrives there, so a window is a little longer here than there.
TELEGRAMS_PACE = Pace(group=Rate(20, 61.0), private=Rate(3, 3.2), overall=Rate(28, 1.05))
UNHURRIED = Pace(group=Rate(10**6, 1.0), private=Rate(10**6, 1.0), overall=Rate(10**6, 1.0))
"""No limit, for a terminal and for tests."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What to do around each attempt to send; handed to PTB as ``rate_limit_args``.

    Attributes:
        begins: awaited before each attempt.
        refused: awaited after one of which Telegram certainly took nothing, whether or not it is
            made again.
    """

    begins: Callable[[], Awaitable[object]]
    refused: Callable[[], Awaitable[object]]


@dataclass(slots=True)
class _Lane:
    """One chat's messages, which go out one after the other."""

    window: Window
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    closed_until: float = 0.0
    users: int = 0

    def wait(self, now: float) -> float:
        return max(self.window.wait(now), self.closed_until - now, 0.0)

    def is_idle(self, now: float) -> bool:
        return not self.users and self.closed_until <= now and self.window.is_idle(now)


class Pacer(BaseRateLimiter[Attempt]):
    """Sends and edits share Telegram's limits; whatever else a bot calls is not held up."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        throttled: Callable[[], object] = lambda: None,
        pace: Pace = TELEGRAMS_PACE,
    ) -> None:
        """Make one for a bot.

        Args:
            clock: in seconds.
            throttled: called each time that Telegram says "too many requests".
            pace: never to be exceeded.
        """
        self._clock = clock
        self._throttled = throttled
        self._lanes: dict[object, _Lane] = {}
        self._pace = pace
        self._all = _Lane(pace.overall.window())
        self._closed = asyncio.Event()

    def close(self) -> None:
        """Give up whatever waits; what Telegram is taking right now goes on.

        What was given up raises CancelledError: its question stays where it is written down.
        """
        self._closed.set()

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Forget what was sent."""
        self._lanes.clear()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Attempt | None,
    ) -> Any:
        """Make the call when it is its turn, and again after Telegram refused it for now."""
        call = partial(callback, *args, **kwargs)
        if not _is_counted(endpoint):
            return await call()
        # A message that waits to be sent again stays before those that were asked for later.
        async with self._first_in(data.get("chat_id")) as lane:
            return await self._insist(call, lane, rate_limit_args)

    @asynccontextmanager
    async def _first_in(self, chat_id: object) -> AsyncIterator[_Lane]:
        lane = self._lane(chat_id)
        lane.users += 1
        try:
            async with lane.lock:
                yield lane
        finally:
            lane.users -= 1

    async def _insist(self, call: _Call, lane: _Lane, attempt: Attempt | None) -> Any:
        """Make the call until Telegram takes it or turns it down for good."""
        refusals, unreached = 0, list(CONNECT_DELAYS)
        while True:
            try:
                async with self._place(lane):
                    return await _noted(call, attempt)
            except RetryAfter as error:
                refusals += 1
                self._throttled()
                lane.closed_until = self._clock() + (seconds := patience(error))
                _log.info("Telegram asks to wait %.0f seconds", seconds)
                if refusals >= MAX_REFUSALS:
                    raise
            except NetworkError as error:
                if not never_left(error) or not unreached:
                    raise
                lane.closed_until = self._clock() + unreached.pop(0)

    @asynccontextmanager
    async def _place(self, lane: _Lane) -> AsyncIterator[None]:
        """The chat's next place, then one among all chats', first come, first served.

        When a message arrives at Telegram is known only when the answer is back; counted from the
        beginning, a slow one and the next twenty could arrive within one minute.
        """
        await self._wait(lane)
        async with self._all.lock:
            await self._wait(self._all)
            self._all.window.begin()
        lane.window.begin()
        try:
            yield
        finally:
            for each in (lane, self._all):
                each.window.end(self._clock())

    async def _wait(self, lane: _Lane) -> None:
        # Again after each wait: meanwhile Telegram may have asked for more patience.
        while True:
            wait = lane.wait(self._clock())
            if not wait:
                return
            await pauses.until(self._closed, _LOOK_EVERY if wait == math.inf else wait)
            if self._closed.is_set():
                raise asyncio.CancelledError

    def _lane(self, chat_id: object) -> _Lane:
        if len(self._lanes) >= _IDLE_LANES and chat_id not in self._lanes:
            now = self._clock()
            for known in [k for k, lane in self._lanes.items() if lane.is_idle(now)]:
                del self._lanes[known]
        if chat_id not in self._lanes:
            is_private = isinstance(chat_id, int) and chat_id > 0
            rate = self._pace.private if is_private else self._pace.group
            self._lanes[chat_id] = _Lane(rate.window())
        return self._lanes[chat_id]


def _is_counted(endpoint: str) -> bool:
    writes = endpoint.startswith(("send", "edit", "copy", "forward"))
    return writes and endpoint != "sendChatAction"


async def _noted(call: _Call, attempt: Attempt | None) -> Any:
    """Make the call, and say before that it begins, and after whether it was surely refused."""
    if attempt is None:
        return await call()
    await attempt.begins()
    try:
        return await call()
    except TelegramError as error:
        if took_nothing(error):
            await attempt.refused()
        raise
