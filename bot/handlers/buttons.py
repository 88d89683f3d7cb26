"""Presses of the buttons below answers and lists. Each is answered, and each is checked again."""

import logging

from telegram import CallbackQuery, Update
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot import cards, sending
from bot.cards import Card, Place
from bot.chats import PageRef, Pages
from bot.context import BotContext
from bot.handlers.commands import articles_page
from index import ArticleNotFound, Hit

ANSWER_PAGE = rf"^{cards.PAGE}:[A-Za-z0-9_-]{{11}}:[0-9]{{1,3}}$"
ARTICLES_PAGE = rf"^{cards.ARTICLES}:[0-9]{{1,19}}:[0-9]{{1,9}}$"

_log = logging.getLogger(__name__)


async def answer_page(update: Update, context: BotContext) -> None:
    """Turn an answer's page."""
    query, parts = _press(update)
    if query is None:
        return
    _, token, page = parts
    pages = await context.off_loop(context.chats.pages, token)
    if pages is None or not _made_for(query, pages) or int(page) >= pages.total:
        await _tell(query, context.say.expired)
    elif not _may_turn(query, pages.asker_id):
        await _tell(query, context.say.not_yours)
    else:
        await _turn(query, token, int(page), pages, context)


async def list_page(update: Update, context: BotContext) -> None:
    """Turn the page of a list of articles."""
    query, parts = _press(update)
    if query is None or query.message is None:
        return
    asker, page = int(parts[1]), int(parts[2])
    if not _may_turn(query, asker or None):
        await _tell(query, context.say.not_yours)
        return
    card = await articles_page(page, asker, context)
    await sending.revise(context.bot, query.message.chat.id, query.message.message_id, card)
    await _tell(query)


async def unknown(update: Update, context: BotContext) -> None:
    """A button of an older version, or one that nobody made."""
    if update.callback_query:
        await _tell(update.callback_query, context.say.expired)


async def _turn(
    query: CallbackQuery, token: str, page: int, pages: Pages, context: BotContext
) -> None:
    """Show a page, unless the question was edited while the press waited for its turn."""
    async with context.turns.of(pages.chat_id, pages.question_id):
        if query.message is None or await context.off_loop(context.chats.pages, token) is None:
            await _tell(query, context.say.expired)
            return
        place = Place(token=token, page=page, total=pages.total)
        card, notice = await _page(pages, place, context)
        await sending.revise(context.bot, pages.chat_id, query.message.message_id, card)
        await _tell(query, notice)


async def _page(pages: Pages, place: Place, context: BotContext) -> tuple[Card, str | None]:
    """A page's card, and what to tell whoever pressed if its report is gone."""
    if pages.listed and place.page == 0:
        found = [await _hit(ref, context) for ref in pages.refs]
        hits = [hit for hit in found if isinstance(hit, Hit)]
        if hits:
            return cards.several(hits, context.say, place), None
        return cards.gone(context.say.removed, place, context.say), context.say.removed
    hit = await _hit(pages.refs[place.page - pages.listed], context)
    if isinstance(hit, str):
        return cards.gone(hit, place, context.say), hit
    show = cards.answer if pages.answered else cards.closest
    return show(hit, context.say, place), None


async def _hit(ref: PageRef, context: BotContext) -> Hit | str:
    """A page's passage, or what to say where it is gone."""
    try:
        article = await context.off_loop(context.engine.article, ref.article_id)
    except ArticleNotFound:
        return context.say.removed
    passages = await context.off_loop(context.engine.passages, [ref.passage_id])
    if ref.passage_id not in passages:
        return context.say.replaced
    return Hit(
        passage=passages[ref.passage_id],
        article=article,
        score=0.0,
        sentence=ref.sentence,
        marks=ref.marks,
    )


def _press(update: Update) -> tuple[CallbackQuery | None, list[str]]:
    query = update.callback_query
    return query, (query.data or "").split(":") if query else []


def _made_for(query: CallbackQuery, pages: Pages) -> bool:
    return query.message is not None and query.message.chat.id == pages.chat_id


def _may_turn(query: CallbackQuery, asker: int | None) -> bool:
    """In a group only the asker; an anonymous administrator can't be told from the others."""
    in_private = query.message is not None and query.message.chat.type == ChatType.PRIVATE
    return in_private or asker is None or query.from_user.id == asker


async def _tell(query: CallbackQuery, notice: str | None = None) -> None:
    """Answer the press, which ends the button's spinning."""
    try:
        await query.answer(notice, show_alert=notice is not None)
    except BadRequest:
        # Telegram takes no answer to a press after some seconds; the page has been turned.
        _log.debug("A press was answered too late")
