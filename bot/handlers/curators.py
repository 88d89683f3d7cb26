"""Who may change the library, and from where; and /curators, by which the owners say so."""

import re
from enum import Enum, auto

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatType

from bot import access, addressing, sending
from bot.cards import Card
from bot.context import BotContext
from bot.handlers import presses
from bot.handlers.commands import limited, reply
from bot.handlers.presses import tell
from bot.settings import SERVICE_ACCOUNTS
from bot.texts import html_text

_NUMBER = re.compile(r"[1-9][0-9]{0,15}")


class Standing(Enum):
    """What somebody may do where they are."""

    CURATES = auto()
    CURATES_ELSEWHERE = auto()
    """A curator in a group where the library isn't changed."""
    READS = auto()


async def standing(person_id: int | None, message: Message, context: BotContext) -> Standing:
    """What a person may do in the chat of a message; nobody in particular may only read.

    Asked each time, for a command, a file or a press: an owner may have changed it meanwhile.
    """
    if person_id is None or person_id in SERVICE_ACCOUNTS:
        return Standing.READS
    is_owner = access.is_owner(context.settings, person_id)
    if not is_owner and not await context.noted(context.chats.is_curator, person_id):
        return Standing.READS
    if message.chat.type == ChatType.PRIVATE:
        return Standing.CURATES
    here = await context.noted(context.chats.is_curation_chat, context.where.chat_id)
    return Standing.CURATES if here else Standing.CURATES_ELSEWHERE


async def may_curate(message: Message, context: BotContext) -> bool:
    """Whether the sender of a command may change the library from here; if not, they are told."""
    found = await standing(addressing.asker(message), message, context)
    if found is Standing.CURATES:
        return True
    # To everybody in a group that is no business of theirs.
    if found is Standing.CURATES_ELSEWHERE or context.limits.may_tell(context.where.chat_id):
        elsewhere = found is Standing.CURATES_ELSEWHERE
        say = context.say
        notice = say.not_a_curation_group if elsewhere else say.only_curators
        await sending.reply(context, message, Card(html=html_text(notice)))
    return False


async def admitted_curator(query: CallbackQuery | None, context: BotContext) -> Message | None:
    """The message of a press that counts, by somebody who may curate here."""
    if query is None or not await presses.admitted(query, context):
        return None
    if not isinstance(query.message, Message):
        await tell(query, context.say.expired)
        return None
    if await standing(query.from_user.id, query.message, context) is not Standing.CURATES:
        await tell(query, context.say.only_curators)
        return None
    return query.message


@limited
async def curators(update: Update, context: BotContext) -> None:
    """List the curators, let somebody curate or no more, or let them do it in this group."""
    message = update.message
    if message is None:
        return
    if not access.is_owner(context.settings, addressing.asker(message)):
        await reply(update, context, Card(html=html_text(context.say.only_owners)))
        return
    words = [word.lower() for word in context.args or []]
    match words:
        case ["add", *rest]:
            html = await _change(message, rest, context, allowed=True)
        case ["remove", *rest]:
            html = await _change(message, rest, context, allowed=False)
        case ["here"]:
            html = await _curate_here(message, context, allowed=True)
        case ["not", "here"]:
            html = await _curate_here(message, context, allowed=False)
        case _:
            html = await _listed(context)
    await reply(update, context, Card(html=html))


async def _listed(context: BotContext) -> str:
    say, numbers = context.say, await context.noted(context.chats.curators)
    heading = say.curators_heading(len(numbers)) if numbers else say.no_curators
    lines = [f"• {_linked(str(number), number)}" for number in numbers]
    return "\n".join([html_text(heading), *lines, "", say.curators_hint_html])


async def _change(message: Message, words: list[str], context: BotContext, *, allowed: bool) -> str:
    person = _person(message, words)
    if person is None:
        return html_text(context.say.no_person)
    number, name = person
    change = context.chats.allow_curator if allowed else context.chats.dismiss_curator
    await context.noted(change, number)
    told = context.say.is_curator_now if allowed else context.say.is_curator_no_more
    return html_text(told(name))


def _person(message: Message, words: list[str]) -> tuple[int, str] | None:
    """Who is meant: by number, or by the message that is replied to; with what to call them."""
    if words:
        number = int(words[0]) if _NUMBER.fullmatch(words[0]) else 0
        return (number, words[0]) if 0 < number < 2**52 and number not in SERVICE_ACCOUNTS else None
    origin = message.reply_to_message
    author = origin.from_user if origin and not origin.sender_chat else None
    return (author.id, author.full_name) if author and _is_person(author) else None


def _is_person(user: User) -> bool:
    return not user.is_bot and user.id not in SERVICE_ACCOUNTS


def _linked(text: str, person_id: int) -> str:
    return f'<a href="tg://user?id={person_id}">{html_text(text)}</a>'


async def _curate_here(message: Message, context: BotContext, *, allowed: bool) -> str:
    if message.chat.type == ChatType.PRIVATE:
        return html_text(context.say.only_in_groups)
    await context.noted(context.chats.curate_in, context.where.chat_id, allowed=allowed)
    say = context.say
    return html_text(say.curated_here if allowed else say.not_curated_here)
