"""The cards of announcements, digests, and notices about what may not have arrived. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards import MAX_TEXT, Card, body, source_line
from bot.chats import Alert, Watch
from bot.messages import Messages
from bot.texts import html_text, one_line, safe_link, shorten, utf16_length
from index import Article, Hit

STOP, SHOW = "ws", "wa"
"""What the buttons that end a watch, and that show what may not have arrived, begin with."""
MOST_MESSAGES = 3
"""Messages that one digest may take; what has no room is counted."""
MOST_LINES = 25
"""Reports listed in one message."""
MOST_BATCHES = 3
"""Messages whose reports one button shows: their numbers must fit into 64 bytes."""

_MAX_TOPIC = 60
_MAX_TOPIC_ON_BUTTON = 24
_MAX_LABEL = 40
_BUTTONS_A_ROW = 2
Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An alert with what it is about, as the library has it at this moment.

    Attributes:
        watches: those that it matches and that still hold; empty where all were ended.
        hit: the passage that matches best; None where the report was replaced meanwhile.
    """

    alert: Alert
    article: Article
    watches: tuple[Watch, ...]
    hit: Hit | None


def announcement(entry: Entry, say: Messages, *, later: bool = False) -> Card:
    """A new report: what it is about, the sentence and passage that fit best, its source.

    Args:
        entry: the report.
        say: the language.
        later: whether the place was told of an earlier report on the same story.
    """
    topics = _topics(entry.watches)
    heading = say.later_on(topics) if later else say.new_on(topics)
    plain_source, source = source_line(entry.article, say)
    room = MAX_TEXT - utf16_length(heading) - utf16_length(plain_source) - 1
    passage = body(entry.hit, room) if entry.hit else ""
    opening: Row = []
    if target := safe_link(entry.article.url):
        opening.append(InlineKeyboardButton(say.open_button, url=target))
    return Card(
        html=f"{html_text(heading)}\n{passage}{source}",
        keyboard=_keyboard(opening, _stopping(entry.watches, say)),
    )


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Reports with the newest first, and each beside the others on its story."""
    stories: dict[int, list[Entry]] = {}
    for entry in sorted(entries, key=_age, reverse=True):
        stories.setdefault(entry.alert.news.story, []).append(entry)
    return [entry for story in stories.values() for entry in story]


def _age(entry: Entry) -> tuple[str, int]:
    published = entry.article.published
    return published.isoformat() if published else "", entry.alert.id


def digest(entries: Sequence[Entry], say: Messages, *, last: bool = True) -> tuple[Card, int]:
    """One message about several reports.

    Args:
        entries: in order, at least one.
        say: the language.
        last: whether no other message follows, so that what has no room must be counted.

    Returns:
        The card, and how many of the reports are in it: counted ones too.
    """
    common = _common(entries)
    more = f"\n\n{say.more_reports(len(entries))}"
    room = MAX_TEXT - utf16_length(say.gathered(len(entries), _topics(common)) + more)
    lines = _fitting(entries, say, room, named=not common)
    n_told = len(entries) if last else len(lines)
    html = [f"<b>{html_text(say.gathered(n_told, _topics(common)))}</b>", *lines]
    if n_told > len(lines):
        html.append(f"\n{html_text(say.more_reports(n_told - len(lines)))}")
    watches = dict.fromkeys(watch for entry in entries[:n_told] for watch in entry.watches)
    return Card(html="\n".join(html), keyboard=_keyboard([], _stopping(watches, say))), n_told


def _common(entries: Sequence[Entry]) -> tuple[Watch, ...]:
    """The watches that all entries have, if they have the same ones."""
    first = entries[0].watches
    return first if all(entry.watches == first for entry in entries) else ()


def _fitting(entries: Sequence[Entry], say: Messages, room: int, *, named: bool) -> list[str]:
    """The lines, as HTML, of as many reports as there is room for; at least one."""
    lines: list[str] = []
    story = None
    for entry in entries[:MOST_LINES]:
        plain, html = _line(entry, say, named=named)
        between = "" if entry.alert.news.story == story else "\n"
        room -= utf16_length(between + plain) + 1
        if room < 0 and lines:
            break
        lines.append(between + html)
        story = entry.alert.news.story
    return lines


def _line(entry: Entry, say: Messages, *, named: bool) -> tuple[str, str]:
    """A report's line as plain text and as HTML."""
    # Where else it stands would take the room of other reports.
    plain, html = source_line(replace(entry.article, sources=()), say)
    topics = f" · {say.on(_topics(entry.watches))}" if named and entry.watches else ""
    return f"• {plain}{topics}", f"• {html}{html_text(topics)}"


def notice(entries: Sequence[Entry], batch: int, say: Messages) -> Card:
    """That nobody knows whether an announcement arrived, with a button that shows it.

    Args:
        entries: what was in that message, at least one.
        batch: the number that the alerts in it have.
        say: the language.
    """
    if len(entries) == 1:
        text = say.interrupted_one(_topics(entries[0].watches))
    else:
        text = say.interrupted_several(len(entries))
    return Card(html=html_text(text), keyboard=_keyboard([show_button([batch], len(entries), say)]))


def show_button(batches: Sequence[int], count: int, say: Messages) -> InlineKeyboardButton:
    """The button that shows, all in one message, what may not have arrived.

    Args:
        batches: the messages that it was in; at most `MOST_BATCHES`.
        count: how many reports that is.
        say: the language.
    """
    label = say.show_one_button if count == 1 else say.show_several_button
    numbers = ",".join(map(str, batches))
    return InlineKeyboardButton(label, callback_data=f"{SHOW}:{numbers}")


def stop_button(watch: Watch, say: Messages) -> InlineKeyboardButton:
    """The button that ends a watch."""
    label = say.stop_button(shorten(one_line(watch.topic), _MAX_TOPIC_ON_BUTTON))
    return InlineKeyboardButton(shorten(label, _MAX_LABEL), callback_data=f"{STOP}:{watch.id}")


def _topics(watches: Iterable[Watch]) -> list[str]:
    return [shorten(one_line(watch.topic), _MAX_TOPIC) for watch in watches]


def _stopping(watches: Iterable[Watch], say: Messages) -> Row:
    return [stop_button(watch, say) for watch in watches]


def _keyboard(
    opening: Row, stopping: Sequence[InlineKeyboardButton] = ()
) -> InlineKeyboardMarkup | None:
    """All buttons: one watch's beside the report's, several watches' below it, two a row."""
    if len(stopping) == 1:
        rows = [[*opening, *stopping]]
    else:
        starts = range(0, len(stopping), _BUTTONS_A_ROW)
        rows = [opening, *(list(stopping[at : at + _BUTTONS_A_ROW]) for at in starts)]
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None
