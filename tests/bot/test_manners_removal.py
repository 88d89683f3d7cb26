"""Demands 1 and 6: removals that go wrong, curators who go, and the newest reports."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.chats import Chats
from bot.messages import Messages
from index import Draft, Engine
from index.storage import removal
from tests.bot.fakes import ANN, BOB, GROUP
from tests.bot.library_world import RAID, RAID_AT, Curation, curating, raid_and_strike

SAY = Messages("en")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with raid_and_strike(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
async def world(engine: Engine) -> AsyncIterator[Curation]:
    async with curating(engine, Chats.open(None)) as started:
        yield started


async def removed(world: Curation) -> None:
    await world.say(ANN, ANN, "/remove 1")
    await world.press(ANN, ANN, world.last(ANN), "Remove it")
    assert world.titles() == ["Strike near Zelin"]


@pytest.mark.parametrize("words", ["", "one", "-1", "#", "1e3", "1" * 16])
async def test_what_is_no_number_is_asked_for(world: Curation, words: str) -> None:
    await world.say(ANN, ANN, f"/remove {words}")
    assert world.texts(ANN)[-1].startswith("Say which: /remove 12")
    assert len(world.titles()) == 2


async def test_a_number_without_an_article_is_told(world: Curation) -> None:
    for command in ("remove", "show", "history"):
        await world.say(ANN, ANN, f"/{command} 77")
        assert world.texts(ANN)[-1] == SAY.no_such_article


async def test_two_who_press_at_once_remove_it_once(world: Curation) -> None:
    await world.say(ANN, ANN, "/remove 1")
    await world.say(ANN, ANN, "/remove 1")
    first, second = world.messages(ANN)
    await world.press(ANN, ANN, first, "Remove it")
    await world.press(ANN, ANN, second, "Remove it")
    assert [str(each.event) for each in world.library.history(1)] == ["added", "removed"]
    # Either can bring it back, and the other is told that it is there.
    for card in (first, second):
        number = card["message_id"]
        (shown,) = [each for each in world.messages(ANN) if each["message_id"] == number]
        await world.press(ANN, ANN, shown, "Bring it back")
    assert world.texts(ANN).count(SAY.is_back(1)) == 2
    assert [str(each.event) for each in world.library.history(1)][2:] == ["restored"]


async def test_gone_before_it_is_confirmed(world: Curation, engine: Engine) -> None:
    await world.say(ANN, ANN, "/show 1")
    card = world.last(ANN)
    engine.remove(1)
    await world.press(ANN, ANN, card, "Remove it")
    assert world.last(ANN)["text"] == SAY.no_such_article


async def test_after_an_hour_it_is_not_brought_back(
    world: Curation, monkeypatch: pytest.MonkeyPatch
) -> None:
    await removed(world)
    monkeypatch.setattr(removal, "UNDO_SECONDS", 0)
    await world.press(ANN, ANN, world.last(ANN), "Bring it back")
    assert world.last(ANN)["text"] == SAY.undo_over
    assert world.titles() == ["Strike near Zelin"]


async def test_what_was_added_again_stays_as_it_is(world: Curation, engine: Engine) -> None:
    await removed(world)
    again = Draft(title="Raid at Karvan, updated", text="\n\n".join(RAID[:2]), url=RAID_AT)
    list(engine.add([again]))
    await world.press(ANN, ANN, world.last(ANN), "Bring it back")
    assert world.last(ANN)["text"] == SAY.came_back_meanwhile
    assert world.titles() == ["Raid at Karvan, updated", "Strike near Zelin"]


async def test_who_curates_no_more_can_confirm_and_undo_nothing(world: Curation) -> None:
    await world.say(ANN, ANN, f"/curators add {BOB}")
    await world.say(BOB, BOB, "/remove 1")
    asked = world.last(BOB)
    await world.say(BOB, BOB, "/remove 2")
    await world.press(BOB, BOB, world.last(BOB), "Remove it")
    undoable = world.last(BOB)
    await world.say(ANN, ANN, f"/curators remove {BOB}")
    for card, label in ((asked, "Remove it"), (undoable, "Bring it back")):
        told = await world.press(BOB, BOB, card, label)
        assert told["text"] == SAY.only_curators
    assert world.titles() == ["Raid at Karvan"]


async def test_a_group_is_curated_until_an_owner_says_otherwise(world: Curation) -> None:
    await world.say(ANN, ANN, "/curators here")
    assert world.texts(ANN)[-1] == SAY.only_in_groups
    await world.say(GROUP, ANN, "/curators here")
    await world.say(GROUP, ANN, "/remove 1")
    asked = world.last(GROUP)
    await world.say(GROUP, ANN, "/curators not here")
    assert world.texts(GROUP)[-1] == SAY.not_curated_here
    await world.press(GROUP, ANN, asked, "Remove it")
    assert len(world.titles()) == 2


async def test_curators_are_told_by_number_or_by_their_message(world: Curation) -> None:
    await world.say(ANN, ANN, "/curators")
    assert world.texts(ANN)[-1].startswith(SAY.no_curators)
    for words in ("add", "add Bob", "add 0", "add 777000", f"add {2**60}"):
        await world.say(ANN, ANN, f"/curators {words}")
        assert world.texts(ANN)[-1] == SAY.no_person
    said = await world.say(GROUP, BOB, "Good morning")
    await world.say(GROUP, ANN, "/curators add", reply_to=said)
    assert "can change the library now" in world.texts(GROUP)[-1]
    await world.say(ANN, ANN, "/curators")
    assert world.texts(ANN)[-1].startswith(f"1 curator:\n• {BOB}")


async def test_the_newest_are_listed_story_by_story(world: Curation) -> None:
    await world.say(BOB, BOB, "/latest")
    told = world.texts(BOB)[-1]
    assert told.startswith("The newest reports")
    assert "• #1 " in told
    assert "• #2 " in told
    await world.say(BOB, BOB, "/latest <b>submarine</b>")
    assert world.texts(BOB)[-1] == SAY.no_latest
