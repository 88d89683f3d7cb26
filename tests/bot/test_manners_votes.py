"""Votes: one a person, to be changed and taken back, shown to all as they stand."""

import asyncio

import pytest

from bot.chats import Chats, Votes
from tests.bot.fakes import ANN, BOB, GROUP, World
from tests.bot.scenes import QUESTION, SAY, UNANSWERED, ask, labels, last, restarted

CROWD = range(5001, 5021)


def thumbs(world: World, chat: int = GROUP) -> list[str]:
    """The newest card's buttons to vote with."""
    return [label for label in labels(last(world, chat)) if label[0] in "👍👎"]


async def test_a_vote_is_counted_and_thanked_for(world: World) -> None:
    card = await ask(world, ANN, ANN, QUESTION)
    assert thumbs(world, ANN) == ["👍", "👎"]
    assert (await world.press(ANN, ANN, card, "👍"))["text"] == SAY.voted
    assert thumbs(world, ANN) == ["👍 1", "👎"]
    assert last(world, ANN)["text"] == card["text"]


async def test_the_other_button_changes_a_vote(world: World) -> None:
    card = await ask(world, ANN, ANN, QUESTION)
    for label in ("👍", "👎"):
        assert (await world.press(ANN, ANN, card, label))["text"] == SAY.voted
    assert thumbs(world, ANN) == ["👍", "👎 1"]


async def test_the_same_button_takes_a_vote_back(world: World) -> None:
    card = await ask(world, ANN, ANN, QUESTION)
    told = [(await world.press(ANN, ANN, card, "👎"))["text"] for _ in range(3)]
    assert told == [SAY.voted, SAY.vote_taken_back, SAY.voted]
    assert thumbs(world, ANN) == ["👍", "👎 1"]


async def test_in_a_group_everybody_has_one_vote(world: World) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    for person, label in ((ANN, "👍"), (BOB, "👎"), (BOB, "👍"), (ANN, "👎")):
        await world.press(GROUP, person, card, label)
    assert thumbs(world) == ["👍 1", "👎 1"]


async def test_many_votes_at_once_are_all_counted(world: World) -> None:
    people = world.telegram.people
    card = await ask(world, GROUP, ANN, QUESTION)
    for number in CROWD:
        people.user(number, "Voter")
        label = "👍" if number % 4 else "👎"
        people.press(GROUP, number, card["message_id"], world.data(card, label))
    await world.settle()
    assert thumbs(world) == ["👍 15", "👎 5"]
    assert world.telegram.state.queries == {}


async def test_votes_that_come_while_telegram_is_slow_are_shown_by_one_edit(world: World) -> None:
    people = world.telegram.people
    card = await ask(world, GROUP, ANN, QUESTION)
    people.fault("editMessageReplyMarkup", 429, retry_after=1)
    for number in CROWD:
        people.user(number, "Voter")
        people.press(GROUP, number, card["message_id"], world.data(card, "👍"))
    async with asyncio.timeout(10):
        await world.settle()
    assert thumbs(world) == ["👍 20", "👎"]
    assert len(world.calls("editMessageReplyMarkup")) <= 4


async def test_a_vote_stays_when_pages_are_turned(world: World) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    await world.press(GROUP, BOB, card, "👍")
    for label in ("▶", SAY.whole_button, SAY.back_button, "◀"):
        await world.press(GROUP, ANN, last(world, GROUP), label)
        assert thumbs(world) == ["👍 1", "👎"]


async def test_a_vote_leaves_the_page_where_it_is(world: World) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    await world.press(GROUP, ANN, card, "▶")
    turned = last(world, GROUP)
    await world.press(GROUP, BOB, turned, "👍")
    assert last(world, GROUP)["text"] == turned["text"]
    assert "◀" in labels(last(world, GROUP))


async def test_a_refusal_is_voted_on_too(world: World) -> None:
    card = await ask(world, GROUP, ANN, UNANSWERED)
    assert card["text"].startswith(SAY.not_told)
    await world.press(GROUP, BOB, card, "👎")
    assert thumbs(world) == ["👍", "👎 1"]
    assert last(world, GROUP)["text"] == card["text"]


async def test_votes_on_two_answers_are_kept_apart(world: World) -> None:
    first = await ask(world, GROUP, ANN, QUESTION)
    second = await ask(world, GROUP, ANN, QUESTION)
    await world.press(GROUP, BOB, first, "👍")
    assert labels(last(world, GROUP)) == labels(second)


async def test_votes_are_there_after_a_restart(world: World, chats: Chats) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    await world.press(GROUP, BOB, card, "👍")
    async with restarted(world, chats) as later:
        await later.press(GROUP, ANN, last(later, GROUP), "👍")
        assert thumbs(later) == ["👍 2", "👎"]


async def test_a_vote_counts_though_the_card_cannot_be_redrawn(
    world: World, chats: Chats, caplog: pytest.LogCaptureFixture
) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    world.telegram.people.fault("editMessageReplyMarkup", 400, "Bad Request: message is too old")
    assert (await world.press(GROUP, BOB, card, "👍"))["text"] == SAY.voted
    question = card["reply_to_message"]["message_id"]
    assert chats.votes(GROUP, question) == Votes(up=1)
    assert "A handler failed" not in caplog.text


async def test_a_vote_on_a_card_that_was_deleted_is_answered(world: World) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    query = world.telegram.people.press(GROUP, BOB, card["message_id"], world.data(card, "👍"))[
        "id"
    ]
    world.telegram.people.delete(GROUP, card["message_id"])
    await world.settle()
    assert world.telegram.state.answers[query]["text"] == SAY.voted
