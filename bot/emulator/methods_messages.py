"""Bot API methods that send, change and answer, and the one that leads to files."""

import time

from bot.emulator import checks, discussions
from bot.emulator.chat import LEADING, Chat
from bot.emulator.state import State
from bot.emulator.wire import JsonObject, Params, bad, utf16_length

MAX_TOAST = 200
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
_ACTIONS = {
    "choose_sticker",
    "find_location",
    "record_video",
    "record_video_note",
    "record_voice",
    "typing",
    "upload_document",
    "upload_photo",
    "upload_video",
    "upload_video_note",
    "upload_voice",
}
_REACTIONS = set(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘"
    "🙉🦄😘💊🙊😎👾🤷😡"
)
_VARIATION_SELECTOR = "\ufe0f"
_DELETED_WITHIN = 48 * 3600


def send_message(state: State, params: Params) -> JsonObject:
    """Send a text."""
    chat = checks.writable_chat(state, params)
    text, entities = checks.message_text(params)
    return _write(
        state,
        chat,
        params,
        text=text,
        entities=entities,
        link_preview_options=params.decoded("link_preview_options", dict) or None,
    )


def send_document(state: State, params: Params) -> JsonObject:
    """Send a file that comes with the call."""
    chat = checks.writable_chat(state, params)
    upload = params.files.get("document")
    if upload is None:
        raise bad("there is no document in the request")
    caption, entities = checks.message_caption(params)
    return _write(
        state,
        chat,
        params,
        caption=caption,
        caption_entities=entities,
        document=state.files.keep(upload.name, upload.data).described(),
    )


def get_file(state: State, params: Params) -> JsonObject:
    """Where a file can be downloaded, for an hour."""
    return state.files.link(params.text("file_id").strip())


def _write(state: State, chat: Chat, params: Params, **content: object) -> JsonObject:
    """Put the bot's message where the call says, with its keyboard."""
    reply_to, thread = checks.place(state, chat, params)
    message = state.store(
        chat,
        sender=state.me,
        reply_to=reply_to,
        thread=thread,
        reply_markup=checks.inline_keyboard(params),
        **content,
    )
    if params.flag("disable_notification"):
        state.silent.add((chat.id, message["message_id"]))
    discussions.forward(state, chat, message)
    return message


def edit_message_text(state: State, params: Params) -> JsonObject | bool:
    """Replace a message's text, and its keyboard with it; True for one sent via the bot."""
    chat, message = checks.own_message(state, params)
    text, entities = checks.message_text(params)
    if "document" in message:
        raise bad("there is no text in the message to edit")
    keyboard = checks.inline_keyboard(params)
    _change(message, text=text, entities=entities or None, reply_markup=keyboard)
    discussions.follow(state, chat, message)
    return message if "via_bot" not in message else True


def edit_message_reply_markup(state: State, params: Params) -> JsonObject | bool:
    """Replace a message's keyboard alone; True for one sent via the bot."""
    _, message = checks.own_message(state, params)
    _change(message, reply_markup=checks.inline_keyboard(params))
    return message if "via_bot" not in message else True


def _change(message: JsonObject, **content: object) -> None:
    """Set the message's fields, dropping those that are None."""
    if all(message.get(name) == value for name, value in content.items()):
        raise bad(_NOT_MODIFIED)
    for name, value in content.items():
        message.pop(name, None)
        if value is not None:
            message[name] = value
    message["edit_date"] = int(time.time())


def delete_message(state: State, params: Params) -> bool:
    """Delete a message: one of the bot's own, or of anybody's in private and where it leads."""
    chat = checks.readable_chat(state, params)
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad("message to delete not found")
    bot_id = state.me["id"]
    is_own = message.get("from", {}).get("id") == bot_id
    if not (is_own or chat.is_private or chat.status(bot_id) in LEADING):
        raise bad("message can't be deleted")
    if time.time() - message["date"] > _DELETED_WITHIN:
        raise bad("message can't be deleted for everyone")
    del chat.messages[message["message_id"]]
    return True


def send_chat_action(state: State, params: Params) -> bool:
    """Show what the bot is doing."""
    checks.thread(checks.readable_chat(state, params), params)
    if params.text("action") not in _ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def set_message_reaction(state: State, params: Params) -> bool:
    """Set the bot's one reaction to a message, or none."""
    chat = checks.readable_chat(state, params)
    message_id = params.integer("message_id")
    if message_id not in chat.messages:
        raise bad("message to react not found")
    reactions = params.decoded("reaction", list)
    emoji = [r["emoji"].replace(_VARIATION_SELECTOR, "") for r in reactions if "emoji" in r]
    if not _REACTIONS.issuperset(emoji):
        raise bad("REACTION_INVALID")
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    state.reactions[chat.id, message_id] = reactions
    return True


def answer_callback_query(state: State, params: Params) -> bool:
    """End a button's spinning, with a toast or without."""
    if utf16_length(params.text("text")) > MAX_TOAST:
        raise bad("MESSAGE_TOO_LONG")
    state.close_query("callback", params.text("callback_query_id"), dict(params.values))
    return True


METHODS = {
    "answerCallbackQuery": answer_callback_query,
    "deleteMessage": delete_message,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageText": edit_message_text,
    "getFile": get_file,
    "sendChatAction": send_chat_action,
    "sendDocument": send_document,
    "sendMessage": send_message,
    "setMessageReaction": set_message_reaction,
}
