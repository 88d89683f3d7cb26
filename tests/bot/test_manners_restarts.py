"""Restarts: what waits is answered once by the next process, however the last one ended."""

import asyncio
import copy
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.request import RequestData

from bot.application import build
from bot.chats import Chats
from bot.context import SitrepApplication
from bot.emulator import Call, EmulatorRequest, JsonObject, Telegram
from bot.pacing import UNHURRIED
from bot.running import running
from tests.bot.fakes import ANN, BOB, GROUP, FakeEngine, World, settings_for, started
from tests.bot.scenes import ANSWER, OTHER_ANSWER, OTHER_QUESTION, QUESTION, SAY, last

Life = Callable[[SitrepApplication], AbstractAsyncContextManager[object]]


class Dying(EmulatorRequest):
    """A process that is killed while it sends, before or after Telegram took the message."""

    def __init__(self, telegram: Telegram, *, arrives: bool) -> None:
        super().__init__(telegram)
        self._arrives = arrives

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_timeouts: Any,
        **_named_timeouts: Any,
    ) -> tuple[int, bytes]:
        dies = url.endswith("/sendMessage")
        if dies and not self._arrives:
            raise asyncio.CancelledError
        answer = await super().do_request(url, method, request_data)
        if dies:
            raise asyncio.CancelledError
        return answer


@dataclass
class Machine:
    """What is kept on it outlives the bot's processes, and Telegram has no part in them."""

    folder: Path
    telegram: Telegram
    engine: FakeEngine
    _world: World | None = None

    @asynccontextmanager
    async def process(
        self, life: Life = started, *, request: EmulatorRequest | None = None
    ) -> AsyncIterator[World]:
        """A process of the bot, which first deals with what the one before left behind."""
        chats = Chats.open(self.folder)
        application = build(
            settings_for(self.telegram),
            self.engine,
            chats,
            request=request or EmulatorRequest(self.telegram),
            get_updates_request=EmulatorRequest(self.telegram),
            pace=UNHURRIED,
        )
        self._world = copy.copy(self._world or World(self.telegram, application, self.engine))
        self._world.application = application
        async with life(application):
            if life is started:
                await application.update_queue.join()
            yield self._world
        chats.close()

    @property
    def written(self) -> str:
        """All that is written down of updates."""
        chats = Chats.open(self.folder)
        found = chats._all("SELECT body FROM inbox")
        chats.close()
        return "".join(body for (body,) in found)


@asynccontextmanager
async def taking(application: SitrepApplication) -> AsyncIterator[None]:
    """A life in which updates are taken, and none is dealt with."""
    async with application:
        yield
    assert application.post_shutdown
    await application.post_shutdown(application)


@pytest.fixture
def machine(tmp_path: Path, engine: FakeEngine) -> Machine:
    return Machine(tmp_path, Telegram(privacy=False), engine)


async def deliver(world: World, updates: list[JsonObject]) -> None:
    for update in updates:
        await world.application.update_queue.put(Update.de_json(update, world.application.bot))


async def take(world: World) -> list[JsonObject]:
    """Have the bot take what happened; returns it, to be delivered again."""
    updates = world.telegram.state.updates.take()
    await deliver(world, updates)
    return updates


async def killed_before_handling(machine: Machine, *questions: str) -> list[JsonObject]:
    """Ann and the others ask, the bot takes it and is killed."""
    async with machine.process(taking) as world:
        for question in questions:
            world.telegram.people.say(ANN, ANN, question)
        return await take(world)


async def test_what_was_taken_and_not_answered_is_answered_once(machine: Machine) -> None:
    updates = await killed_before_handling(machine, QUESTION, OTHER_QUESTION)
    async with machine.process() as world:
        first, second = sorted(world.texts(ANN))
        assert (first[:10], second[:10]) == (ANSWER[:10], OTHER_ANSWER[:10])
        replied = {card["reply_to_message"]["message_id"] for card in world.messages(ANN)}
        assert replied == {update["message"]["message_id"] for update in updates}
        await deliver(world, updates)  # Telegram never learnt that they were taken
        await world.application.update_queue.join()
        assert len(world.messages(ANN)) == 2
    async with machine.process() as world:
        await deliver(world, updates)
        await world.application.update_queue.join()
        assert len(world.messages(ANN)) == 2


