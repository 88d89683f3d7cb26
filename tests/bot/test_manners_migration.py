"""A group becomes a supergroup: all that is known of it goes along, once, and nothing is lost."""

import asyncio
import itertools
import threading
from typing import Literal

import pytest
from telegram import Update

from bot.chats import Chats
from bot.emulator import JsonObject
from tests.bot.fakes import ANN, BOB, FakeEngine, World
from tests.bot.scenes import (
    ANSWER,
    OTHER_ANSWER,
    OTHER_QUESTION,
    QUESTION,
    SAY,
    ask,
    labels,
    last,
    restarted,
    set_mode,
    world_of,
)

OLD, NEW = -500, -1001234567890
WHEN = "And when was that?"
Order = Literal["to_first", "from_first"]
ORDERS: list[Order] = ["to_first", "from_first"]


@pytest.fixture
def group(world: World) -> World:
    """Ann and Bob in a basic group."""
    return with_group(world)


def with_group(world: World, first: int = 5000) -> World:
    """Ann and Bob in a basic group, whose messages are numbered from there."""
    world.telegram.people.group(OLD, members=[ANN, BOB], type="group")
    world.telegram.state.chats[OLD].next_id = itertools.count(first)
    return world


async def migrate(world: World, order: Order = "to_first") -> None:
    world.telegram.people.migrate(OLD, NEW, order)
    await world.settle()


async def feed(world: World, update: JsonObject) -> None:
    """Deliver one update, after all those before it were dealt with."""
    await world.application.update_queue.put(Update.de_json(update, world.application.bot))
    await world.application.update_queue.join()


def question_in_old(world: World, text: str = f"/ask {QUESTION}") -> int:
    return int(world.telegram.people.say(OLD, ANN, text)["message_id"])


@pytest.mark.parametrize("order", ORDERS)
async def test_settings_and_conversations_go_along(group: World, order: Order) -> None:
    await set_mode(group, OLD, "all")
    await ask(group, OLD, ANN, QUESTION)
    await migrate(group, order)
    await group.say(NEW, BOB, "airstrike")
    assert last(group, NEW)["text"].startswith(ANSWER)
    followed = await ask(group, NEW, ANN, WHEN)
    assert SAY.searched("when was that") in followed["text"]


@pytest.mark.parametrize("order", ORDERS)
async def test_nothing_of_it_stays_behind(group: World, chats: Chats, order: Order) -> None:
    await set_mode(group, OLD, "all")
    card = await ask(group, OLD, ANN, QUESTION)
    await group.press(OLD, ANN, card, "👍")
    before = chats.kept(ANN)
    await migrate(group, order)
    assert chats.kept(ANN) == before
    for table in ("pages", "replies", "votes", "turns", "preferences", "inbox", "posts"):
        sql = f"SELECT count(*) FROM {table} WHERE chat_id = ?"
        assert chats._one(sql, (OLD,)) == (0,), table


@pytest.mark.parametrize("order", ORDERS)
async def test_it_moves_once_so_that_what_is_set_since_is_not_undone(
    group: World, order: Order
) -> None:
    await set_mode(group, OLD, "all")
    group.telegram.people.migrate(OLD, NEW, order)
    *_, first, second = group.telegram.state.updates.take()
    await feed(group, first)
    await set_mode(group, NEW, "off")
    for update in (second, first, second):  # and again, as if delivered twice
        await feed(group, update | {"update_id": update["update_id"] + 1000})
    await group.say(NEW, BOB, "airstrike")
    assert group.messages(NEW) == []


@pytest.mark.parametrize("order", ORDERS)
async def test_the_limits_go_along(engine: FakeEngine, chats: Chats, order: Order) -> None:
    async with world_of(engine, chats, SITREP_GROUP_MINUTE=2) as world:
        with_group(world)
        for person in (ANN, BOB):
            await ask(world, OLD, person, QUESTION)
        await migrate(world, order)
        card = await ask(world, NEW, ANN, QUESTION)
        assert card["text"] == SAY.group_slow_down(2)


async def test_it_is_noticed_by_sending_too(group: World) -> None:
    """Where the bot missed the messages that tell of it."""
    await set_mode(group, OLD, "all")
    question_in_old(group)
    asked = group.telegram.state.updates.take()
    group.telegram.people.migrate(OLD, NEW)
    group.telegram.state.updates.clear()
    for update in asked:
        await feed(group, update)
    assert last(group, NEW)["text"].startswith(ANSWER)
    await group.say(NEW, BOB, "airstrike")
    assert len(group.messages(NEW)) == 2


