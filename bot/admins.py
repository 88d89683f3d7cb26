"""Who leads a chat: asked of Telegram, and remembered for five minutes."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from telegram import Bot
from telegram.error import TelegramError

LIFETIME = 300.0
"""Seconds."""
_MOST = 1000


@dataclass(frozen=True, slots=True)
class _List:
    people: frozenset[int]
    asked: float


class Administrators:
    """The administrators of the chats that the bot is in."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lists: dict[int, _List] = {}

    async def lead(self, bot: Bot, chat_id: int, person_id: int) -> bool:
        """Whether a person is an administrator or the owner of a chat; False if unknown."""
        known = self._lists.get(chat_id)
        if known is None or self._clock() - known.asked >= LIFETIME:
            known = await self._ask(bot, chat_id)
        return known is not None and person_id in known.people

    async def _ask(self, bot: Bot, chat_id: int) -> _List | None:
        try:
            members = await bot.get_chat_administrators(chat_id)
        except TelegramError:
            # Whoever can't be asked about leads nothing; the next press asks again.
            return None
        people = frozenset(member.user.id for member in members if not member.user.is_bot)
        self.forget(chat_id)
        while len(self._lists) >= _MOST:
            del self._lists[next(iter(self._lists))]
        self._lists[chat_id] = _List(people, self._clock())
        return self._lists[chat_id]

    def forget(self, chat_id: int) -> None:
        """Ask again the next time."""
        self._lists.pop(chat_id, None)
