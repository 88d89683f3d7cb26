"""Deletes what is remembered of chats and has grown too old; looks at the library's revision."""

import logging

from bot.attempts import repeated
from bot.context import Services, SitrepApplication, in_thread

SWEEP_EVERY = 60.0
"""Seconds between two rounds."""
_log = logging.getLogger(__name__)


class Sweeping:
    """One a process."""

    def __init__(self, application: SitrepApplication) -> None:
        """Make one for the application whose chats are swept."""
        self._application = application

    async def run(self) -> None:
        """Sweep until this is cancelled."""
        await repeated(
            self.round,
            SWEEP_EVERY,
            _log,
            held_up="What is too old was not deleted",
            failed="Deleting what is too old failed",
        )

    async def round(self) -> None:
        """Sweep once, and note the revision that answers come from."""
        services: Services = self._application.bot_data
        await in_thread(services.chats_executor, services.chats.sweep)
        services.metrics.serves(await in_thread(services.executor, services.engine.revision))
