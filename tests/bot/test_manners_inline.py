"""Inline mode: passages with their sources in any chat, paged, cached, and for whom they are."""

import asyncio
import threading
from datetime import date

import pytest

from bot.chats import Chats
from bot.emulator import JsonObject
from tests.bot.fakes import ANN, BOB, GROUP, FakeEngine, World, article
from tests.bot.scenes import (
    ANSWER,
    OTHER_ANSWER,
    OTHER_QUESTION,
    QUESTION,
    SAY,
    UNANSWERED,
    set_mode,
    world_of,
)


async def typed(world: World, query: str, offset: str = "", person: int = ANN) -> JsonObject:
    """Type ``@bot query`` somewhere; returns the bot's answer."""
    number = world.telegram.people.inline(person, query, offset)["id"]
    await world.settle()
    return world.telegram.state.answers[number]


async def sent(world: World, chat: int, query: str, place: int = 0) -> JsonObject:
    """Choose an answer and send it into a chat; returns the message."""
    number = world.telegram.people.inline(ANN, query)["id"]
    await world.settle()
    result = world.telegram.state.answers[number]["results"][place]
    message = world.telegram.people.choose(chat, ANN, number, result["id"])["message_id"]
    await world.settle()
    return world.telegram.state.chats[chat].messages[message]


def filled(engine: FakeEngine, count: int) -> None:
    """A library of so many reports of a submarine."""
    engine.texts.clear()
    for number in range(1, count + 1):
        engine.put(article(number, f"Report {number}"), f"Submarine {number} was sighted.")


def titles(answer: JsonObject) -> list[str]:
    return [result["title"] for result in answer["results"]]


async def test_it_offers_passages_each_with_its_headline_and_source(world: World) -> None:
    answer = await typed(world, QUESTION)
    assert titles(answer) == ["US kills ISIS leaders", "A second look"]
    assert answer["results"][0]["description"] == f"CNN · 6 October 2022\n{ANSWER}"


async def test_what_is_chosen_inserts_the_passage_and_its_source(world: World) -> None:
    message = await sent(world, GROUP, QUESTION)
    assert message["text"].startswith(ANSWER)
    assert message["text"].endswith("CNN · US kills ISIS leaders · as of 6 October 2022")
    links = [each["url"] for each in message["entities"] if each["type"] == "text_link"]
    assert links == ["https://news.example/1"]
    assert message["via_bot"]["username"] == world.name
    assert message["link_preview_options"] == {"is_disabled": True}


async def test_what_was_inserted_is_not_answered_anew(world: World) -> None:
    await set_mode(world, GROUP, "all")
    for chat in (GROUP, ANN):
        await sent(world, chat, QUESTION)
        assert world.messages(chat) == []


@pytest.mark.parametrize("query", ["", "a", "ab", "  ab  ", "a \n b"[:3]])
async def test_below_three_characters_it_asks_for_more(world: World, query: str) -> None:
    answer = await typed(world, query)
    assert answer["results"] == []
    assert answer["button"]["text"] == SAY.inline_too_short
    assert world.engine.asked == []


async def test_from_three_characters_on_it_searches(world: World) -> None:
    world.engine.put(article(4), "about Idlib and the UAE drone")
    await typed(world, " UAE ")
    assert world.engine.asked == ["UAE"]


async def test_ten_at_a_time_and_each_once(world: World) -> None:
    filled(world.engine, 23)
    seen: list[str] = []
    offset, sizes = "", []
    while True:
        answer = await typed(world, "submarine", offset)
        seen += titles(answer)
        sizes.append(len(answer["results"]))
        offset = answer.get("next_offset", "")
        if not offset:
            break
    assert sizes == [10, 10, 3]
    assert seen == [f"Report {number}" for number in range(1, 24)]


async def test_exactly_ten_are_one_page(world: World) -> None:
    filled(world.engine, 10)
    answer = await typed(world, "submarine")
    assert (len(answer["results"]), answer.get("next_offset", "")) == (10, "")


async def test_there_are_fifty_at_most(world: World) -> None:
    filled(world.engine, 80)
    offset, count = "", 0
    for _ in range(9):
        answer = await typed(world, "submarine", offset)
        count += len(answer["results"])
        offset = answer.get("next_offset", "")
        if not offset:
            break
    assert count == 50


@pytest.mark.parametrize("offset", ["-1", "9" * 64, "abc", "50", "1e3", "\u200f"])
async def test_an_offset_that_nobody_gave_does_no_harm(world: World, offset: str) -> None:
    answer = await typed(world, QUESTION, offset)
    assert titles(answer) == ["US kills ISIS leaders", "A second look"]


async def test_where_all_may_ask_answers_are_kept_for_all(world: World) -> None:
    first, second = await typed(world, QUESTION), await typed(world, QUESTION, person=BOB)
    for answer in (first, second):
        assert answer["is_personal"] is False
        assert answer["cache_time"] == 0
    # Since Telegram gives Bob what Ann was offered, it must be the same.
    assert first["results"] == second["results"]


