"""Demand 2, feeds: followed from a chat, polled by the bot itself, told of when they fail."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from bot.chats import Channel, Chats
from bot.upkeep import Feeding
from index import Engine, FetchError, Keeper
from tests.bot.fakes import ANN, BOB
from tests.bot.library_world import (
    RAID,
    STRIKE,
    Curation,
    Web,
    curating,
    engine_in,
    feed,
    page,
    until,
)

FEED = "https://gazette.example/feed.xml"
RAID_AT = "https://gazette.example/raid-at-karvan"
STRIKE_AT = "https://courier.example/strike-near-zelin"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with engine_in(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
async def world(engine: Engine) -> AsyncIterator[Curation]:
    long_ago = format_datetime(datetime.now(UTC) - timedelta(days=9))
    web = Web(
        {
            FEED: feed((RAID_AT, "Raid at Karvan", long_ago)),
            RAID_AT: page("Raid at Karvan", *RAID),
            STRIKE_AT: page("Strike near Zelin", *STRIKE, outlet="Courier"),
        }
    )
    async with curating(engine, Chats.open(None), web) as started:
        yield started


def keeper_of(world: Curation, engine: Engine) -> Feeding:
    keeper = Keeper(
        engine, fetch=world.web.retrieve, clock=world.web.clock, revisits=engine.revisits
    )
    return Feeding(world.application, keeper)


async def test_a_feed_is_followed_and_its_older_reports_are_left_until_asked_for(
    world: Curation,
) -> None:
    await world.say(ANN, ANN, f"/feeds add {FEED}")
    assert world.texts(ANN)[-1] == (
        "“Gazette feed” is followed now.\n1 older report is left out: /feeds older 1 takes it."
    )
    assert world.titles() == []
    world.web.clock.now += 60
    await world.say(ANN, ANN, "/feeds older 1")
    assert world.texts(ANN)[-1] == "1 older report will be taken."
    await until(lambda: world.titles() == ["Raid at Karvan"])


async def test_what_a_feed_lists_later_comes_in(world: Curation, engine: Engine) -> None:
    await world.say(ANN, ANN, f"/feeds add {FEED}")
    now = format_datetime(datetime.fromtimestamp(world.web.clock.now + 7000, UTC))
    world.web.pages[FEED] = feed((STRIKE_AT, "Strike near Zelin", now))
    world.web.clock.now += 7200
    await keeper_of(world, engine).round()
    assert world.titles() == ["Strike near Zelin"]
    (version,) = engine.history(1)
    assert version.cause == "feed"
    await world.say(ANN, ANN, "/feeds")
    assert "#1 Gazette feed · 1 report" in world.texts(ANN)[-1]


async def test_what_was_removed_does_not_come_back_by_a_feed(
    world: Curation, engine: Engine
) -> None:
    await world.say(ANN, ANN, STRIKE_AT)
    await world.say(ANN, ANN, "/remove 1")
    await world.press(ANN, ANN, world.last(ANN), "Remove it")
    await world.say(ANN, ANN, f"/feeds add {FEED}")
    now = format_datetime(datetime.fromtimestamp(world.web.clock.now + 7000, UTC))
    world.web.pages[FEED] = feed((STRIKE_AT, "Strike near Zelin", now))
    world.web.clock.now += 7200
    await keeper_of(world, engine).round()
    assert world.titles() == []


async def test_owners_are_told_once_of_a_feed_that_has_failed_for_a_day(
    world: Curation, engine: Engine
) -> None:
    await world.say(ANN, ANN, f"/feeds add {FEED}")
    world.web.pages[FEED] = FetchError("it did not answer; try again later")
    feeding = keeper_of(world, engine)
    for _ in range(60):
        world.web.clock.now += 3600
        await feeding.round()
    told = [text for text in world.texts(ANN) if "has failed for a day" in text]
    assert len(told) == 1
    assert "Gazette feed" in told[0]


async def test_owners_are_told_once_of_a_report_that_cannot_be_looked_at_any_more(
    world: Curation, engine: Engine
) -> None:
    await world.say(ANN, ANN, RAID_AT)
    world.web.pages[RAID_AT] = FetchError("it did not answer; try again later")
    feeding = keeper_of(world, engine)
    for _ in range(60):
        world.web.clock.now += 6 * 3600
        await feeding.round()
    told = [text for text in world.texts(ANN) if "not been at its address for days" in text]
    assert len(told) == 1
    assert "#1 Raid at Karvan · it did not answer; try again later" in told[0]
    assert world.titles() == ["Raid at Karvan"]


async def test_only_curators_see_and_change_feeds(world: Curation) -> None:
    await world.say(BOB, BOB, f"/feeds add {FEED}")
    assert "Only curators" in world.texts(BOB)[-1]
    await world.say(ANN, ANN, f"/feeds add {FEED}")
    await world.say(ANN, ANN, "/feeds")
    card = world.last(ANN)
    told = await world.press_data(ANN, BOB, card["message_id"], "fd:1")
    assert "Only curators" in told["text"]
    await world.press(ANN, ANN, card, "✕ #1")
    assert "No feeds and no channels" in world.texts(ANN)[-1]


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/feeds add nonsense", "Give the feed's address whole"),
        ("/feeds remove 7", "There is no feed of that number"),
        ("/feeds older x", "There is no feed of that number"),
    ],
)
async def test_mistakes_are_told(world: Curation, command: str, answer: str) -> None:
    await world.say(ANN, ANN, command)
    assert answer in world.texts(ANN)[-1]


async def test_a_channel_is_ended_from_the_same_list(world: Curation) -> None:
    chats = world.application.bot_data.chats
    chats.follow_channel(Channel(-1009, "Frontline", "frontline"))
    await world.say(ANN, ANN, "/feeds")
    await world.press(ANN, ANN, world.last(ANN), "✕ Frontline")
    assert not chats.is_channel(-1009)
