"""Settings: who may change them, by message and by press, and for how long that is believed."""

import pytest

from bot.chats import Chats
from bot.emulator import JsonObject
from tests.bot.fakes import ANN, BOB, FORUM, GROUP, FakeEngine, World
from tests.bot.scenes import (
    QUESTION,
    SAY,
    choose,
    labels,
    last,
    lead,
    restarted,
    set_mode,
    world_of,
)
from tests.fakes import Clock

CHANNEL = -1003


@pytest.fixture
def clock(world: World) -> Clock:
    """The time, as the lists of administrators have it."""
    clock = Clock()
    world.application.bot_data.administrators._clock = clock
    return clock


async def shown(world: World, chat: int, person: int, **how: object) -> JsonObject:
    """Ask for /settings; returns what the bot says to that."""
    await world.say(chat, person, "/settings", **how)
    return last(world, chat)


def asked_who_leads(world: World) -> int:
    return len(world.calls("getChatAdministrators"))


async def test_in_private_everybody_sets_their_own(world: World) -> None:
    card = await shown(world, ANN, ANN)
    assert card["text"].startswith(SAY.own_settings)
    assert SAY.mode_label not in card["text"]  # there it always speaks
    assert labels(card) == [
        SAY.language_label,
        SAY.passages_label,
        SAY.period_label,
        SAY.sources_label,
        SAY.close_button,
    ]
    assert asked_who_leads(world) == 0


@pytest.mark.parametrize("status", ["creator", "administrator"])
async def test_in_a_group_its_administrators_do(world: World, status: str) -> None:
    world.telegram.people.role(GROUP, ANN, status)
    card = await shown(world, GROUP, ANN)
    assert card["text"].startswith(SAY.chat_settings)
    await world.press(GROUP, ANN, card, SAY.mode_label)
    assert f"✓ {SAY.mode_name('mention')}" in labels(last(world, GROUP))


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_nobody_else_does_by_message(world: World, kind: str) -> None:
    world.telegram.people.group(GROUP, members=[ANN, BOB], type=kind, owner=BOB)
    assert (await shown(world, GROUP, ANN))["text"] == SAY.only_administrators


@pytest.mark.parametrize(
    "label", [SAY.mode_label, SAY.language_label, SAY.sources_label, SAY.close_button]
)
async def test_nobody_else_does_by_press(world: World, label: str) -> None:
    lead(world, GROUP, ANN)
    card = await shown(world, GROUP, ANN)
    assert (await world.press(GROUP, BOB, card, label))["text"] == SAY.only_administrators
    assert world.messages(GROUP) == [card]


async def test_nobody_else_chooses_where_an_administrator_opened_the_choices(
    world: World, chats: Chats
) -> None:
    lead(world, GROUP, ANN)
    card = await shown(world, GROUP, ANN)
    await world.press(GROUP, ANN, card, SAY.mode_label)
    opened = last(world, GROUP)
    told = await world.press(GROUP, BOB, opened, SAY.mode_name("all"))
    assert told["text"] == SAY.only_administrators
    await world.say(GROUP, BOB, "airstrike")
    assert world.engine.asked == []


async def test_the_operator_may_everywhere(engine: FakeEngine, chats: Chats) -> None:
    async with world_of(engine, chats, SITREP_OWNERS=str(BOB)) as world:
        card = await shown(world, GROUP, BOB)
        assert card["text"].startswith(SAY.chat_settings)
        await world.press(GROUP, BOB, card, SAY.mode_label)
        told = await world.press(GROUP, BOB, last(world, GROUP), SAY.mode_name("all"))
        assert told["text"] == SAY.saved


async def test_an_anonymous_administrator_may_by_message(world: World) -> None:
    card = await shown(world, GROUP, 0, anonymous=True)
    assert card["text"].startswith(SAY.chat_settings)


async def test_an_anonymous_administrator_may_by_press_which_shows_who_it_is(world: World) -> None:
    lead(world, GROUP, ANN, is_anonymous=True)
    card = await shown(world, GROUP, 0, anonymous=True)
    told = await world.press(GROUP, BOB, card, SAY.mode_label)
    assert told["text"] == SAY.only_administrators
    await world.press(GROUP, ANN, card, SAY.mode_label)
    told = await world.press(GROUP, ANN, last(world, GROUP), SAY.mode_name("all"))
    assert told["text"] == SAY.saved


