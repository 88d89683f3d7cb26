"""When each article's address is to be looked at again, and what came of it, within the store."""

import random
from dataclasses import dataclass

from index.rechecks import telling
from index.records import Validators
from index.storage.database import Connection, Row
from index.storage.hosts import Host
from index.web import addresses
from index.web.politeness import DAY, HOUR, jittered

SHARE = 0.25
SHORTEST, LONGEST = HOUR, 90 * DAY
"""Of its age, an article waits so much until it is looked at again: every few hours on its first
day, once a day in its first week, once a month in its fifth month, and four times a year from its
first birthday on. It never ends: what was withdrawn late must go, too."""

_SCHEDULE = """
    INSERT INTO rechecks (article_id, url, host, due, pause, etag, modified, told)
    VALUES (:article_id, :url, :host, :due, :pause, :etag, :modified, :told)
    ON CONFLICT (article_id) DO UPDATE SET url = :url, host = :host, due = :due, pause = :pause,
        etag = :etag, modified = :modified, told = :told, failures = 0, failing_since = NULL,
        failed = NULL, missing = 0, missing_since = NULL, source_id = NULL, reported = 0,
        problem = NULL
"""
# Published means the day: a report of today is as old as its being here, at most.
_AGE = """
    SELECT :now - coalesce(min(unixepoch(added), unixepoch(published, '+1 day')), unixepoch(added))
        AS seconds
    FROM articles WHERE id = :id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a host is to be asked for next.

    Attributes:
        name: the host.
        host: how it stands.
        moment: when the look is due.
        article_id: whose.
        source_id: the further place that is asked for; None for the article's own.
    """

    name: str
    host: Host
    moment: int
    article_id: int
    source_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look that was begun.

    Attributes:
        url: what is asked for; None where the further place isn't one any more.
        source_id: the further place that it is; None for the article's own.
        pause: seconds between the looks before.
        validators: of what was there last.
        failures: looks in a row that nothing came of, this one included until it succeeds.
        missing: those of them at which there was no page, without this one.
        missing_since: the first of them.
    """

    article_id: int
    url: str | None
    host: str
    source_id: int | None
    pause: int
    validators: Validators
    failures: int
    missing: int
    missing_since: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An article whose address has given nothing for days; what is known of it stands.

    Attributes:
        problem: the last failure in words, with the remedy.
        failures: how many there were in a row.
        since: the first of them.
    """

    article_id: int
    title: str
    url: str
    problem: str
    failures: int
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was done.

    Attributes:
        checked: looks that were taken.
        changed: the library's numbers of articles that are another now, or stand elsewhere.
        removed: of those that were taken out.
        failed: looks that nothing came of.
        next_due: when to call again, Unix seconds; None where there is nothing to wait for.
    """

    checked: int = 0
    changed: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    failed: int = 0
    next_due: int | None = None

    def __add__(self, later: "Report") -> "Report":
        """Both together."""
        return Report(
            checked=self.checked + later.checked,
            changed=self.changed + later.changed,
            removed=self.removed + later.removed,
            failed=self.failed + later.failed,
        )


def schedule(
    connection: Connection, article_id: int, url: str, validators: Validators, now: int
) -> None:
    """Have an article looked at again, counted from a moment at which it was seen as it stands."""
    wait = pause(connection, article_id, now)
    connection.execute(
        _SCHEDULE,
        {
            "article_id": article_id,
            "url": url,
            "host": addresses.host_of(url),
            "due": now + jittered(wait, random.random()),  # noqa: S311 - nobody's secret
            "pause": wait,
            "etag": validators.etag,
            "modified": validators.modified,
            "told": telling.packed(validators.told),
        },
    )


def pause(connection: Connection, article_id: int, now: int) -> int:
    """Seconds until the next look: the older a report, the more."""
    row = connection.execute(_AGE, {"now": now, "id": article_id}).fetchone()
    age = int(row["seconds"]) if row else 0
    return int(min(max(age * SHARE, SHORTEST), LONGEST))


def look(row: Row) -> Look:
    """A look from its row, about to be taken."""
    is_own = row["source_id"] is None
    validators = Validators(
        etag=row["etag"], modified=row["modified"], told=telling.unpacked(row["told"])
    )
    return Look(
        article_id=row["article_id"],
        url=row["url"] if is_own else row["place"],
        host=row["host"],
        source_id=row["source_id"],
        pause=row["pause"],
        validators=validators if is_own else Validators(),
        failures=row["failures"] + 1,
        missing=row["missing"],
        missing_since=row["missing_since"],
    )
