"""What every handler gets: the engine, what is remembered of chats, the settings, the language."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ParamSpec, TypeAlias, TypeVar
from weakref import WeakValueDictionary

from telegram import Message
from telegram.ext import Application, CallbackContext, ExtBot

from bot.admins import Administrators
from bot.answering import Answering
from bot.chats import Chats, Preferences, Reply, Where
from bot.desk import Desk
from bot.limits import Limits
from bot.messages import Messages
from bot.metrics import Metrics
from bot.pacing import Attempt, Pacer
from bot.settings import Settings
from index import (
    Keeper,
    LibraryError,
    Retrieve,
)

_log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class Turns:
    """One lock a message, so that a question and its edits are answered one after the other."""

    def __init__(self) -> None:
        # A lock lives as long as somebody holds it or waits for it.
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    def of(self, chat_id: int, message_id: int) -> asyncio.Lock:
        """The lock of a question's message."""
        return self._locks.setdefault((chat_id, message_id), asyncio.Lock())


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the application holds for its handlers.

    Attributes:
        executor: one thread, in which all that the engine does runs.
        chats_executor: another one for what is remembered of chats, which never waits for encoding.
        readers: a few threads in which documents are fetched and read.
        keeper: one thread in which what was read comes into the library.
        feeder: one thread in which feeds are polled and reports looked at again.
        retrieve: fetches an address.
        stirred: set where the library may hold new reports to announce.
        emptied: set where it may have lost some, which stand in cards.
        fed: set where there may be feeds to look at.
        library_keeper: what polls feeds and looks at reports again, if anything does so here.
        latest_inline: each person's newest inline query, so that older ones are given up.
        written: updates that were written down and wait to be crossed out.
        interrupted: updates whose answer was on its way when an earlier process ended.
        left: chats that were told that they are not allowed.
        repainting: messages whose buttons are being redrawn; True where they must be once more.
        background: what runs beside the handlers.
    """

    settings: Settings
    engine: Answering
    chats: Chats
    executor: Executor
    chats_executor: Executor
    readers: Executor
    keeper: Executor
    feeder: Executor
    retrieve: Retrieve
    desk: Desk
    limits: Limits
    metrics: Metrics
    pacer: Pacer
    administrators: Administrators = field(default_factory=Administrators)
    turns: Turns = field(default_factory=Turns)
    latest_inline: dict[int, str] = field(default_factory=dict)
    written: set[int] = field(default_factory=set)
    interrupted: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)
    repainting: dict[tuple[int, int], bool] = field(default_factory=dict)
    background: "list[asyncio.Task[None]]" = field(default_factory=list)
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    emptied: asyncio.Event = field(default_factory=asyncio.Event)
    fed: asyncio.Event = field(default_factory=asyncio.Event)
    library_keeper: Keeper | None = None

    def poke(self) -> None:
        """Have whoever follows the library look at it now."""
        self.stirred.set()
        self.emptied.set()


class BotContext(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], Services]):
    """A handler's context, with typed access to the services.

    Attributes:
        where: the chat and topic that the update is from; a group that became a supergroup is
            already that one.
        preferences: what is set there.
        language: the language to speak, as Telegram's ``language_code`` has it.
        attempt: what is noted around each attempt to send an answer; None where nothing is.
    """

    where: Where = Where(0)
    preferences: Preferences = Preferences()
    language: str | None = None
    attempt: Attempt | None = None

    @property
    def engine(self) -> Answering:
        """The library's one door; call it through `off_loop`."""
        return self.bot_data.engine

    @property
    def chats(self) -> Chats:
        """What is remembered of chats; call it through `noted`."""
        return self.bot_data.chats

    @property
    def settings(self) -> Settings:
        """The operator's settings."""
        return self.bot_data.settings

    @property
    def turns(self) -> Turns:
        """The locks of the questions being answered."""
        return self.bot_data.turns

    @property
    def desk(self) -> Desk:
        """Where questions wait for the engine."""
        return self.bot_data.desk

    @property
    def limits(self) -> Limits:
        """Flood control."""
        return self.bot_data.limits

    @property
    def metrics(self) -> Metrics:
        """What Prometheus reads."""
        return self.bot_data.metrics

    @property
    def say(self) -> Messages:
        """What to say, in the language of the chat or of whoever asks."""
        return Messages(self.preferences.language or self.language)

    async def off_loop(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what blocks in the engine's thread, and wait for it."""
        return await in_thread(self.bot_data.executor, call, *args, **kwargs)

    async def read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what fetches or reads a document in a thread for that, and wait for it."""
        return await in_thread(self.bot_data.readers, call, *args, **kwargs)

    async def kept(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what adds to the library in its own thread, and wait for it.

        Not in the engine's: questions go on between two pieces of a long report.
        """
        return await in_thread(self.bot_data.keeper, call, *args, **kwargs)

    async def noted(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what reads or writes `chats` in its own thread, and wait for it."""
        return await in_thread(self.bot_data.chats_executor, call, *args, **kwargs)

    def key(self, message: Message) -> tuple[int, int, int]:
        """What stays the same when a message is edited: chat, number, and when it was sent."""
        return self.where.chat_id, message.message_id, int(message.date.timestamp())

    async def reply_to(self, message: Message) -> Reply | None:
        """The bot's reply to a message, if one is known."""
        chat_id, number, asked = self.key(message)
        return await self.noted(self.chats.reply, chat_id, number, asked=asked)

    def note_attempts(self, update_id: int) -> None:
        """From now on, write down when an answer to that update is on its way."""
        self.attempt = Attempt(
            begins=lambda: self._sending(update_id, on_its_way=True),
            refused=lambda: self._sending(update_id, on_its_way=False),
        )

    async def _sending(self, update_id: int, *, on_its_way: bool) -> None:
        try:
            await self.noted(self.chats.sending, update_id, on_its_way=on_its_way)
        except LibraryError as error:
            _log.warning("A restart might lose or repeat an answer: %s", error)

    async def move(self, old_id: int, new_id: int) -> None:
        """Take over to a supergroup all that is known of the group that it was; once."""
        if await self.noted(self.chats.move, old_id, new_id):
            self.limits.move(old_id, new_id)
            self.desk.move(old_id, new_id)
            self.bot_data.administrators.forget(new_id)
        if self.where.chat_id == old_id:
            self.where = Where(new_id)


async def in_thread(
    executor: Executor, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run what blocks in a thread, and wait for it."""
    call_it = partial(call, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(executor, call_it)


SitrepApplication: TypeAlias = Application[
    ExtBot[Any],
    BotContext,
    dict[Any, Any],
    dict[Any, Any],
    Services,
    None,  # no job queue
]
