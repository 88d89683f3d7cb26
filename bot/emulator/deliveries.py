"""Updates to a webhook, several at once, each until it was taken.

As in Telegram's own server: what happens in one chat is delivered one after another, and so are one
person's button presses; everything else may overlap, up to the webhook's ``max_connections``.
"""

import asyncio
import heapq
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.emulator.wire import JsonObject

Deliver = Callable[[str, bytes, Mapping[str, str]], Awaitable[None]]
"""Post a body with headers to an address; raises ``DeliveryFailed`` unless it was accepted."""

DEFAULT_CONNECTIONS = 40
MAX_CONNECTIONS = 100
_FIRST_DELAY = 0.2
_LONGEST_DELAY = 2.0
_IN_CHATS = ("message", "edited_message", "channel_post", "edited_channel_post")
_Lane = tuple[str, int]


class DeliveryFailed(Exception):
    """A webhook did not take an update."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates go, the token that proves where they come from, and how many at once."""

    url: str
    secret_token: str = ""
    max_connections: int = DEFAULT_CONNECTIONS

    @property
    def headers(self) -> dict[str, str]:
        """What each delivery carries."""
        secret = {"X-Telegram-Bot-Api-Secret-Token": self.secret_token}
        return {"Content-Type": "application/json"} | (secret if self.secret_token else {})


class Deliveries:
    """The deliveries of pending updates.

    Attributes:
        webhook: where they go, if anywhere.
        last_error: why the last one that failed did.
    """

    def __init__(self, deliver: Deliver | None, pending: dict[int, JsonObject]) -> None:
        self.webhook: Webhook | None = None
        self.last_error: str | None = None
        self._deliver = deliver
        self._pending = pending  # by update id, oldest first; whoever confirms takes it out
        self._lanes: dict[_Lane, deque[int]] = {}
        self._ready: list[tuple[int, _Lane]] = []  # a heap: the first of each lane, unless it waits
        self._delays: dict[int, float] = {}
        self._under_way: dict[int, asyncio.Task[None]] = {}

    def aim(self, webhook: Webhook | None) -> None:
        """Deliver there from now on, all that is pending; what is under way is let end."""
        self.webhook = webhook
        self._lanes, self._ready, self._delays = {}, [], {}
        for update_id, update in self._pending.items() if webhook else ():
            self._line_up(update_id, update)
        self._start()

    def add(self, update_id: int, update: JsonObject) -> None:
        """Deliver one more."""
        if self.webhook:
            self._line_up(update_id, update)
            self._start()

    async def close(self) -> None:
        """End what is under way."""
        self.webhook = None
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _line_up(self, update_id: int, update: JsonObject) -> None:
        lane = self._lanes.setdefault(_lane(update_id, update), deque())
        lane.append(update_id)
        if len(lane) == 1:
            heapq.heappush(self._ready, (update_id, _lane(update_id, update)))

    def _start(self) -> None:
        """Start what may start, oldest first."""
        while self.webhook and self._deliver and self._ready:
            if len(self._under_way) >= self.webhook.max_connections:
                return
            update_id, lane = heapq.heappop(self._ready)
            if update_id in self._under_way:  # since before the webhook was changed
                continue
            if update_id not in self._pending:  # it was dropped meanwhile
                self._advance(update_id, lane)
                continue
            attempt = self._attempt(self._deliver, self.webhook, update_id, lane)
            self._under_way[update_id] = asyncio.get_running_loop().create_task(attempt)

    async def _attempt(
        self, deliver: Deliver, webhook: Webhook, update_id: int, lane: _Lane
    ) -> None:
        body = json.dumps(self._pending[update_id]).encode()
        try:
            await deliver(webhook.url, body, webhook.headers)
        except DeliveryFailed as error:
            self.last_error = str(error)
            self._repeat_later(webhook, update_id, lane)
        else:
            self._pending.pop(update_id, None)
            self._advance(update_id, lane)
        finally:
            del self._under_way[update_id]
        self._start()

    def _advance(self, update_id: int, lane: _Lane) -> None:
        """Make a lane's next update ready, after one that is done with."""
        self._delays.pop(update_id, None)
        waiting = self._lanes.get(lane)
        if not waiting or waiting[0] != update_id:
            return
        waiting.popleft()
        if waiting:
            heapq.heappush(self._ready, (waiting[0], lane))
        else:
            del self._lanes[lane]

    def _repeat_later(self, webhook: Webhook, update_id: int, lane: _Lane) -> None:
        if self.webhook is not webhook:  # the new one hasn't failed yet
            heapq.heappush(self._ready, (update_id, lane))
            return
        delay = self._delays.get(update_id, _FIRST_DELAY)
        self._delays[update_id] = min(delay * 2, _LONGEST_DELAY)
        asyncio.get_running_loop().call_later(delay, self._repeat, webhook, update_id, lane)

    def _repeat(self, webhook: Webhook, update_id: int, lane: _Lane) -> None:
        if self.webhook is webhook:  # else all was lined up anew
            heapq.heappush(self._ready, (update_id, lane))
            self._start()


def _lane(update_id: int, update: JsonObject) -> _Lane:
    """What an update is delivered after: all of its chat's messages, or its person's presses."""
    kind = next(name for name in update if name != "update_id")
    content = update[kind]
    if kind in _IN_CHATS and "chat" in content:
        return "chat", content["chat"]["id"]
    if "from" in content:
        return kind, content["from"]["id"]
    return "alone", update_id
