"""From Telegram to the handlers, so that nothing is lost on the way and nothing comes twice.

Telegram forgets an update once the next one is asked for, or once its webhook was answered. So what
somebody waits on is written down before that, and crossed out when it has been dealt with.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable
from typing import Any, TypeAlias, cast

from telegram import Message, Update, User
from telegram.constants import ChatType
from telegram.ext import BaseUpdateProcessor, ExtBot
from telegram.request import BaseRequest, RequestData

from bot import addressing, curating, forms, sending
from bot.chats import Chats, Mode, Where
from bot.context import Services, SitrepApplication, in_thread
from index import LibraryError

MOST_WAITING = 10_000
"""Updates that may be under way at once; more are not taken from Telegram."""

JsonObject: TypeAlias = dict[str, Any]

_GIVING_UP = 1.0
_log = logging.getLogger(__name__)


class WrittenQueue(asyncio.Queue[object]):
    """The application's queue of updates; each that somebody waits on is written down first."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._unfinished = 0
        self._has_room = asyncio.Event()
        self._is_closed = False
        self._bot: ExtBot[Any] | None = None

    def serve(self, bot: ExtBot[Any]) -> None:
        """Say whose queue it is."""
        self._bot = bot

    async def put(self, item: object) -> None:
        """Take an update in, unless it was taken in before."""
        if isinstance(item, Update):
            if not await self._is_new(item):
                return
            # Polling then stops for a while: what Telegram keeps takes no memory here.
            while self._unfinished >= MOST_WAITING and not self._is_closed:
                self._has_room.clear()
                await self._has_room.wait()
            if self._is_closed:
                return
        await super().put(item)

    def _put(self, item: object) -> None:
        # PTB makes a task of each at once, so what waits does not wait in here.
        self._unfinished += 1
        super()._put(item)

    def task_done(self) -> None:
        """One has been dealt with."""
        self._unfinished -= 1
        self._has_room.set()
        super().task_done()

    def close(self) -> None:
        """Hand on no update any more; those that were written down stay for the next process."""
        self._is_closed = True
        self._has_room.set()
        while not self.empty():
            self.get_nowait()
            self.task_done()

    async def refill(self, application: SitrepApplication) -> None:
        """Take up what an earlier process left behind, oldest first."""
        services = self._services
        found = await in_thread(services.chats_executor, services.chats.unfinished)
        for left in found:
            update = read(left.body, application.bot)
            if update is None:
                await in_thread(services.chats_executor, services.chats.done, left.update_id)
                continue
            if left.was_sending and update.message:
                services.interrupted.add(left.update_id)
            services.written.add(left.update_id)
            await super().put(update)
        if found:
            _log.info("%d updates of an earlier process are taken up", len(found))

    async def _is_new(self, update: Update) -> bool:
        message = update.effective_message if _carries_text(update) else None
        if message is None:
            return True
        services = self._services
        try:
            kept = self._bot is not None and is_waited_on(message, self._bot.bot)
            is_new, written = await in_thread(
                services.chats_executor, lambda: _take_in(services.chats, update, message, kept)
            )
        except Exception as error:  # noqa: BLE001 - it would end PTB's polling, for good and unseen
            reason = error if isinstance(error, LibraryError) else type(error).__name__
            _log.warning("A restart might lose a question: %s", reason)
            return True
        if written:
            services.written.add(update.update_id)
        return is_new


def _carries_text(update: Update) -> bool:
    """Whether it is a message or a post, new or edited; a press carries one as well."""
    return bool(
        update.message or update.edited_message or update.channel_post or update.edited_channel_post
    )


def is_waited_on(message: Message, bot: User) -> bool:
    """Whether somebody waits for what the bot does about a message."""
    moves = message.migrate_to_chat_id or message.migrate_from_chat_id
    in_private = message.chat.type == ChatType.PRIVATE
    return bool(in_private or moves or addressing.is_awaited(message, bot))


def _take_in(chats: Chats, update: Update, message: Message, kept: bool) -> tuple[bool, bool]:
    """Whether an update is new, and whether it was written down."""
    where = Where(message.chat.id, sending.topic(message) or 0)
    if not kept and not _is_kept_here(chats, where, message):
        return True, False
    person = addressing.asker(message)
    is_new = chats.take_in(update.update_id, where.chat_id, person, update.to_json())
    return is_new, is_new


def _is_kept_here(chats: Chats, where: Where, message: Message) -> bool:
    """Whether everything is dealt with that is written in a place."""
    if message.chat.type == ChatType.CHANNEL:
        return chats.is_channel(where.chat_id)
    if chats.preferences(where).mode is Mode.ALL:
        return True
    # There every file, address and forwarded post is meant for the library.
    return bool(curating.sent(message)) and chats.is_curation_chat(where.chat_id)


class Processor(BaseUpdateProcessor):
    """Handles updates side by side, and crosses out each that is done with.

    One that was cancelled, since the bot is stopping, stays for the next process.
    """

    def __init__(self, at_once: int, services: Services) -> None:
        super().__init__(at_once)
        self._services = services
        self._under_way: set[asyncio.Task[Any]] = set()

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update."""
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await coroutine
        services = self._services
        if not isinstance(update, Update) or update.update_id not in services.written:
            return
        services.written.discard(update.update_id)
        try:
            await in_thread(services.chats_executor, services.chats.done, update.update_id)
        except LibraryError as error:
            _log.warning("A restart might answer again: %s", error)

    async def give_up(self) -> None:
        """Cancel what is still being handled."""
        for task in self._under_way:
            task.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_GIVING_UP)


def read(body: str | JsonObject, bot: ExtBot[Any] | None) -> Update | None:
    """An update from JSON; None where it is none that can be handled."""
    try:
        data = json.loads(body) if isinstance(body, str) else body
        if forms.is_well_formed(data):
            return Update.de_json(data, bot)
        reason = "not well-formed"
    except Exception as error:  # noqa: BLE001 - PTB raises whatever an odd field leads to
        reason = type(error).__name__
    _log.warning("An update could not be read (%s)", reason)
    return None


class SiftingRequest(BaseRequest):
    """Asks for updates by another request; those that can't be handled come through empty.

    Else PTB would ask for the same ones again and again, and log them, people's words and all.
    """

    def __init__(self, inner: BaseRequest) -> None:
        self._inner = inner

    @property
    def read_timeout(self) -> float | None:
        """That of the request behind it."""
        return self._inner.read_timeout

    async def initialize(self) -> None:
        """Open the request behind it."""
        await self._inner.initialize()

    async def shutdown(self) -> None:
        """Close the request behind it."""
        await self._inner.shutdown()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,
        **named_timeouts: Any,
    ) -> tuple[int, bytes]:
        """Make the call, and look its answer through."""
        inner = self._inner.do_request
        status, payload = await inner(url, method, request_data, *timeouts, **named_timeouts)
        return status, sifted(payload) if url.endswith("/getUpdates") else payload


def sifted(payload: bytes) -> bytes:
    """The answer to getUpdates with each unreadable update reduced to its number."""
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        return payload
    updates = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(updates, list):
        return payload
    read_well = [_readable(each) for each in updates if _has_number(each)]
    if read_well == updates:
        return payload
    return json.dumps(answer | {"result": read_well}).encode()


def _has_number(update: object) -> bool:
    return isinstance(update, dict) and type(update.get("update_id")) is int


def _readable(update: JsonObject) -> JsonObject:
    return update if read(update, None) else {"update_id": update["update_id"]}
