"""A small, strict Telegram in memory: for the terminal chat, and for tests with or without HTTP.

Left out: MarkdownV2, downloads, uploads other than documents, people's files other than a photo,
forwards other than a channel's posts to its discussion group, other bots but as authors, rights one
by one, service messages other than a group's migration, and Telegram's cache of inline results.
What is missing on the people's side can be pushed with ``people.raw``.
"""

from bot.emulator.chat import Chat
from bot.emulator.deliveries import Deliver, DeliveryFailed
from bot.emulator.markup import parse_html
from bot.emulator.people import People
from bot.emulator.request import EmulatorRequest
from bot.emulator.state import DEFAULT_TOKEN, DEFAULT_USERNAME, Call, State
from bot.emulator.telegram import Telegram
from bot.emulator.wire import ApiError, JsonObject, Params, Upload, utf16_length

__all__ = [
    "DEFAULT_TOKEN",
    "DEFAULT_USERNAME",
    "ApiError",
    "Call",
    "Chat",
    "Deliver",
    "DeliveryFailed",
    "EmulatorRequest",
    "JsonObject",
    "Params",
    "People",
    "State",
    "Telegram",
    "Upload",
    "parse_html",
    "utf16_length",
]
