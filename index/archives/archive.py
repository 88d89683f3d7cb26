"""Articles out of the store and into it as they are: numbers, past, further sources and all.

Nothing is weighed here, as it is when articles are added: no near-duplicate is looked for. And what
happened to an article happened to it where it comes from: its history gets numbers below 0 here, so
that whoever follows what happens in this library (`HistoryReader.events`) takes none of it for
news.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from index.archives import archive_in, archive_out
from index.archives.archive_lines import Entry
from index.models import ModelIdentity
from index.rechecks import revisits
from index.records import Validators
from index.results import Filters
from index.storage import identities, removal, reprints
from index.storage.database import Connection, Database
from index.storage.writing import Encoded
from index.wording.texts import text_hash


class Fate(StrEnum):
    """What became of an article that was to be taken in."""

    IMPORTED = "imported"
    RENUMBERED = "renumbered"
    """Its number is another article's here, or was: it has a new one."""

    PRESENT = "present"
    """There is an article with its address or its text already, which stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of an article.

    Attributes:
        number: its number where it came from.
        article_id: the number of the article that stands for it here.
    """

    fate: Fate
    number: int
    article_id: int
    title: str


class Archive:
    """An open library, as whole articles."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # From numbers there to numbers here: articles', and their stories'. Where an import goes on
        # that was broken off, those that are present already tell them again.
        self._numbers: dict[int, int] = {}
        self._stories: dict[int, int] = {}

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> "Archive":
        """Open the library in a folder.

        Raises:
            LibraryError: it can't be opened, or there is none and none is to be made.
        """
        return cls(Database.open(folder, create=create))

    def close(self) -> None:
        """Let go of the library."""
        self._database.close()

    def count(self, filters: Filters) -> int:
        """How many articles pass the filters, which may name outlets and days."""
        with self._database.read() as connection:
            return archive_out.count(connection, filters)

    def entries(self, filters: Filters) -> Iterator[Entry]:
        """The articles of one moment, in the order of their numbers, one in memory."""
        with self._database.read() as connection:
            yield from archive_out.entries(connection, filters)

    def standing(self, entry: Entry) -> Imported | None:
        """What makes taking an article in needless; None where nothing does."""
        with self._database.read() as connection:
            return self._standing(connection, entry)

    def require(self, identity: ModelIdentity) -> None:
        """Make sure that vectors of this model can be compared with the library's.

        Raises:
            ModelError: they can't; it names the command that re-encodes.
        """
        with self._database.read() as connection:
            identities.require(connection, identity)

    def put(
        self, entry: Entry, encoded: Encoded, identity: ModelIdentity, *, highest: int = 0
    ) -> Imported:
        """Take an article in: whole or not at all.

        Args:
            entry: the article.
            encoded: its draft, with its passages and their vectors.
            identity: the model that made the vectors.
            highest: a new number, if it needs one, is above this.

        Raises:
            ModelError: the library is another model's.
            LibraryBusy, LibraryReadOnly, LibraryFull: nothing was changed.
        """
        with self._database.write() as connection:
            identities.claim(connection, identity)
            # Asked again: another process may have added it while this one was encoding.
            found = self._standing(connection, entry)
            if found is not None:
                return found
            removal.want(connection, entry.url, text_hash(entry.text))
            for place in entry.sources:
                removal.want(connection, place.url, place.text_hash)
            reprints.drop_source(connection, entry.url)
            is_free = self._is_free(connection, entry.number)
            if not is_free:
                archive_in.leave_out(connection, highest)
            number = entry.number if is_free else None
            article_id = archive_in.insert(connection, entry, encoded, number)
            archive_in.insert_past(connection, entry, article_id)
            story = self._story(connection, entry, article_id)
            if story is not None:
                archive_in.insert_story(connection, article_id, story)
            if entry.revisited and entry.url is not None:
                # By what it could be asked whether it has changed isn't known: so it is fetched.
                now = int(time.time())
                revisits.schedule(connection, article_id, entry.url, Validators(), now)
        self._learn(entry, article_id, story)
        fate = Fate.IMPORTED if is_free else Fate.RENUMBERED
        return _imported(fate, entry, article_id)

    def _standing(self, connection: Connection, entry: Entry) -> Imported | None:
        row = archive_in.standing(connection, entry)
        if row is None:
            return None
        self._learn(entry, row["id"], row["story"])
        return _imported(Fate.PRESENT, entry, row["id"])

    def _learn(self, entry: Entry, article_id: int, story: int | None) -> None:
        self._numbers.setdefault(entry.number, article_id)
        if entry.story is not None and story is not None:
            self._stories.setdefault(entry.story, story)

    def _is_free(self, connection: Connection, number: int) -> bool:
        if not archive_in.is_free(connection, number):
            return False
        # The number of a story that began elsewhere belongs to the article that it began with.
        return self._stories.get(number) == number or not archive_in.is_story(connection, number)

    def _story(self, connection: Connection, entry: Entry, article_id: int) -> int | None:
        """The story here that an article's story there is; one that is news keeps its number."""
        there = entry.story
        if there is None:
            return None
        known = self._stories.get(there) or self._numbers.get(there)
        if known is not None:
            return known
        if there == entry.number or archive_in.is_story(connection, there):
            return article_id
        return there


def _imported(fate: Fate, entry: Entry, article_id: int) -> Imported:
    return Imported(fate=fate, number=entry.number, article_id=article_id, title=entry.title)
