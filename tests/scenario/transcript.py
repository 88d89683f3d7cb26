"""What people do and what the bot does about it, as lines to read."""

import json
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.console.entities import QUOTES, Mark, marked
from bot.emulator import Call, JsonObject

WIDTH = 100
_NAME = 8
_SHOWN = {
    "sendMessage": "",
    "editMessageText": "(edits its message) ",
    "editMessageReplyMarkup": "(edits the buttons) ",
}


@dataclass
class Transcript:
    """The lines so far.

    Attributes:
        number: of the last message that a person wrote.
        numbers: of the people's messages, by chat and Telegram's own number.
        silences: the numbers of the messages after which the bot did nothing.
    """

    bot: str
    lines: list[str] = field(default_factory=list)
    number: int = 0
    numbers: dict[tuple[int, int], int] = field(default_factory=dict)
    silences: list[int] = field(default_factory=list)
    _place: str = ""

    def at(self, place: str) -> None:
        """Say where the following happens, if it is somewhere else than before."""
        if place != self._place:
            self._place = place
            self.lines += ["", f"── {place} ".ljust(WIDTH, "─"), ""]

    def note(self, text: str) -> None:
        """A remark of the narrator's."""
        self.lines += ["", *textwrap.wrap(f"({text})", WIDTH), ""]

    def says(self, name: str, text: str, chat: int, message_id: int, to: str = "") -> None:
        """A person wrote a message; ``to`` is what it replies to."""
        self.number += 1
        self.numbers[chat, message_id] = self.number
        self._say(f"{self.number:3} {name:<{_NAME}}", f"{to}{text}")

    def does(self, name: str, deed: str) -> None:
        """A person did something else than write."""
        self._say(f"    {name:<{_NAME}}", deed)

    def reacts(self, calls: list[Call]) -> None:
        """What the bot did about it; silence where it did nothing that anybody sees."""
        shown = [line for call in calls for line in self._call(call)]
        if not shown:
            self.silences.append(self.number)
        self.lines += shown or [f"    {'':<{_NAME}} · silence"]

    def _say(self, label: str, text: str) -> None:
        rows = [
            row
            for line in text.split("\n")
            for row in textwrap.wrap(line, WIDTH - len(label) - 1) or [""]
        ]
        self.lines += [f"{label} {rows[0]}".rstrip()]
        self.lines += [f"{' ' * len(label)} {row}".rstrip() for row in rows[1:]]

    def _call(self, call: Call) -> Iterator[str]:
        label = f"    {self.bot:<{_NAME}}"
        if call.method == "answerCallbackQuery" and call.params.get("text"):
            yield f"{label} (a notice to whoever pressed) {call.params['text']}"
        elif call.method == "leaveChat":
            yield f"{label} (leaves the chat)"
        elif call.method == "answerInlineQuery":
            yield f"{label} (offers)"
            for offered in json.loads(call.params["results"]):
                yield f"{' ' * len(label)} ▸ {offered['title']}"
        elif call.method == "deleteMessage":
            yield f"{label} (deletes the card)"
        elif call.method in _SHOWN and isinstance(call.result, dict):
            yield from self._message(label, _SHOWN[call.method], call.result, call.method)

    def _message(self, label: str, deed: str, message: JsonObject, method: str) -> Iterator[str]:
        origin = message.get("reply_to_message", {}).get("message_id")
        to = self.numbers.get((message["chat"]["id"], origin))
        head = f"{deed}↩ {to}" if to and not deed else deed
        yield f"{label} {head}".rstrip()
        body = _rows(message) if method != "editMessageReplyMarkup" else []
        for row in [*body, *_buttons(message)]:
            yield f"{' ' * len(label)} {row}".rstrip()


def _rows(message: JsonObject) -> Iterator[str]:
    content = marked(message)
    width = WIDTH - _NAME - 6
    for start, end, is_quote in _blocks(content.text, content.marks):
        text = _bold(content.text, content.marks, start, end).strip("\n")
        for line in text.split("\n"):
            for row in textwrap.wrap(line, width - 2 * is_quote) or [""]:
                yield f"┃ {row}" if is_quote else row


def _blocks(text: str, marks: tuple[Mark, ...]) -> Iterator[tuple[int, int, bool]]:
    at = 0
    for mark in marks:
        if mark.kind in QUOTES:
            if text[at : mark.start].strip():
                yield at, mark.start, False
            yield mark.start, mark.end, True
            at = mark.end
    if text[at:].strip():
        yield at, len(text), False


def _bold(text: str, marks: tuple[Mark, ...], start: int, end: int) -> str:
    """That part of the text, with what is bold between asterisks and what is marked in brackets."""
    signs = {"bold": ("*", "*"), "underline": ("[", "]")}
    places: list[tuple[int, int, str]] = []
    for mark in marks:
        if mark.kind in signs and start <= mark.start and mark.end <= end:
            opening, closing = signs[mark.kind]
            outer = mark.kind == "bold"
            places.append((mark.start, 0 if outer else 1, opening))
            places.append((mark.end, 3 if outer else 2, closing))
    shown, at = [], start
    for place, _, sign in sorted(places, key=lambda p: (p[0], p[1] < 2, p[1])):
        shown += [text[at:place], sign]
        at = place
    return "".join([*shown, text[at:end]])


def _buttons(message: JsonObject) -> Iterator[str]:
    for row in message.get("reply_markup", {}).get("inline_keyboard", []):
        yield " ".join(f"[{button['text']}]" for button in row)