@pytest.mark.parametrize("name", [CHANNEL, FORUM])
async def test_who_writes_in_the_name_of_another_chat_is_no_administrator(
    world: World, name: int
) -> None:
    people = world.telegram.people
    people.group(CHANNEL, "News", type="channel", bot_status="administrator")
    people.link(CHANNEL, GROUP)
    lead(world, GROUP, ANN)
    await world.say(GROUP, ANN, "/settings", sender_chat=name)
    assert world.messages(GROUP) == []


async def test_the_anonymous_account_leads_nothing_by_itself(world: World) -> None:
    """Its number stands for every anonymous administrator of every chat."""
    world.telegram.people.user(1087968824, "Group")
    lead(world, GROUP, ANN)
    card = await shown(world, GROUP, ANN)
    told = await world.press(GROUP, 1087968824, card, SAY.mode_label)
    assert told["text"] == SAY.only_administrators


async def test_the_list_of_administrators_is_kept_for_five_minutes(
    world: World, clock: Clock
) -> None:
    lead(world, GROUP, ANN)
    card = await shown(world, GROUP, ANN)
    for _ in range(3):
        await world.press(GROUP, ANN, card, SAY.mode_label)
        await world.press(GROUP, BOB, last(world, GROUP), SAY.settings_back_button)
    assert asked_who_leads(world) == 1
    clock.wait(minutes=5, seconds=-1)
    await shown(world, GROUP, ANN)
    assert asked_who_leads(world) == 1
    clock.wait(seconds=1)
    await shown(world, GROUP, ANN)
    assert asked_who_leads(world) == 2


async def test_who_leads_no_more_is_refused_five_minutes_later(world: World, clock: Clock) -> None:
    lead(world, GROUP, ANN)
    card = await shown(world, GROUP, ANN)
    world.telegram.people.role(GROUP, ANN, "member")
    clock.wait(minutes=5)
    told = await world.press(GROUP, ANN, card, SAY.mode_label)
    assert told["text"] == SAY.only_administrators


async def test_who_leads_one_chat_leads_no_other(world: World) -> None:
    lead(world, GROUP, ANN)
    await shown(world, GROUP, ANN)
    assert (await shown(world, FORUM, ANN))["text"] == SAY.only_administrators


async def test_where_telegram_does_not_say_who_leads_nobody_does_until_it_says(
    world: World,
) -> None:
    lead(world, GROUP, ANN)
    world.telegram.people.fault("getChatAdministrators", 500, "Internal Server Error")
    assert (await shown(world, GROUP, ANN))["text"] == SAY.only_administrators
    assert (await shown(world, GROUP, ANN))["text"].startswith(SAY.chat_settings)


async def test_what_is_set_holds_after_a_restart(world: World, chats: Chats) -> None:
    await set_mode(world, GROUP, "all")
    async with restarted(world, chats) as later:
        await later.say(GROUP, BOB, "airstrike")
        assert len(later.messages(GROUP)) == 1


@pytest.mark.parametrize(
    ("privacy", "status", "is_warned"),
    [(True, "member", True), (True, "administrator", False), (False, "member", False)],
)
@pytest.mark.parametrize("mode", ["auto", "all"])
async def test_a_mode_that_needs_all_messages_warns_where_it_does_not_get_them(
    engine: FakeEngine, chats: Chats, privacy: bool, status: str, is_warned: bool, mode: str
) -> None:
    async with world_of(engine, chats, privacy=privacy) as world:
        world.telegram.people.member(GROUP, ANN, status)
        lead(world, GROUP, ANN)
        await world.say(GROUP, ANN, f"/settings@{world.name}")
        for label in (SAY.mode_label, SAY.mode_name(mode)):
            assert SAY.all_messages_needed not in last(world, GROUP)["text"]
            await world.press(GROUP, ANN, last(world, GROUP), label)
        assert (SAY.all_messages_needed in last(world, GROUP)["text"]) is is_warned


async def test_its_card_can_be_put_away_twice(world: World) -> None:
    lead(world, GROUP, ANN)
    card = await shown(world, GROUP, ANN)
    data = world.data(card, SAY.close_button)
    queries = [
        world.telegram.people.press(GROUP, ANN, card["message_id"], data)["id"] for _ in range(2)
    ]
    await world.settle()
    assert world.messages(GROUP) == []
    assert all(query in world.telegram.state.answers for query in queries)


async def test_settings_are_no_question(world: World) -> None:
    lead(world, GROUP, ANN)
    await choose(world, GROUP, ANN, SAY.mode_label, SAY.mode_name("all"))
    await shown(world, GROUP, BOB)
    assert world.engine.asked == []
    await world.say(GROUP, BOB, QUESTION)
    assert world.engine.asked == [QUESTION]
