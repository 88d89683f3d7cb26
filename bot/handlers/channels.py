"""Posts of the channels that are followed, and the reports that they link to, into the library.

Nobody waits for an answer here, and none is given. A post is written down like a question
(`bot.intake`), so that a process which is killed meanwhile loses none.
"""

import logging

from telegram import ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatType

from bot import access, posts
from bot.chats import Channel
from bot.context import BotContext
from bot.handlers.curation import read
from bot.texts import one_line
from index import Collected, Note, Outcome, Reading, SitrepError, keep

CAUSE = "channel"
_log = logging.getLogger(__name__)


async def post(update: Update, context: BotContext) -> None:
    """Take in a new post, and the reports that it links to."""
    message = update.channel_post
    if message is None or not await _is_followed(message, context):
        return
    async with context.turns.of(message.chat.id, message.message_id):
        await _take_post(message, context, least=posts.LONG_POST)
        for number, address in enumerate(posts.links(posts.of_channel(message))):
            if await _is_needed(address, context):
                reading = await read(address, context)
                await _kept(reading, _note(message, f":{number}"), context)
    context.bot_data.poke()


async def edited(update: Update, context: BotContext) -> None:
    """Bring a post's article up to date; one whose text is the same is left as it is."""
    message = update.edited_channel_post
    if message is None or not await _is_followed(message, context):
        return
    async with context.turns.of(message.chat.id, message.message_id):
        url = posts.of_channel(message).url
        known = await context.off_loop(context.engine.article_at, url) if url else None
        # What came in before stays in step, even if little is left of it.
        await _take_post(message, context, least=1 if known else posts.LONG_POST)
    context.bot_data.poke()


async def joined(change: ChatMemberUpdated, context: BotContext) -> None:
    """Follow a channel that an owner made the bot an administrator of; no other channel."""
    if change.chat.type != ChatType.CHANNEL:
        return
    is_owner = access.is_owner(context.settings, change.from_user.id)
    if is_owner and change.new_chat_member.status == ChatMember.ADMINISTRATOR:
        title = one_line(change.chat.title or "")
        channel = Channel(change.chat.id, title, change.chat.username)
        await context.noted(context.chats.follow_channel, channel)


async def _is_followed(message: Message, context: BotContext) -> bool:
    return await context.noted(context.chats.is_channel, message.chat.id)


async def _take_post(message: Message, context: BotContext, *, least: int) -> None:
    draft = posts.draft_of(posts.of_channel(message), least=least)
    if draft is not None:
        await _kept(Reading(drafts=(draft,)), _note(message), context)


async def _is_needed(address: str, context: BotContext) -> bool:
    """Whether what stands there is neither in the library nor was taken out of it."""
    if await context.off_loop(context.engine.article_at, address):
        return False
    return not await context.off_loop(context.engine.is_unwanted, address)


def _note(message: Message, which: str = "") -> Note:
    edit = f"/{int(message.edit_date.timestamp())}" if message.edit_date else ""
    origin = f"{message.chat.id}:{message.message_id}{which}{edit}"
    return Note(cause=CAUSE, origin=origin, unasked=True)


async def _kept(reading: Reading, note: Note, context: BotContext) -> None:
    try:
        found = await context.kept(keep, context.engine, reading, note)
    except SitrepError as error:
        _log.warning("A post's report could not be kept: %s", error)
        return
    _log.info("A channel brought %s", _outline(found))


def _outline(found: Collected) -> str:
    """How many reports came of it: no words of theirs, no addresses."""
    new = sum(each.outcome is Outcome.ADDED for each in found.additions)
    return f"{new} new, {len(found.additions) - new} known, {len(found.problems)} unreadable"
