"""Where it speaks: in reply, in the same topic, and somewhere even if both are gone."""

import pytest

from tests.bot.fakes import ANN, BOB, FORUM, GROUP, World
from tests.bot.scenes import ANSWER, OTHER_ANSWER, OTHER_QUESTION, QUESTION, SAY, last


@pytest.fixture
def topic(world: World) -> int:
    """One of the forum's topics."""
    return world.telegram.people.topic(FORUM, ANN)


@pytest.mark.parametrize("chat", [ANN, GROUP, FORUM])
async def test_an_answer_is_a_reply_to_its_question(world: World, chat: int) -> None:
    await world.say(chat, ANN, "Hello everybody", thread=None)
    asked = await world.say(chat, ANN, f"/ask {QUESTION}")
    assert last(world, chat)["reply_to_message"]["message_id"] == asked


async def test_answers_side_by_side_are_replies_to_their_own_questions(world: World) -> None:
    people = world.telegram.people
    asked = {
        people.say(GROUP, ANN, f"/ask {QUESTION}")["message_id"]: ANSWER,
        people.say(GROUP, BOB, f"/ask {OTHER_QUESTION}")["message_id"]: OTHER_ANSWER,
    }
    await world.settle()
    cards = world.messages(GROUP)
    replied = {card["reply_to_message"]["message_id"]: card["text"] for card in cards}
    assert replied.keys() == asked.keys()
    assert all(replied[number].startswith(answer) for number, answer in asked.items())


async def test_a_bare_call_is_answered_where_it_was_made(world: World) -> None:
    said = await world.say(GROUP, BOB, QUESTION)
    called = await world.say(GROUP, ANN, "/ask", reply_to=said)
    assert last(world, GROUP)["reply_to_message"]["message_id"] == called


@pytest.mark.parametrize("said", [f"/ask {QUESTION}", "/ask", "/help", "/settings", "/articles"])
async def test_all_that_it_says_in_a_topic_stays_there(world: World, topic: int, said: str) -> None:
    await world.say(FORUM, ANN, said, thread=topic)
    (card,) = world.messages(FORUM)
    assert card["message_thread_id"] == topic
    actions = world.calls("sendChatAction")
    assert all(action["message_thread_id"] == topic for action in actions)


async def test_two_topics_are_kept_apart(world: World, topic: int) -> None:
    other = world.telegram.people.topic(FORUM, BOB)
    world.telegram.people.say(FORUM, ANN, f"/ask {QUESTION}", thread=topic)
    world.telegram.people.say(FORUM, ANN, f"/ask {OTHER_QUESTION}", thread=other)
    await world.settle()
    found = {card["message_thread_id"]: card["text"] for card in world.messages(FORUM)}
    assert found[topic].startswith(ANSWER)
    assert found[other].startswith(OTHER_ANSWER)


async def test_in_the_general_topic_no_thread_is_named(world: World, topic: int) -> None:
    await world.say(FORUM, ANN, f"/ask {QUESTION}")
    (sent,), (typed,) = world.calls("sendMessage"), world.calls("sendChatAction")
    assert "message_thread_id" not in sent
    assert "message_thread_id" not in typed
    assert "message_thread_id" not in last(world, FORUM)


async def test_outside_forums_a_thread_is_no_place(world: World) -> None:
    first = await world.say(GROUP, BOB, "Hello")
    # Telegram gives the reply its root's number as a thread.
    await world.say(GROUP, ANN, f"/ask {QUESTION}", reply_to=first)
    (sent,) = world.calls("sendMessage")
    assert "message_thread_id" not in sent


@pytest.mark.parametrize("chat", [ANN, GROUP])
async def test_a_question_deleted_meanwhile_is_answered_once(world: World, chat: int) -> None:
    asked = world.telegram.people.say(chat, ANN, f"/ask {QUESTION}")["message_id"]
    world.engine.before = lambda question: world.telegram.people.delete(chat, asked)
    await world.settle()
    (card,) = world.messages(chat)
    assert card["text"].startswith(ANSWER)
    assert "reply_to_message" not in card


async def test_a_question_deleted_in_a_topic_is_answered_in_that_topic(
    world: World, topic: int
) -> None:
    asked = world.telegram.people.say(FORUM, ANN, f"/ask {QUESTION}", thread=topic)["message_id"]
    world.engine.before = lambda question: world.telegram.people.delete(FORUM, asked)
    await world.settle()
    assert last(world, FORUM)["message_thread_id"] == topic


async def test_the_answer_is_not_lost_with_its_topic(world: World, topic: int) -> None:
    world.telegram.people.say(FORUM, ANN, f"/ask {QUESTION}", thread=topic)
    world.engine.before = lambda question: world.telegram.people.delete_topic(FORUM, topic)
    await world.settle()
    (card,) = world.messages(FORUM)
    assert card["text"].startswith(ANSWER)
    assert "message_thread_id" not in card
    assert len(world.calls("sendMessage")) == 2  # one retry, without the thread


async def test_the_answer_is_not_lost_when_its_topic_is_closed(world: World, topic: int) -> None:
    world.telegram.people.say(FORUM, ANN, f"/ask {QUESTION}", thread=topic)
    world.engine.before = lambda question: world.telegram.people.close_topic(FORUM, topic)
    await world.settle()
    (card,) = world.messages(FORUM)
    assert card["text"].startswith(ANSWER)
    assert len(world.calls("sendMessage")) == 2


async def test_an_administrator_answers_in_a_closed_topic(world: World, topic: int) -> None:
    world.telegram.people.member(FORUM, ANN, "administrator")
    world.telegram.people.close_topic(FORUM, topic)
    await world.say(FORUM, ANN, f"/ask {QUESTION}", thread=topic)
    assert last(world, FORUM)["message_thread_id"] == topic


async def test_an_answer_outside_its_topic_keeps_its_buttons_and_its_edits(
    world: World, topic: int
) -> None:
    asked = world.telegram.people.say(FORUM, ANN, f"/ask {QUESTION}", thread=topic)["message_id"]
    world.engine.before = lambda question: world.telegram.people.close_topic(FORUM, topic)
    await world.settle()
    world.engine.before = lambda question: None
    await world.press(FORUM, ANN, last(world, FORUM), "▶")
    assert last(world, FORUM)["text"].endswith("2 of 2")
    await world.edit(FORUM, asked, f"/ask {OTHER_QUESTION}")
    (text,) = world.texts(FORUM)
    assert text.startswith(OTHER_ANSWER)


async def test_where_it_may_not_write_at_all_it_gives_up_without_noise(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = "Bad Request: not enough rights to send text messages to the chat"
    world.telegram.people.fault("sendMessage", 400, refusal, times=9)
    await world.say(GROUP, ANN, f"/ask {QUESTION}")
    assert len(world.calls("sendMessage")) == 1
    assert "Telegram was not reached (BadRequest)" in caplog.text


async def test_a_notice_is_not_lost_with_its_topic_either(world: World, topic: int) -> None:
    world.telegram.people.say(FORUM, ANN, "/ask " + "why " * 300, thread=topic)
    world.telegram.people.delete_topic(FORUM, topic)
    await world.settle()
    assert world.texts(FORUM) == [SAY.too_long]
