"""``@bot question`` in any chat: passages to choose from, each with its source."""

from collections.abc import Sequence
from hashlib import blake2b

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode

from bot import cards
from bot.context import BotContext
from bot.messages import Messages
from bot.texts import clean, one_line, shorten
from index import Answer, Hit

A_PAGE = 10
MOST = 50
"""As many as an answer to an inline query may hold in all; what is further down is no answer."""
SHORTEST = 3
CACHED_SECONDS = 0
"""Not Telegram's 300: a report that was taken out must not be offered any more."""
_TITLE, _DESCRIPTION = 120, 200


async def answer(update: Update, context: BotContext) -> None:
    """Offer the passages that come first, ten at a time."""
    query = update.inline_query
    if query is None:
        return
    latest = context.bot_data.latest_inline
    # Whatever is typed takes the place of what was typed before it.
    latest.pop(query.from_user.id, None)
    text = " ".join(query.query.split())
    if len(text) < SHORTEST:
        await _offer(query, [], context, button=context.say.inline_too_short)
        return
    if not context.limits.inline(query.from_user.id):
        await query.answer([], cache_time=0, is_personal=True)
        return
    start = _offset(query.offset)
    latest[query.from_user.id] = query.id
    found = await _ask(query, text, start, context)
    if latest.get(query.from_user.id) == query.id:
        del latest[query.from_user.id]
    if found is None:
        return
    if start == 0:
        context.metrics.question("inline")
    hits = found.hits[start : start + A_PAGE] if found.answered else ()
    if start == 0 and not hits:
        context.metrics.refused("inline")
        await _offer(query, [], context, button=context.say.inline_unanswered)
        return
    results = [_result(hit) for hit in hits]
    more = start + A_PAGE < min(len(found.hits), MOST)
    await _offer(query, results, context, next_offset=str(start + A_PAGE) if more else "")


async def _ask(query: InlineQuery, text: str, start: int, context: BotContext) -> Answer | None:
    """The answer; None where the person has typed on meanwhile."""
    async with context.desk.turn(query.from_user.id):
        if context.bot_data.latest_inline.get(query.from_user.id) != query.id:
            return None
        return await context.off_loop(context.engine.ask, text, limit=min(start + A_PAGE + 1, MOST))


async def _offer(
    query: InlineQuery,
    results: Sequence[InlineQueryResultArticle],
    context: BotContext,
    *,
    next_offset: str = "",
    button: str | None = None,
) -> None:
    # What is offered is the same for all, as long as all may ask; a button speaks one's language.
    personal = button is not None or not context.settings.is_open
    await query.answer(
        results,
        cache_time=0 if button else CACHED_SECONDS,
        is_personal=personal,
        next_offset=next_offset,
        button=InlineQueryResultsButton(button, start_parameter="inline") if button else None,
    )


def _offset(offset: str) -> int:
    """Where a page starts; what nobody made starts at the beginning."""
    start = int(offset) if offset.isdecimal() and len(offset) <= len(str(MOST)) else 0
    return start if start < MOST else 0


def _result(hit: Hit) -> InlineQueryResultArticle:
    # The report's own language, so that what is offered doesn't depend on who asks.
    own = Messages(hit.article.language)
    source = " · ".join(
        part
        for part in (one_line(hit.article.outlet or ""), own.day(hit.article.published))
        if part
    )
    return InlineQueryResultArticle(
        id=blake2b(f"{hit.passage.id}".encode(), digest_size=12).hexdigest(),
        title=shorten(one_line(hit.article.title), _TITLE) or source,
        description=shorten(f"{source}\n{clean(hit.quote or hit.passage.text)}", _DESCRIPTION),
        input_message_content=InputTextMessageContent(
            cards.answer(hit, own).html,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )
