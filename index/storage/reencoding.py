"""Going over to another model: its vectors are gathered aside, then take the old ones' place."""

from collections.abc import Callable, Iterable, Sequence

from index.models import ModelIdentity, Vectors32
from index.storage import identities, rows
from index.storage.database import Connection, Database

BATCH = 256
"""Passages encoded between two transactions: seconds of work that a kill can cost."""

Encode = Callable[[Sequence[tuple[str, str]]], Vectors32]
Progress = Callable[[int, int], None]


def reencode(
    database: Database, encode: Encode, identity: ModelIdentity, progress: Progress | None
) -> None:
    """See `Store.reencode`."""
    with database.write() as connection:
        _begin(connection, identity)
    while True:
        with database.read() as connection:
            missing = _missing(connection)
        if missing:
            vectors = encode([(title, text) for _, title, text in missing])
            with database.write() as connection:
                _keep(connection, [number for number, _, _ in missing], vectors)
                done, total = _count(connection)
            if progress is not None:
                progress(done, total)
            continue
        with database.write() as connection:
            # Another process may have added an article since: then there is another round.
            if not _missing(connection):
                _finish(connection, identity)
                return


def _begin(connection: Connection, identity: ModelIdentity) -> None:
    """Go on with this model's vectors; those of any other are of no use."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'reencoding'").fetchone()
    if row is None or row["value"] != identity.fingerprint:
        connection.execute("DELETE FROM reencoded")
        connection.execute(
            "INSERT OR REPLACE INTO meta VALUES ('reencoding', ?)", (identity.fingerprint,)
        )


def _missing(connection: Connection) -> list[tuple[int, str, str]]:
    """Number, title and text of the next passages that have no new vector."""
    found = connection.execute(
        "SELECT p.id, p.article_id, p.start, p.stop FROM passages p "
        "WHERE p.id > (SELECT coalesce(max(passage_id), 0) FROM reencoded) ORDER BY p.id LIMIT ?",
        (BATCH,),
    ).fetchall()
    articles = {
        number: connection.execute(
            "SELECT title, text FROM articles WHERE id = ?", (number,)
        ).fetchone()
        for number in {row["article_id"] for row in found}
    }
    return [
        (row["id"], source["title"], source["text"][row["start"] : row["stop"]])
        for row in found
        for source in [articles[row["article_id"]]]
    ]


def _keep(connection: Connection, passages: Iterable[int], vectors: Vectors32) -> None:
    """Put new vectors aside, but for passages that were removed meanwhile."""
    connection.executemany(
        "INSERT INTO reencoded SELECT id, ? FROM passages WHERE id = ?",
        zip(rows.packed(vectors), passages, strict=True),
    )


def _count(connection: Connection) -> tuple[int, int]:
    row = connection.execute(
        "SELECT (SELECT count(*) FROM reencoded), (SELECT count(*) FROM passages)"
    ).fetchone()
    return row[0], row[1]


def _finish(connection: Connection, identity: ModelIdentity) -> None:
    connection.execute(
        "UPDATE passages SET vector = r.vector FROM reencoded r WHERE r.passage_id = passages.id"
    )
    connection.execute("DELETE FROM reencoded")
    connection.execute("DELETE FROM meta")
    if connection.execute("SELECT 1 FROM passages LIMIT 1").fetchone() is not None:
        identities.set_identity(connection, identity)
