"""Whole articles, written into the store as they are. Nothing here begins or ends a transaction."""

import json

from index.archives.archive_lines import Entry
from index.storage import reprints, rows, writing
from index.storage.database import Connection, Row
from index.storage.writing import Encoded
from index.wording.texts import text_hash

_STANDING = """
    SELECT id, story FROM articles LEFT JOIN stories ON stories.article_id = articles.id
    WHERE url = :url OR text_hash = :text_hash ORDER BY url IS NOT :url LIMIT 1
"""
_INSERT = """
    INSERT INTO articles (id, title, url, text_hash, outlet, author, published, language,
        external_id, text, first_passage, last_passage, added)
    VALUES (:id, :title, :url, :text_hash, :outlet, :author, :published, :language, :external_id,
        :text, :first, :last, :added)
    RETURNING id
"""
# An address that is a further source already stays that of the article where it was found first.
_INSERT_SOURCE = """
    INSERT OR IGNORE INTO sources (article_id, url, title, outlet, author, published, text_hash,
        added, moved)
    VALUES (:article_id, :url, :title, :outlet, :author, :published, :text_hash, :added, :moved)
"""
_INSERT_VERSION = """
    INSERT INTO versions (id, article_id, at, kind, title, came, went, cause, origin)
    VALUES (:id, :article_id, :at, :kind, :title, :came, :went, :cause, '')
"""


def standing(connection: Connection, entry: Entry) -> Row | None:
    """Number and story of the article that has an entry's address, or else its text."""
    wanted = {"url": entry.url, "text_hash": text_hash(entry.text)}
    row: Row | None = connection.execute(_STANDING, wanted).fetchone()
    return row


def is_free(connection: Connection, number: int) -> bool:
    """Whether no article has or ever had a number: what was said of one is said of no other."""
    row = connection.execute(
        "SELECT 1 FROM articles WHERE id = :n UNION ALL "
        "SELECT 1 FROM versions WHERE article_id = :n LIMIT 1",
        {"n": number},
    ).fetchone()
    return row is None


def is_story(connection: Connection, number: int) -> bool:
    """Whether there is a story of that number, or one may yet begin with that article."""
    row = connection.execute(
        "SELECT 1 FROM articles WHERE id = :n UNION ALL "
        "SELECT 1 FROM stories WHERE story = :n LIMIT 1",
        {"n": number},
    ).fetchone()
    return row is not None


def insert(connection: Connection, entry: Entry, encoded: Encoded, number: int | None) -> int:
    """Write an article with its passages; under the next number if none is given."""
    first = writing.next_passage(connection)
    last = first + len(encoded.spans) - 1
    values = {
        **rows.metadata(encoded.draft),
        "id": number,
        "text": encoded.draft.text,
        "text_hash": text_hash(encoded.draft.text),
        "first": first,
        "last": last,
        "added": entry.added,
    }
    article_id: int = connection.execute(_INSERT, values).fetchone()["id"]
    _insert_passages(connection, article_id, first, encoded)
    reprints.sign(connection, article_id, encoded.keys)
    writing.log(connection, "add", article_id, first, last)
    return article_id


def _insert_passages(connection: Connection, article_id: int, first: int, encoded: Encoded) -> None:
    places = zip(encoded.spans, rows.packed(encoded.vectors), strict=True)
    connection.executemany(
        "INSERT INTO passages (id, article_id, position, start, stop, vector) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (first + position, article_id, position, span.start, span.end, vector)
            for position, (span, vector) in enumerate(places)
        ],
    )


def insert_story(connection: Connection, article_id: int, story: int) -> None:
    """Write down an article's story, whose number no later article gets."""
    connection.execute("INSERT INTO stories (article_id, story) VALUES (?, ?)", (article_id, story))
    leave_out(connection, story)


def leave_out(connection: Connection, number: int) -> None:
    """Let the next article that has no number yet get a higher one than this."""
    connection.execute(
        "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'articles'", (number,)
    )


def insert_past(connection: Connection, entry: Entry, article_id: int) -> None:
    """Write an article's further sources, and its history: under numbers below all others.

    A place where another article stands here is none of its sources any more.
    """
    connection.executemany(
        _INSERT_SOURCE,
        [
            {
                "article_id": article_id,
                "url": place.url,
                "title": place.title,
                "outlet": place.outlet,
                "author": place.author,
                "published": place.published.isoformat() if place.published else None,
                "text_hash": place.text_hash,
                "added": place.added,
                "moved": place.moved,
            }
            for place in entry.sources
            if not reprints.is_home(connection, place.url)
        ],
    )
    row = connection.execute("SELECT min(id) AS id FROM versions").fetchone()
    first = min(row["id"] or 0, 0) - len(entry.history)
    connection.executemany(
        _INSERT_VERSION,
        [
            {
                "id": number,
                "article_id": article_id,
                "at": happening.at,
                "kind": happening.event.value,
                "title": happening.title,
                "came": json.dumps(happening.came, ensure_ascii=False),
                "went": json.dumps(happening.went, ensure_ascii=False),
                "cause": happening.cause,
            }
            for number, happening in enumerate(entry.history, first)
        ],
    )
