"""Feeds are polled, and what they list is taken, as politely as `politeness` says.

It has no thread and never sleeps: a call does what may be done now, and tells when to call again.
"""

import logging
import math
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from index.errors import (
    AddressGone,
    AddressRefused,
    RobotsRefused,
    SitrepError,
    SourceError,
    TryLater,
)
from index.feeds import feeds
from index.feeds.errands import Errand, errands
from index.feeds.feed_records import FeedNotFound, Report, Subscription, Waiting
from index.feeds.subscriptions import Subscriptions
from index.records import Given, Problem, Validators
from index.web import politeness
from index.web.asking import Fetch, hosts_of, rest_after
from index.web.politeness import FIRST_RETRY, Limits
from index.web.served import FEEDS, PAGES, Retrieved

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
"""For an article whose site can't answer: with the pauses between them, two days."""

FEW_ATTEMPTS = 3
"""For an address without an article: half an hour, in which it may be put there."""

_LONGEST_PROBLEM = 500

Take = Callable[[Retrieved, Given], int | Problem]


class Poller:
    """One that polls. Two at once, in whatever processes, do no harm: each step is claimed."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        *,
        fetch: Fetch,
        take: Take,
        known: Callable[[str], int | None],
        delay: Callable[[str], float | None] = lambda _: None,
        clock: Callable[[], float] = time.time,
        die: Callable[[], float] = random.random,
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> None:
        """Do nothing yet.

        Args:
            subscriptions: the feeds and what is known of them.
            fetch: what reads an address.
            take: what came of asking for an article, and what its feed says of it, to the article's
                number in the library. What was being taken when the process ended is taken again,
                and must then give the same article.
            known: a canonical address to the number of the article that the library has of it.
            delay: the seconds between two requests that an address's site asks for.
            clock: Unix seconds.
            die: from 0 to 1, for the jitter.
            limits: what is kept to.
        """
        self._subscriptions = subscriptions
        self._fetch = fetch
        self._take = take
        self._known = known
        self._delay = delay
        self._clock = clock
        self._die = die
        self._limits = limits

    def run_due(self, stopping: Callable[[], bool] = lambda: False) -> Report:
        """Do what may be done now: a request to each host in turn, as long as one is free.

        Args:
            stopping: asked before each request whether to leave it at that.

        Raises:
            LibraryError: the library can't be read or written; nothing is lost by it.
        """
        report = Report()
        while not stopping():
            planned = errands(self._subscriptions.work(self._now()), self._now(), self._limits)
            outcomes = self._round(planned, stopping)
            report = sum(outcomes, report)
            if not outcomes:
                soonest = min((errand.moment for errand in planned), default=None)
                return replace(report, due=soonest)
        return replace(report, due=self._now())

    def poll(self, feed_id: int) -> Report:
        """Poll one feed, if it is due and its host may be asked now; else nothing is done.

        Raises:
            FeedNotFound: there is none of that number.
            LibraryError: the library can't be read or written; nothing is lost by it.
        """
        feed = self._subscriptions.feed(feed_id)
        counts = {work.name: work.n_feeds for work in self._subscriptions.work(self._now())}
        return self._poll(feed, counts.get(feed.host, 1)) or Report()

    def _round(self, planned: list[Errand], stopping: Callable[[], bool]) -> list[Report]:
        """Run what may be run now."""
        now = self._now()
        outcomes = list[Report]()
        for errand in planned:
            if stopping():
                break
            outcome = self._run(errand) if errand.moment <= now else None
            if outcome:
                outcomes.append(outcome)
        return outcomes

    def _run(self, errand: Errand) -> Report | None:
        """Do it; None where it turned out that nothing is to be done."""
        if errand.entry is not None:
            return self._article(errand.entry)
        try:
            feed = self._subscriptions.feed(errand.feed_id)
        except FeedNotFound:  # removed this moment
            return None
        return self._poll(feed, errand.n_feeds)

    def _poll(self, feed: Subscription, n_feeds: int) -> Report | None:
        now = self._now()
        if not self._subscriptions.begin_poll(
            feed.id, now, until=self._free(), again=now + FIRST_RETRY, limits=self._limits
        ):
            return None
        try:
            answer = self._fetch(feed.url, known=feed.validators, accept=FEEDS)
            found = feeds.read(answer.document, self._moment()) if answer.document else None
        except SourceError as error:
            self._rest(feed.url, feed.host, error)
            self._poll_failed(feed, error)
            return Report(failed_polls=1)
        self._rest(feed.url, feed.host, answer)
        told = max(answer.fresh_for or 0, (found.every or 0) if found else 0)
        now = self._now()

        def plan(n_new: int) -> tuple[int, int]:
            pause = politeness.pause_after(feed.pause, n_new, told, self._limits, n_feeds=n_feeds)
            return pause, now + politeness.jittered(pause, self._die())

        n_new = self._subscriptions.polled(
            feed.id,
            now,
            plan,
            feed=found,
            validators=answer.validators,
            moved_to=answer.moved_to,
        )
        return Report(polled=1, unchanged=int(found is None), new=n_new)

    def _poll_failed(self, feed: Subscription, error: SourceError) -> None:
        now = self._now()
        failing_for = now - (now if feed.failing_since is None else feed.failing_since)
        wait = politeness.backoff(feed.failures + 1, _told(error), failing_for)
        self._subscriptions.failed(
            feed.id,
            now,
            now + politeness.jittered(wait, self._die()),
            " ".join(str(error).split())[:_LONGEST_PROBLEM],
            stopped=isinstance(error, AddressGone),
        )

    def _article(self, entry: Waiting) -> Report | None:
        now = self._now()
        article_id = self._known(entry.url)
        if article_id is not None:
            self._subscriptions.taken(entry, article_id, now)
            return Report(known=1)
        if entry.attempts >= MOST_ATTEMPTS:  # each time the process ended: it may be the article
            self._subscriptions.entry_failed(entry, None)
            return Report(failed_articles=1)
        again = now + politeness.backoff(entry.attempts + 1, None)
        if not self._subscriptions.begin_article(
            entry, now, until=self._free(), again=again, limits=self._limits
        ):
            return None
        try:
            answer = self._fetch(entry.url, known=Validators(), accept=PAGES)
        except SourceError as error:
            self._rest(entry.url, entry.host, error)
            self._subscriptions.entry_failed(entry, self._again(entry, error))
            return Report(failed_articles=1)
        self._rest(entry.url, entry.host, answer)
        return self._taken(entry, answer)

    def _taken(self, entry: Waiting, answer: Retrieved) -> Report:
        taken: int | Problem | None
        try:
            taken = self._take(answer, _given(entry))
        except SitrepError:  # not the page's fault: it is asked for again
            raise
        except Exception:  # noqa: BLE001
            # Whatever one page holds, the others are to come in. What it holds is in no log.
            logger.error("an article of feed #%d breaks what reads it", entry.feed_id)
            taken = None
        if isinstance(taken, int):
            self._subscriptions.taken(entry, taken, self._now())
            return Report(taken=(taken,))
        self._subscriptions.entry_failed(entry, self._again(entry, None))
        return Report(failed_articles=1)

    def _again(self, entry: Waiting, error: SourceError | None) -> int | None:
        """When the article is tried for again; None for never."""
        attempts = entry.attempts + 1
        if attempts >= _most_attempts(error):
            return None
        wait = politeness.backoff(attempts, _told(error))
        return self._now() + politeness.jittered(wait, self._die())

    def _rest(self, url: str, host: str, outcome: Retrieved | SourceError) -> None:
        """Leave the host alone after its answer, and that which a redirect led to."""
        now, apart = self._clock(), rest_after(outcome, self._delay(url), self._limits)
        for name in hosts_of(outcome, host):
            self._subscriptions.rest(name, math.ceil(now + apart), int(now))

    def _free(self) -> int:
        """When a host that is asked now may be asked again, at the soonest."""
        return math.ceil(self._clock() + self._limits.apart)

    def _now(self) -> int:
        return int(self._clock())

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)


def _told(error: SourceError | None) -> int | None:
    return error.seconds if isinstance(error, TryLater) else None


def _most_attempts(error: SourceError | None) -> int:
    if isinstance(error, AddressGone | AddressRefused):
        return 1
    return MOST_ATTEMPTS if isinstance(error, TryLater | RobotsRefused) else FEW_ATTEMPTS


def _given(entry: Waiting) -> Given:
    if entry.published is None:
        return Given()
    return Given(published=datetime.fromtimestamp(entry.published, UTC).date())
