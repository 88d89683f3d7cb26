"""Buttons: pages, the whole paragraph, the report; every press is checked, and answered."""

from collections.abc import AsyncIterator

import pytest

from bot.chats import Chats
from bot.emulator import JsonObject
from tests.bot.fakes import ANN, BOB, GROUP, FakeEngine, World, article, hit
from tests.bot.scenes import (
    ANSWER,
    OTHER_QUESTION,
    QUESTION,
    SAY,
    ask,
    labels,
    last,
    restarted,
    world_of,
)
from tests.fakes import Clock


@pytest.fixture
async def slow_world(engine: FakeEngine, clock: Clock) -> AsyncIterator[World]:
    """A world whose time passes as the test says."""
    chats = Chats.open(None, clock=clock)
    async with world_of(engine, chats) as world:
        yield world
    chats.close()


def opening(card: JsonObject) -> list[str]:
    """The addresses that a card's buttons open."""
    rows = card["reply_markup"]["inline_keyboard"]
    return [button["url"] for row in rows for button in row if "url" in button]


async def test_the_next_passage_and_the_one_before(world: World) -> None:
    first = await ask(world, GROUP, ANN, QUESTION)
    assert labels(first)[0] == "▶"
    await world.press(GROUP, ANN, first, "▶")
    second = last(world, GROUP)
    assert second["text"].startswith("The airstrike hit northern Syria")
    assert labels(second)[0] == "◀"
    await world.press(GROUP, ANN, second, "◀")
    again = last(world, GROUP)
    assert (again["text"], again["reply_markup"]) == (first["text"], first["reply_markup"])


async def test_the_whole_paragraph_stands_between_its_neighbours_and_folds_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = hit("What stood before.", of=article(7))
    after = hit("What stood after.", of=article(8))

    def around(passage_id: int, n: int = 1) -> list[object]:
        own = world.engine.passages([passage_id])[passage_id]
        return [before.passage, own, after.passage]

    monkeypatch.setattr(world.engine, "around", around)
    first = await ask(world, GROUP, ANN, QUESTION)
    assert "text" not in await world.press(GROUP, ANN, first, SAY.whole_button)
    whole = last(world, GROUP)
    assert whole["text"].startswith(f"What stood before.\n\n{ANSWER}")
    assert "local time.\n\nWhat stood after.\nCNN · US kills ISIS leaders" in whole["text"]
    await world.press(GROUP, ANN, whole, SAY.back_button)
    assert last(world, GROUP)["text"] == first["text"]


async def test_the_report_opens_by_its_address(world: World) -> None:
    first = await ask(world, GROUP, ANN, QUESTION)
    assert opening(first) == ["https://news.example/1"]
    await world.press(GROUP, ANN, first, "▶")
    assert opening(last(world, GROUP)) == []  # that report has no address


async def test_an_address_that_telegram_would_refuse_gets_no_button(world: World) -> None:
    world.engine.put(article(4, url="javascript:alert(1)"), "Submarine sighted.")
    card = await ask(world, GROUP, ANN, "submarine")
    assert card["text"].startswith("Submarine sighted")
    assert opening(card) == []


async def test_in_a_group_only_the_asker_turns_pages(world: World) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    for label in ("▶", SAY.whole_button):
        assert (await world.press(GROUP, BOB, card, label))["text"] == SAY.not_yours
        assert last(world, GROUP)["text"] == card["text"]
    await world.press(GROUP, ANN, card, "▶")
    assert last(world, GROUP)["text"].endswith("2 of 2")


async def test_after_an_anonymous_administrators_question_anybody_turns(world: World) -> None:
    await world.say(GROUP, 0, f"/ask {QUESTION}", anonymous=True)
    await world.press(GROUP, BOB, last(world, GROUP), "▶")
    assert last(world, GROUP)["text"].endswith("2 of 2")


async def test_buttons_live_seven_days(slow_world: World, clock: Clock) -> None:
    world = slow_world
    card = await ask(world, ANN, ANN, QUESTION)
    clock.wait(days=7, seconds=-1)
    assert "text" not in await world.press(ANN, ANN, card, "▶")
    turned = last(world, ANN)
    clock.wait(seconds=1)
    for label in ("◀", SAY.whole_button, "👍", "👎"):
        assert (await world.press(ANN, ANN, turned, label))["text"] == SAY.expired
    assert last(world, ANN) == turned


async def test_buttons_work_after_a_restart(world: World, chats: Chats) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    async with restarted(world, chats) as later:
        await later.press(GROUP, ANN, card, "▶")
        assert last(later, GROUP)["text"].endswith("2 of 2")


