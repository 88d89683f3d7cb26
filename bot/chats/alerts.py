"""How alerts come about and go out, so that a process may be killed between any two lines.

An alert is written down together with the event of the library that it follows from: no event is
lost, and none counts twice. Before it is sent it is noted that it is on its way; what was on its
way when a process ended may have arrived or not, and is never sent again by itself.
"""

import json
from collections.abc import Sequence

from bot.chats.news import Alert, AlertReader, AlertState, News

FOLLOWED = "announced"
"""The name by which `Progress` knows how far the library's new reports were dealt with."""


class Alerts(AlertReader):
    """Each call is one transaction, and raises `LibraryError` where that can't be written."""

    def follow(self, event: int, came: int, news: Sequence[News] = ()) -> None:
        """Note that an event is dealt with, and what follows from it: both or neither.

        What a place is told of already, or has ended all its watches for, is left out.

        Args:
            event: its number; all before it count as dealt with too.
            came: when it happened, in seconds since 1970.
            news: whom to tell of it.
        """
        made = min(came, self._now())
        with self._writing() as connection:
            for each in news:
                self._write(each, made)
            sql = "INSERT OR REPLACE INTO progress VALUES (?, ?)"
            connection.execute(sql, (FOLLOWED, event))

    def begin(self, alerts: Sequence[Alert], *, digest: int | None = None) -> bool:
        """Note that due alerts of one place are on their way in one message.

        Args:
            alerts: at least one.
            digest: the digest that they are, by the time at which it was due.

        Returns:
            False, and nothing is noted, where one is due no more, or its place has another number.
        """
        with self._writing():
            if not self._claim(alerts, AlertState.DUE, AlertState.SENDING):
                return False
            if digest is not None:
                self._set_digested(alerts[0], digest)
        return True

    def take_back(
        self, alerts: Sequence[Alert], *, digest: int | None = None, before: int | None = None
    ) -> None:
        """Note that Telegram certainly took nothing of what was on its way.

        Args:
            alerts: as they were given to ``begin``, and so is ``digest``.
            digest: the digest that they are.
            before: the digest before that one.
        """
        with self._writing() as connection:
            sql = "UPDATE alerts SET state = ?, batch = NULL WHERE id = ? AND state = ?"
            for alert in alerts:
                connection.execute(sql, (AlertState.DUE, alert.id, AlertState.SENDING))
            if digest is not None:
                self._set_digested(alerts[0], before)

    def sent(self, alerts: Sequence[Alert], message_id: int) -> None:
        """Note that alerts stand in a message of the place that they were read for."""
        self._become(AlertState.SENT, alerts, message_id)

    def drop(self, alerts: Sequence[Alert]) -> None:
        """Note that nobody is to be told of them any more."""
        self._become(AlertState.DROPPED, alerts)

    def doubt(self, alerts: Sequence[Alert]) -> None:
        """Note that nobody knows whether alerts arrived, and that the place is to be told so."""
        self._become(AlertState.UNSURE, alerts)

    def doubt_all(self) -> None:
        """The same of all that an earlier process had on its way."""
        with self._writing() as connection:
            sql = "UPDATE alerts SET state = ? WHERE state = ?"
            connection.execute(sql, (AlertState.UNSURE, AlertState.SENDING))

    def begin_notice(self, alerts: Sequence[Alert]) -> bool:
        """Note that the notice about unsure alerts is on its way; False as for ``begin``."""
        with self._writing():
            return self._claim(alerts, AlertState.UNSURE, AlertState.TOLD)

    def noticed(self, alerts: Sequence[Alert], message_id: int) -> None:
        """Note in which message the notice about unsure alerts stands."""
        self._become(AlertState.TOLD, alerts, message_id)

    def _become(
        self, state: AlertState, alerts: Sequence[Alert], message_id: int | None = None
    ) -> None:
        # In the supergroup that a group became meanwhile, the number is another message's.
        sql = (
            "UPDATE alerts SET state = ?, message_id = CASE WHEN chat_id = ? THEN ? END "
            "WHERE id = ?"
        )
        with self._writing() as connection:
            for alert in alerts:
                connection.execute(sql, (state, alert.where.chat_id, message_id, alert.id))

    def _write(self, news: News, made: int) -> None:
        place = (news.where.chat_id, news.where.thread_id)
        watches = json.dumps(news.watches)
        span = (news.sentence.start, news.sentence.end)
        facts = (news.article_id, news.story, watches, news.passage_id, *span, AlertState.DUE, made)
        self._connection.execute(
            # Since its watches were read, the place may have moved, ended them, or blocked the bot.
            "INSERT OR IGNORE INTO alerts (chat_id, thread_id, article_id, story, watches, "
            "passage_id, sentence_start, sentence_end, state, made) "
            "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ? "
            "WHERE EXISTS (SELECT 1 FROM watches WHERE chat_id = ? AND thread_id = ? "
            "AND id IN (SELECT value FROM json_each(?)))",
            (*place, *facts, *place, watches),
        )

    def _claim(self, alerts: Sequence[Alert], state: AlertState, then: AlertState) -> bool:
        """Have alerts go from one state to the next; False, and as before, where one can't."""
        batch = min(alert.id for alert in alerts)
        for alert in alerts:
            changed = self._connection.execute(
                "UPDATE alerts SET state = ?, batch = ? "
                "WHERE id = ? AND chat_id = ? AND thread_id = ? AND state = ?",
                (then, batch, alert.id, alert.where.chat_id, alert.where.thread_id, state),
            )
            if changed.rowcount == 0:
                self._connection.rollback()
                return False
        return True

    def _set_digested(self, alert: Alert, digest: int | None) -> None:
        """Note a place's last digest; by an alert of its, since the place may have moved."""
        self._connection.execute(
            "UPDATE timetables SET digested = ? WHERE (chat_id, thread_id) IN "
            "(SELECT chat_id, thread_id FROM alerts WHERE id = ?)",
            (digest, alert.id),
        )
