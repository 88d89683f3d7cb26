"""One report in several places: which article a text is a copy of, and where else it stands."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from index.copies import copies
from index.records import Draft
from index.storage import rows
from index.storage.database import Connection, Row
from index.storage.history import now
from index.wording.texts import folded, text_hash

SAME_HEADLINE = 0.5
"""The least share of two headlines' words that both have, if they tell the same. Headlines of one
report differ in their site's name, or begin with a word such as Analysis."""

LONGER = 1.1
"""A copy whose text is longer by more than this tells more: it is the one that is quoted."""

_CANDIDATES = """
    SELECT article_id, count(*) AS n FROM bands
    WHERE (band, key) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]')
                          FROM json_each(?))
    GROUP BY article_id ORDER BY n DESC, article_id LIMIT ?
"""

# Of a place without an address, its outlet is all that it is known by.
_KNOWN = """
    SELECT id, article_id, title, outlet, published, text_hash, moved FROM sources
    WHERE url IS :url
        AND (:url IS NOT NULL OR (outlet = :outlet AND article_id = :article_id))
"""
_INSERT = """
    INSERT INTO sources (article_id, url, title, outlet, author, published, text_hash, added)
    VALUES (:article_id, :url, :title, :outlet, :author, :published, :text_hash, :added)
"""
_UPDATE = """
    UPDATE sources SET article_id = :article_id, title = :title, outlet = :outlet,
        author = :author, published = :published, text_hash = :text_hash, moved = :moved
    WHERE id = :id
"""

_WORDS = re.compile(r"\w+")
_MOST_COMPARED = 50
"""Texts that are compared with a new one: those that share most keys with it."""

MOST_CHARACTERS = 1_000_000
"""Of all texts that are compared with a new one, and of it each time: about a second's work, in
which nobody else can write. A copy of a longer text is mostly the first that is looked at."""


def sign(connection: Connection, article_id: int, keys: Sequence[int]) -> None:
    """Have an article found by these keys and no others."""
    connection.execute("DELETE FROM bands WHERE article_id = ?", (article_id,))
    connection.executemany(
        "INSERT INTO bands VALUES (?, ?, ?)",
        [(band, key, article_id) for band, key in enumerate(keys)],
    )


def unsigned(connection: Connection, after: int, limit: int) -> list[tuple[int, str]]:
    """Articles that came in before near-duplicates were looked for: number and text."""
    found = connection.execute(
        "SELECT id, text FROM articles WHERE id > ? "
        "AND NOT EXISTS (SELECT 1 FROM bands WHERE article_id = articles.id) ORDER BY id LIMIT ?",
        (after, limit),
    ).fetchall()
    return [(row["id"], row["text"]) for row in found]


def twin(connection: Connection, draft: Draft, keys: Sequence[int]) -> Row | None:
    """The article that a draft is a near-duplicate of, if there is one: the most alike.

    A draft at whose address an article stands is nobody's copy: it is what that article says now.
    """
    if is_home(connection, draft.url):
        return None
    wanted = rows.listed_pairs(enumerate(keys))
    found = connection.execute(_CANDIDATES, (wanted, _MOST_COMPARED)).fetchall()
    room = MOST_CHARACTERS
    for candidate in found:
        row: Row = connection.execute(
            "SELECT id, url, published, text FROM articles WHERE id = ?",
            (candidate["article_id"],),
        ).fetchone()
        if copies.same_report(draft.text, row["text"]):
            return row
        room -= len(draft.text) + len(row["text"])
        if room < 0:
            break
    return None


def is_home(connection: Connection, url: str | None) -> bool:
    """Whether an article stands at that address."""
    found = connection.execute("SELECT 1 FROM articles WHERE url = ?", (url,)).fetchone()
    return found is not None


def supersedes(draft: Draft, row: Row) -> bool:
    """Whether a copy is to be quoted instead of the article that it is a copy of.

    The fuller text is, and of two about as full the earlier. One that nobody can be led to never
    takes the place of one that has an address, and leaves its own to one that has and is about as
    full; of two without, the one that came last is meant.
    """
    if draft.url is None:
        return row["url"] is None
    longer = len(draft.text) > LONGER * len(row["text"])
    shorter = len(draft.text) * LONGER < len(row["text"])
    if row["url"] is None:
        return not shorter
    published = rows.day(row["published"])
    earlier = draft.published is not None and (published is None or draft.published < published)
    return longer or (earlier and not shorter)


def is_form(row: Row | Mapping[str, Any], draft: Draft) -> bool:
    """Whether a text that two pages have is none of a report's, but what their site says itself.

    Such as a form or a plea to sign up, for which the report was taken away. They are of one host,
    and under headlines that tell different things.
    """
    if row["url"] is None or draft.url is None or row["url"] == draft.url:
        return False
    if urlsplit(row["url"]).hostname != urlsplit(draft.url).hostname:
        return False
    one, other = (frozenset(_WORDS.findall(folded(each))) for each in (row["title"], draft.title))
    if _has_figure(one - other) and _has_figure(other - one):
        return True
    return len(one & other) < SAME_HEADLINE * len(one | other)


def _has_figure(words: Iterable[str]) -> bool:
    return any(character.isdecimal() for word in words for character in word)


def with_text(connection: Connection, text: str) -> int | None:
    """The article of which a further source has this text, unless it tells another by now."""
    found = connection.execute(
        "SELECT DISTINCT article_id, text FROM sources JOIN articles ON articles.id = article_id "
        "WHERE sources.text_hash = ? ORDER BY article_id",
        (text_hash(text),),
    ).fetchall()
    return next((row["article_id"] for row in found if copies.same_report(text, row["text"])), None)


def add_source(connection: Connection, article_id: int, draft: Draft) -> bool:
    """Note where else a report stands; whether that is news.

    A copy that names neither an address nor an outlet says nothing of a place.
    """
    if draft.url is None and draft.outlet is None:
        return False
    values = {
        **rows.metadata(draft),
        "article_id": article_id,
        "text_hash": text_hash(draft.text),
        "added": now(),
        "moved": False,
    }
    known = connection.execute(_KNOWN, values).fetchone()
    if known is None:
        connection.execute(_INSERT, values)
        return True
    told = ("article_id", "title", "outlet", "published", "text_hash", "moved")
    if all(known[name] == values[name] for name in told):
        return False
    connection.execute(_UPDATE, {**values, "id": known["id"]})
    return True


def demote(connection: Connection, article_id: int, draft: Draft) -> None:
    """Make the place that is quoted a further source, since a draft's takes over.

    One of the same outlet without an address says nothing that the draft's place doesn't.
    """
    connection.execute(
        "INSERT OR REPLACE INTO sources (article_id, url, title, outlet, author, published, "
        "text_hash, added) SELECT id, url, title, outlet, author, published, text_hash, added "
        "FROM articles WHERE id = ? "
        "AND (url IS NOT NULL OR (outlet IS NOT NULL AND outlet IS NOT ?))",
        (article_id, draft.outlet),
    )


def forward(connection: Connection, article_id: int, url: str) -> None:
    """Have an article found by an address that only leads to it any more."""
    connection.execute(
        "INSERT OR REPLACE INTO sources (article_id, url, title, outlet, author, published, "
        "text_hash, added, moved) SELECT id, ?, title, outlet, author, published, text_hash, "
        "added, 1 FROM articles WHERE id = ?",
        (url, article_id),
    )


def drop_source(connection: Connection, url: str | None) -> None:
    """Let an address be no further source any more."""
    if url is not None:
        connection.execute("DELETE FROM sources WHERE url = ?", (url,))
