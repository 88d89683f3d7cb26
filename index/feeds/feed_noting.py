"""What a poll's entries are written down as: known, waiting to be taken, or from before.

Nothing here begins or ends a transaction.
"""

import json
from collections.abc import Sequence

from index.feeds.feed_entries import Entry
from index.storage.database import Connection, Row
from index.web import addresses
from index.web.politeness import DAY
from index.wording.texts import storable

MOST_A_DAY = 1_000
"""New entries of one feed in 24 hours. A feed that invents more would fill the disk; those that it
still lists tomorrow are written down then."""

_INSERT = """
    INSERT OR IGNORE INTO entries
        (feed_id, key, url, host, title, published, state, due, article_id, seen)
    VALUES
        (:feed_id, :key, :url, :host, :title, :published, :state, :due, :article_id, :seen)
"""
_KNOWN = """
    SELECT key AS told FROM entries
    WHERE feed_id = :feed_id AND key IN (SELECT value FROM json_each(:told))
    UNION ALL
    SELECT url FROM entries
    WHERE feed_id = :feed_id AND url IN (SELECT value FROM json_each(:told))
"""
_ELSEWHERE = """
    SELECT url, state, due, article_id FROM entries
    WHERE url IN (SELECT value FROM json_each(?)) AND state <> 'older'
"""


def note(connection: Connection, feed: Row, entries: Sequence[Entry], now: int) -> int:
    """Write down the entries that the feed didn't list before.

    At a feed's first sight those from before it was added, and those without a date, are older;
    they are taken only on request. What comes up later waits to be taken, unless it is dated more
    than a day before the first sight: feeds list old entries anew.

    Args:
        connection: within a transaction that writes.
        feed: its row as it was before this poll.
        entries: what it lists.
        now: the second of the poll.

    Returns:
        How many of them are news.
    """
    known = _known(connection, feed["id"], entries)
    room = MOST_A_DAY - _n_lately(connection, feed["id"], now)
    new = [entry for entry in entries if not {entry.key, entry.url} & known][: max(room, 0)]
    elsewhere = {row["url"]: row for row in connection.execute(_ELSEWHERE, (_urls(new),))}
    rows = [_row(entry, feed, elsewhere.get(entry.url), now) for entry in new]
    connection.executemany(_INSERT, rows)
    return sum(row["state"] != "older" for row in rows)


def _known(connection: Connection, feed_id: int, entries: Sequence[Entry]) -> set[str]:
    told = json.dumps([name for entry in entries for name in (entry.key, entry.url)])
    found = connection.execute(_KNOWN, {"feed_id": feed_id, "told": told})
    return {row["told"] for row in found}


def _n_lately(connection: Connection, feed_id: int, now: int) -> int:
    row = connection.execute(
        "SELECT count(*) AS n FROM entries WHERE feed_id = ? AND seen > ?", (feed_id, now - DAY)
    ).fetchone()
    return int(row["n"])


def _urls(entries: Sequence[Entry]) -> str:
    return json.dumps([entry.url for entry in entries])


def _row(entry: Entry, feed: Row, other: Row | None, now: int) -> dict[str, object]:
    """An entry's row; what became of its address in another feed goes for this one too."""
    published = int(entry.published.timestamp()) if entry.published else None
    return {
        "feed_id": feed["id"],
        "key": entry.key,
        "url": entry.url,
        "host": addresses.host_of(entry.url),
        "title": storable(entry.title),
        "published": published,
        "state": other["state"] if other else _state(published, feed),
        "due": other["due"] if other else now,
        "article_id": other["article_id"] if other else None,
        "seen": now,
    }


def _state(published: int | None, feed: Row) -> str:
    if feed["first_seen"] is None:
        return "waiting" if published is not None and published >= feed["added"] else "older"
    is_old = published is not None and published < feed["first_seen"] - DAY
    return "older" if is_old else "waiting"
