"""What a place waits to be told of, and when it may be told."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum

from bot.chats.file import ChatsFile
from bot.chats.turns import Where
from bot.timetables import DEFAULT_ZONE, Quiet, Timetable, read_quiet

MAX_WATCHES = 20
"""In one chat, all its topics together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A topic of which a place wants to hear.

    Attributes:
        person_id: who set it; None for an anonymous administrator, and once they had their data
            deleted.
        topic: in their words, on one line.
        language: theirs, for a place that has set none.
    """

    id: int
    where: Where
    person_id: int | None
    topic: str
    language: str | None


class Watching(StrEnum):
    """What became of a wish to watch."""

    NEW = "new"
    KNOWN = "known"
    """The place watches for that already."""
    FULL = "full"
    """The chat has as many as it may have."""


def fold(topic: str) -> str:
    """What two spellings of the same topic have in common."""
    return " ".join(unicodedata.normalize("NFKC", topic).casefold().split())


class Watches(ChatsFile):
    """Watches and timetables, each of one chat or topic."""

    def watch(
        self, where: Where, topic: str, *, person_id: int | None, language: str | None
    ) -> tuple[Watching, Watch | None]:
        """Have a place wait for a topic, if it doesn't yet and the chat has less than 20.

        Args:
            where: the place.
            topic: on one line, not empty.
            person_id: who wants it, where Telegram says so.
            language: theirs.

        Returns:
            What became of it, and the watch, new or known; None where there are too many.

        Raises:
            LibraryError: it can't be written.
        """
        folded, place = fold(topic), (where.chat_id, where.thread_id)
        with self._writing() as connection:
            known = self._watches("chat_id = ? AND thread_id = ? AND folded = ?", *place, folded)
            if known:
                return Watching.KNOWN, known[0]
            count = "SELECT count(*) FROM watches WHERE chat_id = ?"
            if connection.execute(count, (where.chat_id,)).fetchone()[0] >= MAX_WATCHES:
                return Watching.FULL, None
            number = connection.execute(
                "INSERT INTO watches (chat_id, thread_id, person_id, topic, folded, language, "
                "made) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*place, person_id, topic, folded, language, self._now()),
            ).lastrowid
            return Watching.NEW, self._watches("id = ?", number)[0]

    def watches(self, where: Where) -> list[Watch]:
        """A place's own watches, oldest first."""
        return self._watches("chat_id = ? AND thread_id = ?", where.chat_id, where.thread_id)

    def every_watch(self) -> list[Watch]:
        """The watches of all places, oldest first."""
        return self._watches("id > ?", 0)

    def watches_of(self, person_id: int) -> list[Watch]:
        """What a person waits for in their private chat, oldest first."""
        return self._watches("chat_id = ?", person_id)

    def unwatch(self, chat_id: int, watch_id: int) -> Watch | None:
        """End a watch of a chat's or of one of its topics; None where it has none of that number.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing() as connection:
            found = self._watches("id = ? AND chat_id = ?", watch_id, chat_id)
            connection.execute("DELETE FROM watches WHERE id = ?", (found[0].id if found else 0,))
        return found[0] if found else None

    def end_place(self, where: Where) -> None:
        """End all that a topic waits for, since it is there no more.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing() as connection:
            for table in ("watches", "timetables", "alerts"):
                sql = f"DELETE FROM {table} WHERE chat_id = ? AND thread_id = ?"  # noqa: S608 - our own names
                connection.execute(sql, (where.chat_id, where.thread_id))

    def _watches(self, which: str, *values: object) -> list[Watch]:
        rows = self._all(
            "SELECT id, chat_id, thread_id, person_id, topic, language FROM watches "  # noqa: S608 - our own words
            f"WHERE {which} ORDER BY id",
            values,
        )
        return [
            Watch(
                id=number,
                where=Where(chat_id, thread_id),
                person_id=person_id,
                topic=topic,
                language=language,
            )
            for number, chat_id, thread_id, person_id, topic, language in rows
        ]

    def now(self) -> int:
        """The time by which hours are quiet and digests due, in seconds since 1970."""
        return self._now()

    def timetable(self, where: Where) -> Timetable:
        """When a place may be told of new reports."""
        row = self._one(
            "SELECT zone, quiet, digest, digested FROM timetables "
            "WHERE chat_id = ? AND thread_id = ?",
            (where.chat_id, where.thread_id),
        )
        zone, quiet, digest, digested = row or (DEFAULT_ZONE, None, None, None)
        hours = read_quiet(quiet or "")
        return Timetable(
            zone=zone,
            quiet=hours[0] if hours else None,
            digest=time.fromisoformat(digest) if digest else None,
            digested=digested,
        )

    def set_digest(self, where: Where, at: time | None, zone: str | None = None) -> None:
        """Have a place told once a day, from the next time on that it is ``at``; None for no more.

        Args:
            where: the place.
            at: the time of day.
            zone: the place's time zone; None for the one that it has.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing():
            before = self.timetable(where)
            after = replace(before, zone=zone or before.zone, digest=at)
            self._set_timetable(where, replace(after, digested=after.last_digest(self._now())))

    def set_quiet(self, where: Where, hours: Quiet | None, zone: str | None = None) -> None:
        """Tell a place nothing in some hours, or at any time; arguments as for ``set_digest``.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing():
            before = self.timetable(where)
            self._set_timetable(where, replace(before, zone=zone or before.zone, quiet=hours))

    def _set_timetable(self, where: Where, timetable: Timetable) -> None:
        quiet, digest = timetable.quiet, timetable.digest
        row = (
            where.chat_id,
            where.thread_id,
            timetable.zone,
            str(quiet) if quiet else None,
            f"{digest:%H:%M}" if digest else None,
            timetable.digested,
        )
        sql = "INSERT OR REPLACE INTO timetables VALUES (?, ?, ?, ?, ?, ?)"
        self._connection.execute(sql, row)
