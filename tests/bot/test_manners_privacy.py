"""Privacy: what is kept is told, shown to whom it is about, and deleted when they say so."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chats import Chats, Kept
from tests.bot.fakes import ANN, BOB, FORUM, GROUP, FakeEngine, World
from tests.bot.scenes import (
    OTHER_QUESTION,
    QUESTION,
    SAY,
    ask,
    choose,
    labels,
    last,
    lead,
    world_of,
)
from tests.fakes import Clock

SECRET = "Was Wolpertinger <b>&</b> Sons hit by an airstrike?"
DAY = 24 * 60


@pytest.fixture
async def filed(engine: FakeEngine, tmp_path: Path, clock: Clock) -> AsyncIterator[World]:
    """A world that keeps what it remembers in a file."""
    chats = Chats.open(tmp_path, clock=clock)
    async with world_of(engine, chats) as world:
        yield world
    chats.close()


def on_disk(folder: Path) -> bytes:
    """Every byte beside the library."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


def chats_of(world: World) -> Chats:
    return world.application.bot_data.chats


@pytest.mark.parametrize("chat", [ANN, GROUP])
async def test_it_tells_what_is_kept_and_for_how_long(world: World, chat: int) -> None:
    await world.say(chat, ANN, "/privacy")
    (text,) = world.texts(chat)
    for told in ("half an hour", "one day", "7 days", "votes", "settings", "/mydata", "Logs"):
        assert told in text


async def test_of_a_stranger_nothing_is_kept(world: World) -> None:
    await world.say(ANN, ANN, "/mydata")
    assert world.texts(ANN) == [SAY.nothing_kept]


async def test_it_shows_what_is_kept_of_a_person_from_all_chats(filed: World, clock: Clock) -> None:
    await filed.say(ANN, ANN, SECRET)
    clock.wait(seconds=1)
    card = await ask(filed, GROUP, ANN, OTHER_QUESTION)
    await filed.press(GROUP, ANN, card, "👍")
    await choose(filed, ANN, ANN, SAY.passages_label, "1")
    await filed.say(ANN, ANN, "/mydata")
    assert last(filed, ANN)["text"] == (
        "What is kept of you\n"
        "• 2 answers with buttons\n"
        "• 1 vote\n"
        "• 1 setting\n"
        "• your questions of the last half hour:\n"
        f"“{SECRET}”\n"
        f"“{OTHER_QUESTION}”\n\n"
        "/deletemydata deletes it."
    )


async def test_it_shows_nothing_of_anybody_else(world: World) -> None:
    await ask(world, GROUP, BOB, SECRET)
    await world.say(BOB, BOB, SECRET)
    await world.say(ANN, ANN, "/mydata")
    assert last(world, ANN)["text"] == SAY.nothing_kept


@pytest.mark.parametrize("how", [{}, {"anonymous": True}])
async def test_in_a_group_it_shows_nothing(world: World, how: dict[str, bool]) -> None:
    await world.say(ANN, ANN, SECRET)
    await world.say(GROUP, ANN, "/mydata", **how)
    assert world.texts(GROUP) == [SAY.in_private]


async def test_very_much_that_is_kept_still_fits_into_a_message(world: World) -> None:
    for _ in range(12):
        topic = world.telegram.people.topic(FORUM, ANN)
        await world.say(FORUM, ANN, "/ask Syria " + "why? " * 190, thread=topic)
    await world.say(ANN, ANN, "/mydata")
    assert "and 2 more" in last(world, ANN)["text"]


@pytest.mark.parametrize("chat", [ANN, GROUP])
async def test_all_of_it_is_deleted_wherever_one_says_so(world: World, chat: int) -> None:
    card = await ask(world, GROUP, ANN, SECRET)
    await world.press(GROUP, ANN, card, "👎")
    await world.say(ANN, ANN, SECRET)
    await choose(world, ANN, ANN, SAY.language_label, SAY.language_name("en"))
    assert chats_of(world).kept(ANN)
    await world.say(chat, ANN, "/deletemydata")
    assert last(world, chat)["text"] == SAY.deleted_html
    assert chats_of(world).kept(ANN) == Kept()
    await world.say(ANN, ANN, "/mydata")
    assert last(world, ANN)["text"] == SAY.nothing_kept


