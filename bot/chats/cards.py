"""What is remembered of chats: further pages of answers, and which answer is to which question.

A file of its own beside the library, since losing it loses nothing but some buttons. No text of
anybody's is in it.
"""

import hmac
import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from threading import RLock
from typing import Any, Self

from bot import chats_file
from index import Span

FILE = "chats.db"
DAY = 24 * 60 * 60
PAGES_LIFETIME = 7 * DAY
# Longer than any edit counts, and as long as Telegram may deliver the same update again.
REPLIES_LIFETIME = DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRef:
    """One page of an answer: a passage, the sentence in it that answers, and the words in that."""

    passage_id: int
    article_id: int
    sentence: Span
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """An answer's pages, best first.

    Attributes:
        asker_id: whose answer it is; None where Telegram didn't say.
        answered: False where the articles don't answer, and the pages only come closest.
        listed: whether a first page lists them all.
    """

    chat_id: int
    question_id: int
    asker_id: int | None
    answered: bool
    refs: tuple[PageRef, ...]
    listed: bool = False

    @property
    def total(self) -> int:
        """How many pages there are."""
        return len(self.refs) + self.listed


@dataclass(frozen=True, slots=True)
class Reply:
    """The bot's reply to a question, with a salted digest of the question's text."""

    message_id: int
    salt: bytes
    digest: bytes

    def answers(self, text: str) -> bool:
        """Whether ``text`` is what was asked."""
        return hmac.compare_digest(self.digest, _digest(text, self.salt))


class Chats:
    """The file; open it with ``Chats.open``. Safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection, clock: Callable[[], float]) -> None:
        self._connection = connection
        self._clock = clock
        self._lock = RLock()

    @classmethod
    def open(cls, folder: Path | None, *, clock: Callable[[], float] = time.time) -> Self:
        """Open the file in ``folder``, made where missing; None keeps everything in memory.

        Raises:
            LibraryError: it can't be opened, is damaged, or was made by a newer Sitrep.
        """
        connection = chats_file.connect(None if folder is None else folder / FILE)
        return cls(connection, clock)

    def remember_pages(self, pages: Pages) -> str:
        """Keep an answer's pages in place of any older ones to the same question.

        Returns:
            The token for its buttons: 11 characters that can't be guessed.

        Raises:
            LibraryError: it can't be written.
        """
        token = secrets.token_urlsafe(8)
        refs = json.dumps([_numbers(ref) for ref in pages.refs])
        key = (pages.chat_id, pages.question_id)
        row = (token, *key, pages.asker_id, pages.answered, refs, self._now(), pages.listed)
        with self._writing() as connection:
            connection.execute("DELETE FROM pages WHERE chat_id = ? AND question_id = ?", key)
            connection.execute("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        return token

    def forget_pages(self, chat_id: int, question_id: int) -> None:
        """Drop the pages of a question whose answer has none any more."""
        with self._writing() as connection:
            key = (chat_id, question_id)
            connection.execute("DELETE FROM pages WHERE chat_id = ? AND question_id = ?", key)

    def pages(self, token: str) -> Pages | None:
        """The pages behind a token, or None once they are 7 days old or replaced."""
        row = self._one(
            "SELECT chat_id, question_id, asker_id, answered, passages, listed FROM pages "
            "WHERE token = ? AND made > ?",
            (token, self._now() - PAGES_LIFETIME),
        )
        if row is None:
            return None
        chat_id, question_id, asker_id, answered, passages, listed = row
        return Pages(
            chat_id=chat_id,
            question_id=question_id,
            asker_id=asker_id,
            answered=bool(answered),
            refs=tuple(_ref(*numbers) for numbers in json.loads(passages)),
            listed=bool(listed),
        )

    def link(self, chat_id: int, question_id: int, *, asked: int, reply_id: int, text: str) -> None:
        """Keep that ``reply_id`` answers ``question_id``.

        Args:
            chat_id: where both are.
            question_id: the question's message.
            asked: when it was sent, in seconds since 1970; it doesn't change with edits.
            reply_id: the bot's message.
            text: what was asked; only a salted digest is kept.

        Raises:
            LibraryError: it can't be written.
        """
        salt = secrets.token_bytes(16)
        row = (chat_id, question_id, asked, reply_id, salt, _digest(text, salt), self._now())
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def reply(self, chat_id: int, question_id: int, *, asked: int) -> Reply | None:
        """The reply to a question, if it is known; ``asked`` tells apart a number used again."""
        row = self._one(
            "SELECT reply_id, salt, digest FROM replies "
            "WHERE chat_id = ? AND question_id = ? AND asked = ? AND made > ?",
            (chat_id, question_id, asked, self._now() - REPLIES_LIFETIME),
        )
        return None if row is None else Reply(*row)

    def forget(self, chat_id: int) -> None:
        """Drop all that is kept of a chat."""
        with self._writing() as connection:
            connection.execute("DELETE FROM pages WHERE chat_id = ?", (chat_id,))
            connection.execute("DELETE FROM replies WHERE chat_id = ?", (chat_id,))

    def close(self) -> None:
        """Close the file; nothing may be called after."""
        with self._lock:
            self._connection.close()

    def _now(self) -> int:
        return int(self._clock())

    def _one(self, sql: str, values: Sequence[int | str]) -> tuple[Any, ...] | None:
        with (
            self._lock,
            chats_file.explained(FILE),
            closing(self._connection.execute(sql, values)) as found,
        ):
            row: tuple[Any, ...] | None = found.fetchone()
            return row

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction, which also drops what has grown too old."""
        with self._lock, chats_file.explained(FILE), self._connection:
            now = self._now()
            for table, age in (("pages", PAGES_LIFETIME), ("replies", REPLIES_LIFETIME)):
                sql = f"DELETE FROM {table} WHERE made <= ?"  # noqa: S608 - our own two names
                self._connection.execute(sql, (now - age,))
            yield self._connection


def _numbers(ref: PageRef) -> list[int]:
    edges = [edge for span in (ref.sentence, *ref.marks) for edge in (span.start, span.end)]
    return [ref.passage_id, ref.article_id, *edges]


def _ref(passage_id: int, article_id: int, *edges: int) -> PageRef:
    spans = [Span(start=a, end=b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    sentence, *marks = spans
    return PageRef(
        passage_id=passage_id, article_id=article_id, sentence=sentence, marks=tuple(marks)
    )


def _digest(text: str, salt: bytes) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), salt=salt, digest_size=16).digest()
