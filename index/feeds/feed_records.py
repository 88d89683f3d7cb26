"""The records of the feeds that are followed, and what makes them of the store's rows.

Times are whole Unix seconds.
"""

from dataclasses import dataclass

from index.errors import SitrepError
from index.records import Validators
from index.storage.database import Row


class FeedNotFound(SitrepError):
    """No feed has that number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed that is followed.

    Attributes:
        id: the library's number for it, from 1; never used again for another feed.
        title: what it calls itself; None before its first answer.
        added: when it was added.
        first_seen: its first good answer; None before.
        answered: its last good answer.
        due: when it is polled next.
        pause: seconds between its polls at present.
        failures: since its last good answer.
        failing_since: the first of them.
        failed: the last of them.
        problem: the last failure in words, with the remedy.
        reported: whether the owners were told that it fails.
        stopped: its publisher withdrew it (HTTP 410): it is not polled any more.
        validators: what its next poll is made conditional by.
        n_older: entries from before its first sight, which are taken on request.
        n_waiting: entries whose article is still to be taken.
        n_taken: entries whose article is, or was, in the library.
        n_failed: entries that no article came of.
    """

    id: int
    url: str
    host: str
    title: str | None
    added: int
    first_seen: int | None
    answered: int | None
    due: int
    pause: int
    failures: int
    failing_since: int | None
    failed: int | None
    problem: str | None
    reported: bool
    stopped: bool
    validators: Validators
    n_older: int
    n_waiting: int
    n_taken: int
    n_failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An entry whose article is to be taken.

    Attributes:
        published: Unix seconds; None where the feed doesn't tell.
        attempts: how often it was begun before.
        due: not before that second.
    """

    feed_id: int
    key: str
    url: str
    host: str
    title: str
    published: int | None
    attempts: int
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was done.

    Attributes:
        polled: feeds that answered.
        unchanged: of these, those that said that nothing had changed (HTTP 304).
        failed_polls: feeds that didn't answer, or with something else than a feed.
        new: entries that were not known before.
        taken: the library's numbers of the articles that were taken.
        known: entries whose article the library had already.
        failed_articles: requests for an article that none came of.
        due: when to call again, Unix seconds; None where there is nothing to wait for.
    """

    polled: int = 0
    unchanged: int = 0
    failed_polls: int = 0
    new: int = 0
    taken: tuple[int, ...] = ()
    known: int = 0
    failed_articles: int = 0
    due: int | None = None

    def __add__(self, later: "Report") -> "Report":
        """Both together."""
        return Report(
            polled=self.polled + later.polled,
            unchanged=self.unchanged + later.unchanged,
            failed_polls=self.failed_polls + later.failed_polls,
            new=self.new + later.new,
            taken=self.taken + later.taken,
            known=self.known + later.known,
            failed_articles=self.failed_articles + later.failed_articles,
        )


def subscription(row: Row) -> Subscription:
    """A feed from its row, with the counts of its entries."""
    return Subscription(
        id=row["id"],
        url=row["url"],
        host=row["host"],
        title=row["title"],
        added=row["added"],
        first_seen=row["first_seen"],
        answered=row["answered"],
        due=row["due"],
        pause=row["pause"],
        failures=row["failures"],
        failing_since=row["failing_since"],
        failed=row["failed"],
        problem=row["problem"],
        reported=bool(row["reported"]),
        stopped=bool(row["stopped"]),
        validators=Validators(etag=row["etag"], modified=row["modified"]),
        n_older=row["n_older"],
        n_waiting=row["n_waiting"],
        n_taken=row["n_taken"],
        n_failed=row["n_failed"],
    )


def waiting(row: Row) -> Waiting:
    """An entry from its row."""
    return Waiting(
        feed_id=row["feed_id"],
        key=row["key"],
        url=row["url"],
        host=row["host"],
        title=row["title"],
        published=row["published"],
        attempts=row["attempts"],
        due=row["due"],
    )
