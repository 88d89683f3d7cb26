"""Flood control: who may ask how much, and how often they are told. Pure but for its clock."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.settings import Settings
from bot.windows import Windows

MINUTE = 60.0
DAY = 24 * 60 * MINUTE
COMMANDS_A_MINUTE = 10
PRESSES_A_MINUTE = 30
INLINE_A_MINUTE = 40
"""Someone who types ``@bot …`` sends a query every few letters."""


class Limit(StrEnum):
    """What was exceeded."""

    PERSON_MINUTE = "person_minute"
    PERSON_DAY = "person_day"
    GROUP_MINUTE = "group_minute"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a question may be asked.

    Attributes:
        exceeded: the limit that it exceeds; None where it may be asked.
        told: whether to say so; False for silence, since it was said less than a minute ago.
    """

    exceeded: Limit | None = None
    told: bool = False


class Limits:
    """What people have asked within the last minute and day; kept in memory alone.

    So it is neither shown nor deleted with a person's data: or else deleting would lift the limit.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._person_minute: Windows[int] = Windows(settings.person_minute, MINUTE)
        self._person_day: Windows[int] = Windows(settings.person_day, DAY)
        self._group_minute: Windows[int] = Windows(settings.group_minute, MINUTE)
        self._notices: Windows[int] = Windows(1, MINUTE)
        self._commands: Windows[int] = Windows(COMMANDS_A_MINUTE, MINUTE)
        self._presses: Windows[int] = Windows(PRESSES_A_MINUTE, MINUTE)
        self._inline: Windows[int] = Windows(INLINE_A_MINUTE, MINUTE)

    def question(self, chat_id: int, person_id: int | None) -> Verdict:
        """Count a question, unless it exceeds a limit.

        Args:
            chat_id: where; groups' numbers are negative.
            person_id: who asks; None for an anonymous administrator, for whom the group counts.
        """
        now = self._clock()
        counted = [(Limit.GROUP_MINUTE, self._group_minute.of(chat_id, now))] * (chat_id < 0)
        if person_id is not None:
            counted.append((Limit.PERSON_MINUTE, self._person_minute.of(person_id, now)))
            counted.append((Limit.PERSON_DAY, self._person_day.of(person_id, now)))
        # The day first: who has used it up needn't be told to wait a minute.
        for limit, window in reversed(counted):
            if window.wait(now):
                return Verdict(limit, told=self.may_tell(chat_id))
        for _, window in counted:
            window.add(now)
        return Verdict()

    def may_tell(self, chat_id: int) -> bool:
        """Whether a notice may be given in a chat now: one a minute, whatever for; counts it."""
        return self._counted(self._notices, chat_id)

    def command(self, sender_id: int) -> bool:
        """Count a command, unless it is one too many."""
        return self._counted(self._commands, sender_id)

    def press(self, person_id: int) -> bool:
        """Count a press of a button, unless it is one too many."""
        return self._counted(self._presses, person_id)

    def inline(self, person_id: int) -> bool:
        """Count an inline query, unless it is one too many."""
        return self._counted(self._inline, person_id)

    def _counted(self, windows: Windows[int], key: int) -> bool:
        now = self._clock()
        window = windows.of(key, now)
        if window.wait(now):
            return False
        window.add(now)
        return True

    def move(self, old_id: int, new_id: int) -> None:
        """Have a group's counts go on in the supergroup that it became."""
        for windows in (self._group_minute, self._notices):
            windows.move(old_id, new_id)
