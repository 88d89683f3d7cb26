"""Whole articles, read out of the store. Nothing here begins or ends a transaction."""

import json
from collections.abc import Iterator

from index.archives import archive_lines
from index.archives.archive_lines import Entry, Happening, Place
from index.changes import Event
from index.results import Filters
from index.storage import rows
from index.storage.database import Connection, Row
from index.wording.texts import folded

_WANTED = """
    (:since IS NULL OR published >= :since) AND (:until IS NULL OR published <= :until)
    AND (:outlets IS NULL OR trim(folded(outlet)) IN (SELECT value FROM json_each(:outlets)))
"""
_WHOLE = f"""
    SELECT articles.*, story, EXISTS (
        SELECT 1 FROM rechecks WHERE article_id = articles.id AND rechecks.url = articles.url
    ) AS revisited
    FROM articles LEFT JOIN stories ON stories.article_id = articles.id
    WHERE {_WANTED} ORDER BY articles.id
"""  # noqa: S608 - our own words


def count(connection: Connection, filters: Filters) -> int:
    """How many articles pass the filters."""
    sql = f"SELECT count(*) AS n FROM articles WHERE {_WANTED}"  # noqa: S608 - our own words
    row = connection.execute(sql, _told(filters)).fetchone()
    return int(row["n"])


def entries(connection: Connection, filters: Filters) -> Iterator[Entry]:
    """The articles that pass the filters, in the order of their numbers, one in memory."""
    for row in connection.execute(_WHOLE, _told(filters)):
        yield _entry(connection, row)


def _told(filters: Filters) -> dict[str, str | None]:
    outlets = [folded(name).strip() for name in filters.outlets]
    return {
        "outlets": json.dumps(outlets) if outlets else None,
        "since": filters.since.isoformat() if filters.since else None,
        "until": filters.until.isoformat() if filters.until else None,
    }


def _entry(connection: Connection, row: Row) -> Entry:
    return Entry(
        sitrep=archive_lines.VERSION,
        number=row["id"],
        id=row["external_id"],
        title=row["title"],
        text=row["text"],
        url=row["url"],
        outlet=row["outlet"],
        author=row["author"],
        published=rows.day(row["published"]),
        language=row["language"],
        added=row["added"],
        story=row["story"],
        revisited=bool(row["revisited"]),
        sources=tuple(map(_place, _of_article(connection, "sources", row["id"]))),
        history=tuple(map(_happening, _of_article(connection, "versions", row["id"]))),
    )


def _of_article(connection: Connection, table: str, article_id: int) -> list[Row]:
    sql = f"SELECT * FROM {table} WHERE article_id = ? ORDER BY id"  # noqa: S608 - our own names
    return connection.execute(sql, (article_id,)).fetchall()


def _place(row: Row) -> Place:
    return Place(
        title=row["title"],
        url=row["url"],
        outlet=row["outlet"],
        author=row["author"],
        published=rows.day(row["published"]),
        text_hash=row["text_hash"],
        added=row["added"],
        moved=bool(row["moved"]),
    )


def _happening(row: Row) -> Happening:
    return Happening(
        at=row["at"],
        event=Event(row["kind"]),
        title=row["title"],
        came=tuple(json.loads(row["came"])),
        went=tuple(json.loads(row["went"])),
        cause=row["cause"],
    )
