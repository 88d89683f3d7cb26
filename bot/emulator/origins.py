"""Where a forwarded message comes from, as the Bot API tells it: ``forward_origin``."""

import time
from typing import Any

from bot.emulator.chat import Chat
from bot.emulator.state import State
from bot.emulator.wire import JsonObject

# What each kind of origin needs. The two that speak for a chat may name an author too.
_NEEDED = {
    "user": {"sender_user"},
    "hidden_user": {"sender_user_name"},
    "chat": {"sender_chat"},
    "channel": {"chat", "message_id"},
}
_SIGNED = ("chat", "channel")
# Where messages of each kind come from if it doesn't matter.
_ELSEWHERE: dict[str, JsonObject] = {
    "user": {"sender_user": {"id": 3001, "is_bot": False, "first_name": "Somebody"}},
    "hidden_user": {"sender_user_name": "Somebody"},
    "chat": {"sender_chat": {"id": -1003001, "type": "supergroup", "title": "Elsewhere"}},
    "channel": {
        "chat": {"id": -1003002, "type": "channel", "title": "Wire", "username": "some_wire"},
        "message_id": 7,
    },
}


def described(state: State, origin: str | JsonObject) -> JsonObject:
    """An origin in full.

    Args:
        state: whose people and chats are meant by numbers.
        origin: ``user``, ``hidden_user``, ``chat`` or ``channel`` for somebody or something that
            the bot never met; or the Bot API's own object, in which numbers may stand for a person
            or chat, and whose date may be left out.

    Raises:
        KeyError: there is no such person or chat.
        ValueError: Telegram has no such origin.
    """
    given = {"type": origin, **_ELSEWHERE.get(origin, {})} if isinstance(origin, str) else origin
    kind = given.get("type", "")
    needed = _NEEDED.get(kind, {"type"})
    allowed = {"type", "date", *needed, *(("author_signature",) if kind in _SIGNED else ())}
    if kind not in _NEEDED or not needed <= set(given) <= allowed:
        raise ValueError(f"{given!r} is no origin of a message")
    named = {name: _named(state, name, value) for name, value in given.items()}
    return {"date": int(time.time()), **named}


def of_message(room: Chat, message: JsonObject) -> JsonObject:
    """The origin of what is forwarded from a chat; what came from elsewhere still does."""
    if "forward_origin" in message:
        return dict(message["forward_origin"])
    if room.kind == "channel":
        who = {"type": "channel", "chat": room.wire(), "message_id": message["message_id"]}
    elif "sender_chat" in message:
        who = {"type": "chat", "sender_chat": message["sender_chat"]}
    else:
        who = {"type": "user", "sender_user": message["from"]}
    signature = message.get("author_signature")
    signed = {"author_signature": signature} if signature and who["type"] in _SIGNED else {}
    return {**who, **signed, "date": message["date"]}


def _named(state: State, name: str, value: Any) -> Any:
    if name == "sender_user" and isinstance(value, int):
        return state.user(value)
    if name in {"sender_chat", "chat"} and isinstance(value, int):
        return state.chats[value].wire()
    return value
