"""Questions, new and edited: each gets one answer, and its edits change that answer."""

import logging
import time
from contextlib import suppress
from dataclasses import replace

from telegram import Message, Update
from telegram.error import BadRequest

from bot import addressing, cards, sending
from bot.addressing import Question
from bot.cards import Card
from bot.chats import Chats, PageRef, Pages, Where
from bot.context import BotContext
from bot.desk import Full
from bot.handlers import calls, searching
from bot.handlers.calls import Call
from bot.handlers.searching import Found
from bot.keyboards import Place
from bot.limits import Limit, Verdict
from index import LibraryError

_log = logging.getLogger(__name__)


async def new(update: Update, context: BotContext) -> None:
    """Answer a message that asks something; be silent to all others."""
    message = update.message
    call = _call(message, context) if message else None
    if message is None or call is None:
        return
    chat_id = context.where.chat_id
    async with context.turns.of(chat_id, message.message_id):
        # Telegram delivers an update again if the bot stopped before it could confirm it.
        if await context.reply_to(message):
            return
        if not await _admitted(message, call, context):
            return
        try:
            async with context.desk.place():
                await _answer_new(message, call, context)
        except Full:
            await _turn_down(
                message, call, Verdict(Limit.QUEUE, context.limits.may_tell(chat_id)), context
            )


async def edited(update: Update, context: BotContext) -> None:
    """Bring the answer to an edited question up to date, if its text changed in time."""
    message = update.edited_message
    call = _call(message, context) if message else None
    if message is None or call is None or not addressing.in_time(message):
        return
    chat_id = context.where.chat_id
    async with context.turns.of(chat_id, message.message_id):
        known = await context.reply_to(message)
        if known is None or known.answers(call.question.text):
            return
        if not await _admitted(message, call, context):
            return
        worked_out = await _worked_out(message, call, context)
        if worked_out is None:
            await _withdraw(chat_id, known.message_id, context)
            return
        card, found = worked_out
        await sending.revise(context, chat_id, known.message_id, card)
        await _remember(message, call.question, known.message_id, found, context)


async def _answer_new(message: Message, call: Call, context: BotContext) -> None:
    began = time.monotonic()
    worked_out = await _worked_out(message, call, context)
    if worked_out is None:
        return
    card, found = worked_out
    where = calls.kind(message)
    if found:
        context.metrics.question(where)
    if found and not found.answer.answered:
        context.metrics.refused(where)
    await _send(message, call.question, card, found, context)
    if found:
        context.metrics.answered(time.monotonic() - began)


async def _worked_out(
    message: Message, call: Call, context: BotContext
) -> tuple[Card, Found | None] | None:
    """The card and what it shows, if anything was searched; None for silence."""
    if not call.unasked:
        async with sending.typing(context, message):
            return await _card(message, call.question, context)
    # Nobody waits, so nothing is shown before it is sure that there is something to say.
    found = await searching.search(message, call.question.text, context)
    if not found.answer.certain:
        context.metrics.silent()
        return None
    return await _shown(message, found, context), found


async def _withdraw(chat_id: int, message_id: int, context: BotContext) -> None:
    """Take back an answer that nobody asked for, now that it answers something else."""
    with suppress(BadRequest):  # somebody else was quicker
        await context.bot.delete_message(chat_id, message_id)


async def _send(
    message: Message, question: Question, card: Card, found: Found | None, context: BotContext
) -> None:
    sent = await sending.reply(context, message, card)
    await _remember(message, question, sent.message_id, found, context)


def _call(message: Message, context: BotContext) -> Call | None:
    return calls.call(message, context.bot.bot, context.preferences.mode)


async def _admitted(message: Message, call: Call, context: BotContext) -> bool:
    """Whether the question exceeds no limit; whoever exceeds one is told once a minute."""
    # What nobody asked counts for the group, not for whoever happened to write it.
    person = None if call.unasked else addressing.asker(message)
    verdict = context.limits.question(context.where.chat_id, person)
    if verdict.exceeded is None:
        return True
    await _turn_down(message, call, verdict, context)
    return False


