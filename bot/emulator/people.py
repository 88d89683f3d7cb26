"""The people's side: what they do in the emulated Telegram, and what they see."""

import time

from bot.emulator import methods_inline
from bot.emulator.chat import Chat
from bot.emulator.people_channels import Publishing
from bot.emulator.people_groups import Organizing
from bot.emulator.people_sending import Sending
from bot.emulator.state import Fault
from bot.emulator.wire import ApiError, JsonObject

_DESCRIPTIONS = {
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    429: "Too Many Requests: retry after {retry_after}",
}


class People(Sending, Publishing, Organizing):
    """Everyone but the bot. Ids are Telegram's: people's positive, groups' negative."""

    def user(
        self,
        id: int,  # noqa: A002  # the Bot API's word, and the name over HTTP
        first_name: str = "Ann",
        username: str | None = None,
        language_code: str = "en",
        is_bot: bool = False,
    ) -> JsonObject:
        """Register a person, with a private chat that nobody wrote in yet; or another bot."""
        user: JsonObject = {"id": id, "is_bot": is_bot, "first_name": first_name}
        if not is_bot:
            user["language_code"] = language_code
        if username:
            user["username"] = username
        self._state.users[id] = user
        self._state.chats.setdefault(id, Chat(id, "private")).user = user
        return user

    def press(self, chat: int, user: int, message_id: int, data: str) -> JsonObject:
        """Press a button; the data is not compared, since a client may send any."""
        message = self._state.chats[chat].messages[message_id]
        query_id = self._state.open_query("callback")
        query = {
            "id": query_id,
            "from": self._state.users[user],
            "chat_instance": str(chat),
            "data": data,
        }
        # Of a message sent via the bot, Telegram shows the bot only that there is one.
        is_inline = message.get("via_bot", {}).get("id") == self._state.me["id"]
        shown = (
            {"inline_message_id": self._inline_id(message)} if is_inline else {"message": message}
        )
        self._state.updates.push("callback_query", query | shown)
        return {"id": query_id}

    def _inline_id(self, message: JsonObject) -> str:
        place = message["chat"]["id"], message["message_id"]
        inline_id = "inline{}:{}".format(*place)
        self._state.inline_messages[inline_id] = place
        return inline_id

    def inline(
        self, user: int, query: str, offset: str = "", chat_type: str | None = None
    ) -> JsonObject:
        """Type ``@bot query`` in some chat; ``sender`` is what Telegram calls that with the bot."""
        query_id = self._state.open_query("inline")
        sender = self._state.users[user]
        content = {"id": query_id, "from": sender, "query": query, "offset": offset}
        where = {"chat_type": chat_type} if chat_type else {}
        self._state.updates.push("inline_query", content | where)
        return {"id": query_id}

    def choose(self, chat: int, user: int, inline_query_id: str, result_id: str) -> JsonObject:
        """Send a result of an answered inline query into a chat, via the bot.

        Returns:
            ``message_id``, and ``delivered``: whether the bot gets to see it.

        Raises:
            KeyError: the query has no answer, or the answer no such result.
        """
        room = self._room(chat)
        results = self._state.answers[inline_query_id]["results"]
        chosen = {result["id"]: result for result in results}[result_id]
        return self._put(
            room,
            sender=self._state.users[user],
            via_bot=self._state.me,
            **methods_inline.content(chosen),
        )

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
        """Have the next calls of a method, or of any (``*``), fail.

        Downloads of files count as calls of ``download``.
        """
        text = description or _DESCRIPTIONS.get(code, "Internal Server Error")
        parameters = {"retry_after": retry_after} if retry_after else {}
        error = ApiError(code, text.replace("{retry_after}", str(retry_after)), **parameters)
        self._state.faults.append(Fault(method, error, times))

    def messages(self, chat: int, after: int = 0) -> list[JsonObject]:
        """What the bot wrote in a chat, past that message, as it stands now."""
        bot_id = self._state.me["id"]
        written = self._state.chats[chat].messages.items()
        return [m for i, m in written if i > after and m.get("from", {}).get("id") == bot_id]

    def is_silent(self, chat: int, message_id: int) -> bool:
        """Whether a message of the bot's came without a sound."""
        return (chat, message_id) in self._state.silent

    def most_within(self, chat: int | None, seconds: float) -> int:
        """The most that the bot sent and edited in any span of that length; in all for None."""
        return self._state.most_within(chat, seconds)
