"""Edits: within ten minutes the answer follows its question, and never comes twice."""

import asyncio
import threading

import pytest

from bot.chats import Chats
from tests.bot.fakes import ANN, BOB, FORUM, GROUP, World
from tests.bot.scenes import (
    ANSWER,
    OTHER_ANSWER,
    OTHER_QUESTION,
    QUESTION,
    SAY,
    UNANSWERED,
    labels,
    last,
    restarted,
    set_mode,
)


async def edit_after(world: World, seconds: int, text: str) -> None:
    """Have Ann's only question be edited so long after it was sent."""
    message = next(
        m for m in world.telegram.state.chats[ANN].messages.values() if m["text"] == QUESTION
    )
    await world.push(
        edited_message=message | {"text": text, "edit_date": message["date"] + seconds}
    )


@pytest.mark.parametrize("chat", [ANN, GROUP, FORUM])
async def test_an_edited_question_gets_its_answer_edited(world: World, chat: int) -> None:
    asked = await world.say(chat, ANN, f"/ask {QUESTION}")
    card = last(world, chat)
    await world.edit(chat, asked, f"/ask {OTHER_QUESTION}")
    (edited,) = world.messages(chat)
    assert edited["message_id"] == card["message_id"]
    assert edited["text"].startswith(OTHER_ANSWER)


async def test_a_caption_is_followed_too(world: World) -> None:
    asked = await world.say(ANN, ANN, QUESTION, photo=True)
    await world.edit(ANN, asked, OTHER_QUESTION)
    (text,) = world.texts(ANN)
    assert text.startswith(OTHER_ANSWER)


async def test_an_edit_in_a_topic_stays_there(world: World) -> None:
    topic = world.telegram.people.topic(FORUM, ANN)
    asked = await world.say(FORUM, ANN, f"/ask {QUESTION}", thread=topic)
    await world.edit(FORUM, asked, f"/ask {OTHER_QUESTION}")
    (card,) = world.messages(FORUM)
    assert (card["message_thread_id"], card["text"][:4]) == (topic, OTHER_ANSWER[:4])


@pytest.mark.parametrize(
    "text",
    [QUESTION, f"  {QUESTION}  ", f"@sitrep_test_bot {QUESTION}", f"/ask {QUESTION}"],
)
async def test_an_edit_that_asks_the_same_does_nothing(world: World, text: str) -> None:
    asked = await world.say(GROUP, ANN, f"/ask {QUESTION}")
    calls = len(world.telegram.state.calls)
    await world.edit(GROUP, asked, text)
    await world.edit(GROUP, asked, text)  # an edit may change a preview, a button, nothing
    assert len(world.telegram.state.calls) == calls
    assert world.engine.asked == [QUESTION]


@pytest.mark.parametrize(("seconds", "answer"), [(600, OTHER_ANSWER), (601, ANSWER)])
async def test_ten_minutes_after_the_question_its_answer_stands(
    world: World, seconds: int, answer: str
) -> None:
    await world.say(ANN, ANN, QUESTION)
    await edit_after(world, seconds, OTHER_QUESTION)
    (text,) = world.texts(ANN)
    assert text.startswith(answer)


async def test_an_edit_back_and_forth_ends_as_it_began(world: World) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    for text in (OTHER_QUESTION, QUESTION, OTHER_QUESTION, QUESTION):
        await world.edit(ANN, asked, text)
    (text,) = world.texts(ANN)
    assert text.startswith(ANSWER)


async def test_many_edits_while_answering_end_at_the_last(world: World) -> None:
    people, release = world.telegram.people, threading.Event()
    world.engine.before = lambda question: release.wait(5)
    asked = people.say(ANN, ANN, QUESTION)["message_id"]
    settling = asyncio.create_task(world.settle())
    await asyncio.sleep(0.02)
    for text in ("airstrike", UNANSWERED, OTHER_QUESTION):
        people.edit(ANN, asked, text)
    release.set()
    await settling
    await world.settle()
    (text,) = world.texts(ANN)
    assert text.startswith(OTHER_ANSWER)


async def test_an_edit_delivered_before_its_question_was_answered_sends_no_second(
    world: World,
) -> None:
    asked = world.telegram.people.say(GROUP, ANN, f"/ask {QUESTION}")["message_id"]
    for text in (f"/ask {OTHER_QUESTION}", f"/ask {QUESTION}"):
        world.telegram.people.edit(GROUP, asked, text)
    await world.settle()
    (text,) = world.texts(GROUP)
    assert text.startswith(ANSWER)


async def test_an_edit_from_answer_to_refusal_and_back_changes_the_buttons(world: World) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    shown = labels(last(world, ANN))
    await world.edit(ANN, asked, UNANSWERED)
    assert last(world, ANN)["text"].startswith(SAY.not_told)
    assert "▶" not in labels(last(world, ANN))
    await world.edit(ANN, asked, QUESTION)
    assert labels(last(world, ANN)) == shown


