"""Builds the bot: everything it reacts to, in order, and everything it holds."""

import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeAlias, cast

from telegram import ChatMember, Message, Update
from telegram.error import TelegramError
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest

from bot import addressing
from bot.chats import Chats
from bot.context import Answering, BotContext, Services, SitrepApplication
from bot.handlers import buttons, commands, errors, questions
from bot.messages import Messages
from bot.settings import Settings

ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
]
# Enough that a slow send in one chat holds up no other; the engine takes one question at a time.
CONCURRENT_UPDATES = 16

Callback: TypeAlias = Callable[[Update, BotContext], Coroutine[Any, Any, None]]

_log = logging.getLogger(__name__)


def build(
    settings: Settings,
    engine: Answering,
    chats: Chats,
    *,
    request: BaseRequest | None = None,
    get_updates_request: BaseRequest | None = None,
) -> SitrepApplication:
    """Build the application; whoever calls it closes ``engine`` and ``chats`` afterwards.

    Args:
        settings: the token, the Bot API server's address, and what handlers read.
        engine: the library, an `index.Engine`.
        chats: what is remembered of chats.
        request: what carries calls to Telegram; None for HTTP.
        get_updates_request: the same for polling.

    Raises:
        SettingsError: there is no token.
    """
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sitrep")
    services = Services(settings=settings, engine=engine, chats=chats, executor=executor)
    builder = (
        Application.builder()
        .token(settings.bot_token())
        .base_url(settings.base_url)
        .context_types(_context_types(services))
        .rate_limiter(_RateLimiter(max_retries=3))
        .concurrent_updates(CONCURRENT_UPDATES)
        .job_queue(None)
        .post_init(_started)
        .post_shutdown(_stopped)
    )
    if request is not None:
        builder = builder.request(request)
    if get_updates_request is not None:
        builder = builder.get_updates_request(get_updates_request)
    application = builder.build()
    _register(application)
    return application


def run_polling(application: SitrepApplication) -> None:
    """Poll Telegram until a signal ends it; blocks."""
    application.run_polling(allowed_updates=ALLOWED_UPDATES)


@asynccontextmanager
async def polling(application: SitrepApplication) -> AsyncIterator[None]:
    """Poll Telegram for as long as the block runs, in a loop that is running already."""
    async with application:
        try:
            if application.post_init:
                await application.post_init(application)
            await application.start()
            if application.updater:
                await application.updater.start_polling(allowed_updates=ALLOWED_UPDATES)
            yield
        finally:
            if application.updater and application.updater.running:
                await application.updater.stop()
            if application.running:
                await application.stop()
    if application.post_shutdown:
        await application.post_shutdown(application)


class _RateLimiter(AIORateLimiter):
    """Lets the typing action pass uncounted: a group's 20 messages a minute are for answers."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        if endpoint == "sendChatAction":
            return await callback(*args, **kwargs)
        return await super().process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
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
    new = filters.UpdateType.MESSAGE & _FromPerson()
    private = new & filters.ChatType.PRIVATE
    by_name: dict[str, Callback] = {
        "start": commands.start,
        "help": commands.help_,
        "articles": commands.articles,
        "about": commands.about,
        "privacy": commands.privacy,
    }
    for name, callback in by_name.items():
        application.add_handler(CommandHandler(name, callback, filters=new))
    # After the commands above, before questions: /ask is read there, by its entity.
    other_command = filters.COMMAND & ~filters.Regex(r"(?i)^/ask(@|\s|$)")
    application.add_handler(MessageHandler(private & other_command, commands.unknown))
    readable = filters.TEXT | filters.CAPTION
    application.add_handler(MessageHandler(new & readable, questions.new))
    edited = filters.UpdateType.EDITED_MESSAGE & _FromPerson() & readable
    application.add_handler(MessageHandler(edited, questions.edited))
    unreadable = filters.ATTACHMENT & ~filters.StatusUpdate.ALL
    application.add_handler(MessageHandler(private & unreadable, commands.not_text))

    application.add_handler(CallbackQueryHandler(buttons.answer_page, buttons.ANSWER_PAGE))
    application.add_handler(CallbackQueryHandler(buttons.list_page, buttons.ARTICLES_PAGE))
    # Last: every press must be answered.
    application.add_handler(CallbackQueryHandler(buttons.unknown))

    application.add_handler(ChatMemberHandler(_left, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(errors.failed)


async def _left(update: Update, context: BotContext) -> None:
    """Forget a chat that the bot was removed from, or a person who blocked it."""
    change = update.my_chat_member
    if change and change.new_chat_member.status in {ChatMember.LEFT, ChatMember.BANNED}:
        await context.off_loop(context.chats.forget, change.chat.id)


async def _started(application: SitrepApplication) -> None:
    try:
        await application.bot.set_my_commands(Messages().commands)
    except TelegramError as error:
        # The menu is a convenience, and Telegram still has the one of last time.
        _log.warning("The commands were not registered (%s)", type(error).__name__)


async def _stopped(application: SitrepApplication) -> None:
    application.bot_data.executor.shutdown(wait=True)
