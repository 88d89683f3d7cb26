"""Updates that were taken from Telegram and wait for an answer, so that no restart loses one.

Telegram forgets an update as soon as the next one is asked for, long before it is answered. So each
that somebody waits on is written down first, and its text is deleted as soon as it is dealt with.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.chats.file import ChatsFile


class State(StrEnum):
    """How far an update has come."""

    WAITING = "waiting"
    SENDING = "sending"
    """The answer was on its way: after a crash nobody knows whether it arrived."""
    DONE = "done"
    """Kept as a mere number for a day, in which Telegram may deliver it again."""


CROSS_OUT = "UPDATE inbox SET state = ?, body = '', person_id = NULL, chat_id = 0"
"""What an update said is deleted, and where and by whom; its number stays."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An update that a stopped process left behind; ``body`` is its JSON."""

    update_id: int
    body: str
    was_sending: bool


class Inbox(ChatsFile):
    """What is being answered."""

    def take_in(self, update_id: int, chat_id: int, person_id: int | None, body: str) -> bool:
        """Write an update down; False where it is known already.

        Raises:
            LibraryError: it can't be written.
        """
        row = (update_id, chat_id, person_id, State.WAITING, body, self._now())
        with self._writing() as connection:
            sql = "INSERT OR IGNORE INTO inbox VALUES (?, ?, ?, ?, ?, ?)"
            return connection.execute(sql, row).rowcount == 1

    def sending(self, update_id: int, *, on_its_way: bool) -> None:
        """Note that an update's answer is on its way, or that Telegram refused it for now.

        Raises:
            LibraryError: it can't be written.
        """
        state = State.SENDING if on_its_way else State.WAITING
        with self._writing() as connection:
            connection.execute(
                "UPDATE inbox SET state = ? WHERE update_id = ? AND state != ?",
                (state, update_id, State.DONE),
            )

    def done(self, update_id: int) -> None:
        """Delete what a finished update said, and where and by whom.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing() as connection:
            connection.execute(f"{CROSS_OUT} WHERE update_id = ?", (State.DONE, update_id))

    def unfinished(self) -> list[Unfinished]:
        """What an earlier process left behind, oldest first."""
        rows = self._all(
            "SELECT update_id, body, state = ? FROM inbox WHERE state != ? ORDER BY update_id",
            (State.SENDING, State.DONE),
        )
        return [Unfinished(number, body, bool(sending)) for number, body, sending in rows]
