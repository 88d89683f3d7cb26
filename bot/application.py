"""Builds the bot: everything it reacts to, in order, and everything it holds."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeAlias, cast

from telegram import Message, MessageEntity, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest, HTTPXRequest

import index
from bot import addressing
from bot.admins import Administrators
from bot.announcing import Announcer
from bot.answering import Answering
from bot.chats import Chats
from bot.context import BotContext, Services, SitrepApplication, in_thread
from bot.desk import Desk
from bot.handlers import (
    buttons,
    channels,
    commands,
    curation,
    curators,
    errors,
    feeds,
    gate,
    inline,
    life,
    preferences,
    questions,
    reading,
    removal,
    timetabling,
    watching,
)
from bot.intake import Processor, SiftingRequest, WrittenQueue
from bot.limits import Limits
from bot.messages import LANGUAGES, Messages
from bot.metrics import Metrics
from bot.pacing import TELEGRAMS_PACE, Pace, Pacer
from bot.settings import Settings
from bot.upkeep import Feeding, Forgetting, Withdrawing
from index import Keeper, LibraryError, Retrieve

ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.EDITED_CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]
SWEEP_EVERY = 60.0
"""Seconds between two deletions of what has grown too old, and looks at the library's revision."""
# Updates that are handled beside the questions that wait: presses, commands, talk.
_BESIDE_QUESTIONS = 256
_READERS = 2

Callback: TypeAlias = Callable[[Update, BotContext], Coroutine[Any, Any, None]]

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
    _register(application)
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


_LINKS = (
    filters.Entity(MessageEntity.URL)
    | filters.Entity(MessageEntity.TEXT_LINK)
    | filters.CaptionEntity(MessageEntity.URL)
    | filters.CaptionEntity(MessageEntity.TEXT_LINK)
)


class _FromPerson(filters.MessageFilter):
    """What a person wrote, by their own hand."""

    def filter(self, message: Message) -> bool:
        return addressing.from_person(message)


def _context_types(
    services: Services,
) -> ContextTypes[BotContext, dict[Any, Any], dict[Any, Any], Services]:
    # PTB asks for a class without arguments here, and does no more than call it.
    return ContextTypes(context=BotContext, bot_data=cast("type[Services]", lambda: services))


def _register(application: SitrepApplication) -> None:
    """All handlers; of those in one group the first that matches takes the update."""
    # Before all others: what is not allowed goes no further.
    application.add_handler(TypeHandler(Update, gate.enter), group=-1)

    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, life.moved))
    application.add_handler(ChatMemberHandler(life.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    message_or_edit = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    forwarded = message_or_edit & filters.IS_AUTOMATIC_FORWARD
    application.add_handler(MessageHandler(forwarded, life.posted))

    new = filters.UpdateType.MESSAGE & _FromPerson()
    private = new & filters.ChatType.PRIVATE
    by_name: dict[str, Callback] = {
        "start": commands.start,
        "help": commands.help_,
        "articles": commands.articles,
        "show": reading.show,
        "history": reading.history,
        "latest": reading.latest,
        "add": curation.add,
        "remove": removal.remove,
        "feeds": feeds.feeds,
        "watch": watching.watch,
        "digest": timetabling.digest,
        "quiet": timetabling.quiet,
        "curators": curators.curators,
        "settings": preferences.settings,
        "reset": commands.reset,
        "about": commands.about,
        "privacy": commands.privacy,
        "mydata": commands.my_data,
        "deletemydata": commands.delete_my_data,
    }
    for name, callback in by_name.items():
        application.add_handler(CommandHandler(name, callback, filters=new))
    # After the commands above, before questions: /ask is read there, by its entity.
    other_command = filters.COMMAND & ~filters.Regex(r"(?i)^/ask(@|\s|$)")
    application.add_handler(MessageHandler(private & other_command, commands.unknown))
    # Before questions, which an address alone would be: from a curator it is a report.
    brings = filters.FORWARDED | filters.Document.ALL | _LINKS
    application.add_handler(MessageHandler(new & brings, curation.sent))
    posts = filters.UpdateType.CHANNEL_POST
    application.add_handler(MessageHandler(posts, channels.post))
    edited_posts = filters.UpdateType.EDITED_CHANNEL_POST
    application.add_handler(MessageHandler(edited_posts, channels.edited))
    readable = filters.TEXT | filters.CAPTION
    application.add_handler(MessageHandler(new & readable, questions.new))
    edited = filters.UpdateType.EDITED_MESSAGE & _FromPerson() & readable
    application.add_handler(MessageHandler(edited, questions.edited))
    unreadable = filters.ATTACHMENT & ~filters.StatusUpdate.ALL
    application.add_handler(MessageHandler(private & unreadable, commands.not_text))

    application.add_handler(CallbackQueryHandler(buttons.answer_page, buttons.ANSWER_PAGE))
    application.add_handler(CallbackQueryHandler(buttons.whole_page, buttons.WHOLE_PAGE))
    application.add_handler(CallbackQueryHandler(buttons.vote, buttons.VOTE))
    application.add_handler(CallbackQueryHandler(buttons.list_page, buttons.ARTICLES_PAGE))
    application.add_handler(CallbackQueryHandler(buttons.found_page, buttons.FOUND_PAGE))
    application.add_handler(CallbackQueryHandler(preferences.press, preferences.PRESS))
    application.add_handler(CallbackQueryHandler(removal.press, removal.REMOVAL))
    application.add_handler(CallbackQueryHandler(removal.undo, removal.UNDOING))
    application.add_handler(CallbackQueryHandler(feeds.press, feeds.DROPPING))
    application.add_handler(CallbackQueryHandler(watching.stop, watching.STOPPING))
    application.add_handler(CallbackQueryHandler(watching.show, watching.SHOWING))
    # Last: every press must be answered.
    application.add_handler(CallbackQueryHandler(buttons.unknown))

    application.add_handler(InlineQueryHandler(inline.answer))
    application.add_error_handler(errors.failed)


async def _started(application: SitrepApplication) -> None:
    services = application.bot_data
    await cast("WrittenQueue", application.update_queue).refill(application)
    loops = [
        _keep_sweeping(services),
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


async def _keep_sweeping(services: Services) -> None:
    while True:
        try:
            await in_thread(services.chats_executor, services.chats.sweep)
            services.metrics.serves(await in_thread(services.executor, services.engine.revision))
        except LibraryError as error:
            _log.warning("What is too old was not deleted: %s", error)
        await asyncio.sleep(SWEEP_EVERY)


async def _stopped(application: SitrepApplication) -> None:
    services = application.bot_data
    for task in services.background:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    services.background.clear()
    services.executor.shutdown(wait=True)
    services.chats_executor.shutdown(wait=True)
    services.readers.shutdown(wait=True, cancel_futures=True)
    services.keeper.shutdown(wait=True)
    services.feeder.shutdown(wait=True)
