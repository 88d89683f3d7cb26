"""Has the library forget the words of what was removed, once nobody can bring it back."""

import logging

from bot.attempts import repeated
from bot.context import Services, SitrepApplication, in_thread

LOOK_EVERY = 60.0
"""Seconds between two looks at whether there is anything to forget."""
_log = logging.getLogger(__name__)


class Forgetting:
    """One a process."""

    def __init__(self, application: SitrepApplication) -> None:
        """Make one for the application whose library forgets."""
        self._application = application

    async def run(self) -> None:
        """Forget until this is cancelled."""
        await repeated(
            self.round,
            LOOK_EVERY,
            _log,
            held_up="What was removed is not forgotten yet",
            failed="Forgetting what was removed failed",
        )

    async def round(self) -> None:
        """Forget what is to be forgotten now."""
        services: Services = self._application.bot_data
        if not await in_thread(services.executor, services.engine.purge):
            _log.info("Another process reads the library: what was removed is forgotten later")
