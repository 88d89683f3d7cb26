"""What becomes of articles, written down: each version's paragraphs that came and went."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from index.changes import Event, Note, Version
from index.storage import rows
from index.storage.database import Connection

_INSERT = """
    INSERT INTO versions (article_id, at, kind, title, came, went, cause, origin)
    VALUES (:article_id, :at, :kind, :title, :came, :went, :cause, :origin)
"""


def record(
    connection: Connection,
    article_id: int,
    event: Event,
    title: str,
    note: Note,
    *,
    came: Iterable[str] = (),
    went: Iterable[str] = (),
) -> None:
    """Write down what happened to an article, in the transaction in which it happens."""
    connection.execute(
        _INSERT,
        {
            "article_id": article_id,
            "at": now(),
            "kind": event.value,
            "title": title,
            "came": json.dumps([*came], ensure_ascii=False),
            "went": json.dumps([*went], ensure_ascii=False),
            "cause": note.cause,
            "origin": note.origin,
        },
    )


def of_article(connection: Connection, article_id: int) -> list[Version]:
    """An article's history, oldest first; also of one that is gone."""
    found = connection.execute(
        "SELECT * FROM versions WHERE article_id = ? ORDER BY id", (article_id,)
    ).fetchall()
    return [rows.version(row) for row in found]


def of_origin(connection: Connection, origin: str) -> list[Version]:
    """What a request brought about, oldest first."""
    found = connection.execute(
        "SELECT * FROM versions WHERE origin = ? AND origin <> '' ORDER BY id", (origin,)
    ).fetchall()
    return [rows.version(row) for row in found]


def after(connection: Connection, version_id: int, event: Event, limit: int) -> list[Version]:
    """The events of a kind that came after a number, oldest first."""
    found = connection.execute(
        "SELECT * FROM versions WHERE id > ? AND kind = ? ORDER BY id LIMIT ?",
        (version_id, event.value, limit),
    ).fetchall()
    return [rows.version(row) for row in found]


def last(connection: Connection) -> int:
    """The number of the latest event; 0 in a new library."""
    row = connection.execute("SELECT max(id) AS id FROM versions").fetchone()
    # What was imported has numbers below 0: it is no news.
    return max(int(row["id"] or 0), 0)


def emptied(connection: Connection, article_id: int) -> None:
    """Keep of an article's history only what happened, and when: none of its words."""
    connection.execute(
        "UPDATE versions SET title = '', came = '[]', went = '[]' WHERE article_id = ?",
        (article_id,),
    )


def difference(old: str, new: str) -> tuple[list[str], list[str]]:
    """The paragraphs that only the new text has, and those that only the old one has."""
    before, now_there = _paragraphs(old), _paragraphs(new)
    return _only(now_there, before), _only(before, now_there)


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _only(here: list[str], there: list[str]) -> list[str]:
    """What is here and not there, in order; what is here twice and there once, once."""
    left = Counter(there)
    only = []
    for paragraph in here:
        if left[paragraph]:
            left[paragraph] -= 1
        else:
            only.append(paragraph)
    return only


def now() -> str:
    """This moment, as the library writes moments down."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