async def test_what_is_offered_does_not_depend_on_the_persons_language(world: World) -> None:
    world.telegram.people.user(BOB, "Bob", language_code="ar")
    first, second = await typed(world, QUESTION), await typed(world, QUESTION, person=BOB)
    assert first["results"] == second["results"]


async def test_a_report_is_offered_in_its_own_language(world: World) -> None:
    found = article(4, "Налет", language="ru", outlet="Новости", published=date(2022, 10, 6))
    world.engine.put(found, "Подводную лодку заметили утром.")
    answer = await typed(world, "подводную лодку")
    assert answer["results"][0]["description"].startswith("Новости · 6 октября 2022")


@pytest.mark.parametrize("query", ["ab", UNANSWERED])
async def test_a_button_speaks_the_persons_language_and_is_kept_for_nobody(
    world: World, query: str
) -> None:
    world.telegram.people.user(BOB, "Bob", language_code="fr")
    first, second = await typed(world, query), await typed(world, query, person=BOB)
    for answer in (first, second):
        assert (answer["is_personal"], answer["cache_time"]) == (True, 0)
    assert first["button"]["text"] != second["button"]["text"]


async def test_where_the_reports_do_not_tell_it_leads_into_the_private_chat(world: World) -> None:
    answer = await typed(world, UNANSWERED)
    assert answer["results"] == []
    assert answer["button"] == {"text": SAY.inline_unanswered, "start_parameter": "inline"}


async def test_a_refused_answer_offers_no_passages_as_if_they_answered(world: World) -> None:
    world.engine.sure = False
    assert (await typed(world, QUESTION))["results"] == []


async def test_where_access_differs_answers_are_each_persons_own(
    engine: FakeEngine, chats: Chats
) -> None:
    async with world_of(engine, chats, SITREP_ALLOWED_PEOPLE=str(ANN)) as world:
        allowed = await typed(world, QUESTION)
        assert titles(allowed) == ["US kills ISIS leaders", "A second look"]
        assert allowed["is_personal"] is True
        refused = await typed(world, QUESTION, person=BOB)
        assert (refused["results"], refused["is_personal"]) == ([], True)
        assert refused["cache_time"] == 0
        assert refused["button"]["text"] == SAY.inline_refused
        assert engine.asked == [QUESTION]


async def test_nothing_of_a_private_chat_comes_into_an_inline_answer(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    await typed(world, "And when was that?")
    assert world.engine.asked == [QUESTION, "And when was that?"]


async def test_whoever_types_on_is_answered_once(world: World) -> None:
    release = threading.Event()
    world.engine.before = lambda question: release.wait(5)
    await_first = asyncio.create_task(typed(world, OTHER_QUESTION, person=BOB))
    await asyncio.sleep(0.02)
    queries = [world.telegram.people.inline(ANN, QUESTION[:end])["id"] for end in (15, 25, 40)]
    settling = asyncio.create_task(world.settle())
    await asyncio.sleep(0.02)
    release.set()
    await asyncio.gather(await_first, settling)
    assert world.engine.asked == [OTHER_QUESTION, QUESTION[:40]]
    assert [query in world.telegram.state.answers for query in queries] == [False, False, True]


async def test_a_query_that_telegram_gave_up_makes_no_noise(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    world.telegram.people.fault("answerInlineQuery", 400, refusal)
    world.telegram.people.inline(ANN, QUESTION)
    await world.settle()
    assert "A handler failed" not in caplog.text
    assert titles(await typed(world, OTHER_QUESTION)) == ["An arrest"]


async def test_too_many_queries_are_answered_with_nothing(world: World) -> None:
    answers = [await typed(world, f"airstrike {number}") for number in range(41)]
    assert all(answer["results"] for answer in answers[:40])
    assert (answers[40]["results"], answers[40]["cache_time"]) == ([], 0)


@pytest.mark.parametrize("query", ["\u200f" * 256, "🇸🇾" * 64, "<b>&amp;" * 32, "\ud83d" * 3])
async def test_queries_without_sense_are_answered(world: World, query: str) -> None:
    assert (await typed(world, query))["results"] == []


async def test_a_monstrous_report_can_be_offered_and_sent(world: World) -> None:
    world.engine.put(
        article(4, "<b>" * 2000, outlet="🛰️" * 900), "Submarine <&> " + "🛰️ word. " * 5000
    )
    message = await sent(world, GROUP, "submarine")
    assert message["text"].startswith("Submarine <&>")


async def test_it_is_offered_what_answers_best_first(world: World) -> None:
    assert titles(await typed(world, OTHER_QUESTION)) == ["An arrest"]
    assert (await sent(world, ANN, OTHER_QUESTION))["text"].startswith(OTHER_ANSWER)
