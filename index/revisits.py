"""When each article's address is to be looked at again, and what came of it, within the store."""

import random
from dataclasses import dataclass

from index.database import Connection
from index.served import Validators

HOUR = 3600
DAY = 24 * HOUR
SHORTEST, LONGEST = HOUR, 30 * DAY
SHARE = 0.25
"""Of its age since publication, an article waits so much until it is looked at again: every few
hours on its first day, once a day in its first week, once a month from the fourth on."""

_SPREAD = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """An article whose address is due.

    Attributes:
        failures: how often in a row nothing came of it.
        validators: for asking whether it has changed.
    """

    article_id: int
    url: str
    failures: int
    validators: Validators


def schedule(connection: Connection, article_id: int, validators: Validators, now: int) -> None:
    """Have an article looked at again, counted from a moment at which it was seen as it stands."""
    pause = _pause(connection, article_id, now)
    connection.execute(
        "INSERT INTO rechecks (article_id, due, pause, etag, modified) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (article_id) DO UPDATE SET due = excluded.due, pause = excluded.pause, "
        "etag = excluded.etag, modified = excluded.modified, failures = 0, problem = NULL",
        (article_id, now + pause, pause, validators.etag, validators.modified),
    )


def postpone(connection: Connection, article_id: int, problem: str, seconds: int) -> None:
    """Try again later where nothing came of it."""
    connection.execute(
        "UPDATE rechecks SET due = due + ?, failures = failures + 1, problem = ? "
        "WHERE article_id = ?",
        (seconds, problem, article_id),
    )


def due(connection: Connection, now: int, limit: int) -> list[Revisit]:
    """What is to be looked at, the most overdue first."""
    found = connection.execute(
        "SELECT rechecks.*, url FROM rechecks JOIN articles ON articles.id = article_id "
        "WHERE due <= ? AND url IS NOT NULL ORDER BY due LIMIT ?",
        (now, limit),
    ).fetchall()
    return [
        Revisit(
            article_id=row["article_id"],
            url=row["url"],
            failures=row["failures"],
            validators=Validators(etag=row["etag"], modified=row["modified"]),
        )
        for row in found
    ]


def next_due(connection: Connection) -> int | None:
    """When the next one is due; None where there is none."""
    row = connection.execute("SELECT min(due) AS due FROM rechecks").fetchone()
    return None if row["due"] is None else int(row["due"])


def _pause(connection: Connection, article_id: int, now: int) -> int:
    """Seconds until the next look: the older a report, the more; never two at the same moment."""
    row = connection.execute(
        "SELECT unixepoch(coalesce(published, substr(added, 1, 10))) AS since "
        "FROM articles WHERE id = ?",
        (article_id,),
    ).fetchone()
    age = max(now - int(row["since"]), 0) if row and row["since"] is not None else 0
    pause = min(max(age * SHARE, SHORTEST), LONGEST)
    return int(pause * random.uniform(1, 1 + _SPREAD))  # noqa: S311 - nobody's secret
