"""The emulator validates what Telegram validates, and shows the bot what Telegram shows it."""

import asyncio

import pytest

from bot.emulator import DEFAULT_TOKEN, Params, Telegram, Upload
from tests.bot.emulator_calls import do, keyboard, kinds, refusal, result

ANN, GROUP, FORUM, CHANNEL = 1, -100, -200, -300
BOT = "@sitrep_test_bot"


@pytest.fixture
def telegram() -> Telegram:
    telegram = Telegram()
    telegram.people.user(ANN)
    telegram.people.group(GROUP, members=[ANN])
    return telegram


# --- who may write where


async def test_another_token_is_unauthorized(telegram: Telegram) -> None:
    status, body = await telegram.call("1:other", "getMe", Params())
    assert (status, body["description"]) == (401, "Unauthorized")


async def test_an_unknown_method_is_not_found(telegram: Telegram) -> None:
    assert await refusal(telegram, "sendTelepathy") == "404 Not Found: method not found"


async def test_method_names_may_be_in_any_case(telegram: Telegram) -> None:
    assert (await result(telegram, "GETME"))["username"] == BOT[1:]


async def test_nobody_is_written_to_who_never_wrote(telegram: Telegram) -> None:
    refused = await refusal(telegram, "sendMessage", chat_id=ANN, text="x")
    assert refused == "403 Forbidden: bot can't initiate conversation with a user"


async def test_who_blocked_the_bot_gets_nothing(telegram: Telegram) -> None:
    telegram.people.say(ANN, ANN, "hello")
    telegram.people.member(ANN, ANN, "kicked")
    refused = await refusal(telegram, "sendMessage", chat_id=ANN, text="x")
    assert refused == "403 Forbidden: bot was blocked by the user"
    assert telegram.people.say(ANN, ANN, "hello?")["delivered"] is False


@pytest.mark.parametrize(
    ("status", "words"), [("kicked", "was kicked from"), ("left", "is not a member of")]
)
async def test_groups_without_the_bot_are_forbidden(
    telegram: Telegram, status: str, words: str
) -> None:
    telegram.people.member(GROUP, ANN, status)
    refused = await refusal(telegram, "sendMessage", chat_id=GROUP, text="x")
    assert refused == f"403 Forbidden: bot {words} the supergroup chat"


async def test_channels_take_posts_from_administrators_only(telegram: Telegram) -> None:
    telegram.people.group(CHANNEL, type="channel")
    refused = await refusal(telegram, "sendMessage", chat_id=CHANNEL, text="x")
    assert refused == "400 Bad Request: need administrator rights in the channel chat"
    telegram.people.member(CHANNEL, ANN, "administrator")
    await result(telegram, "sendMessage", chat_id=CHANNEL, text="x")


@pytest.mark.parametrize("chat_id", ["", "5", "@nobody"])
async def test_unknown_chats_are_refused(telegram: Telegram, chat_id: str) -> None:
    refused = await refusal(telegram, "sendMessage", chat_id=chat_id, text="x")
    assert refused == f"400 Bad Request: {'chat not found' if chat_id else 'chat_id is empty'}"


async def test_left_groups_stay_left(telegram: Telegram) -> None:
    await result(telegram, "leaveChat", chat_id=GROUP)
    assert (await refusal(telegram, "getChat", chat_id=GROUP)).startswith("403")
    telegram.people.say(ANN, ANN, "hello")
    assert (await refusal(telegram, "leaveChat", chat_id=ANN)).startswith("400")


# --- what may be written


async def test_the_limit_counts_units_after_parsing(telegram: Telegram) -> None:
    longest = "😀" * 2048
    sent = await result(
        telegram, "sendMessage", chat_id=GROUP, text=f"<b>{longest}</b>", parse_mode="HTML"
    )
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]
    refused = await refusal(telegram, "sendMessage", chat_id=GROUP, text=longest + "x")
    assert refused == "400 Bad Request: message is too long"


@pytest.mark.parametrize("text", ["", " \n", "<b> </b>"])
async def test_empty_text_is_refused(telegram: Telegram, text: str) -> None:
    refused = await refusal(telegram, "sendMessage", chat_id=GROUP, text=text, parse_mode="HTML")
    assert refused == "400 Bad Request: message text is empty"


