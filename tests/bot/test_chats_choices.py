"""Votes on answers, and what chats and topics have set for themselves."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chats import DAY, Chats, Mode, Preferences, Votes, Where
from tests.bot.chats_rows import opened, pages, rows
from tests.fakes import Clock

ANN, BOB, GROUP = 1, 2, -100
FORUM, TOPIC = Where(GROUP), Where(GROUP, 5)


@pytest.fixture
def chats(tmp_path: Path, clock: Clock) -> Iterator[Chats]:
    with opened(tmp_path, clock) as chats:
        yield chats


def test_each_person_has_one_vote_that_can_be_changed_and_taken_back(chats: Chats) -> None:
    assert chats.vote(GROUP, 7, ANN, up=True)
    assert chats.vote(GROUP, 7, BOB, up=False)
    assert chats.votes(GROUP, 7) == Votes(up=1, down=1)
    assert chats.vote(GROUP, 7, BOB, up=True)
    assert chats.votes(GROUP, 7) == Votes(up=2, down=0)
    assert not chats.vote(GROUP, 7, BOB, up=True)
    assert chats.votes(GROUP, 7) == Votes(up=1, down=0)
    assert chats.vote(GROUP, 7, BOB, up=False)
    assert chats.votes(GROUP, 7) == Votes(up=1, down=1)


def test_votes_are_for_one_answer_of_one_chat(chats: Chats) -> None:
    chats.vote(GROUP, 7, ANN, up=True)
    assert chats.votes(GROUP, 8) == chats.votes(-101, 7) == Votes()


def test_a_new_answer_has_no_votes_yet(chats: Chats) -> None:
    for question in (7, 8):
        chats.remember_pages(pages(GROUP, question, ANN))
        chats.vote(GROUP, question, BOB, up=True)
    chats.remember_pages(pages(GROUP, 7, ANN))
    assert chats.votes(GROUP, 7) == Votes()
    assert chats.votes(GROUP, 8) == Votes(up=1)


def test_votes_are_gone_after_seven_days(chats: Chats, clock: Clock) -> None:
    chats.vote(GROUP, 7, ANN, up=True)
    clock.now += 7 * DAY
    chats.sweep()
    assert rows(chats)["votes"] == []


presses = st.tuples(st.integers(7, 8), st.integers(1, 4), st.booleans())


@given(st.lists(presses, max_size=40))
def test_any_presses_leave_the_votes_that_a_dictionary_would(
    pressed: list[tuple[int, int, bool]],
) -> None:
    standing: dict[tuple[int, int], bool] = {}
    with opened(None, Clock()) as chats:
        for question, person, up in pressed:
            stands = chats.vote(GROUP, question, person, up=up)
            if standing.get((question, person)) == up:
                del standing[question, person]
            else:
                standing[question, person] = up
            assert stands is ((question, person) in standing)
        for question in (7, 8):
            ups = [up for (voted, _), up in standing.items() if voted == question]
            assert chats.votes(GROUP, question) == Votes(up=sum(ups), down=len(ups) - sum(ups))


def test_the_pages_of_a_reply_are_found(chats: Chats) -> None:
    chats.remember_pages(pages(GROUP, 7, ANN, n=3))
    chats.link(GROUP, 7, asked=5, reply_id=70, text="x", person_id=ANN)
    assert chats.pages_of_reply(GROUP, 70) == pages(GROUP, 7, ANN, n=3)
    assert chats.pages_of_reply(GROUP, 7) is None
    assert chats.pages_of_reply(-101, 70) is None
    chats.forget_pages(GROUP, 7)
    assert chats.pages_of_reply(GROUP, 70) is None


def test_unless_set_otherwise_the_defaults_hold(chats: Chats) -> None:
    assert chats.preferences(FORUM) == chats.preferences(TOPIC) == Preferences()
    assert Preferences() == Preferences(
        mode=Mode.MENTION, language=None, passages=3, days=None, outlets=()
    )
    assert chats.own_preferences(FORUM) == frozenset()
    assert not Preferences().narrowed


def test_a_topics_own_settings_win_over_its_chats(chats: Chats) -> None:
    chats.prefer(FORUM, "mode", Mode.AUTO)
    chats.prefer(FORUM, "language", "ar")
    chats.prefer(TOPIC, "mode", Mode.OFF)
    assert chats.preferences(FORUM) == Preferences(mode=Mode.AUTO, language="ar")
    assert chats.preferences(TOPIC) == Preferences(mode=Mode.OFF, language="ar")
    assert chats.preferences(Where(GROUP, 6)) == Preferences(mode=Mode.AUTO, language="ar")
    assert chats.preferences(Where(-101)) == Preferences()
    assert chats.own_preferences(TOPIC) == {"mode"}
    assert chats.own_preferences(FORUM) == {"mode", "language"}


def test_a_topic_whose_own_setting_is_undone_follows_its_chat_again(chats: Chats) -> None:
    chats.prefer(FORUM, "mode", Mode.ALL)
    chats.prefer(TOPIC, "mode", Mode.OFF)
    chats.unprefer(TOPIC, "mode")
    chats.unprefer(TOPIC, "language")
    assert chats.preferences(TOPIC).mode is Mode.ALL
    chats.unprefer(FORUM, "mode")
    assert chats.preferences(TOPIC).mode is Mode.MENTION
    assert rows(chats)["preferences"] == []


@pytest.mark.parametrize(
    ("name", "value", "narrows"),
    [
        *(("mode", mode, False) for mode in Mode),
        ("language", "uk", False),
        ("language", None, False),
        ("passages", 10, False),
        ("days", 30, True),
        ("outlets", ("CNN", "الجزيرة", "\ud800 <b>"), True),
        ("outlets", (), False),
    ],
)
def test_each_setting_is_read_back_also_after_a_restart(
    tmp_path: Path, name: str, value: Any, narrows: bool
) -> None:
    with opened(tmp_path, Clock()) as chats:
        chats.prefer(
            FORUM, name, "mention" if name == "mode" else None if name != "outlets" else ()
        )
        chats.prefer(FORUM, name, value)
    with opened(tmp_path, Clock()) as chats:
        held = chats.preferences(FORUM)
        assert getattr(held, name) == value
        assert type(getattr(held, name)) is type(value)
        assert held.narrowed is narrows


def test_what_is_no_setting_is_refused(chats: Chats) -> None:
    with pytest.raises(ValueError, match="no setting colour"):
        chats.prefer(FORUM, "colour", "red")
    with pytest.raises(ValueError, match="loud"):
        chats.prefer(FORUM, "mode", "loud")
    assert chats.preferences(FORUM) == Preferences()


def test_a_setting_of_a_newer_version_means_nothing(chats: Chats) -> None:
    row = (GROUP, 0, "colour", json.dumps("red"))
    with chats._writing() as connection:
        connection.execute("INSERT INTO preferences VALUES (?, ?, ?, ?)", row)
    assert chats.preferences(FORUM) == Preferences()


def test_settings_do_not_grow_old(chats: Chats, clock: Clock) -> None:
    chats.prefer(FORUM, "days", 7)
    clock.now += 1000 * DAY
    chats.sweep()
    assert chats.preferences(FORUM).days == 7
