"""A library into which reports come, and a bot that announces them one look at a time."""

import asyncio
import copy
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.announcing import Announcer
from bot.application import build
from bot.chats import Chats
from bot.context import SitrepApplication
from bot.emulator import EmulatorRequest, JsonObject, Telegram
from bot.pacing import UNHURRIED
from index import Article, Event, Match, Version
from tests.bot.chats_rows import opened
from tests.bot.fakes import ANN, FakeEngine, World, article, settings_for
from tests.bot.scenes import last
from tests.fakes import Clock

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
CAMP = "Forty families left the al-Hol camp for Kobani."
KOBANI = "A convoy reached Kobani before dawn."


@dataclass
class NewsEngine(FakeEngine):
    """Keeps a log of what came in, and matches topics by their words of four letters or more.

    Attributes:
        clock: when what comes in does so.
        log: the events, in order.
        stories: a report's story, where it isn't its own.
        matched: the topics that were asked for, in order.
        before_matching: called before each; may raise.
    """

    clock: Callable[[], float] = NOON.timestamp
    log: list[Version] = field(default_factory=list)
    stories: dict[int, int] = field(default_factory=dict)
    matched: list[str] = field(default_factory=list)
    before_matching: Callable[[], object] = lambda: None

    def report(self, number: int, text: str, *, story: int | None = None, **facts: Any) -> Article:
        """Have a report come in now."""
        title = facts.pop("title", f"Report {number}")
        came = article(number, title, **{"published": self._now().date(), **facts})
        self.put(came, text)
        self.stories[number] = story or number
        self._happens(number, Event.ADDED)
        return came

    def take_out(self, number: int) -> None:
        del self.texts[number]
        self._happens(number, Event.REMOVED)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    def _happens(self, number: int, event: Event) -> None:
        self.log.append(
            Version(id=len(self.log) + 1, article_id=number, at=self._now(), event=event, title="")
        )

    def events(self, after: int, event: Event, limit: int = 100) -> Sequence[Version]:
        return [each for each in self.log if each.id > after and each.event is event][:limit]

    def last_event(self) -> int:
        return self.log[-1].id if self.log else 0

    def story(self, article_id: int) -> int:
        self.article(article_id)
        return self.stories[article_id]

    def matches(self, topics: Sequence[str], article_id: int) -> Sequence[Match]:
        found, text = self.article(article_id), self.texts[article_id][1]
        self.before_matching()
        self.matched += topics
        words = _words(text)
        shares = [len(_words(each) & words) / max(len(_words(each)), 1) for each in topics]
        return [
            Match(
                probability=share,
                matched=share > 0.5,
                hit=self._hit(found, text) if share else None,
            )
            for share in shares
        ]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.casefold()))


@dataclass
class Newsroom(World):
    """People, and a bot that looks at the library when it is told to."""

    engine: NewsEngine
    announcer: Announcer = field(init=False)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.announcer = Announcer(self.application)

    @property
    def chats(self) -> Chats:
        return self.application.bot_data.chats

    async def look(self) -> None:
        """Have the bot look at the library, and say what there is to say."""
        await look(self.announcer)

    async def watch(self, topic: str, chat: int = ANN, person: int = ANN, **how: Any) -> JsonObject:
        """Ask for a topic to be watched; returns what the bot says."""
        await self.say(chat, person, f"/watch {topic}", **how)
        return last(self, chat)

    async def news(self, chat: int = ANN) -> list[JsonObject]:
        """What the bot writes in a chat when it has looked at the library."""
        before = max((each["message_id"] for each in self.messages(chat)), default=0)
        await self.look()
        return [each for each in self.messages(chat) if each["message_id"] > before]


def application_of(
    telegram: Telegram,
    engine: NewsEngine,
    chats: Chats,
    request: EmulatorRequest | None = None,
    **settings: Any,
) -> SitrepApplication:
    return build(
        settings_for(telegram, **settings),
        engine,
        chats,
        request=request or EmulatorRequest(telegram),
        get_updates_request=EmulatorRequest(telegram),
        pace=UNHURRIED,
    )


@asynccontextmanager
async def idle(application: SitrepApplication) -> AsyncIterator[None]:
    """The application, which handles updates, and does nothing by itself."""
    async with application:
        await application.start()
        try:
            yield
        finally:
            await application.stop()
    assert application.post_shutdown
    await application.post_shutdown(application)


@asynccontextmanager
async def newsroom(engine: NewsEngine, chats: Chats, **settings: Any) -> AsyncIterator[Newsroom]:
    """People and a bot that has looked at the library once, so that what is in it is old."""
    telegram = Telegram(privacy=False)
    application = application_of(telegram, engine, chats, **settings)
    async with idle(application):
        room = Newsroom(telegram, application, engine)
        await room.look()
        yield room


@asynccontextmanager
async def open_newsroom() -> AsyncIterator[Newsroom]:
    """The same at noon, with an old report in the library, and all in memory."""
    clock = Clock(NOON.timestamp())
    engine = NewsEngine(clock=clock)
    engine.report(1, CAMP)
    with opened(None, clock) as chats:
        async with newsroom(engine, chats) as room:
            room.clock = clock
            yield room


@asynccontextmanager
async def reopened(
    room: Newsroom, chats: Chats, *, request: EmulatorRequest | None = None, **settings: Any
) -> AsyncIterator[Newsroom]:
    """The same people, and the bot as it is after another start."""
    application = application_of(room.telegram, room.engine, chats, request, **settings)
    async with idle(application):
        later = copy.copy(room)
        later.application = application
        later.announcer = Announcer(application)
        yield later


def headings(messages: list[JsonObject]) -> list[str]:
    return [message["text"].partition("\n")[0] for message in messages]


def replied(message: JsonObject) -> int | None:
    """The number of the message that one replies to."""
    number = message.get("reply_to_message", {}).get("message_id")
    return None if number is None else int(number)


def resume(room: Newsroom) -> None:
    """Have all pauses be over."""
    room.announcer._paused.clear()


async def look(announcer: Announcer) -> None:
    """Have it do all that there is to do now."""
    while await announcer.follow():
        pass
    await announcer.tell()
    await announcer.settled()


async def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for something that the bot does by itself, which has no event to wait for."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what people see is no event
            await asyncio.sleep(0.01)
