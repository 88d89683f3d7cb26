"""A poller on a simulated web: what it sends when, and that nothing is lost or taken twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path
from shutil import copytree
from typing import ParamSpec, TypeVar

import pytest

from index.errors import LibraryFull
from index.feeds.feed_records import FeedNotFound, Report
from index.feeds.polling import FEW_ATTEMPTS, MOST_ATTEMPTS, Poller
from index.feeds.subscriptions import Subscriptions
from index.records import Given, Problem, Validators
from index.storage.database import FILE, PATIENCE_SECONDS, Connection, Database
from index.web.politeness import DAY, HOUR, MINUTE, Limits, day
from index.web.served import Accepted, Retrieved
from tests.fakes import Clock
from tests.index import simulated_day
from tests.index.simulated_day import Day, apart
from tests.index.simulated_web import FakeLibrary, Post, SimulatedFeed, SimulatedWeb

NOW = simulated_day.START
URL = "http://news.example/feed"
PAGE = "http://news.example/0"
P = ParamSpec("P")
T = TypeVar("T")

pytestmark = pytest.mark.xdist_group("polling")


class Killed(BaseException):
    """The process ends here; nothing catches it."""


class Dying:
    """Ends the process at its n-th step; both before and after an effect there is one."""

    def __init__(self, n: int) -> None:
        self.left = n

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed

    def around(self, call: Callable[P, T]) -> Callable[P, T]:
        def dying(*args: P.args, **named: P.kwargs) -> T:
            self.step()
            result = call(*args, **named)
            self.step()
            return result

        return dying


NEVER = Dying(0)


class World:
    """A web and a library, which outlive the process, and a store with a poller on it."""

    def __init__(self, database: Database, *feeds: SimulatedFeed, limits: Limits | None = None):
        self.clock = Clock(NOW)
        self.web = SimulatedWeb(self.clock)
        self.web.add(*feeds)
        self.library = FakeLibrary()
        self.limits = limits or Limits()
        self.start(database)
        for url in self.web.feeds:
            self.kept.add(url, NOW)

    def start(self, database: Database, dying: Dying = NEVER) -> None:
        self.kept = Subscriptions(database)
        self.poller = self.another(database, dying)

    def another(self, database: Database, dying: Dying = NEVER) -> Poller:
        return Poller(
            Subscriptions(database),
            fetch=dying.around(self.web.fetch),
            take=dying.around(self.library.take),
            known=self.library.known,
            delay=self.web.rules.delay,
            clock=self.clock,
            die=lambda: 0.0,
            limits=self.limits,
        )

    def live(self, until: float) -> Report:
        """Have everything done that is due till then."""
        total = Report()
        while self.clock.now < until:
            report = self.poller.run_due()
            total += report
            self.clock.now = min(max(report.due or until, self.clock.now), until)
        return total

    def statuses(self, url: str) -> list[int]:
        return [asked.status for asked in self.web.requests(url)]

    def gaps(self, url: str) -> list[int]:
        """Minutes between the requests for an address."""
        times = [asked.at for asked in self.web.requests(url)]
        return [round((later - at) / MINUTE) for at, later in pairwise(times)]


def feed(url: str = URL, *, at: tuple[float, ...] = (NOW + 1,), **more: object) -> SimulatedFeed:
    site = url.rpartition("/")[0]
    posts = [
        Post(at=int(moment), url=f"{site}/{n}", title=f"Report {n}") for n, moment in enumerate(at)
    ]
    return replace(SimulatedFeed(url=url, posts=posts), **more)  # type: ignore[arg-type]  # fields


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database.open(tmp_path)) as found:
        # The disk isn't waited for: no power is cut here.
        found._connection.execute("PRAGMA synchronous = OFF")
        yield found


@pytest.fixture
def world(database: Database) -> World:
    return World(database, feed())


# ---- a day ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    yield from simulated_day.live(tmp_path_factory.mktemp("day"))


def test_in_a_day_no_host_is_asked_too_soon_or_too_often(passed: Day) -> None:
    limits = Limits()
    for host in simulated_day.HOSTS:
        pages = passed.pages(host)
        least = 30 if host == simulated_day.PATIENT else limits.apart
        assert min(apart(pages)) >= least
        assert max(Counter(day(int(a.at)) for a in pages).values()) <= limits.requests_a_day
        asked = [a for a in passed.web.asked if a.host == host]
        assert sum(a.url.endswith("/robots.txt") for a in asked) <= 1 + len(asked) // 20


def test_in_a_day_every_new_report_is_taken_once_and_no_old_one(passed: Day) -> None:
    lost = {simulated_day.FORBIDDEN, simulated_day.DEAD, simulated_day.GONE, simulated_day.BUSY}
    feeds = [feed for url, feed in passed.web.feeds.items() if url not in lost]
    posts = [post for feed in feeds for post in feed.posts]
    new = {post.url for post in posts if post.at >= NOW}
    taken = Counter(passed.library.takes)
    assert len(new) > 100
    assert all(taken[url] == 1 for url in new)
    assert all(n == 1 for n in taken.values())
    old = {post.url for feed in passed.web.feeds.values() for post in feed.posts if post.at < NOW}
    assert len(old) > 500
    assert not old & taken.keys()
    pages = Counter(a.url for a in passed.web.asked if "/reports/" in a.url and a.status == 200)
    assert pages == taken


def test_in_a_day_a_feed_that_publishes_without_end_loses_nothing(passed: Day) -> None:
    busy = passed.web.feeds[simulated_day.BUSY]
    new = {post.url for post in busy.posts if post.at >= NOW}
    (followed,) = [f for f in passed.subscriptions.feeds() if f.url == simulated_day.BUSY]
    assert followed.n_failed == 0
    assert followed.n_taken == len(new & set(passed.library.takes))
    assert followed.n_taken + followed.n_waiting == len(new)


def test_in_a_day_unchanged_feeds_are_asked_conditionally_and_answer_with_304(
    passed: Day,
) -> None:
    unchanged = 0
    for url, feed in passed.web.feeds.items():
        answered = [asked for asked in passed.web.requests(url) if asked.status in {200, 304}]
        if not feed.has_validators:
            assert {asked.status for asked in answered} == {200}
            continue
        started = url == simulated_day.MOVED_TO  # it has the validators of its old address
        assert all(asked.conditional for asked in answered[0 if started else 1 :])
        unchanged += sum(asked.status == 304 for asked in answered)
    assert unchanged == passed.total.unchanged > passed.total.polled / 3


def test_in_a_day_each_feed_that_fails_is_reported_once_and_none_that_recovers(
    passed: Day,
) -> None:
    reported = {url: at for at, url in passed.reports}
    assert len(reported) == len(passed.reports)
    assert reported.keys() == {
        simulated_day.DEAD, simulated_day.FORBIDDEN, simulated_day.GONE,
    }  # fmt: skip
    for url in (simulated_day.DEAD, simulated_day.FORBIDDEN):
        assert NOW + DAY <= reported[url] <= NOW + DAY + 3 * HOUR
    assert reported[simulated_day.GONE] < NOW + 12 * HOUR + MINUTE
    for url in (simulated_day.RECOVERS, simulated_day.LIMITED):
        failed = [asked.status for asked in passed.web.requests(url) if asked.status >= 400]
        assert failed
        assert passed.web.requests(url)[-1].status in {200, 304}


def test_in_a_day_a_dead_host_is_asked_ever_more_rarely(passed: Day) -> None:
    times = [asked.at for asked in passed.web.requests(simulated_day.DEAD)]
    waits = [(later - at) / MINUTE for at, later in pairwise(times)]
    for wait, least in zip(waits, (10, 20, 40, 80, 160, 320, 640), strict=False):
        assert least <= wait <= least * 1.1 + 1
    assert len(times) < 12


def test_in_a_day_a_server_that_asks_for_two_hours_gets_them(passed: Day) -> None:
    asked = [a for a in passed.web.asked if a.host == "east.example"]
    (limited, *_) = [place for place, a in enumerate(asked) if a.status == 429]
    assert asked[limited + 1].at - asked[limited].ended >= 2 * HOUR


def test_in_a_day_a_feed_that_moved_is_asked_at_its_new_address(passed: Day) -> None:
    redirected = [a for a in passed.web.requests(simulated_day.MOVED) if a.status == 301]
    assert len(redirected) == 1
    assert len(passed.web.requests(simulated_day.MOVED_TO)) > 1
    urls = {followed.url for followed in passed.subscriptions.feeds()}
    assert simulated_day.MOVED_TO in urls
    assert simulated_day.MOVED not in urls


def test_in_a_day_a_feed_that_is_gone_is_asked_once_more_and_never_again(passed: Day) -> None:
    assert [a.status for a in passed.web.requests(simulated_day.GONE)].count(410) == 1
    assert passed.web.requests(simulated_day.FORBIDDEN) == []


def test_the_table_of_the_day_names_every_host(passed: Day) -> None:
    table = simulated_day.table(passed)
    assert all(f"| {host} |" in table for host in simulated_day.HOSTS)


# ---- polls ----------------------------------------------------------------------------------


def test_a_poll_tells_what_it_did_and_when_to_come_again(world: World) -> None:
    assert world.poller.run_due() == Report(polled=1, new=0, due=NOW + 45 * MINUTE)
    world.clock.now = NOW + 45 * MINUTE
    report = world.poller.run_due()
    assert (report.polled, report.new, report.taken) == (1, 1, ())
    assert report.due == int(world.clock.now) + 6
    world.clock.now = report.due
    report = world.poller.run_due()
    assert (report.polled, report.taken) == (0, (1,))
    assert world.library.takes == [PAGE]


def test_there_is_nothing_to_wait_for_without_feeds(database: Database) -> None:
    assert World(database).poller.run_due() == Report()


def test_the_article_gets_its_feeds_date(world: World) -> None:
    world.live(NOW + 2 * HOUR)
    (told,) = world.library.given
    assert told.published is not None
    assert told.published.isoformat() == "2024-03-04"
    assert told == Given(published=told.published)


def test_an_undated_entry_is_taken_without_a_date(database: Database) -> None:
    world = World(database, feed(is_dated=False, at=(NOW - DAY, NOW + HOUR)))
    world.live(NOW + 4 * HOUR)
    assert (world.library.takes, world.library.given) == (["http://news.example/1"], [Given()])


def test_news_come_with_news_and_rest_comes_with_rest(database: Database) -> None:
    busy = feed("http://a.example/feed", at=tuple(NOW + n * 20 * MINUTE for n in range(60)))
    world = World(database, busy, feed("http://b.example/feed", at=()))
    world.live(NOW + 22 * HOUR)
    assert min(world.gaps(busy.url)[2:]) == 14
    assert world.gaps("http://b.example/feed")[:6] == [45, 68, 101, 152, 228, 342]
    assert max(world.gaps("http://b.example/feed")) == 360


def test_what_a_feed_says_of_its_freshness_is_heeded(database: Database) -> None:
    world = World(database, feed(max_age=3 * HOUR, at=(NOW + 1, NOW + 2 * HOUR)))
    world.live(NOW + 7 * HOUR)
    assert min(world.gaps(URL)) >= 180


@pytest.mark.parametrize(
    ("status", "words"), [(404, "404"), (403, "403"), (500, "500"), (0, "did not answer|answer")]
)
def test_a_feed_that_fails_says_why_and_is_asked_later(
    world: World, status: int, words: str
) -> None:
    world.web.trouble(URL, status, since=NOW, until=NOW + DAY)
    assert world.poller.run_due().failed_polls == 1
    (failing,) = world.kept.feeds()
    assert (failing.failures, failing.due) == (1, int(world.clock.now) + 10 * MINUTE)
    assert any(word in (failing.problem or "") for word in words.split("|"))
    assert not failing.stopped


def test_a_page_in_a_feeds_place_is_a_failure_that_keeps_its_validators(world: World) -> None:
    world.poller.run_due()
    (before,) = world.kept.feeds()
    world.web.moves[URL] = (0, "http://news.example/0")
    world.clock.wait(minutes=45)
    assert world.poller.run_due().failed_polls == 1
    (after,) = world.kept.feeds()
    assert (after.url, after.validators) == (before.url, before.validators)
    assert "no RSS or Atom feed" in (after.problem or "")


def test_a_feed_that_came_back_starts_counting_anew(world: World) -> None:
    world.web.trouble(URL, 503, since=NOW, until=NOW + 25 * MINUTE)
    world.live(NOW + 3 * HOUR)
    (back,) = world.kept.feeds()
    assert (back.failures, back.problem) == (0, None)
    assert world.statuses(URL)[:3] == [503, 503, 200]


def test_one_feed_is_polled_by_itself_and_counted_with_its_sites_others(
    database: Database,
) -> None:
    world = World(database, *(feed(f"http://news.example/{n}/feed") for n in range(9)))
    assert world.poller.poll(9) == Report(polled=1)
    assert [asked.url for asked in world.web.asked if "robots" not in asked.url] == [
        "http://news.example/8/feed"
    ]
    # They share half of what the site is asked in a day.
    assert world.kept.feed(9).pause >= 9 * DAY // (Limits().requests_a_day // 2)
    for number in (8, 9):  # the site rests, and the feed isn't due
        assert world.poller.poll(number) == Report()


def test_a_feed_that_is_not_there_is_not_polled(world: World) -> None:
    with pytest.raises(FeedNotFound):
        world.poller.poll(2)


# ---- articles -------------------------------------------------------------------------------


def test_an_article_that_the_library_has_is_not_fetched(world: World) -> None:
    world.library.takes.append(PAGE)
    assert world.live(NOW + 2 * HOUR).known == 1
    assert world.web.requests(PAGE) == []
    (feed,) = world.kept.feeds()
    assert (feed.n_taken, feed.n_waiting) == (1, 0)


def test_one_report_in_two_feeds_is_fetched_once(database: Database) -> None:
    second = feed("http://other.example/feed")
    second.posts = feed().posts
    second.links_to = lambda url: f"{url}?utm_medium=feed#top"
    world = World(database, feed(), second)
    world.live(NOW + 6 * HOUR)
    assert world.statuses(PAGE) == [200]
    assert [f.n_taken for f in world.kept.feeds()] == [1, 1]


def test_older_entries_come_on_request_and_news_come_before_them(database: Database) -> None:
    old = tuple(NOW - n * HOUR for n in range(1, 9))
    world = World(database, feed(at=(*old, NOW + 44 * MINUTE)))
    world.live(NOW + 30 * MINUTE)
    assert world.library.takes == []
    assert world.kept.take_older(1, int(world.clock.now), limit=6) == 6
    world.clock.now = NOW + 45 * MINUTE
    world.live(NOW + 2 * HOUR)
    names = [url.rpartition("/")[2] for url in world.library.takes]
    assert names == ["8", "0", "1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("status", "attempts"),
    [(404, FEW_ATTEMPTS), (403, FEW_ATTEMPTS), (410, 1), (500, MOST_ATTEMPTS), (0, MOST_ATTEMPTS)],
)
def test_an_article_is_tried_for_as_long_as_it_may_come(
    world: World, status: int, attempts: int
) -> None:
    world.web.trouble(PAGE, status, since=NOW, until=NOW + 10 * DAY)
    world.live(NOW + 5 * DAY)
    assert world.statuses(PAGE) == [status] * attempts
    gaps = world.gaps(PAGE)
    assert all(least <= gap for least, gap in zip((10, 20, 40, 80, 160), gaps, strict=False))
    (feed,) = world.kept.feeds()
    assert (feed.n_failed, feed.n_waiting, feed.n_taken) == (1, 0, 0)


def test_a_page_without_an_article_is_tried_for_again_as_it_may_get_one(world: World) -> None:
    world.library.refused.add(PAGE)
    world.live(NOW + HOUR)
    world.library.refused.clear()
    world.live(NOW + 2 * HOUR)
    assert world.library.takes == [PAGE]


def test_robots_are_told_apart_from_failures_of_the_site(database: Database) -> None:
    world = World(database, feed("http://news.example/private/feed"))
    world.web.robots["news.example"] = "User-agent: *\nDisallow: /private/"
    world.live(NOW + HOUR)
    (feed_,) = world.kept.feeds()
    assert "robots.txt" in (feed_.problem or "")
    assert {asked.url for asked in world.web.asked} == {"http://news.example/robots.txt"}


# ---- politeness -----------------------------------------------------------------------------


def test_a_host_that_rests_does_not_hold_up_another(database: Database) -> None:
    many = feed("http://a.example/feed", at=tuple(NOW + n for n in range(1, 9)), shows=20)
    few = feed("http://b.example/feed", at=(NOW + 1, NOW + 2))
    world = World(database, many, few)
    world.live(NOW + 3 * HOUR)
    hosts = [a.host[0] for a in world.web.asked if a.status == 200 and "feed" not in a.url]
    assert "".join(hosts[:4]) in {"abab", "baba"}


def test_a_host_that_can_not_answer_is_left_alone_by_all_its_feeds(database: Database) -> None:
    world = World(database, *(feed(f"http://news.example/{n}/feed") for n in "abc"))
    world.web.trouble("http://news.example/", 503, since=NOW, until=NOW + DAY, retry_after="3600")
    world.live(NOW + 55 * MINUTE)
    pages = [asked for asked in world.web.asked if "robots" not in asked.url]
    assert len(pages) <= 1


def test_the_days_limits_hold_and_the_rest_comes_tomorrow(database: Database) -> None:
    limits = Limits(requests_a_day=40, articles_a_day=8)
    world = World(
        database,
        feed("http://a.example/feed", at=tuple(NOW + n for n in range(1, 31)), shows=30),
        feed("http://a.example/b/feed", at=tuple(NOW + n for n in range(1, 31)), shows=30),
        limits=limits,
    )
    world.live(NOW + DAY)
    assert len(world.library.takes) == 16
    world.live(NOW + 2 * DAY)
    assert len(world.library.takes) == 32
    counts = Counter(day(int(a.at)) for a in world.web.asked if "robots" not in a.url)
    assert all(n <= 40 for n in counts.values())


def test_a_restart_does_not_forget_that_a_host_rests(world: World, database: Database) -> None:
    world.poller.run_due()
    n_asked = len(world.web.asked)
    world.kept.add("http://news.example/other", NOW)
    report = world.another(database).run_due()
    assert len(world.web.asked) == n_asked
    assert report.due is not None
    assert 5 <= report.due - world.clock.now <= 6


def test_two_pollers_at_once_send_each_request_once(world: World, database: Database) -> None:
    other = world.another(database)

    def fetch(url: str, *, known: Validators, accept: Accepted) -> Retrieved:
        # While one has sent its request, the other has its turn.
        assert replace(other.run_due(), due=None) == Report()
        return world.web.fetch(url, known=known, accept=accept)

    world.poller._fetch = fetch
    world.live(NOW + 2 * HOUR)
    assert world.library.takes == [PAGE]
    assert world.statuses(PAGE) == [200]


def test_what_was_planned_is_dropped_if_it_is_not_to_be_done_any_more(
    database: Database,
) -> None:
    world = World(database, *(feed(f"http://{n}.example/feed") for n in "abc"))
    asked = count()

    def meanwhile() -> bool:
        if next(asked) == 1:  # it has planned, and sent nothing yet
            world.another(database).run_due(stopping=lambda: len(world.web.asked) >= 2)
            world.kept.remove(2)
            world.kept.rest("c.example", NOW + HOUR, NOW)
        return False

    assert world.poller.run_due(stopping=meanwhile).polled == 0
    assert world.statuses("http://a.example/feed") == [200]
    assert {asked.host for asked in world.web.asked} == {"a.example"}


def test_an_article_is_not_asked_for_if_its_host_was_asked_meanwhile(world: World) -> None:
    world.live(NOW + 45 * MINUTE + 1)
    world.clock.now += 10
    asked = count()

    def meanwhile() -> bool:
        if next(asked) == 1:
            world.kept.rest("news.example", NOW + 2 * HOUR, int(world.clock.now))
        return False

    assert world.poller.run_due(stopping=meanwhile).taken == ()
    assert world.web.requests(PAGE) == []
    world.live(NOW + 3 * HOUR)
    assert world.library.takes == [PAGE]


def test_it_stops_between_two_requests_when_asked(database: Database) -> None:
    world = World(database, *(feed(f"http://{n}.example/feed") for n in "abcd"))
    report = world.poller.run_due(stopping=lambda: len(world.web.asked) >= 4)
    assert report.polled == 2
    assert report.due == int(world.clock.now)
    assert world.poller.run_due(stopping=lambda: True) == Report(due=int(world.clock.now))
    assert world.poller.run_due().polled == 2


def test_a_feed_that_is_removed_while_it_is_polled_is_gone(world: World) -> None:
    def fetch(url: str, *, known: Validators, accept: Accepted) -> Retrieved:
        world.kept.remove(1)
        return world.web.fetch(url, known=known, accept=accept)

    world.poller._fetch = fetch
    assert world.poller.run_due() == Report(polled=1)
    assert world.kept.feeds() == []


def test_a_full_disk_is_told_and_the_article_comes_later(world: World) -> None:
    take = world.poller._take

    def full(answer: Retrieved, given: Given) -> int:
        raise LibraryFull("there is no room left on the disk: make room and do it again")

    world.poller._take = full
    with pytest.raises(LibraryFull):
        world.live(NOW + HOUR)
    world.poller._take = take
    world.live(NOW + 2 * HOUR)
    assert world.library.takes == [PAGE]


def test_a_page_that_breaks_what_reads_it_holds_nothing_else_up(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = feed(), feed("https://b.example/feed")
    world = World(database, bad, good)
    take = world.poller._take

    def breaking(answer: Retrieved, given: Given) -> int | Problem:
        if answer.document and answer.document.url == PAGE:
            raise OverflowError("words of the page")
        return take(answer, given)

    world.poller._take = breaking
    assert world.live(NOW + HOUR).failed_articles > 0
    assert world.library.takes == ["https://b.example/0"]
    assert "breaks what reads it" in caplog.text
    assert "words of the page" not in caplog.text


# ---- killed anywhere ------------------------------------------------------------------------


class DyingDatabase(Database):
    """Its transactions are steps too: one may not begin, or may be the last that is kept."""

    dying = NEVER

    @contextmanager
    def write(self) -> Iterator[Connection]:
        self.dying.step()
        with super().write() as connection:
            yield connection
        self.dying.step()


def opened(folder: Path, dying: Dying) -> DyingDatabase:
    path = folder / FILE
    found = DyingDatabase(path, PATIENCE_SECONDS)
    found._connection.execute("PRAGMA synchronous = OFF")
    found.dying = dying
    return found


def small_world(database: Database) -> World:
    at = (NOW - DAY, NOW + 1, NOW + 2)
    world = World(
        database,
        feed("http://a.example/feed", at=at, max_age=20 * HOUR),
        feed("http://b.example/feed", at=at[:2], max_age=20 * HOUR),
    )
    world.web.trouble("http://a.example/2", 500, since=NOW, until=NOW + 20 * HOUR + 5 * MINUTE)
    return world


def test_killed_at_any_step_it_loses_nothing_and_takes_nothing_twice(tmp_path: Path) -> None:
    end = NOW + 22 * HOUR
    Database.open(tmp_path / "new").close()
    for n in count(1):
        folder = copytree(tmp_path / "new", tmp_path / str(n))
        dying = Dying(n)
        with closing(opened(folder, NEVER)) as database:
            world = small_world(database)
            world.start(database, dying)
            database.dying = dying
            with suppress(Killed):
                world.live(end)
        with closing(opened(folder, NEVER)) as database:
            world.start(database)
            world.live(end)
            assert sorted(world.library.takes) == [
                "http://a.example/1", "http://a.example/2", "http://b.example/1",
            ]  # fmt: skip
            assert [(f.n_older, f.n_taken, f.failures) for f in world.kept.feeds()] == [
                (1, 2, 0), (1, 1, 0),
            ]  # fmt: skip
        for host in ("a.example", "b.example"):
            pages = [a for a in world.web.asked if a.host == host and "robots" not in a.url]
            assert all(later.at - a.at >= 5 for a, later in pairwise(pages))
        if dying.left > 0:
            break
    assert n > 60, "there are more steps than that"


def test_an_article_that_ends_the_process_each_time_is_given_up(
    world: World, database: Database
) -> None:
    def deadly(answer: Retrieved, given: Given) -> int:
        raise Killed

    n_deaths = 0
    while world.clock.now < NOW + 5 * DAY:
        world.start(database)
        world.poller._take = deadly
        try:
            world.live(NOW + 5 * DAY)
        except Killed:
            n_deaths += 1
    assert n_deaths == MOST_ATTEMPTS
    assert min(world.gaps(PAGE)) >= 10
    (given_up,) = world.kept.feeds()
    assert (given_up.n_failed, given_up.n_waiting) == (1, 0)
