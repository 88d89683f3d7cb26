"""What a place watches for, and when it is told: the cards of /watch, /digest and /quiet. Pure."""

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.announcing.cards import MOST_BATCHES, MOST_LINES, show_button
from bot.cards import Card
from bot.chats import Watch
from bot.messages import Messages
from bot.texts import html_text, isolated, one_line, shorten
from bot.timetables import Timetable

STOP_LISTED = "wl"
"""What the buttons in a list of watches begin with."""

_MAX_TOPIC = 100
_MAX_LABEL = 36


def watched(
    watches: Sequence[Watch],
    timetable: Timetable,
    now: float,
    say: Messages,
    missing: Mapping[int, int] | None = None,
) -> Card:
    """What a place watches for, with a button for each that ends it.

    Args:
        watches: the place's.
        timetable: the place's.
        now: in seconds since 1970.
        say: the language.
        missing: how many reports may be missing, by the number of the message they stood in.
    """
    parts = [_topics(watches, say)]
    if watches:
        parts.append("\n".join(html_text(line) for line in _times(timetable, now, say)))
    rows = [[_button(watch)] for watch in watches]
    if missing:
        parts.append(html_text(say.perhaps_missing(sum(missing.values()))))
        rows.append([_showing(missing, say)])
    return Card(html="\n\n".join(parts), keyboard=InlineKeyboardMarkup(rows) if rows else None)


def _showing(missing: Mapping[int, int], say: Messages) -> InlineKeyboardButton:
    """One button for as many messages as one can show the reports of; the first in any case.

    One alone, since what it shows takes the list's place.
    """
    batches: list[int] = []
    count = 0
    for batch, n_reports in missing.items():
        if batches and (len(batches) == MOST_BATCHES or count + n_reports > MOST_LINES):
            break
        batches.append(batch)
        count += n_reports
    return show_button(batches, count, say)


def _topics(watches: Sequence[Watch], say: Messages) -> str:
    if not watches:
        return say.nothing_watched_html
    topics = [shorten(one_line(watch.topic), _MAX_TOPIC) for watch in watches]
    lines = [f"{say.lead(topic)}• {html_text(isolated(topic))}" for topic in topics]
    return "\n".join([f"<b>{html_text(say.watched(len(watches)))}</b>", *lines])


def _button(watch: Watch) -> InlineKeyboardButton:
    label = isolated(shorten(one_line(watch.topic), _MAX_LABEL))
    return InlineKeyboardButton(f"✕ {label}", callback_data=f"{STOP_LISTED}:{watch.id}")


def digests(timetable: Timetable, now: float, say: Messages) -> Card:
    """When the digest comes, if there is one, and how that is set."""
    return Card(html=f"{html_text(_daily(timetable, now, say))}\n\n{say.digest_form_html}")


def quiet_hours(timetable: Timetable, say: Messages) -> Card:
    """When nothing is sent, and how that is set."""
    line = _quiet(timetable, say) or say.no_quiet_hours
    return Card(html=f"{html_text(line)}\n\n{say.quiet_form_html}")


def _times(timetable: Timetable, now: float, say: Messages) -> list[str]:
    lines = [_daily(timetable, now, say), _quiet(timetable, say)]
    return [line for line in lines if line]


def _daily(timetable: Timetable, now: float, say: Messages) -> str:
    following = timetable.next_digest(now)
    if timetable.digest is None or following is None:
        return say.single
    return say.daily(f"{timetable.digest:%H:%M}", timetable.zone, following)


def _quiet(timetable: Timetable, say: Messages) -> str:
    quiet = timetable.quiet
    if quiet is None:
        return ""
    return say.quiet_hours(f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}", timetable.zone)
