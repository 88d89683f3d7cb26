"""What a message says and carries: a text, or a photo or file with a caption."""

import time

from bot.emulator.markup import detect
from bot.emulator.wire import JsonObject

CARRIED = ("text", "entities", "caption", "caption_entities", "photo", "document")
"""The fields that make up a message's content, and go along when it is forwarded."""

_PHOTO = {"file_id": "photo", "file_unique_id": "unique-photo", "width": 90, "height": 90}


def content(
    text: str,
    entities: list[JsonObject] | None = None,
    *,
    photo: bool = False,
    document: JsonObject | None = None,
) -> JsonObject:
    """The fields of a message.

    Args:
        text: what it says: the caption where it carries something.
        entities: in place of those that Telegram would detect.
        photo: whether it carries a photo.
        document: the file that it carries, as messages show it.
    """
    carried = {"photo": [_PHOTO]} if photo else {"document": document} if document else {}
    return carried | _words(text, entities, is_caption=bool(carried))


def rewrite(message: JsonObject, text: str, entities: list[JsonObject] | None) -> None:
    """Change a message's text, or the caption of what it carries, as an edit does."""
    is_caption = "photo" in message or "document" in message
    for name, value in _words(text, entities, is_caption=is_caption).items():
        message.pop(name, None)
        if value:
            message[name] = value
    message["edit_date"] = int(time.time())


def copied(message: JsonObject) -> JsonObject:
    """The content of a message, for another one."""
    return {name: message[name] for name in CARRIED if name in message}


def _words(text: str, entities: list[JsonObject] | None, *, is_caption: bool) -> JsonObject:
    found = detect(text) if entities is None else entities
    if is_caption:
        return {"caption": text, "caption_entities": found}
    return {"text": text, "entities": found}
