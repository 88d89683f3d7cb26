"""What places watch for, and their timetables, as the file keeps them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chats import MAX_WATCHES, Chats, Watching, Where
from bot.chats.watches import fold
from bot.timetables import Quiet, Timetable
from tests.bot.chats_rows import opened, rows, traces
from tests.fakes import Clock

PERSON, OTHER, GROUP, SUPERGROUP = 1001, 1002, -1001, -1002
HERE, TOPIC = Where(GROUP), Where(GROUP, 7)
NIGHT = Quiet(time(22), time(7))


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 25, 12, tzinfo=UTC).timestamp())


@pytest.fixture
def chats(clock: Clock) -> Iterator[Chats]:
    with opened(None, clock) as chats:
        yield chats


def watch(chats: Chats, where: Where, topic: str, person: int | None = PERSON) -> Watching:
    became, _ = chats.watch(where, topic, person_id=person, language="uk")
    return became


def topics(chats: Chats, where: Where) -> list[str]:
    return [each.topic for each in chats.watches(where)]


def test_a_watch_is_kept_as_it_was_written(chats: Chats) -> None:
    became, made = chats.watch(HERE, "al-Hol  camp", person_id=PERSON, language="uk")
    assert became is Watching.NEW
    assert made is not None
    assert (made.where, made.topic, made.person_id, made.language) == (
        HERE, "al-Hol  camp", PERSON, "uk"
    )  # fmt: skip
    assert chats.watches(HERE) == chats.every_watch() == [made]


@pytest.mark.parametrize(
    "again", ["al-hol camp", "AL-HOL CAMP", " al-Hol   camp ", "ａｌ-Hol camp"]
)
def test_another_spelling_is_the_same_watch(chats: Chats, again: str) -> None:
    _, first = chats.watch(HERE, "al-Hol camp", person_id=PERSON, language=None)
    became, known = chats.watch(HERE, again, person_id=OTHER, language=None)
    assert became is Watching.KNOWN
    assert known == first


def test_a_topic_watches_for_itself(chats: Chats) -> None:
    assert watch(chats, HERE, "Kobani") is watch(chats, TOPIC, "Kobani") is Watching.NEW
    assert watch(chats, Where(PERSON), "Kobani") is Watching.NEW
    assert len(chats.every_watch()) == 3
    assert topics(chats, TOPIC) == ["Kobani"]


def test_a_chat_has_at_most_twenty_in_all_its_topics(chats: Chats) -> None:
    became = [watch(chats, (HERE, TOPIC)[n % 2], f"topic {n}") for n in range(MAX_WATCHES)]
    assert became == [Watching.NEW] * MAX_WATCHES
    assert watch(chats, TOPIC, "one more") is Watching.FULL
    assert watch(chats, HERE, "topic 0") is Watching.KNOWN
    assert watch(chats, Where(PERSON), "one more") is Watching.NEW
    ended = chats.watches(HERE)[0]
    assert chats.unwatch(GROUP, ended.id) == ended
    assert watch(chats, TOPIC, "one more") is Watching.NEW


def test_several_at_once_are_not_more_than_twenty(tmp_path: Path, clock: Clock) -> None:
    with opened(tmp_path, clock) as chats, ThreadPoolExecutor(8) as pool:
        became = list(pool.map(lambda n: watch(chats, HERE, f"topic {n}"), range(60)))
        assert became.count(Watching.NEW) == len(chats.watches(HERE)) == MAX_WATCHES


def test_a_watch_is_ended_by_its_own_chat_alone(chats: Chats) -> None:
    watch(chats, HERE, "Kobani")
    (made,) = chats.watches(HERE)
    assert chats.unwatch(SUPERGROUP, made.id) is None
    assert chats.unwatch(PERSON, made.id) is None
    assert topics(chats, HERE) == ["Kobani"]
    assert chats.unwatch(GROUP, made.id) == made
    assert chats.unwatch(GROUP, made.id) is None
    assert topics(chats, HERE) == []


def test_a_number_is_never_given_again(chats: Chats) -> None:
    """An old button would end a new watch."""
    watch(chats, HERE, "Kobani")
    (first,) = chats.watches(HERE)
    chats.unwatch(GROUP, first.id)
    watch(chats, HERE, "Kobani")
    assert chats.watches(HERE)[0].id > first.id


def test_what_was_ended_leaves_no_trace(tmp_path: Path, clock: Clock) -> None:
    with opened(tmp_path, clock) as chats:
        watch(chats, HERE, "zebedee eleven " * 10)
        assert traces(tmp_path, "zebedee")
        chats.unwatch(GROUP, chats.watches(HERE)[0].id)
        chats.sweep(at_once=True)
        assert traces(tmp_path, "zebedee") == []


def test_a_topic_that_is_gone_takes_its_own_along(chats: Chats) -> None:
    for where in (HERE, TOPIC):
        watch(chats, where, "Kobani")
        chats.set_digest(where, time(8))
    chats.end_place(TOPIC)
    assert chats.every_watch() == chats.watches(HERE)
    assert chats.timetable(TOPIC) == Timetable()
    assert chats.timetable(HERE).digest == time(8)


def test_a_chat_that_ends_takes_all_along(chats: Chats) -> None:
    for where in (HERE, TOPIC, Where(PERSON)):
        watch(chats, where, "Kobani")
        chats.set_quiet(where, NIGHT)
    chats.forget(GROUP)
    assert [each.where for each in chats.every_watch()] == [Where(PERSON)]
    assert [row["chat_id"] for row in rows(chats)["timetables"]] == [PERSON]


def test_a_group_that_becomes_a_supergroup_keeps_all(chats: Chats) -> None:
    watch(chats, HERE, "Kobani")
    chats.set_quiet(HERE, NIGHT)
    chats.move(GROUP, SUPERGROUP)
    assert topics(chats, Where(SUPERGROUP)) == ["Kobani"]
    assert chats.timetable(Where(SUPERGROUP)).quiet == NIGHT
    assert chats.watches(HERE) == []


def test_the_supergroups_own_watches_are_newer(chats: Chats) -> None:
    watch(chats, HERE, "Kobani")
    watch(chats, Where(SUPERGROUP), "KOBANI")
    chats.move(GROUP, SUPERGROUP)
    assert topics(chats, Where(SUPERGROUP)) == ["KOBANI"]


def test_whoever_has_their_data_deleted_watches_no_more_and_is_named_nowhere(chats: Chats) -> None:
    watch(chats, Where(PERSON), "Kobani")
    watch(chats, HERE, "Raqqa")
    watch(chats, HERE, "Idlib", OTHER)
    assert [each.topic for each in chats.watches_of(PERSON)] == ["Kobani"]
    chats.delete_person(PERSON)
    assert chats.watches_of(PERSON) == []
    assert [(each.topic, each.person_id) for each in chats.watches(HERE)] == [
        ("Raqqa", None), ("Idlib", OTHER)
    ]  # fmt: skip


def test_a_timetable_is_read_as_it_was_set(tmp_path: Path, clock: Clock) -> None:
    with opened(tmp_path, clock) as chats:
        assert chats.timetable(HERE) == Timetable()
        chats.set_quiet(HERE, NIGHT, "Europe/Kyiv")
        chats.set_digest(HERE, time(8))
    with opened(tmp_path, clock) as chats:
        found = chats.timetable(HERE)
        assert (found.zone, found.quiet, found.digest) == ("Europe/Kyiv", NIGHT, time(8))
        chats.set_quiet(HERE, None)
        chats.set_digest(HERE, None, "Asia/Tokyo")
        assert chats.timetable(HERE) == Timetable(zone="Asia/Tokyo")
        assert chats.timetable(TOPIC) == Timetable()


def test_the_first_digest_is_the_next_one(chats: Chats, clock: Clock) -> None:
    chats.set_digest(HERE, time(8), "UTC")
    table = chats.timetable(HERE)
    assert table.digested == table.last_digest(clock.now)
    assert table.digested == datetime(2026, 11, 25, 8, tzinfo=UTC).timestamp()


def test_quiet_hours_leave_todays_digest_as_it_is(chats: Chats, clock: Clock) -> None:
    chats.set_digest(HERE, time(8), "UTC")
    before = chats.timetable(HERE).digested
    clock.wait(days=1)
    chats.set_quiet(HERE, NIGHT)
    assert chats.timetable(HERE).digested == before


@given(st.text(max_size=300).filter(fold))
def test_any_topic_is_kept_and_found_again(topic: str) -> None:
    with opened(None, Clock()) as chats:
        assert watch(chats, HERE, topic) is Watching.NEW
        assert watch(chats, HERE, topic) is Watching.KNOWN
        assert topics(chats, HERE) == [topic]
