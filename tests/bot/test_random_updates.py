"""Ten thousand updates at random through the real application: no error, no limit broken."""

import asyncio
import json
import logging
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, ParamSpec, TypeVar

import pytest
from telegram.request import BaseRequest, RequestData

from bot import application as application_module
from bot.application import build
from bot.chats import Chats, Mode, Where
from bot.context import SitrepApplication
from bot.emulator import Call, EmulatorRequest, JsonObject, Telegram
from bot.emulator.pace import GROUP_LIMIT, OVERALL_LIMIT, PRIVATE_LIMIT
from bot.pacing import Pacer
from bot.running import running
from tests.bot.fakes import FakeEngine, settings_for
from tests.bot.random_updates import DISCUSSION, FORUM, Chance
from tests.bot.virtual_time import VirtualLoop

P = ParamSpec("P")
T = TypeVar("T")

UPDATES = int(os.environ.get("SITREP_TEST_UPDATES", "10000"))
BETWEEN = 1.0
BATCHES = (1, 1, 2, 3, 5, 8, 100)
LATE = 4001
_NO_UPDATES: tuple[Any, ...] = (
    *(None, 7, "x", [], {}, {"message": {}}, {"update_id": "7"}, {"update_id": True}),
)
# What Telegram says where the world isn't as an update had it; all else is the bot's mistake.
_ASTRAY = (
    "chat not found",
    "group chat was upgraded",
    "message thread not found",
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message is not modified",
    "need administrator rights",
    "query is too old",
    "invalid file_id",
    "file is too big",
    "TOPIC_CLOSED",
)


