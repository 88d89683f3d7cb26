"""One chat of the emulated Telegram."""

import itertools
from dataclasses import dataclass, field
from itertools import count

from bot.emulator.wire import JsonObject

ABSENT = ("left", "kicked")
LEADING = ("creator", "administrator")
GENERAL_TOPIC = 1
"""What closes a forum's General topic; messages in it carry no topic."""

_PRIVATE_FIELDS = ("first_name", "username")


@dataclass
class Chat:
    """One chat.

    Attributes:
        kind: ``private``, ``group``, ``supergroup`` or ``channel``.
        username: a public supergroup's or channel's.
        topics: the ids of a forum's topics, without the General one, which has none.
        closed_topics: those of them that only administrators write in.
        members: each member's status by user id, the bot's among them.
        anonymous: the administrators who are not shown.
        blocked: whether the person of a private chat blocked the bot.
        linked: the channel's discussion group, or the discussion group's channel.
        migrated_to: the supergroup that this group became.
        is_deleted: whether this basic group, or the person's account, was deleted.
    """

    id: int
    kind: str
    title: str | None = None
    username: str | None = None
    user: JsonObject | None = None
    is_forum: bool = False
    topics: set[int] = field(default_factory=set)
    closed_topics: set[int] = field(default_factory=set)
    members: dict[int, str] = field(default_factory=dict)
    anonymous: set[int] = field(default_factory=set)
    messages: dict[int, JsonObject] = field(default_factory=dict)
    blocked: bool = False
    linked: int | None = None
    migrated_to: int | None = None
    is_deleted: bool = False
    next_id: "count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def is_private(self) -> bool:
        """Whether this is the bot's chat with one person."""
        return self.kind == "private"

    def status(self, user_id: int) -> str:
        """What somebody is here; in a private chat both are members."""
        return "member" if self.is_private else self.members.get(user_id, "left")

    def wire(self) -> JsonObject:
        """The chat as messages carry it."""
        if self.user is not None:
            shown = {name: self.user[name] for name in _PRIVATE_FIELDS if name in self.user}
            return {"id": self.id, "type": self.kind, **shown}
        public = {"username": self.username} if self.username else {}
        forum = {"is_forum": True} if self.is_forum else {}
        return {"id": self.id, "type": self.kind, "title": self.title, **public, **forum}
