"""Killed at every point between two writes or sends: nothing is lost, nothing announced twice.

A kill is simulated where it can be told apart from others: before a transaction, before its commit,
after it, before a message leaves, and after Telegram took it. What would run on in a killed process
(`finally`, `except`) reaches neither file nor Telegram.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from sqlite3 import Connection
from typing import Any

import pytest
from telegram.request import RequestData

from bot.announcing import SHOW, Announcer
from bot.chats import Chats, Where
from bot.emulator import EmulatorRequest, JsonObject, Telegram
from tests.bot.fakes import ANN, BOB, FORUM, GROUP
from tests.bot.newsroom import (
    NOON,
    NewsEngine,
    Newsroom,
    application_of,
    idle,
    look,
    newsroom,
    reopened,
)
from tests.bot.scenes import SAY, lead
from tests.fakes import Clock
from tests.length import WHOLE

CAMP = "Forty families left the al-Hol camp."
HERE = Where(ANN)
N_OFTEN = 200 if WHOLE else 12

pytestmark = pytest.mark.timeout(300)


class Killed(BaseException):
    """The end of a process."""


@dataclass
class Fuse:
    """Kills at the step of that number; none for 0."""

    at: int = 0
    n_steps: int = 0
    is_burnt: bool = False

    def step(self) -> None:
        self.n_steps += 1
        self.is_burnt = self.is_burnt or self.n_steps == self.at
        if self.is_burnt:
            raise Killed


class MortalChats(Chats):
    """Each transaction has three points to be killed at."""

    fuse: Fuse

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        self.fuse.step()
        with super()._writing() as connection:
            yield connection
            self.fuse.step()
        self.fuse.step()


class MortalRequest(EmulatorRequest):
    """Each message has two."""

    def __init__(self, telegram: Telegram, fuse: Fuse) -> None:
        super().__init__(telegram)
        self._fuse = fuse

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,
        **named_timeouts: Any,
    ) -> tuple[int, bytes]:
        if not url.endswith("/sendMessage"):
            return await super().do_request(url, method, request_data)
        self._fuse.step()
        answer = await super().do_request(url, method, request_data)
        self._fuse.step()
        return answer


@dataclass
class Machine:
    """What outlives the bot's processes: its file, the library, and Telegram."""

    folder: Path
    clock: Clock = field(default_factory=lambda: Clock(NOON.timestamp()))
    engine: NewsEngine = field(init=False)
    room: Newsroom = field(init=False)

    def __post_init__(self) -> None:
        self.engine = NewsEngine(clock=self.clock)
        self.engine.report(1, CAMP)

    async def set_up(self, prepare: "Scene") -> None:
        """People watch, and then reports come in while no process runs."""
        chats = Chats.open(self.folder, clock=self.clock)
        async with newsroom(self.engine, chats) as room:
            self.room = room
            await prepare(room, self)
        chats.close()

    async def life(self, fuse: Fuse) -> None:
        """A process that announces all that there is to announce, unless it is killed."""
        chats = MortalChats.open(self.folder, clock=self.clock)
        chats.fuse = fuse
        request = MortalRequest(self.telegram, fuse)
        application = application_of(self.telegram, self.engine, chats, request)
        async with idle(application):
            with suppress(Killed):
                await look(Announcer(application))
        chats.close()

    @property
    def telegram(self) -> Telegram:
        return self.room.telegram

    def chats(self) -> Chats:
        return Chats.open(self.folder, clock=self.clock)

    def messages(self, where: Where) -> list[JsonObject]:
        found = self.telegram.people.messages(where.chat_id)
        return [each for each in found if each.get("message_thread_id", 0) == where.thread_id]


Scene = Callable[[Newsroom, Machine], Any]


async def singles(room: Newsroom, machine: Machine) -> None:
    """Reports come one by one, two of them on the same story."""
    await room.watch("al-Hol camp")
    for number in (2, 3):
        machine.engine.report(number, CAMP, story=2)


async def several_places(room: Newsroom, machine: Machine) -> None:
    """Two people, a group, and a topic of a forum wait for the same."""
    topic = room.telegram.people.topic(FORUM, ANN)
    for chat in (GROUP, FORUM):
        lead(room, chat, ANN)
    await room.watch("al-Hol camp")
    await room.watch("al-Hol camp", BOB, BOB)
    await room.watch("al-Hol camp", GROUP)
    await room.watch("al-Hol camp", FORUM, thread=topic)
    machine.engine.report(2, CAMP)


async def gathered(room: Newsroom, machine: Machine) -> None:
    """More than five come at once."""
    await room.watch("al-Hol camp")
    for number in range(2, 9):
        machine.engine.report(number, CAMP)


async def daily(room: Newsroom, machine: Machine) -> None:
    """A digest of so many that it takes two messages is due."""
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/digest 08:00 UTC")
    for number in range(2, 35):
        machine.engine.report(number, CAMP)
    await room.look()
    machine.clock.now = datetime(2026, 11, 26, 8, tzinfo=UTC).timestamp()


SCENES = [singles, several_places, gathered, daily]


def reports_in(message: JsonObject) -> list[int]:
    return [int(number) for number in re.findall(r"Report (\d+) ·", message["text"])]


def batch_of(message: JsonObject) -> int | None:
    """The number that the button of a notice carries."""
    rows = message.get("reply_markup", {"inline_keyboard": []})["inline_keyboard"]
    data = [str(each.get("callback_data")) for row in rows for each in row]
    shows = [each.partition(":")[2] for each in data if each.startswith(f"{SHOW}:")]
    return int(shows[0]) if shows else None


