"""The queue between people and the bot: long polling or a webhook, never both."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.emulator.wire import ApiError, JsonObject

Deliver = Callable[[str, bytes, Mapping[str, str]], Awaitable[None]]
"""Post a body with headers to an address; raises ``DeliveryFailed`` unless it was accepted."""

MAX_BATCH = 100
MAX_WAIT = 50.0
_UNASKED = {"message_reaction", "message_reaction_count", "chat_member"}
_FIRST_DELAY = 0.2
_LONGEST_DELAY = 2.0


class DeliveryFailed(Exception):
    """A webhook did not take an update."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates go, and the token that proves where they come from."""

    url: str
    secret_token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What each delivery carries."""
        secret = {"X-Telegram-Bot-Api-Secret-Token": self.secret_token}
        return {"Content-Type": "application/json"} | (secret if self.secret_token else {})


class UpdateQueue:
    """The updates that the bot has not confirmed.

    Attributes:
        pending: oldest first.
        allowed: the kinds that the bot asked for; empty means Telegram's default.
        webhook: where they are delivered, if anywhere.
        last_error: why the last delivery failed.
    """

    def __init__(self, deliver: Deliver | None = None) -> None:
        self.pending: list[JsonObject] = []
        self.allowed: set[str] = set()
        self.webhook: Webhook | None = None
        self.last_error: str | None = None
        self._deliver = deliver
        self._delivery: asyncio.Task[None] | None = None
        self._next_id = 1
        # The one poll that waits: True wakes it for an update, False ends it for another poll.
        self._waiting: asyncio.Future[bool] | None = None

    @property
    def is_polled(self) -> bool:
        """Whether a bot waits for updates right now."""
        return self._waiting is not None

    def push(self, kind: str, content: JsonObject) -> None:
        """Queue an update, unless the bot did not ask for that kind."""
        if kind not in self.allowed if self.allowed else kind in _UNASKED:
            return
        # Through JSON, so that later changes to a message don't reach updates already queued.
        update = json.loads(json.dumps({"update_id": self._next_id, kind: content}))
        self._next_id += 1
        self.pending.append(update)
        self._wake(arrived=True)
        self._start_delivery()

    async def poll(self, offset: int, limit: int, patience: float) -> list[JsonObject]:
        """What getUpdates returns: up to ``limit`` updates, waiting ``patience`` seconds for one.

        Raises:
            ApiError: 409, since a webhook is set or another poll began meanwhile.
        """
        if self.webhook:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._confirm(offset)
        self._wake(arrived=False)
        if not self.pending and patience > 0:
            await self._wait(min(patience, MAX_WAIT))
        return self.pending[: limit if 1 <= limit <= MAX_BATCH else MAX_BATCH]

    def take(self) -> list[JsonObject]:
        """Everything pending, confirmed at once."""
        taken, self.pending = self.pending, []
        return taken

    def clear(self) -> None:
        """Forget what is pending."""
        self.pending.clear()

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Deliver to that address from now on, or to none; ends a poll that waits."""
        self.webhook = webhook
        if webhook:
            self._wake(arrived=False)
        self._start_delivery()

    async def close(self) -> None:
        """End the poll that waits and the delivery under way."""
        self.webhook = None
        self._wake(arrived=False)
        if self._delivery:
            self._delivery.cancel()
            await asyncio.gather(self._delivery, return_exceptions=True)

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            self.pending = [u for u in self.pending if u["update_id"] >= offset]
        elif offset < 0:
            self.pending = self.pending[offset:]

    async def _wait(self, patience: float) -> None:
        waiting: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        try:
            arrived = await asyncio.wait_for(waiting, patience)
        except TimeoutError:
            return
        finally:
            if self._waiting is waiting:
                self._waiting = None
        if not arrived:
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )

    def _wake(self, *, arrived: bool) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(arrived)
        self._waiting = None

    def _start_delivery(self) -> None:
        if not self.webhook or not self.pending or self._deliver is None:
            return
        if self._delivery is None or self._delivery.done():
            self._delivery = asyncio.get_running_loop().create_task(self._deliver_all())

    async def _deliver_all(self) -> None:
        delay = _FIRST_DELAY
        while self.webhook and self.pending and self._deliver:
            update = self.pending[0]
            body = json.dumps(update).encode()
            try:
                await self._deliver(self.webhook.url, body, self.webhook.headers)
            except DeliveryFailed as error:
                self.last_error = str(error)
                await asyncio.sleep(delay)
                delay = min(delay * 2, _LONGEST_DELAY)
                continue
            if self.pending and self.pending[0] is update:  # else it was dropped meanwhile
                del self.pending[0]
            delay = _FIRST_DELAY
