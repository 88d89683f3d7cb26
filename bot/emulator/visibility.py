"""What of a chat reaches the bot: its membership, privacy mode and blocking decide."""

from bot.emulator.chat import ABSENT, Chat
from bot.emulator.state import State
from bot.emulator.wire import JsonObject


def is_in(state: State, chat: Chat) -> bool:
    """Whether the bot is in the chat, and so gets its service messages."""
    if chat.is_private:
        return not chat.blocked
    return chat.status(state.me["id"]) not in ABSENT


def sees(state: State, chat: Chat, message: JsonObject) -> bool:
    """Whether an update about a message reaches the bot."""
    if chat.is_private or not is_in(state, chat):
        return is_in(state, chat)
    bot_id = state.me["id"]
    if not state.privacy or chat.status(bot_id) == "administrator":
        return True
    replied_to = message.get("reply_to_message", {}).get("from", {}).get("id")
    via = message.get("via_bot", {}).get("id")
    return bot_id in (replied_to, via) or _addresses(state, message)


def _addresses(state: State, message: JsonObject) -> bool:
    at = f"@{state.username}".lower()
    units = (message.get("text") or message.get("caption") or "").encode("utf-16-le")
    for entity in message.get("entities") or message.get("caption_entities") or []:
        start = 2 * entity["offset"]
        part = units[start : start + 2 * entity["length"]].decode("utf-16-le").lower()
        if entity["type"] == "mention" and part == at:
            return True
        if entity["type"] == "bot_command" and part.endswith(at):
            return True
        if entity["type"] == "text_mention" and entity["user"]["id"] == state.me["id"]:
            return True
    return False
