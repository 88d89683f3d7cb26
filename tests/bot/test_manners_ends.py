"""How chats end: blocked, kicked, deleted. Nothing is kept then, and nothing more is sent."""

import pytest

from bot.chats import Chats
from tests.bot.fakes import ANN, BOB, FORUM, GROUP, World
from tests.bot.scenes import ANSWER, QUESTION, SAY, ask, choose, last, set_mode

TABLES = ("pages", "replies", "votes", "turns", "preferences", "inbox", "posts")
OLD = -500


def rows(chats: Chats, chat: int) -> dict[str, int]:
    """How much is kept of a chat, table by table, where there is anything."""
    counts = {
        table: chats._all(f"SELECT count(*) FROM {table} WHERE chat_id = ?", (chat,))[0][0]
        for table in TABLES
    }
    return {table: count for table, count in counts.items() if count}


async def lively(world: World, chat: int) -> None:
    """Ask, vote and set something, so that there is much to forget."""
    if chat < 0:
        await set_mode(world, chat, "all")
    else:
        await choose(world, chat, ANN, SAY.passages_label, "2")
    card = await ask(world, chat, ANN, QUESTION)
    await world.press(chat, ANN, card, "👍")


@pytest.mark.parametrize(("chat", "status"), [(ANN, "kicked"), (GROUP, "kicked"), (GROUP, "left")])
async def test_of_a_chat_that_the_bot_was_shut_out_of_nothing_is_kept(
    world: World, chats: Chats, chat: int, status: str
) -> None:
    await lively(world, chat)
    assert {"pages", "replies", "votes", "turns", "preferences"} <= rows(chats, chat).keys()
    sent = len(world.calls("sendMessage"))
    world.telegram.people.member(chat, ANN, status)
    await world.settle()
    assert rows(chats, chat) == {}
    assert len(world.calls("sendMessage")) == sent


async def test_what_is_kept_of_other_chats_stays(world: World, chats: Chats) -> None:
    for chat in (GROUP, FORUM, ANN):
        await lively(world, chat)
    before = {chat: rows(chats, chat) for chat in (FORUM, ANN)}
    world.telegram.people.member(GROUP, ANN, "kicked")
    await world.settle()
    assert {chat: rows(chats, chat) for chat in (FORUM, ANN)} == before


@pytest.mark.parametrize("chat", [ANN, GROUP])
async def test_an_answer_under_way_is_given_up(
    world: World, chats: Chats, chat: int, caplog: pytest.LogCaptureFixture
) -> None:
    world.engine.before = lambda question: world.telegram.people.member(chat, ANN, "kicked")
    await world.say(chat, ANN, f"/ask {QUESTION}")
    assert world.messages(chat) == []
    assert len(world.calls("sendMessage")) == 1  # no second attempt, and no excuse
    assert rows(chats, chat) == {}
    assert "A handler failed" not in caplog.text


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_deleted_group_is_forgotten_when_it_is_met(
    world: World, chats: Chats, kind: str
) -> None:
    """Of a deletion there is no update."""
    world.telegram.people.group(OLD, members=[ANN], type=kind)
    await lively(world, OLD)
    world.engine.before = lambda question: world.telegram.people.drop(OLD)
    await world.say(OLD, ANN, f"/ask {QUESTION}")
    assert len(world.messages(OLD)) == 1  # that of before
    assert rows(chats, OLD) == {}


async def test_a_press_in_a_chat_that_is_gone_is_let_go(
    world: World, chats: Chats, caplog: pytest.LogCaptureFixture
) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    world.telegram.people.press(GROUP, ANN, card["message_id"], world.data(card, "▶"))
    world.telegram.people.press(GROUP, ANN, card["message_id"], world.data(card, "👍"))
    world.telegram.people.drop(GROUP)
    await world.settle()
    assert world.telegram.state.queries == {}
    assert "A handler failed" not in caplog.text


async def test_who_comes_back_begins_anew(world: World) -> None:
    await lively(world, GROUP)
    for status in ("kicked", "member"):
        world.telegram.people.member(GROUP, ANN, status)
    await world.settle()
    await world.say(GROUP, BOB, "airstrike")  # no longer in the mode that was set
    assert len(world.messages(GROUP)) == 1
    await world.say(GROUP, ANN, "/ask And when was that?")
    assert "airstrike" not in last(world, GROUP)["text"]


async def test_who_unblocks_the_bot_is_answered_again(world: World) -> None:
    for status in ("kicked", "member"):
        world.telegram.people.member(ANN, ANN, status)
    await world.settle()
    await world.say(ANN, ANN, QUESTION)
    assert last(world, ANN)["text"].startswith(ANSWER)


async def test_an_old_button_of_a_chat_that_came_back_has_expired(world: World) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    for status in ("kicked", "member"):
        world.telegram.people.member(GROUP, ANN, status)
    await world.settle()
    assert (await world.press(GROUP, ANN, card, "▶"))["text"] == SAY.expired


async def test_a_change_of_rights_ends_nothing(world: World, chats: Chats) -> None:
    await lively(world, GROUP)
    before = rows(chats, GROUP)
    for status in ("administrator", "member"):
        world.telegram.people.member(GROUP, ANN, status)
    await world.settle()
    assert rows(chats, GROUP) == before
