"""The commands beside /ask, and what a message gets that is neither a command nor a question."""

from telegram import Update

from bot import __version__, addressing, cards, sending
from bot.cards import Card
from bot.context import BotContext


async def start(update: Update, context: BotContext) -> None:
    """Greet; a deep link's payload means nothing here."""
    await _reply(update, context, Card(html=context.say.start_html()))


async def help_(update: Update, context: BotContext) -> None:
    """Say how to ask."""
    await _reply(update, context, Card(html=context.say.help_html(context.bot.username)))


async def about(update: Update, context: BotContext) -> None:
    """Say what this is and what its library covers."""
    coverage = await context.off_loop(context.engine.coverage)
    model = await context.off_loop(lambda: context.engine.embedder.identity.name)
    await _reply(update, context, Card(html=context.say.about_html(coverage, model, __version__)))


async def privacy(update: Update, context: BotContext) -> None:
    """Say what is kept of a person."""
    await _reply(update, context, Card(html=context.say.privacy_html()))


async def articles(update: Update, context: BotContext) -> None:
    """List the articles, the first ten of them."""
    if update.message:
        asker = addressing.asker(update.message) or 0
        await _reply(update, context, await articles_page(0, asker, context))


async def articles_page(page: int, asker: int, context: BotContext) -> Card:
    """One page of the list; the last one if the library has fewer by now."""
    coverage = await context.off_loop(context.engine.coverage)
    page = min(page, cards.page_count(coverage.n_articles) - 1)
    size = cards.ARTICLES_PER_PAGE
    listed = await context.off_loop(context.engine.articles, offset=page * size, limit=size)
    return cards.articles(listed, page, coverage.n_articles, asker, context.say)


async def unknown(update: Update, context: BotContext) -> None:
    """Point to /help, in private only: in a group the command may be another bot's."""
    await _reply(update, context, Card(html=context.say.unknown_command))


async def not_text(update: Update, context: BotContext) -> None:
    """Say that only text is read, in private."""
    await _reply(update, context, Card(html=context.say.text_only))


async def _reply(update: Update, context: BotContext, card: Card) -> None:
    if update.message:
        await sending.reply(context.bot, update.message, card)
