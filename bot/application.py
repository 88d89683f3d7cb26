"""Builds the bot: everything it holds, and what it does by itself from its start to its end."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, cast

from telegram.error import TelegramError
from telegram.ext import Application, ContextTypes
from telegram.request import BaseRequest, HTTPXRequest

import index
from bot import routes
from bot.admins import Administrators
from bot.announcing import Announcer
from bot.answering import Answering
from bot.chats import Chats
from bot.context import BotContext, Services, SitrepApplication
from bot.desk import Desk
from bot.intake import Processor, SiftingRequest, WrittenQueue
from bot.limits import Limits
from bot.messages import LANGUAGES, Messages
from bot.metrics import Metrics
from bot.pacing import TELEGRAMS_PACE, Pace, Pacer
from bot.settings import Settings
from bot.upkeep import Feeding, Forgetting, Sweeping, Withdrawing
from index import Keeper, Retrieve

# Updates that are handled beside the questions that wait: presses, commands, talk.
_BESIDE_QUESTIONS = 256
_READERS = 2

_log = logging.getLogger(__name__)


def build(
    settings: Settings,
    engine: Answering,
    chats: Chats,
    *,
    request: BaseRequest | None = None,
    get_updates_request: BaseRequest | None = None,
    pace: Pace = TELEGRAMS_PACE,
    clock: Callable[[], float] = time.monotonic,
    retrieve: Retrieve | None = None,
    keeper: Keeper | None = None,
) -> SitrepApplication:
    """Build the application; whoever calls it closes ``engine`` and ``chats`` afterwards.

    Args:
        settings: the token, the Bot API server's address, and what handlers read.
        engine: the library, an `index.Engine`.
        chats: what is remembered of chats.
        request: what carries calls to Telegram; None for HTTP.
        get_updates_request: the same for polling.
        pace: how fast it may write.
        clock: what flood control and the lists of administrators are timed by, in seconds.
        retrieve: what fetches an address; None for the safe way through the internet.
        keeper: what polls feeds and looks at reports again; None where nothing does so here.

    Raises:
        SettingsError: there is no token.
    """
    token = settings.bot_token()
    reach = retrieve or partial(index.retrieve, agent=index.user_agent(settings.contact))
    services = _services(settings, engine, chats, pace, clock, reach, keeper)
    queue = WrittenQueue(services)
    builder = (
        Application.builder()
        .token(token)
        .base_url(settings.base_url)
        .base_file_url(settings.base_file_url)
        .context_types(_context_types(services))
        .rate_limiter(services.pacer)
        .concurrent_updates(Processor(settings.queue + _BESIDE_QUESTIONS, services))
        .update_queue(queue)
        .get_updates_request(
            SiftingRequest(get_updates_request or HTTPXRequest(connection_pool_size=1))
        )
        .job_queue(None)
        .post_init(_started)
        .post_shutdown(_stopped)
    )
    if request is not None:
        builder = builder.request(request)
    application = builder.build()
    queue.serve(application.bot)
    routes.register(application)
    return application


def _services(
    settings: Settings,
    engine: Answering,
    chats: Chats,
    pace: Pace,
    clock: Callable[[], float],
    retrieve: Retrieve,
    keeper: Keeper | None,
) -> Services:
    metrics = Metrics()
    desk = Desk(settings.queue)
    metrics.watch_waiting(lambda: desk.waiting)
    return Services(
        settings=settings,
        engine=engine,
        chats=chats,
        executor=ThreadPoolExecutor(max_workers=1, thread_name_prefix="sitrep"),
        chats_executor=ThreadPoolExecutor(max_workers=1, thread_name_prefix="sitrep-chats"),
        readers=ThreadPoolExecutor(max_workers=_READERS, thread_name_prefix="sitrep-reader"),
        keeper=ThreadPoolExecutor(max_workers=1, thread_name_prefix="sitrep-keeper"),
        feeder=ThreadPoolExecutor(max_workers=1, thread_name_prefix="sitrep-feeder"),
        retrieve=retrieve,
        library_keeper=keeper,
        desk=desk,
        limits=Limits(settings, clock),
        administrators=Administrators(clock),
        metrics=metrics,
        pacer=Pacer(throttled=metrics.slowed_down, pace=pace),
    )


def _context_types(
    services: Services,
) -> ContextTypes[BotContext, dict[Any, Any], dict[Any, Any], Services]:
    # PTB asks for a class without arguments here, and does no more than call it.
    return ContextTypes(context=BotContext, bot_data=cast("type[Services]", lambda: services))


async def _started(application: SitrepApplication) -> None:
    services = application.bot_data
    await cast("WrittenQueue", application.update_queue).refill(application)
    loops = [
        Sweeping(application).run(),
        Announcer(application).run(),
        Withdrawing(application).run(),
        Forgetting(application).run(),
    ]
    if services.library_keeper:
        loops.append(Feeding(application, services.library_keeper).run())
    services.background.extend(asyncio.create_task(loop) for loop in loops)
    try:
        for language in (None, *LANGUAGES[1:]):
            menu = Messages(language).commands
            await application.bot.set_my_commands(menu, language_code=language)
    except TelegramError as error:
        # The menu is a convenience, and Telegram still has the one of last time.
        _log.warning("The commands were not registered (%s)", type(error).__name__)


async def _stopped(application: SitrepApplication) -> None:
    services = application.bot_data
    for task in services.background:
        task.cancel()
    # One that ended by an error must not keep the threads from ending in good order.
    await asyncio.gather(*services.background, return_exceptions=True)
    services.background.clear()
    services.executor.shutdown(wait=True)
    services.chats_executor.shutdown(wait=True)
    services.readers.shutdown(wait=True, cancel_futures=True)
    services.keeper.shutdown(wait=True)
    services.feeder.shutdown(wait=True)