class AtOnce(Executor):
    """An executor without threads: what is handed to it is done before it returns."""

    def __init__(self, **_: Any) -> None:
        """As many workers as one likes: there are none."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  whoever waits for it gets it
            done.set_exception(error)
        return done


@dataclass
class Feed(BaseRequest):
    """What getUpdates gives: a few updates at random, a while after it was asked, until it ends.

    Attributes:
        left: how many are to come.
        kinds: how many of each kind came.
        ended: set once nothing is left and the last ones were confirmed.
    """

    chance: Chance
    left: int
    kinds: Counter[str] = field(default_factory=Counter)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    pending: list[JsonObject] = field(default_factory=list)
    latest: list[JsonObject] = field(default_factory=list)
    number: int = 1

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        await asyncio.sleep(self.chance.drawn.expovariate(1 / BETWEEN))
        asked = request_data.json_parameters if request_data else {}
        offset = int(asked.get("offset", 0))
        self.pending = [each for each in self.pending if each["update_id"] >= offset]
        if not self.pending and not self.left:
            self.ended.set()
        # Now and then Telegram gives the same ones again, or what is no update at all.
        again = self.latest if self.chance.drawn.random() < 0.05 else []
        odd = [self.chance.drawn.choice(_NO_UPDATES)] if self.chance.drawn.random() < 0.1 else []
        self.pending += self._drawn()
        given = [*odd, *again, *self.pending]
        self.latest = self.pending
        return HTTPStatus.OK, json.dumps({"ok": True, "result": given}).encode()

    def _drawn(self) -> list[JsonObject]:
        drawn: list[JsonObject] = []
        size = self.chance.drawn.choice(BATCHES)
        while self.left and len(drawn) < size:
            for update in self.chance.updates()[: self.left]:
                drawn.append({"update_id": self.number, **update})
                self.kinds.update(key for key in update)
                self.number += 1
                self.left -= 1
        return drawn


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    swift = VirtualLoop()
    yield swift
    swift.close()


@pytest.fixture
def swift(loop: VirtualLoop, monkeypatch: pytest.MonkeyPatch) -> VirtualLoop:
    """All that the application measures is measured by the loop's time, and no thread runs."""
    monkeypatch.setattr(application_module, "ThreadPoolExecutor", AtOnce)
    monkeypatch.setattr(application_module, "Pacer", partial(Pacer, clock=loop.time))
    return loop


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_ten_thousand_random_updates_do_no_harm(
    swift: VirtualLoop, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    seed = int(os.environ.get("SITREP_TEST_SEED", time.time_ns() % 1_000_000))
    print(f"to do the same again: SITREP_TEST_SEED={seed}")  # noqa: T201
    telegram = Telegram(privacy=False, limits=True, clock=swift.time)
    feed = Feed(Chance(random.Random(seed), telegram), UPDATES)
    telegram.state.updates.clear()
    troubles: list[dict[str, Any]] = []
    began = swift.time()
    swift.set_exception_handler(lambda _, trouble: troubles.append(trouble))
    opened = Chats.open(None, clock=lambda: 1_700_000_000 + swift.time())
    with closing(opened) as chats, caplog.at_level(logging.INFO):
        chats.prefer(Where(FORUM), "mode", Mode.ALL)
        chats.prefer(Where(DISCUSSION), "mode", Mode.AUTO)
        application = build(
            settings_for(telegram, SITREP_PERSON_MINUTE=5, SITREP_PERSON_DAY=50),
            engine,
            chats,
            request=EmulatorRequest(telegram),
            get_updates_request=feed,
            clock=swift.time,
        )
        swift.run_until_complete(_live_through(application, feed, telegram))
    print(_figures(feed, telegram, swift.time() - began))  # noqa: T201
    assert not troubles
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert b"sitrep_handler_errors_total 0.0" in application.bot_data.metrics.exposition()[0]
    assert _mistakes(telegram.state.calls) == []
    _assert_within_limits(telegram)


async def _live_through(application: SitrepApplication, feed: Feed, telegram: Telegram) -> None:
    async with running(application):
        async with asyncio.timeout(20 * UPDATES * BETWEEN):
            await feed.ended.wait()
        await asyncio.sleep(600)  # what waits for its place is sent meanwhile
        people = telegram.people
        people.user(LATE, "Late")
        number = people.say(LATE, LATE, "Was anybody killed in an airstrike?")["message_id"]
        told = telegram.state.updates.take()
        feed.pending = [{**each, "update_id": feed.number + i} for i, each in enumerate(told)]
        await asyncio.sleep(10)
        [answer] = people.messages(LATE)
        assert answer["reply_to_message"]["message_id"] == number
        assert "airstrike" in answer["text"]


def _mistakes(calls: list[Call]) -> list[tuple[str, str | None]]:
    """What Telegram refused for what the bot sent, and what can't even be sent to it."""
    for call in calls:
        for value in call.params.values():
            value.encode()  # HTTP has no half characters
    refused = [call for call in calls if call.status not in {HTTPStatus.OK, HTTPStatus.FORBIDDEN}]
    return [
        (call.method, call.description)
        for call in refused
        if not any(words in (call.description or "") for words in _ASTRAY)
    ]


def _assert_within_limits(telegram: Telegram) -> None:
    busiest = _busiest(telegram)
    assert busiest.pop("all") <= OVERALL_LIMIT[1]
    assert busiest.pop("private") <= PRIVATE_LIMIT[1]
    assert max(busiest.values()) <= GROUP_LIMIT[1]


def _busiest(telegram: Telegram) -> Counter[str]:
    """The most that was written within what Telegram counts, by kind of chat and in all."""
    state = telegram.state
    most = Counter({"all": state.most_within(None, OVERALL_LIMIT[0])})
    for chat in state.chats.values():
        seconds, _ = PRIVATE_LIMIT if chat.is_private else GROUP_LIMIT
        most[chat.kind] = max(most[chat.kind], state.most_within(chat.id, seconds))
    return most


def _figures(feed: Feed, telegram: Telegram, seconds: float) -> str:
    calls = telegram.state.calls
    figures: dict[str, Counter[Any]] = {
        f"updates in {seconds:.0f} simulated seconds": feed.kinds,
        "calls": Counter(call.method for call in calls),
        "refused": Counter(call.description for call in calls if call.status != HTTPStatus.OK),
        "at most within what Telegram counts": _busiest(telegram),
    }
    return "\n".join(f"{what}: {dict(count)}" for what, count in figures.items())
