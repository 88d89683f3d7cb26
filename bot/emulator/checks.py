"""What Telegram checks before it does what a bot asks."""

import json
import time
from typing import Any
from urllib.parse import urlsplit

from bot.emulator.markup import parse_html, with_detected
from bot.emulator.state import Chat, State
from bot.emulator.wire import ApiError, JsonObject, Params, bad, utf16_length

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100
MAX_BUTTONS = 100
MAX_ROW = 8
MAX_QUOTE = 1024
_ABSENT = ("left", "kicked")
_BUTTON_LOOKS = {"text", "style", "icon_custom_emoji_id"}
_GROUP_WINDOW, _GROUP_SENDS = 60.0, 20
_PRIVATE_WINDOW, _PRIVATE_SENDS = 1.0, 3


def readable_chat(state: State, params: Params) -> Chat:
    """The chat that a call names and the bot is in.

    Raises:
        ApiError: 400 for no such chat; 403 where the bot was blocked, kicked or never was.
    """
    if not params.text("chat_id"):
        raise bad("chat_id is empty")
    try:
        chat = state.chats[int(params.text("chat_id"))]
    except (ValueError, KeyError):
        raise bad("chat not found") from None
    if chat.is_private and chat.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    status = _own_status(state, chat)
    if status in _ABSENT:
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
    if chat.kind == "channel" and _own_status(state, chat) != "administrator":
        raise bad("need administrator rights in the channel chat")
    if state.limits:
        _count_send(chat)
    return chat


def _own_status(state: State, chat: Chat) -> str:
    return "member" if chat.is_private else chat.members.get(state.me["id"], "left")


def _count_send(chat: Chat) -> None:
    now = time.monotonic()
    window = _PRIVATE_WINDOW if chat.is_private else _GROUP_WINDOW
    allowed = _PRIVATE_SENDS if chat.is_private else _GROUP_SENDS
    chat.sent_at = [sent for sent in chat.sent_at if now - sent < window]
    if len(chat.sent_at) >= allowed:
        wait = int(window - (now - chat.sent_at[0])) + 1
        raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
    chat.sent_at.append(now)


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


def own_message(state: State, params: Params) -> JsonObject:
    """The bot's own message that a call edits.

    Raises:
        ApiError: it isn't there, or isn't the bot's.
    """
    chat = readable_chat(state, params)
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if message.get("from", {}).get("id") != state.me["id"]:
        raise bad("message can't be edited")
    return message
