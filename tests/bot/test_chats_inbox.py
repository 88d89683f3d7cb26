"""What was taken from Telegram and waits for its answer: nothing is lost, nothing comes twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chats import DAY, Chats, Unfinished
from tests.bot.chats_rows import opened, rows, traces, word_of
from tests.fakes import Clock

ANN, GROUP = 1, -100


@pytest.fixture
def chats(tmp_path: Path, clock: Clock) -> Iterator[Chats]:
    with opened(tmp_path, clock) as chats:
        yield chats


def test_an_update_is_taken_in_once(chats: Chats) -> None:
    assert chats.take_in(7, GROUP, ANN, "one")
    assert not chats.take_in(7, GROUP, ANN, "again")
    assert chats.take_in(8, GROUP, None, "two")
    assert [left.body for left in chats.unfinished()] == ["one", "two"]


def test_nor_after_it_was_dealt_with_or_after_a_restart(tmp_path: Path) -> None:
    with opened(tmp_path, Clock()) as chats:
        chats.take_in(7, GROUP, ANN, "one")
        chats.take_in(8, GROUP, ANN, "two")
        chats.done(7)
    with opened(tmp_path, Clock()) as chats:
        assert not chats.take_in(7, GROUP, ANN, "one")
        assert not chats.take_in(8, GROUP, ANN, "two")
        assert chats.unfinished() == [Unfinished(8, "two", was_sending=False)]


def test_what_is_unfinished_comes_in_the_order_asked(chats: Chats) -> None:
    for number in (9, 7, 2**40, 8):
        chats.take_in(number, GROUP, ANN, str(number))
    assert [left.update_id for left in chats.unfinished()] == [7, 8, 9, 2**40]


def test_whether_an_answer_was_on_its_way_is_known(chats: Chats) -> None:
    for number in (1, 2, 3):
        chats.take_in(number, GROUP, ANN, str(number))
    chats.sending(1, on_its_way=True)
    chats.sending(2, on_its_way=True)
    chats.sending(2, on_its_way=False)
    chats.sending(99, on_its_way=True)
    assert [(left.update_id, left.was_sending) for left in chats.unfinished()] == [
        (1, True),
        (2, False),
        (3, False),
    ]


def test_what_is_done_stays_done(chats: Chats) -> None:
    chats.take_in(1, GROUP, ANN, "x")
    chats.done(1)
    for on_its_way in (True, False):
        chats.sending(1, on_its_way=on_its_way)
    assert chats.unfinished() == []
    chats.done(99)
    assert chats.unfinished() == []


def test_of_what_is_done_nothing_but_its_number_is_kept(
    chats: Chats, tmp_path: Path, clock: Clock
) -> None:
    chats.take_in(7, ANN, ANN, word_of(ANN))
    assert traces(tmp_path, word_of(ANN))
    chats.done(7)
    (row,) = rows(chats)["inbox"]
    assert row | {"made": 0} == {
        "update_id": 7,
        "chat_id": 0,
        "person_id": None,
        "state": "done",
        "body": "",
        "made": 0,
    }
    chats.sweep()
    assert traces(tmp_path, word_of(ANN)) == []
    clock.now += DAY
    chats.sweep()
    assert rows(chats)["inbox"] == []


def test_what_nobody_finished_within_a_day_is_dropped(chats: Chats, clock: Clock) -> None:
    chats.take_in(7, GROUP, ANN, "x")
    clock.now += DAY - 1
    chats.sweep()
    assert len(chats.unfinished()) == 1
    clock.now += 1
    chats.sweep()
    assert chats.unfinished() == []


steps = st.tuples(st.sampled_from(["in", "begins", "refused", "done"]), st.integers(1, 5))


@given(st.lists(steps, max_size=40))
def test_any_life_leaves_what_a_dictionary_would(happening: list[tuple[str, int]]) -> None:
    known: dict[int, str] = {}
    with opened(None, Clock()) as chats:
        for what, number in happening:
            match what:
                case "in":
                    assert chats.take_in(number, GROUP, ANN, str(number)) is (number not in known)
                    known.setdefault(number, "waiting")
                case "done":
                    chats.done(number)
                    if number in known:
                        known[number] = "done"
                case "begins" | "refused":
                    chats.sending(number, on_its_way=what == "begins")
                    if known.get(number, "done") != "done":
                        known[number] = "sending" if what == "begins" else "waiting"
            assert chats.unfinished() == [
                Unfinished(number, str(number), was_sending=state == "sending")
                for number, state in sorted(known.items())
                if state != "done"
            ]
