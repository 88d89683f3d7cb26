"""What all presses of buttons have in common: parts, an answer, a limit, redrawn buttons."""

import logging

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update
from telegram.error import BadRequest

from bot import keyboards
from bot.chats import Votes
from bot.choices import SETTINGS
from bot.context import BotContext
from bot.limits import PRESSES_A_MINUTE

_log = logging.getLogger(__name__)


def parts(update: Update) -> tuple[CallbackQuery | None, list[str]]:
    """The press, and what its button carries, cut at the colons."""
    query = update.callback_query
    return query, (query.data or "").split(":") if query else []


async def admitted(query: CallbackQuery, context: BotContext) -> bool:
    """Whether the press counts; if not, the person is told why, and nothing else is done.

    Too many don't: every edit shares Telegram's limit with the answers in the same chat. Nor does
    what stands on no button of the message: a client may send any data with any message, and so
    would put one answer in another's place.
    """
    if not context.limits.press(query.from_user.id):
        await tell(query, context.say.slow_down(PRESSES_A_MINUTE), alert=False)
        return False
    if not _is_its_own(query) or _is_left_behind(query, context):
        await tell(query, context.say.expired)
        return False
    return True


def _is_its_own(query: CallbackQuery) -> bool:
    """Whether the message has a button of the same answer or list, where its buttons are told."""
    message = query.message
    if not isinstance(message, Message) or not message.is_accessible:
        return True
    markup = message.reply_markup
    buttons = [button for row in markup.inline_keyboard for button in row] if markup else []
    known = {_origin(button.callback_data) for button in buttons if button.callback_data}
    return _origin(query.data or "") in known


def _is_left_behind(query: CallbackQuery, context: BotContext) -> bool:
    """Whether the message stands in a group that became another, where its number is another's."""
    return query.message is not None and query.message.chat.id != context.where.chat_id


def _origin(data: object) -> str:
    """What all buttons of one message have in common."""
    kind, _, rest = str(data).partition(":")
    return kind if kind == SETTINGS else rest.partition(":")[0]


async def tell(query: CallbackQuery, notice: str | None = None, *, alert: bool = True) -> None:
    """Answer the press, which ends the button's spinning.

    Args:
        query: the press.
        notice: what to say; None for nothing.
        alert: whether it stays until the person closes it.
    """
    try:
        await query.answer(notice, show_alert=alert and notice is not None)
    except BadRequest:
        # Telegram takes no answer to a press after some seconds; what was asked for is done.
        _log.debug("A press was answered too late")


async def repaint(
    message: MaybeInaccessibleMessage, token: str, votes: Votes, context: BotContext
) -> None:
    """Show the votes below a card; one whose buttons Telegram doesn't tell is left as it is."""
    markup = message.reply_markup if isinstance(message, Message) else None
    if markup is None:
        return
    await context.bot.edit_message_reply_markup(
        context.where.chat_id,
        message.message_id,
        reply_markup=keyboards.with_votes(markup, token, votes),
    )
