"""What every handler gets: the engine, what is remembered of chats, the settings, the language."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, ParamSpec, Protocol, TypeAlias, TypeVar
from weakref import WeakValueDictionary

from telegram import Message
from telegram.ext import Application, CallbackContext, ExtBot

from bot.admins import Administrators
from bot.chats import Chats, Preferences, Reply, Where
from bot.desk import Desk
from bot.limits import Limits
from bot.messages import Messages
from bot.metrics import Metrics
from bot.pacing import Attempt, Pacer
from bot.settings import Settings
from index import (
    Addition,
    Answer,
    Article,
    Coverage,
    Draft,
    Embedder,
    Event,
    Filters,
    Keeper,
    LibraryError,
    Match,
    Note,
    Passage,
    Retrieve,
    Revisits,
    Story,
    Subscriptions,
    Validators,
    Version,
)

_log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class Answering(Protocol):
    """The part of `index.Engine` that a conversation needs. All of it blocks."""

    @property
    def embedder(self) -> Embedder:
        """The model, loaded."""

    def ask(
        self,
        question: str,
        *,
        filters: Filters = ...,
        asked: date | None = None,
        limit: int = 3,
    ) -> Answer:
        """Answer a question from the articles."""

    def ask_text(
        self, question: str, draft: Draft, *, asked: date | None = None, limit: int = 3
    ) -> Answer:
        """Answer from one text that isn't in the library; its passages have no lasting numbers."""

    def article(self, article_id: int) -> Article:
        """One article; raises `ArticleNotFound`."""

    def article_at(self, url: str) -> Article | None:
        """The article of an address."""

    def articles(
        self, *, offset: int = 0, limit: int | None = None, query: str | None = None
    ) -> Sequence[Article]:
        """Articles, newest published first; ``query`` is sought in title and outlet."""

    def count(self, query: str) -> int:
        """How many articles have a text in title or outlet."""

    def passages_of(self, article_id: int) -> Sequence[Passage]:
        """An article's passages, in order."""

    def history(self, article_id: int) -> Sequence[Version]:
        """What became of an article, oldest first; also of one that is gone."""

    def brought_about(self, origin: str) -> Sequence[Version]:
        """What a request brought about, oldest first."""

    def events(self, after: int, event: Event, limit: int = 100) -> Sequence[Version]:
        """The events of a kind that came after a number, oldest first."""

    def last_event(self) -> int:
        """The number of the latest event."""

    def latest(self, topic: str = "", limit: int = 10) -> Sequence[Story]:
        """The newest reports, of all or of those on a topic, story by story."""

    def story(self, article_id: int) -> int:
        """The number of the first article of an article's story."""

    def matches(self, topics: Sequence[str], article_id: int) -> Sequence[Match]:
        """How well an article fits each topic, in their order."""

    @property
    def feeds(self) -> Subscriptions:
        """The feeds that are followed."""

    @property
    def revisits(self) -> Revisits:
        """The looks that articles are given again."""

    def purge(self) -> bool:
        """Forget what can't be brought back any more; False: it is to be called again."""

    def is_unwanted(self, url: str) -> bool:
        """Whether an address was taken out, and nobody has asked for it since."""

    def look_again(self, article_id: int, validators: Validators) -> None:
        """Look at an article's address again from time to time."""

    def add(
        self, drafts: Iterable[Draft], *, note: Note = ..., merging: bool = True
    ) -> Iterable[Addition]:
        """Add articles one by one."""

    def remove(self, article_id: int, *, note: Note = ...) -> Article:
        """Take an article out; raises `ArticleNotFound`."""

    def restore(self, article_id: int, *, note: Note = ...) -> Article:
        """Bring an article back; raises `ArticleNotFound`, `LibraryError`."""

    def outlets(self, limit: int | None = None) -> Sequence[str]:
        """The library's sources, those with most articles first."""

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """Passages by number; those that are gone are left out."""

    def around(self, passage_id: int, n: int = 1) -> Sequence[Passage]:
        """A passage between its neighbours in the article."""

    def coverage(self) -> Coverage:
        """What the library holds."""

    def revision(self) -> int:
        """The number of the library's last change."""


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
