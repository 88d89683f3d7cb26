"""What is kept of a person can be shown and deleted; chats move once, and end."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chats import DAY, MINUTE, Chats, Kept, Mode, Turn, Votes, Where
from tests.bot.chats_rows import (
    GROUPS,
    PEOPLE,
    Rows,
    live,
    opened,
    pages,
    post,
    rows,
    tables,
    traces,
    word_of,
)
from tests.fakes import Clock

ANN, BOB, GROUP = 1, 2, -1
seeds = st.integers(0, 2**32)


@pytest.fixture
def chats(tmp_path: Path, clock: Clock) -> Iterator[Chats]:
    with opened(tmp_path, clock) as chats:
        yield chats


def test_all_that_is_kept_of_a_person_is_shown(chats: Chats, clock: Clock) -> None:
    assert chats.kept(ANN) == Kept()
    assert not chats.kept(ANN)
    chats.remember_turn(Where(ANN), ANN, 1, Turn("first", None))
    clock.now += 1
    chats.remember_turn(Where(GROUP, 4), ANN, 2, Turn("second", 3))
    chats.remember_turn(Where(GROUP), BOB, 3, Turn("Bob's", 3))
    chats.remember_pages(pages(GROUP, 2, ANN))
    chats.link(GROUP, 2, asked=1, reply_id=20, text="second", person_id=ANN)
    chats.link(ANN, 1, asked=1, reply_id=10, text="first", person_id=ANN)
    chats.remember_pages(pages(GROUP, 3, BOB))
    chats.vote(GROUP, 3, ANN, up=True)
    chats.vote(GROUP, 2, BOB, up=True)
    chats.prefer(Where(ANN), "language", "ar")
    chats.prefer(Where(GROUP), "language", "ar")
    assert chats.kept(ANN) == Kept(questions=("first", "second"), answers=2, votes=1, settings=1)
    assert chats.kept(ANN)
    clock.now += 30 * MINUTE
    assert chats.kept(ANN).questions == ()


@pytest.mark.parametrize(
    "kept", [Kept(questions=("x",)), Kept(answers=1), Kept(votes=1), Kept(settings=1)]
)
def test_whatever_is_kept_is_something(kept: Kept) -> None:
    assert kept


def _is_of(person: int, row: dict[str, Any]) -> bool:
    return person in {row.get("person_id"), row.get("asker_id"), row.get("chat_id")}


def _without(person: int, before: Rows) -> Rows:
    """What should be left: all rows of others, and of updates the mere number."""
    left: Rows = {}
    for table, of_table in before.items():
        kept = [row for row in of_table if not _is_of(person, row)]
        if table == "inbox":
            gone = {"chat_id": 0, "person_id": None, "state": "done", "body": ""}
            kept += [row | gone for row in of_table if _is_of(person, row)]
        left[table] = sorted(kept, key=lambda row: repr(sorted(row.items())))
    return left


@given(seeds, st.sampled_from(PEOPLE))
def test_all_of_a_person_is_deleted_and_nothing_of_others(seed: int, person: int) -> None:
    clock = Clock()
    with opened(None, clock) as chats:
        live(chats, Random(seed), clock)
        before = rows(chats)
        chats.delete_person(person)
        assert rows(chats) == _without(person, before)
        assert not chats.kept(person)
        assert word_of(person) not in repr(rows(chats))
        chats.delete_person(person)
        assert rows(chats) == _without(person, before)


@pytest.mark.parametrize("seed", range(12))
def test_after_deletion_the_words_are_in_no_file_of_the_folder(tmp_path: Path, seed: int) -> None:
    clock, random = Clock(), Random(seed)
    with opened(tmp_path, clock) as chats:
        for _ in range(4):
            # Rows of all lengths, so that SQLite moves them about between its pages.
            live(chats, random, clock, steps=80, longest=300)
            for person in random.sample(PEOPLE, 3):
                chats.delete_person(person)
                assert traces(tmp_path, word_of(person)) == []
        someone = next(p for p in PEOPLE if word_of(p) in repr(rows(chats)))
        assert traces(tmp_path, word_of(someone))


def test_votes_in_other_chats_and_for_others_answers_are_deleted(chats: Chats) -> None:
    chats.remember_pages(pages(GROUP, 3, BOB))
    chats.vote(GROUP, 3, ANN, up=True)
    chats.vote(GROUP, 3, BOB, up=True)
    chats.delete_person(ANN)
    assert chats.votes(GROUP, 3) == Votes(up=1)


def test_a_deleted_persons_update_is_neither_answered_again_nor_taken_in_again(
    chats: Chats,
) -> None:
    chats.take_in(7, ANN, ANN, "/deletemydata")
    chats.take_in(8, GROUP, ANN, "in a group")
    chats.take_in(9, GROUP, BOB, "Bob's")
    chats.delete_person(ANN)
    chats.done(7)
    assert [left.update_id for left in chats.unfinished()] == [9]
    assert not chats.take_in(7, ANN, ANN, "/deletemydata")


def test_the_settings_of_groups_are_nobodys(chats: Chats) -> None:
    chats.prefer(Where(GROUP), "mode", Mode.ALL)
    chats.prefer(Where(ANN), "days", 7)
    chats.delete_person(ANN)
    assert chats.preferences(Where(GROUP)).mode is Mode.ALL
    assert chats.preferences(Where(ANN)).days is None


@given(seeds, st.sampled_from([*GROUPS, ANN]))
def test_a_chat_is_forgotten_whole_and_no_other(seed: int, chat: int) -> None:
    clock = Clock()
    with opened(None, clock) as chats:
        live(chats, Random(seed), clock)
        before = rows(chats)
        chats.forget(chat)
        assert rows(chats) == {
            table: [row for row in of_table if row.get("chat_id") != chat]
            for table, of_table in before.items()
        }


OLD, NEW = -1, -2
KEYS = {
    "pages": ("token",),
    "replies": ("question_id",),
    "votes": ("question_id", "person_id"),
    "turns": ("question_id",),
    "preferences": ("thread_id", "name"),
    "inbox": ("update_id",),
    "posts": ("message_id",),
    "searches": ("token",),
    "curation_chats": (),
    "channels": (),
    "watches": ("thread_id", "folded"),
    "timetables": ("thread_id",),
    "alerts": ("thread_id", "article_id"),
}
OF_NO_CHAT = {"curators", "progress"}
IN_THE_OLD_CHAT = {"pages": "reply_id", "alerts": "message_id"}
"""What names a message that the supergroup doesn't have."""