async def test_other_parse_modes_are_refused(telegram: Telegram) -> None:
    refused = await refusal(telegram, "sendMessage", chat_id=GROUP, text="x", parse_mode="BBCode")
    assert refused == "400 Bad Request: unsupported parse_mode"


async def test_entities_past_the_hundredth_are_dropped(telegram: Telegram) -> None:
    text = "<b>x</b> " * 101
    sent = await result(telegram, "sendMessage", chat_id=GROUP, text=text, parse_mode="HTML")
    assert len(sent["entities"]) == 100


async def test_addresses_and_commands_are_detected_outside_entities(telegram: Telegram) -> None:
    text = "<code>/no</code> /yes https://x.org."
    sent = await result(telegram, "sendMessage", chat_id=GROUP, text=text, parse_mode="HTML")
    assert [e["type"] for e in sent["entities"]] == ["code", "bot_command", "url"]


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({}, "Text buttons are not allowed in the inline keyboard"),
        ({"text": "", "callback_data": "x"}, 'Field "text" must be non-empty'),
        ({"url": "file:///etc"}, "Wrong HTTP URL"),
        ({"url": "http://["}, "Wrong HTTP URL"),
    ],
)
async def test_bad_buttons_are_refused(
    telegram: Telegram, button: dict[str, object], words: str
) -> None:
    markup = keyboard(**button)
    refused = await refusal(telegram, "sendMessage", chat_id=GROUP, text="x", reply_markup=markup)
    assert words in refused


async def test_64_bytes_of_callback_data_are_accepted(telegram: Telegram) -> None:
    markup = keyboard(callback_data="é" * 32)
    sent = await result(telegram, "sendMessage", chat_id=GROUP, text="x", reply_markup=markup)
    assert sent["reply_markup"] == markup


@pytest.mark.parametrize("rows", [[9], [8] * 12 + [5]])
async def test_too_many_buttons_are_refused(telegram: Telegram, rows: list[int]) -> None:
    button = {"text": "x", "callback_data": "x"}
    markup = {"inline_keyboard": [[button] * n for n in rows]}
    refused = await refusal(telegram, "sendMessage", chat_id=GROUP, text="x", reply_markup=markup)
    assert refused.endswith("REPLY_MARKUP_TOO_LONG")


@pytest.mark.parametrize("markup", ["{", "[]", '{"inline_keyboard": 1}'])
async def test_broken_keyboards_are_refused(telegram: Telegram, markup: str) -> None:
    refused = await refusal(telegram, "sendMessage", chat_id=GROUP, text="x", reply_markup=markup)
    assert refused.startswith("400 Bad Request: can't parse")


async def test_replies_need_their_message(telegram: Telegram) -> None:
    to = {"message_id": 7}
    refused = await refusal(telegram, "sendMessage", chat_id=GROUP, text="x", reply_parameters=to)
    assert refused == "400 Bad Request: message to be replied not found"
    lenient = {**to, "allow_sending_without_reply": True}
    sent = await result(telegram, "sendMessage", chat_id=GROUP, text="x", reply_parameters=lenient)
    assert "reply_to_message" not in sent


async def test_replies_carry_one_level(telegram: Telegram) -> None:
    first = telegram.people.say(GROUP, ANN, "one")["message_id"]
    second = telegram.people.say(GROUP, ANN, "two", reply_to=first)["message_id"]
    to = {"message_id": second}
    sent = await result(telegram, "sendMessage", chat_id=GROUP, text="x", reply_parameters=to)
    assert sent["reply_to_message"]["text"] == "two"
    assert "reply_to_message" not in sent["reply_to_message"]


async def test_quotes_must_be_in_the_message(telegram: Telegram) -> None:
    said = telegram.people.say(GROUP, ANN, "one two")["message_id"]
    good = {"message_id": said, "quote": "two"}
    await result(telegram, "sendMessage", chat_id=GROUP, text="x", reply_parameters=good)
    wrong = {"message_id": said, "quote": "three"}
    refused = await refusal(
        telegram, "sendMessage", chat_id=GROUP, text="x", reply_parameters=wrong
    )
    assert refused.endswith("QUOTE_TEXT_INVALID")


