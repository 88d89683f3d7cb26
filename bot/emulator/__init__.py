"""A small, strict Telegram in memory: for the terminal chat, and for tests with or without HTTP.

Left out: MarkdownV2, downloads, uploads other than documents, forwards, several bots, and a
group's migration (push its updates with ``people.raw``).
"""

from bot.emulator.markup import parse_html
from bot.emulator.people import People
from bot.emulator.request import EmulatorRequest
from bot.emulator.state import DEFAULT_TOKEN, DEFAULT_USERNAME, Call, Chat, State
from bot.emulator.telegram import Telegram
from bot.emulator.updates import Deliver, DeliveryFailed
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
