"""Which article's address is to be looked at next, and what became of it.

Each step is one transaction. What is about to be asked for is put off before it is asked for: if
that kills the process, it comes up again later, and not at once for ever.
"""

from collections.abc import Iterable

from index.changes import Note
from index.rechecks import revisits, telling
from index.rechecks.revisits import SHORTEST, Due, Look, Trouble
from index.records import Validators
from index.storage import hosts
from index.storage.database import Connection, Database, Row
from index.storage.relocation import relocate
from index.storage.reprints import is_home
from index.web import addresses, politeness
from index.web.politeness import DAY, Limits, jittered

QUICKENED = 4
"""An article that has changed waits so many times less, and then each time twice as long."""

LEAST_FAILURES = 5
LEAST_FAILING = 3 * DAY
"""From then on, owners are told."""

# SQLite takes the other columns from the row that has the least.
_SOONEST = "SELECT host, min(due) AS due, article_id, source_id FROM rechecks GROUP BY host"
_NEXT = """
    SELECT rechecks.*, articles.url AS home, sources.url AS place FROM rechecks
    JOIN articles ON articles.id = rechecks.article_id
    LEFT JOIN sources ON sources.id = source_id AND sources.article_id = articles.id AND NOT moved
    WHERE rechecks.host = ? AND due <= ? ORDER BY due, rechecks.article_id LIMIT 1
"""
_CURRENT = """
    SELECT 1 FROM rechecks JOIN articles ON articles.id = article_id AND articles.url = rechecks.url
    WHERE article_id = :article_id AND source_id IS :source_id
        AND (source_id IS NOT NULL OR :url IS NULL OR rechecks.url = :url)
"""
_FAILED = """
    UPDATE rechecks SET due = :due, problem = :problem,
        failing_since = iif(:counts, coalesce(failing_since, :now), failing_since),
        failed = iif(:counts, :now, failed),
        missing = missing + :missing,
        missing_since = iif(:missing, coalesce(missing_since, :now), missing_since)
    WHERE article_id = :article_id
"""
_OWN = "SELECT url FROM rechecks WHERE article_id = ?"
_PLACE = """
    SELECT id, url FROM sources
    WHERE article_id = ? AND id > ? AND url IS NOT NULL AND NOT moved ORDER BY id LIMIT 1
"""
_TROUBLES = f"""
    SELECT article_id, title, rechecks.url, problem, failures, failing_since FROM rechecks
    JOIN articles ON articles.id = article_id AND articles.url = rechecks.url
    WHERE failures >= {LEAST_FAILURES} AND failed - failing_since >= {LEAST_FAILING}
        AND (NOT reported OR :all) ORDER BY failing_since, article_id
"""  # noqa: S608 - our own numbers


