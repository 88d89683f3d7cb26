"""Groups: who is in them, what they become, and how they end."""

from collections.abc import Collection
from typing import Literal

from bot.emulator import membership
from bot.emulator.accounts import GROUP_ANONYMOUS_BOT
from bot.emulator.chat import ABSENT, LEADING, Chat
from bot.emulator.people_base import PeopleBase
from bot.emulator.wire import JsonObject

_ROLES = {*LEADING, "member", *ABSENT}
# What the bot may be: in a channel it leads or isn't there.
_OWN_ROLES = {
    "private": {"member", "kicked"},
    "group": _ROLES - {"creator"},
    "supergroup": _ROLES - {"creator"},
    "channel": {"administrator", *ABSENT},
}


class Organizing(PeopleBase):
    """Groups and channels, and their members."""

    def group(
        self,
        id: int,  # noqa: A002  # the Bot API's word, and the name over HTTP
        title: str = "Group",
        members: Collection[int] = (),
        type: str = "supergroup",  # noqa: A002  # as above
        bot_status: str = "member",
        owner: int | None = None,
        is_forum: bool = False,
        username: str | None = None,
    ) -> JsonObject:
        """Open a group, supergroup, forum or channel, with the bot in it by that status.

        With a ``username`` it is public.
        """
        chat = self._state.chats[id] = Chat(id, type, title, username, is_forum=is_forum)
        if is_forum:
            next(chat.next_id)  # message 1 opened the group, and the General topic with it
        chat.members = {u: "creator" if u == owner else "member" for u in members}
        chat.members[self._state.me["id"]] = bot_status
        return chat.wire()

    def member(self, chat: int, user: int, status: str) -> None:
        """Change the bot's status: add it, promote it, kick it; ``kicked`` in private blocks it.

        Args:
            chat: where; a channel too, in which the bot is an administrator or nothing.
            user: who does it, and is told as ``from``.
            status: ``administrator``, ``member``, ``left`` or ``kicked``.

        Raises:
            ValueError: the bot can't be that there.
        """
        room = self._state.chats[chat]
        if status not in _OWN_ROLES[room.kind]:
            raise ValueError(f"the bot can't be {status!r} in a {room.kind} chat")
        bot_id = self._state.me["id"]
        if room.is_private:
            old = "kicked" if room.blocked else "member"
            room.blocked = status == "kicked"
        else:
            old = room.status(bot_id)
            room.members[bot_id] = status
        membership.own_change(self._state, room, self._state.users[user], old, status)

    def role(
        self,
        chat: int,
        user: int,
        status: str,
        is_anonymous: bool = False,
        by: int | None = None,
    ) -> None:
        """Change a person's status; a bot that leads the chat and asked for it is told.

        Args:
            chat: where.
            user: whose.
            status: ``creator``, ``administrator``, ``member``, ``left`` or ``kicked``.
            is_anonymous: whether they lead without being shown.
            by: who changes it; else the person themselves.

        Raises:
            ValueError: there is no such status.
        """
        if status not in _ROLES:
            raise ValueError(f"{status!r} is no status")
        room = self._room(chat)
        old = membership.member_of(self._state, room, user)
        room.members[user] = status
        (room.anonymous.add if is_anonymous else room.anonymous.discard)(user)
        new = membership.member_of(self._state, room, user)
        if room.status(self._state.me["id"]) == "administrator":
            change = membership.changed(room, self._state.users[by or user], old, new)
            self._state.updates.push("chat_member", change)

    def migrate(
        self,
        group: int,
        new_id: int,
        order: Literal["to_first", "from_first"] = "to_first",
        by: int | None = None,
    ) -> JsonObject:
        """Have a basic group become a supergroup: members move, and its old id is refused.

        As in Telegram, the bot is told first that it joined the supergroup, and never that it left
        the group; then come both groups' service messages.

        Args:
            group: the basic group.
            new_id: the supergroup's id.
            order: which service message arrives first: the old group's, which tells where it goes
                to, or the supergroup's, which tells where it comes from.
            by: who does it; else the creator, or whoever joined first.

        Returns:
            The supergroup.

        Raises:
            ValueError: it is no basic group, nobody is in it, or the new id is taken.
        """
        old = self._room(group)
        if old.kind != "group" or new_id in self._state.chats:
            raise ValueError(f"group {group} cannot become {new_id}")
        initiator = self._state.users[by or self._leader(old)]
        new = Chat(new_id, "supergroup", old.title)
        new.members, new.anonymous = dict(old.members), set(old.anonymous)
        self._state.chats[new_id] = new
        there = self._state.store(old, sender=initiator, migrate_to_chat_id=new_id)
        here = self._state.store(
            new,
            sender=GROUP_ANONYMOUS_BOT,
            sender_chat=new.wire(),
            migrate_from_chat_id=group,
        )
        self._tell_of_migration(new, initiator)
        told = [(old, there), (new, here)]
        orders = {"to_first": told, "from_first": told[::-1]}
        for room, message in orders[order]:
            self._tell_service(room, message)
        old.migrated_to = new_id
        return new.wire()

    def _leader(self, group: Chat) -> int:
        people = [user for user in group.members if user in self._state.users]
        return min(people, key=lambda user: group.members[user] != "creator")

    def _tell_of_migration(self, new: Chat, initiator: JsonObject) -> None:
        status = new.status(self._state.me["id"])
        if status not in ABSENT:
            membership.own_change(self._state, new, initiator, "left", status)

    def drop(self, chat: int) -> None:
        """Delete a group, a channel or a person's account; the bot meets that when it writes there.

        As Telegram words it: a basic group was deleted, a person deactivated, and from anything
        else the bot was kicked.
        """
        room = self._room(chat)
        if room.kind in {"group", "private"}:
            room.is_deleted = True
        else:
            room.members[self._state.me["id"]] = "kicked"
