"""How far the library's events were dealt with, by what deals with them."""

from bot.chats.file import ChatsFile


class Progress(ChatsFile):
    """A number each."""

    def progress(self, name: str) -> int | None:
        """The last event that was dealt with; None where none ever was."""
        row = self._one("SELECT value FROM progress WHERE name = ?", (name,))
        return None if row is None else int(row[0])

    def advance(self, name: str, event: int) -> None:
        """Note that an event was dealt with, and all before it.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO progress VALUES (?, ?)", (name, event))
