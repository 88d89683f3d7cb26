"""What happens when a handler fails: the log first, then one fixed sentence to the person."""

import logging

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot import sending
from bot.cards import Card
from bot.context import BotContext
from bot.logs import outline

_log = logging.getLogger(__name__)


async def failed(update: object, context: BotContext) -> None:
    """Log an error without anybody's words, and own up to it in the chat if that can help."""
    error = context.error
    if error is None:
        return
    chat = update.effective_chat if isinstance(update, Update) else None
    where = f"chat {chat.id}" if chat else "no chat"
    if _unreachable(error):
        _log.warning("Telegram was not reached (%s), %s", type(error).__name__, where)
        return
    _log.error("A handler failed, %s\n%s", where, outline(error))
    if isinstance(update, Update):
        await _own_up(update, context)


def _unreachable(error: Exception) -> bool:
    """Whether another message would fail the same way."""
    if isinstance(error, BadRequest):  # a NetworkError by descent only
        return False
    return isinstance(error, (NetworkError, Forbidden, RetryAfter))


async def _own_up(update: Update, context: BotContext) -> None:
    try:
        if update.callback_query:
            await update.callback_query.answer(context.say.failed, show_alert=True)
        elif update.effective_message:
            card = Card(html=context.say.failed)
            await sending.reply(context.bot, update.effective_message, card)
    except TelegramError as error:
        _log.warning("The error could not be owned up to: %s", type(error).__name__)
