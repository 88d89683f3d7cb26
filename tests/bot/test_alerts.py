"""Alerts in the file: written down with the event they follow from, and never sent twice."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from random import Random

import pytest

from bot.chats import Alert, AlertState, Chats, News, Where
from bot.chats.alerts import FOLLOWED
from bot.chats.news import Waiting
from index import LibraryError, Span
from tests.bot.chats_rows import opened, rows
from tests.fakes import Clock

PERSON, GROUP, SUPERGROUP = 1001, -1001, -1002
HERE, TOPIC, PRIVATE = Where(GROUP), Where(GROUP, 7), Where(PERSON)
PLACES = (HERE, TOPIC, PRIVATE)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 25, 12, tzinfo=UTC).timestamp())


@pytest.fixture
def chats(clock: Clock) -> Iterator[Chats]:
    """Each place watches for something."""
    with opened(None, clock) as chats:
        watched(chats)
        yield chats


def watched(chats: Chats) -> None:
    for where in PLACES:
        chats.watch(where, "Kobani", person_id=PERSON, language=None)


def news(chats: Chats, where: Where, article: int, story: int | None = None) -> News:
    return News(
        where=where,
        article_id=article,
        story=story or article,
        watches=tuple(each.id for each in chats.watches(where)),
        passage_id=article * 10,
        sentence=Span(start=3, end=9),
    )


def come(chats: Chats, clock: Clock, *articles: int, where: Where = HERE) -> list[Alert]:
    """Have reports come in now, of which a place is to be told; returns what is due there."""
    for article in articles:
        event = (chats.progress(FOLLOWED) or 0) + 1
        chats.follow(event, int(clock.now), [news(chats, where, article)])
    return chats.due(where)


def states(chats: Chats, where: Where = HERE) -> dict[int, str]:
    found = chats._all(
        "SELECT article_id, state FROM alerts WHERE chat_id = ? AND thread_id = ?",
        (where.chat_id, where.thread_id),
    )
    return dict(found)


def test_at_first_nothing_is_followed(chats: Chats) -> None:
    assert chats.progress(FOLLOWED) is None
    chats.follow(12, 0)
    assert chats.progress(FOLLOWED) == 12


def test_an_alert_is_read_as_it_was_written(chats: Chats, clock: Clock) -> None:
    told = news(chats, TOPIC, 5, story=3)
    chats.follow(1, int(clock.now) - 60, [told])
    (alert,) = chats.due(TOPIC)
    assert alert.news == told
    assert alert.where == TOPIC
    assert (alert.state, alert.batch, alert.message_id) == (AlertState.DUE, None, None)
    assert alert.made == clock.now - 60
    assert chats.waiting() == [Waiting(where=TOPIC, oldest=alert.made, is_unsure=False)]


def test_what_came_in_the_future_came_now(chats: Chats, clock: Clock) -> None:
    """Another machine's clock may be ahead."""
    chats.follow(1, int(clock.now) + 10**6, [news(chats, HERE, 5)])
    assert chats.due(HERE)[0].made == clock.now


def test_a_report_is_announced_to_a_place_once(chats: Chats, clock: Clock) -> None:
    come(chats, clock, 5)
    assert [each.news.article_id for each in come(chats, clock, 5, 6, 5)] == [5, 6]
    assert len(come(chats, clock, 5, where=TOPIC)) == 1


def test_an_event_and_what_follows_from_it_are_written_together_or_not_at_all(
    chats: Chats, clock: Clock
) -> None:
    come(chats, clock, 5)
    wrong = replace(news(chats, HERE, 6), story=2**70)  # no number that SQLite has
    with pytest.raises(OverflowError):
        chats.follow(9, int(clock.now), [news(chats, TOPIC, 6), wrong])
    assert chats.progress(FOLLOWED) == 1
    assert states(chats, TOPIC) == {}


@pytest.mark.parametrize("meanwhile", ["unwatch", "forget", "move", "end_place"])
def test_who_watches_no_more_is_not_told(chats: Chats, clock: Clock, meanwhile: str) -> None:
    """Between the reading of the watches and the writing of alerts."""
    planned = news(chats, HERE, 5)
    match meanwhile:
        case "unwatch":
            chats.unwatch(GROUP, planned.watches[0])
        case "forget":
            chats.forget(GROUP)
        case "move":
            chats.move(GROUP, SUPERGROUP)
        case _:
            chats.end_place(HERE)
    chats.follow(1, int(clock.now), [planned])
    assert chats.progress(FOLLOWED) == 1
    assert rows(chats)["alerts"] == []


