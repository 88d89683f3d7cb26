"""What becomes of chats: they move, end, come back, and bring their channel's posts along."""

from telegram import ChatMember, Update
from telegram.constants import ChatType

from bot import access, posts
from bot.context import BotContext
from bot.handlers import channels, gate

_GONE = {ChatMember.LEFT, ChatMember.BANNED}


async def moved(update: Update, context: BotContext) -> None:
    """A group became a supergroup: told in the old chat and in the new one, in either order."""
    message = update.message
    if message and message.migrate_to_chat_id:
        await context.move(message.chat.id, message.migrate_to_chat_id)
    elif message and message.migrate_from_chat_id:
        await context.move(message.migrate_from_chat_id, message.chat.id)


async def membership(update: Update, context: BotContext) -> None:
    """Forget a chat that the bot was removed from, or a person who blocked it.

    A group that is not allowed is left as soon as the bot is added to it.
    """
    change = update.my_chat_member
    if change is None:
        return
    chat = change.chat
    context.bot_data.administrators.forget(chat.id)
    await channels.joined(change, context)
    if change.new_chat_member.status in _GONE:
        context.bot_data.left.discard(chat.id)
        if not await _has_moved(chat.id, context):
            await context.noted(context.chats.forget, chat.id)
    elif chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}:
        former = await context.noted(context.chats.former, chat.id)
        allowed = access.chat_may(context.settings, chat.id, former)
        if not allowed and not await gate.has_grown(chat, context):
            await gate.leave(chat, context)


async def _has_moved(chat_id: int, context: BotContext) -> bool:
    return await context.noted(context.chats.moved, chat_id) != chat_id


async def posted(update: Update, context: BotContext) -> None:
    """Remember a channel's post, new or edited, for the comments under it."""
    message = update.effective_message
    if message and (post := posts.post_of(message)):
        await context.noted(
            context.chats.remember_post, context.where.chat_id, message.message_id, post
        )
