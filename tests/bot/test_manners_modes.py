"""When it speaks unasked: by the mode of the chat, and by the topic's own, which wins."""

import pytest

from tests.bot.fakes import ANN, BOB, FORUM, GROUP, World
from tests.bot.scenes import ANSWER, QUESTION, SAY, UNANSWERED, ask, set_mode


async def test_in_auto_mode_it_answers_a_question_that_nobody_put_to_it(world: World) -> None:
    await set_mode(world, GROUP, "auto")
    asked = await world.say(GROUP, BOB, QUESTION)
    (card,) = world.messages(GROUP)
    assert card["text"].startswith(ANSWER)
    assert card["reply_to_message"]["message_id"] == asked


async def test_in_auto_mode_it_keeps_silent_when_it_is_not_sure(world: World) -> None:
    await set_mode(world, GROUP, "auto")
    world.engine.certain = False
    await world.say(GROUP, BOB, QUESTION)
    await world.say(GROUP, BOB, UNANSWERED)
    assert world.messages(GROUP) == []
    # Not even a sign of work: nobody asked for it.
    assert world.calls("sendChatAction") == []


async def test_in_auto_mode_being_called_needs_no_certainty(world: World) -> None:
    await set_mode(world, GROUP, "auto")
    world.engine.certain = False
    await world.say(GROUP, BOB, f"@sitrep_test_bot {QUESTION}")
    assert world.texts(GROUP)[0].startswith(ANSWER)


@pytest.mark.parametrize(
    "talk",
    [
        "The airstrike was yesterday, wasn't nice.",
        "airstrike",
        "Do you think there was an airstrike?",
        "/airstrike who died?",
        "@bob_the_reporter Who died in the airstrike in northern Syria?",
        "\u200f" * 4096,
    ],
)
async def test_in_auto_mode_talk_is_left_alone(world: World, talk: str) -> None:
    await set_mode(world, GROUP, "auto")
    await world.say(GROUP, BOB, talk)
    assert world.engine.asked == []
    assert world.messages(GROUP) == []


async def test_in_auto_mode_a_question_to_somebody_else_is_left_alone(world: World) -> None:
    await set_mode(world, GROUP, "auto")
    said = await world.say(GROUP, BOB, "I was there.")
    await world.say(GROUP, ANN, QUESTION, reply_to=said)
    assert world.engine.asked == []


async def test_in_auto_mode_a_failure_that_nobody_waits_for_is_not_told(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(question: str) -> None:
        raise ValueError

    await set_mode(world, GROUP, "auto")
    world.engine.before = fail
    await world.say(GROUP, BOB, QUESTION)
    assert world.messages(GROUP) == []
    assert "A handler failed" in caplog.text
    await world.say(GROUP, BOB, f"/ask {QUESTION}")
    assert world.texts(GROUP) == [SAY.failed]


@pytest.mark.parametrize("said", ["what about pizza", "And what about.", "How about"])
async def test_in_auto_mode_a_broken_off_question_does_no_harm(
    world: World, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    await set_mode(world, GROUP, "auto")
    await world.say(GROUP, BOB, said)
    assert world.messages(GROUP) == []
    assert "A handler failed" not in caplog.text


async def test_in_mode_all_every_message_is_answered(world: World) -> None:
    await set_mode(world, GROUP, "all")
    first = await world.say(GROUP, BOB, "airstrike")
    await world.say(GROUP, ANN, "a pizza, please", reply_to=first)
    texts = world.texts(GROUP)
    assert texts[0].startswith(ANSWER)
    assert texts[1].startswith(SAY.not_told)


async def test_in_mode_off_nothing_is_answered_but_settings(world: World) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    await set_mode(world, GROUP, "off")
    for call in (f"/ask {QUESTION}", f"@sitrep_test_bot {QUESTION}", QUESTION):
        await world.say(GROUP, ANN, call)
    await world.say(GROUP, ANN, QUESTION, reply_to=card["message_id"])
    assert len(world.messages(GROUP)) == 1
    await set_mode(world, GROUP, "mention")
    await ask(world, GROUP, ANN, QUESTION)
    assert len(world.messages(GROUP)) == 2


async def test_a_topics_mode_wins_over_its_chats(world: World) -> None:
    topic = world.telegram.people.topic(FORUM, ANN)
    other = world.telegram.people.topic(FORUM, ANN)
    await set_mode(world, FORUM, "all")
    await set_mode(world, FORUM, "off", thread=topic)
    for thread in (None, topic, other):
        await world.say(FORUM, BOB, "airstrike", thread=thread)
    assert [card.get("message_thread_id") for card in world.messages(FORUM)] == [None, other]


async def test_a_topic_speaks_in_a_chat_that_is_silent(world: World) -> None:
    topic = world.telegram.people.topic(FORUM, ANN)
    await set_mode(world, FORUM, "off")
    await set_mode(world, FORUM, "auto", thread=topic)
    await world.say(FORUM, BOB, QUESTION, thread=topic)
    await world.say(FORUM, BOB, f"/ask {QUESTION}")
    assert [card["message_thread_id"] for card in world.messages(FORUM)] == [topic]


async def test_what_one_chat_sets_holds_in_no_other(world: World) -> None:
    await set_mode(world, GROUP, "all")
    await world.say(FORUM, ANN, "airstrike")
    assert world.messages(FORUM) == []
