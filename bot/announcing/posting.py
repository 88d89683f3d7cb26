"""Messages that nobody asked for just now: each goes out once, or not at all.

Before Telegram is called it is written down that the message is on its way, and what cannot be
written down is not sent. What Telegram surely refused is due again; of what broke off nobody knows.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias, cast

from telegram import LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import ChatMigrated, TelegramError

from bot.announcing.composing import Drafted
from bot.announcing.fates import Fate, fate
from bot.chats import Where
from bot.context import BotContext
from bot.logs import outline
from bot.pacing import Attempt
from index import LibraryError

PAUSE = 60.0
"""Seconds until a place is tried again that Telegram took nothing for."""
MUTED_PAUSE = 600.0
"""The same where the bot may not write."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_log = logging.getLogger(__name__)
_Write: TypeAlias = Callable[[], object]


class _Over(Exception):
    """What was about to be sent is not to be sent any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    """What is written down of a message; each blocks.

    Attributes:
        begins: before each attempt; False where it must not be made.
        refused: when Telegram certainly took nothing.
        arrived: when it did, with the message's number.
        unsure: when nobody knows.
    """

    begins: Callable[[], bool]
    refused: _Write
    arrived: Callable[[int], object]
    unsure: _Write


class Poster:
    """Sends what was drafted, and writes down what becomes of it."""

    def __init__(self, context: BotContext, pause: Callable[[Where, float], object]) -> None:
        """Make one.

        Args:
            context: with the bot that sends, and with what is remembered.
            pause: told of a place that is to be left alone for some seconds.
        """
        self._context = context
        self._pause = pause
        self._owed: list[_Write] = []

    async def announce(
        self, drafted: Drafted, *, digest: int | None = None, before: int | None = None
    ) -> bool:
        """Send an announcement.

        Args:
            drafted: what.
            digest: the day's digest that it begins, by the time at which that was due.
            before: the digest before that one.

        Returns:
            Whether the place may be told of more now.
        """
        chats, alerts = self._context.chats, drafted.alerts
        course = _Course(
            begins=partial(chats.begin, alerts, digest=digest),
            refused=partial(chats.take_back, alerts, digest=digest, before=before),
            arrived=partial(chats.sent, alerts),
            unsure=partial(chats.doubt, alerts),
        )
        return await self._send(drafted, course)

    async def notify(self, drafted: Drafted) -> bool:
        """Send the notice about what may have arrived; returns as ``announce``."""
        chats, alerts = self._context.chats, drafted.alerts
        course = _Course(
            begins=partial(chats.begin_notice, alerts),
            refused=partial(chats.doubt, alerts),
            arrived=partial(chats.noticed, alerts),
            # It isn't repeated either.
            unsure=lambda: None,
        )
        return await self._send(drafted, course)

    async def pay(self) -> None:
        """Write down what couldn't be written when it happened.

        Raises:
            LibraryError: it still can't be.
        """
        while self._owed:
            await self._context.noted(self._owed[0])
            del self._owed[0]

    async def _send(self, drafted: Drafted, course: _Course) -> bool:
        where = drafted.alerts[0].where
        attempt = Attempt(
            begins=partial(self._begin, course), refused=partial(self._owe, course.refused)
        )
        try:
            message_id = await self._post(where, drafted, attempt)
        except _Over:
            return True
        except LibraryError as error:
            _log.warning("Nothing can be announced in chat %d: %s", where.chat_id, error)
            self._pause(where, PAUSE)
            return False
        except Exception as error:  # noqa: BLE001 - whatever it is, others are to be told all the same
            return await self._deal_with(error, drafted, course)
        await self._owe(partial(course.arrived, message_id))
        return True

    async def _begin(self, course: _Course) -> None:
        if not await self._context.noted(course.begins):
            raise _Over

    async def _post(self, where: Where, drafted: Drafted, attempt: Attempt) -> int:
        reply_to = None
        if drafted.reply_to is not None:
            reply_to = ReplyParameters(drafted.reply_to, allow_sending_without_reply=True)
        message = await self._context.bot.send_message(
            where.chat_id,
            drafted.card.html,
            parse_mode=ParseMode.HTML,
            reply_markup=drafted.card.keyboard,
            link_preview_options=_NO_PREVIEW,
            reply_parameters=reply_to,
            message_thread_id=where.thread_id or None,
            rate_limit_args=attempt,
        )
        return message.message_id

    async def _deal_with(self, error: Exception, drafted: Drafted, course: _Course) -> bool:
        """Do what an error asks for; returns whether the place may be told of more now."""
        where, chats = drafted.alerts[0].where, self._context.chats
        found = fate(error, where)
        _log.info("Chat %d was not told of a report (%s)", where.chat_id, found)
        if found is Fate.MOVED:
            # What is due there goes along, and is sent to its new number.
            moved = cast("ChatMigrated", error)
            await self._context.move(where.chat_id, moved.new_chat_id)
        elif found is Fate.GONE:
            await self._owe(partial(chats.forget, where.chat_id))
        elif found is Fate.TOPIC_GONE:
            await self._owe(partial(chats.end_place, where))
        elif found is Fate.REFUSED:
            _log.error("An announcement is never taken\n%s", outline(error))
            await self._owe(partial(chats.drop, drafted.alerts))
            return True
        elif found is Fate.UNSURE:
            if not isinstance(error, TelegramError):
                _log.error("An announcement failed\n%s", outline(error))
            await self._owe(course.unsure)
        self._pause(where, MUTED_PAUSE if found is Fate.MUTED else PAUSE)
        return False

    async def _owe(self, write: _Write) -> None:
        """Write something down, now or as soon as it can be."""
        try:
            await self._context.noted(write)
        except LibraryError as error:
            _log.warning("What became of an announcement is written down later: %s", error)
            self._owed.append(write)
