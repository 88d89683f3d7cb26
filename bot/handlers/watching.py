"""/watch, and the buttons that end a watch or show what may not have arrived.

In a group its administrators decide what it watches for, as they do about its settings.
"""

from collections import Counter

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest

from bot import addressing, announcing, sending
from bot.announcing import MOST_BATCHES, SHOW, STOP, lists
from bot.announcing.lists import STOP_LISTED
from bot.cards import Card
from bot.chats import MAX_WATCHES, Alert, AlertState, Chats, Watch, Watching, Where
from bot.context import BotContext
from bot.handlers import preferences, presses
from bot.handlers.commands import limited, reply
from bot.handlers.presses import tell
from bot.messages import Messages
from bot.texts import html_text, one_line, shorten
from bot.timetables import Timetable

MAX_TOPIC = 200
"""Characters."""
STOPPING = rf"^(?:{STOP}|{STOP_LISTED}):[0-9]{{1,15}}$"
SHOWING = rf"^{SHOW}:[0-9]{{1,15}}(?:,[0-9]{{1,15}}){{0,{MOST_BATCHES - 1}}}$"

_MAX_TOLD = 100
_SHOWABLE = {AlertState.UNSURE, AlertState.TOLD, AlertState.SENT}


@limited
async def watch(update: Update, context: BotContext) -> None:
    """Watch for a topic from now on; without one, list what is watched for here."""
    message = await permitted(update, context)
    if message is None:
        return
    topic = argument(message)
    card = await _watch(topic, message, context) if topic else await _listed(context)
    await reply(update, context, card)


async def permitted(update: Update, context: BotContext) -> Message | None:
    """The message of somebody who decides here; anybody else is told who does."""
    message = update.message
    if message is None or await preferences.may_by_message(message, context):
        return message
    await reply(update, context, Card(html=html_text(context.say.only_administrators_watch)))
    return None


def argument(message: Message) -> str:
    """What stands behind a command, on one line."""
    _, *rest = (message.text or "").split(maxsplit=1) or [""]
    return one_line(rest[0]) if rest else ""


async def _watch(topic: str, message: Message, context: BotContext) -> Card:
    say = context.say
    if not any(char.isalnum() for char in topic):
        return Card(html=say.watch_hint_html)
    if len(topic) > MAX_TOPIC:
        return Card(html=html_text(say.topic_too_long(MAX_TOPIC)))
    became, found = await context.noted(
        context.chats.watch,
        context.where,
        topic,
        person_id=addressing.asker(message),
        language=Messages(context.language).language,
    )
    if found is None:
        return Card(html=html_text(say.too_many_watches(MAX_WATCHES)))
    known = became is Watching.KNOWN
    text = say.watching_already(found.topic) if known else say.watching(found.topic)
    keyboard = InlineKeyboardMarkup([[announcing.stop_button(found, say)]])
    return Card(html=html_text(text), keyboard=keyboard)


async def _listed(context: BotContext) -> Card:
    watches, timetable, missing = await context.noted(_set_there, context.chats, context.where)
    in_messages = Counter(alert.batch or alert.id for alert in missing)
    return lists.watched(watches, timetable, context.chats.now(), context.say, in_messages)


def _set_there(chats: Chats, where: Where) -> tuple[list[Watch], Timetable, list[Alert]]:
    return chats.watches(where), chats.timetable(where), chats.missing(where)


async def stop(update: Update, context: BotContext) -> None:
    """End a watch of this chat's.

    Its topic is not asked for: of an old message Telegram doesn't tell in which one it stands.
    """
    query, parts = presses.parts(update)
    message = await _admitted(query, context)
    if query is None or message is None:
        return
    if not await preferences.may_by_press(query, message, context):
        await tell(query, context.say.only_administrators_watch)
        return
    ended = await context.noted(context.chats.unwatch, context.where.chat_id, int(parts[1]))
    topic = shorten(ended.topic, _MAX_TOLD) if ended else ""
    say = context.say
    await tell(query, say.stopped(topic) if ended else say.stopped_already, alert=False)
    if parts[0] == STOP_LISTED:
        card = await _listed(context)
        await sending.revise(context, context.where.chat_id, message.message_id, card)
    else:
        await _take_away(query, message, context)


async def _take_away(query: CallbackQuery, message: Message, context: BotContext) -> None:
    """Take the button that was pressed away, and leave the others, where Telegram tells them."""
    if message.reply_markup is None:
        return
    rows = message.reply_markup.inline_keyboard
    kept = [[each for each in row if each.callback_data != query.data] for row in rows]
    try:
        await context.bot.edit_message_reply_markup(
            context.where.chat_id,
            message.message_id,
            reply_markup=InlineKeyboardMarkup([row for row in kept if row]),
        )
    except BadRequest:
        # Another press was quicker, or the message is gone.
        return


async def show(update: Update, context: BotContext) -> None:
    """Show what may not have arrived, in place of the message that says so."""
    query, parts = presses.parts(update)
    message = await _admitted(query, context)
    if query is None or message is None:
        return
    batches = [int(number) for number in parts[1].split(",")]
    found = await context.noted(context.chats.batches, context.where.chat_id, batches)
    alerts = [alert for alert in found if alert.state in _SHOWABLE]
    if not alerts:
        await tell(query, context.say.expired)
        return
    card = await announcing.redrawn(context, alerts)
    await tell(query)
    await sending.revise(context, context.where.chat_id, message.message_id, card)
    await context.noted(context.chats.sent, alerts, message.message_id)


async def _admitted(query: CallbackQuery | None, context: BotContext) -> Message | None:
    """The message of a press that counts."""
    if query is None or not await presses.admitted(query, context):
        return None
    if not isinstance(query.message, Message):
        await tell(query, context.say.expired)
        return None
    return query.message
