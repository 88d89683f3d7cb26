"""A small, strict Telegram in memory: for the terminal chat, and for tests with or without HTTP.

Left out: MarkdownV2, media other than documents and a photo that can't be downloaded, albums, other
bots but as authors, rights one by one, service messages other than a group's migration, and
Telegram's cache of inline results. What is missing on the people's side can be pushed with
``people.raw``.
"""

from bot.emulator.chat import Chat
from bot.emulator.deliveries import Deliver, DeliveryFailed
from bot.emulator.files import MAX_DOWNLOAD, Download, StoredFile
from bot.emulator.markup import parse_html
from bot.emulator.people import People
from bot.emulator.request import EmulatorRequest
from bot.emulator.state import DEFAULT_TOKEN, DEFAULT_USERNAME, Call, State
from bot.emulator.telegram import Telegram
from bot.emulator.wire import ApiError, JsonObject, Params, Upload, utf16_length

__all__ = [
    "DEFAULT_TOKEN",
    "DEFAULT_USERNAME",
    "MAX_DOWNLOAD",
    "ApiError",
    "Call",
    "Chat",
    "Deliver",
    "DeliveryFailed",
    "Download",
    "EmulatorRequest",
    "JsonObject",
    "Params",
    "People",
    "State",
    "StoredFile",
    "Telegram",
    "Upload",
    "parse_html",
    "utf16_length",
]
