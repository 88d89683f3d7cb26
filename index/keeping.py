"""The library kept by itself: feeds are polled, and reports looked at again, through one engine."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from index import collecting
from index.changes import Note
from index.engine import Engine
from index.feeds import feed_records
from index.feeds.errands import errands
from index.feeds.feed_records import Subscription
from index.feeds.polling import Poller
from index.rechecks import revisits as looks
from index.rechecks.recheck_queue import Revisits
from index.rechecks.rechecking import Rechecker, looks_from
from index.records import Given, Problem, Validators
from index.web import fetching, media_types
from index.web.addresses import canonical
from index.web.asking import Fetch
from index.web.politeness import Limits
from index.web.robots import Robots
from index.web.served import Accepted, Retrieved

CAUSE = "feed"

PATIENCE = 60
"""Seconds: what a site asks to be left alone for between two requests is mostly less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was done.

    Attributes:
        feeds: for the feeds and what they listed.
        visits: for the reports that were looked at again.
        due: when to call again, Unix seconds; None where there is nothing to wait for.
    """

    feeds: feed_records.Report = field(default_factory=feed_records.Report)
    visits: looks.Report = field(default_factory=looks.Report)
    due: int | None = None

    @property
    def n_new(self) -> int:
        """How many reports came in."""
        return len(self.feeds.taken)

    def __add__(self, later: "Kept") -> "Kept":
        """Both together; to be called again when the later one says."""
        return Kept(
            feeds=self.feeds + later.feeds, visits=self.visits + later.visits, due=later.due
        )


class Keeper:
    """Does what is due. It has no thread of its own, and never sleeps: call it again when told.

    Two at once, in whatever processes, do no harm: each request is claimed before it is sent.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        fetch: Fetch | None = None,
        delay: Callable[[str], float | None] = lambda _: None,
        agent: str | None = None,
        asking: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.time,
        revisits: Revisits | None = None,
    ) -> None:
        """Do nothing yet.

        Args:
            engine: the library.
            fetch: what reads an address; None for the safe way through the internet, by the sites'
                rules for robots.
            delay: the seconds between two requests that an address's site asks for; with ``fetch``.
            agent: what to call oneself.
            asking: told each address before it is asked.
            clock: Unix seconds.
            revisits: ``engine.revisits``; None where no report is to be looked at again.
        """
        if fetch is None:
            rules: Robots = fetching.site_rules(agent=agent)
            fetch = partial(fetching.retrieve, robots=rules, agent=agent)
            delay = rules.delay
        fetch = _telling(fetch, asking)
        self._engine = engine
        self._clock = clock
        self._limits = Limits()
        self._revisits = revisits
        self._poller = Poller(
            engine.feeds,
            fetch=fetch,
            take=self._take,
            known=self._known,
            delay=delay,
            clock=clock,
            limits=self._limits,
        )
        self._rechecker = revisits and Rechecker(
            revisits, engine, fetch=fetch, delay=delay, clock=clock, limits=self._limits
        )

    def run_due(self, stopping: Callable[[], bool] = lambda: False) -> Kept:
        """Do what may be done now: first what is new, then the looks at what is known.

        Args:
            stopping: asked before each request whether to leave it at that.

        Raises:
            LibraryError: the library can't be read or written; nothing is lost by it.
            ModelError: what came can't be encoded; it is asked for again.
        """
        found = self._poller.run_due(stopping)
        looked = looks.Report()
        if self._rechecker:
            # Looks may take hours where many are due: what is new isn't to wait for them.
            looked = self._rechecker.run_due(
                lambda: stopping() or (found.due is not None and self._clock() >= found.due)
            )
        moments = [due for due in (found.due, looked.next_due) if due is not None]
        return Kept(
            feeds=replace(found, due=None),
            visits=replace(looked, next_due=None),
            due=min(moments, default=None),
        )

    def poll(self, feed_id: int) -> Subscription:
        """Poll one feed, if it is due and its site may be asked now.

        Returns:
            The feed as it then is.

        Raises:
            FeedNotFound: there is none of that number.
            LibraryError: the library can't be read or written.
        """
        self._poller.poll(feed_id)
        return self._engine.feeds.feed(feed_id)

    def wait(self, since: int) -> int | None:
        """How long `run_due` has to wait with what is due already, for the sites' sake.

        Args:
            since: feeds and looks that fall due after that second are left to another time.

        Returns:
            Seconds, 0 or more; None where all is done, or must wait for more than `PATIENCE`.
        """
        now = int(self._clock())
        waits = [max(moment - now, 0) for moment in (*self._feeds(since), *self._looks(since))]
        return min((wait for wait in waits if wait <= PATIENCE), default=None)

    def _feeds(self, since: int) -> Iterator[int]:
        """When each site may be asked for a feed, or for what one listed, that is due."""
        now = int(self._clock())
        work = self._engine.feeds.work(now)
        for each, errand in zip(work, errands(work, now, self._limits), strict=True):
            has_feed = each.feed_id is not None and each.feed_due <= since
            if has_feed or (each.entry is not None and each.entry.due <= now):
                yield errand.moment

    def _looks(self, since: int) -> Iterator[int]:
        """When each site may be asked for a report that is to be looked at again."""
        now = int(self._clock())
        for due in self._revisits.due(now) if self._revisits else ():
            if due.moment <= since:
                yield max(due.host.due, looks_from(due.host.n_today, now, self._limits))

    def _known(self, url: str) -> int | None:
        found = self._engine.article_at(url)
        return None if found is None else found.id

    def _take(self, answer: Retrieved, given: Given) -> int | Problem:
        """Take a report that a feed listed; again after a crash, it is the same one."""
        document = answer.document
        if document is None:  # it was asked for without a condition
            return Problem(name="", message="it sent nothing; try again later")
        if document.media_type == media_types.JSONL:
            message = "it is JSON Lines, no report; to have what it holds, add it by hand"
            return Problem(name=document.name, message=message)
        reading = collecting.read_document(document, validators=answer.validators)
        # What a page says of itself comes before what its feed says of it.
        drafts = [
            replace(draft, published=draft.published or given.published) for draft in reading.drafts
        ]
        address = canonical(document.url or document.name) or document.name
        note = Note(cause=CAUSE, origin=f"{CAUSE}:{address}", unasked=True)
        found = collecting.keep(self._engine, replace(reading, drafts=tuple(drafts)), note)
        if found.additions:
            return found.additions[0].article.id
        nothing = Problem(name=document.name, message="it holds no report")
        return next(iter(found.problems), nothing)


def _telling(fetch: Fetch, asking: Callable[[str], None]) -> Fetch:
    def told(url: str, *, known: Validators, accept: Accepted) -> Retrieved:
        asking(url)
        return fetch(url, known=known, accept=accept)

    return told
