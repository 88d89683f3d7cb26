"""Articles that are taken out: at once for every reader, and for a while to be brought back."""

import json
import time
from collections.abc import Iterable

from index.changes import Event, Note
from index.errors import ArticleNotFound, LibraryError
from index.records import Draft
from index.storage import history, reprints, writing
from index.storage.database import Connection, Row
from index.wording.texts import text_hash

UNDO_SECONDS = 3600
"""How long a removal may be undone; after that nothing of the article's words is left. Its
addresses are, so that nobody brings it back unasked, and when what happened to it."""

_TABLES = ("articles", "sources", "bands", "stories", "rechecks")
_META = ("model", "dim", "fingerprint", "encoding")

_TAKEN = """
    SELECT id FROM articles WHERE text_hash = :text_hash OR url = :url
    UNION SELECT article_id FROM sources WHERE url = :url
"""


class AddressUnwanted(LibraryError):
    """An article was taken out, and what offers it again was asked for it by nobody."""


def remove(connection: Connection, row: Row, note: Note) -> None:
    """Take an article out, and with the last one the library's tie to a model.

    Args:
        connection: within a transaction.
        row: the article's heading.
        note: what is written down beside it.
    """
    article_id = row["id"]
    _keep(connection, article_id)
    if not note.unasked:
        _refuse(connection, article_id)
    connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
    writing.log(connection, "remove", article_id, row["first_passage"], row["last_passage"])
    history.record(connection, article_id, Event.REMOVED, row["title"], note)
    if connection.execute("SELECT 1 FROM articles LIMIT 1").fetchone() is None:
        connection.execute("DELETE FROM meta")


def restore(connection: Connection, article_id: int, note: Note) -> None:
    """Bring an article back as it was, with its number, its passages and their vectors.

    The passages get new numbers: both caches count on those that come in being the highest.

    Raises:
        ArticleNotFound: it wasn't removed, or too long ago.
        LibraryError: what was added since stands in its way.
    """
    row = connection.execute(
        "SELECT rows FROM bin WHERE article_id = ? AND removed > ?",
        (article_id, time.time() - UNDO_SECONDS),
    ).fetchone()
    if row is None:
        raise ArticleNotFound(
            f"article {article_id} can't be brought back: that is possible for an hour after it "
            "was removed; add it again"
        )
    kept = json.loads(row["rows"])
    (article,) = kept["articles"]
    _require_room(connection, article)
    _require_model(connection, article_id, kept["meta"])
    for name in _META:
        connection.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (name, kept["meta"][name]))
    kept["sources"] = [
        place for place in kept["sources"] if not reprints.is_home(connection, place["url"])
    ]
    first = writing.next_passage(connection)
    last = first + article["last_passage"] - article["first_passage"]
    article |= {"first_passage": first, "last_passage": last}
    for table in _TABLES:
        _insert(connection, table, kept[table])
    connection.execute(
        "INSERT INTO passages (id, article_id, position, start, stop, vector) "
        "SELECT ? + position, article_id, position, start, stop, vector FROM binned_passages "
        "WHERE article_id = ?",
        (first, article_id),
    )
    connection.execute("DELETE FROM bin WHERE article_id = ?", (article_id,))
    for place in (article, *kept["sources"]):
        want(connection, place["url"], place["text_hash"])
    writing.log(connection, "add", article_id, first, last)
    history.record(connection, article_id, Event.RESTORED, article["title"], note)


def purge(connection: Connection) -> list[int]:
    """Delete the words of what was removed too long ago to be brought back.

    Returns:
        The articles whose words may still lie about in the file, until `forget` is called.
    """
    gone = connection.execute(
        "UPDATE bin SET rows = '' WHERE removed <= ? AND rows <> '' RETURNING article_id",
        (time.time() - UNDO_SECONDS,),
    ).fetchall()
    for row in gone:
        article_id = row["article_id"]
        connection.execute("DELETE FROM binned_passages WHERE article_id = ?", (article_id,))
        history.emptied(connection, article_id)
        # The feed that listed it told its headline, too.
        connection.execute("UPDATE entries SET title = '' WHERE article_id = ?", (article_id,))
    left = connection.execute("SELECT article_id FROM bin WHERE rows = ''").fetchall()
    return [row["article_id"] for row in left]


def is_to_forget(connection: Connection) -> bool:
    """Whether words of what can't be brought back any more may be left in the file."""
    row = connection.execute(
        "SELECT 1 FROM bin WHERE removed <= ? LIMIT 1", (time.time() - UNDO_SECONDS,)
    ).fetchone()
    return row is not None


