"""The people's side: what they do in the emulated Telegram, and what they see."""

import time
from collections.abc import Collection

from bot.emulator.markup import detect
from bot.emulator.state import Chat, Fault, State
from bot.emulator.wire import ApiError, JsonObject

_DESCRIPTIONS = {
    403: "Forbidden: bot was blocked by the user",
    429: "Too Many Requests: retry after {retry_after}",
}


class People:
    """Everyone but the bot. Ids are Telegram's: people's positive, groups' negative."""

    def __init__(self, state: State) -> None:
        self._state = state

    def user(
        self,
        id: int,  # noqa: A002  # the Bot API's word, and the name over HTTP
        first_name: str = "Ann",
        username: str | None = None,
        language_code: str = "en",
    ) -> JsonObject:
        """Register a person, with a private chat that nobody wrote in yet."""
        user: JsonObject = {
            "id": id,
            "is_bot": False,
            "first_name": first_name,
            "language_code": language_code,
        }
        if username:
            user["username"] = username
        self._state.users[id] = user
        self._state.chats.setdefault(id, Chat(id, "private")).user = user
        return user

    def group(
        self,
        id: int,  # noqa: A002  # as above
        title: str = "Group",
        members: Collection[int] = (),
        type: str = "supergroup",  # noqa: A002  # as above
        bot_status: str = "member",
        owner: int | None = None,
        is_forum: bool = False,
    ) -> JsonObject:
        """Open a group, supergroup, forum or channel, with the bot in it by that status."""
        chat = self._state.chats[id] = Chat(id, type, title, is_forum=is_forum)
        chat.members = {u: "creator" if u == owner else "member" for u in members}
        chat.members[self._state.me["id"]] = bot_status
        return chat.wire()

    def topic(self, chat: int, user: int, title: str = "Topic") -> int:
        """Open a topic in a forum; its id is that of the message that says so."""
        forum = self._state.chats[chat]
        message = self._state.store(
            forum,
            sender=self._state.users[user],
            forum_topic_created={"name": title, "icon_color": 0x6FB9F0},
        )
        topic = int(message["message_id"])
        message |= {"message_thread_id": topic, "is_topic_message": True}
        forum.topics.add(topic)
        return topic

    def say(
        self,
        chat: int,
        user: int,
        text: str,
        reply_to: int | None = None,
        thread: int | None = None,
    ) -> JsonObject:
        """Write a message; a forum's thread that is new becomes a topic.

        Returns:
            ``message_id``, and ``delivered``: whether the bot gets to see it.
        """
        room = self._state.chats[chat]
        if thread and room.is_forum:
            room.topics.add(thread)
        message = self._state.store(
            room,
            sender=self._state.users[user],
            reply_to=reply_to,
            thread=thread,
            text=text,
            entities=detect(text),
        )
        delivered = self._bot_sees(room, message)
        if delivered:
            self._state.updates.push("message", message)
        return {"message_id": message["message_id"], "delivered": delivered}

    def edit(self, chat: int, message_id: int, text: str) -> JsonObject:
        """Change a message of one's own."""
        room = self._state.chats[chat]
        message = room.messages[message_id]
        message.update(text=text, entities=detect(text), edit_date=int(time.time()))
        if self._bot_sees(room, message):
            self._state.updates.push("edited_message", message)
        return message

    def post(self, chat: int, text: str) -> JsonObject:
        """Publish in a channel."""
        channel = self._state.chats[chat]
        message = self._state.store(
            channel, sender=None, text=text, entities=detect(text), sender_chat=channel.wire()
        )
        if channel.members.get(self._state.me["id"]) == "administrator":
            self._state.updates.push("channel_post", message)
        return message

    def press(self, chat: int, user: int, message_id: int, data: str) -> JsonObject:
        """Press a button; the data is not compared, since a client may send any."""
        query_id = self._state.open_query("callback")
        query = {
            "id": query_id,
            "from": self._state.users[user],
            "chat_instance": str(chat),
            "data": data,
            "message": self._state.chats[chat].messages[message_id],
        }
        self._state.updates.push("callback_query", query)
        return {"id": query_id}

    def inline(self, user: int, query: str, offset: str = "") -> JsonObject:
        """Type ``@bot query`` in some chat."""
        query_id = self._state.open_query("inline")
        sender = self._state.users[user]
        content = {"id": query_id, "from": sender, "query": query, "offset": offset}
        self._state.updates.push("inline_query", content)
        return {"id": query_id}

    def react(self, chat: int, user: int, message_id: int, emoji: str = "") -> None:
        """Set one's reaction to a message, or none."""
        reaction = {
            "chat": self._state.chats[chat].wire(),
            "message_id": message_id,
            "user": self._state.users[user],
            "date": int(time.time()),
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else [],
        }
        self._state.updates.push("message_reaction", reaction)

    def member(self, chat: int, user: int, status: str) -> None:
        """Change the bot's status: add it, promote it, kick it; ``kicked`` in private blocks it."""
        room = self._state.chats[chat]
        bot_id = self._state.me["id"]
        if room.is_private:
            old = "kicked" if room.blocked else "member"
            room.blocked = status == "kicked"
        else:
            old = room.members.get(bot_id, "left")
            room.members[bot_id] = status
        change = {
            "chat": room.wire(),
            "from": self._state.users[user],
            "date": int(time.time()),
            "old_chat_member": self._own_membership(old),
            "new_chat_member": self._own_membership(status),
        }
        self._state.updates.push("my_chat_member", change)

    def raw(self, **update: JsonObject) -> None:
        """Push an update as it is: its kind and content."""
        for kind, content in update.items():
            self._state.updates.push(kind, content)

    def fault(
        self,
        method: str,
        code: int,
        description: str | None = None,
        retry_after: int | None = None,
        times: int = 1,
    ) -> None:
        """Have the next calls of a method, or of any (``*``), fail."""
        text = description or _DESCRIPTIONS.get(code, "Internal Server Error")
        parameters = {"retry_after": retry_after} if retry_after else {}
        error = ApiError(code, text.replace("{retry_after}", str(retry_after)), **parameters)
        self._state.faults.append(Fault(method, error, times))

    def messages(self, chat: int, after: int = 0) -> list[JsonObject]:
        """What the bot wrote in a chat, past that message, as it stands now."""
        written = self._state.chats[chat].messages.items()
        return [m for i, m in written if i > after and m.get("from", {}).get("is_bot")]

    def _own_membership(self, status: str) -> JsonObject:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": self._state.me, **until}

    def _bot_sees(self, chat: Chat, message: JsonObject) -> bool:
        """Whether an update reaches the bot: blocked and privacy mode decide."""
        if chat.is_private:
            return not chat.blocked
        status = chat.members.get(self._state.me["id"], "left")
        if status in {"left", "kicked"}:
            return False
        if not self._state.privacy or status == "administrator":
            return True
        author = message.get("reply_to_message", {}).get("from", {})
        return author.get("id") == self._state.me["id"] or self._addresses_bot(message)

    def _addresses_bot(self, message: JsonObject) -> bool:
        at = f"@{self._state.username}".lower()
        units = message["text"].encode("utf-16-le")
        for entity in message.get("entities", []):
            start = 2 * entity["offset"]
            part = units[start : start + 2 * entity["length"]].decode("utf-16-le").lower()
            if entity["type"] == "mention" and part == at:
                return True
            if entity["type"] == "bot_command" and part.endswith(at):
                return True
        return False
