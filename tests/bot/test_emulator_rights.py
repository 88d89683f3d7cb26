"""What the bot may and may not: read, write, delete, in whose chat, with which menu, how loud."""

import time
from typing import Any

import pytest

from bot.emulator import Telegram
from tests.bot.emulator_calls import refusal, result, send, told

ANN, BOB, GROUP, CHANNEL = 1, 2, -100, -300


@pytest.fixture
def telegram() -> Telegram:
    telegram = Telegram()
    people = telegram.people
    people.user(ANN)
    people.user(BOB, "Bob")
    people.group(GROUP, "Talk", members=[ANN, BOB], owner=ANN)
    people.group(CHANNEL, "News", type="channel", bot_status="left", username="news_now")
    for person in (ANN, BOB):
        people.say(person, person, "/start")
    told(telegram)
    return telegram


# --- who put the bot where


@pytest.mark.parametrize("chat", [GROUP, CHANNEL])
@pytest.mark.parametrize("person", [ANN, BOB])
def test_the_bot_is_told_who_made_it_an_administrator(
    telegram: Telegram, chat: int, person: int
) -> None:
    telegram.people.member(chat, person, "administrator")
    [(kind, change)] = told(telegram)
    assert kind == "my_chat_member"
    assert change["from"]["id"] == person
    assert change["chat"]["id"] == chat
    assert change["new_chat_member"]["status"] == "administrator"
    assert change["new_chat_member"]["user"] == telegram.state.me


@pytest.mark.parametrize(
    ("chat", "status"),
    [(CHANNEL, "member"), (GROUP, "creator"), (GROUP, "king"), (ANN, "administrator")],
)
def test_there_is_much_that_a_bot_cannot_be(telegram: Telegram, chat: int, status: str) -> None:
    with pytest.raises(ValueError, match="the bot can't be"):
        telegram.people.member(chat, ANN, status)
    assert told(telegram) == []


# --- where it is shut out


async def test_from_a_channel_the_bot_is_kicked(telegram: Telegram) -> None:
    people = telegram.people
    people.member(CHANNEL, ANN, "administrator")
    await send(telegram, CHANNEL)
    people.member(CHANNEL, BOB, "kicked")
    assert told(telegram)[-1][1]["from"]["id"] == BOB
    for method, more in (("sendMessage", {"text": "x"}), ("getChat", {})):
        refused = await refusal(telegram, method, chat_id=CHANNEL, **more)
        assert refused == "403 Forbidden: bot was kicked from the channel chat"


async def test_a_deleted_channel_and_a_deleted_account(telegram: Telegram) -> None:
    telegram.people.member(CHANNEL, ANN, "administrator")
    told(telegram)
    for chat, words in {
        CHANNEL: "bot was kicked from the channel chat",
        BOB: "user is deactivated",
    }.items():
        telegram.people.drop(chat)
        refused = await refusal(telegram, "sendMessage", chat_id=chat, text="x")
        assert refused == f"403 Forbidden: {words}"
    assert told(telegram) == []
    with pytest.raises(ValueError, match="no more"):
        telegram.people.say(BOB, BOB, "x")


async def test_a_public_chat_is_named_and_seen_from_outside(telegram: Telegram) -> None:
    for name in ("@news_now", "@NEWS_now", str(CHANNEL)):
        found = await result(telegram, "getChat", chat_id=name)
        assert (found["id"], found["username"]) == (CHANNEL, "news_now")
    refused = await refusal(telegram, "sendMessage", chat_id="@news_now", text="x")
    assert refused == "403 Forbidden: bot is not a member of the channel chat"
    for name in ("@", "@nobody"):
        refused = await refusal(telegram, "getChat", chat_id=name)
        assert refused == "400 Bad Request: chat not found"


async def test_a_private_channel_is_not(telegram: Telegram) -> None:
    telegram.people.group(-301, type="channel", bot_status="left")
    refused = await refusal(telegram, "getChat", chat_id=-301)
    assert refused == "403 Forbidden: bot is not a member of the channel chat"


# --- what it may take away


async def test_others_messages_are_deleted_by_administrators_alone(telegram: Telegram) -> None:
    theirs, other = (telegram.people.say(GROUP, ANN, "x")["message_id"] for _ in range(2))
    own = (await send(telegram, GROUP))["message_id"]
    refused = await refusal(telegram, "deleteMessage", chat_id=GROUP, message_id=theirs)
    assert refused == "400 Bad Request: message can't be deleted"
    await result(telegram, "deleteMessage", chat_id=GROUP, message_id=own)
    telegram.people.member(GROUP, ANN, "administrator")
    await result(telegram, "deleteMessage", chat_id=GROUP, message_id=theirs)
    telegram.people.member(GROUP, ANN, "member")
    refused = await refusal(telegram, "deleteMessage", chat_id=GROUP, message_id=other)
    assert refused == "400 Bad Request: message can't be deleted"


