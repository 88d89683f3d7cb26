"""Messages -> rows of a terminal: styles, quotes with a bar, numbered buttons."""

from collections.abc import Iterator
from itertools import count

from rich.console import Console
from rich.style import Style
from rich.text import Text

from bot.console.entities import QUOTES, Mark, Marked, marked, one_line
from bot.emulator import JsonObject

INDENT = "  "
BAR = "▌ "
FOLDED_ROWS = 3
"""How much of an expandable quote is shown at first, as in Telegram."""

MAX_WIDTH = 96
"""Longer lines are hard to read."""

_FEW_LINKS = 3
_STYLES = {
    "bold": "bold",
    "bot_command": "cyan",
    "code": "cyan",
    "hashtag": "cyan",
    "italic": "italic",
    "mention": "cyan",
    "pre": "cyan",
    "spoiler": "dim",
    "strikethrough": "strike",
    "underline": "underline",
}
_LINK_STYLE = Style(color="blue", underline=True)
_LINK_SCHEMES = ("http://", "https://")


class Renderer:
    """Turns messages into rows that fit a console."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @property
    def _width(self) -> int:
        return max(min(self._console.width, MAX_WIDTH) - len(INDENT), 10)

    def message(
        self, message: JsonObject, *, edited: bool = False, unfolded: bool = False
    ) -> list[Text]:
        """The rows of a message, its mark, its addresses and its buttons, indented.

        Args:
            message: as the emulator keeps it.
            edited: whether it replaces what was shown before.
            unfolded: whether expandable quotes are shown whole.
        """
        content = marked(message)
        rows = [Text("✎ changed", "dim italic")] if edited else []
        rows += self._body(content, unfolded=unfolded)
        if "document" in message:
            rows.append(Text(f"⎙ {one_line(message['document']['file_name'])}", "cyan"))
        if len(content.links) <= _FEW_LINKS:
            rows += self.links(content)
        rows += self._buttons(message)
        return indented(rows)

    def links(self, content: Marked) -> list[Text]:
        """A row for each address, since not every terminal follows links."""
        return [Text.assemble(("↗ ", "dim"), (url, _link(url, "dim"))) for url in content.links]

    def _body(self, content: Marked, *, unfolded: bool) -> Iterator[Text]:
        styled = _styled(content)
        at = 0
        for quote in (mark for mark in content.marks if mark.kind in QUOTES):
            if quote.start < at:  # inside the one before
                continue
            yield from self._wrapped(styled[at : quote.start])
            folded = quote.kind == "expandable_blockquote" and not unfolded
            yield from self._quoted(styled[quote.start : quote.end], folded=folded)
            at = quote.end
        yield from self._wrapped(styled[at:])

    def _wrapped(self, text: Text, narrower: int = 0) -> list[Text]:
        """The text's rows, without the line breaks that only part it from a quote."""
        text = _without_outer_breaks(text)
        if not text:
            return []
        rows = text.wrap(self._console, self._width - narrower)
        for row in rows:
            row.rstrip()  # the blank at which it was wrapped
        return list(rows)

    def _quoted(self, text: Text, *, folded: bool) -> Iterator[Text]:
        rows = self._wrapped(text, narrower=len(BAR))
        # One row more costs no more room than saying that it is missing.
        shown = rows[:FOLDED_ROWS] if folded and len(rows) > FOLDED_ROWS + 1 else rows
        for row in shown:
            yield Text.assemble((BAR, "green"), row)
        if hidden := len(rows) - len(shown):
            more = f"… {hidden} more lines, :more to unfold"
            yield Text.assemble((BAR, "green"), (more, "dim"))

    def _buttons(self, message: JsonObject) -> Iterator[Text]:
        numbers = count(1)
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            yield Text("  ").join(_button(button, numbers) for button in row)


def indented(rows: list[Text]) -> list[Text]:
    """The rows, set off from what the person types."""
    return [Text.assemble(INDENT, row) if row else row for row in rows]


def presses(message: JsonObject | None) -> list[str]:
    """What each numbered button of a message sends, in the order of the numbers."""
    rows = (message or {}).get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if _is_numbered(button)]


def _is_numbered(button: JsonObject) -> bool:
    return "callback_data" in button


def _button(button: JsonObject, numbers: "count[int]") -> Text:
    label = one_line(button["text"])
    if _is_numbered(button):
        return Text.assemble((f"[{next(numbers)}] ", "bold magenta"), (label, "magenta"))
    if "url" in button:
        url = one_line(button["url"])
        return Text.assemble((f"↗ {label}: ", "magenta"), (url, _link(url, "dim")))
    return Text(f"{label} (in Telegram only)", "dim")


def _styled(content: Marked) -> Text:
    text = Text(content.text)
    for mark in content.marks:
        text.stylize(_style(mark), mark.start, mark.end)
    return text


def _style(mark: Mark) -> Style:
    if mark.url:
        return _link(mark.url)
    return Style.parse(_STYLES.get(mark.kind, ""))


def _link(url: str, style: str = "") -> Style:
    """Only addresses of the web are made to be clicked."""
    base = Style.parse(style) if style else _LINK_STYLE
    return base + Style(link=url) if url.startswith(_LINK_SCHEMES) else base


def _without_outer_breaks(text: Text) -> Text:
    plain = text.plain
    start = len(plain) - len(plain.lstrip("\n"))
    return text[start : len(plain.rstrip("\n"))] if plain.strip("\n") else Text()
