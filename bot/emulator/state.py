"""What the emulated Telegram remembers: chats, people, messages and open queries."""

import itertools
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count

from bot.emulator.chat import Chat
from bot.emulator.files import Files
from bot.emulator.pace import Clock, Pace
from bot.emulator.updates import UpdateQueue
from bot.emulator.wire import ApiError, JsonObject, bad

DEFAULT_TOKEN = "123456789:AAFakeTokenThatNoTelegramWouldAccept00"  # noqa: S105  # it opens nothing
DEFAULT_USERNAME = "sitrep_test_bot"


@dataclass
class Fault:
    """A failure that the next calls of a method meet.

    Attributes:
        method: a Bot API method's name, or ``*`` for any.
        times: how many calls it is still good for.
    """

    method: str
    error: ApiError
    times: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """One call that the bot made, and what became of it.

    Attributes:
        params: the parameters as they came, without the files' content.
        status: the HTTP status of the answer.
        result: what the method returned; None when refused.
        description: Telegram's words when refused.
    """

    method: str
    params: dict[str, str]
    status: int
    result: object = None
    description: str | None = None


@dataclass
class State:
    """All of it, for one bot.

    Attributes:
        privacy: whether groups show the bot only what is meant for it.
        limits: whether more messages than Telegram allows are refused with 429.
        queries: the open queries' kinds by id; an answer closes one.
        answers: what the bot answered to each query, by id.
        copies: the ids of posts in their discussion groups, by the channel's and the post's.
        inline_messages: the chats and ids of messages sent via the bot, by their inline ids.
        clock: what the bot's pace is measured with, and how long a link to a file lasts.
        silent: the chats and ids of the bot's messages that came without a sound.
    """

    token: str = DEFAULT_TOKEN
    username: str = DEFAULT_USERNAME
    privacy: bool = True
    limits: bool = False
    updates: UpdateQueue = field(default_factory=UpdateQueue)
    chats: dict[int, Chat] = field(default_factory=dict)
    users: dict[int, JsonObject] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    answers: dict[str, JsonObject] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[JsonObject]] = field(default_factory=dict)
    profile: defaultdict[tuple[str, str], str] = field(default_factory=lambda: defaultdict(str))
    reactions: dict[tuple[int, int], list[JsonObject]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    copies: dict[tuple[int, int], int] = field(default_factory=dict)
    inline_messages: dict[str, tuple[int, int]] = field(default_factory=dict)
    clock: Clock = time.monotonic
    pace: Pace = field(init=False)
    files: Files = field(init=False)
    silent: set[tuple[int, int]] = field(default_factory=set)
    _query_ids: "count[int]" = field(default_factory=lambda: itertools.count(1000))

    def __post_init__(self) -> None:
        self.pace = Pace(self.clock)
        self.files = Files(self.clock)

    @property
    def me(self) -> JsonObject:
        """The bot as a user."""
        bot_id = int(self.token.partition(":")[0])
        return {"id": bot_id, "is_bot": True, "first_name": "Sitrep", "username": self.username}

    def user(self, user_id: int) -> JsonObject:
        """Somebody, the bot included.

        Raises:
            KeyError: there is nobody with that id.
        """
        return self.me if user_id == self.me["id"] else self.users[user_id]

    def most_within(self, chat_id: int | None, seconds: float) -> int:
        """The most sends and edits of the bot in any span of that length, in a chat or in all."""
        return self.pace.most_within(chat_id, seconds)

    def open_query(self, kind: str) -> str:
        """A new query's id, good for one answer."""
        query_id = str(next(self._query_ids))
        self.queries[query_id] = kind
        return query_id

    def close_query(self, kind: str, query_id: str, answer: JsonObject) -> None:
        """Take a query's answer.

        Raises:
            ApiError: there is no such query, or it was answered.
        """
        if self.queries.get(query_id) != kind:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        del self.queries[query_id]
        self.answers[query_id] = answer

    def store(
        self,
        chat: Chat,
        *,
        sender: JsonObject | None,
        reply_to: int | None = None,
        thread: int | None = None,
        **content: object,
    ) -> JsonObject:
        """Put a message into a chat and return it; empty content is left out."""
        message: JsonObject = {
            "message_id": next(chat.next_id),
            "date": int(time.time()),
            "chat": chat.wire(),
            **{name: value for name, value in content.items() if value not in (None, [], "")},
        }
        if sender:
            message["from"] = sender
        if reply_to:
            message["reply_to_message"] = _one_level(chat.messages[reply_to])
        message |= _thread(chat, message, thread)
        chat.messages[message["message_id"]] = message
        return message


def _one_level(message: JsonObject) -> JsonObject:
    """A message as replies to it carry it: without the one that it replies to itself."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}


def _thread(chat: Chat, message: JsonObject, thread: int | None) -> JsonObject:
    """The thread's fields: a forum's topic, or the root message of a supergroup's replies."""
    replied = message.get("reply_to_message", {})
    if chat.is_forum:
        thread = thread or replied.get("message_thread_id")
        return {"message_thread_id": thread, "is_topic_message": True} if thread else {}
    if chat.kind == "supergroup":
        root = thread or replied.get("message_thread_id") or replied.get("message_id")
        return {"message_thread_id": root} if root else {}
    return {}
