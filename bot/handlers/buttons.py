"""Presses of the buttons below answers and lists. Each is answered, and each is checked again.

Access was checked when the press came in (`bot.handlers.gate`); here it is checked whose answer it
is, in which chat, and whether it is still remembered.
"""

from telegram import CallbackQuery, Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot import cards, keyboards, sending
from bot.cards import Card
from bot.chats import PageRef, Pages
from bot.context import BotContext
from bot.handlers import commands, presses
from bot.handlers.presses import tell
from bot.keyboards import Place
from index import ArticleNotFound, Hit, days_meant, reports_differ

_TOKEN = "[A-Za-z0-9_-]{11}"  # noqa: S105 - the form of one
ANSWER_PAGE = rf"^{keyboards.PAGE}:{_TOKEN}:[0-9]{{1,3}}$"
WHOLE_PAGE = rf"^{keyboards.WHOLE}:{_TOKEN}:[0-9]{{1,3}}$"
VOTE = rf"^{keyboards.VOTE}:{_TOKEN}:[{keyboards.UP}{keyboards.DOWN}]$"
FOUND_PAGE = rf"^{keyboards.FOUND}:{_TOKEN}:[0-9]{{1,9}}$"
ARTICLES_PAGE = rf"^{keyboards.ARTICLES}:[0-9]{{1,19}}:[0-9]{{1,9}}$"


async def answer_page(update: Update, context: BotContext) -> None:
    """Turn an answer's page."""
    await _show(update, context, whole=False)


async def whole_page(update: Update, context: BotContext) -> None:
    """Show the passage of a page between its neighbours."""
    await _show(update, context, whole=True)


async def vote(update: Update, context: BotContext) -> None:
    """Take a vote, change it, or take it back; in a group everybody has one."""
    query, parts = presses.parts(update)
    if query is None or not await presses.admitted(query, context):
        return
    _, token, value = parts
    pages = await context.noted(context.chats.pages, token)
    if pages is None or not _made_for(pages, context):
        await tell(query, context.say.expired)
        return
    up = value == keyboards.UP
    key = (pages.chat_id, pages.question_id)
    stands = await context.noted(context.chats.vote, *key, query.from_user.id, up=up)
    context.metrics.voted(("up" if up else "down") if stands else "withdrawn")
    await tell(query, context.say.voted if stands else context.say.vote_taken_back, alert=False)
    await _repaint(query, token, key, context)


async def list_page(update: Update, context: BotContext) -> None:
    """Turn the page of a list of articles."""
    query, parts = presses.parts(update)
    if query is None or query.message is None or not await presses.admitted(query, context):
        return
    asker, page = int(parts[1]), int(parts[2])
    if not _may_turn(query, asker or None):
        await tell(query, context.say.not_yours)
        return
    card = await commands.articles_page(page, asker, context)
    await sending.revise(context, context.where.chat_id, query.message.message_id, card)
    await tell(query)


async def found_page(update: Update, context: BotContext) -> None:
    """Turn the page of a list of articles that were searched for."""
    query, parts = presses.parts(update)
    if query is None or query.message is None or not await presses.admitted(query, context):
        return
    token, page = parts[1], int(parts[2])
    searched = await context.noted(context.chats.search, token, context.where.chat_id)
    if searched is None:
        await tell(query, context.say.expired)
        return
    card = await commands.found_page(page, token, searched, context)
    await sending.revise(context, context.where.chat_id, query.message.message_id, card)
    await tell(query)


async def unknown(update: Update, context: BotContext) -> None:
    """A button of an older version, or one that nobody made."""
    if update.callback_query:
        await tell(update.callback_query, context.say.expired)


async def _show(update: Update, context: BotContext, *, whole: bool) -> None:
    query, parts = presses.parts(update)
    if query is None or not await presses.admitted(query, context):
        return
    token, page = parts[1], int(parts[2])
    pages = await context.noted(context.chats.pages, token)
    if pages is None or not _made_for(pages, context) or page >= pages.total:
        await tell(query, context.say.expired)
    elif not _may_turn(query, pages.asker_id):
        await tell(query, context.say.not_yours)
    else:
        await _turn(query, token, page, pages, context, whole=whole)


async def _turn(
    query: CallbackQuery, token: str, page: int, pages: Pages, context: BotContext, *, whole: bool
) -> None:
    """Show a page, unless the question was edited while the press waited for its turn."""
    async with context.turns.of(pages.chat_id, pages.question_id):
        if query.message is None or await context.noted(context.chats.pages, token) is None:
            await tell(query, context.say.expired)
            return
        votes = await context.noted(context.chats.votes, pages.chat_id, pages.question_id)
        place = Place(token=token, page=page, total=pages.total, votes=votes)
        note = cards.note_of(query.message)
        card, notice = await _page(pages, place, note, context, whole=whole)
        # First the press, whose time runs out: the edit may have to wait for its place.
        await tell(query, notice)
        await context.noted(context.chats.turned, token, page)
        await sending.revise(context, pages.chat_id, query.message.message_id, card)


async def _page(
    pages: Pages, place: Place, note: str, context: BotContext, *, whole: bool
) -> tuple[Card, str | None]:
    """A page's card, and what to tell whoever pressed if its report is gone."""
    say = context.say
    if pages.listed and place.page == 0:
        found = [await _hit(ref, context) for ref in pages.refs]
        hits = [hit for hit in found if isinstance(hit, Hit)]
        if hits:
            differing = reports_differ(hits)
            return cards.several(hits, say, place, note, differing=differing), None
        return cards.gone(say.removed, place, say), say.removed
    hit = await _hit(pages.refs[place.page - pages.listed], context)
    if isinstance(hit, str):
        return cards.gone(hit, place, say), hit
    if whole:
        around = await context.off_loop(context.engine.around, hit.passage.id)
        return cards.whole(around or [hit.passage], hit, say, place, note), None
    show = cards.answer if pages.answered else cards.closest
    return show(hit, say, place, note), None


async def _hit(ref: PageRef, context: BotContext) -> Hit | str:
    """A page's passage, or what to say where it is gone."""
    try:
        article = await context.off_loop(context.engine.article, ref.article_id)
    except ArticleNotFound:
        return context.say.removed
    passages = await context.off_loop(context.engine.passages, [ref.passage_id])
    if ref.passage_id not in passages:
        return context.say.replaced
    hit = Hit(
        passage=passages[ref.passage_id],
        article=article,
        score=0.0,
        sentence=ref.sentence,
        marks=ref.marks,
    )
    return await context.off_loop(days_meant, hit)


async def _repaint(
    query: CallbackQuery, token: str, key: tuple[int, int], context: BotContext
) -> None:
    """Show the votes as they stand: once for all that come in while Telegram makes the bot wait."""
    repainting = context.bot_data.repainting
    if query.message is None:
        return
    if key in repainting:
        repainting[key] = True
        return
    repainting[key] = True
    try:
        while repainting[key]:
            repainting[key] = False
            votes = await context.noted(context.chats.votes, *key)
            await presses.repaint(query.message, token, votes, context)
    except TelegramError:
        # The vote counts all the same; the next one shows it.
        return
    finally:
        del repainting[key]


def _made_for(pages: Pages, context: BotContext) -> bool:
    return pages.chat_id == context.where.chat_id


def _may_turn(query: CallbackQuery, asker: int | None) -> bool:
    """In a group only the asker; an anonymous administrator can't be told from the others."""
    in_private = query.message is not None and query.message.chat.type == ChatType.PRIVATE
    return in_private or asker is None or query.from_user.id == asker
