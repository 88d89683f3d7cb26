"""The bot's life: polling and webhook, what it tells of itself, and an end in good order."""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram.request import RequestData

from bot import running as running_module
from bot.application import build
from bot.chats import DAY, Chats
from bot.context import SitrepApplication
from bot.emulator import Call, EmulatorRequest, Telegram
from bot.pacing import UNHURRIED
from bot.routes import ALLOWED_UPDATES
from bot.running import run, running
from bot.settings import SettingsError
from bot.upkeep import sweeping
from index import LibraryBusy
from tests.bot.fakes import ANN, BOB, FakeEngine, World, settings_for
from tests.bot.scenes import ANSWER, OTHER_ANSWER, OTHER_QUESTION, QUESTION, SAY
from tests.emulator_server import deliver
from tests.fakes import Clock
from tests.processes import free_port, until

PATH, SECRET = "/hook/a.b", "a-Secret_1"
WORD = "zebedee"  # by name where it is raised: tracebacks show their lines' source


class Slow(EmulatorRequest):
    """Telegram takes its time with a method, or with those calls of it that give a parameter.

    Attributes:
        begun: set at the first of them.
        release: lets them end.
    """

    def __init__(self, telegram: Telegram, method: str, parameter: str = "") -> None:
        super().__init__(telegram)
        self._method, self._parameter = method, parameter
        self.begun, self.release = asyncio.Event(), asyncio.Event()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        given = request_data.json_parameters if request_data else {}
        is_it = not self._parameter or given.get(self._parameter, "0") != "0"
        if url.endswith(f"/{self._method}") and is_it:
            self.begun.set()
            await self.release.wait()
        return await super().do_request(url, method, request_data)


@dataclass
class Machine:
    """A computer on which one process of the bot follows another; Ann and Bob write to it."""

    folder: Path
    telegram: Telegram
    engine: FakeEngine

    def built(
        self,
        chats: Chats,
        request: EmulatorRequest | None = None,
        polling: EmulatorRequest | None = None,
        **settings: object,
    ) -> SitrepApplication:
        application = build(
            settings_for(self.telegram, **settings),
            self.engine,
            chats,
            request=request or EmulatorRequest(self.telegram),
            get_updates_request=polling or EmulatorRequest(self.telegram),
            pace=UNHURRIED,
        )
        if not self.telegram.state.users:
            World(self.telegram, application, self.engine)
        return application

    @asynccontextmanager
    async def process(self, **how: Any) -> AsyncIterator[SitrepApplication]:
        chats = Chats.open(self.folder)
        try:
            application = self.built(chats, **how)
            async with running(application):
                yield application
        finally:
            chats.close()

    def texts(self, chat: int) -> list[str]:
        return [message["text"] for message in self.telegram.people.messages(chat)]

    async def answered(self, chat: int, count: int = 1) -> list[str]:
        return await until(lambda: self.texts(chat)[count - 1 :], "an answer")


@pytest.fixture
async def machine(tmp_path: Path, engine: FakeEngine) -> AsyncIterator[Machine]:
    telegram = Telegram(privacy=False, deliver=deliver)
    yield Machine(tmp_path, telegram, engine)
    await telegram.close()


@pytest.fixture
def held(engine: FakeEngine) -> Iterator[threading.Event]:
    """Nothing is answered until this is set."""
    release = threading.Event()
    engine.before = lambda _: release.wait(10)
    yield release
    release.set()


def hooked() -> dict[str, object]:
    """Settings with a webhook."""
    address = f"127.0.0.1:{free_port()}"
    return {
        "SITREP_LISTEN": address,
        "SITREP_WEBHOOK_URL": f"http://{address}{PATH}",
        "SITREP_WEBHOOK_SECRET": SECRET,
    }


@asynccontextmanager
async def client_of(settings: dict[str, object]) -> AsyncIterator[httpx.AsyncClient]:
    address = f"http://{settings['SITREP_LISTEN']}"
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        yield client


async def readiness(client: httpx.AsyncClient) -> tuple[int, str]:
    answer = await client.get("/readyz")
    return answer.status_code, answer.text


def calls(telegram: Telegram, method: str) -> list[dict[str, str]]:
    return [call.params for call in telegram.state.calls if call.method == method]


async def test_polled_updates_are_answered_and_nothing_is_listened_at(machine: Machine) -> None:
    async with machine.process() as application:
        machine.telegram.people.say(ANN, ANN, QUESTION)
        assert (await machine.answered(ANN))[0].startswith(ANSWER)
        assert machine.telegram.state.updates.allowed == set(ALLOWED_UPDATES)
        assert application.bot_data.settings.listen is None
    assert not calls(machine.telegram, "setWebhook")
    assert not machine.telegram.state.updates.is_polled


