"""What is kept of one person, to show it and to delete it; and chats that move or end."""

from dataclasses import dataclass

from bot.chats.file import TURNS_LIFETIME, ChatsFile
from bot.chats.inbox import CROSS_OUT, State

_OF_CHATS = (
    "pages",
    "replies",
    "votes",
    "turns",
    "preferences",
    "inbox",
    "posts",
    "searches",
    "curation_chats",
    "channels",
    "watches",
    "timetables",
    "alerts",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a person.

    Attributes:
        questions: of the last half hour, oldest first.
        answers: how many answers' buttons or edits are known as theirs.
        votes: how many of their votes stand.
        settings: how many things they have set in their private chat.
        watches: what they watch for, in private and in groups.
    """

    questions: tuple[str, ...] = ()
    answers: int = 0
    votes: int = 0
    settings: int = 0
    watches: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.questions or self.answers or self.votes or self.settings or self.watches)


class People(ChatsFile):
    """Rows by whose they are."""

    def kept(self, person_id: int) -> Kept:
        """All that is kept of a person, in whatever chat."""
        questions = self._all(
            "SELECT question FROM turns WHERE person_id = ? AND made > ? ORDER BY made",
            (person_id, self._now() - TURNS_LIFETIME),
        )
        watches = self._all(
            "SELECT topic FROM watches WHERE person_id = ? ORDER BY id", (person_id,)
        )
        return Kept(
            questions=tuple(question for (question,) in questions),
            watches=tuple(topic for (topic,) in watches),
            answers=self._count(
                "(SELECT chat_id, question_id FROM pages WHERE asker_id = ? OR chat_id = ? UNION "
                "SELECT chat_id, question_id FROM replies WHERE person_id = ? OR chat_id = ?)",
                *[person_id] * 4,
            ),
            votes=self._count("votes WHERE person_id = ?", person_id),
            settings=self._count("preferences WHERE chat_id = ?", person_id),
        )

    def _count(self, what: str, *values: int) -> int:
        row = self._one(f"SELECT count(*) FROM {what}", values)  # noqa: S608 - our own words
        return int(row[0]) if row else 0

    def delete_person(self, person_id: int) -> None:
        """Delete all that is kept of a person, in whatever chat, and overwrite it.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing() as connection:
            connection.execute("DELETE FROM pages WHERE asker_id = ?", (person_id,))
            for table in ("replies", "turns", "votes", "searches"):
                sql = f"DELETE FROM {table} WHERE person_id = ?"  # noqa: S608 - our own names
                connection.execute(sql, (person_id,))
            # What is being answered right now, the request to delete among it, is kept as a mere
            # number, so that it isn't dealt with again.
            which = (State.DONE, person_id, person_id)
            connection.execute(f"{CROSS_OUT} WHERE person_id = ? OR chat_id = ?", which)
            sql = "UPDATE watches SET person_id = NULL WHERE person_id = ?"
            connection.execute(sql, (person_id,))
            # A private chat's number is the person's.
            self._forget(person_id, but="inbox")
        self.sweep(at_once=True)

    def forget(self, chat_id: int) -> None:
        """Drop all that is kept of a chat.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing():
            self._forget(chat_id)

    def _forget(self, chat_id: int, but: str = "") -> None:
        for table in _OF_CHATS:
            if table != but:
                sql = f"DELETE FROM {table} WHERE chat_id = ?"  # noqa: S608 - our own names
                self._connection.execute(sql, (chat_id,))

    def move(self, old_id: int, new_id: int) -> bool:
        """Take over to a supergroup all that is kept of the group that it was.

        Telegram says so twice, in both chats and in either order, and again when something is sent
        to the old number: only the first time does anything.

        Returns:
            Whether it is new.

        Raises:
            LibraryError: it can't be written.
        """
        if old_id == new_id:
            return False
        with self._writing() as connection:
            sql = "INSERT OR IGNORE INTO moves VALUES (?, ?)"
            if connection.execute(sql, (old_id, new_id)).rowcount == 0:
                return False
            # In the supergroup a message's number is another message's.
            sql = "UPDATE alerts SET message_id = NULL WHERE chat_id = ?"
            connection.execute(sql, (old_id,))
            sql = "UPDATE pages SET reply_id = NULL WHERE chat_id = ?"
            connection.execute(sql, (old_id,))
            for table in _OF_CHATS:
                # What the supergroup has set since is newer than what the group had.
                sql = f"UPDATE OR IGNORE {table} SET chat_id = ? WHERE chat_id = ?"  # noqa: S608
                connection.execute(sql, (new_id, old_id))
            self._forget(old_id)
        return True

    def moved(self, chat_id: int) -> int:
        """Where a group is now: its own number, or that of the supergroup it became."""
        row = self._one("SELECT new_id FROM moves WHERE old_id = ?", (chat_id,))
        return int(row[0]) if row else chat_id

    def former(self, chat_id: int) -> int | None:
        """The number of the group that a supergroup was, if it is known."""
        row = self._one("SELECT old_id FROM moves WHERE new_id = ?", (chat_id,))
        return int(row[0]) if row else None
