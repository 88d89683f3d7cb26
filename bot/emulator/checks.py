"""What Telegram checks before it does what a bot asks."""

import json
from typing import Any
from urllib.parse import urlsplit

from bot.emulator.chat import ABSENT, GENERAL_TOPIC, LEADING, Chat
from bot.emulator.markup import parse_html, with_detected
from bot.emulator.state import State
from bot.emulator.wire import ApiError, JsonObject, Params, bad, utf16_length

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100
MAX_BUTTONS = 100
MAX_ROW = 8
MAX_QUOTE = 1024
_BUTTON_LOOKS = {"text", "style", "icon_custom_emoji_id"}


def readable_chat(state: State, params: Params, *, from_outside: bool = False) -> Chat:
    """The chat that a call names, by number or public name, and the bot is in.

    Args:
        state: where the chats are.
        params: the call's; ``chat_id`` names the chat.
        from_outside: whether it is enough that a chat is public, and the bot not kicked from it.

    Raises:
        ApiError: 400 for no such chat, or one that became another; 403 where the bot was blocked,
            kicked or never was, and where the group or account was deleted.
    """
    if not params.text("chat_id"):
        raise bad("chat_id is empty")
    chat = _named_chat(state, params.text("chat_id"))
    _check_existence(chat)
    if chat.is_private and chat.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    status = chat.status(state.me["id"])
    if status in ABSENT and not (from_outside and chat.username and status == "left"):
        fate = "was kicked from" if status == "kicked" else "is not a member of"
        raise ApiError(403, f"Forbidden: bot {fate} the {chat.kind} chat")
    return chat


def writable_chat(state: State, params: Params) -> Chat:
    """The chat that a call names and the bot may write to, now.

    Raises:
        ApiError: as ``readable_chat``; 403 where the person never wrote; 400 in a channel whose
            administrator the bot isn't; 429 above the limits, where they are on.
    """
    chat = readable_chat(state, params)
    if chat.is_private and not chat.messages:
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    if chat.kind == "channel" and chat.status(state.me["id"]) != "administrator":
        raise bad("need administrator rights in the channel chat")
    state.pace.note(chat, limited=state.limits)
    return chat


def _named_chat(state: State, name: str) -> Chat:
    if name.startswith("@"):
        named = [c for c in state.chats.values() if (c.username or "").lower() == name[1:].lower()]
        if name[1:] and named:
            return named[0]
        raise bad("chat not found")
    try:
        return state.chats[int(name)]
    except (ValueError, KeyError):
        raise bad("chat not found") from None


def _check_existence(chat: Chat) -> None:
    if chat.migrated_to:
        words = "Bad Request: group chat was upgraded to a supergroup chat"
        raise ApiError(400, words, migrate_to_chat_id=chat.migrated_to)
    if chat.is_deleted:
        fate = "user is deactivated" if chat.is_private else "the group chat was deleted"
        raise ApiError(403, f"Forbidden: {fate}")


def message_text(params: Params) -> tuple[str, list[JsonObject]]:
    """A message's text and entities.

    Raises:
        ApiError: the text is empty or too long once parsed, or can't be parsed.
    """
    text, entities = _formatted(params, "text", "entities")
    if not text:
        raise bad("message text is empty")
    return _limited(text, entities, MAX_TEXT, "message")


def message_caption(params: Params) -> tuple[str, list[JsonObject]]:
    """A caption, which may be empty, and its entities.

    Raises:
        ApiError: the caption is too long once parsed, or can't be parsed.
    """
    text, entities = _formatted(params, "caption", "caption_entities")
    return _limited(text, entities, MAX_CAPTION, "message caption")


def _formatted(params: Params, name: str, entities_name: str) -> tuple[str, list[JsonObject]]:
    mode = params.text("parse_mode").lower()
    if mode == "html":
        return parse_html(params.text(name))
    if mode:
        raise bad("unsupported parse_mode")
    return params.text(name).strip(), params.decoded(entities_name, list)


def _limited(
    text: str, entities: list[JsonObject], limit: int, what: str
) -> tuple[str, list[JsonObject]]:
    if utf16_length(text) > limit:
        raise bad(f"{what} is too long")
    return text, with_detected(text, entities)[:MAX_ENTITIES]


