"""The bot's answers: which question each replies to, the passages behind its buttons, votes."""

import hmac
import json
import secrets
from dataclasses import dataclass
from hashlib import blake2b

from bot.chats.file import PAGES_LIFETIME, REPLIES_LIFETIME, ChatsFile
from index import Span


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


@dataclass(frozen=True, slots=True)
class Votes:
    """How many found an answer helpful, and how many not."""

    up: int = 0
    down: int = 0


class Cards(ChatsFile):
    """What the buttons below answers need, and what edits of questions need."""

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
            # A vote was for the answer as it stood.
            connection.execute("DELETE FROM votes WHERE chat_id = ? AND question_id = ?", key)
            connection.execute(
                "INSERT INTO pages (token, chat_id, question_id, asker_id, answered, passages, "
                "made, listed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        return token

    def forget_pages(self, chat_id: int, question_id: int) -> None:
        """Drop the pages of a question whose answer has none any more."""
        with self._writing() as connection:
            key = (chat_id, question_id)
            connection.execute("DELETE FROM pages WHERE chat_id = ? AND question_id = ?", key)

    def pages(self, token: str) -> Pages | None:
        """The pages behind a token, or None once they are 7 days old or replaced."""
        return self._pages("token = ?", token)

    def pages_of_reply(self, chat_id: int, reply_id: int) -> Pages | None:
        """The pages of the answer that the bot's message gives, while both are known."""
        row = self._one(
            "SELECT question_id FROM replies WHERE chat_id = ? AND reply_id = ?",
            (chat_id, reply_id),
        )
        if row is None:
            return None
        return self._pages("chat_id = ? AND question_id = ?", chat_id, *row)

    def _pages(self, which: str, *values: object) -> Pages | None:
        sql = (
            "SELECT chat_id, question_id, asker_id, answered, passages, listed FROM pages "  # noqa: S608 - our own words
            f"WHERE {which} AND made > ?"
        )
        row = self._one(sql, (*values, self._now() - PAGES_LIFETIME))
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

    def link(
        self,
        chat_id: int,
        question_id: int,
        *,
        asked: int,
        reply_id: int,
        text: str,
        person_id: int | None = None,
    ) -> None:
        """Keep that ``reply_id`` answers ``question_id``.

        Args:
            chat_id: where both are.
            question_id: the question's message.
            asked: when it was sent, in seconds since 1970; it doesn't change with edits.
            reply_id: the bot's message.
            text: what was asked; only a salted digest is kept.
            person_id: who asked, where Telegram says so.

        Raises:
            LibraryError: it can't be written.
        """
        salt = secrets.token_bytes(16)
        digest = _digest(text, salt)
        row = (chat_id, question_id, asked, reply_id, salt, digest, self._now(), person_id)
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row
            )
            connection.execute(
                "UPDATE pages SET reply_id = ? WHERE chat_id = ? AND question_id = ?",
                (reply_id, chat_id, question_id),
            )

    def reply(self, chat_id: int, question_id: int, *, asked: int) -> Reply | None:
        """The reply to a question, if it is known; ``asked`` tells apart a number used again."""
        row = self._one(
            "SELECT reply_id, salt, digest FROM replies "
            "WHERE chat_id = ? AND question_id = ? AND asked = ? AND made > ?",
            (chat_id, question_id, asked, self._now() - REPLIES_LIFETIME),
        )
        return None if row is None else Reply(*row)

    def vote(self, chat_id: int, question_id: int, person_id: int, *, up: bool) -> bool:
        """Take a person's one vote on an answer; the same vote again takes it back.

        Returns:
            Whether the vote stands now.

        Raises:
            LibraryError: it can't be written.
        """
        key = (chat_id, question_id, person_id)
        with self._writing() as connection:
            taken_back = connection.execute(
                "DELETE FROM votes WHERE chat_id = ? AND question_id = ? AND person_id = ? "
                "AND up = ?",
                (*key, up),
            ).rowcount
            if not taken_back:
                connection.execute(
                    "INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?, ?)", (*key, up, self._now())
                )
        return not taken_back

    def votes(self, chat_id: int, question_id: int) -> Votes:
        """How the votes on an answer stand."""
        counted = self._all(
            "SELECT up, count(*) FROM votes WHERE chat_id = ? AND question_id = ? GROUP BY up",
            (chat_id, question_id),
        )
        found = dict(counted)
        return Votes(up=found.get(1, 0), down=found.get(0, 0))


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
