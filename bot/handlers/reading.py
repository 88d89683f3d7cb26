"""/articles with a search, /show, /history and /latest: the library, for everybody who may ask."""

from telegram import Update

from bot import addressing, library_cards
from bot.cards import Card
from bot.context import BotContext
from bot.handlers.commands import limited, reply
from bot.handlers.curators import Standing, standing
from bot.handlers.removal import found, number
from bot.texts import html_text, one_line

MAX_TOPIC = 200
"""Characters."""


@limited
async def show(update: Update, context: BotContext) -> None:
    """Show one article: where it stands, and how it begins."""
    message, wanted = update.message, number(context)
    if message is None:
        return
    if wanted is None:
        await reply(update, context, Card(html=context.say.show_hint_html))
        return
    article = await found(wanted, context)
    if article is None:
        await reply(update, context, Card(html=html_text(context.say.no_such_article)))
        return
    passages = await context.off_loop(context.engine.passages_of, article.id)
    here = await standing(addressing.asker(message), message, context)
    await reply(
        update,
        context,
        library_cards.shown(
            article,
            passages[0] if passages else None,
            context.say,
            curator=here is Standing.CURATES,
        ),
    )


@limited
async def history(update: Update, context: BotContext) -> None:
    """Show what became of an article, also of one that is gone."""
    wanted = number(context)
    if wanted is None:
        await reply(update, context, Card(html=context.say.history_hint_html))
        return
    versions = await context.off_loop(context.engine.history, wanted)
    if not versions:
        await reply(update, context, Card(html=html_text(context.say.no_such_article)))
        return
    await reply(update, context, library_cards.history(versions, context.say))


@limited
async def latest(update: Update, context: BotContext) -> None:
    """Show the newest reports, of all or of those on a topic, story by story."""
    topic = one_line(" ".join(context.args or []))[:MAX_TOPIC]
    found = await context.off_loop(context.engine.latest, topic)
    await reply(update, context, library_cards.latest(found, topic, context.say))
