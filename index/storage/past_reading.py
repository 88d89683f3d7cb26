"""What became of articles, what copies them and what was taken out, read out of the store."""

from collections.abc import Sequence

from index.changes import Event, Version
from index.records import Draft
from index.storage import history, removal, reprints
from index.storage.passage_reading import PassageReader, listed


class HistoryReader(PassageReader):
    """Reads an open library's past; each call sees one consistent state of it."""

    def story(self, article_id: int) -> int:
        """The number of the first article of an article's story; its own where it is alone."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT story FROM stories WHERE article_id = ?", (article_id,)
            ).fetchone()
        return article_id if row is None else int(row["story"])

    def stories_of(self, articles: Sequence[int]) -> dict[int, int]:
        """Article numbers to the numbers of their stories, as far as they have one."""
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT article_id, story FROM stories "
                "WHERE article_id IN (SELECT value FROM json_each(?))",
                (listed(articles),),
            ).fetchall()
        return {row["article_id"]: row["story"] for row in found}

    def is_unwanted(self, address: str) -> bool:
        """Whether a canonical address was taken out, and nobody has asked for it since."""
        with self._database.read() as connection:
            return removal.is_unwanted(connection, address)

    def history(self, article_id: int) -> list[Version]:
        """What became of an article, oldest first; also of one that is gone."""
        with self._database.read() as connection:
            return history.of_article(connection, article_id)

    def brought_about(self, origin: str) -> list[Version]:
        """What a request brought about, oldest first; nothing for "" and for one unknown."""
        with self._database.read() as connection:
            return history.of_origin(connection, origin)

    def events(self, after: int, event: Event, limit: int) -> list[Version]:
        """The events of a kind that came after a number, oldest first."""
        with self._database.read() as connection:
            return history.after(connection, after, event, limit)

    def last_event(self) -> int:
        """The number of the latest event; 0 in a new library."""
        with self._database.read() as connection:
            return history.last(connection)

    def unsigned(self, after: int, limit: int) -> list[tuple[int, str]]:
        """Articles with higher numbers whose near-duplicates can't be found: number and text."""
        with self._database.read() as connection:
            return reprints.unsigned(connection, after, limit)

    def copies(self, draft: Draft, keys: Sequence[int]) -> bool:
        """Whether a draft is a near-duplicate of an article that goes on being quoted."""
        with self._database.read() as connection:
            found = reprints.twin(connection, draft, keys)
            return found is not None and not reprints.supersedes(draft, found)
