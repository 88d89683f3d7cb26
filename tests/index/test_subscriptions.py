"""What is kept of feeds and of what they listed, step by step."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.errors import AddressRefused, LibraryFull
from index.feeds.feed_entries import Entry
from index.feeds.feed_noting import MOST_A_DAY
from index.feeds.feed_queue import Work
from index.feeds.feed_records import FeedNotFound, Waiting
from index.feeds.feeds import Feed
from index.feeds.subscriptions import Subscriptions
from index.records import Validators
from index.storage.database import Database
from index.web.politeness import DAY, FIRST_PAUSE, HOUR, Limits

NOW = 1_709_510_400
URL = "https://news.example/feed"
OTHER = "https://other.example/feed"
LIMITS = Limits(articles_a_day=3)
NONE = Validators()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database.open(tmp_path)) as found:
        yield found


@pytest.fixture
def kept(database: Database) -> Subscriptions:
    return Subscriptions(database)


def entry(name: str, at: int | None = None, key: str | None = None) -> Entry:
    url = f"https://news.example/{name}"
    published = None if at is None else datetime.fromtimestamp(at, UTC)
    return Entry(key=key or url, url=url, title=f"Report {name}", published=published)


def polled(
    kept: Subscriptions,
    feed_id: int,
    *entries: Entry,
    now: int = NOW,
    moved_to: str | None = None,
    validators: Validators = NONE,
) -> int:
    feed = Feed(title="News", language=None, entries=entries, every=None)
    return kept.polled(
        feed_id,
        now,
        lambda n_new: (HOUR, now + HOUR),
        feed=feed,
        validators=validators,
        moved_to=moved_to,
    )


def states(database: Database, feed_id: int = 1) -> dict[str, str]:
    with database.read() as connection:
        found = connection.execute(
            "SELECT url, state FROM entries WHERE feed_id = ? ORDER BY url", (feed_id,)
        )
        return {row["url"].rpartition("/")[2]: row["state"] for row in found}


def only(kept: Subscriptions, now: int) -> Work:
    (work,) = kept.work(now)
    return work


def next_entry(kept: Subscriptions, now: int) -> Waiting:
    (found,) = (work.entry for work in kept.work(now) if work.entry)
    return found


def begin(kept: Subscriptions, entry: Waiting, now: int) -> bool:
    return kept.begin_article(entry, now, until=now + 5, again=now + 600, limits=LIMITS)


# ---- feeds ----------------------------------------------------------------------------------


def test_a_feed_is_added_once(kept: Subscriptions) -> None:
    first, is_new = kept.add(f" {URL}#top ", NOW)
    assert is_new
    assert (first.url, first.added, first.due, first.pause) == (URL, NOW, NOW, FIRST_PAUSE)
    again, is_new = kept.add(URL, NOW + 5)
    assert (again, is_new) == (first, False)


def test_a_parameter_that_chooses_the_feed_is_kept(kept: Subscriptions) -> None:
    feed, _ = kept.add("https://news.example/?rss=1&amp=1", NOW)
    assert feed.url == "https://news.example/?rss=1&amp=1"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news",
        "file:///feed",
        "ftp://x.example/",
        "https://",
        "http://[",
        "https://a:b@x.example/",
        "https://x.example:22/",
        "https://x.example/" + "a" * 9000,
    ],
)
def test_what_is_no_web_address_is_refused(kept: Subscriptions, url: str) -> None:
    with pytest.raises(AddressRefused, match=r"give|check|save"):
        kept.add(url, NOW)
    assert kept.feeds() == []


def test_a_feed_that_is_removed_takes_its_entries_along_and_its_number_is_not_used_again(
    kept: Subscriptions, database: Database
) -> None:
    feed, _ = kept.add(URL, NOW)
    polled(kept, feed.id, entry("a", NOW))
    assert kept.remove(feed.id).n_waiting == 1
    assert (kept.feeds(), kept.work(NOW + DAY), states(database)) == ([], [], {})
    assert kept.add(URL, NOW)[0].id == 2


@pytest.mark.parametrize("number", [7, 0, -1, 10**30])
def test_a_number_of_no_feed_is_an_error_with_a_remedy(kept: Subscriptions, number: int) -> None:
    kept.add(URL, NOW)
    for call in (kept.feed, kept.remove):
        with pytest.raises(FeedNotFound, match="sitrep feeds"):
            call(number)
    with pytest.raises(FeedNotFound):
        kept.take_older(number, NOW)


def test_a_poll_of_a_feed_that_was_removed_meanwhile_leaves_nothing(
    kept: Subscriptions, database: Database
) -> None:
    feed, _ = kept.add(URL, NOW)
    kept.add(OTHER, NOW)
    kept.remove(feed.id)
    assert polled(kept, feed.id, entry("a", NOW), moved_to=OTHER) == 0
    kept.failed(feed.id, NOW, NOW + 600, "gone")
    assert states(database) == states(database, 2) == {}


def test_an_answer_is_remembered_with_its_validators_and_clears_failures(
    kept: Subscriptions,
) -> None:
    feed, _ = kept.add(URL, NOW)
    kept.failed(feed.id, NOW, NOW + 600, "it doesn't answer")
    told = Validators(etag='"1"', modified="Mon, 04 Mar 2024 00:00:00 GMT")
    polled(kept, feed.id, now=NOW + 600, validators=told)
    found = kept.feed(feed.id)
    assert (found.title, found.first_seen, found.answered) == ("News", NOW + 600, NOW + 600)
    assert (found.validators, found.due, found.pause) == (told, NOW + 600 + HOUR, HOUR)
    assert (found.failures, found.failing_since, found.problem) == (0, None, None)


def test_a_poll_without_change_keeps_title_and_first_sight(kept: Subscriptions) -> None:
    feed, _ = kept.add(URL, NOW)
    polled(kept, feed.id)
    kept.polled(
        feed.id, NOW + 60, lambda _: (60, NOW + 120), feed=None, validators=Validators(etag='"2"')
    )
    found = kept.feed(feed.id)
    assert (found.title, found.first_seen, found.answered) == ("News", NOW, NOW + 60)
    assert found.validators == Validators(etag='"2"')


# ---- failures -------------------------------------------------------------------------------


def test_a_feed_is_reported_when_it_has_been_seen_to_fail_for_a_day_and_only_once(
    kept: Subscriptions,
) -> None:
    feed, _ = kept.add(URL, NOW)
    kept.failed(feed.id, NOW, NOW + 600, "first")
    kept.failed(feed.id, NOW + DAY - 1, NOW + DAY, "second")
    assert kept.to_report() == []
    kept.failed(feed.id, NOW + DAY, NOW + DAY + 1, "third")
    (reported,) = kept.to_report()
    assert (reported.failures, reported.failing_since, reported.problem) == (3, NOW, "third")
    kept.mark_reported([feed.id])
    kept.failed(feed.id, NOW + 2 * DAY, NOW + 3 * DAY, "fourth")
    assert kept.to_report() == []


def test_a_feed_that_recovered_is_reported_anew_when_it_fails_for_another_day(
    kept: Subscriptions,
) -> None:
    feed, _ = kept.add(URL, NOW)
    kept.failed(feed.id, NOW, NOW, "")
    kept.failed(feed.id, NOW + DAY, NOW, "")
    kept.mark_reported([feed.id])
    polled(kept, feed.id, now=NOW + 2 * DAY)
    kept.mark_reported([feed.id])
    kept.failed(feed.id, NOW + 3 * DAY, NOW, "")
    assert kept.to_report() == []
    kept.failed(feed.id, NOW + 4 * DAY, NOW, "")
    assert [found.id for found in kept.to_report()] == [feed.id]


def test_a_feed_that_is_gone_is_reported_at_once_and_polled_no_more_until_it_is_added_anew(
    kept: Subscriptions,
) -> None:
    feed, _ = kept.add(URL, NOW)
    kept.failed(feed.id, NOW, NOW, "withdrawn", stopped=True)
    assert [found.stopped for found in kept.to_report()] == [True]
    assert kept.work(NOW + 30 * DAY) == []
    again, is_new = kept.add(URL, NOW + DAY)
    assert (again.id, is_new, again.stopped, again.failures) == (feed.id, False, False, 0)
    assert only(kept, NOW + DAY).feed_due == NOW + DAY


# ---- the first sight ------------------------------------------------------------------------


def test_at_first_sight_only_what_was_published_since_the_feed_was_added_is_news(
    kept: Subscriptions, database: Database
) -> None:
    feed, _ = kept.add(URL, NOW)
    listed = [entry("old", NOW - 1), entry("new", NOW), entry("undated"), entry("later", NOW + 9)]
    assert polled(kept, feed.id, *listed, now=NOW + HOUR) == 2
    assert states(database) == {
        "old": "older", "new": "waiting", "undated": "older", "later": "waiting",
    }  # fmt: skip


def test_later_what_comes_up_is_news_unless_it_is_dated_long_before_the_first_sight(
    kept: Subscriptions, database: Database
) -> None:
    feed, _ = kept.add(URL, NOW)
    polled(kept, feed.id, now=NOW + HOUR)
    listed = [entry("late", NOW + HOUR - DAY), entry("relisted", NOW + HOUR - DAY - 1), entry("x")]
    assert polled(kept, feed.id, *listed, now=NOW + 2 * HOUR) == 2
    assert states(database) == {"late": "waiting", "relisted": "older", "x": "waiting"}


def test_what_is_known_by_its_name_or_its_address_is_not_news(
    kept: Subscriptions, database: Database
) -> None:
    feed, _ = kept.add(URL, NOW)
    assert polled(kept, feed.id, entry("a", NOW, key="1"), entry("b", NOW, key="2")) == 2
    renamed = entry("a", NOW, key="3")
    readdressed = replace(entry("c", NOW, key="2"), url="https://news.example/moved")
    assert polled(kept, feed.id, renamed, readdressed, entry("a", NOW, key="1")) == 0
    assert set(states(database)) == {"a", "b"}


def test_validators_are_kept_only_with_the_entries_that_came_with_them(
    kept: Subscriptions, database: Database
) -> None:
    def full(n_new: int) -> tuple[int, int]:
        raise LibraryFull("there is no room left on the disk: make room and do it again")

    feed, _ = kept.add(URL, NOW)
    listed = Feed(title="News", language=None, entries=(entry("a", NOW),), every=None)
    with pytest.raises(LibraryFull):
        kept.polled(feed.id, NOW, full, feed=listed, validators=Validators(etag='"1"'))
    assert kept.feed(feed.id) == feed
    assert states(database) == {}


def test_a_feed_that_invents_entries_without_end_does_not_fill_the_disk(
    kept: Subscriptions, database: Database
) -> None:
    feed, _ = kept.add(URL, NOW)
    for n in range(5):
        listed = [entry(f"{n}-{k}", NOW - n * DAY) for k in range(300)]
        polled(kept, feed.id, *listed, now=NOW + n * HOUR)
    assert len(states(database)) == MOST_A_DAY
    assert polled(kept, feed.id, entry("tomorrow", NOW + DAY), now=NOW + DAY) == 1


def test_older_entries_are_taken_on_request_the_newest_first(
    kept: Subscriptions, database: Database
) -> None:
    feed, _ = kept.add(URL, NOW)
    days = {name: NOW - n * DAY for n, name in enumerate("abcd", start=1)}
    polled(kept, feed.id, *(entry(name, at) for name, at in days.items()), entry("undated"))
    assert kept.take_older(feed.id, NOW, limit=1) == 1
    assert kept.take_older(feed.id, NOW, since=days["b"]) == 1
    assert kept.take_older(feed.id, NOW, limit=-3) == 0
    waiting = [name for name, state in states(database).items() if state == "waiting"]
    assert waiting == ["a", "b"]
    assert kept.feed(feed.id).n_older == 3
    assert kept.take_older(feed.id, NOW, limit=10**30) == 3
    assert kept.take_older(feed.id, NOW) == 0


# ---- one address in several feeds -----------------------------------------------------------


def test_what_becomes_of_an_address_goes_for_every_feed_that_lists_it(
    kept: Subscriptions, database: Database
) -> None:
    for url in (URL, OTHER):
        kept.add(url, NOW)
        polled(kept, 1 if url == URL else 2, entry("a", NOW), entry("b", NOW))
    a = next_entry(kept, NOW)
    assert begin(kept, a, NOW)
    kept.taken(a, 12, NOW)
    b = next_entry(kept, NOW + 5)
    assert begin(kept, b, NOW + 5)
    kept.entry_failed(b, None)
    assert {a.url[-1]: "taken", b.url[-1]: "failed"} == states(database) == states(database, 2)
    third, _ = kept.add("https://third.example/feed", NOW)
    assert polled(kept, third.id, entry("a", NOW), entry("b", NOW - DAY)) == 2
    assert states(database, third.id) == states(database)
    assert all(work.entry is None for work in kept.work(NOW + DAY))


def test_a_feed_that_moved_keeps_its_number_and_entries(
    kept: Subscriptions, database: Database
) -> None:
    feed, _ = kept.add(URL, NOW)
    polled(kept, feed.id, entry("a", NOW))
    assert polled(kept, feed.id, entry("a", NOW), entry("b", NOW), moved_to=OTHER) == 1
    assert [(found.id, found.url) for found in kept.feeds()] == [(feed.id, OTHER)]
    assert {work.name for work in kept.work(NOW)} == {"other.example", "news.example"}
    polled(kept, feed.id, moved_to="https://x.example/" + "a" * 9000)
    assert kept.feed(feed.id).url == OTHER


def test_two_feeds_that_move_together_become_one(kept: Subscriptions, database: Database) -> None:
    mine, _ = kept.add(URL, NOW)
    other, _ = kept.add(OTHER, NOW)
    polled(kept, mine.id, entry("a", NOW), entry("b", NOW))
    polled(kept, other.id, entry("b", NOW), entry("c", NOW))
    assert polled(kept, mine.id, entry("a", NOW), entry("d", NOW), moved_to=OTHER) == 1
    assert [(found.id, found.url) for found in kept.feeds()] == [(other.id, OTHER)]
    assert states(database, other.id) == dict.fromkeys("abcd", "waiting")


# ---- the queue ------------------------------------------------------------------------------


def test_each_host_has_its_feed_that_is_due_first_and_the_newest_entry_that_is_due(
    kept: Subscriptions,
) -> None:
    first, _ = kept.add(URL, NOW)
    kept.add("https://news.example/second", NOW + 1)
    kept.add(OTHER, NOW)
    polled(kept, first.id, entry("a", NOW + 1), entry("c", NOW + 3), entry("b", NOW + 2))
    news, other = sorted(kept.work(NOW), key=lambda work: work.name)
    assert (news.feed_id, news.n_feeds, other.feed_id, other.n_feeds) == (2, 2, 3, 1)
    assert other.entry is None
    c = next(work.entry for work in kept.work(NOW) if work.entry)
    assert c.title == "Report c"
    assert begin(kept, c, NOW)
    kept.entry_failed(c, NOW + HOUR)
    names = [work.entry.title for at in (NOW, NOW + HOUR) for work in kept.work(at) if work.entry]
    assert names == ["Report b", "Report c"]


def test_what_was_begun_and_never_ended_comes_up_again_later(kept: Subscriptions) -> None:
    feed, _ = kept.add(URL, NOW)
    assert kept.begin_poll(feed.id, NOW, until=NOW + 5, again=NOW + 600, limits=LIMITS)
    assert not kept.begin_poll(feed.id, NOW + 5, until=NOW + 9, again=NOW + 600, limits=LIMITS)
    assert only(kept, NOW).feed_due == NOW + 600
    polled(kept, feed.id, entry("a", NOW))
    a = next_entry(kept, NOW)
    assert begin(kept, a, NOW + 5)
    assert not begin(kept, a, NOW + 10)
    again = next_entry(kept, NOW + 10)
    assert (again.due, again.attempts) == (NOW + 5 + 600, 1)


def test_a_host_is_asked_neither_too_soon_nor_too_often(kept: Subscriptions) -> None:
    limits = Limits(requests_a_day=3)
    for n in range(6):
        kept.add(f"https://news.example/{n}", NOW)

    def ask(feed_id: int, now: int) -> bool:
        return kept.begin_poll(feed_id, now, until=now + 5, again=now + DAY, limits=limits)

    assert ask(1, NOW)
    assert not ask(2, NOW + 4)
    assert ask(2, NOW + 5)
    kept.rest("news.example", NOW + 60, NOW + 6)
    kept.rest("news.example", NOW + 20, NOW + 6)
    assert not ask(3, NOW + 59)
    assert ask(3, NOW + 60)
    assert not ask(4, NOW + HOUR)
    assert only(kept, NOW + HOUR).host.n_today == 3
    assert only(kept, NOW + DAY).host.n_today == 0
    assert ask(4, NOW + DAY)
    assert only(kept, NOW + DAY).host.n_today == 1


def test_a_host_rests_that_was_never_asked(kept: Subscriptions) -> None:
    feed, _ = kept.add(URL, NOW)
    kept.rest("news.example", NOW + 60, NOW)
    assert not kept.begin_poll(feed.id, NOW, until=NOW, again=NOW, limits=LIMITS)
    assert only(kept, NOW).host.n_today == 0


def test_a_feed_that_gave_enough_today_waits_for_tomorrow(kept: Subscriptions) -> None:
    feed, _ = kept.add(URL, NOW)
    polled(kept, feed.id, *(entry(str(n), NOW) for n in range(6)))
    # One that the library had already is no request.
    kept.taken(next_entry(kept, NOW), 1, NOW)
    for n in range(3):
        found, now = next_entry(kept, NOW), NOW + 10 * n
        assert begin(kept, found, now)
        kept.taken(found, n, now)
    assert not begin(kept, next_entry(kept, NOW), NOW + 60)
    assert next_entry(kept, NOW + 60).due == NOW + DAY
    assert begin(kept, next_entry(kept, NOW + DAY), NOW + DAY)


def test_what_was_taken_out_of_the_library_is_not_brought_back(
    kept: Subscriptions, database: Database
) -> None:
    feed, _ = kept.add(URL, NOW)
    polled(kept, feed.id, entry("a", NOW))
    with database.write() as connection:
        connection.execute("INSERT INTO unwanted VALUES (?, '')", (entry("a").url,))
    assert not begin(kept, next_entry(kept, NOW), NOW)
    assert states(database) == {"a": "failed"}


def test_text_that_no_file_can_hold_is_stored_without_it(kept: Subscriptions) -> None:
    feed, _ = kept.add(URL, NOW)
    polled(kept, feed.id, replace(entry("a", NOW), title="A\ud800 raid\x00"))
    assert next_entry(kept, NOW).title == "A\ufffd raid\ufffd"
