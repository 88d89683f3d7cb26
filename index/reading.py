"""The read half of the store: every question that can be put to a library."""

import json
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from index import rows, writing
from index.changes import Change, Mark
from index.database import Connection, Database, Row
from index.errors import ArticleNotFound
from index.records import Article, Coverage, Filters, ModelIdentity, Passage, Vectors32
from index.rows import Int64Array
from index.texts import folded, text_hash

CHUNK = 4096
"""Passages read at once: some megabytes of vectors."""

NO_LIMIT = -1
LAST_ID = 2**63 - 1

_MATCHING = """
    SELECT id FROM articles
    WHERE (:articles IS NULL OR id IN (SELECT value FROM json_each(:articles)))
        AND (:outlets IS NULL
            OR trim(folded(outlet)) IN (SELECT value FROM json_each(:outlets)))
        AND (:since IS NULL OR published >= :since)
        AND (:until IS NULL OR published <= :until)
"""


class Reader:
    """Reads an open library; each call sees one consistent state of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def identity(self) -> ModelIdentity | None:
        """The model that made the vectors; None while the library is empty."""
        with self._database.read() as connection:
            return writing.identity(connection)

    def require(self, identity: ModelIdentity) -> None:
        """Make sure that vectors of this model can be compared with the library's.

        Raises:
            ModelError: they can't; it names the command that re-encodes.
        """
        with self._database.read() as connection:
            writing.require(connection, identity)

    def encoding(self) -> str:
        """A token that changes whenever the vectors of standing passages do; "" for no vectors."""
        with self._database.read() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'encoding'").fetchone()
        return "" if row is None else str(row["value"])

    def mark(self) -> Mark:
        """Where the library stands."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT seq, token FROM changes ORDER BY seq DESC LIMIT 1"
            ).fetchone()
        return Mark() if row is None else Mark(row["seq"], row["token"])

    def revision(self) -> int:
        """The last change's number; 0 when nothing was ever added."""
        return self.mark().seq

    def has(self, mark: Mark) -> bool:
        """Whether this library was once at that point; not so after a backup was restored."""
        if mark == Mark():
            return True
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT 1 FROM changes WHERE seq = ? AND token = ?", (mark.seq, mark.token)
            ).fetchone()
        return row is not None

    def changes(self, after: int) -> list[Change]:
        """What came after the change of that number, oldest first."""
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT seq, token, kind, article_id, first_passage, last_passage "
                "FROM changes WHERE seq > ? ORDER BY seq",
                (after,),
            ).fetchall()
        return [Change(*row) for row in found]

    def holds_text(self, text: str) -> bool:
        """Whether an article has this text, under whatever address."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT 1 FROM articles WHERE text_hash = ?", (text_hash(text),)
            ).fetchone()
        return row is not None

    def article(self, article_id: int) -> Article:
        """One article.

        Raises:
            ArticleNotFound: there is none of that number.
        """
        with self._database.read() as connection:
            return rows.article(heading(connection, article_id))

    def articles(
        self, *, offset: int = 0, limit: int | None = None, query: str | None = None
    ) -> list[Article]:
        """Articles, newest first and undated ones last.

        Args:
            offset: how many to leave out at the start.
            limit: how many at most; None for all.
            query: a part of the title or outlet, in any case; None or blank for all.
        """
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT * FROM headings "
                "WHERE :query = '' OR instr(folded(title), :query) "
                "OR instr(folded(outlet), :query) "
                "ORDER BY published IS NULL, published DESC, id DESC LIMIT :limit OFFSET :offset",
                {
                    "query": folded((query or "").strip()),
                    "limit": NO_LIMIT if limit is None else max(limit, 0),
                    "offset": max(offset, 0),
                },
            ).fetchall()
        return [rows.article(row) for row in found]

    def articles_by_id(self, ids: Iterable[int]) -> dict[int, Article]:
        """The articles of these numbers, those that are gone left out."""
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT * FROM headings WHERE id IN (SELECT value FROM json_each(?))",
                (_listed(ids),),
            ).fetchall()
        return {row["id"]: rows.article(row) for row in found}

    def text(self, article_id: int) -> str:
        """An article's whole text.

        Raises:
            ArticleNotFound: there is none of that number.
        """
        with self._database.read() as connection:
            heading(connection, article_id)
            return _sources(connection, [article_id])[article_id][1]

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
                (_listed(ids),),
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
                (_listed(articles),),
            ).fetchall()
        ranges = [np.arange(first, last + 1, dtype=np.int64) for first, last in found]
        return np.concatenate([np.empty(0, np.int64), *ranges])

    def matching(self, filters: Filters) -> set[int] | None:
        """The articles that pass the filters; None where nothing is filtered out."""
        if not filters:
            return None
        with self._database.read() as connection:
            found = connection.execute(_MATCHING, _told(filters)).fetchall()
        return {row["id"] for row in found}

    def coverage(self) -> Coverage:
        """How much there is, and from when to when."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT count(*) AS n_articles, "
                "coalesce(sum(last_passage - first_passage + 1), 0) AS n_passages, "
                "min(published) AS earliest, max(published) AS latest FROM articles"
            ).fetchone()
        return Coverage(
            n_articles=row["n_articles"],
            n_passages=row["n_passages"],
            earliest=rows.day(row["earliest"]),
            latest=rows.day(row["latest"]),
        )

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
            identity = writing.identity(connection)
            found = connection.execute(
                "SELECT id, vector FROM passages "
                "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (_listed(ids.tolist()),),
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
                sources = _sources(connection, {row["article_id"] for row in found})
            for row in found:
                source = sources.get(row["article_id"])
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


def heading(connection: Connection, article_id: int) -> Row:
    """An article's row.

    Raises:
        ArticleNotFound: there is none of that number.
    """
    row: Row | None = connection.execute(
        "SELECT * FROM headings WHERE id = ?", (article_id,)
    ).fetchone()
    if row is None:
        raise ArticleNotFound(
            f"there is no article {article_id} in the library: `sitrep articles` lists them"
        )
    return row


def _sources(connection: Connection, articles: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Title and text by article."""
    found = connection.execute(
        "SELECT id, title, text FROM articles WHERE id IN (SELECT value FROM json_each(?))",
        (_listed(articles),),
    ).fetchall()
    return {row["id"]: (row["title"], row["text"]) for row in found}


def _passages(connection: Connection, found: Sequence[Row]) -> list[Passage]:
    """Passages from their rows.

    The slice is taken here and not by SQL: SQLite counts a place in a text from its start each
    time, which makes a long article's passages cost the square of its length.
    """
    sources = _sources(connection, {row["article_id"] for row in found})
    return [rows.passage(row, sources[row["article_id"]][1]) for row in found]


def _told(filters: Filters) -> dict[str, str | None]:
    """The filters as parameters; an undated article's NULL is neither before nor after a day."""
    outlets = [folded(name).strip() for name in filters.outlets]
    return {
        "articles": _listed(filters.articles) if filters.articles else None,
        "outlets": json.dumps(outlets) if outlets else None,
        "since": filters.since.isoformat() if filters.since else None,
        "until": filters.until.isoformat() if filters.until else None,
    }


def _listed(ids: Iterable[int]) -> str:
    """Numbers as one parameter: a list of any length is one statement that way."""
    return json.dumps([int(number) for number in ids])
