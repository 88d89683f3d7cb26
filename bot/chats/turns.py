"""What was asked before, and which posts people comment on: for questions that lean on them."""

import json
from dataclasses import asdict, dataclass
from datetime import date

from bot.chats.file import PAGES_LIFETIME, TURNS_LIFETIME, ChatsFile

MAX_TURNS = 3


@dataclass(frozen=True, slots=True)
class Where:
    """A conversation's place: a chat, and in a forum the topic.

    Attributes:
        thread_id: the topic; 0 for none, and for a forum's General one.
    """

    chat_id: int
    thread_id: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was answered.

    Attributes:
        question: what was searched for: a follow-up stands there as it was meant.
        article_id: the report that was shown first; None where none was.
    """

    question: str
    article_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A channel's post, as its copy stands in the discussion group.

    Attributes:
        urls: the addresses it leads to, in order.
        url: its own, where the channel is a public one.
        published: when it was written, as ISO 8601 has it.
    """

    channel: str
    text: str
    urls: tuple[str, ...] = ()
    url: str | None = None
    published: str

    @property
    def day(self) -> date:
        """The day it was published."""
        return date.fromisoformat(self.published)


class Turns(ChatsFile):
    """Conversations, each kept apart from all others."""

    def remember_turn(self, where: Where, person_id: int, question_id: int, turn: Turn) -> None:
        """Keep a question for half an hour; of one person in one place, the last three.

        Raises:
            LibraryError: it can't be written.
        """
        row = (where.chat_id, where.thread_id, person_id, question_id)
        with self._writing() as connection:
            connection.execute(
                # One that was edited keeps its place among the others.
                "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "thread_id = excluded.thread_id, person_id = excluded.person_id, "
                "question = excluded.question, article_id = excluded.article_id",
                (*row, turn.question, turn.article_id, self._now()),
            )
            connection.execute(
                "DELETE FROM turns WHERE chat_id = ? AND thread_id = ? AND person_id = ? "
                "AND question_id NOT IN (SELECT question_id FROM turns WHERE chat_id = ? "
                "AND thread_id = ? AND person_id = ? ORDER BY made DESC, question_id DESC LIMIT ?)",
                (*row[:3], *row[:3], MAX_TURNS),
            )

    def last_turn(self, where: Where, person_id: int, *, before: int | None = None) -> Turn | None:
        """The person's last question there, if it is less than half an hour old.

        Args:
            where: the chat and topic.
            person_id: who asked.
            before: a question's own number, where it must lean on none that was asked since, as an
                edited one would. Which is older is told by the time: in a supergroup numbers begin
                again.
        """
        row = self._one(
            "SELECT question, article_id FROM turns AS other WHERE chat_id = ? AND thread_id = ? "
            "AND person_id = ? AND made > ? AND NOT EXISTS (SELECT 1 FROM turns AS own "
            "WHERE own.chat_id = other.chat_id AND own.question_id = ? "
            "AND (own.made, own.question_id) <= (other.made, other.question_id)) "
            "ORDER BY made DESC, question_id DESC LIMIT 1",
            (where.chat_id, where.thread_id, person_id, self._oldest(), before),
        )
        return None if row is None else Turn(*row)

    def turn_of_reply(self, chat_id: int, reply_id: int) -> Turn | None:
        """The question that the bot's message answered, if it is less than half an hour old."""
        row = self._one(
            "SELECT question, article_id FROM turns JOIN replies USING (chat_id, question_id) "
            "WHERE chat_id = ? AND reply_id = ? AND turns.made > ?",
            (chat_id, reply_id, self._oldest()),
        )
        return None if row is None else Turn(*row)

    def reset(self, where: Where, person_id: int) -> None:
        """Forget what a person asked there.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM turns WHERE chat_id = ? AND thread_id = ? AND person_id = ?",
                (where.chat_id, where.thread_id, person_id),
            )

    def remember_post(self, chat_id: int, message_id: int, post: Post) -> None:
        """Keep a post for seven days, or take over its new text.

        Raises:
            LibraryError: it can't be written.
        """
        row = (chat_id, message_id, json.dumps(asdict(post)), self._now())
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO posts VALUES (?, ?, ?, ?)", row)

    def post(self, chat_id: int, message_id: int) -> Post | None:
        """The post whose copy has that number in a discussion group."""
        row = self._one(
            "SELECT post FROM posts WHERE chat_id = ? AND message_id = ? AND made > ?",
            (chat_id, message_id, self._now() - PAGES_LIFETIME),
        )
        if row is None:
            return None
        facts = json.loads(row[0])
        return Post(**(facts | {"urls": tuple(facts["urls"])}))

    def _oldest(self) -> int:
        return self._now() - TURNS_LIFETIME
