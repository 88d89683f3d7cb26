"""How a right-to-left sentence stays readable with left-to-right words in it. Pure."""

import re
import unicodedata

MARK = "\u200f"
"""An invisible right-to-left letter: a line that begins with it is aligned to the right."""

_ISOLATED = "\u2068{}\u2069"
_LETTERS = frozenset({"L", "R", "AL"})
# Beside right-to-left words a command's slash would go to its wrong end, and arrows change places.
_TURNING = re.compile(r"<code>.*?</code>|(?<![\w<])/[a-z]+|@\w+|◀ ▶")
_TAG = re.compile(r"</?[a-z][^<>]*>")


def isolated(text: str) -> str:
    """``text``, wrapped if it holds left-to-right letters that would reorder what is beside it."""
    turning = any(unicodedata.bidirectional(char) == "L" for char in _TAG.sub("", text))
    return _ISOLATED.format(text) if turning else text


def steered(sentence: str) -> str:
    """A right-to-left sentence in which commands, @names and code are isolated."""
    return _TURNING.sub(lambda found: _ISOLATED.format(found.group()), sentence)


def aligned(text: str) -> str:
    """``text`` with a mark where a line would else be taken for a left-to-right one.

    By Unicode's rules what is isolated doesn't decide a line's direction, but in Telegram Desktop
    it does: the line's first letter alone counts here.
    """
    return "\n".join(_aligned(line) for line in text.split("\n"))


def is_right_to_left(text: str) -> bool | None:
    """Whether the first letter of ``text`` goes from right to left; None where it has no letter."""
    directions = (unicodedata.bidirectional(char) for char in _TAG.sub("", text))
    first = next((direction for direction in directions if direction in _LETTERS), None)
    return None if first is None else first != "L"


def _aligned(line: str) -> str:
    return MARK + line if is_right_to_left(line) is False else line
