"""The cards of feeds and channels. Pure."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards import MAX_TEXT, Card
from bot.chats import Channel
from bot.messages import Messages
from bot.texts import html_link, html_text, isolated, one_line, shorten, utf16_length
from index import Subscription, Trouble

DROP_FEED, DROP_CHANNEL = "fd", "cd"
"""What the buttons that end a feed or a channel begin with; its number follows."""

_MAX_TITLE = 60
_MAX_PROBLEM = 200
_MAX_LABEL = 24
_MOST_BUTTONS = 40


def listed(feeds: Sequence[Subscription], channels: Sequence[Channel], say: Messages) -> Card:
    """All that is followed, as far as there is room, with a button for each that ends it."""
    lines: list[str] = []
    if feeds:
        lines += [f"<b>{html_text(say.feeds_heading)}</b>", *(_feed(feed, say) for feed in feeds)]
    if channels:
        lines += [f"<b>{html_text(say.channels_heading)}</b>", *map(_channel, channels)]
    if not lines:
        lines = [html_text(say.no_feeds)]
    hint = say.feeds_hint_html
    fitting = _fitting(lines, MAX_TEXT - utf16_length(hint) - 2, say)
    rows = [[_button(f"✕ #{feed.id} {name(feed)}", f"{DROP_FEED}:{feed.id}")] for feed in feeds]
    rows += [
        [_button(f"✕ {channel.title}", f"{DROP_CHANNEL}:{channel.chat_id}")] for channel in channels
    ]
    return Card(
        html="\n".join([*fitting, "", hint]),
        keyboard=InlineKeyboardMarkup(rows[:_MOST_BUTTONS]) if rows else None,
    )


def followed(feed: Subscription, say: Messages, *, is_new: bool) -> Card:
    """What came of adding a feed, once it was looked at."""
    title = name(feed)
    lines = [say.feed_followed(title) if is_new else say.feed_known(title)]
    if feed.problem:
        lines.append(say.feed_fails(shorten(one_line(feed.problem), _MAX_PROBLEM)))
    elif feed.answered is None:
        lines.append(say.feed_waits)
    elif feed.n_older:
        lines.append(say.n_older(feed.n_older, feed.id))
    return Card(html="\n".join(html_text(line) for line in lines))


def failing(feeds: Sequence[Subscription], say: Messages) -> Card:
    """Which feeds have failed for a day."""
    lines = [f"<b>{html_text(say.feeds_failing(len(feeds)))}</b>", *(_feed(f, say) for f in feeds)]
    return Card(html="\n".join(_fitting(lines, MAX_TEXT, say)))


def unreachable(troubles: Sequence[Trouble], say: Messages) -> Card:
    """Which reports can't be looked at again."""
    heading = f"<b>{html_text(say.reports_failing(len(troubles)))}</b>"
    return Card(html="\n".join(_fitting([heading, *map(_trouble, troubles)], MAX_TEXT, say)))


def _trouble(trouble: Trouble) -> str:
    title = isolated(shorten(one_line(trouble.title), _MAX_TITLE))
    problem = html_text(shorten(one_line(trouble.problem), _MAX_PROBLEM))
    return f"#{trouble.article_id} {html_link(title, trouble.url)} · {problem}"


def name(feed: Subscription) -> str:
    """What to call a feed: by its title, or its host before it was seen."""
    return isolated(shorten(one_line(feed.title or feed.host), _MAX_TITLE))


def _feed(feed: Subscription, say: Messages) -> str:
    details = [say.n_taken(feed.n_taken)]
    if feed.n_waiting:
        details.append(say.n_waiting(feed.n_waiting))
    if feed.stopped:
        details.append(say.feed_stopped)
    elif feed.problem:
        details.append(say.feed_fails(shorten(one_line(feed.problem), _MAX_PROBLEM)))
    elif feed.answered is None:
        details.append(say.feed_not_seen)
    return f"#{feed.id} {html_link(name(feed), feed.url)} · {html_text(' · '.join(details))}"


def _channel(channel: Channel) -> str:
    title = isolated(shorten(one_line(channel.title), _MAX_TITLE))
    url = f"https://t.me/{channel.username}" if channel.username else None
    return f"• {html_link(title, url)}"


def _button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(shorten(one_line(label), _MAX_LABEL), callback_data=data)


def _fitting(lines: Sequence[str], room: int, say: Messages) -> list[str]:
    """As many lines as there is room for, and how many more there are."""
    kept: list[str] = []
    for place, line in enumerate(lines):
        # The tags count here too, so that there is rather too much room than too little.
        room -= utf16_length(line) + 1
        if room < 0:
            return [*kept, html_text(say.more(len(lines) - place))]
        kept.append(line)
    return kept
