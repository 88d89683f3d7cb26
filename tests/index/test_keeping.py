"""A keeper over a real library: what comes in by a feed, what is looked at again, and when."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from index.changes import Event
from index.engine import Engine
from index.errors import AddressGone, AddressMissing, LibraryError, SourceError, TryLater
from index.feeds.feed_records import Report, Subscription
from index.feeds.subscriptions import Subscriptions
from index.keeping import PATIENCE, Keeper, Kept
from index.rechecks.revisits import Report as Visits
from index.records import Document, Draft, Validators
from index.web import fetching
from index.web.politeness import DAY, HOUR, MINUTE
from index.web.served import Accepted, Retrieved
from tests.fakes import Clock, FakeEmbedder

NOW = int(time.time())
"""When an article is looked at again is counted from the clock on the wall, so it begins there."""

FEED = "https://news.example.org/feed"
FORD, MILL, QUAY = (f"https://news.example.org/{name}" for name in ("ford", "mill", "quay"))


def page(title: str, *paragraphs: str, day: str | None = None) -> str:
    dated = f"<meta property='article:published_time' content='{day}'>" if day else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html lang='en'><head><title>{title}</title>{dated}</head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


AT_THE_FORD = (
    "Two patrols met a convoy of lorries at the ford near Oster before sunrise.",
    "The drivers were questioned for an hour, and three of the lorries were turned back.",
    "A farmer who saw it said that nobody was hurt and that no shot was fired.",
)


@dataclass
class Page:
    """What stands at an address."""

    text: str
    media_type: str = "text/html"
    etag: str | None = None


@dataclass
class Web:
    """Pages by address, asked at a clock's time; each answer takes a second."""

    clock: Clock
    pages: dict[str, Page | SourceError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    conditions: list[Validators] = field(default_factory=list)

    def fetch(self, url: str, *, known: Validators, accept: Accepted) -> Retrieved:
        self.asked.append(url)
        self.conditions.append(known)
        self.clock.wait(seconds=1)
        found = self.pages.get(url, AddressMissing(f"{url} has no page; check the address"))
        if isinstance(found, SourceError):
            raise found
        validators = Validators(etag=found.etag)
        if found.etag and known.etag == found.etag:
            return Retrieved(document=None, validators=validators, fresh_for=None)
        document = Document(
            data=found.text.encode(), media_type=found.media_type, name=url, url=url
        )
        return Retrieved(document=document, validators=validators, fresh_for=None)

    def lists(self, feed: str, *urls: str) -> None:
        """Have a feed list reports, published at this moment."""
        at = format_datetime(datetime.fromtimestamp(self.clock.now, UTC))
        items = "".join(
            f"<item><link>{url}</link><title>A report</title><pubDate>{at}</pubDate></item>"
            for url in urls
        )
        channel = f"<channel><title>The Gazette</title>{items}</channel>"
        self.pages[feed] = Page(f"<rss version='2.0'>{channel}</rss>", "application/xml")


@dataclass
class World:
    """A library that follows one feed, and its keeper."""

    engine: Engine
    web: Web
    keeper: Keeper

    def live(self, until: float) -> Kept:
        """Have everything done that is due till then."""
        clock, total = self.web.clock, Kept()
        while clock.now < until:
            total += (kept := self.keeper.run_due())
            clock.now = min(max(kept.due or until, clock.now + 1), until)
        return total

    def feed(self) -> Subscription:
        return self.engine.feeds.feed(1)

    def titles(self) -> list[str]:
        return [article.title for article in self.engine.articles()]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(Engine.open(tmp_path, embedder=FakeEmbedder())) as engine:
        yield begun(engine, Web(Clock(NOW)))


def begun(engine: Engine, web: Web) -> World:
    keeper = Keeper(engine, fetch=web.fetch, clock=web.clock, revisits=engine.revisits)
    engine.feeds.add(FEED, NOW)
    web.lists(FEED)
    keeper.run_due()
    return World(engine, web, keeper)


# ---- what a feed lists ----------------------------------------------------------------------


def test_what_a_feed_lists_comes_in_and_says_so(world: World) -> None:
    world.web.pages[FORD] = Page(page("At the ford", *AT_THE_FORD))
    world.web.lists(FEED, FORD)
    kept = world.live(NOW + HOUR)
    assert (kept.n_new, kept.feeds.taken, kept.feeds.new) == (1, (1,), 1)
    (version,) = world.engine.history(1)
    assert (version.event, version.cause) == (Event.ADDED, "feed")
    assert version.origin == f"feed:{FORD}"


def test_the_feeds_day_only_fills_a_gap(world: World) -> None:
    own = date(2024, 2, 29)
    world.web.pages[FORD] = Page(page("At the ford", *AT_THE_FORD, day=own.isoformat()))
    world.web.pages[MILL] = Page(page("At the mill", "A patrol passed the mill, and saw nothing."))
    world.web.lists(FEED, FORD, MILL)
    days = {datetime.fromtimestamp(world.web.clock.now, UTC).date(), own}
    world.live(NOW + HOUR)
    assert {article.published for article in world.engine.articles()} == days


def test_json_lines_are_no_report(world: World) -> None:
    lines = '{"title": "One", "text": "A text."}\n{"title": "Two", "text": "Another."}\n'
    world.web.pages[FORD] = Page(lines, "application/jsonl")
    world.web.lists(FEED, FORD)
    kept = world.live(NOW + 2 * HOUR)
    assert world.titles() == []
    assert (kept.n_new, kept.feeds.failed_articles) == (0, 3)
    assert (world.feed().n_failed, world.feed().n_waiting) == (1, 0)


@pytest.mark.parametrize("text", ["", "<html></html>", "\0\0\0", "%PDF-1.7 broken"])
def test_what_is_no_report_ends_nothing(world: World, text: str) -> None:
    world.web.pages |= {FORD: Page(text), MILL: Page(page("At the mill", *AT_THE_FORD))}
    world.web.lists(FEED, FORD, MILL)
    world.live(NOW + 2 * HOUR)
    assert world.titles() == ["At the mill"]


def test_what_was_removed_is_not_even_asked_for(world: World) -> None:
    draft = Draft(title="At the ford", text="\n\n".join(AT_THE_FORD), url=FORD)
    list(world.engine.add([draft]))
    world.engine.remove(1)
    world.web.lists(FEED, FORD)
    world.live(NOW + DAY)
    assert FORD not in world.web.asked
    assert world.titles() == []
    assert (world.feed().n_failed, world.feed().n_waiting) == (1, 0)


def test_what_leads_to_a_removed_report_stays_out(world: World) -> None:
    list(world.engine.add([Draft(title="At the ford", text=AT_THE_FORD[0], url=FORD)]))
    world.engine.remove(1)
    own = f"<link rel='canonical' href='{FORD}'></head>"
    world.web.pages[MILL] = Page(page("At the ford", *AT_THE_FORD).replace("</head>", own))
    world.web.lists(FEED, MILL)
    assert world.live(NOW + 2 * HOUR).feeds.failed_articles > 0
    assert world.titles() == []


def test_what_is_there_already_is_not_asked_for(world: World) -> None:
    list(world.engine.add([Draft(title="At the ford", text=AT_THE_FORD[0], url=FORD)]))
    world.web.lists(FEED, f"{FORD}?utm_source=rss")
    assert world.live(NOW + HOUR).feeds.known == 1
    assert set(world.web.asked) == {FEED}


def test_taken_again_after_a_crash_it_is_the_same_article(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.web.pages[FORD] = Page(page("At the ford", *AT_THE_FORD))
    world.web.lists(FEED, FORD)

    def dies(*_: object) -> None:
        raise LibraryError("a crash, after the article was written and before that was noted")

    monkeypatch.setattr(Subscriptions, "taken", dies)
    with pytest.raises(LibraryError, match="a crash"):
        world.live(NOW + HOUR)
    monkeypatch.undo()
    assert world.titles() == ["At the ford"]
    world.live(NOW + 2 * HOUR)
    assert [version.event for version in world.engine.history(1)] == [Event.ADDED]
    assert (world.feed().n_taken, world.feed().n_waiting) == (1, 0)


def test_two_keepers_at_once_take_each_report_once(world: World, tmp_path: Path) -> None:
    for url, title in ((FORD, "At the ford"), (MILL, "At the mill")):
        told = (paragraph.replace("ford", title) for paragraph in AT_THE_FORD)
        world.web.pages[url] = Page(page(title, *told))
    world.web.lists(FEED, FORD, MILL)
    one = Keeper(world.engine, fetch=world.web.fetch, clock=world.web.clock)
    with closing(Engine.open(tmp_path, embedder=FakeEmbedder())) as second:
        other = Keeper(second, fetch=world.web.fetch, clock=world.web.clock)

        def meanwhile() -> bool:
            # While one is at work, the other has its turn, before each request.
            other.run_due()
            return False

        for _ in range(120):
            world.web.clock.wait(seconds=30)
            one.run_due(meanwhile)
    assert sorted(world.titles()) == ["At the ford", "At the mill"]
    assert sorted(url for url in world.web.asked if url != FEED) == [FORD, MILL]


# ---- looks at what is known -----------------------------------------------------------------


def taken(world: World, etag: str | None = '"1"') -> World:
    world.web.pages[FORD] = Page(page("At the ford", *AT_THE_FORD), etag=etag)
    world.web.lists(FEED, FORD)
    world.live(NOW + HOUR)
    world.web.asked.clear()
    world.web.conditions.clear()
    return world


def test_the_first_look_is_conditional_already(world: World) -> None:
    kept = taken(world).live(NOW + DAY)
    looks = [c for url, c in zip(world.web.asked, world.web.conditions, strict=True) if url == FORD]
    assert len(looks) == kept.visits.checked > 0
    assert {condition.etag for condition in looks} == {'"1"'}
    assert kept.visits.changed == ()


def test_a_changed_report_and_one_that_is_gone_are_told(world: World) -> None:
    taken(world)
    later = "On Tuesday the ministry said that one of the drivers had been arrested."
    world.web.pages[FORD] = Page(page("At the ford", *AT_THE_FORD, later), etag='"2"')
    assert world.live(NOW + DAY).visits.changed == (1,)
    assert later in world.engine.text(1)
    world.web.pages[FORD] = AddressGone(f"{FORD} has no page any more; remove the article")
    assert world.live(NOW + 3 * DAY).visits.removed == (1,)
    assert world.titles() == []


def test_news_do_not_wait_for_looks(world: World) -> None:
    urls = [f"https://site{number}.example/report" for number in range(40)]
    drafts = [
        Draft(title=url, text=f"A patrol of {url} searched the village.", url=url) for url in urls
    ]
    for addition in world.engine.add(drafts, merging=False):
        world.engine.look_again(addition.article.id, Validators(etag='"1"'))
    world.web.pages |= {url: Page("", etag='"1"') for url in urls}
    world.web.clock.now = NOW + 9 * DAY
    world.web.pages[MILL] = Page(page("At the mill", *AT_THE_FORD))
    world.web.lists(FEED, MILL)
    assert world.live(world.web.clock.now + 2 * MINUTE).visits.checked >= 40
    n_before = world.web.asked.index(MILL) - world.web.asked[1:].index(FEED)
    # It was due six seconds after its feed, and each answer takes one.
    assert n_before < 10


# ---- one feed, and how long to wait ---------------------------------------------------------


def test_one_feed_is_looked_at_without_what_else_is_due(world: World) -> None:
    second = "https://courier.example/feed"
    world.web.lists(second, QUAY)
    world.web.clock.wait(days=1)
    world.web.asked.clear()
    feed, _ = world.engine.feeds.add(second, int(world.web.clock.now))
    assert feed.answered is None
    assert world.keeper.poll(feed.id).title == "The Gazette"
    assert world.web.asked == [second]
    assert world.keeper.poll(feed.id).n_older == 1
    assert world.web.asked == [second]


def test_a_feed_whose_site_was_asked_a_moment_ago_is_not_looked_at_yet(world: World) -> None:
    second = "https://news.example.org/culture"
    world.web.lists(second)
    feed, _ = world.engine.feeds.add(second, int(world.web.clock.now))
    assert world.keeper.poll(feed.id).answered is None
    wait = world.keeper.wait(int(world.web.clock.now))
    assert wait is not None
    world.web.clock.wait(seconds=wait)
    assert world.keeper.poll(feed.id).answered is not None


def test_all_that_a_feed_lists_can_be_waited_for(world: World) -> None:
    for url in (FORD, MILL, QUAY):
        world.web.pages[url] = Page(page(url, f"A patrol passed {url} on Monday, and saw nothing."))
    world.web.clock.now = since = world.feed().due
    world.web.lists(FEED, FORD, MILL, QUAY)
    waits = []
    while (wait := world.keeper.wait(since)) is not None:
        waits.append(wait)
        world.web.clock.wait(seconds=wait)
        world.keeper.run_due()
    assert len(world.titles()) == 3
    assert waits[0] == 0
    assert all(0 < wait <= 6 for wait in waits[1:])
    assert len(waits) == 4


def test_what_must_wait_for_long_is_not_waited_for(world: World) -> None:
    world.web.clock.now = since = world.feed().due
    world.web.pages[FORD] = TryLater(f"{FORD} can't answer now; try again later", seconds=HOUR)
    world.web.lists(FEED, FORD)
    for _ in range(2):
        world.keeper.run_due()
        world.web.clock.wait(seconds=10)
    assert world.web.asked[-1] == FORD
    assert world.feed().n_waiting == 1
    assert world.keeper.wait(since) is None


def test_looks_that_are_due_are_waited_for(world: World) -> None:
    taken(world)
    world.web.clock.now = NOW + 9 * DAY
    world.keeper.run_due()
    assert world.web.asked == [FEED]
    wait = world.keeper.wait(int(world.web.clock.now))
    assert wait is not None
    world.web.clock.wait(seconds=wait)
    assert world.keeper.run_due().visits.checked == 1
    assert world.keeper.wait(NOW) is None


def test_what_falls_due_later_is_not_waited_for(world: World) -> None:
    due = world.feed().due
    world.web.clock.now = due
    assert world.keeper.wait(due - 1) is None
    assert world.keeper.wait(due) == 0


def test_a_site_that_rests_for_longer_is_not_waited_for(world: World) -> None:
    world.web.clock.now = due = world.feed().due
    for rest, wait in ((PATIENCE, PATIENCE), (PATIENCE + 1, None)):
        world.engine.feeds.rest(world.feed().host, due + rest, due)
        assert world.keeper.wait(due) == wait


# ---- the rest -------------------------------------------------------------------------------


def test_what_was_done_adds_up() -> None:
    first = Kept(feeds=Report(polled=1, taken=(4,)), visits=Visits(checked=2, changed=(1,)), due=7)
    second = Kept(feeds=Report(polled=2, taken=(5,)), visits=Visits(checked=1, removed=(2,)), due=9)
    assert first + second == Kept(
        feeds=Report(polled=3, taken=(4, 5)),
        visits=Visits(checked=3, changed=(1,), removed=(2,)),
        due=9,
    )


def test_each_address_is_named_before_it_is_asked(world: World) -> None:
    asked: list[tuple[str, bool]] = []

    def asking(url: str) -> None:
        asked.append((url, url in world.web.asked))

    world.web.asked.clear()
    world.web.clock.wait(days=1)
    Keeper(world.engine, fetch=world.web.fetch, clock=world.web.clock, asking=asking).run_due()
    assert asked == [(FEED, False)]


def test_without_a_way_of_its_own_it_heeds_robots(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[dict[str, object]] = []

    def retrieve(url: str, **options: object) -> Retrieved:
        used.append(options)
        raise TryLater(f"{url} can't be reached; try again later")

    monkeypatch.setattr(fetching, "retrieve", retrieve)
    world.web.clock.wait(days=1)
    Keeper(world.engine, agent="Sitrep-test", clock=world.web.clock).run_due()
    options = used[0]
    assert options["agent"] == "Sitrep-test"
    assert isinstance(options["robots"], fetching.Robots)