@pytest.mark.parametrize("order", ORDERS)
async def test_a_question_that_waits_is_answered_in_the_supergroup_once(
    world: World, order: Order
) -> None:
    group = with_group(world, first=1)
    question_in_old(group)
    group.telegram.people.migrate(OLD, NEW, order)
    await group.settle()
    (card,) = group.messages(NEW)
    assert card["text"].startswith(ANSWER)
    assert group.messages(OLD) == []
    # There another message has the question's number: it is a reply to none.
    assert "reply_to_message" not in card


@pytest.mark.parametrize("order", ORDERS)
async def test_an_answer_under_way_arrives_with_all_that_belongs_to_it(
    group: World, order: Order
) -> None:
    release = threading.Event()
    group.engine.before = lambda question: release.wait(5)
    question_in_old(group)
    settling = asyncio.create_task(group.settle())
    await asyncio.sleep(0.03)
    group.telegram.people.migrate(OLD, NEW, order)
    told = [
        asyncio.create_task(feed(group, update)) for update in group.telegram.state.updates.take()
    ]
    await asyncio.sleep(0.03)  # the supergroup is known before the answer is
    release.set()
    await asyncio.gather(settling, *told)
    (card,) = group.messages(NEW)
    assert card["text"].startswith(ANSWER)
    await group.press(NEW, ANN, card, "▶")
    assert last(group, NEW)["text"].endswith("2 of 2")
    await group.press(NEW, BOB, card, "👍")
    assert "👍 1" in labels(last(group, NEW))
    for said, how in ((f"/ask {WHEN}", {}), (WHEN, {"reply_to": card["message_id"]})):
        await group.say(NEW, ANN, said, **how)
        assert last(group, NEW)["text"].startswith(ANSWER)
        assert SAY.searched("when was that") in last(group, NEW)["text"]


async def test_a_question_and_its_edit_from_before_do_no_harm(
    group: World, caplog: pytest.LogCaptureFixture
) -> None:
    asked = question_in_old(group)
    await group.settle()
    group.telegram.people.edit(OLD, asked, f"/ask {OTHER_QUESTION}")
    group.telegram.people.migrate(OLD, NEW)
    await group.settle()
    assert group.messages(NEW) == []
    assert "A handler failed" not in caplog.text


async def test_an_old_card_does_not_change_another_that_has_its_number_now(group: World) -> None:
    old = await ask(group, OLD, ANN, QUESTION)
    await migrate(group)
    new = await ask(group, NEW, BOB, OTHER_QUESTION)
    number = old["message_id"] = new["message_id"]
    group.telegram.state.chats[OLD].messages[number] = old
    for label in ("▶", SAY.whole_button, "👍"):
        told = await group.press(OLD, ANN, old, label)
        assert told["text"] == SAY.expired
    assert last(group, NEW) == new


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("is_waiting", [True, False])
async def test_a_group_that_is_allowed_stays_allowed(
    engine: FakeEngine, chats: Chats, order: Order, is_waiting: bool
) -> None:
    async with world_of(engine, chats, SITREP_ALLOWED_CHATS=str(OLD)) as world:
        with_group(world)
        if is_waiting:
            question_in_old(world)
        await migrate(world, order)
        assert world.calls("leaveChat") == []
        await ask(world, NEW, BOB, OTHER_QUESTION)
        assert last(world, NEW)["text"].startswith(OTHER_ANSWER)
        assert SAY.chat_refused not in world.texts(NEW)


@pytest.mark.parametrize("order", ORDERS)
async def test_whatever_is_told_first_an_allowed_group_is_not_left(
    engine: FakeEngine, chats: Chats, order: Order
) -> None:
    async with world_of(engine, chats, SITREP_ALLOWED_CHATS=str(OLD)) as world:
        with_group(world)
        world.telegram.people.migrate(OLD, NEW, order)
        world.telegram.people.say(NEW, BOB, f"/ask {QUESTION}")
        for update in reversed(world.telegram.state.updates.take()):
            await feed(world, update)
        assert world.calls("leaveChat") == []
        assert world.texts(NEW)[0].startswith(ANSWER)


async def test_a_group_that_is_allowed_stays_so_after_a_restart(
    engine: FakeEngine, chats: Chats
) -> None:
    async with world_of(engine, chats, SITREP_ALLOWED_CHATS=str(OLD)) as world:
        await migrate(with_group(world))
    async with restarted(world, chats, SITREP_ALLOWED_CHATS=str(OLD)) as later:
        await ask(later, NEW, BOB, QUESTION)
        assert last(later, NEW)["text"].startswith(ANSWER)


async def test_another_supergroup_does_not_pass_for_the_allowed_one(
    engine: FakeEngine, chats: Chats
) -> None:
    async with world_of(engine, chats, SITREP_ALLOWED_CHATS=str(OLD)) as world:
        world.telegram.people.group(OLD - 1, members=[BOB], type="group")
        world.telegram.people.migrate(OLD - 1, NEW)
        await world.settle()
        assert {"chat_id": NEW} in world.calls("leaveChat")