@pytest.mark.parametrize("label", ["▶", SAY.whole_button, "👍"])
@pytest.mark.parametrize(
    "closed", [{"SITREP_ALLOWED_PEOPLE": str(BOB)}, {"SITREP_ALLOWED_CHATS": "-1999"}]
)
async def test_access_that_was_withdrawn_is_noticed_at_the_next_press(
    world: World, chats: Chats, closed: dict[str, str], label: str
) -> None:
    card = await ask(world, ANN, ANN, QUESTION)
    async with restarted(world, chats, **closed) as later:
        assert (await later.press(ANN, ANN, card, label))["text"] == SAY.person_refused
        assert last(later, ANN) == card


async def test_access_that_was_withdrawn_from_a_group_is_noticed_too(
    world: World, chats: Chats
) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    async with restarted(world, chats, SITREP_ALLOWED_CHATS="-1999") as later:
        assert (await later.press(GROUP, ANN, card, "▶"))["text"] == SAY.person_refused
        assert later.messages(GROUP)[0] == card


async def test_a_button_of_another_chat_does_nothing(world: World) -> None:
    theirs = await ask(world, GROUP, ANN, QUESTION)
    own = await ask(world, ANN, ANN, OTHER_QUESTION)
    for label in ("▶", SAY.whole_button, "👍"):
        data = world.data(theirs, label)
        assert (await world.press_data(ANN, ANN, own["message_id"], data))["text"] == SAY.expired
    assert last(world, ANN) == own
    assert last(world, GROUP) == theirs


async def test_nobody_can_put_their_own_answer_on_another_persons_card(world: World) -> None:
    """A client may send any data with any message."""
    anns = await ask(world, GROUP, ANN, QUESTION)
    bobs = await ask(world, GROUP, BOB, OTHER_QUESTION)
    await world.say(GROUP, ANN, "/articles")
    listed = last(world, GROUP)
    forged = [*(world.data(anns, label) for label in ("▶", SAY.whole_button, "👍")), f"a:{ANN}:0"]
    for data in forged:
        told = await world.press_data(GROUP, ANN, bobs["message_id"], data)
        assert told["text"] == SAY.expired
    assert world.messages(GROUP) == [anns, bobs, listed]


@pytest.mark.parametrize(
    "data",
    [
        "p:AAAAAAAAAAA:0",
        "p:AAAAAAAAAAA:999",
        "w:AAAAAAAAAAA:0",
        "v:AAAAAAAAAAA:u",
        "v:AAAAAAAAAAA:x",
        "p::",
        ":",
        "p:x:-1",
        "a:1:0",
        "a:99999999999999999999:1",
        "s:0:mode:all",
        "s:0:open:all",
        "s:٣:mode:all",
        "p:AAAAAAAAAAA:٣",
        "\u200f" * 21,
        "' OR 1=1 --",
    ],
)
async def test_made_up_data_is_answered_and_does_nothing(world: World, data: str) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    told = await world.press_data(GROUP, BOB, card["message_id"], data)
    assert told["text"] in {SAY.expired, SAY.only_administrators}
    assert world.messages(GROUP) == [card]


@pytest.mark.parametrize("page", [2, 9, 999])
async def test_a_page_that_there_is_not_is_answered(world: World, page: int) -> None:
    card = await ask(world, ANN, ANN, QUESTION)
    data = world.data(card, "▶")[:-1] + str(page)
    assert (await world.press_data(ANN, ANN, card["message_id"], data))["text"] == SAY.expired


async def test_a_press_on_a_card_that_telegram_shows_no_more_is_answered(world: World) -> None:
    card = await ask(world, ANN, ANN, QUESTION)
    inaccessible = {"chat": card["chat"], "message_id": card["message_id"], "date": 0}
    query = world.telegram.state.open_query("callback")
    await world.push(
        callback_query={
            "id": query,
            "from": world.telegram.state.users[ANN],
            "chat_instance": "1",
            "message": inaccessible,
            "data": world.data(card, "▶"),
        }
    )
    assert "text" not in world.telegram.state.answers[query]
    assert last(world, ANN)["text"].endswith("2 of 2")


async def test_whoever_presses_without_end_is_told_to_slow_down(world: World) -> None:
    card = await ask(world, ANN, ANN, QUESTION)
    told = [(await world.press(ANN, ANN, card, "👍"))["text"] for _ in range(31)]
    assert told[30] == SAY.slow_down(30)
    assert SAY.slow_down(30) not in told[:30]


async def test_every_press_is_answered_exactly_once(world: World) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    for person in (ANN, BOB):
        for label in ("▶", SAY.whole_button, "👍", "👎"):
            await world.press(GROUP, person, card, label)
    assert world.telegram.state.queries == {}
    refused = [call for call in world.telegram.state.calls if call.status != 200]
    assert [call.method for call in refused] == []
