"""The whole bot against real updates: what people do, and what they see."""

import asyncio
import logging
import threading
import time
from typing import Any

import pytest

from bot.application import build
from bot.chats import Chats
from bot.emulator import Call, EmulatorRequest, Telegram
from bot.messages import LANGUAGES, Messages
from bot.routes import ALLOWED_UPDATES
from bot.running import running
from bot.settings import SettingsError
from index import LibraryError, LibraryFull
from tests.bot.fakes import ANN, BOB, FORUM, GROUP, FakeEngine, World, article, settings_for

SAY = Messages()
QUESTION = "Who died in the airstrike?"
ANSWER = "Abu Hashum al-Umawi was killed in an airstrike"


async def test_a_private_question_gets_a_card_in_reply(world: World) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    (card,) = world.messages(ANN)
    assert card["reply_to_message"]["message_id"] == asked
    assert card["text"].startswith(ANSWER)
    assert "CNN · US kills ISIS leaders · as of 6 October 2022" in card["text"]
    assert card["text"].endswith("1 of 2")
    kinds = [entity["type"] for entity in card["entities"]]
    assert kinds == ["bold", "expandable_blockquote", "text_link"]
    (sent,) = world.calls("sendMessage")
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert sent["reply_parameters"] == {"message_id": asked, "allow_sending_without_reply": True}


