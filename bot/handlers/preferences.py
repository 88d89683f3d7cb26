"""/settings: administrators set what holds in their chat, people what holds in private."""

from collections.abc import Sequence

from telegram import CallbackQuery, ChatMemberAdministrator, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from bot import access, choices, sending
from bot.cards import Card
from bot.chats import Chats, Mode, Preferences, Where
from bot.choices import DAYS, DEFAULT, PASSAGES, Scene
from bot.context import BotContext
from bot.handlers import presses
from bot.handlers.commands import limited
from bot.handlers.presses import tell
from bot.messages import LANGUAGES

PRESS = rf"^{choices.SETTINGS}:[0-9]{{1,10}}:[a-z]{{4,8}}:[A-Za-z0-9.-]{{0,30}}$"
_HEARS_ALL = {Mode.AUTO, Mode.ALL}
_MOST_OUTLETS = 200


@limited
async def settings(update: Update, context: BotContext) -> None:
    """Show the settings of the topic or chat, if they are the sender's to change."""
    message = update.message
    if message is None:
        return
    if not await may_by_message(message, context):
        await sending.reply(context, message, Card(html=context.say.only_administrators))
        return
    in_private = message.chat.type == ChatType.PRIVATE
    topic = 0 if in_private else sending.topic(message) or 0
    scene = await _scene(message, topic, topic, context)
    await sending.reply(context, message, choices.overview(scene))


async def press(update: Update, context: BotContext) -> None:
    """Open a thing's choices, or choose."""
    query, parts = presses.parts(update)
    if query is None or not await presses.admitted(query, context):
        return
    message = query.message
    if not isinstance(message, Message):
        await tell(query, context.say.expired)
    elif not await may_by_press(query, message, context):
        await tell(query, context.say.only_administrators)
    else:
        await _act(query, message, int(parts[1]), parts[2], parts[3], context)


async def _act(
    query: CallbackQuery, message: Message, thread: int, what: str, value: str, context: BotContext
) -> None:
    topic = sending.topic(message) or 0
    if thread not in {0, topic}:
        await tell(query, context.say.expired)
        return
    if what == "close":
        await tell(query)
        await _close(message, context)
        return
    where = Where(context.where.chat_id, thread)
    name, page = _view(what, value)
    if name != "all" and name not in _offered(message, thread):
        await tell(query, context.say.expired)
        return
    outlets = await context.off_loop(context.engine.outlets, _MOST_OUTLETS)
    if what != "open":
        if not await _choose(where, what, value, outlets, context):
            await tell(query, context.say.expired)
            return
        context.preferences = await context.noted(context.chats.preferences, context.where)
    scene = await _scene(message, thread, topic, context)
    card = choices.overview(scene) if name == "all" else choices.choices(scene, name, outlets, page)
    await tell(query, None if what == "open" else context.say.saved, alert=False)
    await sending.revise(context, context.where.chat_id, message.message_id, card)


def _offered(message: Message, thread: int) -> set[str]:
    """What can be set there: in a topic the mode alone, in private everything else."""
    if thread:
        return {"mode"}
    mode = set() if message.chat.type == ChatType.PRIVATE else {"mode"}
    return {"language", "passages", "days", "outlets"} | mode


def _view(what: str, value: str) -> tuple[str, int]:
    """What to show after a press, and its page: ``open`` says it, a choice stays where it is."""
    name, _, page = value.partition(".")
    if what != "open":
        name = what
    return name, int(page) if page.isdecimal() and len(page) < 4 else 0


async def _choose(
    where: Where, name: str, value: str, outlets: Sequence[str], context: BotContext
) -> bool:
    """Set a thing; False where there is no such choice."""
    chats = context.chats
    if value == DEFAULT:
        await context.noted(chats.unprefer, where, name)
        return True
    if name == "outlets":
        return await context.noted(_toggle, chats, where, value.partition(".")[0], outlets)
    chosen = _value(name, value)
    if chosen is None:
        return False
    await context.noted(chats.prefer, where, name, chosen)
    return True


def _value(name: str, value: str) -> str | int | None:
    number = int(value) if value.isdecimal() and len(value) < 5 else None
    if name == "mode" and value in list(Mode):
        return value
    if name == "language" and value in LANGUAGES:
        return value
    if (name == "passages" and number in PASSAGES) or (name == "days" and number in DAYS):
        return number
    return None


def _toggle(chats: Chats, where: Where, key: str, outlets: Sequence[str]) -> bool:
    """Choose a source or unchoose it, in one go, so that no other press comes in between."""
    chosen = _toggled(chats.preferences(where).outlets, key, outlets)
    if chosen is not None:
        chats.prefer(where, "outlets", chosen)
    return chosen is not None


def _toggled(before: tuple[str, ...], key: str, outlets: Sequence[str]) -> tuple[str, ...] | None:
    """The chosen sources with one more, or one less."""
    kept = tuple(outlet for outlet in before if choices.key(outlet) != key)
    if len(kept) < len(before):
        return kept
    added = [outlet for outlet in outlets if choices.key(outlet) == key]
    return (*before, *added[:1]) if added else None


async def _scene(message: Message, thread: int, topic: int, context: BotContext) -> Scene:
    where = Where(context.where.chat_id, thread)
    held: Preferences = await context.noted(context.chats.preferences, where)
    return Scene(
        where=where,
        private=message.chat.type == ChatType.PRIVATE,
        preferences=held,
        own=await context.noted(context.chats.own_preferences, where),
        say=context.say,
        topic_id=topic,
        warning=await _warning(message, held.mode, context),
    )


async def _warning(message: Message, mode: Mode, context: BotContext) -> str:
    """What keeps a mode from working: in privacy mode a bot doesn't get to see people's talk."""
    if message.chat.type == ChatType.PRIVATE or mode not in _HEARS_ALL:
        return ""
    if context.bot.bot.can_read_all_group_messages:
        return ""
    try:
        member = await context.bot.get_chat_member(context.where.chat_id, context.bot.id)
    except TelegramError:
        return ""
    leads = isinstance(member, ChatMemberAdministrator)
    return "" if leads else context.say.all_messages_needed


async def may_by_message(message: Message, context: BotContext) -> bool:
    """Whether the sender leads the chat; anonymous administrators write as the chat itself."""
    if message.chat.type == ChatType.PRIVATE:
        return True
    if message.sender_chat is not None:
        return message.sender_chat.id == message.chat.id
    return await _leads(message.from_user.id if message.from_user else 0, context)


async def may_by_press(query: CallbackQuery, message: Message, context: BotContext) -> bool:
    """A press tells the real account, also of somebody who is anonymous in the chat."""
    if message.chat.type == ChatType.PRIVATE:
        return query.from_user.id == message.chat.id
    return await _leads(query.from_user.id, context)


async def _leads(person_id: int, context: BotContext) -> bool:
    if access.is_owner(context.settings, person_id):
        return True
    administrators = context.bot_data.administrators
    return await administrators.lead(context.bot, context.where.chat_id, person_id)


async def _close(message: Message, context: BotContext) -> None:
    try:
        await context.bot.delete_message(context.where.chat_id, message.message_id)
    except BadRequest:
        # Too old to be deleted, or gone already.
        return
