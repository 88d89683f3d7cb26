"""Reports are looked at again where they stand: what has changed is taken over, what is gone goes.

It has no thread and never sleeps: a call does what may be done now, and tells when to call again.
Requests to a host are counted and spaced along with those of the feeds; what is made of an answer,
`recheck_outcomes` says.
"""

import logging
import math
import random
import time
from collections.abc import Callable
from dataclasses import replace

from index.errors import ArticleNotFound, SitrepError, SourceError
from index.rechecks.recheck_outcomes import Outcomes, Shelf
from index.rechecks.recheck_queue import Revisits
from index.rechecks.revisits import Due, Look, Report
from index.storage.removal import AddressUnwanted
from index.web import politeness
from index.web.asking import Fetch, hosts_of, rest_after
from index.web.politeness import DAY, MINUTE, Limits
from index.web.served import PAGES, Retrieved

logger = logging.getLogger(__name__)

PATIENCE = 15 * MINUTE
"""Seconds that a further place of a report which is gone may be waited for."""


class Rechecker:
    """One that looks. Two at once, in whatever processes, do no harm: each look is claimed."""

    def __init__(
        self,
        revisits: Revisits,
        shelf: Shelf,
        *,
        fetch: Fetch,
        delay: Callable[[str], float | None] = lambda _: None,
        clock: Callable[[], float] = time.time,
        die: Callable[[], float] = random.random,
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> None:
        """Do nothing yet.

        Args:
            revisits: which looks are due.
            shelf: the library.
            fetch: what reads an address.
            delay: the seconds between two requests that an address's site asks for.
            clock: Unix seconds.
            die: from 0 to 1, for the jitter.
            limits: what is kept to, along with the feeds.
        """
        self._revisits = revisits
        self._outcomes = Outcomes(revisits, shelf, clock=clock, die=die)
        self._fetch = fetch
        self._delay = delay
        self._clock = clock
        self._limits = limits

    def run_due(self, stopping: Callable[[], bool] = lambda: False) -> Report:
        """Do what may be done now: a look at each host in turn, as long as one is free.

        Args:
            stopping: asked before each request whether to leave it at that.

        Raises:
            LibraryError: the library can't be read or written; nothing is lost by it.
            ModelError: a changed text can't be encoded; it is looked at again.
        """
        report = Report()
        while not stopping():
            planned = [(self._moment(due), due) for due in self._revisits.due(self._now())]
            outcomes = self._round(planned, stopping)
            report = sum(outcomes, report)
            if not outcomes:
                return replace(report, next_due=min((at for at, _ in planned), default=None))
        return replace(report, next_due=self._now())

    def _moment(self, due: Due) -> int:
        """Not before that second."""
        allowed = looks_from(due.host.n_today, self._now(), self._limits)
        return max(due.moment, due.host.due, allowed)

    def _round(self, planned: list[tuple[int, Due]], stopping: Callable[[], bool]) -> list[Report]:
        now = self._now()
        outcomes = list[Report]()
        for moment, due in planned:
            if stopping():
                break
            outcome = None
            if moment <= now:
                outcome = self._look(due)
            elif due.source_id is not None and moment > now + PATIENCE:
                outcome = self._given_up(due)
            if outcome:
                outcomes.append(outcome)
        return outcomes

    def _given_up(self, due: Due) -> Report | None:
        """Wait no longer for a further place; None where it isn't one any more."""
        if not self._revisits.is_current(due.article_id, due.source_id):
            return None
        return self._outcomes.go_on(due.article_id, due.source_id)

    def _look(self, due: Due) -> Report | None:
        """Take a look; None where it turned out that none is to be taken."""
        now = self._now()
        until = math.ceil(self._clock() + self._limits.apart)
        look = self._revisits.begin(due.name, now, until=until, limits=self._limits)
        if look is None:
            return None
        if look.url is None:
            return self._outcomes.go_on(look.article_id, look.source_id)
        return Report(checked=1) + self._taken(look, look.url)

    def _taken(self, look: Look, url: str) -> Report:
        """Ask, and draw the consequences, unless somebody else dealt with the article meanwhile."""
        answer: Retrieved | SourceError
        try:
            answer = self._fetch(url, known=look.validators, accept=PAGES)
        except SourceError as error:
            answer = error
        self._rest(url, look.host, answer)
        if not self._revisits.is_current(look.article_id, look.source_id, url):
            return Report()
        if isinstance(answer, SourceError):
            return self._outcomes.refused(look, answer)
        try:
            return self._outcomes.answered(look, url, answer)
        except (ArticleNotFound, AddressUnwanted):  # removed this moment
            return Report()
        except SitrepError:  # not the page's fault: it is looked at again
            raise
        except Exception:  # noqa: BLE001
            # Whatever one page holds, the others are to be looked at. What it holds is in no log.
            logger.error("the page of article #%d breaks what reads it", look.article_id)
            return self._outcomes.refused(look, SourceError("the page breaks what reads it"))

    def _rest(self, url: str, host: str, outcome: Retrieved | SourceError) -> None:
        """Leave the host alone after its answer, and that which a redirect led to."""
        now, apart = self._clock(), rest_after(outcome, self._delay(url), self._limits)
        for name in hosts_of(outcome, host):
            self._revisits.rest(name, math.ceil(now + apart), int(now))

    def _now(self) -> int:
        return int(self._clock())


def looks_from(n_today: int, now: int, limits: Limits) -> int:
    """From when on a host may be looked at that had so many requests today.

    Feeds and what they list come first: at midnight three quarters of the day's requests are kept
    for them, and as the day goes by ever fewer.
    """
    kept = max(limits.requests_a_day * 3 // 4, 1)
    tomorrow = politeness.tomorrow(now)
    n_left = limits.requests_a_day - 1 - n_today
    return min(max(now, tomorrow - n_left * DAY // kept), tomorrow)
