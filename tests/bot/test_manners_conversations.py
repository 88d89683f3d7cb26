"""Conversations: each is kept apart, ends when told, and its cards say what was searched."""

import pytest

from tests.bot.fakes import ANN, BOB, FORUM, GROUP, World, article
from tests.bot.scenes import (
    ANSWER,
    OTHER_QUESTION,
    QUESTION,
    SAY,
    ask,
    choose,
    last,
    lead,
    searched,
)

WHEN = "And when was that?"


@pytest.mark.parametrize(
    ("before", "after"), [(ANN, GROUP), (GROUP, ANN), (GROUP, FORUM), (ANN, FORUM)]
)
async def test_nothing_goes_from_one_chat_into_another(
    world: World, before: int, after: int
) -> None:
    await ask(world, before, ANN, QUESTION)
    card = await ask(world, after, ANN, WHEN)
    assert world.engine.asked == [QUESTION, WHEN]
    assert "airstrike" not in card["text"]


async def test_nothing_goes_from_one_topic_into_another(world: World) -> None:
    first, second = (world.telegram.people.topic(FORUM, ANN) for _ in range(2))
    await world.say(FORUM, ANN, f"/ask {QUESTION}", thread=first)
    for thread in (second, None):
        await world.say(FORUM, ANN, f"/ask {WHEN}", thread=thread)
    assert world.engine.asked == [QUESTION, WHEN, WHEN]
    await world.say(FORUM, ANN, f"/ask {WHEN}", thread=first)
    assert "US kills ISIS leaders" in searched(world.engine, 3)


async def test_a_message_elsewhere_with_the_number_of_an_answer_is_no_answer(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    number = last(world, ANN)["message_id"]
    group = world.telegram.state.chats[GROUP]
    while max(group.messages, default=0) < number - 2:
        await world.say(GROUP, BOB, "Hello")
    await world.say(GROUP, BOB, "/help")
    assert last(world, GROUP)["message_id"] == number
    await world.say(GROUP, ANN, WHEN, reply_to=number)
    assert world.engine.asked == [QUESTION, WHEN]


async def test_reset_forgets_what_was_asked(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    await world.say(ANN, ANN, "/reset")
    assert last(world, ANN)["text"] == SAY.reset_done
    await world.say(ANN, ANN, WHEN)
    assert world.engine.asked == [QUESTION, WHEN]


async def test_reset_forgets_nothing_of_others_and_nothing_elsewhere(world: World) -> None:
    for chat, person in ((GROUP, ANN), (GROUP, BOB), (ANN, ANN)):
        await ask(world, chat, person, QUESTION)
    await world.say(GROUP, ANN, "/reset")
    for chat, person, is_forgotten in ((GROUP, ANN, True), (GROUP, BOB, False), (ANN, ANN, False)):
        world.engine.asked.clear()
        await ask(world, chat, person, WHEN)
        assert (world.engine.asked == [WHEN]) is is_forgotten


async def test_reset_in_a_topic_leaves_the_other_topics(world: World) -> None:
    first, second = (world.telegram.people.topic(FORUM, ANN) for _ in range(2))
    for thread in (first, second):
        await world.say(FORUM, ANN, f"/ask {QUESTION}", thread=thread)
    await world.say(FORUM, ANN, "/reset", thread=first)
    world.engine.asked.clear()
    world.engine.filters.clear()
    await world.say(FORUM, ANN, f"/ask {WHEN}", thread=second)
    assert "US kills ISIS leaders" in searched(world.engine)


async def test_the_card_says_what_was_searched(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    assert "Searched" not in last(world, ANN)["text"]
    await world.say(ANN, ANN, WHEN)
    card = last(world, ANN)
    assert card["text"].endswith(SAY.searched("when was that — US kills ISIS leaders"))
    assert card["entities"][-1]["type"] == "italic"


async def test_the_card_says_so_on_every_page(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    del world.engine.texts[1]  # the report shown: the follow-up is answered from two others
    world.engine.put(article(4), "Another airstrike hit a camp. It burned down.")
    await world.say(ANN, ANN, WHEN)
    first = last(world, ANN)
    note = SAY.searched(world.engine.asked[1])
    assert "1 of 2" in first["text"]
    for label in ("▶", SAY.whole_button, SAY.back_button, "◀", "👍"):
        assert last(world, ANN)["text"].endswith(note)
        await world.press(ANN, ANN, last(world, ANN), label)
    again = last(world, ANN)
    assert (again["text"], again["entities"]) == (first["text"], first["entities"])


async def test_a_refusal_says_what_was_searched_also_beside_the_closest_passages(
    world: World,
) -> None:
    await world.say(ANN, ANN, QUESTION)
    world.engine.sure = False
    await world.say(ANN, ANN, WHEN)
    note = SAY.searched("when was that — US kills ISIS leaders")
    assert last(world, ANN)["text"].endswith(note)
    await world.press(ANN, ANN, last(world, ANN), SAY.closest_button)
    assert last(world, ANN)["text"].startswith(SAY.closest)
    assert last(world, ANN)["text"].endswith(note)


async def test_what_was_searched_stays_where_telegram_sees_a_command_or_a_name_in_it(
    world: World,
) -> None:
    """Telegram finds commands and names in italics too, and tells of them behind the italics."""
    lead(world, GROUP, ANN)
    await choose(world, GROUP, ANN, SAY.sources_label, "AP")
    world.engine.sure = False
    await ask(world, GROUP, ANN, OTHER_QUESTION)
    note = SAY.nothing_in_period_or_sources
    assert last(world, GROUP)["text"].endswith(note)
    card = world.telegram.state.chats[GROUP].messages[last(world, GROUP)["message_id"]]
    offset = card["entities"][-1]["offset"] + note.index("/settings")
    card["entities"].append({"type": "bot_command", "offset": offset, "length": 9})
    await world.press(GROUP, ANN, last(world, GROUP), SAY.closest_button)
    assert last(world, GROUP)["text"].endswith(note)


async def test_a_card_without_a_note_gets_none_by_turning(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    await world.press(ANN, ANN, last(world, ANN), "▶")
    assert last(world, ANN)["text"].endswith("2 of 2")


async def test_two_people_talk_side_by_side(world: World) -> None:
    await ask(world, GROUP, ANN, QUESTION)
    await ask(world, GROUP, BOB, OTHER_QUESTION)
    for person, headline in ((ANN, "US kills ISIS leaders"), (BOB, "An arrest")):
        world.engine.asked.clear()
        world.engine.filters.clear()
        card = await ask(world, GROUP, person, WHEN)
        assert headline in searched(world.engine)
        assert headline in card["text"]


async def test_both_questions_sent_at_once_are_answered(world: World) -> None:
    for said in (QUESTION, WHEN):
        world.telegram.people.say(ANN, ANN, said)
    await world.settle()
    assert len(world.messages(ANN)) == 2
    assert any(text.startswith(ANSWER) for text in world.texts(ANN))
