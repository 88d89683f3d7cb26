"""Cards to Telegram: as a reply, as an edit, and the typing action meanwhile."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.cards import Card
from bot.context import BotContext

TYPING_EVERY = 4.5
"""Seconds; Telegram shows the action for 5 at most."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Telegram has no codes for these. The card is as it should be, or nobody can see it any more.
_HARMLESS = ("message is not modified", "message to edit not found", "message can't be edited")
_NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
_log = logging.getLogger(__name__)


async def reply(context: BotContext, message: Message, card: Card) -> Message:
    """Answer ``message`` with ``card``, in its topic, whether or not they still stand."""
    thread = topic(message)
    try:
        return await _send(context, context.where.chat_id, thread, message, card)
    except ChatMigrated as error:
        await context.move(message.chat.id, error.new_chat_id)
        return await _send(context, error.new_chat_id, None, message, card)
    except BadRequest as error:
        if thread is None or not _says(error, _NO_TOPIC):
            raise
        # The topic is gone or closed; the answer is not. As a reply it would go there again.
        return await _send(context, context.where.chat_id, None, None, card)


async def _send(
    context: BotContext,
    chat_id: int,
    thread_id: int | None,
    message: Message | None,
    card: Card,
) -> Message:
    reply_to = None
    # In the supergroup that a group became, the question's number is another message's.
    if message is not None and message.chat.id == chat_id:
        reply_to = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    return await context.bot.send_message(
        chat_id,
        card.html,
        parse_mode=ParseMode.HTML,
        reply_markup=card.keyboard,
        link_preview_options=_NO_PREVIEW,
        reply_parameters=reply_to,
        message_thread_id=thread_id,
        rate_limit_args=context.attempt,
    )


async def revise(context: BotContext, chat_id: int, message_id: int, card: Card) -> None:
    """Make the bot's message show ``card``; one that is gone or shows it already is left alone."""
    try:
        await context.bot.edit_message_text(
            card.html,
            chat_id=chat_id,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=card.keyboard,
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if not _says(error, _HARMLESS):
            raise
        _log.debug("The edit of a message in chat %d was not needed", chat_id)


def _says(error: BadRequest, known: tuple[str, ...]) -> bool:
    return any(words in error.message.lower() for words in known)


def topic(message: Message) -> int | None:
    """The forum topic to answer in; elsewhere the number is only the thread's first message."""
    return message.message_thread_id if message.is_topic_message else None


@asynccontextmanager
async def typing(context: BotContext, message: Message) -> AsyncIterator[None]:
    """Show that the bot is at work for as long as the block runs."""
    action = asyncio.create_task(_keep_typing(context, topic(message)))
    try:
        yield
    finally:
        action.cancel()
        with suppress(asyncio.CancelledError):
            await action


async def _keep_typing(context: BotContext, thread_id: int | None) -> None:
    chat_id = context.where.chat_id
    while True:
        try:
            await context.bot.send_chat_action(
                chat_id, ChatAction.TYPING, message_thread_id=thread_id
            )
        except TelegramError as error:
            _log.debug("No typing action in chat %d: %s", chat_id, type(error).__name__)
        await asyncio.sleep(TYPING_EVERY)