class Revisits:
    """The looks that an open library's articles are to be given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: int) -> list[Due]:
        """The next look at each host, those first that were left alone for longest."""
        with self._database.read() as connection:
            known = hosts.standing(connection, now)
            found = [
                Due(
                    name=row["host"],
                    host=known.get(row["host"], hosts.UNKNOWN),
                    moment=row["due"],
                    article_id=row["article_id"],
                    source_id=row["source_id"],
                )
                for row in connection.execute(_SOONEST)
            ]
        return sorted(found, key=lambda due: (due.host.due, due.name))

    def begin(self, host: str, now: int, *, until: int, limits: Limits) -> Look | None:
        """Count a look that is about to be taken; None where there is none, or none may be.

        Args:
            host: which is asked.
            now: the second of the request.
            until: no other request to the host before then.
            limits: what is kept to.
        """
        most = limits.requests_a_day
        with self._database.write() as connection:
            row = _next(connection, host, now)
            if row is None:
                return None
            look = revisits.look(row)
            if look.url is None:
                return look
            if not hosts.admitted(connection, host, now, until=until, most=most):
                return None
            connection.execute(
                "UPDATE rechecks SET due = ?, failures = failures + 1 WHERE article_id = ?",
                (now + politeness.backoff(look.failures, None), look.article_id),
            )
            return look

    def is_current(self, article_id: int, source_id: int | None, url: str | None = None) -> bool:
        """Whether a look is still about what its article's address, or further place, is now.

        Args:
            article_id: whose.
            source_id: the further place; None for the article's own.
            url: the address that is, or was, asked.
        """
        with self._database.read() as connection:
            return _is_current(connection, article_id, source_id, url)

    def looked(
        self, look: Look, now: int, validators: Validators, *, changed: bool, least: int, die: float
    ) -> None:
        """The report stands at its address: look again after a while.

        Args:
            look: which was taken.
            now: the second of the answer.
            validators: what the next look is made conditional by.
            changed: whether it was another than before.
            least: seconds for which asking again is of no use.
            die: from 0 to 1, for the jitter.
        """
        with self._database.write() as connection:
            usual = revisits.pause(connection, look.article_id, now)
            slowest = usual // QUICKENED if changed else 2 * look.pause
            pause = max(min(usual, slowest), SHORTEST, least)
            # Another process may have gone on to a further place since; its own is asked again.
            own = connection.execute(_OWN, (look.article_id,)).fetchone()
            if own is None:
                return
            connection.execute(
                "UPDATE rechecks SET host = ?, source_id = NULL, due = ?, pause = ?, etag = ?, "
                "modified = ?, told = ?, failures = 0, failing_since = NULL, failed = NULL, "
                "missing = 0, missing_since = NULL, reported = 0, problem = NULL "
                "WHERE article_id = ?",
                (
                    addresses.host_of(own["url"]),
                    now + jittered(pause, die),
                    pause,
                    validators.etag,
                    validators.modified,
                    telling.packed(validators.told),
                    look.article_id,
                ),
            )

    def failed(
        self, look: Look, now: int, due: int, problem: str, *, missing: bool, counts: bool
    ) -> None:
        """Nothing came of a look: what is known of the article stands.

        Args:
            look: which was taken.
            now: the second of the failure.
            due: when to look again.
            problem: what happened, in words.
            missing: whether there was no page.
            counts: whether owners are told if it goes on.
        """
        values = {
            "article_id": look.article_id,
            "now": now,
            "due": due,
            "problem": problem,
            "missing": missing,
            "counts": counts,
        }
        with self._database.write() as connection:
            connection.execute(_FAILED, values)

    def next_place(self, article_id: int, after: int | None) -> bool:
        """Have the next further place of a report asked for, at once; False where there is none."""
        with self._database.write() as connection:
            row = connection.execute(_PLACE, (article_id, after or 0)).fetchone()
            if row is None:
                return False
            connection.execute(
                "UPDATE rechecks SET source_id = ?, host = ?, due = 0, failures = 0 "
                "WHERE article_id = ?",
                (row["id"], addresses.host_of(row["url"]), article_id),
            )
        return True

    def relocated(self, look: Look, url: str, now: int, note: Note) -> bool:
        """Have the article stand at another address; False where that can't be.

        Args:
            look: a look that found it there; at a further place, that becomes the article's own.
            url: where it stands now.
            now: the second of the answer; until it was seen there, it is due at once.
            note: what is written down beside it.
        """
        with self._database.write() as connection:
            current = _is_current(connection, look.article_id, look.source_id, look.url)
            place = connection.execute(
                "SELECT * FROM sources WHERE id = ? AND article_id = ?",
                (look.source_id, look.article_id),
            ).fetchone()
            is_lost = not current or (look.source_id is not None and place is None)
            if is_lost or is_home(connection, url):
                return False
            relocate(connection, look.article_id, url, note, place)
            connection.execute(
                "UPDATE rechecks SET url = ?, host = ?, due = ?, etag = NULL, modified = NULL, "
                "told = iif(source_id IS NULL, told, NULL), source_id = NULL WHERE article_id = ?",
                (url, addresses.host_of(url), now, look.article_id),
            )
        return True

    def rest(self, host: str, until: int, now: int) -> None:
        """Ask the host for nothing before then."""
        with self._database.write() as connection:
            hosts.rest(connection, host, until, now)

    def problems(self) -> list[Trouble]:
        """Articles whose address has given nothing for days, the longest first."""
        return self._troubles(everything=True)

    def to_report(self) -> list[Trouble]:
        """Those of them that no owner was told of."""
        return self._troubles(everything=False)

    def mark_reported(self, article_ids: Iterable[int]) -> None:
        """The owners were told of these; they are told again only if one recovers and fails."""
        with self._database.write() as connection:
            connection.executemany(
                "UPDATE rechecks SET reported = 1 WHERE article_id = ?",
                [(number,) for number in article_ids],
            )

    def _troubles(self, *, everything: bool) -> list[Trouble]:
        with self._database.read() as connection:
            found = connection.execute(_TROUBLES, {"all": everything}).fetchall()
        return [
            Trouble(
                article_id=row["article_id"],
                title=row["title"],
                url=row["url"],
                problem=row["problem"],
                failures=row["failures"],
                since=row["failing_since"],
            )
            for row in found
        ]


def _is_current(
    connection: Connection, article_id: int, source_id: int | None, url: str | None
) -> bool:
    values = {"article_id": article_id, "source_id": source_id, "url": url}
    return connection.execute(_CURRENT, values).fetchone() is not None


def _next(connection: Connection, host: str, now: int) -> Row | None:
    """What is due at the host, what has become another address's business forgotten."""
    while True:
        row: Row | None = connection.execute(_NEXT, (host, now)).fetchone()
        if row is None or row["home"] == row["url"]:
            return row
        connection.execute("DELETE FROM rechecks WHERE article_id = ?", (row["article_id"],))