async def test_documents_come_with_a_short_caption(telegram: Telegram) -> None:
    files = {"document": Upload("a.txt", b"abc")}
    values = {"chat_id": str(GROUP), "caption": "x" * 1024}
    _, body = await telegram.call(DEFAULT_TOKEN, "sendDocument", Params(values, files))
    assert body["result"]["document"]["file_size"] == 3
    values["caption"] += "x"
    _, body = await telegram.call(DEFAULT_TOKEN, "sendDocument", Params(values, files))
    assert body["description"] == "Bad Request: message caption is too long"
    assert (await refusal(telegram, "sendDocument", chat_id=GROUP)).endswith("in the request")


# --- edits, deletions, reactions


async def test_only_changed_own_messages_are_edited(telegram: Telegram) -> None:
    said = telegram.people.say(GROUP, ANN, "mine")["message_id"]
    sent = (await result(telegram, "sendMessage", chat_id=GROUP, text="x"))["message_id"]

    async def edited(message_id: int, text: str) -> str:
        return await refusal(
            telegram, "editMessageText", chat_id=GROUP, message_id=message_id, text=text
        )

    assert await edited(99, "y") == "400 Bad Request: message to edit not found"
    assert await edited(said, "y") == "400 Bad Request: message can't be edited"
    assert (await edited(sent, "x")).startswith("400 Bad Request: message is not modified")
    changed = await result(telegram, "editMessageText", chat_id=GROUP, message_id=sent, text="y")
    assert changed["text"] == "y"
    assert changed["edit_date"] >= changed["date"]


async def test_an_edit_without_a_keyboard_removes_it(telegram: Telegram) -> None:
    markup = keyboard(callback_data="x")
    sent = await result(telegram, "sendMessage", chat_id=GROUP, text="x", reply_markup=markup)
    there = {"chat_id": GROUP, "message_id": sent["message_id"]}
    changed = await result(telegram, "editMessageReplyMarkup", **there)
    assert "reply_markup" not in changed
    refused = await refusal(telegram, "editMessageReplyMarkup", **there)
    assert refused.startswith("400 Bad Request: message is not modified")


async def test_messages_are_deleted_once(telegram: Telegram) -> None:
    there = {"chat_id": ANN, "message_id": telegram.people.say(ANN, ANN, "x")["message_id"]}
    await result(telegram, "deleteMessage", **there)
    refused = await refusal(telegram, "deleteMessage", **there)
    assert refused == "400 Bad Request: message to delete not found"


@pytest.mark.parametrize(
    ("emoji", "words"), [(["🐙"], "REACTION_INVALID"), (["👍", "👎"], "REACTIONS_TOO_MANY")]
)
async def test_one_reaction_from_the_list(telegram: Telegram, emoji: list[str], words: str) -> None:
    there = {"chat_id": GROUP, "message_id": telegram.people.say(GROUP, ANN, "x")["message_id"]}
    await result(
        telegram, "setMessageReaction", **there, reaction=[{"type": "emoji", "emoji": "❤️"}]
    )
    reaction = [{"type": "emoji", "emoji": e} for e in emoji]
    assert words in await refusal(telegram, "setMessageReaction", **there, reaction=reaction)


async def test_chat_actions_are_known_ones(telegram: Telegram) -> None:
    await result(telegram, "sendChatAction", chat_id=GROUP, action="typing")
    refused = await refusal(telegram, "sendChatAction", chat_id=GROUP, action="dancing")
    assert refused == "400 Bad Request: wrong parameter action in request"


# --- queries and menus


