"""What is remembered of chats, and for how long."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chats import DAY, FILE, Chats, PageRef, Pages, schema
from index import LibraryBusy, LibraryError, LibraryReadOnly, Span
from tests.fakes import Clock

PAGES = Pages(
    chat_id=-100,
    question_id=7,
    asker_id=1,
    answered=True,
    refs=(
        PageRef(
            passage_id=30,
            article_id=3,
            sentence=Span(start=2, end=9),
            marks=(Span(start=0, end=2), Span(start=4, end=5)),
        ),
        PageRef(passage_id=40, article_id=4, sentence=Span(start=0, end=0)),
    ),
    listed=True,
)


@pytest.fixture
def chats(tmp_path: Path, clock: Clock) -> Chats:
    return Chats.open(tmp_path / "library", clock=clock)


def test_pages_are_found_by_their_token_also_after_a_restart(chats: Chats, tmp_path: Path) -> None:
    token = chats.remember_pages(PAGES)
    assert len(token) == 11
    chats.close()
    again = Chats.open(tmp_path / "library", clock=Clock())
    assert again.pages(token) == PAGES
    assert again.pages("AAAAAAAAAAA") is None
    again.close()


def test_pages_expire_after_seven_days_and_are_deleted(chats: Chats, clock: Clock) -> None:
    token = chats.remember_pages(PAGES)
    clock.now += 7 * DAY - 1
    assert chats.pages(token) is not None
    clock.now += 1
    assert chats.pages(token) is None
    chats.forget(0)
    clock.now -= DAY
    assert chats.pages(token) is None
    chats.close()


def test_new_pages_to_a_question_replace_the_old(chats: Chats) -> None:
    old, new = chats.remember_pages(PAGES), chats.remember_pages(PAGES)
    assert chats.pages(old) is None
    assert chats.pages(new) == PAGES
    chats.forget_pages(PAGES.chat_id, PAGES.question_id)
    assert chats.pages(new) is None
    chats.close()


def test_a_reply_is_found_by_its_question(chats: Chats, clock: Clock) -> None:
    chats.link(-100, 7, asked=5, reply_id=8, text="who died?")
    reply = chats.reply(-100, 7, asked=5)
    assert reply is not None
    assert reply.message_id == 8
    assert reply.answers("who died?")
    assert not reply.answers("who lived?")
    assert chats.reply(-100, 7, asked=6) is None
    assert chats.reply(-101, 7, asked=5) is None
    clock.now += DAY
    assert chats.reply(-100, 7, asked=5) is None
    chats.close()


def test_no_word_of_a_question_is_in_the_file(chats: Chats, tmp_path: Path) -> None:
    chats.link(-100, 7, asked=5, reply_id=8, text="zebedee")
    chats.remember_pages(PAGES)
    chats.close()
    for file in (tmp_path / "library").iterdir():
        assert b"zebedee" not in file.read_bytes()


def test_a_chat_is_forgotten_whole(chats: Chats) -> None:
    token = chats.remember_pages(PAGES)
    chats.link(-100, 7, asked=5, reply_id=8, text="x")
    chats.forget(-100)
    assert chats.pages(token) is None
    assert chats.reply(-100, 7, asked=5) is None
    chats.close()


def test_it_is_used_from_several_threads(chats: Chats) -> None:
    with ThreadPoolExecutor(4) as pool:
        tokens = list(pool.map(lambda _: chats.remember_pages(PAGES), range(40)))
    assert sum(chats.pages(token) is not None for token in tokens) == 1
    chats.close()


def test_a_list_is_one_page_more() -> None:
    assert PAGES.total == 3
    assert replace(PAGES, listed=False).total == 2


def test_a_file_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.executescript(schema.MIGRATIONS[0] + "PRAGMA user_version = 1")
        row = ("AAAAAAAAAAA", -100, 7, 1, 1, "[[30, 3, 2, 9]]", int(Clock.now))
        connection.execute("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        connection.commit()
    chats = Chats.open(tmp_path, clock=Clock())
    kept = chats.pages("AAAAAAAAAAA")
    assert kept is not None
    assert kept == replace(PAGES, refs=(replace(PAGES.refs[0], marks=()),), listed=False)
    chats.close()


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    Chats.open(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryError, match="newer Sitrep"):
        Chats.open(tmp_path)


def test_a_damaged_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, " * 100)
    with pytest.raises(LibraryError, match="Delete it"):
        Chats.open(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryReadOnly, match="writable"):
        Chats.open(tmp_path / "file")


def test_a_file_kept_locked_by_another_is_reported(
    chats: Chats, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats._connection.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(tmp_path / "library" / FILE)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LibraryBusy, match="Another process"):
        chats.remember_pages(PAGES)
    other.close()
    chats.close()
