"""The file behind chats: what is too old leaves no trace, older versions, several at once."""

import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path
from random import Random

import pytest

from bot.chats import DAY, FILE, MINUTE, Chats, Mode, Turn, Votes, Where, schema
from bot.chats.file import ChatsFile
from tests.bot.chats_rows import (
    PEOPLE,
    live,
    opened,
    pages,
    post,
    rows,
    traces,
    word_of,
)
from tests.fakes import Clock

ANN, GROUP = 1, -1
NOW = int(Clock().now)


def count_anew(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """How often the whole file is written anew."""
    times = list[None]()
    write_anew = ChatsFile._write_anew

    def counted(self: ChatsFile) -> None:
        times.append(None)
        write_anew(self)

    monkeypatch.setattr(ChatsFile, "_write_anew", counted)
    return times


@pytest.mark.parametrize("seed", range(6))
def test_what_is_too_old_leaves_no_trace_in_the_folder(tmp_path: Path, seed: int) -> None:
    clock, random = Clock(), Random(seed)
    with opened(tmp_path, clock) as chats:
        live(chats, random, clock, steps=150, longest=300)
        clock.now += DAY
        live(chats, random, clock, steps=40)
        young = repr(rows(chats))
        chats.sweep()
        assert any(word_of(person) in young for person in PEOPLE)
        for person in PEOPLE:
            expected = word_of(person) in repr(rows(chats))
            assert bool(traces(tmp_path, word_of(person))) is expected
        clock.now += 7 * DAY
        chats.sweep()
        assert not [person for person in PEOPLE if traces(tmp_path, word_of(person))]
        assert not traces(tmp_path, "a post")
        kept = {table for table, of_table in rows(chats).items() if of_table}
        assert kept <= {"preferences", "curation_chats"}


@pytest.mark.parametrize(
    ("table", "lifetime"),
    [
        ("pages", 7 * DAY),
        ("votes", 7 * DAY),
        ("posts", 7 * DAY),
        ("replies", DAY),
        ("inbox", DAY),
        ("turns", 30 * MINUTE),
    ],
)
def test_each_kind_of_row_has_its_time(tmp_path: Path, table: str, lifetime: int) -> None:
    clock = Clock()
    with opened(tmp_path, clock) as chats:
        chats.remember_pages(pages(GROUP, 7, ANN))
        chats.vote(GROUP, 7, ANN, up=True)
        chats.remember_post(GROUP, 5, post())
        chats.link(GROUP, 7, asked=1, reply_id=8, text="x", person_id=ANN)
        chats.take_in(1, GROUP, ANN, "x")
        chats.remember_turn(Where(GROUP), ANN, 7, Turn("x", None))
        clock.now += lifetime - 1
        chats.sweep()
        assert len(rows(chats)[table]) == 1
        clock.now += 1
        chats.sweep()
        assert rows(chats)[table] == []


def test_a_file_in_which_nothing_changed_is_not_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times, clock = count_anew(monkeypatch), Clock()
    with opened(tmp_path, clock) as chats:
        chats.take_in(1, GROUP, ANN, "x")
        chats.sweep(at_once=True)
        for _ in range(5):
            chats.sweep(at_once=True)
        assert len(times) == 1
        chats.done(1)
        chats.sweep(at_once=True)
        assert len(times) == 2


def test_a_large_file_is_written_anew_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times, clock = count_anew(monkeypatch), Clock()
    moments = count()
    with opened(tmp_path, clock) as chats:
        # Each look at the clock is a second after the last: writing anew takes one.
        monkeypatch.setattr(time, "monotonic", lambda: float(next(moments)))
        for number in range(20):
            chats.take_in(number, GROUP, ANN, "x")
            chats.sweep()
        assert len(times) == 1
        chats.delete_person(ANN)
        assert len(times) == 2


def test_a_file_of_the_second_version_is_brought_up_to_date(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.executescript(f"{';'.join(schema.MIGRATIONS[:2])}; PRAGMA user_version = 2")
        row = ("AAAAAAAAAAA", GROUP, 7, ANN, 1, "[[1, 1, 0, 4], [2, 2, 0, 4]]", NOW, 1)
        connection.execute("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        reply = (GROUP, 7, 5, 8, b"salt", b"digest", NOW)
        connection.execute("INSERT INTO replies VALUES (?, ?, ?, ?, ?, ?, ?)", reply)
        connection.commit()
    with opened(tmp_path, Clock()) as chats:
        kept = chats.pages("AAAAAAAAAAA")
        assert kept is not None
        assert kept.listed
        assert kept.total == 3
        old = chats.reply(GROUP, 7, asked=5)
        assert old is not None
        assert old.message_id == 8
        assert chats.pages_of_reply(GROUP, 8) == kept


@pytest.mark.parametrize("version", range(len(schema.MIGRATIONS)))
def test_after_an_update_of_any_version_everything_works(tmp_path: Path, version: int) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        script = ";".join(schema.MIGRATIONS[:version])
        connection.executescript(f"{script}; PRAGMA user_version = {version}")
    clock = Clock()
    with opened(tmp_path, clock) as chats, opened(None, clock) as new:
        live(chats, Random(3), clock)
        for file in (chats, new):
            file.delete_person(ANN)
            file.move(-1, -2)
        schemas = [
            file._all("SELECT name, sql FROM sqlite_schema ORDER BY name") for file in (chats, new)
        ]
        assert {name for name, _ in schemas[0]} == {name for name, _ in schemas[1]}
        assert chats._one("PRAGMA user_version") == (len(schema.MIGRATIONS),)


def test_threads_do_not_lose_each_others_rows(tmp_path: Path) -> None:
    with opened(tmp_path, Clock()) as chats:

        def work(person: int) -> None:
            for number in range(25):
                chats.take_in(person * 100 + number, GROUP, person, "x")
                chats.vote(GROUP, number, person, up=True)
                chats.votes(GROUP, number)
                chats.remember_turn(Where(person), person, number, Turn("x", None))
                if number % 8 == 0:
                    chats.sweep(at_once=True)
                chats.done(person * 100 + number)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(1, 9)))
        assert all(chats.votes(GROUP, number) == Votes(up=8) for number in range(25))
        assert chats.unfinished() == []
        assert len(rows(chats)["inbox"]) == 200
        assert len(rows(chats)["turns"]) == 24


def test_two_connections_see_each_others_rows(tmp_path: Path) -> None:
    with opened(tmp_path, Clock()) as one, opened(tmp_path, Clock()) as other:
        one.prefer(Where(GROUP), "mode", Mode.ALL)
        assert other.preferences(Where(GROUP)).mode is Mode.ALL
        assert one.take_in(1, GROUP, ANN, word_of(ANN))
        assert not other.take_in(1, GROUP, ANN, word_of(ANN))
        other.delete_person(ANN)
        assert one.unfinished() == []
        assert traces(tmp_path, word_of(ANN)) == []


_OTHER_PROCESS = """
import sys
from pathlib import Path
from bot.chats import Chats, Turn, Where
chats, first = Chats.open(Path(sys.argv[1])), int(sys.argv[2])
for number in range(first, first + 40):
    assert chats.take_in(number, -1, 5, "x")
    chats.remember_turn(Where(first), 5, number, Turn("x", None))
    chats.done(number)
    if number % 16 == 0:
        chats.sweep(at_once=True)
chats.close()
"""


def test_processes_that_start_at_once_share_the_file(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.executescript(f"{schema.MIGRATIONS[0]}; PRAGMA user_version = 1")
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _OTHER_PROCESS, str(tmp_path), str(first)],
            stderr=subprocess.PIPE,
            text=True,
        )
        for first in (100, 200, 300)
    ]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    with opened(tmp_path, Clock()) as chats:
        assert len(rows(chats)["inbox"]) == 120
        assert chats.unfinished() == []
        assert len(rows(chats)["turns"]) == 9


def test_what_a_killed_process_wrote_down_is_there(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from bot.chats import Chats\n"
        "chats = Chats.open(Path(sys.argv[1]))\n"
        "chats.take_in(1, -1, 5, 'who died?'); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, timeout=60)
    assert killed.returncode == -9
    with closing(Chats.open(tmp_path)) as chats:
        assert [left.body for left in chats.unfinished()] == ["who died?"]


def test_the_file_is_its_owners_alone_and_so_is_the_journal(tmp_path: Path) -> None:
    chats = Chats.open(tmp_path)
    chats.forget(1)
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert modes
    assert set(modes.values()) == {0o600}
    chats.close()