@dataclass
class Told:
    """What a place was told in the end.

    Attributes:
        announced: how often each report stands in a message.
        noticed: how often each is among those that may have arrived.
        listed: those that /watch offers to show.
    """

    announced: "Counter[int]"
    noticed: "Counter[int]"
    listed: set[int]


def told(machine: Machine, where: Where) -> Told:
    chats = machine.chats()
    messages = machine.messages(where)
    batches = [batch for each in messages if (batch := batch_of(each)) is not None]
    result = Told(
        announced=Counter(number for each in messages for number in reports_in(each)),
        noticed=Counter(
            alert.news.article_id
            for batch in batches
            for alert in chats.batches(where.chat_id, [batch])
        ),
        listed={alert.news.article_id for alert in chats.missing(where)},
    )
    chats.close()
    return result


def check(machine: Machine, *, n_kills: int) -> int:
    """Each report is announced once, or it is said once that it may have been.

    Returns:
        Of how many that is said.
    """
    n_doubtful = 0
    chats = machine.chats()
    places = {watch.where for watch in chats.every_watch()}
    assert chats.waiting() == []
    chats.close()
    for where in places:
        found = told(machine, where)
        for number in set(machine.engine.texts) - {1}:
            assert found.announced[number] <= 1, f"report {number} came twice"
            assert found.noticed[number] <= 1, f"the notice about report {number} came twice"
            known = found.announced[number] or found.noticed[number] or number in found.listed
            assert known, f"report {number} is lost"
        assert n_kills > 1 or not found.listed
        n_doubtful += len({*found.noticed, *found.listed})
    assert n_kills or not n_doubtful
    return n_doubtful


async def end(machine: Machine) -> None:
    """The last process isn't killed; what a crash left of a digest comes with the next one."""
    await machine.life(Fuse())
    chats = machine.chats()
    is_daily = chats.timetable(HERE).digest is not None
    chats.close()
    for _ in range(2 * is_daily):
        machine.clock.wait(days=1)
        await machine.life(Fuse())


@pytest.mark.parametrize("scene", SCENES)
async def test_killed_at_any_point_nothing_is_lost_and_nothing_comes_twice(
    tmp_path: Path, scene: Scene
) -> None:
    step = 1 if WHOLE else 2 if scene is singles else 5
    at, n_unsure, fuse = 0, 0, Fuse(is_burnt=True)
    while fuse.is_burnt or at <= step:
        machine = Machine(tmp_path / str(at))
        await machine.set_up(scene)
        fuse = Fuse(at)
        await machine.life(fuse)
        await end(machine)
        n_unsure += check(machine, n_kills=int(fuse.is_burnt))
        at += step
    # A report's way has eleven points: three in each of three transactions, and two in sending.
    assert at > 11
    assert n_unsure >= 1


@pytest.mark.parametrize("scene", SCENES)
async def test_killed_again_and_again_nothing_is_lost_and_nothing_comes_twice(
    tmp_path: Path, scene: Scene
) -> None:
    random = Random(scene.__name__)
    for attempt in range(N_OFTEN // len(SCENES)):
        machine = Machine(tmp_path / str(attempt))
        await machine.set_up(scene)
        fuses = [Fuse(random.randint(1, 30)) for _ in range(random.randint(2, 4))]
        for fuse in fuses:
            await machine.life(fuse)
        await end(machine)
        check(machine, n_kills=sum(fuse.is_burnt for fuse in fuses))


async def test_what_may_have_arrived_is_shown_when_somebody_asks_for_it(tmp_path: Path) -> None:
    had_arrived = set()
    for at in range(10, 18):
        machine = Machine(tmp_path / str(at))
        await machine.set_up(singles)
        await machine.life(Fuse(at))
        await machine.life(Fuse())
        chats = machine.chats()
        async with reopened(machine.room, chats) as room:
            for message in machine.messages(HERE):
                if batch := batch_of(message):
                    (alert,) = chats.batches(ANN, [batch])
                    number = alert.news.article_id
                    before = told(machine, HERE).announced[number]
                    await room.press(ANN, ANN, message, SAY.show_one_button)
                    assert told(machine, HERE).announced[number] == before + 1
                    had_arrived.add(before)
        chats.close()
    # Killed before Telegram took it, and after.
    assert had_arrived == {0, 1}


async def test_stopped_while_telegram_is_taking_it_it_is_not_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.announcing.worker.GIVING_UP", 0.01)
    sends = asyncio.Event()

    class Hanging(EmulatorRequest):
        async def do_request(self, url: str, *rest: Any, **more: Any) -> tuple[int, bytes]:
            answer = await super().do_request(url, *rest, **more)
            if url.endswith("/sendMessage"):
                sends.set()
                await asyncio.Event().wait()
            return answer

    machine = Machine(tmp_path)
    await machine.set_up(gathered)
    chats = machine.chats()
    application = application_of(machine.telegram, machine.engine, chats, Hanging(machine.telegram))
    async with idle(application):
        running = asyncio.create_task(Announcer(application).run())
        await sends.wait()
        running.cancel()
        await asyncio.wait([running], timeout=1)
        assert running.cancelled()
    chats.close()
    await machine.life(Fuse())
    check(machine, n_kills=1)
    assert told(machine, HERE).announced[2] == 1
    assert batch_of(machine.messages(HERE)[-1]) is not None
