"""Demand 2, channels: posts and the reports that they link to come in, and edits follow."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.chats import Chats
from index import Engine
from tests.bot.fakes import ANN, BOB
from tests.bot.library_world import CHANNEL, RAID, STRIKE, Curation, Web, curating, engine_in, page

STRIKE_AT = "https://courier.example/strike-near-zelin"
POST = "Raid at Karvan\n" + " ".join(RAID) + " The road was closed for an hour, residents said."


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with engine_in(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
async def world(engine: Engine) -> AsyncIterator[Curation]:
    web = Web({STRIKE_AT: page("Strike near Zelin", *STRIKE, outlet="Courier")})
    async with curating(engine, Chats.open(None), web) as started:
        people = started.telegram.people
        people.group(CHANNEL, members=[ANN, BOB], type="channel", username="frontline")
        yield started


async def followed(world: Curation, by: int = ANN) -> None:
    """Somebody makes the bot the channel's administrator."""
    world.telegram.people.member(CHANNEL, by, "administrator")
    await world.settle()


async def test_a_channels_posts_and_what_they_link_to_come_in(world: Curation) -> None:
    await followed(world)
    world.telegram.people.post(CHANNEL, f"{POST}\nMore: {STRIKE_AT}")
    await world.settle()
    assert world.titles() == ["Raid at Karvan", "Strike near Zelin"]
    report = next(each for each in world.library.articles() if each.title == "Raid at Karvan")
    assert report.url == "https://t.me/frontline/1"
    assert world.calls("sendMessage") == []


async def test_a_short_post_only_leads_to_its_report(world: Curation) -> None:
    await followed(world)
    world.telegram.people.post(CHANNEL, f"New strike {STRIKE_AT} via t.me/frontline")
    await world.settle()
    assert world.titles() == ["Strike near Zelin"]
    assert world.web.asked == [STRIKE_AT]


async def test_an_edit_replaces_the_report_only_where_its_text_changed(
    world: Curation, engine: Engine
) -> None:
    await followed(world)
    people = world.telegram.people
    number = people.post(CHANNEL, POST)["message_id"]
    people.edit_post(CHANNEL, number, POST)
    await world.settle()
    assert [str(version.event) for version in engine.history(1)] == ["added"]
    people.edit_post(CHANNEL, number, POST.replace("two men", "three men"))
    await world.settle()
    assert [str(version.event) for version in engine.history(1)] == ["added", "changed"]
    assert "three men" in engine.text(1)
    assert len(engine.articles()) == 1


@pytest.mark.parametrize("by", [BOB])
async def test_a_channel_that_no_owner_added_changes_nothing(world: Curation, by: int) -> None:
    await followed(world, by)
    world.telegram.people.post(CHANNEL, POST)
    await world.settle()
    assert world.titles() == []


async def test_a_report_that_was_removed_does_not_come_back_by_a_link(world: Curation) -> None:
    await world.say(ANN, ANN, STRIKE_AT)
    await world.say(ANN, ANN, "/remove 1")
    await world.press(ANN, ANN, world.last(ANN), "Remove it")
    await followed(world)
    world.telegram.people.post(CHANNEL, f"Look: {STRIKE_AT}")
    await world.settle()
    assert world.titles() == []


async def test_a_post_left_behind_by_a_crash_comes_in_once(world: Curation, engine: Engine) -> None:
    await followed(world)
    chats = world.application.bot_data.chats
    post = world.telegram.people.post(CHANNEL, POST)
    body = world.telegram.state.updates.take()[-1]
    assert body["channel_post"]["message_id"] == post["message_id"]
    chats.take_in(body["update_id"], CHANNEL, None, json.dumps(body))
    async with curating(engine, chats, world.web, telegram=world.telegram) as later:
        await later.application.update_queue.join()
        assert later.titles() == ["Raid at Karvan"]
