"""Sliding windows: how many things have happened within the last so many seconds. Pure.

A leaky bucket (aiolimiter's, say) lets twice its rate through within one window after a pause;
Telegram's limits and ours are for any minute, so the times themselves are kept.
"""

import math
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from heapq import merge
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(slots=True)
class Window:
    """The times of what happened lately; at most ``limit`` within any ``seconds``.

    Attributes:
        times: in order.
        under_way: how many have begun whose time isn't known yet.
    """

    limit: int
    seconds: float
    times: "deque[float]" = field(default_factory=deque)
    under_way: int = 0

    def wait(self, now: float) -> float:
        """How many seconds until one more may happen: 0 for now, infinity for not known yet."""
        self._drop(now)
        spare = self.limit - self.under_way
        if len(self.times) < spare:
            return 0.0
        # In this order it is never 0 for what has not been dropped, however numbers are rounded.
        return self.seconds - (now - self.times[-spare]) if spare > 0 else math.inf

    def add(self, now: float) -> None:
        """One more has happened."""
        self.times.append(now)

    def begin(self) -> None:
        """One more happens at some time between now and its end."""
        self.under_way += 1

    def end(self, now: float) -> None:
        """One that had begun has happened, now at the latest."""
        self.under_way -= 1
        self.add(now)

    def is_idle(self, now: float) -> bool:
        """Whether nothing has happened lately, so that the window can be forgotten."""
        self._drop(now)
        return not self.times and not self.under_way

    def _drop(self, now: float) -> None:
        while self.times and now - self.times[0] >= self.seconds:
            self.times.popleft()


class Windows(Generic[K]):
    """A window for each key, forgotten when nothing has happened lately."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._limit = limit
        self._seconds = seconds
        self._windows: dict[K, Window] = {}
        self._tidied = 0.0

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._windows)

    def of(self, key: K, now: float) -> Window:
        """The window of a key."""
        if now - self._tidied >= self._seconds:
            self._tidied = now
            idle = [known for known, window in self._windows.items() if window.is_idle(now)]
            for known in idle:
                del self._windows[known]
        return self._windows.setdefault(key, Window(self._limit, self._seconds))

    def move(self, old: K, new: K) -> None:
        """Have a key go on under another name, along with what has happened under that one."""
        moved = self._windows.pop(old, None)
        if moved is None:
            return
        if known := self._windows.get(new):
            moved.times = deque(merge(moved.times, known.times))
        self._windows[new] = moved
