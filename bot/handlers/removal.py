"""/remove, with a question before and an hour to think again. Each press is checked again."""

import re

from telegram import Update

from bot import library_cards, sending
from bot.cards import Card
from bot.context import BotContext
from bot.handlers import presses
from bot.handlers.commands import reply
from bot.handlers.curators import admitted_curator, may_curate
from bot.handlers.presses import tell
from bot.library_cards import REMOVE, UNDO
from bot.texts import html_text
from index import Article, ArticleNotFound, LibraryError, Note

REMOVAL = rf"^{REMOVE}:[0-9]{{1,15}}:(?:ask|yes|no)$"
UNDOING = rf"^{UNDO}:[0-9]{{1,15}}$"
CAUSE = "curator"

_NUMBER = re.compile(r"#?([0-9]{1,15})")


def number(context: BotContext) -> int | None:
    """The article's number that stands behind a command."""
    found = _NUMBER.fullmatch(context.args[0]) if context.args else None
    return int(found[1]) if found else None


async def remove(update: Update, context: BotContext) -> None:
    """Ask whether an article is really to be removed."""
    message = update.message
    if message is None or not await may_curate(message, context):
        return
    wanted = number(context)
    if wanted is None:
        await reply(update, context, Card(html=context.say.remove_hint_html))
        return
    await reply(update, context, await _question(wanted, context))


async def _question(article_id: int, context: BotContext) -> Card:
    article = await found(article_id, context)
    if article is None:
        return Card(html=html_text(context.say.no_such_article))
    return library_cards.confirmation(article, context.say)


async def found(article_id: int, context: BotContext) -> Article | None:
    """The article of a number; None where there is none."""
    try:
        return await context.off_loop(context.engine.article, article_id)
    except ArticleNotFound:
        return None


async def press(update: Update, context: BotContext) -> None:
    """Ask, remove, or leave it."""
    query, parts = presses.parts(update)
    message = await admitted_curator(query, context)
    if query is None or message is None:
        return
    article_id, answer = int(parts[1]), parts[2]
    if answer == "ask":
        card = await _question(article_id, context)
    elif answer == "no":
        card = Card(html=html_text(context.say.kept))
    else:
        card = await _removed(article_id, context)
    await tell(query)
    await sending.revise(context, context.where.chat_id, message.message_id, card)


async def undo(update: Update, context: BotContext) -> None:
    """Bring an article back."""
    query, parts = presses.parts(update)
    message = await admitted_curator(query, context)
    if query is None or message is None:
        return
    article_id = int(parts[1])
    try:
        note = Note(cause=CAUSE)
        await context.off_loop(context.engine.restore, article_id, note=note)
        text = context.say.is_back(article_id)
    except ArticleNotFound:
        back = await found(article_id, context)
        text = context.say.is_back(article_id) if back else context.say.undo_over
    except LibraryError:
        text = context.say.came_back_meanwhile
    context.bot_data.poke()
    await tell(query)
    await sending.revise(
        context, context.where.chat_id, message.message_id, Card(html=html_text(text))
    )


async def _removed(article_id: int, context: BotContext) -> Card:
    try:
        note = Note(cause=CAUSE)
        await context.off_loop(context.engine.remove, article_id, note=note)
    except ArticleNotFound:
        # Removed by an earlier press, or by somebody else: it can be brought back all the same.
        pass
    context.bot_data.poke()
    return library_cards.removed(article_id, context.say)
