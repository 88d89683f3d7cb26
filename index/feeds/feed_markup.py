"""A feed's markup, thinned to what is read of it.

feedparser reads whatever calls itself a feed, but its time for an author's name of many dots grows
faster than with the square of its length (80 KB: three minutes, in which no other thread runs), and
it takes its time for each tag of a document of megabytes. What it is given here is at most
`MOST_PIECES` tags and texts, none of them long.
"""

import re
import sys
from collections.abc import Iterator

MOST_PIECES = 16_000
"""Tags and texts; 600 entries of six elements have so many, and are read within a few seconds."""

LONGEST_PIECE = 2_000
"""Characters; nothing that is read of an entry is longer."""

MOST_CHARACTERS = 1_000_000
_MOST_DIGITS = 7

# Possessive, so that no text makes it go back and forth.
_TOKEN = re.compile(
    r"<!\[CDATA\[|<!--|<(?P<end>/?)(?:[\w.-]++:)?+(?P<name>[\w.-]++)(?P<rest>[^<>]*+)>"
)
_CLOSED_BY = {"<![CDATA[": "]]>", "<!--": "-->"}
# From the document's start: looked for everywhere, an open bracket would be read to the end often.
_DOCTYPE = re.compile(
    r"(?P<before>(?:[^<]++|<\?[^>]*+>|<!--(?:[^-]++|-(?!->))*+-->)*+)"
    r"<!DOCTYPE[^\[<>]*+(?:\[[^\]]*+\]\s*+)?+>",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"&#(?:(\d++)|x([\da-f]++));?", re.IGNORECASE)
_ENTRIES = frozenset({"item", "entry"})
# By their local names, whatever the prefix: long, costly, or with a title and link of their own.
_UNREAD = frozenset(
    {"abstract", "author", "body", "category", "comments", "content", "contributor", "copyright"}
    | {"creator", "credit", "description", "docs", "email", "enclosure", "encoded", "fullitem"}
    | {"generator", "group", "icon", "image", "info", "keywords", "logo", "managingeditor"}
    | {"owner", "publisher", "rating", "rights", "source", "subtitle", "summary", "tagline"}
    | {"tags", "textinput", "thumbnail", "webmaster"}
)


def thinned(text: str) -> str:
    """The text without the elements that aren't read, without comments, and cut to a size.

    It may be broken in any way: an element that is never closed ends with its entry.
    """
    doctype = _DOCTYPE.match(text)
    kept = "".join(_kept(doctype["before"] + text[doctype.end() :] if doctype else text))
    return _REFERENCE.sub(_referred, kept)


def _referred(reference: re.Match[str]) -> str:
    """The reference; U+FFFD where it refers to no character, for which feedparser gives up."""
    decimal, hexadecimal = reference.groups()
    digits = (decimal or hexadecimal).lstrip("0") or "0"
    code = int(digits, 10 if decimal else 16) if len(digits) <= _MOST_DIGITS else sys.maxunicode + 1
    is_character = code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF
    return reference[0] if is_character else "\ufffd"


def _kept(text: str) -> Iterator[str]:
    dropped: str | None = None
    n_pieces = n_characters = 0
    for piece, token in _pieces(text):
        name = token["name"].lower() if token and token["name"] else ""
        if dropped and name in _ENTRIES:
            dropped = None
        if dropped:
            if name == dropped and token and token["end"]:
                dropped = None
            continue
        if name in _UNREAD:
            is_open = token and not token["end"] and not token["rest"].endswith("/")
            dropped = name if is_open else None
            continue
        if len(piece) > LONGEST_PIECE:
            continue
        n_pieces += 1
        n_characters += len(piece)
        if n_pieces > MOST_PIECES or n_characters > MOST_CHARACTERS:
            return
        yield piece


def _pieces(text: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Tags, each with its match, and what stands between them; comments are left out."""
    position = 0
    while token := _TOKEN.search(text, position):
        if token.start() > position:
            yield text[position : token.start()], None
        position = token.end()
        closed_by = _CLOSED_BY.get(token[0])
        if closed_by is None:
            yield token[0], token
            continue
        end = text.find(closed_by, position)
        position = len(text) if end < 0 else end + len(closed_by)
        if token[0] != "<!--":
            yield text[token.start() : position], None
    if position < len(text):
        yield text[position:], None
