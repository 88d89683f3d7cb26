"""What an update must be like to be handled."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot import forms
from bot.emulator import JsonObject, Telegram
from bot.routes import ALLOWED_UPDATES

ANN, GROUP, CHANNEL = 1001, -1001, -1002
ORIGINS: tuple[str | JsonObject, ...] = (
    *("user", "hidden_user", "channel"),
    {"type": "chat", "sender_chat": GROUP, "author_signature": "chief"},
)
WRONG: tuple[Any, ...] = (True, 1.5, "x", [], {}, [7], 2**80)
# What no handler reads may be as it likes; PTB judges it.
_UNREAD = {"chat_instance", "is_anonymous", "old_chat_member", "photo", "position", "is_manual"}


def happened() -> Iterator[JsonObject]:
    """One of each kind, as the emulated Telegram makes them."""
    telegram = Telegram(privacy=False)
    people = telegram.people
    people.user(ANN, "Ann", username="ann")
    people.group(GROUP, members=[ANN])
    people.group(CHANNEL, type="channel", bot_status="administrator")
    people.link(CHANNEL, GROUP)
    question = people.say(GROUP, ANN, "/ask Who? https://news.example/1")["message_id"]
    people.say(GROUP, ANN, "and when?", reply_to=question, quote="Who?", photo=True)
    people.say(GROUP, ANN, "and where?", anonymous=True)
    people.edit(GROUP, question, "Who else?")
    people.press(GROUP, ANN, question, "p:AAAAAAAAAAA:1")
    people.inline(ANN, "Who?", "10")
    document = people.upload("report.txt", b"Three men were arrested.", "text/plain")
    post = people.post(CHANNEL, "News https://news.example/1", author_signature="Desk")
    people.edit_post(CHANNEL, post["message_id"], "News: https://news.example/1")
    people.say(GROUP, ANN, "Read this: https://news.example/2", document=document)
    for origin in ORIGINS:
        people.forward(GROUP, ANN, origin, "Read this too", document=document)
    people.forward_message(GROUP, ANN, CHANNEL, post["message_id"])
    people.member(GROUP, ANN, "administrator")
    yield from telegram.state.updates.take()


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in an update something stands, but for what nobody reads."""
    for key in value if isinstance(value, dict) else range(len(value)):
        if key not in _UNREAD and not str(key).startswith("can_"):
            yield (*path, key)
            if isinstance(value[key], (dict, list)):
                yield from places(value[key], (*path, key))


UPDATES = tuple(happened())


def test_the_kinds_are_those_that_are_asked_for() -> None:
    assert forms.KINDS == ALLOWED_UPDATES
    assert {key for update in UPDATES for key in update} == {"update_id", *ALLOWED_UPDATES}


@pytest.mark.parametrize("update", UPDATES, ids=lambda update: list(update)[1])
def test_what_telegram_sends_is_well_formed(update: JsonObject) -> None:
    assert forms.is_well_formed(update)


@pytest.mark.parametrize("update", UPDATES, ids=lambda update: list(update)[1])
def test_a_field_of_another_type_is_not(update: JsonObject) -> None:
    for *way, key in places(update):
        for wrong in WRONG:
            spoilt = copy.deepcopy(update)
            place = spoilt
            for step in way:
                place = place[step]
            if type(place[key]) is type(wrong) and wrong != 2**80:
                continue
            place[key] = wrong
            assert not forms.is_well_formed(spoilt), (way, key, wrong)


@pytest.mark.parametrize("kind", ["poll", "chat_member", "business_message", "guest_message", "x"])
def test_other_kinds_are_not(kind: str) -> None:
    content = UPDATES[0]["message"]
    assert not forms.is_well_formed({"update_id": 1, kind: content})
    assert not forms.is_well_formed({"update_id": 1})


def test_a_press_without_data_is_no_press_of_ours() -> None:
    (press,) = (update for update in UPDATES if "callback_query" in update)
    for spoilt in ({}, {"data": ""}, {"data": None}, {"data": None, "game_short_name": "chess"}):
        query = {k: v for k, v in press["callback_query"].items() if k != "data"} | spoilt
        assert not forms.is_well_formed({"update_id": 1, "callback_query": query})


