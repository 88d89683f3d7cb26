"""What a chat has set for itself: when the bot speaks there, in which language, from what."""

import json
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from bot.chats.file import ChatsFile
from bot.chats.turns import Where


class Mode(StrEnum):
    """When the bot speaks in a group."""

    MENTION = "mention"
    """When it is asked: /ask, a mention, a reply to it."""
    AUTO = "auto"
    """Also after a message that looks like a question, where it is quite sure of the answer."""
    ALL = "all"
    """After every message."""
    OFF = "off"
    """Never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """A place's settings.

    Attributes:
        mode: when the bot speaks.
        language: of its own sentences; None for that of whoever asks.
        passages: how many an answer holds, 1 to 10.
        days: how old a report may be; None for any age.
        outlets: the sources that may answer; none for all.
    """

    mode: Mode = Mode.MENTION
    language: str | None = None
    passages: int = 3
    days: int | None = None
    outlets: tuple[str, ...] = ()

    @property
    def narrowed(self) -> bool:
        """Whether only some of the reports may answer."""
        return self.days is not None or bool(self.outlets)


_NAMES = frozenset(field.name for field in fields(Preferences))


class PreferenceBook(ChatsFile):
    """The settings of all chats, and of topics where they differ from their chat's."""

    def preferences(self, where: Where) -> Preferences:
        """What holds in a place: the topic's own settings win over the chat's."""
        rows = self._all(
            "SELECT name, value FROM preferences WHERE chat_id = ? AND thread_id IN (0, ?) "
            "ORDER BY thread_id",
            (where.chat_id, where.thread_id),
        )
        # A name of a newer version means nothing here.
        set_here = {name: _read(name, value) for name, value in rows if name in _NAMES}
        return replace(Preferences(), **set_here)

    def own_preferences(self, where: Where) -> frozenset[str]:
        """The names of what is set for that place itself."""
        rows = self._all(
            "SELECT name FROM preferences WHERE chat_id = ? AND thread_id = ?",
            (where.chat_id, where.thread_id),
        )
        return frozenset(name for (name,) in rows)

    def prefer(self, where: Where, name: str, value: object) -> None:
        """Set one thing for a place.

        Args:
            where: a chat (``thread_id`` 0) or one of its topics.
            name: of a field of `Preferences`.
            value: what it becomes.

        Raises:
            LibraryError: it can't be written.
            ValueError: there is no such field, or no such mode.
        """
        if name not in _NAMES:
            raise ValueError(f"there is no setting {name}")
        row = (where.chat_id, where.thread_id, name, json.dumps(value))
        _read(name, row[-1])
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO preferences VALUES (?, ?, ?, ?)", row)

    def unprefer(self, where: Where, name: str) -> None:
        """Have a topic follow its chat again, or a chat the default.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM preferences WHERE chat_id = ? AND thread_id = ? AND name = ?",
                (where.chat_id, where.thread_id, name),
            )


def _read(name: str, value: str) -> Any:
    read = json.loads(value)
    if name == "mode":
        return Mode(read)
    return tuple(read) if name == "outlets" else read
