"""The bot's life: it starts, takes updates by polling or by webhook, and ends in good order."""

import asyncio
import logging
import secrets
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, cast
from urllib.parse import urlsplit

from bot import intake, web, webhook
from bot.context import SitrepApplication
from bot.intake import Processor, WrittenQueue
from bot.logs import outline
from bot.routes import ALLOWED_UPDATES
from bot.settings import Settings, SettingsError

PATIENCE = 8.0
"""Seconds for all that is under way at the end; a service manager waits for ten."""
_LAST_POLL = 2.0
"""Seconds of these for telling Telegram what was taken; else it comes again, and is known then."""
_CONNECTIONS = 40

_log = logging.getLogger(__name__)


def run(application: SitrepApplication) -> None:
    """Run until SIGINT or SIGTERM, then finish what is under way; blocks.

    Raises:
        SettingsError: the address to listen on can't be used.
    """
    asyncio.run(_until_stopped(application))


async def _until_stopped(application: SitrepApplication) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with running(application):
        await stop.wait()
        _log.info("Stopping: answers under way are finished first")


@asynccontextmanager
async def running(application: SitrepApplication) -> AsyncIterator[int | None]:
    """Take updates for as long as the block runs; yields the port that is listened on, if any."""
    settings = application.bot_data.settings
    life = _Life(application)
    async with AsyncExitStack() as stack:
        port = await life.listen(stack, settings)
        await stack.enter_async_context(application)
        stack.push_async_callback(life.end)
        if application.post_init:
            await application.post_init(application)
        await application.start()
        await life.take_updates(settings)
        yield port


class _Life:
    """Where one application stands between its start and its end."""

    def __init__(self, application: SitrepApplication) -> None:
        self._application = application
        self._is_taking = False
        self._secret = ""

    async def listen(self, stack: AsyncExitStack, settings: Settings) -> int | None:
        """Open the address for health, readiness, metrics and the webhook, if one is set."""
        if settings.listen is None:
            if settings.webhook_url:
                raise SettingsError(
                    "SITREP_WEBHOOK_URL is set, but not where to listen. Set SITREP_LISTEN, for "
                    "example to 127.0.0.1:8080, and have your web server pass requests on."
                )
            return None
        host, _, port = settings.listen.rpartition(":")
        serving = web.serving(
            host.strip("[]"),
            int(port),
            metrics=self._application.bot_data.metrics,
            ready=self._why_not_ready,
            hook=self._hook(settings),
        )
        return await stack.enter_async_context(serving)

    def _hook(self, settings: Settings) -> webhook.Hook | None:
        if settings.webhook_url is None:
            return None
        given = settings.webhook_secret
        self._secret = given.get_secret_value() if given else secrets.token_urlsafe(32)
        path = urlsplit(settings.webhook_url).path
        return webhook.Hook(path=path, secret=self._secret, deliver=self._deliver)

    async def _deliver(self, update: dict[str, Any]) -> None:
        if not self._is_taking:
            raise webhook.Closing
        # What can't be read would be delivered for ever if it were refused.
        if read := intake.read(update, self._application.bot):
            await self._application.update_queue.put(read)

    def _why_not_ready(self) -> str | None:
        if not self._is_taking:
            return "stopping" if self._application.bot_data.desk.is_closed else "starting"
        return "busy" if self._application.bot_data.desk.is_full else None

    async def take_updates(self, settings: Settings) -> None:
        """Have Telegram deliver updates, or ask for them."""
        self._is_taking = True
        if settings.webhook_url:
            await self._application.bot.set_webhook(
                settings.webhook_url,
                secret_token=self._secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=_CONNECTIONS,
            )
        elif self._application.updater:
            await self._application.updater.start_polling(allowed_updates=ALLOWED_UPDATES)

    async def end(self) -> None:
        """Take nothing more, finish what is under way, and leave the rest for the next start."""
        application, services = self._application, self._application.bot_data
        out_of_time = asyncio.get_running_loop().time() + PATIENCE
        self._is_taking = False
        services.desk.close()
        if application.updater and application.updater.running:
            await _within(_LAST_POLL, application.updater.stop())
        cast("WrittenQueue", application.update_queue).close()
        services.pacer.close()
        if application.running:
            left = out_of_time - asyncio.get_running_loop().time()
            # Never none at all: what isn't even begun would leave the application running.
            if not await _within(max(left, 0.1), application.stop()):
                _log.warning("Some answers were not finished; the next start goes on with them")
                await cast("Processor", application.update_processor).give_up()
        if application.post_shutdown:
            await application.post_shutdown(application)


async def _within(seconds: float, ending: Coroutine[Any, Any, None]) -> bool:
    """Whether something ended well and in time; it is cancelled if it takes longer."""
    try:
        await asyncio.wait_for(ending, seconds)
    except TimeoutError:
        return False
    except Exception as error:  # noqa: BLE001 - what failed before must not spoil the end
        _log.error("It did not end in order\n%s", outline(error))
        return False
    return True