async def test_a_press_is_answered_once(telegram: Telegram) -> None:
    said = telegram.people.say(GROUP, ANN, "x")["message_id"]
    query = telegram.people.press(GROUP, ANN, said, "data")["id"]
    too_long = await refusal(
        telegram, "answerCallbackQuery", callback_query_id=query, text="x" * 201
    )
    assert too_long.endswith("MESSAGE_TOO_LONG")
    await result(telegram, "answerCallbackQuery", callback_query_id=query, text="x" * 200)
    again = await refusal(telegram, "answerCallbackQuery", callback_query_id=query)
    assert again.startswith("400 Bad Request: query is too old")
    assert telegram.state.answers[query]["text"] == "x" * 200


@pytest.mark.parametrize(
    ("command", "description", "words"),
    [
        ("Ask", "x", "BOT_COMMAND_INVALID"),
        ("a" * 33, "x", "BOT_COMMAND_INVALID"),
        ("ask", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("ask", "x" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_bad_commands_are_refused(
    telegram: Telegram, command: str, description: str, words: str
) -> None:
    commands = [{"command": command, "description": description}]
    assert (await refusal(telegram, "setMyCommands", commands=commands)).endswith(words)


async def test_menus_are_kept_by_scope_and_language(telegram: Telegram) -> None:
    menu = [{"command": "ask", "description": "x"}]
    await result(telegram, "setMyCommands", commands=menu, language_code="tr")
    assert (await result(telegram, "getMyCommands", language_code="tr"))["result"] == menu
    assert (await result(telegram, "getMyCommands"))["result"] == []
    await result(telegram, "deleteMyCommands", language_code="tr")
    assert (await result(telegram, "getMyCommands", language_code="tr"))["result"] == []


async def test_profile_texts_fall_back_to_the_default_language(telegram: Telegram) -> None:
    await result(telegram, "setMyDescription", description="Reports")
    assert await result(telegram, "getMyDescription", language_code="tr") == {
        "description": "Reports"
    }
    too_long = await refusal(telegram, "setMyShortDescription", short_description="x" * 121)
    assert too_long.startswith("400")


async def test_members_are_counted_and_named(telegram: Telegram) -> None:
    telegram.people.group(GROUP, members=[ANN], owner=ANN, bot_status="administrator")
    assert (await result(telegram, "getChatMemberCount", chat_id=GROUP))["result"] == 2
    leaders = (await do(telegram, "getChatAdministrators", chat_id=GROUP))["result"]
    assert [m["status"] for m in leaders] == ["creator", "administrator"]
    stranger = await refusal(telegram, "getChatMember", chat_id=GROUP, user_id=9)
    assert stranger.endswith("PARTICIPANT_ID_INVALID")


# --- which updates arrive


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("hello", False),
        ("/ask who", False),
        (f"/ask{BOT} who", True),
        (f"😀 {BOT.upper()} who", True),
        ("@sitrep_test_bot_2 who", False),
    ],
)
async def test_privacy_mode_shows_only_what_is_addressed(
    telegram: Telegram, text: str, seen: bool
) -> None:
    assert telegram.people.say(GROUP, ANN, text)["delivered"] is seen
    assert kinds(telegram) == ["message"] * seen


async def test_replies_to_the_bot_are_seen(telegram: Telegram) -> None:
    sent = (await result(telegram, "sendMessage", chat_id=GROUP, text="x"))["message_id"]
    assert telegram.people.say(GROUP, ANN, "and then?", reply_to=sent)["delivered"]


@pytest.mark.parametrize("status", ["administrator", "member", "left"])
async def test_administrators_see_all_and_strangers_nothing(status: str) -> None:
    telegram = Telegram()
    telegram.people.user(ANN)
    telegram.people.group(GROUP, members=[ANN], bot_status=status)
    assert telegram.people.say(GROUP, ANN, "hello")["delivered"] is (status == "administrator")


async def test_without_privacy_mode_all_is_seen() -> None:
    telegram = Telegram(privacy=False)
    telegram.people.user(ANN)
    telegram.people.group(GROUP, members=[ANN])
    assert telegram.people.say(GROUP, ANN, "hello")["delivered"]
    assert (await result(telegram, "getMe"))["can_read_all_group_messages"] is True


async def test_reactions_arrive_only_when_asked_for(telegram: Telegram) -> None:
    said = telegram.people.say(ANN, ANN, "x")["message_id"]
    telegram.people.react(ANN, ANN, said, "👍")
    assert kinds(telegram) == ["message"]
    await result(telegram, "getUpdates", allowed_updates=["message_reaction"])
    await result(telegram, "getUpdates")  # left out: the choice stays
    telegram.people.react(ANN, ANN, said, "👍")
    telegram.people.say(ANN, ANN, "y")
    assert kinds(telegram) == ["message_reaction"]


async def test_each_deed_of_people_is_an_update(telegram: Telegram) -> None:
    telegram.people.group(CHANNEL, type="channel", bot_status="administrator")
    said = telegram.people.say(ANN, ANN, "x")["message_id"]
    telegram.people.edit(ANN, said, "y")
    telegram.people.post(CHANNEL, "news")
    telegram.people.inline(ANN, "q")
    telegram.people.member(GROUP, ANN, "administrator")
    telegram.people.raw(poll={"id": "1"})
    assert kinds(telegram) == [
        "message",
        "edited_message",
        "channel_post",
        "inline_query",
        "my_chat_member",
        "poll",
    ]


async def test_queued_updates_keep_what_was_said_then(telegram: Telegram) -> None:
    said = telegram.people.say(ANN, ANN, "before")["message_id"]
    telegram.people.edit(ANN, said, "after")
    first, second = telegram.state.updates.take()
    assert (first["message"]["text"], second["edited_message"]["text"]) == ("before", "after")


# --- polling, limits, faults


async def test_polling_waits_for_an_update(telegram: Telegram) -> None:
    poll = asyncio.create_task(do(telegram, "getUpdates", timeout=30))
    await asyncio.sleep(0)
    telegram.people.say(ANN, ANN, "x")
    [update] = (await poll)["result"]
    after = await do(telegram, "getUpdates", offset=update["update_id"] + 1)
    assert after["result"] == []


async def test_polling_gives_up_in_time(telegram: Telegram) -> None:
    assert await telegram.state.updates.poll(0, 100, 0.01) == []


async def test_a_second_poll_ends_the_first(telegram: Telegram) -> None:
    first = asyncio.create_task(do(telegram, "getUpdates", timeout=30))
    await asyncio.sleep(0)
    second = asyncio.create_task(do(telegram, "getUpdates", timeout=30))
    assert (await first)["description"].startswith("Conflict: terminated by other getUpdates")
    telegram.people.say(ANN, ANN, "x")
    assert len((await second)["result"]) == 1


async def test_updates_come_in_batches_and_from_the_end(telegram: Telegram) -> None:
    for n in range(5):
        telegram.people.say(ANN, ANN, str(n))
    assert len((await do(telegram, "getUpdates", limit=2))["result"]) == 2
    [last] = (await do(telegram, "getUpdates", offset=-1))["result"]
    assert last["message"]["text"] == "4"


async def test_polling_conflicts_with_a_webhook(telegram: Telegram) -> None:
    await result(telegram, "setWebhook", url="https://x.org/hook")
    refused = await refusal(telegram, "getUpdates")
    assert refused.startswith("409 Conflict: can't use getUpdates method while webhook is active")
    await result(telegram, "deleteWebhook")
    await result(telegram, "getUpdates")


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"url": "http://x.org"}, "An HTTPS URL must be provided"),
        ({"url": "ftp://127.0.0.1"}, "An HTTPS URL must be provided"),
        ({"url": "https://x.org", "secret_token": "a b"}, "unallowed characters"),
        ({"url": "https://x.org", "secret_token": "x" * 257}, "unallowed characters"),
    ],
)
async def test_bad_webhooks_are_refused(
    telegram: Telegram, parameters: dict[str, object], words: str
) -> None:
    assert words in await refusal(telegram, "setWebhook", **parameters)