@pytest.mark.parametrize("talk", ["never mind", "@bob_the_reporter never mind", "/help"])
async def test_an_edit_that_turns_a_question_into_talk_leaves_the_answer(
    world: World, talk: str
) -> None:
    asked = await world.say(GROUP, ANN, f"/ask {QUESTION}")
    await world.edit(GROUP, asked, talk)
    (text,) = world.texts(GROUP)
    assert text.startswith(ANSWER)
    assert world.engine.asked == [QUESTION]


async def test_talk_that_is_edited_into_a_question_gets_no_answer(world: World) -> None:
    said = await world.say(GROUP, ANN, "Hello everybody")
    await world.edit(GROUP, said, f"/ask {QUESTION}")
    assert world.messages(GROUP) == []


async def test_an_empty_question_is_answered_once_it_asks_something(world: World) -> None:
    asked = await world.say(GROUP, ANN, "/ask")
    await world.edit(GROUP, asked, f"/ask {QUESTION}")
    (text,) = world.texts(GROUP)
    assert text.startswith(ANSWER)


@pytest.mark.parametrize("text", ["why " * 300, "\u200f" * 4096])
async def test_an_edit_that_grows_too_long_says_so_in_the_answers_place(
    world: World, text: str
) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    await world.edit(ANN, asked, text)
    assert world.texts(ANN) == [SAY.too_long]
    assert labels(last(world, ANN)) == []


async def test_the_old_buttons_of_an_edited_answer_have_expired(world: World) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    card = last(world, ANN)
    old = [world.data(card, label) for label in ("▶", SAY.whole_button, "👍")]
    await world.edit(ANN, asked, "airstrike in Syria")
    before = last(world, ANN)
    for data in old:
        told = await world.press_data(ANN, ANN, card["message_id"], data)
        assert told["text"] == SAY.expired
    assert last(world, ANN) == before


async def test_a_press_that_comes_with_an_edit_does_not_undo_it(world: World) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    card = last(world, ANN)
    world.telegram.people.edit(ANN, asked, OTHER_QUESTION)
    world.telegram.people.press(ANN, ANN, card["message_id"], world.data(card, "▶"))
    await world.settle()
    assert last(world, ANN)["text"].startswith(OTHER_ANSWER)


async def test_votes_were_for_the_answer_as_it_stood(world: World) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    await world.press(ANN, ANN, last(world, ANN), "👍")
    assert "👍 1" in labels(last(world, ANN))
    await world.edit(ANN, asked, OTHER_QUESTION)
    assert "👍" in labels(last(world, ANN))


async def test_an_edit_whose_answer_was_deleted_brings_no_new_one(world: World) -> None:
    asked = await world.say(GROUP, ANN, f"/ask {QUESTION}")
    world.telegram.people.delete(GROUP, last(world, GROUP)["message_id"])
    await world.edit(GROUP, asked, f"/ask {OTHER_QUESTION}")
    assert world.messages(GROUP) == []


async def test_an_edit_of_another_persons_message_is_their_own(world: World) -> None:
    anns = await world.say(GROUP, ANN, f"/ask {QUESTION}")
    bobs = await world.say(GROUP, BOB, f"/ask {QUESTION}")
    await world.edit(GROUP, bobs, f"/ask {OTHER_QUESTION}")
    by_question = {card["reply_to_message"]["message_id"]: card for card in world.messages(GROUP)}
    assert by_question[anns]["text"].startswith(ANSWER)
    assert by_question[bobs]["text"].startswith(OTHER_ANSWER)


async def test_in_auto_mode_an_edit_is_no_less_sure(world: World) -> None:
    await set_mode(world, GROUP, "auto")
    asked = await world.say(GROUP, BOB, QUESTION)
    assert last(world, GROUP)["text"].startswith(ANSWER)
    typed = len(world.calls("sendChatAction"))
    world.engine.certain = False
    await world.edit(GROUP, asked, "Who was killed in Syria by an airstrike?")
    # What answered another question does not stand below this one.
    assert world.messages(GROUP) == []
    assert len(world.calls("sendChatAction")) == typed


async def test_an_edit_is_followed_after_a_restart(world: World, chats: Chats) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    async with restarted(world, chats) as later:
        await later.edit(ANN, asked, OTHER_QUESTION)
        (text,) = later.texts(ANN)
        assert text.startswith(OTHER_ANSWER)


async def test_where_the_edit_fails_the_answer_is_not_sent_anew(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    world.telegram.people.fault("editMessageText", 500, "Internal Server Error")
    await world.edit(ANN, asked, OTHER_QUESTION)
    assert len(world.messages(ANN)) == 1
    # What could not be done now is done with the next edit.
    await world.edit(ANN, asked, OTHER_QUESTION + " When?")
    (text,) = world.texts(ANN)
    assert text.startswith(OTHER_ANSWER)
