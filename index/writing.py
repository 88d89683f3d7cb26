"""What is written within one of the store's transactions. Nothing here begins or ends one."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from index import rows
from index.changes import Kind
from index.database import Connection, Row
from index.errors import ModelError
from index.models import ModelIdentity, Vectors32
from index.records import Addition, Draft, Outcome, Span
from index.texts import text_hash

TOKEN_BYTES = 8

_INSERT = """
    INSERT INTO articles (title, url, text_hash, outlet, author, published, language, external_id,
        text, first_passage, last_passage, added)
    VALUES (:title, :url, :text_hash, :outlet, :author, :published, :language, :external_id,
        :text, :first, :last, :added)
    RETURNING id
"""

_AMEND = """
    UPDATE articles SET title = :title, url = coalesce(:url, url),
        outlet = coalesce(:outlet, outlet), author = coalesce(:author, author),
        published = coalesce(:published, published), language = coalesce(:language, language),
        external_id = coalesce(:external_id, external_id), added = :added
    WHERE id = :id
"""

_REWRITE = """
    UPDATE articles SET text = :text, text_hash = :text_hash,
        first_passage = :first, last_passage = :last
    WHERE id = :id
"""


def identity(connection: Connection) -> ModelIdentity | None:
    """The model behind the library's vectors; None while there are none."""
    meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    if "fingerprint" not in meta:
        return None
    return ModelIdentity(meta["model"], int(meta["dim"]), meta["fingerprint"])


def require(connection: Connection, wanted: ModelIdentity) -> None:
    """Refuse a model other than the library's.

    Raises:
        ModelError: naming both, and the ways out.
    """
    found = identity(connection)
    if found is not None and (found.dim, found.fingerprint) != (wanted.dim, wanted.fingerprint):
        raise ModelError(
            f"the library was made with the model {found.name} ({found.dim} numbers a vector, "
            f"fingerprint {found.fingerprint}), not with {wanted.name} ({wanted.dim}, "
            f"{wanted.fingerprint}): set SITREP_MODEL to the library's model, "
            "or run `sitrep rebuild --reencode` to go over to the new one"
        )


def claim(connection: Connection, wanted: ModelIdentity) -> None:
    """Make the library that model's, if it has no vectors yet."""
    require(connection, wanted)
    if identity(connection) is None:
        set_identity(connection, wanted)


def set_identity(connection: Connection, wanted: ModelIdentity) -> None:
    """Name the model, and draw a new token for this encoding of the passages."""
    values = {
        "model": wanted.name,
        "dim": str(wanted.dim),
        "fingerprint": wanted.fingerprint,
        "encoding": secrets.token_hex(TOKEN_BYTES),
    }
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def settled(connection: Connection, draft: Draft) -> tuple[Row, dict[str, str]] | None:
    """The article that has the draft's text, and the metadata that the draft knows better.

    A draft that names another address than the article's is a copy of it: its metadata is about
    the copy. What a draft doesn't tell never erases what is known.
    """
    row: Row | None = connection.execute(
        "SELECT * FROM headings WHERE text_hash = ?", (text_hash(draft.text),)
    ).fetchone()
    if row is None:
        return None
    by_address = _with_url(connection, draft.url)
    is_copy = draft.url is not None and row["url"] not in {None, draft.url}
    if is_copy or (by_address is not None and by_address["id"] != row["id"]):
        return row, {}
    told = rows.metadata(draft)
    return row, {name: new for name, new in told.items() if new is not None and new != row[name]}


def amend(connection: Connection, draft: Draft) -> Addition | None:
    """Settle a draft whose text is in the library already; None for a new text."""
    found = settled(connection, draft)
    if found is None:
        return None
    row, better = found
    if not better:
        return Addition(outcome=Outcome.UNCHANGED, article=rows.article(row), cut=draft.cut)
    connection.execute(_AMEND, {**rows.metadata(draft), "id": row["id"], "added": _now()})
    for kind in ("remove", "add"):
        _log(connection, kind, row["id"], row["first_passage"], row["last_passage"])
    return _addition(connection, Outcome.REPLACED, row["id"], draft)


def put(
    connection: Connection, draft: Draft, spans: Sequence[Span], vectors: Vectors32
) -> Addition:
    """Write a draft whose text is new: as a new article, or in place of its address's old one."""
    first = _next_passage(connection)
    last = first + len(spans) - 1
    values = {
        **rows.metadata(draft),
        "text": draft.text,
        "text_hash": text_hash(draft.text),
        "first": first,
        "last": last,
        "added": _now(),
    }
    old = _with_url(connection, draft.url)
    if old is None:
        article_id: int = connection.execute(_INSERT, values).fetchone()["id"]
    else:
        article_id = old["id"]
        connection.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))
        _log(connection, "remove", article_id, old["first_passage"], old["last_passage"])
        connection.execute(_AMEND, {**values, "id": article_id})
        connection.execute(_REWRITE, {**values, "id": article_id})
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
        (
            (first + position, article_id, position, span.start, span.end, blob)
            for position, (span, blob) in enumerate(zip(spans, rows.packed(vectors), strict=True))
        ),
    )
    _log(connection, "add", article_id, first, last)
    outcome = Outcome.ADDED if old is None else Outcome.REPLACED
    return _addition(connection, outcome, article_id, draft)


def remove(connection: Connection, row: Row) -> None:
    """Take an article out, and with the last one the library's tie to a model."""
    connection.execute("DELETE FROM articles WHERE id = ?", (row["id"],))
    _log(connection, "remove", row["id"], row["first_passage"], row["last_passage"])
    if connection.execute("SELECT 1 FROM articles LIMIT 1").fetchone() is None:
        connection.execute("DELETE FROM meta")


def _with_url(connection: Connection, url: str | None) -> Row | None:
    if url is None:
        return None
    row: Row | None = connection.execute("SELECT * FROM headings WHERE url = ?", (url,)).fetchone()
    return row


def _next_passage(connection: Connection) -> int:
    """A number that no passage ever had."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
    return 1 if row is None else int(row["seq"]) + 1


def _log(connection: Connection, kind: Kind, article_id: int, first: int, last: int) -> None:
    connection.execute(
        "INSERT INTO changes (token, kind, article_id, first_passage, last_passage, at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (secrets.token_hex(TOKEN_BYTES), kind, article_id, first, last, _now()),
    )


def _addition(connection: Connection, outcome: Outcome, article_id: int, draft: Draft) -> Addition:
    row = connection.execute("SELECT * FROM headings WHERE id = ?", (article_id,)).fetchone()
    return Addition(outcome=outcome, article=rows.article(row), cut=draft.cut)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
