"""/feeds: what comes in by itself, for curators. Each press is checked again."""

import asyncio
import re
import time

from telegram import Message, Update

from bot import feed_cards, sending
from bot.cards import Card
from bot.context import BotContext
from bot.feed_cards import DROP_CHANNEL, DROP_FEED
from bot.handlers import presses
from bot.handlers.commands import reply
from bot.handlers.curators import admitted_curator, may_curate
from bot.handlers.presses import tell
from bot.texts import html_text
from index import FeedNotFound, FetchError, Subscription, is_address

DROPPING = rf"^(?:{DROP_FEED}:[0-9]{{1,15}}|{DROP_CHANNEL}:-[0-9]{{1,19}})$"
PATIENCE = 15.0
"""Seconds for which the first look at a feed is waited for."""
_LOOK_EVERY = 0.25
_NUMBER = re.compile(r"#?([0-9]{1,15})")


async def feeds(update: Update, context: BotContext) -> None:
    """List what is followed, follow a feed, end one, or have its older reports taken."""
    message = update.message
    if message is None or not await may_curate(message, context):
        return
    match context.args or []:
        case ["add", address, *_]:
            await _add(message, address, context)
        case ["remove", number, *_]:
            await _reply(message, await _removed(number, context), context)
        case ["older", number, *_]:
            await _reply(message, await _older(number, context), context)
        case _:
            await reply(update, context, await _listed(context))


async def press(update: Update, context: BotContext) -> None:
    """End a feed or a channel, and show what is left."""
    query, parts = presses.parts(update)
    message = await admitted_curator(query, context)
    if query is None or message is None:
        return
    what, number = parts[0], int(parts[1])
    if what == DROP_FEED:
        try:
            feed = await context.off_loop(context.engine.feeds.remove, number)
            notice = context.say.feed_removed(feed_cards.name(feed))
        except FeedNotFound:
            notice = context.say.no_such_feed
    else:
        await context.noted(context.chats.leave_channel, number)
        notice = context.say.channel_left
    await tell(query, notice, alert=False)
    card = await _listed(context)
    await sending.revise(context, context.where.chat_id, message.message_id, card)


async def _listed(context: BotContext) -> Card:
    found = await context.off_loop(context.engine.feeds.feeds)
    channels = await context.noted(context.chats.channels)
    return feed_cards.listed(found, channels, context.say)


async def _add(message: Message, address: str, context: BotContext) -> None:
    """Follow a feed: one acknowledgement, edited once when it was looked at."""
    if not is_address(address):
        await _reply(message, context.say.no_feed_address, context)
        return
    try:
        add = context.engine.feeds.add
        feed, is_new = await context.off_loop(add, address, int(time.time()))
    except FetchError as error:
        await _reply(message, context.say.not_added(str(error)), context)
        return
    context.attempt = None
    context.bot_data.fed.set()
    told = await sending.reply(context, message, Card(html=html_text(context.say.looking)))
    seen = await _seen(feed, context)
    card = feed_cards.followed(seen, context.say, is_new=is_new)
    await sending.revise(context, context.where.chat_id, told.message_id, card)


async def _seen(feed: Subscription, context: BotContext) -> Subscription:
    """The feed after its first look, or as it is when that takes too long."""
    out_of_time = time.monotonic() + PATIENCE
    while feed.answered is None and feed.problem is None and time.monotonic() < out_of_time:
        await asyncio.sleep(_LOOK_EVERY)
        try:
            feed = await context.off_loop(context.engine.feeds.feed, feed.id)
        except FeedNotFound:
            break
    return feed


async def _removed(number: str, context: BotContext) -> str:
    try:
        feed = await context.off_loop(context.engine.feeds.remove, _number(number))
    except FeedNotFound:
        return context.say.no_such_feed
    return context.say.feed_removed(feed_cards.name(feed))


async def _older(number: str, context: BotContext) -> str:
    take = context.engine.feeds.take_older
    try:
        count = await context.off_loop(take, _number(number), int(time.time()))
    except FeedNotFound:
        return context.say.no_such_feed
    context.bot_data.fed.set()
    return context.say.older_taken(count)


def _number(text: str) -> int:
    """A feed's number; 0, which none has, for anything else."""
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found else 0


async def _reply(message: Message, text: str, context: BotContext) -> None:
    await sending.reply(context, message, Card(html=html_text(text)))
