"""The queue between people and the bot: long polling or a webhook, never both."""

import asyncio
import json

from bot.emulator.deliveries import Deliver, Deliveries, Webhook
from bot.emulator.wire import ApiError, JsonObject

MAX_BATCH = 100
MAX_WAIT = 50.0
_UNASKED = {"message_reaction", "message_reaction_count", "chat_member"}


class UpdateQueue:
    """The updates that the bot has not confirmed.

    Attributes:
        allowed: the kinds that the bot asked for; empty means Telegram's default.
        deliveries: those to the webhook, if there is one.
    """

    def __init__(self, deliver: Deliver | None = None) -> None:
        self.allowed: set[str] = set()
        self._pending: dict[int, JsonObject] = {}  # by update id, oldest first
        self.deliveries = Deliveries(deliver, self._pending)
        self._next_id = 1
        # The one poll that waits: True wakes it for an update, False ends it for another poll.
        self._waiting: asyncio.Future[bool] | None = None

    @property
    def pending(self) -> list[JsonObject]:
        """What was not confirmed, oldest first."""
        return list(self._pending.values())

    @property
    def webhook(self) -> Webhook | None:
        """Where updates are delivered, if anywhere."""
        return self.deliveries.webhook

    @property
    def last_error(self) -> str | None:
        """Why the last delivery that failed did."""
        return self.deliveries.last_error

    @property
    def is_polled(self) -> bool:
        """Whether a bot waits for updates right now."""
        return self._waiting is not None

    def push(self, kind: str, content: JsonObject) -> None:
        """Queue an update, unless the bot did not ask for that kind."""
        if kind not in self.allowed if self.allowed else kind in _UNASKED:
            return
        # Through JSON, so that later changes to a message don't reach updates already queued.
        update_id = self._next_id
        update = json.loads(json.dumps({"update_id": update_id, kind: content}))
        self._next_id += 1
        self._pending[update_id] = update
        self._wake(arrived=True)
        self.deliveries.add(update_id, update)

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
        if not self._pending and patience > 0:
            await self._wait(min(patience, MAX_WAIT))
        return self.pending[: limit if 1 <= limit <= MAX_BATCH else MAX_BATCH]

    def take(self) -> list[JsonObject]:
        """Everything pending, confirmed at once."""
        taken = self.pending
        self._pending.clear()
        return taken

    def clear(self) -> None:
        """Forget what is pending."""
        self._pending.clear()

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Deliver to that address from now on, or to none; ends a poll that waits."""
        if webhook:
            self._wake(arrived=False)
        self.deliveries.aim(webhook)

    async def close(self) -> None:
        """End the poll that waits and the deliveries under way."""
        self._wake(arrived=False)
        await self.deliveries.close()

    def _confirm(self, offset: int) -> None:
        """Forget what came before the offset; a negative one counts from the end."""
        ids = list(self._pending)
        done = [i for i in ids if i < offset] if offset > 0 else ids[:offset] if offset else []
        for update_id in done:
            del self._pending[update_id]

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
