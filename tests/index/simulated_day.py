"""A day and a half of feed polling in simulated time: 30 feeds on eight hosts, and what goes wrong.

``python -m tests.index.simulated_day`` prints what was asked of each host.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

from index.feeds.feed_records import Report
from index.feeds.polling import Poller
from index.feeds.subscriptions import Subscriptions
from index.storage.database import Database
from index.web.politeness import DAY, HOUR, MINUTE, Limits, day
from tests.fakes import Clock
from tests.index.simulated_web import (
    NO_ANSWER,
    Asked,
    FakeLibrary,
    Post,
    SimulatedFeed,
    SimulatedWeb,
)

START = 1_709_510_400
"""Monday, 4 March 2024, 00:00 UTC."""

END = START + 36 * HOUR
LAST_NEWS = END - 7 * HOUR
"""A feed without news for long is polled every six hours and a little."""

SLOW = "north.example"
PATIENT = "south.example"
LISTS_300 = "http://river.example/archive"
UNDATED = "http://river.example/undated"
MOVED = "http://west.example/0"
MOVED_TO = "http://west.example/new/0"
GONE = "http://west.example/1"
FORBIDDEN = "http://south.example/private/4"
BUSY = "http://hill.example/0"
DEAD = "http://lake.example/0"
RECOVERS = "http://plain.example/0"
LIMITED = "http://east.example/0"
HOSTS = {
    "north.example": 8,
    "south.example": 4,
    "east.example": 4,
    "west.example": 4,
    "river.example": 1,
    "hill.example": 2,
    "lake.example": 2,
    "plain.example": 2,
}


@dataclass
class Day:
    """What happened.

    Attributes:
        reports: when the owners were told of which feed.
        total: what all calls of the poller did together.
    """

    web: SimulatedWeb
    library: FakeLibrary
    subscriptions: Subscriptions
    reports: list[tuple[float, str]] = field(default_factory=list)
    total: Report = field(default_factory=Report)

    def pages(self, host: str) -> list[Asked]:
        """The requests to a host, but for its robots.txt, which is fetched with the first."""
        return [
            asked
            for asked in self.web.asked
            if asked.host == host and not asked.url.endswith("/robots.txt")
        ]


def live(folder: Path) -> Iterator[Day]:
    """Let it pass, and yield what happened while the store is open."""
    with closing(Database.open(folder)) as database:
        # The disk isn't waited for: no power is cut here.
        database._connection.execute("PRAGMA synchronous = OFF")
        clock = Clock(START)
        random = Random(2024)
        passed = Day(
            web=built(clock, random), library=FakeLibrary(), subscriptions=Subscriptions(database)
        )
        for url in _followed(passed.web):
            passed.subscriptions.add(url, START)
        poller = Poller(
            passed.subscriptions,
            fetch=passed.web.fetch,
            take=passed.library.take,
            known=passed.library.known,
            delay=passed.web.rules.delay,
            clock=clock,
            die=random.random,
        )
        while clock.now < END:
            report = poller.run_due()
            passed.total += report
            for feed in passed.subscriptions.to_report():
                passed.reports.append((clock.now, feed.url))
                passed.subscriptions.mark_reported([feed.id])
            clock.now = min(max(report.due or END, clock.now), END)
        yield passed


def built(clock: Clock, random: Random) -> SimulatedWeb:
    """The web of that day."""
    web = SimulatedWeb(clock)
    for host, n_feeds in HOSTS.items():
        for number in range(n_feeds):
            web.add(_feed(f"http://{host}/{number}", random, n_old=8, n_new=random.randint(2, 9)))
    web.add(
        _feed(LISTS_300, random, n_old=300, n_new=5, shows=310),
        _feed(UNDATED, random, n_old=12, n_new=5, is_dated=False),
        _feed(FORBIDDEN, random, n_old=5, n_new=5),
        _feed(BUSY, random, n_old=20, n_new=200, shows=20),
    )
    web.feeds["http://plain.example/1"].has_validators = False
    web.feeds["http://east.example/1"].max_age = 2 * HOUR
    web.feeds["http://east.example/2"].links_to = lambda url: f"{url}?utm_source=rss#top"
    # The same reports in two feeds of one site.
    web.feeds["http://east.example/3"].posts += web.feeds["http://east.example/2"].posts
    web.move(MOVED, MOVED_TO, since=START + 10 * HOUR)
    web.trouble(GONE, 410, since=START + 6 * HOUR, until=END)
    web.trouble(DEAD, NO_ANSWER, since=START, until=END)
    web.trouble(RECOVERS, 500, since=START + 5 * HOUR, until=START + 9 * HOUR)
    web.trouble(LIMITED, 429, since=START + 8 * HOUR, until=START + 12 * HOUR, retry_after="7200")
    web.robots[PATIENT] = "User-agent: *\nDisallow: /private/\nCrawl-delay: 30\n"
    web.seconds[SLOW] = 4.0
    return web


def _feed(
    url: str, random: Random, *, n_old: int, n_new: int, shows: int = 10, is_dated: bool = True
) -> SimulatedFeed:
    site, _, name = url.rpartition("/")
    old = sorted(random.randrange(START - 20 * DAY, START - MINUTE) for _ in range(n_old))
    new = sorted(random.randrange(START + 10 * MINUTE, LAST_NEWS) for _ in range(n_new))
    posts = [
        Post(at=at, url=f"{site}/reports/{name}-{number}", title=f"Report {number} of {name}")
        for number, at in enumerate(old + new)
    ]
    return SimulatedFeed(url=url, posts=posts, shows=shows, is_dated=is_dated)


def _followed(web: SimulatedWeb) -> list[str]:
    return [url for url in web.feeds if url != MOVED_TO]


def table(passed: Day) -> str:
    """What was asked of each host, in Markdown."""
    lines = [
        "| host | feeds | polls | unchanged | failed | articles | least apart (s) | most a day |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for host in sorted({asked.host for asked in passed.web.asked}):
        pages = passed.pages(host)
        polls = [asked for asked in pages if asked.url in passed.web.feeds]
        n_feeds = sum(url.startswith(f"http://{host}/") for url in _followed(passed.web))
        cells = [
            host,
            n_feeds,
            len(polls),
            sum(asked.status == 304 for asked in polls),
            sum(asked.status == NO_ANSWER or asked.status >= 400 for asked in polls),
            len(pages) - len(polls),
            f"{min(apart(pages)):.0f}",
            max(Counter(day(int(asked.at)) for asked in pages).values()),
        ]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def apart(pages: list[Asked]) -> list[float]:
    """Seconds from the end of each request to the next; what a redirect leads to belongs to it."""
    return [later.at - earlier.ended for earlier, later in pairwise(pages) if earlier.status != 301]


def main() -> None:
    """Print the table, and what came of the feeds."""
    with tempfile.TemporaryDirectory() as folder:
        for passed in live(Path(folder)):
            total = passed.total
            sys.stdout.write(
                f"{table(passed)}\n\n{len(_followed(passed.web))} feeds in 36 hours: "
                f"{total.polled} polls answered, {total.unchanged} of them with HTTP 304, "
                f"{total.failed_polls} failed; {total.new} new entries, {len(total.taken)} "
                f"articles taken; at most {Limits().requests_a_day} requests a host and day.\n"
            )
            for at, url in passed.reports:
                sys.stdout.write(f"after {(at - START) / HOUR:.1f} h reported: {url}\n")


if __name__ == "__main__":
    main()
