"""Forwarded messages say where they come from, as the Bot API tells it."""

from typing import Any

import pytest
from telegram import (
    MessageOrigin,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from bot.emulator import JsonObject, Telegram
from tests.bot.emulator_calls import told

ANN, BOB, GROUP, FORUM, CHANNEL, WIRE = 1, 2, -100, -200, -300, -301


@pytest.fixture
def telegram() -> Telegram:
    telegram = Telegram(privacy=False)
    people = telegram.people
    people.user(ANN)
    people.user(BOB, "Bob")
    people.group(GROUP, "Talk", members=[ANN, BOB])
    people.group(FORUM, "Desk", members=[ANN], is_forum=True)
    people.group(CHANNEL, "News", type="channel", bot_status="left", username="news_now")
    people.group(WIRE, "Wire", type="channel", bot_status="administrator")
    return telegram


def last(telegram: Telegram) -> JsonObject:
    """The latest message that the bot was told of; no field of former days is in it."""
    message = told(telegram)[-1][1]
    assert not {"forward_from", "forward_from_chat", "forward_date"} & set(message)
    return message


@pytest.mark.parametrize(
    ("kind", "of"),
    [
        ("user", MessageOriginUser),
        ("hidden_user", MessageOriginHiddenUser),
        ("chat", MessageOriginChat),
        ("channel", MessageOriginChannel),
    ],
)
def test_each_kind_of_origin_is_the_librarys(
    telegram: Telegram, kind: str, of: type[MessageOrigin]
) -> None:
    said = telegram.people.forward(GROUP, ANN, kind, "A raid. https://news.example/1")
    message = last(telegram)
    assert isinstance(MessageOrigin.de_json(dict(message["forward_origin"]), None), of)
    assert message["from"]["id"] == ANN
    assert (message["text"], message["entities"][0]["type"]) == (
        "A raid. https://news.example/1",
        "url",
    )
    assert said == {"message_id": message["message_id"], "delivered": True}


def test_an_origin_is_told_as_it_is_described(telegram: Telegram) -> None:
    described: list[JsonObject] = [
        {"type": "user", "sender_user": BOB, "date": 1_700_000_000},
        {"type": "hidden_user", "sender_user_name": "\u202eevil"},
        {"type": "chat", "sender_chat": GROUP, "author_signature": "chief"},
        {"type": "channel", "chat": CHANNEL, "message_id": 12, "author_signature": "Desk"},
        {"type": "channel", "chat": {"id": -9, "type": "channel", "title": "X"}, "message_id": 1},
    ]
    for origin in described:
        telegram.people.forward(ANN, ANN, origin, "x")
    user, hidden, chat, channel, other = [m["forward_origin"] for _, m in told(telegram)]
    assert (user["sender_user"]["first_name"], user["date"]) == ("Bob", 1_700_000_000)
    assert hidden["sender_user_name"] == "\u202eevil"
    assert (chat["sender_chat"]["title"], chat["author_signature"]) == ("Talk", "chief")
    assert channel["chat"] == {
        "id": CHANNEL,
        "type": "channel",
        "title": "News",
        "username": "news_now",
    }
    assert (channel["message_id"], channel["author_signature"]) == (12, "Desk")
    assert other["chat"]["id"] == -9
    assert all(isinstance(o["date"], int) for o in (user, hidden, chat, channel, other))


@pytest.mark.parametrize(
    "origin",
    [
        "nowhere",
        {},
        {"type": "elsewhere"},
        {"type": "user"},
        {"type": "channel", "chat": CHANNEL},
        {"type": "user", "sender_user": BOB, "author_signature": "x"},
        {"type": "hidden_user", "sender_user_name": "x", "sender_user": BOB},
    ],
)
def test_other_origins_there_are_not(telegram: Telegram, origin: str | JsonObject) -> None:
    with pytest.raises(ValueError, match="no origin"):
        telegram.people.forward(GROUP, ANN, origin, "x")


@pytest.mark.parametrize("stranger", [{"sender_user": 9}, {"sender_user": CHANNEL}])
def test_numbers_are_of_people_and_chats_that_there_are(
    telegram: Telegram, stranger: JsonObject
) -> None:
    with pytest.raises(KeyError):
        telegram.people.forward(GROUP, ANN, {"type": "user", **stranger}, "x")


def test_files_and_photos_are_forwarded_with_their_captions(telegram: Telegram) -> None:
    document = telegram.people.upload("a.pdf", b"%PDF", "application/pdf")
    link = {"type": "text_link", "offset": 0, "length": 1, "url": "https://news.example/1"}
    how: dict[str, Any] = {"document": document, "entities": [link]}
    telegram.people.forward(GROUP, ANN, "channel", "A report", **how)
    message = last(telegram)
    assert (message["document"], message["caption"]) == (document, "A report")
    assert message["caption_entities"] == [link]
    telegram.people.forward(FORUM, ANN, "channel", "Seen", photo=True, thread=7)
    message = last(telegram)
    assert (message["photo"][0]["width"], message["caption"]) == (90, "Seen")
    assert message["message_thread_id"] == 7


def test_a_channels_post_is_forwarded_with_its_address_and_author(telegram: Telegram) -> None:
    people = telegram.people
    post = people.post(CHANNEL, "A raid.", author_signature="Desk")
    people.forward_message(ANN, ANN, CHANNEL, post["message_id"])
    assert last(telegram)["forward_origin"] == {
        "type": "channel",
        "chat": {"id": CHANNEL, "type": "channel", "title": "News", "username": "news_now"},
        "message_id": post["message_id"],
        "author_signature": "Desk",
        "date": post["date"],
    }


def test_a_persons_message_comes_from_them_and_an_anonymous_ones_from_the_group(
    telegram: Telegram,
) -> None:
    people = telegram.people
    bobs = people.say(GROUP, BOB, "Look at this")["message_id"]
    chiefs = people.say(GROUP, BOB, "And this", anonymous=True)["message_id"]
    for number in (bobs, chiefs):
        people.forward_message(ANN, ANN, GROUP, number)
    person, group = [message["forward_origin"] for _, message in told(telegram)[-2:]]
    assert (person["type"], person["sender_user"]["id"]) == ("user", BOB)
    assert (group["type"], group["sender_chat"]["id"]) == ("chat", GROUP)


def test_what_was_forwarded_before_still_comes_from_where_it_came(telegram: Telegram) -> None:
    people = telegram.people
    first = people.forward(GROUP, BOB, "hidden_user", "x")["message_id"]
    people.forward_message(ANN, ANN, GROUP, first)
    assert last(telegram)["forward_origin"]["type"] == "hidden_user"


def test_a_file_that_is_forwarded_is_the_same_file(telegram: Telegram) -> None:
    people = telegram.people
    sent = people.send_file(GROUP, BOB, "a.txt", b"a", caption="Look")
    people.edit(GROUP, sent["message_id"], "Look here")
    people.forward_message(FORUM, ANN, GROUP, sent["message_id"], thread=8)
    message = last(telegram)
    assert (message["document"], message["caption"]) == (sent["document"], "Look here")
    assert "edit_date" not in message
    assert message["is_topic_message"] is True


def test_a_forward_is_no_reply(telegram: Telegram) -> None:
    people = telegram.people
    first = people.say(GROUP, BOB, "one")["message_id"]
    second = people.say(GROUP, BOB, "two", reply_to=first)["message_id"]
    people.forward_message(GROUP, ANN, GROUP, second)
    message = last(telegram)
    assert message["text"] == "two"
    assert "reply_to_message" not in message


def test_channels_forward_too(telegram: Telegram) -> None:
    telegram.state.privacy = True
    origin = {"type": "channel", "chat": CHANNEL, "message_id": 4}
    telegram.people.post(WIRE, "A raid.", origin=origin)
    [(kind, post)] = told(telegram)
    assert kind == "channel_post"
    assert post["forward_origin"]["chat"]["username"] == "news_now"
    assert post["sender_chat"]["id"] == WIRE
