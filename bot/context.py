"""What every handler gets: the engine, what is remembered of chats, the settings, the language."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, ParamSpec, Protocol, TypeAlias, TypeVar
from weakref import WeakValueDictionary

from telegram.ext import Application, CallbackContext, ExtBot

from bot.chats import Chats
from bot.messages import Messages
from bot.settings import Settings
from index import Answer, Article, Coverage, Embedder, Passage

P = ParamSpec("P")
T = TypeVar("T")


class Answering(Protocol):
    """The part of `index.Engine` that a conversation needs. All of it blocks."""

    @property
    def embedder(self) -> Embedder:
        """The model, loaded."""

    def ask(self, question: str, *, asked: date | None = None, limit: int = 3) -> Answer:
        """Answer a question from the articles."""

    def article(self, article_id: int) -> Article:
        """One article; raises `ArticleNotFound`."""

    def articles(self, *, offset: int = 0, limit: int | None = None) -> Sequence[Article]:
        """Articles, newest published first."""

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """Passages by number; those that are gone are left out."""

    def coverage(self) -> Coverage:
        """What the library holds."""


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
        executor: one thread, in which all that blocks runs.
    """

    settings: Settings
    engine: Answering
    chats: Chats
    executor: Executor
    turns: Turns = field(default_factory=Turns)


class BotContext(CallbackContext[ExtBot[int], dict[Any, Any], dict[Any, Any], Services]):
    """A handler's context, with typed access to the services."""

    @property
    def engine(self) -> Answering:
        """The library's one door; call it through `off_loop`."""
        return self.bot_data.engine

    @property
    def chats(self) -> Chats:
        """What is remembered of chats; call it through `off_loop`."""
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
    def say(self) -> Messages:
        """The language to speak."""
        return Messages()

    async def off_loop(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what blocks in the application's own thread, and wait for it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.bot_data.executor, partial(call, *args, **kwargs))


SitrepApplication: TypeAlias = Application[
    ExtBot[int],
    BotContext,
    dict[Any, Any],
    dict[Any, Any],
    Services,
    None,  # no job queue
]
