"""Reports from curators: addresses, forwarded posts, files. One acknowledgement each, edited once.

A process that is killed meanwhile leaves the message written down (`bot.intake`): the next one does
the same again, and the library tells what had been done already.
"""

import logging
from collections.abc import AsyncIterator

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot import addressing, curating, library_cards, posts, sending
from bot.cards import Card
from bot.context import BotContext
from bot.curating import MOST_ADDRESSES, Wanted
from bot.handlers import commands, questions
from bot.handlers.curators import Standing, may_curate, standing
from bot.texts import html_text
from index import (
    Collected,
    Given,
    Note,
    Problem,
    Reading,
    SitrepError,
    keep,
    read_address,
    read_file,
)

CAUSE = "curator"
_SHORTEST_POST = 100
"""Characters of a forwarded post: whoever forwards it means it for a report."""
_log = logging.getLogger(__name__)


async def add(update: Update, context: BotContext) -> None:
    """Add what the command names, or what the message that it replies to brings."""
    message = update.message
    if message is None or not await may_curate(message, context):
        return
    wanted = curating.after_command(message)
    if not wanted:
        await commands.reply(update, context, Card(html=context.say.add_hint_html))
        return
    await _take(message, wanted, context)


async def sent(update: Update, context: BotContext) -> None:
    """Add what a curator sends without a word; from others it is what any message is."""
    message = update.message
    if message is None:
        return
    wanted = curating.sent(message)
    if wanted and await _curates(message, context):
        await _take(message, wanted, context)
    elif message.text or message.caption:
        await questions.new(update, context)
    elif message.chat.type == ChatType.PRIVATE:
        await commands.not_text(update, context)


async def _curates(message: Message, context: BotContext) -> bool:
    if not addressing.from_person(message):
        return False
    return await standing(addressing.asker(message), message, context) is Standing.CURATES


async def _take(message: Message, wanted: Wanted, context: BotContext) -> None:
    chat_id = context.where.chat_id
    # Whether an acknowledgement arrived doesn't matter: the work is done again, and told then.
    context.attempt = None
    async with context.turns.of(chat_id, message.message_id):
        if refusal := _refusal(wanted, context):
            if await context.reply_to(message) is None:
                await _acknowledge(message, Card(html=html_text(refusal)), context)
            return
        known = await context.reply_to(message)
        reading = Card(html=html_text(context.say.reading(len(wanted.addresses) or 1)))
        reply_id = known.message_id if known else await _acknowledge(message, reading, context)
        results = [result async for result in _collected(message, wanted, context)]
        context.bot_data.poke()
        await sending.revise(
            context, context.where.chat_id, reply_id, library_cards.collected(results, context.say)
        )


def _refusal(wanted: Wanted, context: BotContext) -> str | None:
    """What speaks against it before anything is fetched."""
    if wanted.document is not None:
        if (wanted.document.file_size or 0) > curating.MAX_FILE:
            return context.say.file_too_large
        return None if wanted.suffix else context.say.file_unreadable
    post = wanted.post
    if post and not posts.links(post) and not posts.draft_of(post, least=_SHORTEST_POST):
        return context.say.post_too_short
    return None


async def _acknowledge(message: Message, card: Card, context: BotContext) -> int:
    """Answer, and remember which message the answer is: a later process edits the same."""
    reply = await sending.reply(context, message, card)
    chat_id, question_id, asked = context.key(message)
    await context.noted(
        context.chats.link,
        chat_id,
        question_id,
        asked=asked,
        reply_id=reply.message_id,
        text="",
        person_id=addressing.asker(message),
    )
    return reply.message_id


async def _collected(
    message: Message, wanted: Wanted, context: BotContext
) -> AsyncIterator[Collected]:
    """What becomes of each thing that a message brings, one after the other."""
    origin = f"{context.where.chat_id}:{message.message_id}"
    if wanted.document is not None:
        yield await _kept(await _read_file(message, wanted, context), origin, context)
        return
    addresses = wanted.addresses
    if wanted.post is not None:
        if draft := posts.draft_of(wanted.post, least=_SHORTEST_POST):
            yield await _kept(Reading(drafts=(draft,)), origin, context)
        addresses = posts.links(wanted.post)
    for number, address in enumerate(addresses[:MOST_ADDRESSES]):
        reading = await read(address, context)
        yield await _kept(reading, f"{origin}:{number}", context)


async def read(address: str, context: BotContext) -> Reading:
    """What stands at an address; a problem, where nothing can be had from it."""
    try:
        return await context.read(read_address, address, retrieve=context.bot_data.retrieve)
    except SitrepError as error:
        return Reading(problems=(Problem(name=address, message=str(error)),))


async def _read_file(message: Message, wanted: Wanted, context: BotContext) -> Reading:
    document = wanted.document
    name = (document.file_name or "") if document else ""
    try:
        file = await context.bot.get_file(document.file_id if document else "")
        data = bytes(await file.download_as_bytearray())
    except TelegramError as error:
        kind = type(error).__name__
        _log.warning("A file in chat %d was not handed over: %s", message.chat.id, kind)
        problem = Problem(name=name, message="Telegram didn't hand the file over; send it again")
        return Reading(problems=(problem,))
    given = Given(url=wanted.caption_address)
    return await context.read(read_file, f"file{wanted.suffix}", data, given)


async def _kept(reading: Reading, origin: str, context: BotContext) -> Collected:
    note = Note(cause=CAUSE, origin=origin)
    try:
        return await context.kept(keep, context.engine, reading, note)
    except SitrepError as error:
        return Collected(problems=(Problem(name="", message=str(error)),))
