"""Access: who may use the bot and where, checked for all that they can do."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.chats import Chats
from bot.settings import SERVICE_ACCOUNTS, Settings
from tests.bot.fakes import ANN, BOB, FORUM, GROUP, FakeEngine, World
from tests.bot.scenes import ANSWER, OTHER_QUESTION, QUESTION, SAY, ask, last, restarted, world_of

OWNER, EVE = 1007, 1666
CLOSED = -1999
ACCESS: dict[str, Any] = {
    "SITREP_OWNERS": str(OWNER),
    "SITREP_ALLOWED_PEOPLE": f"{ANN}",
    "SITREP_ALLOWED_CHATS": f"{GROUP}",
}


@pytest.fixture
async def closed(engine: FakeEngine, chats: Chats) -> AsyncIterator[World]:
    """A bot for its owner, for Ann, and for the group; Bob and Eve are strangers."""
    async with world_of(engine, chats, **ACCESS) as world:
        for person, name in ((OWNER, "Olga"), (EVE, "Eve")):
            world.telegram.people.user(person, name)
            world.telegram.people.say(person, person, "/start")
        world.telegram.state.updates.clear()
        world.telegram.people.group(CLOSED, members=[ANN, EVE, OWNER])
        yield world


def is_in(world: World, chat: int) -> bool:
    state = world.telegram.state
    return state.chats[chat].status(state.me["id"]) == "member"


@pytest.mark.parametrize("person", [OWNER, ANN])
async def test_owners_and_allowed_people_are_answered_in_private(
    closed: World, person: int
) -> None:
    await closed.say(person, person, QUESTION)
    assert last(closed, person)["text"].startswith(ANSWER)


@pytest.mark.parametrize("said", [QUESTION, f"/ask {QUESTION}", "/start", "/help", "/settings"])
async def test_a_stranger_is_told_so_in_private(closed: World, said: str) -> None:
    await closed.say(EVE, EVE, said)
    assert closed.texts(EVE) == [SAY.person_refused]
    assert closed.engine.asked == []


@pytest.mark.parametrize(
    "said", ["/mydata", "/deletemydata", "/privacy", "/articles", "/about", "/reset", "/nothing"]
)
async def test_no_command_is_an_open_door(closed: World, said: str) -> None:
    await closed.say(EVE, EVE, said)
    assert closed.texts(EVE) == [SAY.person_refused]


async def test_a_stranger_who_insists_is_told_once_a_minute(closed: World) -> None:
    for _ in range(5):
        await closed.say(EVE, EVE, QUESTION)
    assert closed.texts(EVE) == [SAY.person_refused]


async def test_a_strangers_photo_and_edit_open_nothing(closed: World) -> None:
    asked = await closed.say(EVE, EVE, "", photo=True)
    await closed.edit(EVE, asked, QUESTION)
    await closed.edit(EVE, asked, OTHER_QUESTION)
    assert closed.texts(EVE) == [SAY.person_refused]
    assert closed.engine.asked == []


async def test_an_edit_by_somebody_who_is_allowed_no_more_changes_nothing(
    world: World, chats: Chats
) -> None:
    asked = await world.say(BOB, BOB, QUESTION)
    before = world.messages(BOB)
    async with restarted(world, chats, **ACCESS) as later:
        await later.edit(BOB, asked, OTHER_QUESTION)
        assert later.messages(BOB) == before


async def test_a_strangers_press_is_answered_and_does_nothing(closed: World) -> None:
    await closed.say(EVE, EVE, QUESTION)
    for data in ("p:AAAAAAAAAAA:0", f"a:{EVE}:0", "s:0:open:all", "v:AAAAAAAAAAA:u", "x"):
        told = await closed.press_data(EVE, EVE, last(closed, EVE)["message_id"], data)
        assert told["text"] == SAY.person_refused
    assert len(closed.messages(EVE)) == 1


async def test_a_stranger_is_offered_nothing_inline(closed: World) -> None:
    query = closed.telegram.people.inline(EVE, QUESTION)["id"]
    await closed.settle()
    answer = closed.telegram.state.answers[query]
    assert answer["results"] == []
    assert answer["button"]["text"] == SAY.inline_refused
    assert closed.engine.asked == []


async def test_in_an_allowed_group_everybody_may_ask(closed: World) -> None:
    closed.telegram.people.group(GROUP, members=[ANN, EVE])
    card = await ask(closed, GROUP, EVE, QUESTION)
    assert card["text"].startswith(ANSWER)
    await closed.press(GROUP, EVE, card, "▶")
    assert last(closed, GROUP)["text"].endswith("2 of 2")
    await closed.say(GROUP, 0, f"/ask {QUESTION}", anonymous=True)
    assert len(closed.messages(GROUP)) == 2


async def test_an_owner_sets_what_holds_in_an_allowed_group(closed: World) -> None:
    await closed.say(GROUP, OWNER, "/settings")
    assert last(closed, GROUP)["text"].startswith(SAY.chat_settings)


@pytest.mark.parametrize("person", [EVE, ANN, OWNER])
@pytest.mark.parametrize("said", [f"/ask {QUESTION}", "Hello", "/help"])
async def test_a_group_that_is_not_allowed_gets_one_notice_and_is_left(
    closed: World, person: int, said: str
) -> None:
    await closed.say(CLOSED, person, said)
    assert closed.texts(CLOSED) == [SAY.chat_refused]
    assert not is_in(closed, CLOSED)
    assert closed.engine.asked == []


async def test_a_group_that_is_not_allowed_is_left_as_soon_as_it_is_entered(closed: World) -> None:
    for status in ("left", "member"):
        closed.telegram.people.member(CLOSED, EVE, status)
    await closed.settle()
    assert closed.texts(CLOSED) == [SAY.chat_refused]
    assert not is_in(closed, CLOSED)


async def test_much_that_happens_at_once_gets_one_notice(closed: World) -> None:
    people = closed.telegram.people
    people.member(CLOSED, EVE, "left")
    people.member(CLOSED, EVE, "member")
    for _ in range(5):
        said = people.say(CLOSED, EVE, f"/ask {QUESTION}")["message_id"]
        people.edit(CLOSED, said, f"/ask {OTHER_QUESTION}")
    await closed.settle()
    assert len(closed.calls("sendMessage")) == len(closed.calls("leaveChat")) == 1


async def test_a_group_that_adds_it_again_gets_another_notice(closed: World) -> None:
    for count in (1, 2, 3):
        closed.telegram.people.member(CLOSED, EVE, "left")
        closed.telegram.people.member(CLOSED, EVE, "member")
        await closed.settle()
        assert closed.texts(CLOSED) == [SAY.chat_refused] * count
        assert not is_in(closed, CLOSED)


async def test_an_edited_message_does_not_get_past_either(closed: World) -> None:
    said = closed.telegram.people.say(CLOSED, EVE, "Hello")["message_id"]
    closed.telegram.state.updates.clear()
    await closed.edit(CLOSED, said, f"/ask {QUESTION}")
    assert closed.texts(CLOSED) == [SAY.chat_refused]
    assert not is_in(closed, CLOSED)


async def test_a_press_in_a_group_that_is_allowed_no_more_is_answered(
    world: World, chats: Chats
) -> None:
    card = await ask(world, FORUM, ANN, QUESTION)
    async with restarted(world, chats, **ACCESS) as later:
        for label in ("▶", "👍"):
            told = await later.press(FORUM, ANN, card, label)
            assert told["text"] == SAY.person_refused
        assert later.messages(FORUM) == [card]


@pytest.mark.parametrize("method", ["sendMessage", "leaveChat"])
async def test_where_telegram_refuses_the_one_the_other_is_done(closed: World, method: str) -> None:
    closed.telegram.people.fault(method, 400, "Bad Request: not enough rights", times=9)
    await closed.say(CLOSED, EVE, "Hello")
    assert len(closed.calls("sendMessage")) == len(closed.calls("leaveChat")) == 1


async def test_a_channel_that_nobody_allowed_is_not_written_to(closed: World) -> None:
    people = closed.telegram.people
    people.group(-1003, "News", type="channel", bot_status="administrator")
    people.post(-1003, f"/ask {QUESTION}")
    await closed.settle()
    assert closed.calls("sendMessage") == []


async def test_a_list_of_people_closes_the_groups(engine: FakeEngine, chats: Chats) -> None:
    async with world_of(engine, chats, SITREP_ALLOWED_PEOPLE=str(ANN)) as world:
        await world.say(GROUP, ANN, f"/ask {QUESTION}")
        assert world.texts(GROUP) == [SAY.chat_refused]


async def test_a_list_of_groups_closes_private_chats(engine: FakeEngine, chats: Chats) -> None:
    async with world_of(engine, chats, SITREP_ALLOWED_CHATS=str(GROUP)) as world:
        await world.say(ANN, ANN, QUESTION)
        assert world.texts(ANN) == [SAY.person_refused]


async def test_an_owner_alone_closes_nothing(engine: FakeEngine, chats: Chats) -> None:
    async with world_of(engine, chats, SITREP_OWNERS=str(OWNER)) as world:
        await world.say(ANN, ANN, QUESTION)
        assert world.texts(ANN)[0].startswith(ANSWER)


@pytest.mark.parametrize("number", sorted(SERVICE_ACCOUNTS))
@pytest.mark.parametrize("name", ["SITREP_OWNERS", "SITREP_ALLOWED_PEOPLE"])
def test_telegrams_own_accounts_are_refused_as_people(name: str, number: int) -> None:
    with pytest.raises(ValueError, match=f"{number} is an account of Telegram's own"):
        Settings.model_validate({name: f"{ANN}, {number}"})
