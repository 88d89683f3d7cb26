"""The library kept by itself: feeds are polled, and reports looked at again, through one engine."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from index import collecting, fetching
from index.addresses import canonical
from index.engine import Engine
from index.feed_records import Report
from index.polling import Fetch, Poller
from index.records import Document, Given, Note, Problem
from index.robots import Robots
from index.served import Validators

CAUSE = "feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was done.

    Attributes:
        feeds: for the feeds and what they listed.
        due: when to call again, Unix seconds; None where there is nothing to wait for.
    """

    feeds: Report
    due: int | None

    @property
    def n_new(self) -> int:
        """How many reports came in."""
        return len(self.feeds.taken)


class Keeper:
    """Does what is due. It has no thread of its own, and never sleeps: call it again when told."""

    def __init__(
        self,
        engine: Engine,
        *,
        fetch: Fetch | None = None,
        delay: Callable[[str], float | None] | None = None,
        agent: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Do nothing yet.

        Args:
            engine: the library.
            fetch: what reads an address; None for the safe way through the internet, by the sites'
                rules for robots.
            delay: the seconds between two requests that an address's site asks for; with ``fetch``.
            agent: what to call oneself.
            clock: Unix seconds.
        """
        if fetch is None:
            rules: Robots = fetching.site_rules(agent=agent)
            fetch = partial(fetching.retrieve, robots=rules, agent=agent)
            delay = rules.delay
        self._engine = engine
        self._clock = clock
        self._poller = Poller(
            engine.feeds,
            fetch=fetch,
            take=self._take,
            known=self._known,
            delay=delay or (lambda _: None),
            clock=clock,
        )

    def run_due(self, stopping: Callable[[], bool] = lambda: False) -> Kept:
        """Do what may be done now.

        Args:
            stopping: asked before each request whether to leave it at that.

        Raises:
            LibraryError: the library can't be read or written; nothing is lost by it.
        """
        report = self._poller.run_due(stopping)
        return Kept(feeds=replace(report, due=None), due=report.due)

    def _known(self, url: str) -> int | None:
        found = self._engine.article_at(url)
        return None if found is None else found.id

    def _take(self, document: Document, given: Given) -> int | Problem:
        """Take an article that a feed listed; again after a crash, it is the same one."""
        reading = collecting.read_document(document, given, Validators())
        address = canonical(document.url or document.name)
        note = Note(cause=CAUSE, origin=f"feed:{address}", unasked=True)
        found = collecting.keep(self._engine, reading, note)
        if found.additions:
            return found.additions[0].article.id
        return found.problems[0] if found.problems else Problem(name="", message="it holds nothing")
