"""What stands at a card's foot: which page it is, and what the bot has to say of the search. Pure.

The note is kept nowhere but there: whoever turns the page reads it back from the message.
"""

from dataclasses import dataclass

from telegram import MaybeInaccessibleMessage, Message, MessageEntity

from bot.keyboards import Place
from bot.messages import Messages
from bot.texts import clean, html_text, shorten, utf16_length

MAX_NOTE = 400
"""UTF-16 units."""


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands below a source: as HTML, and how many UTF-16 units it takes."""

    html: str = ""
    length: int = 0


def footer_of(say: Messages, place: Place | None, note: str) -> Footer:
    """Which page it is, where there are several, and a note in italics at the very end."""
    page = say.page(place.page + 1, place.total) if place and place.total > 1 else ""
    # Not `one_line`, which takes out the marks that keep a quoted question in its direction.
    note = shorten(clean(note), MAX_NOTE)
    html = f"\n{html_text(page)}" * bool(page) + f"\n<i>{html_text(note)}</i>" * bool(note)
    return Footer(html, utf16_length(page) + utf16_length(note) + 2)


def note_of(message: MaybeInaccessibleMessage) -> str:
    """The note at the end of a card that the bot sent; "" where there is none.

    Telegram cuts the italics where it finds a mention, a hashtag or an address in them, so all that
    reach to the end belong to the note.
    """
    if not isinstance(message, Message) or not message.text:
        return ""
    units = message.text.encode("utf-16-le", "surrogatepass")
    start = len(units)
    italics = [each for each in message.entities if each.type == MessageEntity.ITALIC]
    for entity in sorted(italics, key=lambda each: each.offset, reverse=True):
        end = 2 * (entity.offset + entity.length)
        if units[end:start].decode("utf-16-le", "replace").strip():
            break
        start = 2 * entity.offset
    return units[start:].decode("utf-16-le", "replace") if start else ""
