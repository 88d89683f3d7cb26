"""What was asked before, and the posts that people comment on."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chats import DAY, MINUTE, Chats, Turn, Where
from tests.bot.chats_rows import opened, post, rows
from tests.fakes import Clock

ANN, BOB, GROUP = 1, 2, -100
HERE = Where(GROUP, 5)


@pytest.fixture
def chats(tmp_path: Path, clock: Clock) -> Iterator[Chats]:
    with opened(tmp_path, clock) as chats:
        yield chats


def test_the_last_question_is_known_for_half_an_hour(chats: Chats, clock: Clock) -> None:
    chats.remember_turn(HERE, ANN, 7, Turn("Who died?", 3))
    clock.now += 30 * MINUTE - 1
    assert chats.last_turn(HERE, ANN) == Turn("Who died?", 3)
    clock.now += 1
    assert chats.last_turn(HERE, ANN) is None
    chats.sweep()
    assert rows(chats)["turns"] == []


def test_nothing_comes_from_another_person_topic_or_chat(chats: Chats) -> None:
    chats.remember_turn(Where(ANN), ANN, 7, Turn("private", 3))
    chats.remember_turn(HERE, ANN, 8, Turn("here", None))
    assert chats.last_turn(HERE, BOB) is None
    assert chats.last_turn(Where(GROUP, 6), ANN) is None
    assert chats.last_turn(Where(GROUP), ANN) is None
    assert chats.last_turn(Where(-101, 5), ANN) is None
    assert chats.last_turn(Where(ANN), ANN) == Turn("private", 3)
    assert chats.last_turn(HERE, ANN) == Turn("here", None)


def test_three_last_are_kept(chats: Chats) -> None:
    for number in range(1, 9):
        chats.remember_turn(HERE, ANN, number, Turn(f"question {number}", number))
    assert chats.kept(ANN).questions == ("question 6", "question 7", "question 8")
    assert chats.last_turn(HERE, ANN) == Turn("question 8", 8)


def test_a_question_is_no_earlier_one_than_itself(chats: Chats) -> None:
    chats.remember_turn(HERE, ANN, 7, Turn("first", 1))
    chats.remember_turn(HERE, ANN, 8, Turn("second", 2))
    assert chats.last_turn(HERE, ANN, before=8) == Turn("first", 1)
    assert chats.last_turn(HERE, ANN, before=9) == Turn("second", 2)
    assert chats.last_turn(Where(ANN), ANN, before=8) is None


def test_an_edited_question_takes_the_place_of_what_it_was(chats: Chats) -> None:
    chats.remember_turn(HERE, ANN, 7, Turn("Who died?", 1))
    chats.remember_turn(HERE, ANN, 7, Turn("Who lived?", 2))
    assert chats.last_turn(HERE, ANN) == Turn("Who lived?", 2)
    assert chats.kept(ANN).questions == ("Who lived?",)


def test_an_edited_question_leans_on_none_that_was_asked_since(chats: Chats, clock: Clock) -> None:
    for number in (7, 8, 9):
        chats.remember_turn(HERE, ANN, number, Turn(f"question {number}", number))
        clock.now += 30
    for text in ("edited", "edited again"):
        assert chats.last_turn(HERE, ANN, before=8) == Turn("question 7", 7)
        chats.remember_turn(HERE, ANN, 8, Turn(text, 8))
    assert chats.last_turn(HERE, ANN, before=7) is None
    assert chats.last_turn(HERE, ANN, before=10) == Turn("question 9", 9)
    clock.now += 30 * MINUTE - 60
    # Nor does an edit keep a question for longer.
    assert chats.kept(ANN).questions == ("question 9",)


def test_in_a_supergroup_where_numbers_begin_again_the_last_question_is_still_known(
    chats: Chats, clock: Clock
) -> None:
    chats.remember_turn(Where(GROUP), ANN, 700, Turn("in the group", 1))
    chats.move(GROUP, -200)
    assert chats.last_turn(Where(-200), ANN, before=3) == Turn("in the group", 1)
    clock.now += 1
    chats.remember_turn(Where(-200), ANN, 3, Turn("in the supergroup", 2))
    assert chats.last_turn(Where(-200), ANN, before=5) == Turn("in the supergroup", 2)
    assert chats.last_turn(Where(-200), ANN, before=3) == Turn("in the group", 1)


def test_a_reply_to_the_bots_message_leads_to_its_question(chats: Chats, clock: Clock) -> None:
    chats.remember_turn(HERE, ANN, 7, Turn("Who died?", 1))
    chats.link(GROUP, 7, asked=5, reply_id=70, text="Who died?", person_id=ANN)
    chats.remember_turn(HERE, BOB, 8, Turn("Who lived?", 2))
    chats.link(GROUP, 8, asked=6, reply_id=80, text="Who lived?", person_id=BOB)
    assert chats.turn_of_reply(GROUP, 70) == Turn("Who died?", 1)
    assert chats.turn_of_reply(GROUP, 80) == Turn("Who lived?", 2)
    assert chats.turn_of_reply(GROUP, 7) is None
    assert chats.turn_of_reply(-101, 70) is None
    clock.now += 30 * MINUTE
    assert chats.turn_of_reply(GROUP, 70) is None


def test_a_reset_forgets_one_persons_questions_in_one_place(chats: Chats) -> None:
    elsewhere = [(HERE, BOB), (Where(GROUP), ANN), (Where(ANN), ANN)]
    for number, (where, person) in enumerate([*elsewhere, (HERE, ANN)], 1):
        chats.remember_turn(where, person, number, Turn("q", None))
    chats.reset(HERE, ANN)
    assert chats.last_turn(HERE, ANN) is None
    assert all(chats.last_turn(where, person) for where, person in elsewhere)


places = st.builds(Where, st.sampled_from([GROUP, -101, ANN]), st.integers(0, 1))
steps = st.tuples(
    st.sampled_from(["ask", "ask", "ask", "reset"]),
    places,
    st.sampled_from([ANN, BOB]),
    st.sampled_from([0, 1, 60, 20 * MINUTE, 40 * MINUTE]),
)


@given(st.lists(steps, max_size=30))
def test_any_conversations_are_kept_as_a_dictionary_would(
    happening: list[tuple[str, Where, int, int]],
) -> None:
    clock = Clock()
    known: dict[tuple[Where, int], list[tuple[float, Turn]]] = {}
    with opened(None, clock) as chats:
        for number, (what, where, person, pause) in enumerate(happening, 1):
            clock.now += pause
            asked = known.setdefault((where, person), [])
            if what == "reset":
                chats.reset(where, person)
                asked.clear()
            else:
                turn = Turn(f"question {number}", number)
                chats.remember_turn(where, person, number, turn)
                asked.append((clock.now, turn))
            for (place, someone), turns in known.items():
                lasting = [turn for at, turn in turns if clock.now - at < 30 * MINUTE]
                assert chats.last_turn(place, someone) == (lasting[-1] if lasting else None)
        for person in (ANN, BOB):
            expected = [
                turn.question
                for (_, someone), turns in known.items()
                for at, turn in turns[-3:]
                if someone == person and clock.now - at < 30 * MINUTE
            ]
            assert sorted(chats.kept(person).questions) == sorted(expected)


def test_a_post_is_kept_for_seven_days(chats: Chats, clock: Clock) -> None:
    written = post(urls=("https://a.example", "https://b.example"), url="https://t.me/news/1")
    chats.remember_post(GROUP, 5, written)
    clock.now += 7 * DAY - 1
    assert chats.post(GROUP, 5) == written
    assert written.day == date(2022, 10, 6)
    assert chats.post(GROUP, 6) is None
    assert chats.post(-101, 5) is None
    clock.now += 1
    assert chats.post(GROUP, 5) is None
    chats.sweep()
    assert rows(chats)["posts"] == []


def test_an_edited_post_takes_the_place_of_what_it_was(chats: Chats) -> None:
    chats.remember_post(GROUP, 5, post("old"))
    chats.remember_post(GROUP, 5, post("new <b>🚀 \" ' \x00"))
    kept = chats.post(GROUP, 5)
    assert kept == post("new <b>🚀 \" ' \x00")
