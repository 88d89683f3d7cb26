"""Who may change the library from a chat, where, and which channels bring reports along."""

from dataclasses import dataclass

from bot.chats.file import ChatsFile


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel whose posts come into the library.

    Attributes:
        username: of a public one; a private one has none.
    """

    chat_id: int
    title: str
    username: str | None


class Curation(ChatsFile):
    """What the owners have set; it is nobody's in particular, and no chat's end deletes it."""

    def curators(self) -> list[int]:
        """The people who may curate, in the order in which they were allowed."""
        return [number for (number,) in self._all("SELECT person_id FROM curators ORDER BY made")]

    def is_curator(self, person_id: int) -> bool:
        """Whether a person was allowed to curate."""
        sql = "SELECT 1 FROM curators WHERE person_id = ?"
        return self._one(sql, (person_id,)) is not None

    def allow_curator(self, person_id: int) -> bool:
        """Let a person curate; whether that is new.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing() as connection:
            sql = "INSERT OR IGNORE INTO curators VALUES (?, ?)"
            return connection.execute(sql, (person_id, self._now())).rowcount == 1

    def dismiss_curator(self, person_id: int) -> bool:
        """Let a person curate no more; whether they did.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing() as connection:
            sql = "DELETE FROM curators WHERE person_id = ?"
            return connection.execute(sql, (person_id,)).rowcount == 1

    def is_curation_chat(self, chat_id: int) -> bool:
        """Whether curators may curate in that group."""
        return self._one("SELECT 1 FROM curation_chats WHERE chat_id = ?", (chat_id,)) is not None

    def curate_in(self, chat_id: int, *, allowed: bool) -> None:
        """Let curators curate in a group, or no more.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing() as connection:
            connection.execute("DELETE FROM curation_chats WHERE chat_id = ?", (chat_id,))
            if allowed:
                row = (chat_id, self._now())
                connection.execute("INSERT INTO curation_chats VALUES (?, ?)", row)

    def channels(self) -> list[Channel]:
        """The channels whose posts come in, in the order in which they were allowed."""
        found = self._all("SELECT chat_id, title, username FROM channels ORDER BY made, chat_id")
        return [Channel(*row) for row in found]

    def is_channel(self, chat_id: int) -> bool:
        """Whether a channel's posts come in."""
        return self._one("SELECT 1 FROM channels WHERE chat_id = ?", (chat_id,)) is not None

    def follow_channel(self, channel: Channel) -> None:
        """Take in a channel's posts from now on, or keep its name up to date.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO channels VALUES (?, ?, ?, ?) ON CONFLICT (chat_id) "
                "DO UPDATE SET title = excluded.title, username = excluded.username",
                (channel.chat_id, channel.title, channel.username, self._now()),
            )

    def leave_channel(self, chat_id: int) -> bool:
        """Take in a channel's posts no more; whether that was done.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing() as connection:
            sql = "DELETE FROM channels WHERE chat_id = ?"
            return connection.execute(sql, (chat_id,)).rowcount == 1
