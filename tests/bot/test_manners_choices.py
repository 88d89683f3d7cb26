"""What is set works in the next answer: language, passages, period, sources, and per topic."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.chats import Where
from bot.messages import LANGUAGES, Messages
from tests.bot.fakes import ANN, BOB, FORUM, GROUP, World, article
from tests.bot.scenes import (
    ANSWER,
    OTHER_ANSWER,
    OTHER_QUESTION,
    QUESTION,
    SAY,
    UNANSWERED,
    ask,
    choose,
    labels,
    last,
    lead,
)

FRENCH = Messages("fr")


@pytest.fixture(autouse=True)
def ann_leads(world: World) -> None:
    """Ann leads the group and the forum."""
    for chat in (GROUP, FORUM):
        lead(world, chat, ANN)


async def test_the_language_is_that_of_the_next_sentence(world: World) -> None:
    await world.say(GROUP, ANN, "/settings")
    for label in (SAY.language_label, SAY.language_name("fr")):
        await world.press(GROUP, ANN, last(world, GROUP), label)
    # The very card that it is chosen on speaks it.
    assert last(world, GROUP)["text"].startswith(FRENCH.language_label)
    card = await ask(world, GROUP, BOB, UNANSWERED)
    assert card["text"].startswith(FRENCH.not_told)
    assert (await world.press(GROUP, BOB, card, "👍"))["text"] == FRENCH.voted


@pytest.mark.parametrize("code", LANGUAGES)
async def test_each_language_can_be_chosen_and_given_back(world: World, code: str) -> None:
    await world.say(ANN, ANN, "/settings")
    for label in (SAY.language_label, SAY.language_name(code)):
        await world.press(ANN, ANN, last(world, ANN), label)
    say = Messages(code)
    assert f"✓ {SAY.language_name(code)}" in labels(last(world, ANN))
    await world.press(ANN, ANN, last(world, ANN), say.language_name(None))
    assert f"✓ {SAY.language_name(None)}" in labels(last(world, ANN))


@pytest.mark.parametrize(("count", "pages"), [(1, ""), (2, "1 of 2"), (5, "1 of 5")])
async def test_an_answer_has_as_many_passages_as_are_set(
    world: World, count: int, pages: str
) -> None:
    for number in range(4, 10):
        world.engine.put(article(number), f"An airstrike, number {number}.")
    await choose(world, GROUP, ANN, SAY.passages_label, str(count))
    card = await ask(world, GROUP, BOB, QUESTION)
    assert card["text"].endswith(pages or "6 October 2022")


@pytest.mark.parametrize("days", [7, 30, 90, 365])
async def test_reports_older_than_what_is_set_do_not_answer(world: World, days: int) -> None:
    today = datetime.now(UTC).date()
    for number, age in ((4, days), (5, days + 1)):
        found = article(number, published=today - timedelta(days=age))
        world.engine.put(found, f"A submarine, number {number}.")
    await choose(world, GROUP, ANN, SAY.period_label, SAY.period_name(days))
    card = await ask(world, GROUP, BOB, "submarine")
    assert card["text"].startswith("A submarine, number 4")
    assert "1 of 2" not in card["text"]
    assert (await ask(world, GROUP, BOB, QUESTION))["text"].startswith(SAY.not_told)


async def test_only_the_chosen_sources_answer(world: World) -> None:
    await choose(world, GROUP, ANN, SAY.sources_label, "AP")
    assert (await ask(world, GROUP, BOB, OTHER_QUESTION))["text"].startswith(OTHER_ANSWER)
    refused = await ask(world, GROUP, BOB, QUESTION)
    assert refused["text"].startswith(SAY.not_told)
    # Else one would think that the library has nothing.
    assert refused["text"].endswith(SAY.nothing_in_period_or_sources)
    await choose(world, GROUP, ANN, SAY.sources_label, "CNN")  # as well
    assert (await ask(world, GROUP, BOB, QUESTION))["text"].startswith(ANSWER)
    await choose(world, GROUP, ANN, SAY.sources_label, "AP", "CNN")  # and neither: all of them
    assert world.engine.filters[-1].outlets != ()
    await ask(world, GROUP, BOB, QUESTION)
    assert world.engine.filters[-1].outlets == ()


async def test_all_sources_are_one_press_away(world: World) -> None:
    await choose(world, GROUP, ANN, SAY.sources_label, "AP", "CNN")
    await choose(world, GROUP, ANN, SAY.sources_label, SAY.sources_chosen(0))
    await ask(world, GROUP, BOB, QUESTION)
    assert world.engine.filters[-1].outlets == ()


async def test_a_source_that_the_library_lost_can_be_unchosen(world: World) -> None:
    await choose(world, GROUP, ANN, SAY.sources_label, "AP")
    del world.engine.texts[3]
    await choose(world, GROUP, ANN, SAY.sources_label, "AP")
    await ask(world, GROUP, BOB, QUESTION)
    assert world.engine.filters[-1].outlets == ()


async def test_a_source_that_was_removed_meanwhile_cannot_be_chosen(world: World) -> None:
    await world.say(GROUP, ANN, "/settings")
    await world.press(GROUP, ANN, last(world, GROUP), SAY.sources_label)
    del world.engine.texts[3]
    assert (await world.press(GROUP, ANN, last(world, GROUP), "AP"))["text"] == SAY.expired


async def test_many_sources_are_shown_page_by_page(world: World) -> None:
    for number in range(4, 24):
        world.engine.put(article(number, outlet=f"Source <{number}> " + "🛰️" * 60), "text")
    await world.say(GROUP, ANN, "/settings")
    await world.press(GROUP, ANN, last(world, GROUP), SAY.sources_label)
    await world.press(GROUP, ANN, last(world, GROUP), "▶")
    await world.press(GROUP, ANN, last(world, GROUP), "▶")
    await world.press(GROUP, ANN, last(world, GROUP), "Source <23>")
    # Where it was chosen it is shown as chosen, on the same page.
    assert any(label.startswith("✓ Source <23>") for label in labels(last(world, GROUP)))
    assert "▶" not in labels(last(world, GROUP))


@pytest.mark.parametrize(
    "pressed",
    [
        (SAY.passages_label, "1"),
        (SAY.period_label, SAY.period_name(7)),
        (SAY.sources_label, "AP"),
    ],
)
async def test_what_is_set_in_private_holds_in_private_alone(
    world: World, pressed: tuple[str, str]
) -> None:
    await choose(world, ANN, ANN, *pressed)
    other = await ask(world, GROUP, ANN, QUESTION)
    own = await ask(world, ANN, ANN, QUESTION)
    assert own["text"] != other["text"]
    assert other["text"].endswith("1 of 2")


async def test_a_topic_has_a_mode_of_its_own_and_all_else_from_its_chat(world: World) -> None:
    topic = world.telegram.people.topic(FORUM, ANN)
    await choose(world, FORUM, ANN, SAY.passages_label, "1")
    await world.say(FORUM, ANN, "/settings", thread=topic)
    assert last(world, FORUM)["text"].startswith(SAY.topic_settings)
    assert labels(last(world, FORUM)) == [SAY.mode_label, SAY.whole_chat_button, SAY.close_button]
    await world.say(FORUM, BOB, f"/ask {QUESTION}", thread=topic)
    assert "1 of 2" not in last(world, FORUM)["text"]


async def test_a_topic_follows_its_chat_again(world: World) -> None:
    topic = world.telegram.people.topic(FORUM, ANN)
    await choose(world, FORUM, ANN, SAY.mode_label, SAY.mode_name("off"), thread=topic)
    await choose(world, FORUM, ANN, SAY.mode_label, SAY.default_button, thread=topic)
    await choose(world, FORUM, ANN, SAY.mode_label, SAY.mode_name("all"))
    await world.say(FORUM, BOB, "airstrike", thread=topic)
    assert last(world, FORUM)["message_thread_id"] == topic


async def test_from_a_topic_one_gets_to_the_whole_chats_settings_and_back(world: World) -> None:
    topic = world.telegram.people.topic(FORUM, ANN)
    await world.say(FORUM, ANN, "/settings", thread=topic)
    await world.press(FORUM, ANN, last(world, FORUM), SAY.whole_chat_button)
    assert last(world, FORUM)["text"].startswith(SAY.chat_settings)
    await world.press(FORUM, ANN, last(world, FORUM), SAY.this_topic_button)
    assert last(world, FORUM)["text"].startswith(SAY.topic_settings)


@pytest.mark.parametrize("forged", ["s:{}:language:ar", "s:{}:passages:1", "s:{}:outlets:-"])
async def test_what_a_topic_cannot_set_is_not_set_there(world: World, forged: str) -> None:
    topic = world.telegram.people.topic(FORUM, ANN)
    await world.say(FORUM, ANN, "/settings", thread=topic)
    number = last(world, FORUM)["message_id"]
    told = await world.press_data(FORUM, ANN, number, forged.format(topic))
    assert told["text"] == SAY.expired
    await world.say(FORUM, BOB, f"/ask {QUESTION}", thread=topic)
    assert last(world, FORUM)["text"].endswith("1 of 2")


@pytest.mark.parametrize(
    "forged", ["s:0:mode:loud", "s:0:passages:7", "s:0:days:1", "s:0:language:tlh", "s:0:names:x"]
)
async def test_what_nobody_offered_is_not_set(world: World, forged: str) -> None:
    await world.say(GROUP, ANN, "/settings")
    number = last(world, GROUP)["message_id"]
    assert (await world.press_data(GROUP, ANN, number, forged))["text"] == SAY.expired
    assert world.application.bot_data.chats._all("SELECT * FROM preferences") == []


async def test_a_choice_during_an_answer_is_for_the_next_one(world: World) -> None:
    chats = world.application.bot_data.chats

    def choose_meanwhile(question: str) -> None:
        chats.prefer(Where(GROUP), "language", "fr")

    world.engine.before = choose_meanwhile
    assert (await ask(world, GROUP, BOB, UNANSWERED))["text"].startswith(SAY.not_told)
    assert (await ask(world, GROUP, BOB, UNANSWERED))["text"].startswith(FRENCH.not_told)


async def test_two_administrators_who_press_at_once_both_have_their_way(world: World) -> None:
    lead(world, GROUP, BOB)
    people = world.telegram.people
    await world.say(GROUP, ANN, "/settings")
    await world.press(GROUP, ANN, last(world, GROUP), SAY.sources_label)
    card = last(world, GROUP)
    for person, label in ((ANN, "AP"), (BOB, "CNN")):
        people.press(GROUP, person, card["message_id"], world.data(card, label))
    await world.settle()
    await ask(world, GROUP, BOB, QUESTION)
    assert set(world.engine.filters[-1].outlets) == {"AP", "CNN"}
