"""A channel and its discussion group: posts are brought there, and people comment on them."""

import pytest

from bot.emulator import Telegram
from tests.bot.emulator_calls import refusal, result, send, told

ANN, BOB, GROUP, CHANNEL = 1, 2, -100, -300


@pytest.fixture
def telegram() -> Telegram:
    """A bot that reads all of a discussion group, and leads its channel."""
    telegram = Telegram(privacy=False)
    people = telegram.people
    people.user(ANN)
    people.user(BOB, "Bob")
    people.group(GROUP, "Talk", members=[ANN, BOB])
    people.group(CHANNEL, "News", type="channel", bot_status="administrator")
    people.link(CHANNEL, GROUP)
    return telegram


def test_a_post_arrives_in_the_channel_and_as_an_automatic_forward(telegram: Telegram) -> None:
    post = telegram.people.post(CHANNEL, "A raid. https://news.example/1")
    [(kind, published), (copied_as, copy)] = told(telegram)
    assert (kind, copied_as) == ("channel_post", "message")
    assert published == post
    assert (copy["from"]["id"], copy["from"]["is_bot"]) == (777000, False)
    assert copy["sender_chat"] == {"id": CHANNEL, "type": "channel", "title": "News"}
    assert copy["is_automatic_forward"] is True
    assert copy["forward_origin"] == {
        "type": "channel",
        "chat": copy["sender_chat"],
        "message_id": post["message_id"],
        "date": post["date"],
    }
    assert (copy["text"], copy["entities"]) == (post["text"], post["entities"])
    assert copy["message_id"] == telegram.people.forwarded(CHANNEL, post["message_id"])


def test_in_privacy_mode_the_copy_is_not_shown(telegram: Telegram) -> None:
    telegram.state.privacy = True
    telegram.people.post(CHANNEL, "A raid.")
    assert [kind for kind, _ in told(telegram)] == ["channel_post"]


def test_an_administrator_of_the_group_alone_gets_the_copy(telegram: Telegram) -> None:
    telegram.state.privacy = True
    telegram.people.member(CHANNEL, ANN, "left")
    telegram.people.member(GROUP, ANN, "administrator")
    told(telegram)
    telegram.people.post(CHANNEL, "A raid.")
    [(kind, copy)] = told(telegram)
    assert kind == "message"
    assert copy["is_automatic_forward"] is True


def test_posts_keep_the_entities_they_are_given(telegram: Telegram) -> None:
    link = {"type": "text_link", "offset": 2, "length": 4, "url": "https://news.example/1"}
    telegram.people.post(CHANNEL, "A raid.", entities=[link])
    assert [message["entities"] for _, message in told(telegram)] == [[link], [link]]


def test_an_edited_post_changes_its_copy_too(telegram: Telegram) -> None:
    post = telegram.people.post(CHANNEL, "A riad.")["message_id"]
    told(telegram)
    telegram.people.edit_post(CHANNEL, post, "A raid.")
    [(kind, changed), (copied_as, copy)] = told(telegram)
    assert (kind, copied_as) == ("edited_channel_post", "edited_message")
    assert (changed["text"], copy["text"]) == ("A raid.", "A raid.")
    assert changed["edit_date"] == copy["edit_date"]
    assert copy["message_id"] == telegram.people.forwarded(CHANNEL, post)


def test_a_copy_that_was_deleted_is_not_changed(telegram: Telegram) -> None:
    post = telegram.people.post(CHANNEL, "A riad.")["message_id"]
    telegram.people.delete(GROUP, telegram.people.forwarded(CHANNEL, post))
    told(telegram)
    telegram.people.edit_post(CHANNEL, post, "A raid.")
    assert [kind for kind, _ in told(telegram)] == ["edited_channel_post"]


def test_a_photos_post_has_a_caption_that_is_edited(telegram: Telegram) -> None:
    link = {"type": "text_link", "offset": 2, "length": 4, "url": "https://news.example/1"}
    post = telegram.people.post(CHANNEL, "A riad.", [link], photo=True, author_signature="Desk")
    (_, published), (_, copy) = told(telegram)
    for message in (published, copy):
        assert (message["caption"], message["caption_entities"]) == ("A riad.", [link])
        assert message["photo"]
        assert "text" not in message
    assert published["author_signature"] == "Desk"
    assert copy["forward_origin"]["author_signature"] == "Desk"
    telegram.people.edit_post(CHANNEL, post["message_id"], "A raid.")
    (kind, changed), (_, copy) = told(telegram)
    assert kind == "edited_channel_post"
    for message in (changed, copy):
        assert message["caption"] == "A raid."
        assert message["photo"]
        assert not {"text", "caption_entities"} & set(message)


def test_a_post_brings_a_file_without_a_word(telegram: Telegram) -> None:
    document = telegram.people.upload("report.pdf", b"%PDF", "application/pdf")
    telegram.people.post(CHANNEL, document=document)
    for _, message in told(telegram):
        assert message["document"] == document
        assert not {"text", "caption", "entities"} & set(message)


def test_an_edit_may_change_nothing(telegram: Telegram) -> None:
    post = telegram.people.post(CHANNEL, "A raid.")
    told(telegram)
    telegram.people.edit_post(CHANNEL, post["message_id"], "A raid.")
    (kind, changed), _ = told(telegram)
    assert kind == "edited_channel_post"
    assert changed["text"] == "A raid."
    assert changed["edit_date"] >= changed["date"]


