"""Passages, their texts and their vectors, read out of the store."""

import json
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from index.models import Vectors32
from index.records import Passage
from index.storage import identities, rows
from index.storage.database import Connection, Database, Row
from index.storage.rows import Int64Array

CHUNK = 4096
"""Passages read at once: some megabytes of vectors."""

LAST_ID = 2**63 - 1


class PassageReader:
    """Reads an open library's passages; each call sees one consistent state of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def passages_of(self, article_id: int) -> list[Passage]:
        """An article's passages, in order; none for an article that is gone."""
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT * FROM passages WHERE article_id = ? ORDER BY position",
                (article_id,),
            ).fetchall()
            return _passages(connection, found)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """The passages of these numbers, those that are gone left out."""
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT * FROM passages WHERE id IN (SELECT value FROM json_each(?))",
                (listed(ids),),
            ).fetchall()
            return {passage.id: passage for passage in _passages(connection, found)}

    def passage_ids(self, articles: Iterable[int]) -> Int64Array:
        """The numbers of these articles' passages, ascending."""
        # From the articles' ranges, which have no gaps: reading the passages' own rows would take
        # a second where half of a large library is wanted.
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT first_passage, last_passage FROM articles "
                "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY first_passage",
                (listed(articles),),
            ).fetchall()
        ranges = [np.arange(first, last + 1, dtype=np.int64) for first, last in found]
        return np.concatenate([np.empty(0, np.int64), *ranges])

    def vectors(
        self, first: int = 0, last: int | None = None
    ) -> Iterator[tuple[Int64Array, Vectors32]]:
        """Passage numbers ``[n]`` and vectors ``[n, dim]``, ascending, some thousands at a time."""
        for found in self._chunks(first, last):
            ids = np.array([row["id"] for row in found], np.int64)
            yield ids, rows.unpacked([row["vector"] for row in found])

    def vectors_of(self, ids: Int64Array) -> Vectors32:
        """These passages' vectors: float32 ``[len(ids), dim]``, zeros for one that is gone."""
        with self._database.read() as connection:
            identity = identities.identity(connection)
            found = connection.execute(
                "SELECT id, vector FROM passages "
                "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (listed(ids.tolist()),),
            ).fetchall()
        vectors = np.zeros((len(ids), identity.dim if identity else 0), np.float32)
        if found:
            held = np.array([row["id"] for row in found], np.int64)
            places = np.searchsorted(held, ids)
            standing = held.take(places, mode="clip") == ids
            vectors[standing] = rows.unpacked([row["vector"] for row in found])[places[standing]]
        return vectors

    def texts(self, first: int = 0, last: int | None = None) -> Iterator[tuple[int, int, str, str]]:
        """Passage number, article number, title and passage, ascending."""
        for found in self._chunks(first, last):
            with self._database.read() as connection:
                origin = sources(connection, {row["article_id"] for row in found})
            for row in found:
                source = origin.get(row["article_id"])
                if source is not None:  # else it was removed since
                    title, text = source
                    yield row["id"], row["article_id"], title, text[row["start"] : row["stop"]]

    def _chunks(self, first: int, last: int | None) -> Iterator[list[Row]]:
        """Passages of a range, by number. A writer may come in between two chunks."""
        while True:
            with self._database.read() as connection:
                found = connection.execute(
                    "SELECT * FROM passages WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?",
                    (first, LAST_ID if last is None else last, CHUNK),
                ).fetchall()
            if not found:
                return
            yield found
            first = found[-1]["id"] + 1


def sources(connection: Connection, articles: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Title and text by article."""
    found = connection.execute(
        "SELECT id, title, text FROM articles WHERE id IN (SELECT value FROM json_each(?))",
        (listed(articles),),
    ).fetchall()
    return {row["id"]: (row["title"], row["text"]) for row in found}


def _passages(connection: Connection, found: Sequence[Row]) -> list[Passage]:
    """Passages from their rows.

    The slice is taken here and not by SQL: SQLite counts a place in a text from its start each
    time, which makes a long article's passages cost the square of its length.
    """
    origin = sources(connection, {row["article_id"] for row in found})
    return [rows.passage(row, origin[row["article_id"]][1]) for row in found]


def listed(ids: Iterable[int]) -> str:
    """Numbers as one parameter: a list of any length is one statement that way."""
    return json.dumps([int(number) for number in ids])
