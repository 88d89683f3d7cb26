"""What is remembered of chats and people, in a file of its own beside the library.

Losing it loses the buttons of older answers, chats' settings, and what waited for an answer.
"""

from bot.chats.cards import Cards, PageRef, Pages, Reply, Votes
from bot.chats.curation import Channel, Curation
from bot.chats.file import DAY, FILE, MINUTE, PAGES_LIFETIME, REPLIES_LIFETIME, TURNS_LIFETIME
from bot.chats.inbox import Inbox, Unfinished
from bot.chats.lists import Lists
from bot.chats.people import Kept, People
from bot.chats.preferences import Mode, PreferenceBook, Preferences
from bot.chats.turns import Post, Turn, Turns, Where

__all__ = [
    "DAY",
    "FILE",
    "MINUTE",
    "PAGES_LIFETIME",
    "REPLIES_LIFETIME",
    "TURNS_LIFETIME",
    "Channel",
    "Chats",
    "Kept",
    "Mode",
    "PageRef",
    "Pages",
    "Post",
    "Preferences",
    "Reply",
    "Turn",
    "Unfinished",
    "Votes",
    "Where",
]


class Chats(Cards, Curation, Inbox, Lists, Turns, PreferenceBook, People):
    """The file; open it with ``Chats.open``. Safe to use from several threads."""
