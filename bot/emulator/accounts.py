"""Accounts that stand for nobody: Telegram puts them where a message has no person to show."""

from bot.emulator.wire import JsonObject

TELEGRAM: JsonObject = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
"""Brings a channel's posts to its discussion group."""

GROUP_ANONYMOUS_BOT: JsonObject = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
"""Stands for anonymous administrators, and for a supergroup itself."""

CHANNEL_BOT: JsonObject = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
"""Stands for people who write in a channel's name."""
