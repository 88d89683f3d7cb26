"""What people write in private chats, groups and forums, and what they take away."""

from typing import Any

from bot.emulator import contents
from bot.emulator.accounts import CHANNEL_BOT, GROUP_ANONYMOUS_BOT
from bot.emulator.chat import Chat
from bot.emulator.people_base import PeopleBase
from bot.emulator.wire import JsonObject, utf16_length


class Writing(PeopleBase):
    """Messages and topics."""

    def say(
        self,
        chat: int,
        user: int,
        text: str,
        reply_to: int | None = None,
        thread: int | None = None,
        *,
        entities: list[JsonObject] | None = None,
        anonymous: bool = False,
        sender_chat: int | JsonObject | None = None,
        via_bot: int | JsonObject | None = None,
        quote: str | None = None,
        photo: bool = False,
        document: JsonObject | None = None,
        forward_origin: JsonObject | None = None,
    ) -> JsonObject:
        """Write a message; a forum's thread that is new becomes a topic.

        Args:
            chat: where.
            user: who; a registered bot is heard as in Telegram's bot-to-bot mode.
            text: what, or the caption of what is sent along.
            reply_to: the message that is replied to.
            thread: the forum topic.
            entities: in place of those that Telegram would detect.
            anonymous: as an administrator who isn't shown; ``user`` doesn't matter.
            sender_chat: the channel in whose name it is written; ``user`` doesn't matter.
            via_bot: the bot, by id or as it is, whose inline result the message is.
            quote: the part of ``reply_to`` that the person marked.
            photo: whether a photo is sent.
            document: the file that is sent, as ``upload`` returned it; see ``send_file``.
            forward_origin: where it is forwarded from, as the Bot API has it; see ``forward``.

        Returns:
            ``message_id``, and ``delivered``: whether the bot gets to see it.

        Raises:
            ValueError: the quote isn't in the message, or the chat is no more.
        """
        room = self._room(chat)
        sender, name = self._author(room, user, anonymous=anonymous, sender_chat=sender_chat)
        return self._put(
            room,
            sender=sender,
            reply_to=reply_to,
            thread=thread,
            sender_chat=name,
            via_bot=self._state.user(via_bot) if isinstance(via_bot, int) else via_bot,
            quote=_quote(room, reply_to, quote),
            forward_origin=forward_origin,
            **contents.content(text, entities, photo=photo, document=document),
        )

    def _put(
        self, room: Chat, *, sender: JsonObject, thread: int | None = None, **message: Any
    ) -> JsonObject:
        """Put a message where it belongs; tells its id, and whether the bot gets to see it."""
        if thread and room.is_forum:
            room.topics.add(thread)
        stored = self._state.store(room, sender=sender, thread=thread, **message)
        return {"message_id": stored["message_id"], "delivered": self._tell(room, stored)}

    def _author(
        self, room: Chat, user: int, *, anonymous: bool, sender_chat: int | JsonObject | None
    ) -> tuple[JsonObject, JsonObject | None]:
        """Who a message is from, and the chat in whose name it is."""
        if anonymous:
            return GROUP_ANONYMOUS_BOT, room.wire()
        if isinstance(sender_chat, int):
            sender_chat = self._state.chats[sender_chat].wire()
        return (CHANNEL_BOT, sender_chat) if sender_chat else (self._state.users[user], None)

    def comment(
        self, group: int, user: int, post: int, text: str, reply_to: int | None = None, **how: Any
    ) -> JsonObject:
        """Write under a channel's post, in its discussion group.

        Args:
            group: the discussion group.
            user: who.
            post: the post's id in the channel.
            text: what.
            reply_to: another comment; else the comment replies to the post's copy.
            how: as for ``say``.

        Returns:
            As ``say``.
        """
        channel = self._state.chats[group].linked
        if channel is None:
            raise KeyError(group)
        copy = self._state.copies[channel, post]
        return self.say(group, user, text, reply_to=reply_to or copy, thread=copy, **how)

    def edit(
        self, chat: int, message_id: int, text: str, entities: list[JsonObject] | None = None
    ) -> JsonObject:
        """Change the text or caption of a message of one's own."""
        room = self._room(chat)
        message = room.messages[message_id]
        contents.rewrite(message, text, entities)
        self._tell(room, message, "edited_message")
        return message

    def delete(self, chat: int, message_id: int) -> None:
        """Take a message away; the bot is not told."""
        del self._room(chat).messages[message_id]

    def topic(self, chat: int, user: int, title: str = "Topic") -> int:
        """Open a topic in a forum; its id is that of the message that says so."""
        forum = self._room(chat)
        message = self._state.store(
            forum,
            sender=self._state.users[user],
            forum_topic_created={"name": title, "icon_color": 0x6FB9F0},
        )
        topic = int(message["message_id"])
        message |= {"message_thread_id": topic, "is_topic_message": True}
        forum.topics.add(topic)
        return topic

    def close_topic(self, chat: int, topic: int, closed: bool = True) -> None:
        """Let only administrators write in a topic, 1 for General; or let all write again."""
        forum = self._room(chat)
        if closed:
            forum.closed_topics.add(topic)
        else:
            forum.closed_topics.discard(topic)

    def delete_topic(self, chat: int, topic: int) -> None:
        """Take a topic away, with all that was written in it; the bot is not told."""
        forum = self._room(chat)
        forum.topics.remove(topic)
        forum.closed_topics.discard(topic)
        inside = [i for i, m in forum.messages.items() if m.get("message_thread_id") == topic]
        for message_id in inside:
            del forum.messages[message_id]


def _quote(room: Chat, reply_to: int | None, quote: str | None) -> JsonObject | None:
    if quote is None:
        return None
    replied = room.messages[reply_to or 0]
    before, found, _ = (replied.get("text") or replied.get("caption") or "").partition(quote)
    if not found:
        raise ValueError(f"message {reply_to} does not hold {quote!r}")
    return {"text": quote, "position": utf16_length(before), "is_manual": True}
