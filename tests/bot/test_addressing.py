"""Which messages are questions, and what they ask."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, ForumTopicCreated, Message, MessageEntity, TextQuote, User

from bot import addressing
from bot.addressing import Question
from bot.emulator.markup import detect

BOT = User(id=42, first_name="Sitrep", is_bot=True, username="sitrep_bot")
ANN = User(id=1, first_name="Ann", is_bot=False)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PRIVATE, GROUP = Chat(1, "private"), Chat(-1, "supergroup")


def message(text: str | None, chat: Chat = GROUP, sender: User | None = ANN, **how: Any) -> Message:
    entities = [
        MessageEntity(entity["type"], entity["offset"], entity["length"])
        for entity in detect(text or "")
    ]
    return Message(7, NOW, chat, from_user=sender, text=text, **{"entities": entities, **how})


def asked(written: Message) -> str | None:
    found = addressing.question(written, BOT)
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("written", "question"),
    [
        ("/ask who died?", "who died?"),
        ("/ask\nwho died?", "who died?"),
        ("/ask", ""),
        ("@sitrep_bot: who died?", "who died?"),
        ("Tell me, @sitrep_bot, who died?", "Tell me, who died?"),
        ("🇸🇾🇸🇾 @sitrep_bot who died?", "🇸🇾🇸🇾 who died?"),
        ("@sitrep_bot", ""),
        ("who died?", None),
        ("/asking who died?", None),
        ("/ask@other_bot who died?", None),
        ("@sitrep_bots who died?", None),
    ],
)
def test_a_group_message(written: str, question: str | None) -> None:
    assert asked(message(written)) == question


@pytest.mark.parametrize(
    ("written", "question"),
    [("who died?", "who died?"), ("/ask who died?", "who died?"), ("/help", None), (None, None),
     ("  ", None), ("@sitrep_bot who died?", "who died?")],
)  # fmt: skip
def test_a_private_message(written: str | None, question: str | None) -> None:
    assert asked(message(written, PRIVATE)) == question


def test_a_caption_counts_in_groups_too() -> None:
    entity = MessageEntity("bot_command", 0, 4)
    captioned = message(None, caption="/ask who died?", caption_entities=[entity])
    assert asked(captioned) == "who died?"


def test_a_mention_of_an_account_without_a_username_counts() -> None:
    entity = MessageEntity("text_mention", 0, 6, user=BOT)
    assert asked(message("Sitrep who died?", entities=[entity])) == "who died?"


def test_a_mention_of_somebody_else_does_not_count() -> None:
    entity = MessageEntity("text_mention", 0, 3, user=ANN)
    assert asked(message("Ann who died?", entities=[entity])) is None


def test_a_bare_call_asks_what_the_message_replied_to_asks() -> None:
    theirs = message("@sitrep_bot who died?")
    assert asked(message("/ask", reply_to_message=theirs)) == "who died?"
    assert asked(message("/ask", reply_to_message=message("/ask who died?"))) == "who died?"
    assert asked(message("/ask", reply_to_message=message("An answer.", sender=BOT))) == ""


def test_a_quotation_is_asked_rather_than_the_whole() -> None:
    theirs = message("Good morning! Who died?")
    quoted = message("/ask", reply_to_message=theirs, quote=TextQuote("Who died?", 14))
    assert asked(quoted) == "Who died?"


def test_a_reply_to_the_bot_counts_but_not_the_topic_it_opened() -> None:
    topic = message(None, sender=BOT, forum_topic_created=ForumTopicCreated("Raids", 1))
    assert asked(message("who died?", reply_to_message=message("x", sender=BOT))) == "who died?"
    assert asked(message("who died?", reply_to_message=topic)) is None


def test_a_question_of_1000_characters_is_not_too_long() -> None:
    assert not Question("a" * 1000).too_long
    assert Question("a" * 1001).too_long


def test_edits_count_for_ten_minutes() -> None:
    assert addressing.in_time(message("x", edit_date=NOW + timedelta(minutes=10)))
    assert not addressing.in_time(message("x", edit_date=NOW + timedelta(minutes=10, seconds=1)))


texts = st.none() | st.text() | st.text(alphabet="/ask@_bot 👩🚀\ud83d\n,")
users = st.none() | st.builds(User, st.integers(0, 99), st.text(), st.booleans(), username=texts)
chats = st.builds(
    Chat,
    st.integers(-9, 9),
    st.sampled_from(["private", "group", "supergroup", "channel", "?"]),
)
entities = st.lists(
    st.builds(
        MessageEntity,
        st.sampled_from(["mention", "text_mention", "bot_command", "bold", "?"]),
        st.integers(-3, 99),
        st.integers(-3, 99),
        user=users,
    ),
    max_size=4,
)
messages: st.SearchStrategy[Message] = st.deferred(
    lambda: st.builds(
        Message,
        st.integers(),
        st.just(NOW),
        chats,
        from_user=users,
        text=texts,
        entities=entities,
        caption=texts,
        caption_entities=entities,
        sender_chat=st.none() | chats,
        via_bot=users,
        is_automatic_forward=st.booleans(),
        reply_to_message=st.none() | messages,
        quote=st.none() | st.builds(TextQuote, st.text(), st.integers(0, 9)),
    )
)


@given(messages)
def test_no_message_whatever_raises_and_questions_are_valid_text(written: Message) -> None:
    for bot in (BOT, User(42, "Nameless", True)):
        found = addressing.question(written, bot)
        if found is not None:
            assert found.text == found.text.strip()
            found.text.encode()
            assert addressing.from_person(written)
