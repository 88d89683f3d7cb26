"""Cards to Telegram: as a reply, as an edit, and the typing action meanwhile."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import Bot, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.cards import Card

TYPING_EVERY = 4.5
"""Seconds; Telegram shows the action for 5 at most."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Telegram has no codes for these. The card is as it should be, or nobody can see it any more.
_HARMLESS = ("message is not modified", "message to edit not found", "message can't be edited")
_log = logging.getLogger(__name__)


async def reply(bot: Bot, message: Message, card: Card) -> Message:
    """Answer ``message`` with ``card``, in its topic, whether or not it still stands."""
    return await bot.send_message(
        message.chat.id,
        card.html,
        parse_mode=ParseMode.HTML,
        reply_markup=card.keyboard,
        link_preview_options=_NO_PREVIEW,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
        message_thread_id=topic(message),
    )


async def revise(bot: Bot, chat_id: int, message_id: int, card: Card) -> None:
    """Make the bot's message show ``card``; one that is gone or shows it already is left alone."""
    try:
        await bot.edit_message_text(
            card.html,
            chat_id=chat_id,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=card.keyboard,
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if not any(known in error.message.lower() for known in _HARMLESS):
            raise
        _log.debug("The edit of a message in chat %d was not needed", chat_id)


def topic(message: Message) -> int | None:
    """The forum topic to answer in; elsewhere the number is only the thread's first message."""
    return message.message_thread_id if message.is_topic_message else None


@asynccontextmanager
async def typing(bot: Bot, message: Message) -> AsyncIterator[None]:
    """Show that the bot is at work for as long as the block runs."""
    action = asyncio.create_task(_keep_typing(bot, message.chat.id, topic(message)))
    try:
        yield
    finally:
        action.cancel()
        with suppress(asyncio.CancelledError):
            await action


async def _keep_typing(bot: Bot, chat_id: int, thread_id: int | None) -> None:
    while True:
        try:
            await bot.send_chat_action(chat_id, ChatAction.TYPING, message_thread_id=thread_id)
        except TelegramError as error:
            _log.debug("No typing action in chat %d: %s", chat_id, type(error).__name__)
        await asyncio.sleep(TYPING_EVERY)
