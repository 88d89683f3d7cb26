"""Before everything else: who may use the bot here, and what is set here."""

import logging
from datetime import date, timedelta

from telegram import Chat, InlineQueryResultsButton, Update
from telegram.constants import ChatType
from telegram.error import ChatMigrated, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot import access, addressing, sending
from bot.cards import Card
from bot.chats import Chats, Preferences, Where
from bot.context import BotContext
from index import Filters, LibraryError

_log = logging.getLogger(__name__)


async def enter(update: Update, context: BotContext) -> None:
    """Look up what holds where the update is from; stop what is not allowed.

    Raises:
        ApplicationHandlerStop: it goes no further.
    """
    chat, person = update.effective_chat, update.effective_user
    former = await look_up(update, context)
    if update.message or update.edited_message:
        context.note_attempts(update.update_id)
    if not access.concerns_people(update) or update.my_chat_member:
        return
    if update.channel_post or update.edited_channel_post:
        # Whether a channel is followed is looked up where its posts are dealt with.
        return
    if update.message and update.message.migrate_from_chat_id:
        former = update.message.migrate_from_chat_id
    allowed = access.may(context.settings, chat, person, former)
    if not allowed and chat and await has_grown(chat, context):
        await look_up(update, context)
    elif not allowed:
        await _turn_away(update, chat, context)
        raise ApplicationHandlerStop
    if update.message and update.update_id in context.bot_data.interrupted:
        # The process before this one ended while Telegram was taking the answer.
        context.bot_data.interrupted.discard(update.update_id)
        # Unless its answer's number was kept, so that it certainly arrived.
        if await context.reply_to(update.message) is None:
            await sending.reply(context, update.message, Card(html=context.say.interrupted))
        raise ApplicationHandlerStop


async def look_up(update: Update, context: BotContext) -> int | None:
    """Have the context know what holds where the update is from.

    Returns:
        The number of the group that the chat was before it became a supergroup, if it was one.
    """
    person = update.effective_user
    context.language = person.language_code if person else None
    context.where, context.preferences, former = await _situation(update, context)
    return former


def filters(preferences: Preferences, today: date) -> Filters:
    """Which reports may answer by a chat's settings."""
    since = today - timedelta(days=preferences.days) if preferences.days else None
    return Filters(outlets=preferences.outlets, since=since)


async def _situation(update: Update, context: BotContext) -> tuple[Where, Preferences, int | None]:
    chat = update.effective_chat
    if chat is None:
        return Where(0), Preferences(), None
    message = update.effective_message
    thread = sending.topic(message) if message and hasattr(message, "is_topic_message") else None
    where = Where(chat.id, thread or 0)
    try:
        return await context.noted(_look_up, context.chats, where)
    except LibraryError as error:
        _log.warning("The settings of chat %d can't be read: %s", chat.id, error)
        return where, Preferences(), None


def _look_up(chats: Chats, where: Where) -> tuple[Where, Preferences, int | None]:
    now = Where(chats.moved(where.chat_id), where.thread_id)
    return now, chats.preferences(now), chats.former(now.chat_id)


async def _turn_away(update: Update, chat: Chat | None, context: BotContext) -> None:
    if update.callback_query:
        await update.callback_query.answer(context.say.person_refused, show_alert=True)
    elif update.inline_query:
        await update.inline_query.answer(
            [],
            cache_time=0,
            is_personal=True,
            button=InlineQueryResultsButton(context.say.inline_refused, start_parameter="about"),
        )
    elif chat is not None and chat.type == ChatType.PRIVATE:
        await _refuse(update, context)
    elif chat is not None and chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}:
        await leave(chat, context)


async def _refuse(update: Update, context: BotContext) -> None:
    message = update.message
    if message and addressing.from_person(message) and context.limits.may_tell(message.chat.id):
        await sending.reply(context, message, Card(html=context.say.person_refused))


async def has_grown(chat: Chat, context: BotContext) -> bool:
    """Whether an allowed group became this supergroup; then all that is kept of it comes along.

    Telegram tells so itself, but only after it told that the bot is in the supergroup.
    """
    if chat.type != ChatType.SUPERGROUP or chat.id in context.bot_data.left:
        return False
    for group in access.basic_groups(context.settings):
        try:
            await context.bot.get_chat_member(group, context.bot.id)
        except ChatMigrated as error:
            await context.move(group, error.new_chat_id)
            if error.new_chat_id == chat.id:
                return True
        except TelegramError:
            # The bot is no more in that one, or Telegram can't be asked now.
            continue
    return False


async def leave(chat: Chat, context: BotContext) -> None:
    """Say once that the chat is not allowed, and go; Telegram may refuse the one or the other."""
    if chat.id in context.bot_data.left:
        return
    context.bot_data.left.add(chat.id)
    _log.info("Chat %d is not allowed to use the bot, which leaves it", chat.id)
    try:
        await context.bot.send_message(chat.id, context.say.chat_refused)
    except TelegramError as error:
        _log.info("No notice in chat %d: %s", chat.id, type(error).__name__)
    try:
        await context.bot.leave_chat(chat.id)
    except TelegramError as error:
        _log.warning("Chat %d could not be left: %s", chat.id, type(error).__name__)