async def _turn_down(message: Message, call: Call, verdict: Verdict, context: BotContext) -> None:
    if verdict.exceeded is None:
        return
    context.metrics.throttled(verdict.exceeded)
    if verdict.told and not call.unasked:
        await sending.reply(context, message, Card(html=_notice(verdict.exceeded, context)))


def _notice(limit: Limit, context: BotContext) -> str:
    settings, say = context.settings, context.say
    match limit:
        case Limit.PERSON_MINUTE:
            return say.slow_down(settings.person_minute)
        case Limit.PERSON_DAY:
            return say.enough_today(settings.person_day)
        case Limit.GROUP_MINUTE:
            return say.group_slow_down(settings.group_minute)
        case Limit.QUEUE:
            return say.busy


async def _card(
    message: Message, question: Question, context: BotContext
) -> tuple[Card, Found | None]:
    """The answer's card and what it shows; None where nothing was searched."""
    if not question.text:
        return Card(html=context.say.ask_hint_html(context.bot.username)), None
    if question.too_long:
        return Card(html=context.say.too_long), None
    found = await searching.search(message, question.text, context)
    return await _shown(message, found, context), found


async def _shown(message: Message, found: Found, context: BotContext) -> Card:
    place = await _remember_pages(message, found, context)
    answer, say = found.answer, context.say
    if found.modest:
        return cards.closest(answer.hits[0], say, place, found.note)
    if not answer.answered:
        narrowed = say.nothing_in_period_or_sources if context.preferences.narrowed else ""
        return cards.refusal(answer, say, place, found.note or narrowed)
    if answer.several:
        return cards.several(answer.several, say, place, found.note, differing=answer.differing)
    return cards.answer(answer.hits[0], say, place, found.note)


async def _remember_pages(message: Message, found: Found, context: BotContext) -> Place | None:
    """Keep what the buttons need; where that fails, the answer is sent without them."""
    try:
        if not found.lasting:
            forget = context.chats.forget_pages
            await context.noted(forget, context.where.chat_id, message.message_id)
            return None
        pages = _pages(message, found, context)
        token, chat_id = await context.noted(_kept, context.chats, pages)
    except LibraryError as error:
        _log.warning("No buttons in chat %d: %s", message.chat.id, error)
        return None
    if chat_id != pages.chat_id:
        context.where = Where(chat_id)
    return Place(token=token, page=0, total=pages.total)


def _kept(chats: Chats, pages: Pages) -> tuple[str, int]:
    """The pages' token, and their chat: the group may have become a supergroup meanwhile."""
    chat_id = chats.moved(pages.chat_id)
    return chats.remember_pages(replace(pages, chat_id=chat_id)), chat_id


def _pages(message: Message, found: Found, context: BotContext) -> Pages:
    answer = found.answer
    listed = answer.answered and bool(answer.several)
    return Pages(
        chat_id=context.where.chat_id,
        question_id=message.message_id,
        asker_id=addressing.asker(message),
        answered=answer.answered,
        refs=tuple(
            PageRef(
                passage_id=hit.passage.id,
                article_id=hit.article.id,
                sentence=hit.sentence,
                marks=hit.marks,
            )
            for hit in (answer.several if listed else answer.hits)
        ),
        listed=listed,
    )


async def _remember(
    message: Message,
    question: Question,
    reply_id: int,
    found: Found | None,
    context: BotContext,
) -> None:
    """Keep which message answers which, and what a follow-up would lean on."""
    chat_id, question_id, asked = context.key(message)
    person = addressing.asker(message)
    try:
        await context.noted(
            context.chats.link,
            chat_id,
            question_id,
            asked=asked,
            reply_id=reply_id,
            text=question.text,
            person_id=person,
        )
        if found and found.turn and person is not None:
            remember = context.chats.remember_turn
            await context.noted(remember, context.where, person, question_id, found.turn)
    except LibraryError as error:
        _log.warning("Edits in chat %d won't be followed: %s", chat_id, error)
