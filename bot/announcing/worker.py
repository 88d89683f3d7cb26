"""Follows the library, and tells each place of the reports that it waits for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby

from bot import pauses
from bot.announcing.cards import MOST_MESSAGES
from bot.announcing.choosing import WITHIN, Batch, choose, is_time
from bot.announcing.composing import Scene, doubtful, one, scene, several
from bot.announcing.planning import may, plan
from bot.announcing.posting import MUTED_PAUSE, PAUSE, Poster
from bot.attempts import attempted
from bot.chats import Alert, Chats, Where
from bot.context import BotContext, SitrepApplication
from bot.logs import outline
from index import SitrepError

LOOK_EVERY = 2.0
"""Seconds between two looks at the library, and at what is due by the time of day."""
GIVING_UP = 1.0
"""Seconds for what Telegram is taking when the bot stops."""

# An import may go on for hours: what was found by then is sent in between.
_MOST_LOOKS = 5
_log = logging.getLogger(__name__)


class Announcer:
    """One a process. Each place is told by a task of its own, so that none waits for another."""

    def __init__(self, application: SitrepApplication) -> None:
        """Make one for the application whose library is followed, and whose bot speaks."""
        self._context = BotContext(application)
        self._poster = Poster(self._context, self._pause)
        self._telling: dict[Where, asyncio.Task[None]] = {}
        self._paused: dict[Where, float] = {}
        self._has_begun = False

    async def run(self) -> None:
        """Follow the library until this is cancelled; what is being sent then may still end."""
        try:
            await pauses.keep_looking(self._look, self._context.bot_data.stirred)
        finally:
            await self._wind_down()

    async def _look(self) -> float:
        """Do what there is to do; returns how many seconds to wait until the next look."""
        # Where the model fails, what was found before can be sent all the same.
        there_is_more, is_telling = await self._tried(self.follow), await self._tried(self.tell)
        if there_is_more is None or is_telling is None:
            return PAUSE
        return 0.0 if there_is_more else LOOK_EVERY

    async def _tried(self, step: Callable[[], Awaitable[bool]]) -> bool | None:
        """What a step returns; None where it failed."""
        return await attempted(
            step, _log, held_up="Nothing is announced at present", failed="Announcing failed"
        )

    async def follow(self) -> bool:
        """Deal with new reports; whether there may be more already.

        Raises:
            SitrepError: library, model or `chats` can't be used now; nothing is lost by that.
        """
        for _ in range(_MOST_LOOKS):
            if not await plan(self._context):
                return False
        return True

    async def tell(self) -> bool:
        """Begin to tell whoever is to be told now; whether there is anybody.

        Raises:
            LibraryError: `chats` can't be used now; nothing is lost by that.
        """
        context = self._context
        if not self._has_begun:
            await context.noted(context.chats.doubt_all)
            self._has_begun = True
        await self._poster.pay()
        for where in await context.noted(self._ready):
            self._begin_to_tell(where)
        return bool(self._telling)

    async def settled(self) -> None:
        """Wait until nothing is being sent."""
        while self._telling:
            await asyncio.wait(list(self._telling.values()))

    def _ready(self) -> list[Where]:
        """The places that something can be sent to now."""
        chats = self._context.chats
        return [
            waiting.where
            for waiting in chats.waiting()
            if is_time(waiting, chats.timetable(waiting.where), chats.now())
        ]

    def _chosen(self, where: Where) -> Batch | None:
        chats = self._context.chats
        now = chats.now()
        n_recent = chats.n_messages(where, since=now - WITHIN)
        return choose(chats.due(where), chats.timetable(where), n_recent, now)

    def _begin_to_tell(self, where: Where) -> None:
        now = asyncio.get_running_loop().time()
        self._paused = {place: until for place, until in self._paused.items() if until > now}
        if where in self._telling or where in self._paused:
            return
        task = asyncio.create_task(self._tell(where))
        self._telling[where] = task
        task.add_done_callback(lambda _: self._telling.pop(where, None))

    def _pause(self, where: Where, seconds: float) -> None:
        self._paused[where] = asyncio.get_running_loop().time() + seconds

    async def _tell(self, where: Where) -> None:
        """Tell a place all that it is to be told now."""
        context = self._context
        try:
            if not await context.noted(may, context.chats, context.settings, where):
                await context.noted(_end_waiting, context.chats, where)
            elif await self._tell_of_doubts(where):
                while batch := await context.noted(self._chosen, where):
                    if not await self._announce(batch):
                        return
        except SitrepError as error:
            _log.warning("Chat %d can't be told at present: %s", where.chat_id, error)
            self._pause(where, PAUSE)
        except Exception as error:  # noqa: BLE001 - the other places are to be told all the same
            _log.error("Chat %d could not be told\n%s", where.chat_id, outline(error))
            self._pause(where, MUTED_PAUSE)

    async def _tell_of_doubts(self, where: Where) -> bool:
        """Say of each message that may have arrived that nobody knows."""
        unsure = await self._context.noted(self._context.chats.unsure, where)
        for _, alerts in groupby(sorted(unsure, key=_batch), key=_batch):
            found = await self._scene(list(alerts))
            if found.entries and not await self._poster.notify(doubtful(found)):
                return False
        return True

    async def _announce(self, batch: Batch) -> bool:
        """Send what was chosen; returns whether the place may be told of more now."""
        found = await self._scene(batch.alerts)
        if not found.entries:
            return True
        if not batch.gathered:
            return await self._poster.announce(await one(self._context, found))
        # With its first message the day's digest counts as sent: what a crash leaves of it behind
        # comes with the next one.
        slot = batch.slot
        for drafted in several(found, MOST_MESSAGES):
            if not await self._poster.announce(drafted, digest=slot, before=batch.before):
                return False
            slot = None
        return True

    async def _scene(self, alerts: Sequence[Alert]) -> Scene:
        """What alerts are about; those that can't be shown any more are dropped."""
        found = await scene(self._context, alerts)
        if found.over:
            await self._context.noted(self._context.chats.drop, found.over)
        return found

    async def _wind_down(self) -> None:
        """Let what Telegram is taking end; what then is not known is told after the next start."""
        under_way = list(self._telling.values())
        if not under_way:
            return
        _, late = await asyncio.wait(under_way, timeout=GIVING_UP)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def _batch(alert: Alert) -> int:
    return alert.batch or alert.id


def _end_waiting(chats: Chats, where: Where) -> None:
    """Drop what was for a place in which the bot may be used no more."""
    chats.drop([*chats.due(where), *chats.unsure(where)])
