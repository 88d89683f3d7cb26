"""The read half of the store: every question that can be put to a library."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date

from index.errors import ArticleNotFound
from index.models import ModelIdentity
from index.records import Article, Passage
from index.results import Coverage, Filters
from index.storage import identities, rows
from index.storage.changes import Change, Mark
from index.storage.database import Connection, Row
from index.storage.passage_reading import listed, sources
from index.storage.past_reading import HistoryReader
from index.wording.texts import folded, text_hash

NO_LIMIT = -1

_MATCHING = """
    SELECT id FROM articles
    WHERE (:articles IS NULL OR id IN (SELECT value FROM json_each(:articles)))
        AND (:outlets IS NULL
            OR trim(folded(outlet)) IN (SELECT value FROM json_each(:outlets)))
        AND (:since IS NULL OR published >= :since)
        AND (:until IS NULL OR published <= :until)
"""

_NAMED = ":query = '' OR instr(folded(title), :query) OR instr(folded(outlet), :query)"


class Reader(HistoryReader):
    """Reads an open library; each call sees one consistent state of it."""

    def identity(self) -> ModelIdentity | None:
        """The model that made the vectors; None while the library is empty."""
        with self._database.read() as connection:
            return identities.identity(connection)

    def require(self, identity: ModelIdentity) -> None:
        """Make sure that vectors of this model can be compared with the library's.

        Raises:
            ModelError: they can't; it names the command that re-encodes.
        """
        with self._database.read() as connection:
            identities.require(connection, identity)

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
                f"SELECT * FROM headings WHERE {_NAMED} "  # noqa: S608 - our own words
                "ORDER BY published IS NULL, published DESC, id DESC LIMIT :limit OFFSET :offset",
                {
                    "query": folded((query or "").strip()),
                    "limit": NO_LIMIT if limit is None else max(limit, 0),
                    "offset": max(offset, 0),
                },
            ).fetchall()
        return [rows.article(row) for row in found]

    def count(self, query: str) -> int:
        """How many articles have a text in title or outlet, in any case."""
        with self._database.read() as connection:
            row = connection.execute(
                f"SELECT count(*) AS n FROM articles WHERE {_NAMED}",  # noqa: S608 - our own words
                {"query": folded(query.strip())},
            ).fetchone()
        return int(row["n"])

    def between(self, first: date, last: date, most: int) -> list[Article]:
        """Articles of these days, by publication or else by when they came in, newest first.

        Args:
            first: the first day.
            last: the last one.
            most: how many at most.
        """
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT * FROM headings WHERE coalesce(published, substr(added, 1, 10)) "
                "BETWEEN ? AND ? ORDER BY coalesce(published, substr(added, 1, 10)) DESC, id DESC "
                "LIMIT ?",
                (first.isoformat(), last.isoformat(), most),
            ).fetchall()
        return [rows.article(row) for row in found]

    def article_at(self, address: str) -> Article | None:
        """The article of a canonical address; None where there is none."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT * FROM headings WHERE url = :url "
                "OR id = (SELECT article_id FROM sources WHERE url = :url) "
                # The one that is quoted from there comes before one that is reprinted there.
                "ORDER BY url IS NOT :url LIMIT 1",
                {"url": address},
            ).fetchone()
        return None if row is None else rows.article(row)

    def articles_by_id(self, ids: Iterable[int]) -> dict[int, Article]:
        """The articles of these numbers, those that are gone left out."""
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT * FROM headings WHERE id IN (SELECT value FROM json_each(?))",
                (listed(ids),),
            ).fetchall()
        return {row["id"]: rows.article(row) for row in found}

    def text(self, article_id: int) -> str:
        """An article's whole text.

        Raises:
            ArticleNotFound: there is none of that number.
        """
        with self._database.read() as connection:
            heading(connection, article_id)
            return sources(connection, [article_id])[article_id][1]

    def outlets(self, limit: int | None = None) -> list[str]:
        """Outlets in their commonest spelling, those with most articles first, then by name.

        Two are one where `Filters.outlets` takes them for one.

        Args:
            limit: how many at most; None for all.
        """
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT outlet, count(*) AS n FROM articles WHERE trim(outlet) <> '' "
                "GROUP BY outlet ORDER BY n DESC, outlet"
            ).fetchall()
        spelling: dict[str, str] = {}
        counts = Counter[str]()
        for row in found:
            name = _comparable(row["outlet"])
            spelling.setdefault(name, row["outlet"].strip())
            counts[name] += row["n"]
        ordered = sorted(counts, key=lambda name: (-counts[name], name))
        return [spelling[name] for name in ordered[: None if limit is None else max(limit, 0)]]

    def around(self, passage_id: int, n: int) -> list[Passage]:
        """A passage and up to ``n`` on each side of it in its article; none where it is gone."""
        # An article's passages are numbered without gaps.
        found = self.passages(range(passage_id - n, passage_id + n + 1))
        if passage_id not in found:
            return []
        article_id = found[passage_id].article_id
        own = (passage for passage in found.values() if passage.article_id == article_id)
        return sorted(own, key=lambda passage: passage.position)

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


def _told(filters: Filters) -> dict[str, str | None]:
    """The filters as parameters; an undated article's NULL is neither before nor after a day."""
    outlets = [_comparable(name) for name in filters.outlets]
    return {
        "articles": listed(filters.articles) if filters.articles else None,
        "outlets": json.dumps(outlets) if outlets else None,
        "since": filters.since.isoformat() if filters.since else None,
        "until": filters.until.isoformat() if filters.until else None,
    }


def _comparable(outlet: str) -> str:
    return folded(outlet).strip()
