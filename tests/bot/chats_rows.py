"""What stands in the file of chats, row by row, and random lives to fill it with."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from bot.chats import Chats, Mode, PageRef, Pages, Post, Turn, Where
from index import Span
from tests.fakes import Clock

PEOPLE = range(1, 9)
GROUPS = (-1, -2, -3)
Rows = dict[str, list[dict[str, Any]]]


@contextmanager
def opened(folder: Path | None, clock: Clock) -> Iterator[Chats]:
    """The file for as long as the block runs."""
    chats = Chats.open(folder, clock=clock)
    try:
        yield chats
    finally:
        chats.close()


def tables(chats: Chats) -> list[str]:
    every = chats._all("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return [name for (name,) in every if not name.startswith("sqlite_")]


def rows(chats: Chats) -> Rows:
    """All that is in the file."""
    found: Rows = {}
    for table in tables(chats):
        names = [row[1] for row in chats._all(f"PRAGMA table_info({table})")]
        of_table = [
            dict(zip(names, row, strict=True)) for row in chats._all(f"SELECT * FROM {table}")
        ]
        found[table] = sorted(of_table, key=lambda row: repr(sorted(row.items())))
    return found


def pages(chat: int, question: int, asker: int | None, n: int = 2) -> Pages:
    refs = [
        PageRef(passage_id=number, article_id=number, sentence=Span(start=0, end=4))
        for number in range(1, n + 1)
    ]
    return Pages(
        chat_id=chat, question_id=question, asker_id=asker, answered=True, refs=tuple(refs)
    )


def post(text: str = "A raid", **more: Any) -> Post:
    return Post(channel="News", text=text, published="2022-10-06", **more)


def word_of(person: int) -> str:
    """A word that nobody else uses."""
    return f"zebedee{person:03}eleven"


def live(chats: Chats, random: Random, clock: Clock, steps: int = 60, longest: int = 40) -> None:
    """People ask, vote and set things, each in words of their own; channels post."""
    number = random.randrange(10**6)
    for _ in range(steps):
        person = random.choice(PEOPLE)
        where = Where(random.choice([person, *GROUPS]), random.randrange(3))
        words = " ".join([word_of(person)] * random.randint(1, longest))
        question = random.randrange(1, 30)
        number += 1
        clock.now += random.choice([0, 0, 1, 5])
        match random.randrange(10):
            case 0:
                chats.remember_turn(where, person, question, Turn(words, random.choice([None, 3])))
            case 1:
                chats.take_in(number, where.chat_id, person, words)
            case 2:
                chats.take_in(number, where.chat_id, None, "anonymous")
                chats.sending(number, on_its_way=True)
            case 3:
                chats.remember_pages(pages(where.chat_id, question, person))
            case 4:
                asked = int(clock.now)
                chats.link(
                    where.chat_id, question, asked=asked, reply_id=1, text=words, person_id=person
                )
            case 5:
                chats.vote(where.chat_id, question, person, up=random.random() < 0.5)
            case 6:
                chats.prefer(where, "mode", random.choice(list(Mode)))
            case 7:
                chats.remember_post(random.choice(GROUPS), question, post("a post " * 50))
            case 8:
                chats.curate_in(random.choice(GROUPS), allowed=random.random() < 0.8)
            case 9:
                chats.remember_search(where.chat_id, words, person)


def traces(folder: Path, word: str) -> list[str]:
    """The files that hold a word."""
    return [file.name for file in folder.iterdir() if word.encode() in file.read_bytes()]
