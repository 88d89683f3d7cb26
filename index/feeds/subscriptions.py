"""The feeds that a library follows, what they listed, and how they fare.

Times are whole Unix seconds. Each call is one transaction.
"""

from collections.abc import Callable, Iterable

from index.errors import AddressRefused
from index.feeds import feed_noting
from index.feeds.feed_queue import FeedQueue
from index.feeds.feed_records import FeedNotFound, Subscription, subscription
from index.feeds.feeds import Feed
from index.records import Validators
from index.storage.database import Connection, Row
from index.storage.passage_reading import listed
from index.web import dialling
from index.web.addresses import host_of
from index.web.politeness import DAY, FIRST_PAUSE

NO_LIMIT = -1
_LARGEST = 2**63 - 1
"""SQLite's largest number; what a person writes may be larger."""


_LISTED = """
    SELECT feeds.*,
        count(*) FILTER (WHERE state = 'older') AS n_older,
        count(*) FILTER (WHERE state = 'waiting') AS n_waiting,
        count(*) FILTER (WHERE state = 'taken') AS n_taken,
        count(*) FILTER (WHERE state = 'failed') AS n_failed
    FROM feeds LEFT JOIN entries ON entries.feed_id = feeds.id
    WHERE :id IS NULL OR feeds.id = :id
    GROUP BY feeds.id
    ORDER BY feeds.id
"""
_ADD = """
    INSERT INTO feeds (url, host, added, due, pause) VALUES (:url, :host, :now, :now, :pause)
    ON CONFLICT (url) DO UPDATE SET due = :now, failures = 0, failing_since = NULL, failed = NULL,
        problem = NULL, reported = 0, stopped = 0
    WHERE stopped
"""
_ANSWERED = """
    UPDATE feeds SET title = coalesce(:title, title), first_seen = coalesce(first_seen, :now),
        answered = :now, etag = :etag, modified = :modified, due = :due, pause = :pause,
        failures = 0, failing_since = NULL, failed = NULL, reported = 0, stopped = 0, problem = NULL
    WHERE id = :id
"""
_FAILED = """
    UPDATE feeds SET failures = failures + 1, failing_since = coalesce(failing_since, :now),
        failed = :now, due = :due, problem = :problem, stopped = :stopped
    WHERE id = :id
"""
_OLDER = """
    UPDATE entries SET state = 'waiting', due = :now, attempts = 0
    WHERE feed_id = :feed_id AND key IN (
        SELECT key FROM entries
        WHERE feed_id = :feed_id AND state = 'older' AND (:since IS NULL OR published >= :since)
        ORDER BY published DESC NULLS LAST, key LIMIT :limit
    )
"""
# The time of the last failure counts, not the clock's: that goes on while nobody asks the feed.
_TO_REPORT = f"""
    SELECT id FROM feeds
    WHERE NOT reported AND (stopped OR failed - failing_since >= {DAY}) ORDER BY id
"""  # noqa: S608 - our own number


