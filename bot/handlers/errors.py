"""What happens when a handler fails: the log first, then one fixed sentence to the person."""

import logging

from telegram import Message, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ApplicationHandlerStop

from bot import addressing, sending
from bot.cards import Card
from bot.chats import Mode
from bot.context import BotContext
from bot.handlers import gate
from bot.logs import outline
from index import LibraryError

_log = logging.getLogger(__name__)
# The chat is there, and the bot may not write in it: another message would fail the same way. Or
# nobody waits any more for what is offered inline.
_MUTED = (
    "not enough rights",
    "have no rights",
    "chat not found",
    "chat_write_forbidden",
    "query is too old",
)


async def failed(update: object, context: BotContext) -> None:
    """Log an error without anybody's words, and own up to it in the chat if that can help.

    Raises:
        ApplicationHandlerStop: always: what failed before a question was let in must not let it in.
    """
    if context.error is not None:
        await _deal_with(context.error, update, context)
    raise ApplicationHandlerStop


async def _deal_with(error: Exception, update: object, context: BotContext) -> None:
    chat = update.effective_chat if isinstance(update, Update) else None
    where = f"chat {chat.id}" if chat else "no chat"
    if chat and isinstance(error, ChatMigrated):
        # What was to be changed stands in the old group, where nothing can be changed any more.
        await context.move(chat.id, error.new_chat_id)
        return
    if _unreachable(error):
        _log.warning("Telegram was not reached (%s), %s", type(error).__name__, where)
        if chat and isinstance(error, Forbidden):
            await _forget(chat.id, context)
        return
    context.metrics.handler_failed()
    _log.error("A handler failed, %s\n%s", where, outline(error))
    if isinstance(update, Update):
        await _own_up(update, context)


def _unreachable(error: Exception) -> bool:
    """Whether another message would fail the same way."""
    if isinstance(error, BadRequest):  # a NetworkError by descent only
        return any(words in error.message.lower() for words in _MUTED)
    return isinstance(error, (NetworkError, Forbidden, RetryAfter))


async def _forget(chat_id: int, context: BotContext) -> None:
    """Blocked, kicked or deleted: nothing is kept for a chat that nothing can be sent to."""
    try:
        await context.noted(context.chats.forget, chat_id)
    except LibraryError as error:
        _log.warning("Chat %d could not be forgotten: %s", chat_id, error)


async def _own_up(update: Update, context: BotContext) -> None:
    message = update.message or update.edited_message
    await gate.look_up(update, context)
    try:
        if update.callback_query:
            await update.callback_query.answer(context.say.failed, show_alert=True)
        elif message and _is_awaited(message, context):
            await sending.reply(context, message, Card(html=context.say.failed))
    except TelegramError as error:
        _log.warning("The error could not be owned up to: %s", type(error).__name__)


def _is_awaited(message: Message, context: BotContext) -> bool:
    """Whether somebody waits for an answer: in auto mode it may be talk that failed."""
    if context.preferences.mode is not Mode.AUTO:
        return True
    return addressing.is_awaited(message, context.bot.bot)
