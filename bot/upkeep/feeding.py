"""Polls feeds and looks at reports again while the bot runs; tells owners what is dead."""

import logging
import time
from contextlib import suppress

from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot import feed_cards, pauses
from bot.attempts import attempted
from bot.cards import Card
from bot.context import Services, SitrepApplication, in_thread
from bot.messages import Messages
from index import Keeper

LONGEST_SLEEP = 60.0
"""Seconds; another process may have added a feed meanwhile."""
_AFTER_ERROR = 60.0
_log = logging.getLogger(__name__)


class Feeding:
    """One a process. All that waits for the network does so in a thread of its own."""

    def __init__(self, application: SitrepApplication, keeper: Keeper) -> None:
        """Make one for an application whose owners are told."""
        self._application = application
        self._keeper = keeper
        self._is_stopping = False

    async def run(self) -> None:
        """Work until this is cancelled; the request that is under way then still ends."""
        try:
            await pauses.keep_looking(self._look, self._services.fed)
        finally:
            self._is_stopping = True

    async def _look(self) -> float:
        """Do what is due; returns how many seconds to wait until the next look."""
        wait = await attempted(
            self.round,
            _log,
            held_up="Feeds are not polled at present",
            failed="Polling feeds failed",
        )
        return _AFTER_ERROR if wait is None else wait

    async def round(self) -> float:
        """Do what is due once, and tell the owners of feeds that have failed for a day."""
        services = self._services
        report = await in_thread(services.feeder, self._keeper.run_due, lambda: self._is_stopping)
        if report.n_new:
            services.poke()
            _log.info("Feeds and visits brought %d new reports", report.n_new)
        await self._tell_owners()
        if report.due is None:
            return LONGEST_SLEEP
        return min(max(report.due - time.time(), 1.0), LONGEST_SLEEP)

    async def _tell_owners(self) -> None:
        """Say once of each feed that it has failed for a day, of each report that it is gone.

        Marked first: an owner who is told twice of what can be looked up in /feeds is worse off
        than one who has to look.
        """
        services = self._services
        feeds, revisits = services.engine.feeds, services.engine.revisits
        if failing := await in_thread(services.executor, feeds.to_report):
            await in_thread(services.executor, feeds.mark_reported, [feed.id for feed in failing])
            await self._send(feed_cards.failing(failing, Messages()))
        if troubles := await in_thread(services.executor, revisits.to_report):
            numbers = [trouble.article_id for trouble in troubles]
            await in_thread(services.executor, revisits.mark_reported, numbers)
            await self._send(feed_cards.unreachable(troubles, Messages()))

    async def _send(self, card: Card) -> None:
        for owner in sorted(self._services.settings.owners):
            with suppress(TelegramError):
                await self._application.bot.send_message(
                    owner, card.html, parse_mode=ParseMode.HTML
                )

    @property
    def _services(self) -> Services:
        return self._application.bot_data