class Subscriptions(FeedQueue):
    """Every feed of an open library."""

    def add(self, url: str, now: int) -> tuple[Subscription, bool]:
        """Follow a feed from now on; one that had stopped begins anew.

        Returns:
            The feed, and whether it is new.

        Raises:
            AddressRefused: that is no http(s) address, or none that is ever dialled.
        """
        address = _address(url)
        values = {"url": address, "host": host_of(address), "now": now, "pause": FIRST_PAUSE}
        with self._database.write() as connection:
            is_new = _with_url(connection, address) is None
            connection.execute(_ADD, values)
            return _one(connection, _with_url(connection, address)), is_new

    def remove(self, feed_id: int) -> Subscription:
        """Follow a feed no longer, and forget what it listed; its articles stay.

        Raises:
            FeedNotFound: there is none of that number.
        """
        with self._database.write() as connection:
            feed = _one(connection, feed_id)
            connection.execute("DELETE FROM feeds WHERE id = ?", (feed_id,))
            return feed

    def feeds(self) -> list[Subscription]:
        """All of them, in the order in which they were added."""
        with self._database.read() as connection:
            return [subscription(row) for row in connection.execute(_LISTED, {"id": None})]

    def feed(self, feed_id: int) -> Subscription:
        """One of them.

        Raises:
            FeedNotFound: there is none of that number.
        """
        with self._database.read() as connection:
            return _one(connection, feed_id)

    def take_older(
        self, feed_id: int, now: int, *, limit: int | None = None, since: int | None = None
    ) -> int:
        """Have entries from before the feed's first sight taken too, the newest first.

        Args:
            feed_id: whose.
            now: the second of the request.
            limit: how many at most; None for all.
            since: leave out what was published before, or at a time that isn't known.

        Returns:
            How many wait now.

        Raises:
            FeedNotFound: there is none of that number.
        """
        values = {
            "feed_id": feed_id,
            "now": now,
            "limit": NO_LIMIT if limit is None else min(max(limit, 0), _LARGEST),
            "since": since,
        }
        with self._database.write() as connection:
            _one(connection, feed_id)
            return connection.execute(_OLDER, values).rowcount

    def polled(
        self,
        feed_id: int,
        now: int,
        plan: Callable[[int], tuple[int, int]],
        *,
        feed: Feed | None,
        validators: Validators,
        moved_to: str | None = None,
    ) -> int:
        """Write down a poll that was answered.

        Args:
            feed_id: the feed; nothing is done if it was removed meanwhile.
            now: the second of the answer.
            plan: from the number of news to the seconds between polls, and when the next is due.
            feed: what it said; None where nothing had changed (HTTP 304).
            validators: what the next poll is made conditional by.
            moved_to: its new address. If another feed is there already, the two become that one.

        Returns:
            How many entries are news.
        """
        with self._database.write() as connection:
            if moved_to and _row(connection, feed_id):
                feed_id = _moved(connection, feed_id, moved_to)
            row = _row(connection, feed_id)
            if row is None:
                return 0
            n_new = feed_noting.note(connection, row, feed.entries, now) if feed else 0
            pause, due = plan(n_new)
            values = {
                "id": row["id"],
                "now": now,
                "title": feed.title if feed else None,
                "etag": validators.etag,
                "modified": validators.modified,
                "pause": pause,
                "due": due,
            }
            connection.execute(_ANSWERED, values)
        return n_new

    def failed(
        self, feed_id: int, now: int, due: int, problem: str, *, stopped: bool = False
    ) -> None:
        """Write down a poll that failed.

        Args:
            feed_id: the feed.
            now: the second of the failure.
            due: when it is polled again.
            problem: what happened, in words.
            stopped: whether it is to be polled at all.
        """
        values = {"id": feed_id, "now": now, "due": due, "problem": problem, "stopped": stopped}
        with self._database.write() as connection:
            connection.execute(_FAILED, values)

    def to_report(self) -> list[Subscription]:
        """Feeds that have failed for a day, or have stopped, and that no owner was told of."""
        with self._database.read() as connection:
            return [_one(connection, row["id"]) for row in connection.execute(_TO_REPORT)]

    def mark_reported(self, feed_ids: Iterable[int]) -> None:
        """The owners were told of these; they are told again only if a feed recovers and fails."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE feeds SET reported = 1 "
                "WHERE failing_since IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
                (listed(feed_ids),),
            )


def _address(url: str) -> str:
    """A feed's address, as it is asked for: a parameter that tracks may choose the feed."""
    return str(dialling.parse(url, url))


def _with_url(connection: Connection, url: str) -> int | None:
    row = connection.execute("SELECT id FROM feeds WHERE url = ?", (url,)).fetchone()
    return None if row is None else int(row["id"])


def _moved(connection: Connection, feed_id: int, moved_to: str) -> int:
    """Give a feed its new address; the number of the feed that has it now."""
    try:
        address = _address(moved_to)
    except AddressRefused:  # such as one that is too long, once its letters are spelled in ASCII
        return feed_id
    other = _with_url(connection, address)
    if other is None or other == feed_id:
        connection.execute(
            "UPDATE feeds SET url = ?, host = ? WHERE id = ?",
            (address, host_of(address), feed_id),
        )
        return feed_id
    connection.execute(
        "UPDATE OR IGNORE entries SET feed_id = ? WHERE feed_id = ?", (other, feed_id)
    )
    connection.execute("DELETE FROM feeds WHERE id = ?", (feed_id,))
    return other


def _row(connection: Connection, feed_id: int) -> Row | None:
    row: Row | None = connection.execute("SELECT * FROM feeds WHERE id = ?", (feed_id,)).fetchone()
    return row


def _one(connection: Connection, feed_id: int | None) -> Subscription:
    row = None
    if feed_id is not None and 0 < feed_id <= _LARGEST:
        row = connection.execute(_LISTED, {"id": feed_id}).fetchone()
    if row is None:
        raise FeedNotFound(f"there is no feed {feed_id}: `sitrep feeds` lists them")
    return subscription(row)
