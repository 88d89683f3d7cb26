"""Follow-ups: understood from the question before them and the report shown, and from no other."""

from collections.abc import AsyncIterator

import pytest

from bot.chats import Chats
from tests.bot.fakes import ANN, BOB, GROUP, FakeEngine, World
from tests.bot.scenes import (
    ANSWER,
    OTHER_ANSWER,
    OTHER_QUESTION,
    QUESTION,
    UNANSWERED,
    ask,
    last,
    searched,
    world_of,
)
from tests.fakes import Clock

WHEN = "And when was that?"
ALONE = "Was he alone?"
MENTION = "@sitrep_test_bot "


@pytest.fixture
async def slow_world(engine: FakeEngine, clock: Clock) -> AsyncIterator[World]:
    """A world whose time passes as the test says."""
    chats = Chats.open(None, clock=clock)
    async with world_of(engine, chats) as world:
        yield world
    chats.close()


async def meant(world: World, chat: int, person: int, said: str, **how: int | bool) -> str:
    """Say something; returns what was searched for then, and where, if in one report."""
    world.engine.asked.clear()
    world.engine.filters.clear()
    await world.say(chat, person, said, **how)
    return searched(world.engine)


def is_about_the_strike(question: str) -> bool:
    named = "airstrike" in question or "US kills ISIS leaders" in question
    return named and "when was that" in question.casefold()


def is_about_the_arrest(question: str) -> bool:
    return "Aleppo" in question or "An arrest" in question


async def test_a_reply_to_an_answer_goes_on_from_it(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    first = last(world, ANN)["message_id"]
    await world.say(ANN, ANN, OTHER_QUESTION)
    assert is_about_the_strike(await meant(world, ANN, ANN, WHEN, reply_to=first))
    assert last(world, ANN)["text"].startswith(ANSWER)


async def test_in_private_the_next_question_goes_on_without_a_reply(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    assert is_about_the_strike(await meant(world, ANN, ANN, WHEN))


async def test_the_report_shown_is_searched_first(world: World) -> None:
    await world.say(ANN, ANN, OTHER_QUESTION)
    await meant(world, ANN, ANN, ALONE)
    assert world.engine.filters[0].articles == (3,)
    assert last(world, ANN)["text"].startswith(OTHER_ANSWER)


async def test_a_follow_up_of_a_follow_up_is_about_the_same(world: World) -> None:
    for said in (QUESTION, WHEN, ALONE, "Why?"):
        asked = await meant(world, ANN, ANN, said)
        assert asked.count("airstrike") + asked.count("US kills ISIS leaders") == 1


async def test_a_question_that_stands_alone_is_left_as_it_is(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    await world.say(ANN, ANN, OTHER_QUESTION)
    assert world.engine.asked == [QUESTION, OTHER_QUESTION]


async def test_in_a_group_a_reply_is_enough(world: World) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    assert is_about_the_strike(await meant(world, GROUP, ANN, WHEN, reply_to=card["message_id"]))


async def test_in_a_group_somebody_else_may_go_on_by_a_reply(world: World) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    assert is_about_the_strike(await meant(world, GROUP, BOB, WHEN, reply_to=card["message_id"]))
    # And from then on without one, as Bob's own.
    assert "US kills ISIS leaders" in await meant(world, GROUP, BOB, MENTION + ALONE)


@pytest.mark.parametrize("call", [MENTION, "/ask "])
async def test_in_a_group_a_call_goes_on_from_ones_own_last_question(
    world: World, call: str
) -> None:
    await ask(world, GROUP, ANN, QUESTION)
    assert is_about_the_strike(await meant(world, GROUP, ANN, call + WHEN))


async def test_in_a_group_nothing_follows_without_reply_mention_or_command(world: World) -> None:
    await ask(world, GROUP, ANN, QUESTION)
    await world.say(GROUP, ANN, WHEN)
    assert len(world.messages(GROUP)) == 1


async def test_in_a_group_nobody_goes_on_from_another_persons_question(world: World) -> None:
    await ask(world, GROUP, ANN, QUESTION)
    assert await meant(world, GROUP, BOB, MENTION + WHEN) == WHEN


async def test_an_anonymous_administrator_goes_on_by_reply_alone(world: World) -> None:
    await world.say(GROUP, 0, f"/ask {QUESTION}", anonymous=True)
    card = last(world, GROUP)["message_id"]
    assert await meant(world, GROUP, 0, f"/ask {WHEN}", anonymous=True) == WHEN
    await meant(world, GROUP, 0, WHEN, anonymous=True, reply_to=card)
    # Whose question it was is not known, so it is not kept; the report shown is.
    assert world.engine.filters[0].articles == (1,)


async def test_after_half_an_hour_a_question_stands_alone(slow_world: World, clock: Clock) -> None:
    await slow_world.say(ANN, ANN, QUESTION)
    clock.wait(minutes=29, seconds=59)
    assert is_about_the_strike(await meant(slow_world, ANN, ANN, WHEN))
    clock.wait(minutes=30)
    assert await meant(slow_world, ANN, ANN, WHEN) == WHEN


async def test_a_reply_to_an_older_answer_is_about_its_report(
    slow_world: World, clock: Clock
) -> None:
    await slow_world.say(ANN, ANN, QUESTION)
    clock.wait(minutes=31)
    card = last(slow_world, ANN)["message_id"]
    asked = await meant(slow_world, ANN, ANN, WHEN, reply_to=card)
    assert slow_world.engine.filters[0].articles == (1,)
    assert "ISIS leaders" in asked  # the words of its headline


async def test_the_last_three_questions_are_kept_and_no_more(slow_world: World) -> None:
    cards = []
    for said in (QUESTION, OTHER_QUESTION, UNANSWERED, "Where is Damascus airport?"):
        await slow_world.say(ANN, ANN, said)
        cards.append(last(slow_world, ANN)["message_id"])
    kept = slow_world.application.bot_data.chats.kept(ANN)
    assert kept.questions == (OTHER_QUESTION, UNANSWERED, "Where is Damascus airport?")
    assert is_about_the_arrest(await meant(slow_world, ANN, ANN, WHEN, reply_to=cards[1]))


async def test_a_refused_question_can_be_followed_up(world: World) -> None:
    await world.say(ANN, ANN, "Who was shot in Damascus?")
    assert "Damascus" in await meant(world, ANN, ANN, WHEN)


@pytest.mark.parametrize("aside", ["Thanks!", "ok", "👍", "hm, really?"])
async def test_thanks_in_between_do_not_break_the_thread(world: World, aside: str) -> None:
    await world.say(ANN, ANN, QUESTION)
    await world.say(ANN, ANN, aside)
    assert is_about_the_strike(await meant(world, ANN, ANN, WHEN))


async def test_a_follow_up_goes_on_though_its_report_was_removed(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    del world.engine.texts[1]
    assert is_about_the_strike(await meant(world, ANN, ANN, WHEN))
    assert last(world, ANN)["text"].startswith("The airstrike hit northern Syria")


async def test_an_edited_question_is_followed_up_as_it_became(world: World) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    await world.edit(ANN, asked, OTHER_QUESTION)
    assert is_about_the_arrest(await meant(world, ANN, ANN, WHEN))
    assert not is_about_the_strike(searched(world.engine, -1))


async def test_an_edited_follow_up_goes_on_from_what_was_before_it(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    followed = await world.say(ANN, ANN, WHEN)
    await world.say(ANN, ANN, OTHER_QUESTION)
    world.engine.asked.clear()
    world.engine.filters.clear()
    await world.edit(ANN, followed, "And when exactly was that?")
    assert "US kills ISIS leaders" in searched(world.engine)