async def test_posted_updates_are_answered(machine: Machine) -> None:
    settings = hooked()
    async with machine.process(**settings):
        machine.telegram.people.say(ANN, ANN, QUESTION)
        machine.telegram.people.say(BOB, BOB, OTHER_QUESTION)
        assert (await machine.answered(ANN))[0].startswith(ANSWER)
        assert (await machine.answered(BOB))[0].startswith(OTHER_ANSWER)
    (told,) = calls(machine.telegram, "setWebhook")
    assert told["url"] == settings["SITREP_WEBHOOK_URL"]
    assert told["secret_token"] == SECRET
    assert int(told["max_connections"]) > 1
    assert machine.telegram.state.updates.allowed == set(ALLOWED_UPDATES)
    assert not calls(machine.telegram, "getUpdates")
    # Nobody else takes updates meanwhile: Telegram keeps them for the next start.
    assert machine.telegram.state.updates.webhook


async def test_a_webhook_without_a_secret_gets_one_that_nobody_guesses(machine: Machine) -> None:
    settings = {k: v for k, v in hooked().items() if k != "SITREP_WEBHOOK_SECRET"}
    for _ in range(2):
        async with machine.process(**settings):
            machine.telegram.people.say(ANN, ANN, "/help")
            await machine.answered(ANN, len(machine.texts(ANN)) + 1)
    one, other = (told["secret_token"] for told in calls(machine.telegram, "setWebhook"))
    assert one != other
    assert len(one) > 40


