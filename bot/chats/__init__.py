"""What is remembered of chats and people, in a file of its own beside the library.

Losing it loses the buttons of older answers, chats' settings, and what waited for an answer.
"""

from bot.chats.alerts import Alerts
from bot.chats.cards import PageRef, Pages, Reply, Votes
from bot.chats.curation import Channel, Curation
from bot.chats.file import DAY, FILE, MINUTE, PAGES_LIFETIME, REPLIES_LIFETIME, TURNS_LIFETIME
from bot.chats.inbox import Inbox, Unfinished
from bot.chats.lists import Lists
from bot.chats.news import Alert, AlertState, News
from bot.chats.open_cards import Open, OpenCards
from bot.chats.people import Kept, People
from bot.chats.preferences import Mode, PreferenceBook, Preferences
from bot.chats.progress import Progress
from bot.chats.turns import Post, Turn, Turns, Where
from bot.chats.watches import MAX_WATCHES, Watch, Watches, Watching

__all__ = [
    "DAY",
    "FILE",
    "MAX_WATCHES",
    "MINUTE",
    "PAGES_LIFETIME",
    "REPLIES_LIFETIME",
    "TURNS_LIFETIME",
    "Alert",
    "AlertState",
    "Channel",
    "Chats",
    "Kept",
    "Mode",
    "News",
    "Open",
    "PageRef",
    "Pages",
    "Post",
    "Preferences",
    "Reply",
    "Turn",
    "Unfinished",
    "Votes",
    "Watch",
    "Watching",
    "Where",
]


class Chats(
    OpenCards,
    Alerts,
    Watches,
    Curation,
    Inbox,
    Lists,
    Progress,
    Turns,
    PreferenceBook,
    People,
):
    """The file; open it with ``Chats.open``. Safe to use from several threads."""