def test_a_message_goes_its_way(chats: Chats, clock: Clock) -> None:
    first, second, third = come(chats, clock, 5, 6, 7)
    assert chats.begin([second, first])
    assert states(chats) == {5: "sending", 6: "sending", 7: "due"}
    assert chats.due(HERE) == [third]
    chats.sent([second, first], 77)
    assert states(chats) == {5: "sent", 6: "sent", 7: "due"}
    in_message = chats.batches(GROUP, [first.id])
    assert [(each.id, each.message_id) for each in in_message] == [(first.id, 77), (second.id, 77)]
    assert chats.batches(PERSON, [first.id]) == []
    assert chats.in_message(GROUP, 77) == in_message


def test_what_was_refused_is_due_again(chats: Chats, clock: Clock) -> None:
    due = come(chats, clock, 5, 6)
    for _ in range(2):
        assert chats.begin(due)
        chats.take_back(due)
    assert chats.due(HERE) == due


def test_a_message_begins_whole_or_not_at_all(chats: Chats, clock: Clock) -> None:
    first, second = come(chats, clock, 5, 6)
    assert chats.begin([second])
    assert not chats.begin([first, second])
    assert states(chats) == {5: "due", 6: "sending"}
    chats.move(GROUP, SUPERGROUP)
    assert not chats.begin([first])


def test_a_digest_counts_with_its_first_message_and_not_if_that_is_refused(
    chats: Chats, clock: Clock
) -> None:
    chats.set_digest(HERE, time(8), "UTC")
    before = chats.timetable(HERE).digested
    due = come(chats, clock, 5)
    assert chats.begin(due, digest=12345)
    assert chats.timetable(HERE).digested == 12345
    chats.move(GROUP, SUPERGROUP)
    chats.take_back(due, digest=12345, before=before)
    assert chats.timetable(Where(SUPERGROUP)).digested == before


def test_a_digest_that_does_not_begin_does_not_count(chats: Chats, clock: Clock) -> None:
    chats.set_digest(HERE, time(8), "UTC")
    before = chats.timetable(HERE).digested
    due = come(chats, clock, 5)
    chats.drop(due)
    assert not chats.begin(due, digest=12345)
    assert chats.timetable(HERE).digested == before


def test_what_a_killed_process_was_sending_is_unsure_and_told_once(
    chats: Chats, clock: Clock
) -> None:
    first, second = come(chats, clock, 5, 6)
    chats.begin([first])
    chats.doubt_all()
    (unsure,) = chats.unsure(HERE)
    assert unsure.id == first.id
    assert chats.due(HERE) == [second]
    assert chats.begin_notice([unsure])
    assert not chats.begin_notice([unsure])
    chats.doubt_all()
    assert chats.unsure(HERE) == []
    assert [each.id for each in chats.missing(HERE)] == [first.id]
    chats.noticed([unsure], 9)
    assert chats.missing(HERE) == []


def test_a_notice_that_was_refused_is_due_again(chats: Chats, clock: Clock) -> None:
    due = come(chats, clock, 5)
    chats.begin(due)
    chats.doubt(due)
    (unsure,) = chats.unsure(HERE)
    chats.begin_notice([unsure])
    chats.doubt([unsure])
    assert [each.id for each in chats.unsure(HERE)] == [unsure.id]


def test_the_story_goes_on_from_its_first_message(chats: Chats, clock: Clock) -> None:
    for event, article in enumerate((5, 6, 7, 8), 1):
        chats.follow(event, int(clock.now), [news(chats, HERE, article, story=5)])
    first, second, third, fourth = chats.due(HERE)
    assert chats.earlier_message(second) is None
    chats.begin([second])
    chats.sent([second], 20)
    assert chats.earlier_message(first) is None
    chats.begin([third])
    chats.sent([third], 30)
    assert chats.earlier_message(fourth) == 20
    other = replace(fourth, news=replace(fourth.news, story=6))
    assert chats.earlier_message(other) is None


