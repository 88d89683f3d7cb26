"""Telegram's HTML -> plain text and entities, as strict as Telegram's own parser."""

import html
import re
from typing import NoReturn
from urllib.parse import urlsplit

from bot.emulator.wire import JsonObject, bad, utf16_length

_TYPES = {
    "a": "text_link",
    "b": "bold",
    "blockquote": "blockquote",
    "code": "code",
    "del": "strikethrough",
    "em": "italic",
    "i": "italic",
    "ins": "underline",
    "pre": "pre",
    "s": "strikethrough",
    "span": "spoiler",
    "strike": "strikethrough",
    "strong": "bold",
    "tg-emoji": "custom_emoji",
    "tg-spoiler": "spoiler",
    "u": "underline",
}
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|quot);")
_PLAIN = re.compile(r"[^<&]+|&")
_TAG_NAME = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)")
_ATTRIBUTE = re.compile(
    r"""\s*([A-Za-z][\w-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""",
)
_DETECTED = {
    "bot_command": re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?"),
    "mention": re.compile(r"(?<![\w@])@\w{3,32}"),
    # With a scheme or without; of the endings that Telegram knows, the commonest ones.
    "url": re.compile(
        r"https?://[^\s<>]+[^\s<>.,!?)]"
        r"|(?<![\w@./-])(?:[\w-]+\.)+(?:com|org|net|info|gov|edu|io|me|co|uk|ua|ru|fr|es|tr|de)"
        r"(?![\w@-]|\.\w)(?:/(?:[^\s<>]*[^\s<>.,!?)])?)?",
        re.IGNORECASE,
    ),
    "hashtag": re.compile(r"(?<!\w)#\w+"),
}


def parse_html(source: str) -> tuple[str, list[JsonObject]]:
    """Parse a message that was sent with ``parse_mode=HTML``.

    Args:
        source: the message with its tags and references.

    Returns:
        The text, stripped of white space at both ends, and its entities in order; offsets and
        lengths are in UTF-16 units of that text.

    Raises:
        ApiError: a tag is unknown, unclosed or closed in the wrong order.
    """
    parser = _Parser(source)
    parser.run()
    return _strip("".join(parser.text), parser.entities)


def detect(text: str) -> list[JsonObject]:
    """The entities that Telegram finds by itself: commands, mentions, addresses, hashtags."""
    found = [
        {
            "type": kind,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match.group()),
        }
        for kind, pattern in _DETECTED.items()
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=_offset)


def with_detected(text: str, entities: list[JsonObject]) -> list[JsonObject]:
    """The given entities, and those detected where none is given, in order."""
    free = [found for found in detect(text) if not any(_overlap(found, e) for e in entities)]
    return sorted(entities + free, key=_offset)


def _offset(entity: JsonObject) -> int:
    return int(entity["offset"])


def _overlap(one: JsonObject, other: JsonObject) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )


class _Element:
    """A tag that was opened: its name and attributes, and where its content starts."""

    def __init__(self, name: str, attributes: dict[str, str], start: int, piece: int) -> None:
        self.name = name
        self.attributes = attributes
        self.start = start  # in UTF-16 units of the text so far
        self.piece = piece  # the index in the parser's list of pieces
        self.language: str | None = None


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.length = 0  # of the text so far, in UTF-16 units
        self.open: list[_Element] = []
        self.entities: list[JsonObject] = []

    def run(self) -> None:
        while self.at < len(self.source):
            if self.source.startswith("</", self.at):
                self._end_tag()
            elif self.source[self.at] == "<":
                self._start_tag()
            else:
                self._characters()
        if self.open:
            message = f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"'
            raise bad(f"can't parse entities: {message}")

    def _fail(self, message: str, detail: str = "") -> NoReturn:
        offset = len(self.source[: self.at].encode())
        raise bad(f"can't parse entities: {message} at byte offset {offset}{detail}")

    def _characters(self) -> None:
        match = _REFERENCE.match(self.source, self.at)
        if match:
            self._append(html.unescape(match.group()))
        else:
            match = _PLAIN.match(self.source, self.at)
            if match is None:  # pragma: no cover  # `run` leaves nothing but plain text or "&"
                self._fail("Unexpected character")
            self._append(match.group())
        self.at = match.end()

    def _append(self, piece: str) -> None:
        self.text.append(piece)
        self.length += utf16_length(piece)

    def _start_tag(self) -> None:
        match = _TAG_NAME.match(self.source, self.at)
        name = (match.group(1) if match else self.source[self.at + 1 : self.at + 2]).lower()
        end = self.source.find(">", self.at)
        if end < 0:
            self._fail("Unclosed start tag")
        if match is None or name not in _TYPES:
            self._fail(f'Unsupported start tag "{name}"')
        attributes = _attributes(self.source[match.end() : end])
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"')
        self.open.append(_Element(name, attributes, self.length, len(self.text)))
        self.at = end + 1

    def _end_tag(self) -> None:
        end = self.source.find(">", self.at)
        if end < 0:
            self._fail("Unclosed end tag")
        name = self.source[self.at + 2 : end].strip().lower()
        if not self.open:
            self._fail("Unexpected end tag")
        element = self.open.pop()
        if name and name != element.name:
            self._fail("Unmatched end tag", f', expected "</{element.name}>", found "</{name}>"')
        entity = self._entity(element)
        if entity and entity["length"]:
            self.entities.append(entity)
        self.at = end + 1

    def _entity(self, element: _Element) -> JsonObject | None:
        """The entity that the element becomes; None for one that only qualifies another."""
        entity: JsonObject = {
            "type": _TYPES[element.name],
            "offset": element.start,
            "length": self.length - element.start,
        }
        match element.name:
            case "a":
                entity["url"] = element.attributes.get("href") or "".join(
                    self.text[element.piece :]
                )
                return entity if _has_scheme(entity["url"]) else None
            case "tg-emoji":
                entity["custom_emoji_id"] = element.attributes.get("emoji-id", "")
            case "blockquote" if "expandable" in element.attributes:
                entity["type"] = "expandable_blockquote"
            case "code" if self._names_language(element):
                return None
            case "pre" if element.language:
                entity["language"] = element.language
        return entity

    def _names_language(self, element: _Element) -> bool:
        """Whether this is the ``code`` inside a ``pre`` that only says its language."""
        prefix, _, language = element.attributes.get("class", "").partition("language-")
        if prefix or not language or not self.open or self.open[-1].name != "pre":
            return False
        self.open[-1].language = language
        return True


def _attributes(source: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(source)
    }


def _has_scheme(url: str) -> bool:
    try:
        return bool(urlsplit(url).scheme)
    except ValueError:  # such as http://[
        return False


def _strip(text: str, entities: list[JsonObject]) -> tuple[str, list[JsonObject]]:
    """Cut the white space at both ends, and the entities with it."""
    lead = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    length = utf16_length(text)
    kept = []
    for entity in sorted(entities, key=lambda e: (e["offset"], -e["length"])):
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, length)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, kept