@pytest.mark.parametrize("arrives", [True, False])
async def test_what_was_being_sent_gets_a_notice_once(machine: Machine, arrives: bool) -> None:
    request = Dying(machine.telegram, arrives=arrives)
    async with machine.process(request=request) as world:
        asked = await world.say(ANN, ANN, QUESTION)
    for _ in range(2):
        async with machine.process() as world:
            texts = world.texts(ANN)
            assert texts[-1] == SAY.interrupted
            assert len(texts) == arrives + 1
            assert last(world, ANN)["reply_to_message"]["message_id"] == asked
    assert machine.engine.asked == [QUESTION]


async def test_an_answer_known_to_have_arrived_gets_no_notice(machine: Machine) -> None:
    async with machine.process() as world:
        # Killed between the answer and the last line about it.
        world.application.bot_data.chats.done = lambda update_id: None  # type: ignore[method-assign]
        await world.say(ANN, ANN, QUESTION)
    async with machine.process() as world:
        (text,) = world.texts(ANN)
        assert text.startswith(ANSWER)
        assert machine.engine.asked == [QUESTION]


async def test_an_edit_that_waits_changes_the_answer_after_the_restart(machine: Machine) -> None:
    async with machine.process() as world:
        asked = await world.say(ANN, ANN, QUESTION)
    async with machine.process(taking) as world:
        world.telegram.people.edit(ANN, asked, OTHER_QUESTION)
        await take(world)
    async with machine.process() as world:
        (text,) = world.texts(ANN)
        assert text.startswith(OTHER_ANSWER)


async def test_a_question_and_its_edit_that_wait_end_as_one_answer(machine: Machine) -> None:
    async with machine.process(taking) as world:
        asked = world.telegram.people.say(ANN, ANN, QUESTION)["message_id"]
        world.telegram.people.edit(ANN, asked, OTHER_QUESTION)
        await take(world)
    async with machine.process() as world:
        (text,) = world.texts(ANN)
        assert text.startswith(OTHER_ANSWER)


async def test_commands_and_moves_that_wait_are_dealt_with(machine: Machine) -> None:
    async with machine.process() as world:
        await world.say(ANN, ANN, QUESTION)
    await killed_before_handling(machine, "/deletemydata")
    async with machine.process() as world:
        assert last(world, ANN)["text"] == SAY.deleted_html
        assert world.application.bot_data.chats.kept(ANN).answers == 0


async def test_what_was_dealt_with_is_not_kept(machine: Machine) -> None:
    await killed_before_handling(machine, QUESTION)
    assert "airstrike" in machine.written
    async with machine.process() as world:
        await world.say(GROUP, BOB, f"/ask {OTHER_QUESTION}")
    assert machine.written == ""


async def test_what_a_group_says_among_itself_is_never_written_down(machine: Machine) -> None:
    async with machine.process(taking) as world:
        world.telegram.people.say(GROUP, BOB, "Secret talk about an airstrike")
        await take(world)
    assert machine.written == ""


async def test_a_damaged_line_holds_nobody_up(machine: Machine) -> None:
    await killed_before_handling(machine, QUESTION, OTHER_QUESTION)
    chats = Chats.open(machine.folder)
    with chats._writing() as connection:
        connection.execute(
            "UPDATE inbox SET body = '{' WHERE update_id = (SELECT min(update_id) FROM inbox)"
        )
    chats.close()
    async with machine.process() as world:
        (text,) = world.texts(ANN)
        assert text.startswith(OTHER_ANSWER)


async def test_a_stop_finishes_what_is_under_way_and_leaves_the_rest(machine: Machine) -> None:
    asked, release, waits = threading.Event(), threading.Event(), asyncio.Event()

    def work(question: str) -> None:
        asked.set()
        release.wait(5)

    machine.engine.before = work
    async with machine.process(running) as world:
        machine.telegram.watchers.append(lambda call: waits.set() if _types(call, BOB) else None)
        world.telegram.people.say(ANN, ANN, QUESTION)
        await asyncio.to_thread(asked.wait, 5)
        world.telegram.people.say(BOB, BOB, OTHER_QUESTION)
        await waits.wait()
        asyncio.get_running_loop().call_later(0.05, release.set)
    assert len(machine.telegram.people.messages(ANN)) == 1
    assert machine.telegram.people.messages(BOB) == []
    async with machine.process() as world:
        assert len(world.messages(ANN)) == 1
        (text,) = world.texts(BOB)
        assert text.startswith(OTHER_ANSWER)


def _types(call: Call, chat: int) -> bool:
    """Whether a call shows that the bot is at work on a question from there."""
    return call.method == "sendChatAction" and call.params["chat_id"] == str(chat)