def test_a_supergroups_messages_have_other_numbers(chats: Chats, clock: Clock) -> None:
    first, _ = come(chats, clock, 5, 6)
    chats.begin([first])
    chats.sent([first], 20)
    chats.move(GROUP, SUPERGROUP)
    chats.sent([first], 20)  # Telegram took it just before
    assert rows(chats)["alerts"][0]["message_id"] is None
    assert chats.announced(5) == []
    assert [each.news.article_id for each in chats.due(Where(SUPERGROUP))] == [6]


def test_where_a_report_was_announced_is_known(chats: Chats, clock: Clock) -> None:
    for number, where in enumerate(PLACES):
        due = come(chats, clock, 5, where=where)
        chats.begin(due)
        if where != PRIVATE:
            chats.sent(due, 20 + number)
    found = [(each.where, each.message_id) for each in chats.announced(5)]
    assert found == [(HERE, 20), (TOPIC, 21)]


def test_messages_about_what_came_lately_are_counted(chats: Chats, clock: Clock) -> None:
    come(chats, clock, 4)
    clock.wait(minutes=20)
    old, *due = come(chats, clock, 5, 6, 7)
    for batch in ([old], due[:2], due[2:]):
        assert chats.begin(batch)
        chats.sent(batch, 1)
    assert chats.n_messages(HERE, int(clock.now) - 600) == 2
    assert chats.n_messages(HERE, 0) == 3
    assert chats.n_messages(TOPIC, 0) == 0


def test_after_two_weeks_all_is_forgotten(chats: Chats, clock: Clock) -> None:
    due = come(chats, clock, 5, 6)
    chats.begin(due[:1])
    chats.sent(due[:1], 20)
    clock.wait(days=13)
    chats.sweep()
    assert len(rows(chats)["alerts"]) == 2
    clock.wait(days=1)
    chats.sweep()
    assert rows(chats)["alerts"] == []


def test_a_chat_or_topic_that_ends_is_told_nothing(chats: Chats, clock: Clock) -> None:
    for where in PLACES:
        come(chats, clock, 5, where=where)
    chats.end_place(TOPIC)
    assert [each.where for each in chats.waiting()] == [HERE, PRIVATE]
    chats.forget(GROUP)
    assert [each.where for each in chats.waiting()] == [PRIVATE]
    chats.delete_person(PERSON)
    assert chats.waiting() == []


def test_no_state_is_written_that_there_is_not(chats: Chats, clock: Clock) -> None:
    come(chats, clock, 5)
    with pytest.raises(LibraryError), chats._writing() as connection:
        connection.execute("UPDATE alerts SET state = 'lost'")


def lives(chats: Chats, clock: Clock, random: Random, steps: int) -> None:
    """What may happen, in any order."""
    for _ in range(steps):
        where = random.choice(PLACES)
        due, unsure = chats.due(where), chats.unsure(where)
        some = _some(due, random)
        match random.randrange(7):
            case 0 | 1:
                come(chats, clock, random.randrange(10**6), where=where)
            case 2 if some and chats.begin(some):
                random.choice([chats.take_back, chats.doubt, chats.drop])(some)
            case 3 if some and chats.begin(some):
                chats.sent(some, random.randrange(1, 100))
            case 4 if some:
                chats.begin(some)
            case 5 if unsure and chats.begin_notice(unsure):
                chats.doubt(unsure) if random.random() < 0.5 else chats.noticed(unsure, 7)
            case 6:
                clock.wait(days=random.random())


def _some(due: Sequence[Alert], random: Random) -> list[Alert]:
    return random.sample(due, random.randint(1, len(due))) if due else []


@pytest.mark.parametrize("seed", range(10))
def test_after_any_life_and_a_crash_nothing_is_on_its_way(
    tmp_path: Path, clock: Clock, seed: int
) -> None:
    random = Random(seed)
    with opened(tmp_path, clock) as chats:
        watched(chats)
        lives(chats, clock, random, steps=80)
        before = {row["id"]: row["state"] for row in rows(chats)["alerts"]}
    with opened(tmp_path, clock) as chats:
        chats.doubt_all()
        after = {row["id"]: row["state"] for row in rows(chats)["alerts"]}
        assert set(after) <= set(before)
        for number, state in after.items():
            was = before[number]
            assert state == ("unsure" if was == "sending" else was)
        for row in rows(chats)["alerts"]:
            assert (row["batch"] is None) <= (row["state"] in {"due", "dropped"})