async def test_then_no_line_of_any_table_holds_the_persons_number(world: World) -> None:
    for chat in (ANN, GROUP):
        card = await ask(world, chat, ANN, SECRET)
        await world.press(chat, ANN, card, "👍")
    await choose(world, ANN, ANN, SAY.passages_label, "1")
    await world.say(ANN, ANN, "/deletemydata")
    chats = chats_of(world)
    tables = [name for (name,) in chats._all("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    assert len(tables) >= 8
    for table in tables:
        rows = chats._all(f"SELECT * FROM {table}")
        # Of the request itself the bare number of its update is left, so that it isn't repeated.
        assert not [row for row in rows if ANN in row and table != "inbox"], table
        assert "Wolpertinger" not in str(rows)
    assert set(chats._all("SELECT person_id, body FROM inbox")) == {(None, "")}


async def test_nothing_of_it_is_left_in_the_file(filed: World, tmp_path: Path) -> None:
    await filed.say(ANN, ANN, SECRET)
    assert b"Wolpertinger" in on_disk(tmp_path)
    await filed.say(ANN, ANN, "/deletemydata")
    assert b"Wolpertinger" not in on_disk(tmp_path)


async def test_after_half_an_hour_the_text_is_gone_by_itself(
    filed: World, tmp_path: Path, clock: Clock
) -> None:
    await filed.say(ANN, ANN, SECRET)
    clock.wait(minutes=30)
    chats_of(filed).sweep()
    assert b"Wolpertinger" not in on_disk(tmp_path)
    assert chats_of(filed).kept(ANN) == Kept(answers=1)


async def test_after_seven_days_nothing_is_left_but_settings(filed: World, clock: Clock) -> None:
    await filed.say(ANN, ANN, QUESTION)
    await filed.press(ANN, ANN, last(filed, ANN), "👍")
    await choose(filed, ANN, ANN, SAY.passages_label, "1")
    clock.wait(minutes=7 * DAY)
    chats_of(filed).sweep()
    assert chats_of(filed).kept(ANN) == Kept(settings=1)


async def test_a_deleted_vote_counts_no_more(world: World) -> None:
    card = await ask(world, GROUP, BOB, QUESTION)
    await world.press(GROUP, ANN, card, "👍")
    assert "👍 1" in labels(last(world, GROUP))
    await world.say(ANN, ANN, "/deletemydata")
    await world.press(GROUP, BOB, card, "👎")
    assert {"👍", "👎 1"} < set(labels(last(world, GROUP)))


async def test_what_others_left_and_what_groups_set_stays(world: World) -> None:
    lead(world, GROUP, ANN)
    await choose(world, GROUP, ANN, SAY.mode_label, SAY.mode_name("all"))
    card = await ask(world, GROUP, BOB, QUESTION)
    await world.press(GROUP, BOB, card, "👍")
    before = chats_of(world).kept(BOB)
    await world.say(ANN, ANN, "/deletemydata")
    assert chats_of(world).kept(BOB) == before
    await world.say(GROUP, BOB, "airstrike")
    assert len(world.messages(GROUP)) == 2


async def test_deleted_questions_are_neither_followed_up_nor_edited(world: World) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    card = last(world, ANN)
    await world.say(ANN, ANN, "/deletemydata")
    await world.edit(ANN, asked, OTHER_QUESTION)
    assert (await world.press(ANN, ANN, card, "▶"))["text"] == SAY.expired
    await world.say(ANN, ANN, "And when was that?", reply_to=card["message_id"])
    assert world.engine.asked == [QUESTION, "And when was that?"]


async def test_deleting_lifts_no_limit(engine: FakeEngine, chats: Chats) -> None:
    async with world_of(engine, chats, SITREP_PERSON_MINUTE=1) as world:
        await world.say(ANN, ANN, QUESTION)
        await world.say(ANN, ANN, "/deletemydata")
        await world.say(ANN, ANN, QUESTION)
        assert last(world, ANN)["text"] == SAY.slow_down(1)


async def test_an_answer_under_way_comes_though_all_is_deleted_meanwhile(world: World) -> None:
    release = threading.Event()
    world.engine.before = lambda question: release.wait(5)
    answering = asyncio.create_task(world.say(ANN, ANN, QUESTION))
    await asyncio.sleep(0.05)
    world.telegram.people.say(ANN, ANN, "/deletemydata")
    deleting = asyncio.create_task(world.settle())
    await asyncio.sleep(0.05)
    release.set()
    await asyncio.gather(answering, deleting)
    texts = world.texts(ANN)
    assert len(texts) == 2
    assert SAY.deleted_html in texts


async def test_an_anonymous_administrator_is_nobody_of_whom_anything_is_kept(world: World) -> None:
    await world.say(GROUP, 0, f"/ask {SECRET}", anonymous=True)
    await world.say(GROUP, 0, "/deletemydata", anonymous=True)
    assert last(world, GROUP)["text"] == SAY.nothing_kept
    assert chats_of(world)._all("SELECT * FROM turns") == []