async def test_pending_updates_can_be_dropped(telegram: Telegram) -> None:
    telegram.people.say(ANN, ANN, "x")
    assert (await result(telegram, "getWebhookInfo"))["pending_update_count"] == 1
    await result(telegram, "deleteWebhook", drop_pending_updates="true")
    assert (await result(telegram, "getWebhookInfo"))["pending_update_count"] == 0


async def test_more_than_the_limit_is_too_many() -> None:
    telegram = Telegram(limits=True)
    telegram.people.user(ANN)
    telegram.people.group(GROUP, members=[ANN])
    for _ in range(20):
        await result(telegram, "sendMessage", chat_id=GROUP, text="x")
    body = await do(telegram, "sendMessage", chat_id=GROUP, text="x")
    assert body["error_code"] == 429
    assert 1 <= body["parameters"]["retry_after"] <= 60


async def test_faults_last_as_often_as_said(telegram: Telegram) -> None:
    telegram.people.fault("sendMessage", 429, retry_after=3)
    telegram.people.fault("*", 500, times=2)
    body = await do(telegram, "sendMessage", chat_id=GROUP, text="x")
    assert body["description"] == "Too Many Requests: retry after 3"
    assert body["parameters"] == {"retry_after": 3}
    assert await refusal(telegram, "getMe") == "500 Internal Server Error"
    assert await refusal(telegram, "sendMessage", chat_id=GROUP, text="x") == (
        "500 Internal Server Error"
    )
    await result(telegram, "sendMessage", chat_id=GROUP, text="x")


