"""Questions, new and edited: each gets one answer, and its edits change that answer."""

import logging

from telegram import Message, Update

from bot import addressing, cards, sending
from bot.addressing import Question
from bot.cards import Card, Place
from bot.chats import PageRef, Pages
from bot.context import BotContext
from index import Answer, LibraryError

_log = logging.getLogger(__name__)


async def new(update: Update, context: BotContext) -> None:
    """Answer a message that asks something; be silent to all others."""
    message = update.message
    question = addressing.question(message, context.bot.bot) if message else None
    if message is None or question is None:
        return
    chat_id, question_id, asked = _key(message)
    async with context.turns.of(chat_id, question_id):
        # Telegram delivers an update again if the bot stopped before it could confirm it.
        if await context.off_loop(context.chats.reply, chat_id, question_id, asked=asked):
            return
        async with sending.typing(context.bot, message):
            card = await _answer(message, question, context)
        sent = await sending.reply(context.bot, message, card)
        await _link(message, question, sent.message_id, context)


async def edited(update: Update, context: BotContext) -> None:
    """Bring the answer to an edited question up to date, if its text changed in time."""
    message = update.edited_message
    question = addressing.question(message, context.bot.bot) if message else None
    if message is None or question is None or not addressing.in_time(message):
        return
    chat_id, question_id, asked = _key(message)
    async with context.turns.of(chat_id, question_id):
        known = await context.off_loop(context.chats.reply, chat_id, question_id, asked=asked)
        if known is None or known.answers(question.text):
            return
        async with sending.typing(context.bot, message):
            card = await _answer(message, question, context)
        await sending.revise(context.bot, chat_id, known.message_id, card)
        await _link(message, question, known.message_id, context)


def _key(message: Message) -> tuple[int, int, int]:
    """What stays the same when a message is edited: chat, number, and when it was sent."""
    return message.chat.id, message.message_id, int(message.date.timestamp())


async def _answer(message: Message, question: Question, context: BotContext) -> Card:
    if not question.text:
        return Card(html=context.say.ask_hint_html(context.bot.username))
    if question.too_long:
        return Card(html=context.say.too_long)
    found = await context.off_loop(
        context.engine.ask, question.text, asked=message.date.date(), limit=3
    )
    place = await _remember_pages(message, found, context)
    if not found.answered:
        return cards.refusal(found, context.say, place)
    if found.several:
        return cards.several(found.several, context.say, place)
    return cards.answer(found.hits[0], context.say, place)


async def _remember_pages(message: Message, found: Answer, context: BotContext) -> Place | None:
    """Keep what the buttons need; where that fails, the answer is sent without them."""
    try:
        pages = _pages(message, found)
        # A refusal has a button to what comes closest; an answer of one page has none.
        if pages.total < (2 if found.answered else 1):
            forget = context.chats.forget_pages
            await context.off_loop(forget, message.chat.id, message.message_id)
            return None
        token = await context.off_loop(context.chats.remember_pages, pages)
    except LibraryError as error:
        _log.warning("No buttons in chat %d: %s", message.chat.id, error)
        return None
    return Place(token=token, page=0, total=pages.total)


def _pages(message: Message, found: Answer) -> Pages:
    listed = found.answered and bool(found.several)
    return Pages(
        chat_id=message.chat.id,
        question_id=message.message_id,
        asker_id=addressing.asker(message),
        answered=found.answered,
        refs=tuple(
            PageRef(
                passage_id=hit.passage.id,
                article_id=hit.article.id,
                sentence=hit.sentence,
                marks=hit.marks,
            )
            for hit in (found.several if listed else found.hits)
        ),
        listed=listed,
    )


async def _link(message: Message, question: Question, reply_id: int, context: BotContext) -> None:
    chat_id, question_id, asked = _key(message)
    try:
        await context.off_loop(
            context.chats.link,
            chat_id,
            question_id,
            asked=asked,
            reply_id=reply_id,
            text=question.text,
        )
    except LibraryError as error:
        _log.warning("Edits in chat %d won't be followed: %s", chat_id, error)
