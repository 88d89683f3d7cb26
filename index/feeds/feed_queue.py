"""Which feed, and which article that a feed listed, is to be asked for next; and what became of it.

Each step is one transaction. What is about to be asked for is put off before it is asked for: if
that kills the process, it comes up again later, and not at once for ever. An address that several
feeds list is one errand: what becomes of it is written to all of them.
"""

from dataclasses import dataclass

from index.feeds.feed_records import Waiting, waiting
from index.storage import hosts
from index.storage.database import Connection, Database, Row
from index.storage.hosts import Host
from index.web.politeness import DAY, Limits, tomorrow

_SOONEST = """
    SELECT * FROM (
        SELECT id, host, due, count(*) OVER (PARTITION BY host) AS n_feeds,
            row_number() OVER (PARTITION BY host ORDER BY due, id) AS place
        FROM feeds WHERE NOT stopped
    ) WHERE place = 1
"""
# The newest of those that are due: news comes before what was asked for from before.
_NEXT = """
    SELECT * FROM (
        SELECT *, row_number() OVER (
            PARTITION BY host ORDER BY max(due, :now), coalesce(published, seen) DESC, seen, key
        ) AS place
        FROM entries WHERE state = 'waiting'
    ) WHERE place = 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a host is to be asked for next.

    Attributes:
        name: the host.
        host: how it stands.
        feed_id: the feed whose poll is due first; None where the host has no feed.
        feed_due: when that is.
        n_feeds: how many feeds the host has that are polled.
        entry: the article that comes first.
    """

    name: str
    host: Host
    feed_id: int | None = None
    feed_due: int = 0
    n_feeds: int = 0
    entry: Waiting | None = None


class FeedQueue:
    """The part of the store that a poller works off."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def work(self, now: int) -> list[Work]:
        """What there is to do, host by host, those first that were left alone for longest."""
        with self._database.read() as connection:
            known = hosts.standing(connection, now)
            feeds = {row["host"]: row for row in connection.execute(_SOONEST)}
            entries = {row["host"]: row for row in connection.execute(_NEXT, {"now": now})}
        found = [
            _work(name, known.get(name, hosts.UNKNOWN), feeds.get(name), entries.get(name))
            for name in feeds.keys() | entries.keys()
        ]
        return sorted(found, key=lambda work: (work.host.due, work.name))

    def begin_poll(self, feed_id: int, now: int, *, until: int, again: int, limits: Limits) -> bool:
        """Count a poll that is about to be sent; False where it is not to be.

        Args:
            feed_id: the feed.
            now: the second of the request.
            until: no other request to its host before then.
            again: when it is polled again if nothing is heard of this poll.
            limits: what is kept to.
        """
        with self._database.write() as connection:
            row = connection.execute(
                "SELECT host FROM feeds WHERE id = ? AND due <= ? AND NOT stopped", (feed_id, now)
            ).fetchone()
            most = limits.requests_a_day
            if row is None or not hosts.admitted(
                connection, row["host"], now, until=until, most=most
            ):
                return False
            connection.execute("UPDATE feeds SET due = ? WHERE id = ?", (again, feed_id))
        return True

    def begin_article(
        self, entry: Waiting, now: int, *, until: int, again: int, limits: Limits
    ) -> bool:
        """Count the request for an article; False where it is not to be sent (now).

        Args:
            entry: which.
            now: the second of the request.
            until: no other request to its host before then.
            again: when it is tried again if nothing is heard of this attempt.
            limits: what is kept to. The rest of a feed that gave enough today waits until tomorrow.
        """
        with self._database.write() as connection:
            if not _is_due(connection, entry, now) or _is_unwanted(connection, entry):
                return False
            if _n_taken(connection, entry.feed_id, tomorrow(now)) >= limits.articles_a_day:
                _put_off(connection, entry.feed_id, tomorrow(now))
                return False
            most = limits.requests_a_day
            if not hosts.admitted(connection, entry.host, now, until=until, most=most):
                return False
            connection.execute(
                "UPDATE entries SET attempts = attempts + 1, due = ? "
                "WHERE url = ? AND state = 'waiting'",
                (again, entry.url),
            )
        return True

    def taken(self, entry: Waiting, article_id: int, now: int) -> None:
        """The entry's article is in the library; no feed's entry of that address waits any more."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE entries SET state = 'taken', article_id = ?, taken = ? "
                "WHERE url = ? AND state <> 'taken'",
                (article_id, now, entry.url),
            )

    def entry_failed(self, entry: Waiting, again: int | None) -> None:
        """No article came of the entry.

        Args:
            entry: which.
            again: when it is tried again; None for never.
        """
        with self._database.write() as connection:
            connection.execute(
                "UPDATE entries SET state = iif(:again IS NULL, 'failed', state), "
                "due = coalesce(:again, due) WHERE url = :url AND state = 'waiting'",
                {"again": again, "url": entry.url},
            )

    def rest(self, host: str, until: int, now: int) -> None:
        """Ask the host for nothing before then."""
        with self._database.write() as connection:
            hosts.rest(connection, host, until, now)


def _work(name: str, host: Host, feed: Row | None, entry: Row | None) -> Work:
    return Work(
        name=name,
        host=host,
        feed_id=feed["id"] if feed else None,
        feed_due=feed["due"] if feed else 0,
        n_feeds=feed["n_feeds"] if feed else 0,
        entry=waiting(entry) if entry else None,
    )


def _is_due(connection: Connection, entry: Waiting, now: int) -> bool:
    row = connection.execute(
        "SELECT 1 FROM entries WHERE feed_id = ? AND key = ? AND state = 'waiting' AND due <= ?",
        (entry.feed_id, entry.key, now),
    ).fetchone()
    return row is not None


def _is_unwanted(connection: Connection, entry: Waiting) -> bool:
    """Whether somebody took that address out of the library: then no feed brings it back."""
    found = connection.execute(
        "UPDATE entries SET state = 'failed' "
        "WHERE url = ? AND state = 'waiting' AND url IN (SELECT url FROM unwanted)",
        (entry.url,),
    )
    return found.rowcount > 0


def _n_taken(connection: Connection, feed_id: int, day_end: int) -> int:
    """How many articles of the feed were fetched on the day; what was there already isn't one."""
    row = connection.execute(
        "SELECT count(*) AS n FROM entries "
        "WHERE feed_id = ? AND state = 'taken' AND attempts > 0 AND taken >= ?",
        (feed_id, day_end - DAY),
    ).fetchone()
    return int(row["n"])


def _put_off(connection: Connection, feed_id: int, until: int) -> None:
    connection.execute(
        "UPDATE entries SET due = max(due, ?) WHERE feed_id = ? AND state = 'waiting'",
        (until, feed_id),
    )
