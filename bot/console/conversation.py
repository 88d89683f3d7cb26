"""One person's private chat with the bot, in the emulator."""

import asyncio
import itertools
import locale
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum, auto

from pydantic import SecretStr
from telegram import Update

from bot.answering import Answering
from bot.application import build
from bot.chats import Chats
from bot.context import SitrepApplication
from bot.emulator import Call, EmulatorRequest, JsonObject, Telegram, utf16_length
from bot.pacing import UNHURRIED
from bot.settings import Settings

YOU = 1
"""The person's id, and so the chat's."""

MAX_MESSAGE = 4096
# Whoever sits at the machine may ask as much as it can answer, whoever else may use the bot.
_AT_HOME = {
    "person_minute": 10**6,
    "person_day": 10**6,
    "allowed_chats": frozenset(),
    "allowed_people": frozenset(),
}
# What is older can't be edited or pressed by number any more, so it need not stay in memory.
_KEPT_MESSAGES = 500


class Kind(Enum):
    """What the bot did that a person can see."""

    SENT = auto()
    EDITED = auto()
    DELETED = auto()
    TOLD = auto()
    TYPING = auto()


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that the bot did.

    Attributes:
        message: what was sent or edited, as it stands now.
        text: what a press was answered with.
    """

    kind: Kind
    message: JsonObject | None = None
    text: str = ""


Show = Callable[[Event], None]

_KINDS = {
    "sendMessage": Kind.SENT,
    "sendDocument": Kind.SENT,
    "editMessageText": Kind.EDITED,
    "editMessageReplyMarkup": Kind.EDITED,
    "deleteMessage": Kind.DELETED,
    "answerCallbackQuery": Kind.TOLD,
    "sendChatAction": Kind.TYPING,
}


class Conversation:
    """What the person does; each deed ends when the bot is done with it."""

    def __init__(self, telegram: Telegram, application: SitrepApplication) -> None:
        self._telegram = telegram
        self._application = application
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._last_said: int | None = None
        telegram.people.user(YOU, "You", language_code=_language())
        # Numbers that no earlier session used: the bot knows questions by chat and number.
        telegram.state.chats[YOU].next_id = itertools.count(time.time_ns() // 1_000_000)
        telegram.watchers.append(self._watch)

    @property
    def commands(self) -> dict[str, str]:
        """The menu that the bot registered: each command, with its slash, and what it does."""
        menu = self._telegram.state.commands.get(("", ""), [])
        return {f"/{c['command']}": c["description"] for c in menu}

    async def say(self, text: str, show: Show) -> None:
        """Write a message, and show all that the bot does about it, as it happens."""
        said = self._telegram.people.say(YOU, YOU, _sendable(text))
        self._last_said = said["message_id"]
        await self._settle(show)

    async def edit(self, text: str, show: Show) -> bool:
        """Change the message written last; False where there is none."""
        if self._last_said is None:
            return False
        self._telegram.people.edit(YOU, self._last_said, _sendable(text))
        await self._settle(show)
        return True

    async def press(self, message: JsonObject, data: str, show: Show) -> None:
        """Press a button."""
        self._telegram.people.press(YOU, YOU, message["message_id"], data)
        await self._settle(show)

    async def _settle(self, show: Show) -> None:
        work = asyncio.create_task(self._process())
        work.add_done_callback(lambda _: self._events.put_nowait(None))
        try:
            while event := await self._events.get():
                show(event)
            await work
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            self._forget()

    async def _process(self) -> None:
        application = self._application
        for update in self._telegram.state.updates.take():
            parsed = Update.de_json(update, application.bot)
            await application.update_processor.process_update(
                parsed, application.process_update(parsed)
            )

    def _forget(self) -> None:
        """Drop what would only pile up in a long session, and what came too late to be shown."""
        self._events = asyncio.Queue()
        self._telegram.state.calls.clear()
        self._telegram.state.answers.clear()
        messages = self._telegram.state.chats[YOU].messages
        for message_id in list(messages)[:-_KEPT_MESSAGES]:
            del messages[message_id]

    def _watch(self, call: Call) -> None:
        kind = _KINDS.get(call.method)
        if kind is None or call.description is not None:
            return
        message = dict(call.result) if isinstance(call.result, dict) else None
        self._events.put_nowait(Event(kind, message, call.params.get("text", "")))


@asynccontextmanager
async def conversation(
    settings: Settings, engine: Answering, chats: Chats
) -> AsyncIterator[Conversation]:
    """A bot that runs, and a person who may talk to it, for as long as the block runs."""
    telegram = Telegram()
    # The emulator's own token: the operator's stays out of it, and none is needed.
    token = SecretStr(telegram.state.token)
    application = build(
        settings.model_copy(update={"token": token, "owners": settings.owners | {YOU}, **_AT_HOME}),
        engine,
        chats,
        request=EmulatorRequest(telegram),
        get_updates_request=EmulatorRequest(telegram),
        pace=UNHURRIED,
    )
    async with application:
        if application.post_init:
            await application.post_init(application)
        await application.start()
        try:
            yield Conversation(telegram, application)
        finally:
            await application.stop()
    if application.post_shutdown:
        await application.post_shutdown(application)


def _language() -> str:
    """The locale's language code, as Telegram's clients report it."""
    code, _, _ = (locale.getlocale()[0] or "en").partition("_")
    return code.lower() if code.isalpha() and len(code) in {2, 3} else "en"


def _sendable(text: str) -> str:
    """What Telegram's clients would send of it: valid Unicode, at most one message long."""
    valid = text.encode("utf-8", "replace").decode()
    if utf16_length(valid) <= MAX_MESSAGE:
        return valid
    return valid.encode("utf-16-le")[: 2 * MAX_MESSAGE].decode("utf-16-le", "ignore")