def inline_keyboard(params: Params) -> JsonObject | None:
    """The keyboard under a message; None for none, and for a keyboard without buttons.

    Raises:
        ApiError: a button that Telegram refuses, or too many of them.
    """
    try:
        markup: Any = json.loads(params.text("reply_markup") or "{}")
    except ValueError:
        markup = None
    rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("can't parse reply keyboard markup JSON object")
    if any(len(row) > MAX_ROW for row in rows) or sum(map(len, rows)) > MAX_BUTTONS:
        raise bad("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            _check_button(button)
    return markup if any(rows) else None


def _check_button(button: JsonObject) -> None:
    if not button.get("text"):
        raise bad('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if not set(button) - _BUTTON_LOOKS:
        raise bad("Text buttons are not allowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not _is_link(button["url"]):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _is_link(url: str) -> bool:
    try:
        return urlsplit(url).scheme in {"http", "https", "tg"}
    except ValueError:
        return False


def place(state: State, chat: Chat, params: Params) -> tuple[int | None, int | None]:
    """The message that is replied to, and the forum topic that a call names, if any.

    Raises:
        ApiError: as ``reply_target`` and ``thread``; or the topic that the message would stand in
            is closed, and the bot no administrator.
    """
    target, topic = reply_target(chat, params), thread(chat, params)
    inherited = chat.messages[target].get("message_thread_id") if target else None
    is_closed = (topic or inherited or GENERAL_TOPIC) in chat.closed_topics
    if is_closed and chat.status(state.me["id"]) not in LEADING:
        raise bad("TOPIC_CLOSED")
    return target, topic


def reply_target(chat: Chat, params: Params) -> int | None:
    """The id of the message that is replied to, if any.

    Raises:
        ApiError: it isn't there, and the call doesn't allow that; or the quote isn't in it.
    """
    reply = params.decoded("reply_parameters", dict)
    target = int(reply.get("message_id") or params.integer("reply_to_message_id"))
    if not target:
        return None
    if target not in chat.messages:
        lenient = params.flag("allow_sending_without_reply")
        if reply.get("allow_sending_without_reply") or lenient:
            return None
        raise bad("message to be replied not found")
    _check_quote(reply, chat.messages[target])
    return target


def _check_quote(reply: JsonObject, message: JsonObject) -> None:
    quote = reply.get("quote", "")
    if reply.get("quote_parse_mode"):
        quote, _ = parse_html(quote)
    quoted = message.get("text") or message.get("caption") or ""
    if utf16_length(quote) > MAX_QUOTE or quote not in quoted:
        raise bad("QUOTE_TEXT_INVALID")


def thread(chat: Chat, params: Params) -> int | None:
    """The forum topic that a call names, if any.

    Raises:
        ApiError: the chat has no such topic; outside forums none is, whatever the messages carry.
    """
    topic = params.integer("message_thread_id")
    if topic and topic not in chat.topics:
        raise bad("message thread not found")
    return topic or None


def own_message(state: State, params: Params) -> tuple[Chat, JsonObject]:
    """The bot's own message that a call edits, and its chat.

    Raises:
        ApiError: it isn't there, or isn't the bot's; 429 above the limits, where they are on.
    """
    if params.text("inline_message_id"):
        chat, message = _inline_message(state, params.text("inline_message_id"))
    else:
        chat = readable_chat(state, params)
        message = chat.messages.get(params.integer("message_id"), {})
        if not message:
            raise bad("message to edit not found")
        if message.get("from", {}).get("id") != state.me["id"]:
            raise bad("message can't be edited")
    state.pace.note(chat, limited=state.limits)
    return chat, message


def _inline_message(state: State, inline_message_id: str) -> tuple[Chat, JsonObject]:
    """A message that somebody sent via the bot, wherever it stands."""
    chat_id, message_id = state.inline_messages.get(inline_message_id, (0, 0))
    chat = state.chats.get(chat_id)
    if chat is None or message_id not in chat.messages:
        raise bad("MESSAGE_ID_INVALID")
    return chat, chat.messages[message_id]