@given(st.text(st.characters(), max_size=20))
def test_any_text_is_well_formed(text: str) -> None:
    """Half of a surrogate pair included, which JSON can hold."""
    update = copy.deepcopy(UPDATES[0])
    update["message"]["text"] = text
    assert forms.is_well_formed(json.loads(json.dumps(update)))


def test_but_an_id_that_could_not_be_sent_back_is_not() -> None:
    for update in UPDATES:
        for kind in {"callback_query", "inline_query"} & set(update):
            for wrong in ("\ud800", "", "x" * 65):
                content = update[kind] | {"id": wrong}
                assert not forms.is_well_formed({"update_id": 1, kind: content})


def test_nesting_without_end_is_not() -> None:
    update = copy.deepcopy(UPDATES[0])
    message = update["message"]
    for _ in range(5000):
        message = {**UPDATES[0]["message"], "reply_to_message": message}
    assert not forms.is_well_formed({"update_id": 1, "message": message})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.sampled_from(forms.KINDS), json_values)
def test_anything_is_judged_without_an_error(kind: str, value: Any) -> None:
    assert forms.is_well_formed({"update_id": 1, kind: value}) is False
    assert forms.is_well_formed(value) is False


def test_what_is_well_formed_can_be_read() -> None:
    for update in UPDATES:
        read = Update.de_json(copy.deepcopy(update), None)
        assert read is not None
        assert read.effective_user or read.channel_post or read.edited_channel_post


@pytest.mark.parametrize("kind", ["channel_post", "edited_channel_post"])
def test_a_post_needs_no_author(kind: str) -> None:
    (post,) = (update[kind] for update in UPDATES if kind in update)
    assert "from" not in post
    assert forms.is_well_formed({"update_id": 1, kind: post})


def with_document(**fields: Any) -> JsonObject:
    """A message that carries a file of which that is told."""
    (first, *_) = (u["message"] for u in UPDATES if "document" in u.get("message", {}))
    known = {k: v for k, v in (first["document"] | fields).items() if v is not None}
    return {"update_id": 1, "message": {**first, "document": known}}


@pytest.mark.parametrize(
    "told",
    [
        {"file_size": 0},
        {"file_size": 2**31},
        {"file_size": 2**52 - 1},
        {"file_size": None, "file_name": None, "mime_type": None},
        {"file_name": "", "mime_type": ""},
        {"file_name": "\ud800\u202etxt.exe\0"},
    ],
)
def test_of_a_file_much_may_be_told_and_little(told: JsonObject) -> None:
    assert forms.is_well_formed(with_document(**told))


@pytest.mark.parametrize(
    "told",
    [
        {"file_id": None},
        {"file_id": ""},
        {"file_id": "\ud800"},
        {"file_id": "x" * 1025},
        {"file_unique_id": None},
        {"file_size": -1},
        {"file_size": 2**52},
    ],
)
def test_but_not_a_file_that_cannot_be_asked_for(told: JsonObject) -> None:
    assert not forms.is_well_formed(with_document(**told))


def test_an_origin_names_its_source() -> None:
    forwarded = [u["message"] for u in UPDATES if "forward_origin" in u.get("message", {})]
    origins = {message["forward_origin"]["type"]: message for message in forwarded}
    assert set(origins) == {"user", "hidden_user", "chat", "channel"}
    for message in origins.values():
        for name in set(message["forward_origin"]) - {"date", "type", "author_signature"}:
            for without in ({}, {name: None}):
                origin = {k: v for k, v in message["forward_origin"].items() if k != name}
                spoilt = {**message, "forward_origin": origin | without}
                assert not forms.is_well_formed({"update_id": 1, "message": spoilt}), name


def test_an_origin_of_a_kind_to_come_is_well_formed() -> None:
    message = {**UPDATES[0]["message"], "forward_origin": {"type": "story", "date": 1}}
    assert forms.is_well_formed({"update_id": 1, "message": message})