async def test_calls_are_recorded_and_watched(telegram: Telegram) -> None:
    seen: list[str] = []
    telegram.watchers.append(lambda call: seen.append(call.method))
    await refusal(telegram, "sendMessage", chat_id=GROUP)
    assert seen == ["sendMessage"]
    assert telegram.state.calls[0].status == 400


# --- forum topics


@pytest.fixture
def forum(telegram: Telegram) -> Telegram:
    telegram.people.group(FORUM, members=[ANN], is_forum=True)
    return telegram


async def test_a_forums_messages_carry_their_topic(forum: Telegram) -> None:
    topic = forum.people.topic(FORUM, ANN, "Raids")
    forum.people.say(FORUM, ANN, f"/ask{BOT} who", thread=topic)
    [update] = forum.state.updates.take()
    assert update["message"]["message_thread_id"] == topic
    assert update["message"]["is_topic_message"] is True
    assert update["message"]["chat"]["is_forum"] is True
    sent = await result(forum, "sendMessage", chat_id=FORUM, text="x", message_thread_id=topic)
    assert sent["message_thread_id"] == topic


async def test_replies_stay_in_their_topic(forum: Telegram) -> None:
    said = forum.people.say(FORUM, ANN, "x", thread=50)["message_id"]
    to = {"message_id": said}
    sent = await result(forum, "sendMessage", chat_id=FORUM, text="y", reply_parameters=to)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (50, True)


@pytest.mark.parametrize("topic", [1, 999])
async def test_unknown_topics_are_refused(forum: Telegram, topic: int) -> None:
    for call in ({"method": "sendMessage", "text": "x"}, {"method": "sendChatAction"}):
        refused = await refusal(forum, **call, chat_id=FORUM, message_thread_id=topic)
        assert refused == "400 Bad Request: message thread not found"


async def test_outside_forums_a_thread_is_only_the_root_message(telegram: Telegram) -> None:
    root = telegram.people.say(GROUP, ANN, "root")["message_id"]
    telegram.people.say(GROUP, ANN, f"{BOT} who", reply_to=root)
    message = telegram.state.updates.take()[0]["message"]
    assert message["message_thread_id"] == root
    assert "is_topic_message" not in message
    refused = await refusal(
        telegram, "sendMessage", chat_id=GROUP, text="x", message_thread_id=root
    )
    assert refused == "400 Bad Request: message thread not found"


@pytest.mark.parametrize("wrong", ["x", "1.5"])
async def test_numbers_must_be_numbers(telegram: Telegram, wrong: str) -> None:
    refused = await refusal(telegram, "deleteMessage", chat_id=GROUP, message_id=wrong)
    assert refused == "400 Bad Request: invalid message_id specified"


async def test_json_must_be_of_its_kind(telegram: Telegram) -> None:
    for wrong in ("{", '{"a": 1}'):
        refused = await refusal(telegram, "setMyCommands", commands=wrong)
        assert refused == "400 Bad Request: can't parse commands JSON object"
