"""When articles are to be looked at again, and what is written down of each look."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.changes import Event, Note
from index.rechecks.recheck_queue import LEAST_FAILING, LEAST_FAILURES, Revisits
from index.rechecks.revisits import LONGEST, SHORTEST, Look
from index.records import Draft, Validators
from index.storage.store import Store
from index.web.politeness import DAY, HOUR, Limits
from tests.index.libraries import Opened
from tests.index.reprinting import CREDIT, merging, report
from tests.length import WHOLE

LIMITS = Limits()
URL = "https://gazette.example/raid"
HOST = "gazette.example"
SEEN = Validators(
    etag='"1"', modified="Tue, 05 Mar 2024 08:00:00 GMT", told=("a", "b") + (None,) * 3
)
NOW = int(time.time())
FAR = NOW + 10**9


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Opened]:
    with merging(tmp_path) as found:
        found.add(report("raid", HOST))
        yield found


@pytest.fixture
def revisits(library: Opened) -> Revisits:
    return library.store.revisits


def begin(revisits: Revisits, now: int = FAR, host: str = HOST) -> Look | None:
    return revisits.begin(host, now, until=now, limits=LIMITS)


def begun(revisits: Revisits, now: int = FAR, host: str = HOST) -> Look:
    look = begin(revisits, now, host)
    assert look is not None
    return look


def due(revisits: Revisits) -> int:
    (found,) = revisits.due(NOW)
    return found.moment


# The schedule.


def test_what_was_seen_is_looked_at_again_with_what_it_was_seen_with(
    library: Opened, revisits: Revisits
) -> None:
    assert revisits.due(FAR) == []
    library.store.look_again(1, SEEN)
    (found,) = revisits.due(NOW)
    assert (found.name, found.article_id, found.source_id) == (HOST, 1, None)
    look = begun(revisits)
    assert (look.url, look.validators) == (URL, SEEN)
    assert (look.failures, look.missing, look.missing_since) == (1, 0, None)


@pytest.mark.parametrize(
    ("days", "hours"),
    [
        (0, 1),  # today: as old as its being here
        (2, 6),
        (5, 24),
        (29, 7 * 24),
        (121, 30 * 24),
        (5000, LONGEST / HOUR),
        (-3, 1),  # a day that is yet to come
    ],
)
def test_the_older_a_report_the_later(
    library: Opened, revisits: Revisits, days: int, hours: float
) -> None:
    published = date.fromtimestamp(time.time()) - timedelta(days=days)
    library.add(report("fire", "courier.example", published=published))
    before = int(time.time())
    library.store.look_again(2, SEEN)
    wait = due(revisits) - before
    # A quarter of a day's difference, by the hour at which this runs; a tenth for the jitter.
    assert hours * HOUR - 6 * HOUR - 1 <= wait <= (hours + 6.1) * HOUR * 1.1
    assert SHORTEST <= wait <= LONGEST * 1.1 + 1


def test_an_undated_report_is_as_old_as_its_being_here(library: Opened, revisits: Revisits) -> None:
    _age(library, days=40)
    library.store.look_again(1, SEEN)
    assert due(revisits) - NOW == pytest.approx(10.5 * DAY, rel=0.06)


def test_what_has_no_address_or_is_gone_is_not_looked_at(
    library: Opened, revisits: Revisits
) -> None:
    library.add(report("fire"))
    library.store.look_again(2, SEEN)
    library.store.look_again(77, SEEN)
    library.store.look_again(1, SEEN)
    library.store.remove(1)
    assert revisits.due(FAR) == []


def test_a_look_that_succeeds_clears_what_failed_before(
    library: Opened, revisits: Revisits
) -> None:
    library.store.look_again(1, SEEN)
    revisits.failed(begun(revisits), FAR, FAR, "no page", missing=True, counts=True)
    again = begun(revisits)
    assert (again.failures, again.missing, again.missing_since) == (2, 1, FAR)
    seen = replace(SEEN, etag='"2"')
    revisits.looked(again, FAR, seen, changed=False, least=0, die=0.0)
    look = begun(revisits, FAR + 10**9)
    assert (look.failures, look.missing, look.missing_since) == (1, 0, None)
    assert look.validators == seen


def test_pauses_double_after_a_change_up_to_the_usual(library: Opened, revisits: Revisits) -> None:
    _age(library, days=80)
    library.store.look_again(1, SEEN)
    now = int(time.time())
    pauses = []
    for changed in (False, True, False, False, False, False):
        look = begun(revisits, FAR)
        revisits.looked(look, now, SEEN, changed=changed, least=0, die=0.0)
        pauses.append((due(revisits) - now) / DAY)
    assert pauses == pytest.approx([20, 5, 10, 20, 20, 20], rel=0.01)


def test_jitter_makes_a_pause_longer_and_never_shorter(library: Opened, revisits: Revisits) -> None:
    _age(library, days=40)
    library.store.look_again(1, SEEN)
    waits = []
    for die in (0.0, 1.0):
        revisits.looked(begun(revisits), NOW, SEEN, changed=False, least=0, die=die)
        waits.append(due(revisits) - NOW)
    assert waits[0] == pytest.approx(10 * DAY, rel=0.01)
    assert waits[1] == pytest.approx(1.1 * waits[0], rel=0.001)


def test_what_is_said_to_be_fresh_waits_for_so_long(library: Opened, revisits: Revisits) -> None:
    library.store.look_again(1, SEEN)
    revisits.looked(begun(revisits), NOW, SEEN, changed=False, least=5 * HOUR, die=0.0)
    assert due(revisits) == NOW + 5 * HOUR


# One at a time.


def test_a_look_that_was_begun_is_not_begun_again_at_once(
    library: Opened, revisits: Revisits
) -> None:
    library.store.look_again(1, SEEN)
    now = FAR
    for _ in range(5):
        look = begun(revisits, now)
        assert begin(revisits, now) is None
        now = due(revisits)
    assert look.failures == 5
    assert now - FAR == (10 + 20 + 40 + 80 + 160) * 60


def test_a_host_that_rests_or_has_been_asked_enough_is_not_asked(
    library: Opened, revisits: Revisits
) -> None:
    library.store.look_again(1, SEEN)
    revisits.rest(HOST, FAR + 60, FAR)
    assert begin(revisits, FAR + 59) is None
    assert revisits.begin(HOST, FAR + 60, until=FAR, limits=Limits(requests_a_day=2)) is not None
    library.store.look_again(1, SEEN)
    assert revisits.begin(HOST, FAR + 61, until=FAR, limits=Limits(requests_a_day=1)) is None


def test_the_most_overdue_comes_first(library: Opened, revisits: Revisits) -> None:
    library.add(report("fire", HOST), report("trial", HOST))
    for number in (2, 3, 1):
        library.store.look_again(number, SEEN)
    _due(library, {1: 30, 2: 10, 3: 20})
    assert [begun(revisits).article_id for _ in range(3)] == [2, 3, 1]


def test_hosts_that_were_left_alone_for_longest_come_first(
    library: Opened, revisits: Revisits
) -> None:
    library.add(report("fire", "courier.example"))
    for number in (1, 2):
        library.store.look_again(number, SEEN)
    revisits.rest(HOST, NOW + 10, NOW)
    assert [found.name for found in revisits.due(NOW)] == ["courier.example", HOST]


# What an article's address is by now.


def test_another_address_makes_a_look_void(library: Opened, revisits: Revisits) -> None:
    library.store.look_again(1, SEEN)
    look = begun(revisits)
    library.add(report("raid", "courier.example", *[CREDIT] * 5))
    assert library.store.article(1).url == "https://courier.example/raid"
    assert not revisits.is_current(1, None)
    assert not revisits.relocated(look, "https://gazette.example/other", NOW, Note())
    assert begin(revisits, FAR + DAY) is None
    assert revisits.due(FAR) == []


def test_a_report_that_is_looked_at_anew_is_about_its_new_address(
    library: Opened, revisits: Revisits
) -> None:
    library.store.look_again(1, SEEN)
    library.add(report("raid", "courier.example", *[CREDIT] * 5))
    library.store.look_again(1, Validators())
    look = begun(revisits, host="courier.example")
    assert (look.url, look.validators) == ("https://courier.example/raid", Validators())


def test_it_moves_with_what_is_known_of_it(library: Opened, revisits: Revisits) -> None:
    library.store.look_again(1, SEEN)
    look = begun(revisits)
    new = "https://news.gazette.example/raid"
    assert revisits.relocated(look, new, NOW, Note(cause="source"))
    article = library.store.article(1)
    assert (article.url, article.title, article.sources) == (new, report("raid").title, ())
    version = library.store.history(1)[-1]
    assert (version.event, version.cause, version.came) == (Event.CHANGED, "source", ())
    found = library.store.article_at(URL)
    assert found is not None
    assert found.id == 1
    again = begun(revisits, host="news.gazette.example")
    assert (again.url, again.validators) == (new, Validators(told=SEEN.told))


def test_it_does_not_move_where_another_article_stands(library: Opened, revisits: Revisits) -> None:
    library.store.look_again(1, SEEN)
    library.add(report("fire", HOST))
    assert not revisits.relocated(begun(revisits), "https://gazette.example/fire", NOW, Note())
    assert library.store.article(1).url == URL


def test_an_address_that_it_moved_from_may_carry_another_report(
    library: Opened, revisits: Revisits
) -> None:
    library.store.look_again(1, SEEN)
    revisits.relocated(begun(revisits), "https://gazette.example/new", NOW, Note())
    (addition,) = library.add(replace(report("fire"), url=URL))
    assert addition.article.id == 2
    found = library.store.article_at(URL)
    assert found is not None
    assert found.id == 2


def test_an_address_that_it_moved_from_may_become_a_further_place(
    library: Opened, revisits: Revisits
) -> None:
    library.store.look_again(1, SEEN)
    revisits.relocated(begun(revisits), "https://gazette.example/new", NOW, Note())
    library.add(report("raid", HOST, CREDIT))
    assert [source.url for source in library.store.article(1).sources] == [URL]


def test_it_may_move_back(library: Opened, revisits: Revisits) -> None:
    library.store.look_again(1, SEEN)
    for url in ("https://gazette.example/new", URL):
        assert revisits.relocated(begun(revisits), url, NOW, Note())
    assert library.store.article(1).url == URL
    found = library.store.article_at("https://gazette.example/new")
    assert found is not None
    assert found.id == 1


def test_removing_and_restoring_keeps_where_it_moved_from(
    library: Opened, revisits: Revisits
) -> None:
    library.store.look_again(1, SEEN)
    revisits.relocated(begun(revisits), "https://gazette.example/new", NOW, Note())
    library.library.remove(1)
    assert library.store.is_unwanted(URL)
    library.library.restore(1)
    found = library.store.article_at(URL)
    assert found is not None
    assert len(revisits.due(FAR)) == 1


# Its further places.


@pytest.fixture
def reprinted(library: Opened) -> Opened:
    library.add(
        replace(report("raid", "courier.example", CREDIT, outlet="Courier"), title="Raid at dawn"),
        report("raid", None, CREDIT, outlet="Wire"),
        report("raid", "herald.example", CREDIT, outlet="Herald"),
    )
    library.store.look_again(1, SEEN)
    return library


def test_its_further_places_are_asked_one_after_the_other_and_first(
    reprinted: Opened, revisits: Revisits
) -> None:
    reprinted.add(report("fire", "courier.example"))
    reprinted.store.look_again(2, SEEN)
    _due(reprinted, {2: 1})
    assert revisits.next_place(1, None)
    look = begun(revisits, 2, host="courier.example")
    assert (look.url, look.article_id) == ("https://courier.example/raid", 1)
    assert look.validators == Validators()
    assert revisits.next_place(1, look.source_id)
    last = begun(revisits, 2, host="herald.example")
    assert last.url == "https://herald.example/raid"
    assert not revisits.next_place(1, last.source_id)


def test_a_further_place_becomes_its_own_with_all_that_is_known_of_it(
    reprinted: Opened, revisits: Revisits
) -> None:
    revisits.next_place(1, None)
    look = begun(revisits, host="courier.example")
    assert revisits.relocated(look, look.url or "", NOW, Note())
    article = reprinted.store.article(1)
    assert (article.url, article.outlet) == ("https://courier.example/raid", "Courier")
    assert article.title == "Raid at dawn"
    assert [source.outlet for source in article.sources] == ["Wire", "Herald"]
    again = begun(revisits, host="courier.example")
    assert (again.source_id, again.validators) == (None, Validators())


def test_a_further_place_that_is_one_no_more_is_passed_over(
    reprinted: Opened, revisits: Revisits
) -> None:
    revisits.next_place(1, None)
    reprinted.add(replace(report("fire"), url="https://courier.example/raid"))
    look = begun(revisits, host="courier.example")
    assert look.url is None
    assert not revisits.relocated(look, "https://courier.example/raid", NOW, Note())
    assert revisits.next_place(1, look.source_id)
    assert begun(revisits, host="herald.example").url == "https://herald.example/raid"


def test_a_late_answer_of_its_own_address_is_what_counts_and_its_own_host_is_asked_again(
    reprinted: Opened, revisits: Revisits
) -> None:
    look = begun(revisits)
    revisits.next_place(1, None)  # another process's, meanwhile
    revisits.looked(look, NOW, SEEN, changed=False, least=0, die=0.5)
    assert begin(revisits, host="courier.example") is None
    again = begun(revisits)
    assert (again.url, again.source_id, again.validators) == (URL, None, SEEN)


def test_who_is_gone_meanwhile_has_no_further_place(reprinted: Opened, revisits: Revisits) -> None:
    revisits.next_place(1, None)
    look = begun(revisits, host="courier.example")
    reprinted.store.remove(1)
    assert not revisits.next_place(1, None)
    assert not revisits.relocated(look, look.url or "", NOW, Note())
    revisits.looked(look, NOW, SEEN, changed=True, least=0, die=0.5)
    revisits.failed(look, NOW, NOW, "gone", missing=False, counts=True)
    assert revisits.due(FAR) == []


# Whom it is told.


def test_who_fails_often_and_long_enough_is_told_of(library: Opened, revisits: Revisits) -> None:
    library.store.look_again(1, SEEN)
    step = LEAST_FAILING // (LEAST_FAILURES - 1)
    for n in range(LEAST_FAILURES):
        assert revisits.problems() == []
        now = FAR + n * step
        revisits.failed(
            begun(revisits, now), now, now + step, f"no. {n}", missing=False, counts=True
        )
    (trouble,) = revisits.problems()
    assert (trouble.article_id, trouble.title) == (1, report("raid").title)
    assert (trouble.url, trouble.since) == (URL, FAR)
    assert (trouble.failures, trouble.problem) == (LEAST_FAILURES, f"no. {LEAST_FAILURES - 1}")
    assert revisits.to_report() == [trouble]
    revisits.mark_reported([1])
    assert (revisits.to_report(), revisits.problems()) == ([], [trouble])


def test_failures_that_do_not_count_are_nobodys_business(
    library: Opened, revisits: Revisits
) -> None:
    library.store.look_again(1, SEEN)
    for n in range(20):
        now = FAR + n * DAY
        revisits.failed(begun(revisits, now), now, now, "robots", missing=False, counts=False)
    assert revisits.problems() == []


# How it is at scale, and in whatever order.


def test_twenty_thousand_looks_are_planned_in_no_time(library: Opened, revisits: Revisits) -> None:
    library.store.look_again(1, SEEN)
    with library.store._database.write() as connection:
        connection.execute("PRAGMA defer_foreign_keys = ON")
        connection.executemany(
            "INSERT INTO articles (id, title, url, text_hash, first_passage, last_passage, added, "
            "text) VALUES (?, 'x', ?, ?, 1, 1, '2024-03-05T10:00:00+00:00', 'x')",
            [(n, f"https://h{n % 50}.example/{n}", f"{n}") for n in range(10, 20_010)],
        )
        connection.executemany(
            "INSERT INTO rechecks (article_id, url, host, due, pause) VALUES (?, ?, ?, ?, 3600)",
            [
                (n, f"https://h{n % 50}.example/{n}", f"h{n % 50}.example", n)
                for n in range(10, 20_010)
            ],
        )
    began = time.process_time()
    for _ in range(10):
        found = revisits.due(NOW)
        assert begin(revisits, host=found[0].name) is not None
    assert time.process_time() - began < 2
    assert len(found) == 51


actions = st.lists(
    st.tuples(
        st.sampled_from(
            ["begin", "looked", "failed", "next", "moved", "removed", "added", "again"]
        ),
        st.sampled_from([HOST, "courier.example", "herald.example"]),
        st.integers(0, 3),
    ),
    max_size=15,
)


@given(actions)
@settings(
    max_examples=200 if WHOLE else 12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_done_in_whatever_order_a_look_is_about_its_articles_place(
    tmp_path_factory: pytest.TempPathFactory, sequence: list[tuple[str, str, int]]
) -> None:
    with merging(tmp_path_factory.mktemp("library")) as library:
        library.store._database._connection.execute("PRAGMA synchronous = OFF")
        library.add(*(report("raid", host, CREDIT) for host in (HOST, "courier.example")))
        library.store.look_again(1, SEEN)
        revisits = library.store.revisits
        look: Look | None = None
        for now, (action, host, number) in enumerate(sequence, FAR):
            look = _act(library, revisits, look, action, host, number, now)
        for found in revisits.due(FAR):
            with library.store._database.read() as connection:
                assert _is_about_its_place(connection, found.article_id, found.name)


def _act(
    library: Opened,
    revisits: Revisits,
    look: Look | None,
    action: str,
    host: str,
    number: int,
    now: int,
) -> Look | None:
    if action == "begin":
        return begin(revisits, now, host) or look
    if action == "removed":
        if library.store.articles():
            library.library.remove(library.store.articles()[0].id)
    elif action == "added":
        name = ("raid", "fire", "trial", "raid")[number]
        library.add(report(name, host, *[CREDIT] * number))
    elif action == "again":
        library.store.look_again(1 + number, SEEN)
    elif look is None:
        pass
    elif action == "looked":
        revisits.looked(look, now, SEEN, changed=bool(number % 2), least=0, die=0.5)
    elif action == "failed":
        revisits.failed(look, now, now, "x", missing=number == 0, counts=number < 3)
    elif action == "next":
        revisits.next_place(look.article_id, look.source_id)
    elif action == "moved":
        url = look.url if look.source_id else f"https://{host}/moved{number}"
        revisits.relocated(look, url or f"https://{host}/x", now, Note())
    return look


def _is_about_its_place(connection: sqlite3.Connection, article_id: int, host: str) -> bool:
    """What is asked is at that host, or the row is void and will be forgotten."""
    row = connection.execute(
        "SELECT rechecks.url, articles.url AS home, source_id, sources.url AS place FROM rechecks "
        "JOIN articles ON articles.id = rechecks.article_id "
        "LEFT JOIN sources ON sources.id = source_id WHERE rechecks.article_id = ?",
        (article_id,),
    ).fetchone()
    if row["url"] != row["home"]:
        return True
    asked = row["url"] if row["source_id"] is None else row["place"]
    return asked is None or asked.split("/")[2] == host


def _age(library: Opened, *, days: int) -> None:
    """Have the article been here for so long."""
    with library.store._database.write() as connection:
        connection.execute(
            "UPDATE articles SET added = strftime('%Y-%m-%dT%H:%M:%S', ?, 'unixepoch') || '+00:00'",
            (NOW - days * DAY,),
        )


def _due(library: Opened, moments: dict[int, int]) -> None:
    with library.store._database.write() as connection:
        connection.executemany(
            "UPDATE rechecks SET due = ? WHERE article_id = ?",
            [(moment, number) for number, moment in moments.items()],
        )


def test_a_store_of_drafts_alone_has_no_looks(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path)) as store:
        assert store.revisits.due(NOW) == []
        assert store.revisits.problems() == []
        assert begin(store.revisits) is None
        assert store.amend(Draft(title="x", text="y")) is None