async def test_a_posted_update_that_cannot_be_read_is_taken_and_forgotten(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    settings = hooked()
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with machine.process(**settings), client_of(settings) as client:
        odd = {"update_id": 7, "message": {"text": WORD}}
        answer = await client.post(PATH, json=odd, headers=headers)
    assert answer.status_code == 200
    assert WORD not in caplog.text


async def test_a_webhook_needs_an_address_to_listen_at(engine: FakeEngine, chats: Chats) -> None:
    machine = Machine(Path(), Telegram(), engine)
    application = machine.built(chats, SITREP_WEBHOOK_URL="https://bot.example/a1")
    with pytest.raises(SettingsError, match="Set SITREP_LISTEN, for example"):
        async with running(application):
            raise AssertionError("it must not start")
    assert not machine.telegram.state.calls


async def test_readiness_follows_the_bots_life(machine: Machine, held: threading.Event) -> None:
    settings = hooked() | {"SITREP_QUEUE": 1}
    slow = Slow(machine.telegram, "setMyCommands")
    runs, stop = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with machine.process(request=slow, **settings):
            runs.set()
            await stop.wait()

    async with client_of(settings) as client:
        life = asyncio.create_task(live())
        await slow.begun.wait()
        assert await readiness(client) == (503, "starting")
        slow.release.set()
        await runs.wait()
        assert await readiness(client) == (200, "ready")
        machine.telegram.people.say(ANN, ANN, QUESTION)
        await until(lambda: machine.engine.asked, "the question")
        assert await readiness(client) == (503, "busy")
        stop.set()
        await asyncio.sleep(0.1)
        assert await readiness(client) == (503, "stopping")
        assert (await client.get("/healthz")).status_code == 200
        held.set()
        await life
    assert machine.texts(ANN)[0].startswith(ANSWER)


async def test_metrics_are_told_where_updates_are_polled_too(machine: Machine) -> None:
    settings: dict[str, object] = {"SITREP_LISTEN": f"127.0.0.1:{free_port()}"}
    async with machine.process(**settings) as application, client_of(settings) as client:
        machine.telegram.people.say(ANN, ANN, QUESTION)
        machine.telegram.people.say(BOB, BOB, "What does a pizza cost?")
        await machine.answered(ANN)
        await machine.answered(BOB)
        await until(lambda: not application.bot_data.desk.under_way, "the end")
        metrics = (await client.get("/metrics")).text.splitlines()
        assert (await client.post(PATH)).status_code == 404
    assert 'sitrep_questions_total{where="private"} 2.0' in metrics
    assert 'sitrep_refusals_total{where="private"} 1.0' in metrics
    assert "sitrep_answer_seconds_count 2.0" in metrics
    assert "sitrep_library_revision 3.0" in metrics


@pytest.mark.parametrize("settings", [{}, hooked()], ids=["polling", "webhook"])
async def test_a_stop_sends_what_is_under_way_and_leaves_what_waits(
    machine: Machine, held: threading.Event, settings: dict[str, object]
) -> None:
    async with machine.process(**settings) as application:
        machine.telegram.people.say(ANN, ANN, QUESTION)
        await until(lambda: machine.engine.asked, "the question")
        machine.telegram.people.say(BOB, BOB, OTHER_QUESTION)
        await until(lambda: application.bot_data.desk.waiting, "another question")
        asyncio.get_running_loop().call_later(0.1, held.set)
    assert [text.startswith(ANSWER) for text in machine.texts(ANN)] == [True]
    assert machine.texts(BOB) == []
    for _ in range(2):
        async with machine.process(**settings):
            assert (await machine.answered(BOB))[0].startswith(OTHER_ANSWER)
    assert len(machine.texts(ANN)) == len(machine.texts(BOB)) == 1


async def test_what_is_posted_while_the_bot_stops_is_answered_by_the_next_one(
    machine: Machine, held: threading.Event
) -> None:
    settings = hooked()
    async with machine.process(**settings):
        machine.telegram.people.say(ANN, ANN, QUESTION)
        await until(lambda: machine.engine.asked, "the question")
        loop = asyncio.get_running_loop()
        loop.call_later(0.1, machine.telegram.people.say, BOB, BOB, OTHER_QUESTION)
        loop.call_later(0.3, held.set)
    assert machine.texts(BOB) == []
    async with machine.process(**settings):
        assert (await machine.answered(BOB))[0].startswith(OTHER_ANSWER)
    assert len(machine.texts(ANN)) == len(machine.texts(BOB)) == 1


async def test_an_answer_that_does_not_get_through_is_given_up_in_time(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(running_module, "PATIENCE", 0.3)
    slow = Slow(machine.telegram, "sendMessage")
    async with machine.process(request=slow):
        machine.telegram.people.say(ANN, ANN, QUESTION)
        await slow.begun.wait()
        ending = time.monotonic()
    assert time.monotonic() - ending < 2
    assert "Some answers were not finished" in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    others = asyncio.all_tasks() - {asyncio.current_task()}
    assert [task for task in others if "Application" in task.get_name()] == []
    async with machine.process():
        assert await machine.answered(ANN) == [SAY.interrupted]
    assert machine.engine.asked == [QUESTION]


async def test_a_telegram_that_cannot_be_reached_does_not_hold_up_the_end(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running_module, "_LAST_POLL", 0.1)
    slow = Slow(machine.telegram, "getUpdates", "offset")
    async with machine.process(polling=slow):
        machine.telegram.people.say(ANN, ANN, QUESTION)
        await machine.answered(ANN)
        ending = time.monotonic()
    assert time.monotonic() - ending < 2
    # Telegram was never told, and gives it again.
    assert machine.telegram.state.updates.pending
    async with machine.process():
        await until(lambda: not machine.telegram.state.updates.pending, "the confirmation")
    assert len(machine.texts(ANN)) == 1


async def test_a_poller_that_broke_does_not_spoil_the_end(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    async with machine.process() as application:

        async def fail(item: object) -> None:
            raise ValueError(WORD)

        application.update_queue.put = fail  # type: ignore[method-assign]
        machine.telegram.people.say(ANN, ANN, QUESTION)
        await asyncio.sleep(0.1)
        del application.update_queue.put
    assert "ValueError" in caplog.text
    assert WORD not in caplog.text
    async with machine.process():
        assert (await machine.answered(ANN))[0].startswith(ANSWER)


async def test_what_waits_for_its_place_in_a_chat_is_left_to_the_next_start(
    machine: Machine,
) -> None:
    async with machine.process() as application:
        pacer = application.bot_data.pacer
        lane = pacer._lane(ANN)
        lane.closed_until = time.monotonic() + 3600  # as if Telegram had asked for an hour
        machine.telegram.people.say(ANN, ANN, QUESTION)
        await until(lambda: machine.engine.asked, "the question")
    assert machine.texts(ANN) == []
    async with machine.process():
        assert (await machine.answered(ANN))[0].startswith(ANSWER)


async def test_what_is_too_old_is_swept_away_again_and_again(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sweeping, "SWEEP_EVERY", 0.01)
    clock = Clock()
    chats = Chats.open(None, clock=clock)
    application = machine.built(chats)
    sweep, errors = chats.sweep, [ValueError(WORD), LibraryBusy("locked")]

    def fail_at_first() -> None:
        if errors:
            raise errors.pop()
        sweep()

    monkeypatch.setattr(chats, "sweep", fail_at_first)
    async with running(application):
        machine.telegram.people.say(ANN, ANN, QUESTION)
        await machine.answered(ANN)
        assert chats._all("SELECT count(*) FROM pages") == [(1,)]
        clock.wait(seconds=8 * DAY)
        await until(lambda: chats._all("SELECT count(*) FROM pages") == [(0,)], "the sweeping")
    chats.close()
    assert "What is too old was not deleted: locked" in caplog.text
    assert "Deleting what is too old failed" in caplog.text
    assert WORD not in caplog.text


async def test_what_failed_beside_the_handlers_does_not_keep_the_bot_from_ending(
    machine: Machine,
) -> None:
    async def fail() -> None:
        raise ValueError(WORD)

    async with machine.process() as application:
        services = application.bot_data
        services.background.insert(0, asyncio.create_task(fail()))
        others = services.background[1:]
    assert all(task.cancelled() for task in others)
    with pytest.raises(RuntimeError, match="after shutdown"):
        services.feeder.submit(int)


def test_the_process_ends_on_a_signal(engine: FakeEngine, chats: Chats) -> None:
    telegram = Telegram()
    application = Machine(Path(), telegram, engine).built(chats)
    telegram.people.say(ANN, ANN, QUESTION)

    def stop(call: Call) -> None:
        if call.method == "sendMessage":
            os.kill(os.getpid(), signal.SIGTERM)

    telegram.watchers.append(stop)
    run(application)
    assert len(telegram.people.messages(ANN)) == 1
    assert not application.running