async def test_after_two_days_nothing_is_deleted(telegram: Telegram) -> None:
    own = (await send(telegram, ANN))["message_id"]
    telegram.state.chats[ANN].messages[own]["date"] = int(time.time()) - 48 * 3600 - 1
    refused = await refusal(telegram, "deleteMessage", chat_id=ANN, message_id=own)
    assert refused == "400 Bad Request: message can't be deleted for everyone"


# --- announcements


@pytest.mark.parametrize(
    ("how", "is_silent"),
    [({}, False), ({"disable_notification": True}, True), ({"disable_notification": False}, False)],
)
async def test_a_message_comes_with_a_sound_or_without(
    telegram: Telegram, how: dict[str, Any], is_silent: bool
) -> None:
    sent = await send(telegram, ANN, **how)
    assert telegram.people.is_silent(ANN, sent["message_id"]) is is_silent
    assert "disable_notification" not in sent


async def test_a_later_report_replies_to_the_first_announcement(telegram: Telegram) -> None:
    first = await send(telegram, GROUP, "A raid", disable_notification=True)
    later = await send(
        telegram, GROUP, "More of it", reply_parameters={"message_id": first["message_id"]}
    )
    assert later["reply_to_message"]["text"] == "A raid"
    assert not telegram.people.is_silent(GROUP, later["message_id"])


# --- menus


MENU = [{"command": "add", "description": "Add a report"}]


@pytest.mark.parametrize(
    "scope",
    [
        {"type": "all_private_chats"},
        {"type": "all_group_chats"},
        {"type": "all_chat_administrators"},
        {"type": "chat", "chat_id": ANN},
        {"type": "chat", "chat_id": GROUP},
        {"type": "chat_administrators", "chat_id": GROUP},
        {"type": "chat_member", "chat_id": GROUP, "user_id": ANN},
    ],
)
async def test_a_menu_is_for_some_people_or_chats(
    telegram: Telegram, scope: dict[str, Any]
) -> None:
    await result(telegram, "setMyCommands", commands=MENU, scope=scope, language_code="tr")
    # The fields' order doesn't matter.
    same = dict(reversed(scope.items()))
    found = await result(telegram, "getMyCommands", scope=same, language_code="tr")
    assert found["result"] == MENU
    assert (await result(telegram, "getMyCommands", language_code="tr"))["result"] == []
    await result(telegram, "deleteMyCommands", scope=same, language_code="tr")
    found = await result(telegram, "getMyCommands", scope=scope, language_code="tr")
    assert found["result"] == []


async def test_the_default_menu_needs_no_scope(telegram: Telegram) -> None:
    await result(telegram, "setMyCommands", commands=MENU, scope={"type": "default"})
    assert (await result(telegram, "getMyCommands"))["result"] == MENU


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ({"type": "everyone"}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"type": "chat"}, "can't parse BotCommandScope: Can't find field \"chat_id\""),
        ({"type": "chat", "chat_id": 9}, "chat not found"),
        (
            {"type": "chat_member", "chat_id": GROUP},
            "can't parse BotCommandScope: Invalid user_id specified",
        ),
        ({"type": "chat_administrators", "chat_id": ANN}, "can't use specified scope in private"),
        ({"type": "chat", "chat_id": CHANNEL}, "can't change commands in channel chats"),
    ],
)
async def test_other_scopes_there_are_not(
    telegram: Telegram, scope: dict[str, Any], words: str
) -> None:
    telegram.people.member(CHANNEL, ANN, "administrator")
    for method, more in (("setMyCommands", {"commands": MENU}), ("getMyCommands", {})):
        refused = await refusal(telegram, method, scope=scope, **more)
        assert refused.startswith(f"400 Bad Request: {words}")


async def test_the_menu_of_a_chat_that_blocked_the_bot_cannot_be_set(telegram: Telegram) -> None:
    telegram.people.member(ANN, ANN, "kicked")
    refused = await refusal(
        telegram, "setMyCommands", commands=MENU, scope={"type": "chat", "chat_id": ANN}
    )
    assert refused == "403 Forbidden: bot was blocked by the user"


@pytest.mark.parametrize("language", ["EN", "eng", "e", "ру"])
async def test_languages_are_two_letters(telegram: Telegram, language: str) -> None:
    refused = await refusal(telegram, "setMyCommands", commands=MENU, language_code=language)
    assert refused == "400 Bad Request: invalid language code specified"