def test_a_post_that_was_forwarded_names_its_source_in_the_copy_too(telegram: Telegram) -> None:
    origin = {"type": "channel", "chat": {"id": -9, "type": "channel"}, "message_id": 3}
    telegram.people.post(CHANNEL, "A raid.", origin=origin)
    (_, published), (_, copy) = told(telegram)
    assert published["forward_origin"] == copy["forward_origin"]
    assert copy["forward_origin"]["message_id"] == 3
    assert copy["is_automatic_forward"] is True


async def everything_happens(telegram: Telegram) -> None:
    post = telegram.people.post(CHANNEL, "A riad.")["message_id"]
    telegram.people.edit_post(CHANNEL, post, "A raid.")
    telegram.people.member(CHANNEL, ANN, "administrator")
    telegram.people.raw(channel_post={"message_id": 9}, edited_channel_post={"message_id": 9})


@pytest.mark.parametrize("by_webhook", [False, True])
async def test_posts_come_to_who_asks_for_them_and_nothing_else(
    telegram: Telegram, by_webhook: bool
) -> None:
    method = "setWebhook" if by_webhook else "getUpdates"
    where = {"url": "https://bot.example/hook"} if by_webhook else {}
    for asked, count in (
        (["channel_post"], 2),
        (["edited_channel_post"], 2),
        (["channel_post", "edited_channel_post", "no_such_kind"], 4),
        (["callback_query"], 0),
    ):
        await result(telegram, method, allowed_updates=asked, **where)
        await everything_happens(telegram)
        pending = [set(update) - {"update_id"} for update in telegram.state.updates.take()]
        assert len(pending) == count
        assert {kind for kinds in pending for kind in kinds} <= set(asked)


async def test_by_default_posts_come(telegram: Telegram) -> None:
    await result(telegram, "getUpdates", allowed_updates=["message"])
    await result(telegram, "getUpdates", allowed_updates=[])
    telegram.people.edit_post(CHANNEL, telegram.people.post(CHANNEL, "x")["message_id"], "y")
    kinds = {kind for kind, _ in told(telegram)}
    assert kinds == {"channel_post", "message", "edited_channel_post", "edited_message"}


@pytest.mark.parametrize("status", ["left", "kicked"])
def test_who_is_no_administrator_gets_no_post(telegram: Telegram, status: str) -> None:
    telegram.people.member(CHANNEL, ANN, status)
    told(telegram)
    post = telegram.people.post(CHANNEL, "x")["message_id"]
    telegram.people.edit_post(CHANNEL, post, "y")
    assert {kind for kind, _ in told(telegram)} == {"message", "edited_message"}


async def test_comments_on_comments_carry_the_copys_id(telegram: Telegram) -> None:
    people = telegram.people
    post = people.post(CHANNEL, "A raid.")["message_id"]
    copy = people.forwarded(CHANNEL, post)
    first = people.comment(GROUP, ANN, post, "Who?")
    people.comment(GROUP, BOB, post, "When?", reply_to=first["message_id"])
    people.say(GROUP, BOB, "Where?", reply_to=first["message_id"])
    assert first["delivered"]
    comments = [message for _, message in told(telegram)[-3:]]
    assert [c["reply_to_message"]["message_id"] for c in comments] == [
        copy,
        first["message_id"],
        first["message_id"],
    ]
    assert [c["message_thread_id"] for c in comments] == [copy] * 3
    assert not any("is_topic_message" in c for c in comments)
    answer = await send(telegram, GROUP, reply_parameters={"message_id": first["message_id"]})
    assert answer["message_thread_id"] == copy


def test_comments_may_be_anonymous(telegram: Telegram) -> None:
    post = telegram.people.post(CHANNEL, "A raid.")["message_id"]
    telegram.people.comment(GROUP, ANN, post, "Who?", anonymous=True)
    assert told(telegram)[-1][1]["sender_chat"]["id"] == GROUP


async def test_what_the_bot_posts_is_brought_to_the_group_too(telegram: Telegram) -> None:
    post = (await send(telegram, CHANNEL, "A riad."))["message_id"]
    await result(telegram, "editMessageText", chat_id=CHANNEL, message_id=post, text="A raid.")
    assert [(kind, m["text"]) for kind, m in told(telegram)] == [
        ("message", "A riad."),
        ("edited_message", "A raid."),
    ]


async def test_a_linked_chat_names_the_other(telegram: Telegram) -> None:
    for chat, other in ((CHANNEL, GROUP), (GROUP, CHANNEL)):
        assert (await result(telegram, "getChat", chat_id=chat))["linked_chat_id"] == other


async def test_posts_before_the_link_stay_in_the_channel() -> None:
    telegram = Telegram(privacy=False)
    telegram.people.group(CHANNEL, type="channel", bot_status="administrator")
    post = telegram.people.post(CHANNEL, "A raid.")["message_id"]
    telegram.people.edit_post(CHANNEL, post, "Two raids.")
    assert [kind for kind, _ in told(telegram)] == ["channel_post", "edited_channel_post"]
    with pytest.raises(KeyError):
        telegram.people.forwarded(CHANNEL, post)


def test_only_a_channel_and_a_supergroup_are_linked(telegram: Telegram) -> None:
    with pytest.raises(ValueError, match="linked"):
        telegram.people.link(GROUP, CHANNEL)


async def test_a_group_without_a_channel_has_no_posts(telegram: Telegram) -> None:
    telegram.people.group(-101, members=[ANN])
    with pytest.raises(KeyError):
        telegram.people.comment(-101, ANN, 1, "Who?")
    assert (await refusal(telegram, "getChat", chat_id=-102)).endswith("chat not found")
