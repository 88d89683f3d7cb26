"""Who writes in the emulated Telegram, what with, and what of it the bot is shown."""

from typing import Any

import pytest

from bot.emulator import JsonObject, Telegram
from tests.bot.emulator_calls import send, told

ANN, HELPER, GROUP, CHANNEL = 1, 50, -100, -300
BOT = "@sitrep_test_bot"


@pytest.fixture
def telegram() -> Telegram:
    telegram = Telegram(privacy=False)
    telegram.people.user(ANN)
    telegram.people.user(HELPER, "Helper", "helper_bot", is_bot=True)
    telegram.people.group(GROUP, "Talk", members=[ANN, HELPER])
    telegram.people.group(CHANNEL, "News", type="channel", bot_status="left")
    return telegram


def said(telegram: Telegram, text: str = "Who?", user: int = ANN, **how: Any) -> JsonObject:
    """The update about what somebody says."""
    assert telegram.people.say(GROUP, user, text, **how)["delivered"]
    [(kind, message)] = told(telegram)
    assert kind == "message"
    return message


def test_an_anonymous_administrator_writes_as_the_group(telegram: Telegram) -> None:
    message = said(telegram, anonymous=True)
    assert message["from"]["id"] == 1087968824
    assert message["from"]["is_bot"] is True
    assert message["sender_chat"] == message["chat"]


@pytest.mark.parametrize("channel", [CHANNEL, {"id": -301, "type": "channel", "title": "Other"}])
def test_people_write_in_a_channels_name(telegram: Telegram, channel: int | JsonObject) -> None:
    message = said(telegram, sender_chat=channel)
    assert (message["from"]["id"], message["from"]["username"]) == (136817688, "Channel_Bot")
    assert message["sender_chat"]["type"] == "channel"
    assert message["sender_chat"]["id"] in (CHANNEL, -301)


@pytest.mark.parametrize("bot", [HELPER, {"id": 51, "is_bot": True, "first_name": "Gifs"}])
def test_messages_via_another_bot_name_it(telegram: Telegram, bot: int | JsonObject) -> None:
    message = said(telegram, via_bot=bot)
    assert message["from"]["id"] == ANN
    assert message["via_bot"]["is_bot"] is True


def test_messages_via_the_bot_reach_it_in_privacy_mode(telegram: Telegram) -> None:
    telegram.state.privacy = True
    assert telegram.people.say(GROUP, ANN, "x", via_bot=HELPER)["delivered"] is False
    assert said(telegram, via_bot=telegram.state.me["id"])["via_bot"] == telegram.state.me


def test_other_bots_write_too(telegram: Telegram) -> None:
    message = said(telegram, user=HELPER)
    assert message["from"] == {
        "id": HELPER,
        "is_bot": True,
        "first_name": "Helper",
        "username": "helper_bot",
    }
    assert telegram.people.messages(GROUP) == []


async def test_only_the_bots_own_messages_are_listed_as_its(telegram: Telegram) -> None:
    said(telegram, user=HELPER)
    said(telegram, anonymous=True)
    sent = await send(telegram, GROUP)
    assert telegram.people.messages(GROUP) == [sent]


def test_entities_given_take_the_place_of_those_detected(telegram: Telegram) -> None:
    given = [{"type": "bold", "offset": 0, "length": 4}]
    assert said(telegram, "/ask who", entities=given)["entities"] == given
    assert "entities" not in said(telegram, "/ask who", entities=[])


@pytest.mark.parametrize("others", [False, True])
def test_a_mention_by_name_reaches_the_one_who_is_named(telegram: Telegram, others: bool) -> None:
    telegram.state.privacy = True
    named = telegram.people.user(2) if others else telegram.state.me
    mention = {"type": "text_mention", "offset": 0, "length": 6, "user": named}
    assert telegram.people.say(GROUP, ANN, "Sitrep, who?", entities=[mention])["delivered"] is (
        not others
    )


def test_a_quote_says_where_it_stands(telegram: Telegram) -> None:
    first = said(telegram, "😀 Who was captured, and where?")["message_id"]
    quoting = said(telegram, "This", reply_to=first, quote="Who was captured")
    assert quoting["quote"] == {"text": "Who was captured", "position": 3, "is_manual": True}
    assert quoting["reply_to_message"]["message_id"] == first


def test_what_was_not_said_is_not_quoted(telegram: Telegram) -> None:
    first = said(telegram, "Who?")["message_id"]
    with pytest.raises(ValueError, match="does not hold"):
        telegram.people.say(GROUP, ANN, "This", reply_to=first, quote="Where")
    with pytest.raises(KeyError):
        telegram.people.say(GROUP, ANN, "This", quote="Who")


def test_a_photos_text_is_its_caption(telegram: Telegram) -> None:
    telegram.state.privacy = True
    message = said(telegram, f"{BOT} who?", photo=True)
    assert "text" not in message
    assert "entities" not in message
    assert message["caption"] == f"{BOT} who?"
    assert [e["type"] for e in message["caption_entities"]] == ["mention"]
    assert message["photo"][0]["file_id"]
    telegram.people.edit(GROUP, message["message_id"], f"{BOT} where?")
    [(kind, edited)] = told(telegram)
    assert kind == "edited_message"
    assert edited["caption"] == f"{BOT} where?"
    assert "text" not in edited


def test_edits_may_bring_entities_too(telegram: Telegram) -> None:
    message = said(telegram)
    bold = [{"type": "bold", "offset": 0, "length": 4}]
    telegram.people.edit(GROUP, message["message_id"], "/who", entities=bold)
    assert told(telegram)[0][1]["entities"] == bold
