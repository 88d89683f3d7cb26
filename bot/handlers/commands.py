"""The commands beside /ask, and what a message gets that is neither a command nor a question."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, TypeAlias

from telegram import Update
from telegram.constants import ChatType

from bot import __version__, addressing, cards, sending
from bot.cards import Card
from bot.context import BotContext
from bot.texts import one_line

MAX_QUERY = 100
"""Characters of what articles are searched for."""

Handler: TypeAlias = Callable[[Update, BotContext], Coroutine[Any, Any, None]]


def limited(handler: Handler) -> Handler:
    """Have a command be silent to whoever sends too many."""

    @wraps(handler)
    async def handle(update: Update, context: BotContext) -> None:
        message = update.message
        sender = (addressing.asker(message) or message.chat.id) if message else 0
        if context.limits.command(sender):
            await handler(update, context)

    return handle


@limited
async def start(update: Update, context: BotContext) -> None:
    """Greet; a deep link's payload means nothing here."""
    await reply(update, context, Card(html=context.say.start_html()))


@limited
async def help_(update: Update, context: BotContext) -> None:
    """Say how to ask."""
    await reply(update, context, Card(html=context.say.help_html(context.bot.username)))


@limited
async def about(update: Update, context: BotContext) -> None:
    """Say what this is and what its library covers."""
    coverage = await context.off_loop(context.engine.coverage)
    model = await context.off_loop(lambda: context.engine.embedder.identity.name)
    await reply(update, context, Card(html=context.say.about_html(coverage, model, __version__)))


@limited
async def articles(update: Update, context: BotContext) -> None:
    """List the articles, or those with certain words in headline or outlet, the first ten."""
    if update.message is None:
        return
    query = one_line(" ".join(context.args or []))[:MAX_QUERY]
    if not query:
        page = await articles_page(0, addressing.asker(update.message) or 0, context)
        await reply(update, context, page)
        return
    asker = addressing.asker(update.message)
    remember = context.chats.remember_search
    token = await context.noted(remember, context.where.chat_id, query, asker)
    await reply(update, context, await found_page(0, token, query, context))


async def articles_page(page: int, asker: int, context: BotContext) -> Card:
    """One page of the list; the last one if the library has fewer by now."""
    coverage = await context.off_loop(context.engine.coverage)
    page = min(page, cards.page_count(coverage.n_articles) - 1)
    size = cards.ARTICLES_PER_PAGE
    listed = await context.off_loop(context.engine.articles, offset=page * size, limit=size)
    return cards.articles(listed, page, coverage.n_articles, asker, context.say)


async def found_page(page: int, token: str, query: str, context: BotContext) -> Card:
    """One page of the articles that were searched for; the last one if there are fewer by now."""
    total = await context.off_loop(context.engine.count, query)
    page = min(page, cards.page_count(total) - 1)
    size = cards.ARTICLES_PER_PAGE
    listed = await context.off_loop(
        context.engine.articles, offset=page * size, limit=size, query=query
    )
    return cards.found(listed, page, total, token, query, context.say)


@limited
async def reset(update: Update, context: BotContext) -> None:
    """Forget what the person asked here, so that the next question stands by itself."""
    person = addressing.asker(update.message) if update.message else None
    if person is not None:
        await context.noted(context.chats.reset, context.where, person)
    await reply(update, context, Card(html=context.say.reset_done))


@limited
async def privacy(update: Update, context: BotContext) -> None:
    """Say what is kept of a person."""
    await reply(update, context, Card(html=context.say.privacy_html()))


@limited
async def my_data(update: Update, context: BotContext) -> None:
    """Show what is kept of a person, to them alone."""
    message = update.message
    if message is None or message.from_user is None:
        return
    if message.chat.type != ChatType.PRIVATE:
        await reply(update, context, Card(html=context.say.in_private))
        return
    kept = await context.noted(context.chats.kept, message.from_user.id)
    html = context.say.nothing_kept
    if kept:
        html = context.say.kept_html(
            questions=kept.questions,
            answers=kept.answers,
            votes=kept.votes,
            settings=kept.settings,
            watches=kept.watches,
        )
    await reply(update, context, Card(html=html))


@limited
async def delete_my_data(update: Update, context: BotContext) -> None:
    """Delete what is kept of a person, in this and all other chats."""
    person = addressing.asker(update.message) if update.message else None
    if person is None:
        # Of an anonymous administrator nothing is kept, since nobody knows who it is.
        await reply(update, context, Card(html=context.say.nothing_kept))
        return
    await context.noted(context.chats.delete_person, person)
    context.preferences = await context.noted(context.chats.preferences, context.where)
    await reply(update, context, Card(html=context.say.deleted_html))


@limited
async def unknown(update: Update, context: BotContext) -> None:
    """Point to /help, in private only: in a group the command may be another bot's."""
    await reply(update, context, Card(html=context.say.unknown_command))


@limited
async def not_text(update: Update, context: BotContext) -> None:
    """Say that only text is read, in private."""
    await reply(update, context, Card(html=context.say.text_only))


async def reply(update: Update, context: BotContext, card: Card) -> None:
    """Answer the message with a card."""
    if update.message:
        await sending.reply(context, update.message, card)