def _moved(before: Rows) -> Rows:
    """What should be there after a move: the supergroup's own rows win."""
    after: Rows = {}
    for table, of_table in before.items():
        if table == "moves":
            after[table] = [*of_table, {"old_id": OLD, "new_id": NEW}]
            continue
        if table in OF_NO_CHAT:
            after[table] = of_table
            continue
        lost = {name: None for name in [IN_THE_OLD_CHAT.get(table)] if name}

        def key(row: dict[str, Any], names: tuple[str, ...] = KEYS[table]) -> tuple[Any, ...]:
            return tuple(row[name] for name in names)

        own = {key(row) for row in of_table if row["chat_id"] == NEW}
        kept = [row for row in of_table if row["chat_id"] != OLD]
        kept += [
            row | {"chat_id": NEW} | lost
            for row in of_table
            if row["chat_id"] == OLD and key(row) not in own
        ]
        after[table] = sorted(kept, key=lambda row: repr(sorted(row.items())))
    return after


def test_every_table_of_chats_is_known_here(chats: Chats) -> None:
    assert set(tables(chats)) == {*KEYS, "moves", *OF_NO_CHAT}


@given(seeds)
def test_all_rows_move_once_and_what_the_supergroup_has_set_since_wins(seed: int) -> None:
    clock, random = Clock(), Random(seed)
    with opened(None, clock) as chats:
        live(chats, random, clock)
        before = rows(chats)
        assert chats.move(OLD, NEW)
        after = rows(chats)
        assert after == _moved(before)
        # Telegram tells of it twice, and again when something is sent to the old number.
        for _ in range(2):
            assert not chats.move(OLD, NEW)
        assert not chats.move(OLD, -99)
        assert rows(chats) == after


def test_a_moved_chat_is_found_by_either_number_also_after_a_restart(tmp_path: Path) -> None:
    with opened(tmp_path, Clock()) as chats:
        assert chats.moved(OLD) == OLD
        assert chats.former(NEW) is None
        chats.move(OLD, NEW)
    with opened(tmp_path, Clock()) as chats:
        assert chats.moved(OLD) == chats.moved(NEW) == NEW
        assert chats.former(NEW) == OLD
        assert chats.former(OLD) is None
        assert not chats.move(OLD, NEW)


def test_everything_goes_on_in_the_supergroup(chats: Chats) -> None:
    token = chats.remember_pages(pages(OLD, 7, ANN))
    chats.link(OLD, 7, asked=5, reply_id=70, text="x", person_id=ANN)
    chats.vote(OLD, 7, BOB, up=True)
    chats.remember_turn(Where(OLD), ANN, 7, Turn("x", 3))
    chats.prefer(Where(OLD), "mode", Mode.ALL)
    chats.take_in(1, OLD, ANN, "waits")
    chats.remember_post(OLD, 5, post())
    chats.move(OLD, NEW)
    assert chats.pages(token) == pages(NEW, 7, ANN)
    assert chats.reply(NEW, 7, asked=5)
    assert chats.votes(NEW, 7) == Votes(up=1)
    assert chats.last_turn(Where(NEW), ANN) == Turn("x", 3)
    assert chats.preferences(Where(NEW)).mode is Mode.ALL
    assert len(chats.unfinished()) == 1
    assert chats.post(NEW, 5) == post()
    assert all(row["chat_id"] == NEW for table in KEYS for row in rows(chats)[table])


def test_a_chat_that_moves_to_itself_loses_nothing(chats: Chats, clock: Clock) -> None:
    live(chats, Random(1), clock)
    before = rows(chats)
    assert not chats.move(OLD, OLD)
    assert rows(chats) == before
    assert chats.moved(OLD) == OLD


def test_where_a_chat_has_moved_does_not_grow_old(chats: Chats, clock: Clock) -> None:
    chats.move(OLD, NEW)
    clock.now += 1000 * DAY
    chats.sweep()
    assert chats.moved(OLD) == NEW