async def test_the_bot_types_while_it_works(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    assert world.calls("sendChatAction") == [{"chat_id": ANN, "action": "typing"}]


async def test_an_answer_is_sent_though_typing_is_refused(world: World) -> None:
    world.telegram.people.fault("sendChatAction", 400, "Bad Request: not allowed")
    await world.say(ANN, ANN, QUESTION)
    assert len(world.messages(ANN)) == 1


async def test_a_caption_is_a_question(world: World) -> None:
    await world.push(message=_message(ANN, text=None, caption=QUESTION))
    assert world.engine.asked == [QUESTION]


@pytest.mark.parametrize(
    "written",
    [
        "/ask Who died in the airstrike?",
        "/ask@sitrep_test_bot Who died in the airstrike?",
        "/ASK@Sitrep_Test_Bot   Who died in the airstrike?",
        "@sitrep_test_bot Who died in the airstrike?",
        "@Sitrep_Test_Bot, Who died in the airstrike?",
        "Who died in the airstrike? @sitrep_test_bot",
        "🇸🇾 @sitrep_test_bot Who died in the airstrike?",
    ],
)
async def test_a_group_asks_by_command_or_mention(world: World, written: str) -> None:
    await world.say(GROUP, ANN, written)
    (asked,) = world.engine.asked
    assert asked.removeprefix("🇸🇾 ") == QUESTION
    assert len(world.messages(GROUP)) == 1


async def test_a_reply_to_the_bot_is_a_question(world: World) -> None:
    await world.say(GROUP, ANN, "/ask airstrike")
    (card,) = world.messages(GROUP)
    await world.say(GROUP, BOB, "Who is Hani al-Kurdi?", reply_to=card["message_id"])
    assert world.engine.asked == ["airstrike", "Who is Hani al-Kurdi?"]


@pytest.mark.parametrize("call", ["/ask", "@sitrep_test_bot"])
async def test_a_bare_call_in_reply_answers_the_message_replied_to(world: World, call: str) -> None:
    asked = await world.say(GROUP, BOB, QUESTION)
    await world.say(GROUP, ANN, call, reply_to=asked)
    assert world.engine.asked == [QUESTION]


async def test_a_bare_ask_gets_a_hint_which_an_edit_turns_into_the_answer(world: World) -> None:
    asked = await world.say(GROUP, ANN, "/ask")
    assert world.texts(GROUP)[0].startswith("Please write your question after the command")
    await world.edit(GROUP, asked, "/ask " + QUESTION)
    (text,) = world.texts(GROUP)
    assert text.startswith(ANSWER)


@pytest.mark.parametrize(
    "written",
    [
        QUESTION,
        "/ask@another_bot Who died?",
        "/other Who died?",
        "/help@another_bot",
        "@another_bot Who died?",
        "mail me at ann@sitrep_test_bot.example",
    ],
)
async def test_a_group_that_talks_to_others_is_left_alone(world: World, written: str) -> None:
    await world.say(GROUP, ANN, written)
    assert world.messages(GROUP) == []
    assert world.engine.asked == []


@pytest.mark.parametrize(
    "origin",
    [
        {"from": {"id": 5, "is_bot": True, "first_name": "Other"}},
        {"via_bot": {"id": 5, "is_bot": True, "first_name": "Other"}},
        {"is_automatic_forward": True},
        {"sender_chat": {"id": -100777, "type": "channel", "title": "News"}},
    ],
)
async def test_what_no_person_wrote_is_left_alone(world: World, origin: dict[str, object]) -> None:
    for text in ("/ask " + QUESTION, "/help"):
        await world.push(message=_message(GROUP, text, **origin))
    assert world.messages(GROUP) == []


async def test_service_messages_and_channel_posts_are_left_alone(world: World) -> None:
    await world.push(message=_message(GROUP, None, new_chat_title="airstrike"))
    await world.push(message=_message(ANN, None, pinned_message=_message(ANN, QUESTION)))
    await world.push(channel_post=_message(GROUP, "/ask " + QUESTION))
    await world.push(edited_channel_post=_message(GROUP, "/ask " + QUESTION))
    assert world.calls("sendMessage") == []


async def test_an_anonymous_administrator_is_answered_and_anyone_may_turn(world: World) -> None:
    group = world.telegram.state.chats[GROUP].wire()
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    asked = _message(GROUP, "/ask " + QUESTION, **{"from": anonymous, "sender_chat": group})
    await world.push(message=asked)
    (card,) = world.messages(GROUP)
    await world.press(GROUP, BOB, card, "▶")
    assert world.texts(GROUP)[0].endswith("2 of 2")


async def test_an_answer_stays_in_its_topic(world: World) -> None:
    topic = world.telegram.people.topic(FORUM, ANN)
    await world.say(FORUM, ANN, "/ask " + QUESTION, thread=topic)
    (card,) = world.messages(FORUM)
    assert card["message_thread_id"] == topic
    assert world.calls("sendChatAction")[0]["message_thread_id"] == topic


async def test_a_thread_that_is_no_topic_is_not_named(world: World) -> None:
    first = await world.say(GROUP, BOB, "Hello")
    await world.say(GROUP, ANN, "/ask " + QUESTION, reply_to=first)
    assert "message_thread_id" not in world.calls("sendMessage")[0]


async def test_pages_turn_forth_and_back(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    (first,) = world.messages(ANN)
    before = first["text"]
    assert _labels(first) == ["▶"]
    assert "text" not in await world.press(ANN, ANN, first, "▶")
    (second,) = world.messages(ANN)
    assert "A second look · undated" in second["text"]
    assert second["text"].endswith("2 of 2")
    assert _labels(second) == ["◀"]
    await world.press(ANN, ANN, second, "◀")
    assert world.texts(ANN) == [before]


async def test_the_words_that_answer_are_underlined_also_on_later_pages(world: World) -> None:
    world.engine.marks = ("Abu Hashum al-Umawi", "northern Syria")
    await world.say(ANN, ANN, QUESTION)
    (first,) = world.messages(ANN)
    assert _underlined(first) == ["Abu Hashum al-Umawi"]
    await world.press(ANN, ANN, first, "▶")
    (second,) = world.messages(ANN)
    assert _underlined(second) == ["northern Syria"]
    await world.press(ANN, ANN, second, "◀")
    assert world.messages(ANN)[0]["entities"] == first["entities"]


async def test_several_answers_are_a_list_with_a_page_for_each(world: World) -> None:
    world.engine.several = True
    world.engine.marks = ("Abu Hashum al-Umawi",)
    await world.say(ANN, ANN, "Which leaders died in an airstrike?")
    (listed,) = world.messages(ANN)
    assert listed["text"].startswith(
        "From 2 reports, by date:\n\n"
        "• Abu Hashum al-Umawi was killed in an airstrike — CNN · US kills ISIS leaders · "
        "as of 6 October 2022\n\n• The airstrike hit northern Syria — A second look · undated"
    )
    assert listed["text"].endswith("1 of 3")
    assert _underlined(listed) == ["Abu Hashum al-Umawi"]
    await world.press(ANN, ANN, listed, "▶")
    (page,) = world.messages(ANN)
    assert page["text"].startswith("Abu Hashum al-Umawi was killed in an airstrike\nAbu Hashum")
    assert page["text"].endswith("2 of 3")
    await world.press(ANN, ANN, page, "▶")
    assert world.texts(ANN)[0].endswith("A second look · undated\n3 of 3")
    await world.press(ANN, ANN, page, "◀")
    (again,) = world.messages(ANN)
    assert (again["text"], again["entities"]) == (listed["text"], listed["entities"])


async def test_a_list_leaves_out_reports_that_were_removed(world: World) -> None:
    world.engine.several = True
    await world.say(ANN, ANN, "Which leaders died in an airstrike?")
    (listed,) = world.messages(ANN)
    await world.press(ANN, ANN, listed, "▶")
    (page,) = world.messages(ANN)
    del world.engine.texts[2]
    await world.press(ANN, ANN, page, "◀")
    assert world.texts(ANN)[0].startswith("From 1 report, by date:\n\n• Abu Hashum")
    await world.press(ANN, ANN, world.messages(ANN)[0], "▶")
    world.engine.texts.clear()
    assert (await world.press(ANN, ANN, page, "◀"))["text"] == SAY.removed


async def test_in_a_group_only_the_asker_turns_pages(world: World) -> None:
    await world.say(GROUP, ANN, "/ask " + QUESTION)
    (card,) = world.messages(GROUP)
    told = await world.press(GROUP, BOB, card, "▶")
    assert told["text"] == SAY.not_yours
    assert world.calls("editMessageText") == []
    await world.press(GROUP, ANN, card, "▶")
    assert world.texts(GROUP)[0].endswith("2 of 2")


async def test_a_press_in_another_chat_turns_nothing(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    await world.say(BOB, BOB, QUESTION)
    (anns,), (bobs,) = world.messages(ANN), world.messages(BOB)
    data = anns["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert (await world.press_data(BOB, BOB, bobs["message_id"], data))["text"] == SAY.expired


@pytest.mark.parametrize(
    "data",
    ["p:AAAAAAAAAAA:1", "p::", "p:x:-1", "a:1:99999999999999", "nonsense", "p:AAAAAAAAAAA:999"],
)
async def test_an_unknown_press_is_answered(world: World, data: str) -> None:
    await world.say(ANN, ANN, QUESTION)
    (card,) = world.messages(ANN)
    assert (await world.press_data(ANN, ANN, card["message_id"], data))["text"] == SAY.expired


async def test_a_press_past_the_last_page_is_answered(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    (card,) = world.messages(ANN)
    data = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    told = await world.press_data(ANN, ANN, card["message_id"], data[:-1] + "7")
    assert told["text"] == SAY.expired


async def test_the_same_page_pressed_twice_does_no_harm(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    (card,) = world.messages(ANN)
    data = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for _ in range(2):
        assert "text" not in await world.press_data(ANN, ANN, card["message_id"], data)


async def test_a_press_says_that_a_report_was_removed(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    del world.engine.texts[2]
    (card,) = world.messages(ANN)
    assert (await world.press(ANN, ANN, card, "▶"))["text"] == SAY.removed
    (gone,) = world.messages(ANN)
    assert gone["text"] == f"{SAY.removed}\n2 of 2"
    await world.press(ANN, ANN, gone, "◀")
    assert world.texts(ANN)[0].startswith(ANSWER)


async def test_an_edited_question_gets_its_answer_edited(world: World) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    (card,) = world.messages(ANN)
    await world.edit(ANN, asked, "Who was captured?")
    (edited,) = world.messages(ANN)
    assert edited["message_id"] == card["message_id"]
    assert edited["text"].startswith("Hani al-Kurdi was captured near Aleppo.")
    assert "▶" not in _labels(edited)
    data = card_button(card)
    assert (await world.press_data(ANN, ANN, card["message_id"], data))["text"] == SAY.expired
    await world.edit(ANN, asked, QUESTION)
    assert world.texts(ANN)[0].startswith(ANSWER)


async def test_an_edit_that_changes_no_text_does_nothing(world: World) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    await world.edit(ANN, asked, QUESTION)
    assert world.engine.asked == [QUESTION]
    assert world.calls("editMessageText") == []


async def test_a_late_edit_does_nothing(world: World) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    message = dict(world.telegram.state.chats[ANN].messages[asked])
    late = message | {"text": "Who was captured?", "edit_date": message["date"] + 601}
    await world.push(edited_message=late)
    assert world.engine.asked == [QUESTION]


async def test_an_edit_during_the_answer_waits_and_wins(world: World) -> None:
    world.engine.before = lambda question: time.sleep(0.05)
    asked = world.telegram.people.say(ANN, ANN, QUESTION)["message_id"]
    world.telegram.people.edit(ANN, asked, "Who was captured?")
    await world.settle()
    (text,) = world.texts(ANN)
    assert text.startswith("Hani al-Kurdi")


async def test_an_edit_of_an_answer_that_was_deleted_is_let_go(world: World) -> None:
    asked = await world.say(ANN, ANN, QUESTION)
    (card,) = world.messages(ANN)
    del world.telegram.state.chats[ANN].messages[card["message_id"]]
    await world.edit(ANN, asked, "Who was captured?")
    assert world.messages(ANN) == []


async def test_an_update_delivered_twice_is_answered_once(world: World) -> None:
    message = _message(ANN, QUESTION)
    await world.push(message=message)
    await world.push(message=message)
    assert len(world.messages(ANN)) == 1


async def test_a_refusal_says_what_there_is(world: World) -> None:
    await world.say(ANN, ANN, "What does a pizza cost?")
    assert world.texts(ANN) == [
        "The articles in the library don't answer that.\n"
        "The library holds 3 articles, published between 16 June 2022 and 6 October 2022.\n\n"
        "Reports that come closest:\n"
        "• CNN · US kills ISIS leaders · as of 6 October 2022\n"
        "• A second look · undated"
    ]


async def test_a_refusal_leads_to_the_closest_passages(world: World) -> None:
    world.engine.sure = False
    await world.say(ANN, ANN, QUESTION)
    (refused,) = world.messages(ANN)
    assert refused["text"].startswith(
        f"{SAY.not_told}\nNo report tells who died in the airstrike. The closest is:\n"
        "Abu Hashum al-Umawi was killed in an airstrike\nCNN · US kills ISIS leaders"
    )
    await world.press(ANN, ANN, refused, SAY.closest_button)
    (page,) = world.messages(ANN)
    assert page["text"].startswith(SAY.closest)
    assert "bold" not in {entity["type"] for entity in page["entities"]}


async def test_an_empty_library_says_how_to_fill_it(world: World) -> None:
    world.engine.texts.clear()
    await world.say(ANN, ANN, QUESTION)
    await world.say(ANN, ANN, "/articles")
    assert all("sitrep add" in text for text in world.texts(ANN))


async def test_too_long_a_question_is_not_asked(world: World) -> None:
    await world.say(ANN, ANN, "why " * 300)
    assert world.texts(ANN) == [SAY.too_long]
    assert world.engine.asked == []


async def test_a_right_to_left_report_is_shown_whole(world: World) -> None:
    text = "قُتل أبو هشام الأموي في غارة جوية. وقعت الغارة في شمال سوريا."
    world.engine.put(article(4, "غارة أمريكية", outlet="الجزيرة"), text)
    await world.say(ANN, ANN, "من الأموي؟")
    assert text in world.texts(ANN)[0]
    assert "\u2068غارة أمريكية\u2069" in world.texts(ANN)[0]


async def test_a_monstrous_report_fits_into_a_message(world: World) -> None:
    world.engine.put(article(4, "<b>" * 2000), "Submarine <&> sighted. " + "🛰️ word. " * 5000)
    await world.say(ANN, ANN, "submarine")
    (text,) = world.texts(ANN)
    assert text.startswith("Submarine <&> sighted")
    assert text.count("🛰️") > 300


async def test_an_error_is_logged_then_owned_up_to_without_the_question(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(question: str) -> None:
        raise ValueError(f"cannot parse {question}")

    world.engine.before = fail
    await world.say(ANN, ANN, "secret plans?")
    assert world.texts(ANN) == [SAY.failed]
    assert f"chat {ANN}" in caplog.text
    assert "builtins.ValueError" in caplog.text
    assert "fakes.py" in caplog.text
    assert "secret" not in caplog.text
    assert "Ann" not in caplog.text.replace("ANN", "")


async def test_a_library_error_is_told_to_the_operator_alone(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(question: str) -> None:
        raise LibraryError("The library is damaged. Run `sitrep rebuild`.")

    world.engine.before = fail
    await world.say(ANN, ANN, QUESTION)
    assert world.texts(ANN) == [SAY.failed]
    assert "Run `sitrep rebuild`." in caplog.text


async def test_an_error_while_turning_is_logged_and_the_press_is_answered(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.say(ANN, ANN, QUESTION)
    (card,) = world.messages(ANN)
    world.telegram.people.fault("editMessageText", 400, "Bad Request: something new")
    # Answered before the edit is made, which may have to wait longer than a press can.
    assert "text" not in await world.press(ANN, ANN, card, "▶")
    assert "A handler failed" in caplog.text


async def test_a_failing_excuse_does_not_loop(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.telegram.people.fault("sendMessage", 400, "Bad Request: no rights", times=9)
    await world.say(ANN, ANN, QUESTION)
    assert len(world.calls("sendMessage")) == 2
    assert "could not be owned up to" in caplog.text


@pytest.mark.parametrize("code", [403, 500, 502])
async def test_an_unreachable_chat_gets_no_excuse(world: World, code: int) -> None:
    world.telegram.people.fault("sendMessage", code, times=9)
    await world.say(ANN, ANN, QUESTION)
    assert len(world.calls("sendMessage")) == 1


async def test_a_rate_limit_is_waited_out(world: World) -> None:
    world.telegram.people.fault("sendMessage", 429, retry_after=1)
    await world.say(ANN, ANN, QUESTION)
    assert len(world.messages(ANN)) == 1


async def test_answers_come_without_buttons_where_nothing_can_be_remembered(
    world: World, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise LibraryFull("The disk has no room.")

    monkeypatch.setattr(chats, "remember_pages", full)
    monkeypatch.setattr(chats, "link", full)
    await world.say(ANN, ANN, QUESTION)
    (card,) = world.messages(ANN)
    assert card["text"].startswith(ANSWER)
    # The report can be opened all the same: its address is in the button itself.
    assert card["reply_markup"]["inline_keyboard"] == [
        [{"text": SAY.open_button, "url": "https://news.example/1"}]
    ]


async def test_start_help_about_and_privacy(world: World) -> None:
    for command in ("/start deep-link_payload", "/help", "/about", "/privacy"):
        await world.say(ANN, ANN, command)
    start, help_, about, privacy = world.texts(ANN)
    assert SAY.example in start
    assert "@sitrep_test_bot" in help_
    assert "test-model" in about
    assert "Apache-2.0" in about
    assert "3 articles" in about
    assert "7 days" in privacy
    assert world.engine.asked == []


async def test_commands_are_registered_with_telegram(world: World) -> None:
    calls = world.calls("setMyCommands")
    assert [call.get("language_code", "en") for call in calls] == list(LANGUAGES)
    for call in calls:
        names = [command["command"] for command in call["commands"]]
        assert names[:6] == ["ask", "latest", "watch", "digest", "quiet", "articles"]
        assert names[-3:] == ["privacy", "mydata", "deletemydata"]


async def test_an_unknown_command_gets_a_hint_in_private_only(world: World) -> None:
    await world.say(ANN, ANN, "/weather Aleppo")
    await world.say(GROUP, ANN, "/weather Aleppo")
    assert world.texts(ANN) == [SAY.unknown_command]
    assert world.texts(GROUP) == []


async def test_an_edited_command_does_nothing(world: World) -> None:
    asked = await world.say(ANN, ANN, "/help")
    await world.edit(ANN, asked, "/about")
    assert len(world.messages(ANN)) == 1
    assert world.calls("editMessageText") == []


async def test_articles_are_listed_ten_a_page(world: World) -> None:
    for number in range(4, 24):
        world.engine.put(article(number, f"Report {number}"), "text")
    await world.say(GROUP, ANN, "/articles")
    (listed,) = world.messages(GROUP)
    assert listed["text"].startswith("23 articles in the library\n\n#1 CNN · US kills")
    assert "#2 A second look · undated" in listed["text"]
    assert listed["text"].count("\n#") == 10
    assert (await world.press(GROUP, BOB, listed, "▶"))["text"] == SAY.not_yours
    await world.press(GROUP, ANN, listed, "▶")
    await world.press(GROUP, ANN, world.messages(GROUP)[0], "▶")
    assert world.texts(GROUP)[0].endswith("Report 23 · as of 24 October 2022\n\n3 of 3")


async def test_a_list_that_shrank_shows_its_last_page(world: World) -> None:
    for number in range(4, 24):
        world.engine.put(article(number), "text")
    await world.say(ANN, ANN, "/articles")
    for number in range(4, 24):
        del world.engine.texts[number]
    await world.press(ANN, ANN, world.messages(ANN)[0], "▶")
    assert world.messages(ANN)[0]["text"].count("\n#") == 3


async def test_a_picture_without_words_gets_a_hint_in_private(world: World) -> None:
    sticker = {
        "file_id": "x",
        "file_unique_id": "x",
        "type": "regular",
        "width": 1,
        "height": 1,
        "is_animated": False,
        "is_video": False,
    }
    await world.push(message=_message(ANN, None, sticker=sticker))
    await world.push(message=_message(GROUP, None, sticker=sticker))
    assert world.texts(ANN) == [SAY.text_only]
    assert world.texts(GROUP) == []


async def test_a_chat_that_the_bot_leaves_is_forgotten(world: World, chats: Chats) -> None:
    await world.say(GROUP, ANN, "/ask " + QUESTION)
    token = card_button(world.messages(GROUP)[0]).split(":")[1]
    assert chats.pages(token) is not None
    world.telegram.people.member(GROUP, ANN, "kicked")
    await world.settle()
    assert chats.pages(token) is None


async def test_the_loop_runs_on_while_the_engine_works(world: World) -> None:
    release = threading.Event()
    world.engine.before = lambda question: release.wait(5)
    answering = asyncio.create_task(world.say(ANN, ANN, QUESTION))
    await asyncio.sleep(0.05)
    assert not answering.done()
    release.set()
    await answering
    assert len(world.messages(ANN)) == 1


async def test_it_works_by_polling(engine: FakeEngine, chats: Chats) -> None:
    telegram = Telegram()
    application = build(
        settings_for(telegram),
        engine,
        chats,
        request=EmulatorRequest(telegram),
        get_updates_request=EmulatorRequest(telegram),
    )
    answered = asyncio.Event()

    def watch(call: Call) -> None:
        if call.method == "sendMessage":
            answered.set()

    telegram.watchers.append(watch)
    async with running(application):
        world = World(telegram, application, engine)
        telegram.people.say(ANN, ANN, QUESTION)
        await answered.wait()
    assert world.texts(ANN)[0].startswith(ANSWER)
    assert world.calls("getUpdates")[0]["allowed_updates"] == ALLOWED_UPDATES
    assert application.bot_data.executor._shutdown  # type: ignore[attr-defined]  # no public name


async def test_many_at_once_each_get_their_answer(world: World) -> None:
    for _ in range(10):
        world.telegram.people.say(ANN, ANN, QUESTION)
        world.telegram.people.say(BOB, BOB, "Who was captured?")
    await world.settle()
    assert len(world.messages(ANN)) == len(world.messages(BOB)) == 10


async def test_nothing_that_people_write_is_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        await world.say(ANN, ANN, "Was Zebedee killed in an airstrike?")
    assert "Zebedee" not in "".join(
        record.getMessage() for record in caplog.records if record.name.startswith("bot")
    )


async def test_a_press_says_that_a_report_was_replaced(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.say(ANN, ANN, QUESTION)
    monkeypatch.setattr(world.engine, "passages", lambda ids: {})
    (card,) = world.messages(ANN)
    assert (await world.press(ANN, ANN, card, "▶"))["text"] == SAY.replaced
    assert world.texts(ANN) == [f"{SAY.replaced}\n2 of 2"]


async def test_a_press_answered_too_late_has_turned_the_page(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    (card,) = world.messages(ANN)
    world.telegram.people.fault("answerCallbackQuery", 400, "Bad Request: query is too old")
    world.telegram.people.press(ANN, ANN, card["message_id"], card_button(card))
    await world.settle()
    assert world.texts(ANN)[0].endswith("2 of 2")
    assert len(world.messages(ANN)) == 1


async def test_the_bot_starts_though_its_commands_are_refused(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.telegram.people.fault("setMyCommands", 400, "Bad Request: no")
    assert world.application.post_init
    await world.application.post_init(world.application)
    await asyncio.sleep(0)
    assert "commands were not registered (BadRequest)" in caplog.text


async def test_no_token_no_bot(engine: FakeEngine, chats: Chats) -> None:
    bare = settings_for(Telegram()).model_copy(update={"token": None})
    with pytest.raises(SettingsError, match="@BotFather"):
        build(bare, engine, chats)


def card_button(card: dict[str, object]) -> str:
    markup = card["reply_markup"]
    assert isinstance(markup, dict)
    return str(markup["inline_keyboard"][0][0]["callback_data"])


def _labels(card: dict[str, object]) -> list[str]:
    markup = card["reply_markup"]
    assert isinstance(markup, dict)
    return [button["text"] for button in markup["inline_keyboard"][0]]


def _underlined(card: dict[str, Any]) -> list[str]:
    units = card["text"].encode("utf-16-le")
    return [
        units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
        for entity in card["entities"]
        if entity["type"] == "underline"
    ]


def _message(chat: int, text: str | None, **more: object) -> dict[str, object]:
    kind = {"id": chat, "type": "private", "first_name": "Ann"}
    if chat < 0:
        kind = {"id": chat, "type": "supergroup", "title": "Group"}
    entities = []
    if text and text.startswith("/"):
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    message = {
        "message_id": 900,
        "date": int(time.time()),
        "chat": kind,
        "from": {"id": ANN, "is_bot": False, "first_name": "Ann"},
        "text": text,
        "entities": entities,
        **more,
    }
    return {name: value for name, value in message.items() if value is not None}
