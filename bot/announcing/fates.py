"""What a refused or broken off message means for what was to be said in it. Pure."""

from enum import StrEnum

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.chats import Where
from bot.refusals import took_nothing

# Telegram has no codes for these.
_NO_CHAT = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")
_NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
# What is wrong with the message itself; all other refusals are about what the bot may do there.
_NO_MESSAGE = ("can't parse", "too long", "too many", "is empty", "entit", "button", "markup")


class Fate(StrEnum):
    """What to do about it."""

    MOVED = "moved"
    """The chat has another number now."""
    GONE = "gone"
    """Blocked, kicked or deleted: nothing is kept for the chat."""
    TOPIC_GONE = "topic gone"
    """Deleted or closed: nothing is kept for the topic."""
    MUTED = "muted"
    """The bot may not write there at present."""
    LATER = "later"
    """Telegram took nothing, and may do so another time."""
    REFUSED = "refused"
    """Telegram will never take that message."""
    UNSURE = "unsure"
    """Nobody knows whether Telegram took it."""


def fate(error: Exception, where: Where) -> Fate:
    """What an error that sending ended in means."""
    if isinstance(error, ChatMigrated):
        return Fate.MOVED
    if isinstance(error, Forbidden):
        return Fate.GONE
    if isinstance(error, BadRequest):
        return _of_words(error.message.lower(), where)
    if isinstance(error, TelegramError) and took_nothing(error):
        return Fate.LATER
    return Fate.UNSURE


def _of_words(words: str, where: Where) -> Fate:
    if any(known in words for known in _NO_CHAT):
        return Fate.GONE
    if where.thread_id and any(known in words for known in _NO_TOPIC):
        return Fate.TOPIC_GONE
    return Fate.REFUSED if any(known in words for known in _NO_MESSAGE) else Fate.MUTED