def forget(connection: Connection, article_ids: Iterable[int]) -> None:
    """None of these articles' words is left in the file."""
    connection.executemany(
        "DELETE FROM bin WHERE article_id = ?", [(number,) for number in article_ids]
    )


def is_unwanted(connection: Connection, url: str | None, text_hash: str | None = None) -> bool:
    """Whether an address or a text was taken out, and nobody has asked for it since."""
    found = connection.execute(
        "SELECT 1 FROM unwanted WHERE url = ? "
        "UNION SELECT 1 FROM unwanted_texts WHERE text_hash = ?",
        (url, text_hash),
    ).fetchone()
    return found is not None


def want(connection: Connection, url: str | None, text_hash: str) -> None:
    """Take an address and a text back that were taken out."""
    connection.execute("DELETE FROM unwanted WHERE url = ?", (url,))
    connection.execute("DELETE FROM unwanted_texts WHERE text_hash = ?", (text_hash,))


def require_wanted(connection: Connection, draft: Draft, note: Note) -> None:
    """Let nobody bring back what was taken out, except who asks for it.

    Raises:
        AddressUnwanted: its address or its text was taken out, maybe a moment ago.
    """
    own = text_hash(draft.text)
    if note.unasked and is_unwanted(connection, draft.url, own):
        raise AddressUnwanted(
            "this report was removed from the library: add it by hand to have it back"
        )
    want(connection, draft.url, own)


def _refuse(connection: Connection, article_id: int) -> None:
    """Let an article stay out, by whichever of its addresses and in whichever of its wordings."""
    connection.execute(
        "INSERT OR REPLACE INTO unwanted (url, at) "
        "SELECT url, :at FROM articles WHERE id = :id AND url IS NOT NULL "
        "UNION SELECT url, :at FROM sources WHERE article_id = :id AND url IS NOT NULL",
        {"id": article_id, "at": history.now()},
    )
    connection.execute(
        "INSERT OR REPLACE INTO unwanted_texts (text_hash, at) "
        "SELECT text_hash, :at FROM articles WHERE id = :id "
        "UNION SELECT text_hash, :at FROM sources WHERE article_id = :id",
        {"id": article_id, "at": history.now()},
    )


def _keep(connection: Connection, article_id: int) -> None:
    meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    tables = {table: _rows(connection, table, article_id) for table in _TABLES}
    kept = {**tables, "meta": {name: meta[name] for name in _META}}
    connection.execute(
        "INSERT OR REPLACE INTO bin VALUES (?, ?, ?)",
        (article_id, int(time.time()), json.dumps(kept)),
    )
    connection.execute(
        "INSERT INTO binned_passages SELECT id, article_id, position, start, stop, vector "
        "FROM passages WHERE article_id = ?",
        (article_id,),
    )


def _rows(connection: Connection, table: str, article_id: int) -> list[dict[str, object]]:
    key = "id" if table == "articles" else "article_id"
    sql = f"SELECT * FROM {table} WHERE {key} = ?"  # noqa: S608 - our own names
    return [dict(row) for row in connection.execute(sql, (article_id,))]


def _insert(connection: Connection, table: str, kept: list[dict[str, object]]) -> None:
    for row in kept:
        names = ", ".join(row)
        places = ", ".join(f":{name}" for name in row)
        # One of its further sources may have become another article's meanwhile.
        how = "INSERT OR IGNORE" if table == "sources" else "INSERT"
        sql = f"{how} INTO {table} ({names}) VALUES ({places})"
        connection.execute(sql, row)


def _require_room(connection: Connection, article: dict[str, object]) -> None:
    """Make sure that nothing which came since has the article's text or address."""
    taken = connection.execute(_TAKEN, article).fetchone()
    if taken is not None:
        raise LibraryError(
            f"article {article['id']} was added again since, as article {taken['id']}: remove "
            "that one first, or leave it"
        )


def _require_model(connection: Connection, article_id: int, kept: dict[str, str]) -> None:
    """Make sure that the library's vectors are, and stay, of the model that made the article's."""
    meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    same = all(meta.get(name, kept[name]) == kept[name] for name in ("dim", "fingerprint"))
    if "reencoding" in meta or not same:
        raise LibraryError(
            f"article {article_id} can't be brought back, since the library goes over to another "
            "model, or has since it was removed: add the article again"
        )
