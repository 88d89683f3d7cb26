"""A message as the emulator keeps it -> text that is safe to print, and what is marked in it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.emulator import JsonObject, utf16_length

QUOTES = ("blockquote", "expandable_blockquote")

# Embeddings and overrides can show a text in another order than it has. Isolates and marks stay:
# they only keep a right-to-left headline from reordering its line, and end with that line.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e")


@dataclass(frozen=True, slots=True)
class Mark:
    """An entity's place: ``text[start:end]``, in characters.

    Attributes:
        kind: Telegram's name for it, for example ``bold``.
        url: where a ``text_link`` or ``url`` leads.
    """

    kind: str
    start: int
    end: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A message's text without anything that a terminal would obey, and its marks in order."""

    text: str
    marks: tuple[Mark, ...]

    @property
    def links(self) -> list[str]:
        """The addresses behind the text, each once."""
        found = (mark.url for mark in self.marks if mark.kind == "text_link" and mark.url)
        return list(dict.fromkeys(found))


def harmless(text: str) -> str:
    """The text without control characters; lines stay lines."""
    return "".join(map(_harmless, text))


def one_line(text: str) -> str:
    """The text on one line, for a label, a toast or an address."""
    return " ".join(harmless(text).split())


def marked(message: JsonObject) -> Marked:
    """A message's text, or its caption, with what is marked in it."""
    source = message.get("text") or message.get("caption") or ""
    entities = message.get("entities") or message.get("caption_entities") or []
    text, places = _placed(source)
    last = len(places) - 1
    marks = []
    for entity in entities:
        start = places[min(entity["offset"], last)]
        end = places[min(entity["offset"] + entity["length"], last)]
        marks.append(Mark(entity["type"], start, end, _url(entity, text[start:end])))
    return Marked(text, tuple(marks))


def with_addresses(content: Marked) -> Iterator[str]:
    """The text in pieces, the address after each link's words, for where nothing can be clicked."""
    at = 0
    for mark in sorted(content.marks, key=lambda mark: mark.end):
        if mark.kind == "text_link" and mark.url and mark.end >= at:
            yield content.text[at : mark.end]
            yield f" <{mark.url}>"
            at = mark.end
    yield content.text[at:]


def _harmless(char: str) -> str:
    if char == "\n":
        return char
    if char in _REORDERING:
        return ""
    match unicodedata.category(char):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cs":
            return "\N{REPLACEMENT CHARACTER}"
        case _:
            return char


def _placed(source: str) -> tuple[str, list[int]]:
    """The harmless text, and for each UTF-16 unit of the source where it went."""
    kept: list[str] = []
    places: list[int] = []
    length = 0
    for char in source:
        places += [length] * utf16_length(char)
        kept.append(_harmless(char))
        length += len(kept[-1])
    return "".join(kept), [*places, length]


def _url(entity: JsonObject, words: str) -> str | None:
    if entity["type"] == "url":
        return one_line(words)
    return one_line(entity["url"]) if "url" in entity else None
