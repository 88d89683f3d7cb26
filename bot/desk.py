"""The queue before the engine: bounded, and with a fair turn for each chat.

Chats take turns, so that one which asks a hundred questions at once holds up another for one
answer, not for a hundred.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Full(Exception):
    """More questions wait than the queue takes in."""


class Desk:
    """Where questions wait. For one event loop."""

    def __init__(self, capacity: int) -> None:
        """Make it empty.

        Args:
            capacity: how many questions may be under way at once, from asked to answered.
        """
        self._capacity = capacity
        self._under_way = 0
        # The chats in the order of their turns, each with its questions in the order asked.
        self._lines: dict[int, deque[asyncio.Future[None]]] = {}
        self._is_busy = False
        self._is_closed = False

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return sum(not called.done() for line in self._lines.values() for called in line)

    @property
    def under_way(self) -> int:
        """How many are being dealt with, from asked to answered."""
        return self._under_way

    @property
    def is_full(self) -> bool:
        """Whether there is no place for another question."""
        return self._under_way >= self._capacity

    @property
    def is_closed(self) -> bool:
        """Whether nobody is let in any more."""
        return self._is_closed

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place for one question, for as long as the block runs.

        Raises:
            Full: there is none left.
        """
        if self.is_full:
            raise Full
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    @asynccontextmanager
    async def turn(self, chat_id: int) -> AsyncIterator[None]:
        """Wait for the chat's turn, and have the engine for as long as the block runs.

        Raises:
            CancelledError: the desk was closed; the question stays where it is written down.
        """
        await self._come(chat_id)
        try:
            yield
        finally:
            self._is_busy = False
            self._call_next()

    async def _come(self, chat_id: int) -> None:
        if self._is_closed:
            raise asyncio.CancelledError
        if not self._is_busy:
            self._is_busy = True
            return
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(chat_id, deque()).append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                # Called and given up in the same moment: the turn goes to the next.
                self._is_busy = False
                self._call_next()
            raise

    def _call_next(self) -> None:
        while self._lines:
            chat_id = next(iter(self._lines))
            line = deque(called for called in self._lines.pop(chat_id) if not called.done())
            if not line:
                continue  # all of them were given up
            called = line.popleft()
            if line:
                self._lines[chat_id] = line  # at the end: its next turn is after everybody else's
            self._is_busy = True
            called.set_result(None)
            return

    def move(self, old_id: int, new_id: int) -> None:
        """Have what waits from a group wait in the line of the supergroup that it became."""
        if old_id in self._lines:
            # What was asked in the group was asked first.
            earlier = self._lines.pop(old_id)
            self._lines[new_id] = earlier + self._lines.get(new_id, deque())

    def close(self) -> None:
        """Send away all that wait, and let nobody else come."""
        self._is_closed = True
        for line in self._lines.values():
            for called in line:
                called.cancel()
        self._lines.clear()
