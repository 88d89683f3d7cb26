"""What lists of articles were searched for, so that their pages can be turned."""

import secrets

from bot.chats.file import TURNS_LIFETIME, ChatsFile


class Lists(ChatsFile):
    """Searches that wait behind buttons."""

    def remember_search(self, chat_id: int, query: str, person_id: int | None) -> str:
        """Keep what a list was searched for, and by whom, where Telegram says so.

        Returns:
            The token for its buttons: 11 characters that can't be guessed.

        Raises:
            LibraryError: it can't be written.
        """
        token = secrets.token_urlsafe(8)
        with self._writing() as connection:
            row = (token, chat_id, person_id, query, self._now())
            connection.execute("INSERT INTO searches VALUES (?, ?, ?, ?, ?)", row)
        return token

    def search(self, token: str, chat_id: int) -> str | None:
        """What a list in a chat was searched for; None after half an hour, or elsewhere."""
        row = self._one(
            "SELECT query FROM searches WHERE token = ? AND chat_id = ? AND made > ?",
            (token, chat_id, self._now() - TURNS_LIFETIME),
        )
        return None if row is None else str(row[0])
