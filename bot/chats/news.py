"""Alerts as they are read back: what places are to be told of, and what they were told of."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.chats.file import ChatsFile
from bot.chats.turns import Where
from index import Span

_COLUMNS = (
    "id, chat_id, thread_id, article_id, story, watches, passage_id, sentence_start, "
    "sentence_end, state, batch, message_id, made"
)


class AlertState(StrEnum):
    """How far an alert has come."""

    DUE = "due"
    SENDING = "sending"
    """Telegram is taking it: after a crash nobody knows whether it arrived."""
    UNSURE = "unsure"
    """It may have arrived, and the place isn't told of that yet."""
    TOLD = "told"
    """The same, and the notice that says so is out, or may be."""
    SENT = "sent"
    DROPPED = "dropped"
    """Nobody waits for it any more, or the report is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A report that a place is to be told of.

    Attributes:
        story: the number of its story, the same for all reports of that.
        watches: the place's watches that it matches, by number.
        passage_id: the passage that matches best.
        sentence: the sentence in it.
    """

    where: Where
    article_id: int
    story: int
    watches: tuple[int, ...]
    passage_id: int
    sentence: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What a place is told of a report, or was.

    Attributes:
        batch: the number of the first alert in the same message; None before there is one.
        message_id: the message's; None where it isn't known.
        made: when the report came in, in seconds since 1970.
    """

    id: int
    news: News
    state: AlertState
    batch: int | None
    message_id: int | None
    made: int

    @property
    def where(self) -> Where:
        """The place that is told."""
        return self.news.where


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A place that something is to be sent to.

    Attributes:
        oldest: when the first report came in that it is to be told of; None where it is none.
        is_unsure: whether something may have arrived there, of which it isn't told yet.
    """

    where: Where
    oldest: int | None
    is_unsure: bool


class AlertReader(ChatsFile):
    """Alerts by place, by state, by message, by report."""

    def waiting(self) -> list[Waiting]:
        """The places that something is to be sent to, those that have waited longest first."""
        rows = self._all(
            "SELECT chat_id, thread_id, min(CASE WHEN state = ? THEN made END), max(state = ?) "
            "FROM alerts WHERE state IN (?, ?) GROUP BY chat_id, thread_id ORDER BY min(id)",
            (AlertState.DUE, AlertState.UNSURE, AlertState.DUE, AlertState.UNSURE),
        )
        return [
            Waiting(where=Where(chat_id, thread_id), oldest=oldest, is_unsure=bool(is_unsure))
            for chat_id, thread_id, oldest, is_unsure in rows
        ]

    def due(self, where: Where) -> list[Alert]:
        """What a place is still to be told, in the order in which it came."""
        return self._of(where, "state = ?", AlertState.DUE)

    def unsure(self, where: Where) -> list[Alert]:
        """What may have arrived, of which the place isn't told yet."""
        return self._of(where, "state = ?", AlertState.UNSURE)

    def missing(self, where: Where) -> list[Alert]:
        """What may never have arrived, and neither may have the notice about it."""
        return self._of(where, "state = ? AND message_id IS NULL", AlertState.TOLD)

    def batches(self, chat_id: int, batches: Sequence[int]) -> list[Alert]:
        """What stands in messages of a chat, or was to; each by its batch's number."""
        which = "chat_id = ? AND batch IN (SELECT value FROM json_each(?))"
        return self._alerts(which, chat_id, json.dumps(list(batches)))

    def in_message(self, chat_id: int, message_id: int) -> list[Alert]:
        """What stands in a message of a chat, as far as is known."""
        return self._alerts("chat_id = ? AND message_id = ?", chat_id, message_id)

    def announced(self, article_id: int) -> list[Alert]:
        """Where a report was announced, in messages that are known: to take it out of them."""
        states = (AlertState.SENT, AlertState.TOLD)
        which = "article_id = ? AND state IN (?, ?) AND message_id IS NOT NULL"
        return self._alerts(which, article_id, *states)

    def n_messages(self, where: Where, since: int) -> int:
        """How many messages a place got about what came in since then."""
        row = self._one(
            "SELECT count(DISTINCT batch) FROM alerts WHERE chat_id = ? AND thread_id = ? "
            "AND state = ? AND made > ?",
            (where.chat_id, where.thread_id, AlertState.SENT, since),
        )
        return int(row[0]) if row else 0

    def earlier_message(self, alert: Alert) -> int | None:
        """The message by which a place was first told of an alert's story, while that is kept."""
        news = alert.news
        row = self._one(
            "SELECT message_id FROM alerts WHERE chat_id = ? AND thread_id = ? AND story = ? "
            "AND id < ? AND state IN (?, ?) AND message_id IS NOT NULL ORDER BY id LIMIT 1",
            (
                news.where.chat_id,
                news.where.thread_id,
                news.story,
                alert.id,
                AlertState.SENT,
                AlertState.TOLD,
            ),
        )
        return int(row[0]) if row else None

    def _of(self, where: Where, which: str, *values: object) -> list[Alert]:
        place = (where.chat_id, where.thread_id)
        return self._alerts(f"chat_id = ? AND thread_id = ? AND {which}", *place, *values)

    def _alerts(self, which: str, *values: object) -> list[Alert]:
        sql = f"SELECT {_COLUMNS} FROM alerts WHERE {which} ORDER BY id"  # noqa: S608 - our own words
        return [_alert(*row) for row in self._all(sql, values)]


def _alert(
    number: int,
    chat_id: int,
    thread_id: int,
    article_id: int,
    story: int,
    watches: str,
    passage_id: int,
    start: int,
    end: int,
    state: str,
    batch: int | None,
    message_id: int | None,
    made: int,
) -> Alert:
    news = News(
        where=Where(chat_id, thread_id),
        article_id=article_id,
        story=story,
        watches=tuple(json.loads(watches)),
        passage_id=passage_id,
        sentence=Span(start=start, end=end),
    )
    return Alert(
        id=number,
        news=news,
        state=AlertState(state),
        batch=batch,
        message_id=message_id,
        made=made,
    )
