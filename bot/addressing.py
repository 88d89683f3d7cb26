"""Is a message for the bot, and what does it ask? Pure.

Telegram counts entities in UTF-16 units, so everything here that cuts by an entity does it on the
text's UTF-16 bytes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType

EDIT_WINDOW = timedelta(minutes=10)
MAX_QUESTION = 1000

_ASK = "/ask"
# What stands between a mention and the question, or is left where a mention was cut out.
_AROUND = " \t\r\n,:;–—-"


@dataclass(frozen=True, slots=True)
class Question:
    """What a message asks; ``text`` is empty where it addresses the bot and asks nothing."""

    text: str

    @property
    def too_long(self) -> bool:
        """Whether it is more than the bot takes in at once."""
        return len(self.text) > MAX_QUESTION


def question(message: Message, bot: User) -> Question | None:
    """What ``message`` asks ``bot``, or None if it isn't a question to it.

    Args:
        message: new or edited, from any chat.
        bot: the bot itself.
    """
    if not from_person(message):
        return None
    text, entities = content(message)
    if command := _command(text, entities):
        if not _is_ask(command, text, bot):
            return None
        return _asked(_without(text, [command]), message, bot)
    mentions = [entity for entity in entities if _mentions(entity, text, bot)]
    if message.chat.type == ChatType.PRIVATE:
        return Question(_tidy(_without(text, mentions))) if text.strip() else None
    if mentions:
        return _asked(_without(text, mentions), message, bot)
    if text.strip() and _replies_to(message, bot):
        return Question(_tidy(text))
    return None


def is_awaited(message: Message, bot: User) -> bool:
    """Whether its writer waits for the bot: it holds a command, or asks the bot something."""
    _, entities = content(message)
    is_command = any(entity.type == MessageEntity.BOT_COMMAND for entity in entities)
    return is_command or question(message, bot) is not None


def said(message: Message) -> Question | None:
    """What a message says, addressed to the bot or not; None for a command and for no text."""
    text, entities = content(message)
    if not from_person(message) or not text.strip() or _command(text, entities):
        return None
    return Question(_tidy(text))


def is_talk(message: Message) -> bool:
    """Whether a message is meant for somebody in particular: a reply, or one that names people."""
    if message.reply_to_message and not is_forwarded_post(message.reply_to_message):
        return message.reply_to_message.forum_topic_created is None
    _, entities = content(message)
    named = {MessageEntity.MENTION, MessageEntity.TEXT_MENTION}
    return any(entity.type in named for entity in entities)


def is_forwarded_post(message: Message) -> bool:
    """Whether it is the copy of a channel's post in the channel's discussion group."""
    return bool(message.is_automatic_forward)


def commented(message: Message) -> int | None:
    """The number of the message at whose head a comment's thread stands; None outside threads.

    In a discussion group that is the copy of a channel's post, under whatever comment it was
    written.
    """
    if message.is_topic_message:
        return None
    origin = message.reply_to_message
    if origin is not None and is_forwarded_post(origin):
        return origin.message_id
    return message.message_thread_id


def replied_to(message: Message, bot: User) -> int | None:
    """The number of the bot's message that is replied to."""
    origin = message.reply_to_message
    return origin.message_id if origin is not None and _wrote(origin, bot) else None


def from_person(message: Message) -> bool:
    """Whether a person wrote ``message`` in a private chat or a group, by their own hand.

    An anonymous administrator counts: Telegram shows them as the group itself. Whoever writes in
    the name of a channel doesn't, nor does anything that a channel's post brought along.
    """
    if message.chat.type not in {ChatType.PRIVATE, ChatType.GROUP, ChatType.SUPERGROUP}:
        return False
    if message.via_bot or message.is_automatic_forward:
        return False
    if message.sender_chat is not None:
        return message.sender_chat.id == message.chat.id
    return message.from_user is not None and not message.from_user.is_bot


def asker(message: Message) -> int | None:
    """The account's number; None for an anonymous administrator, who presses as themselves."""
    if message.sender_chat is not None or message.from_user is None:
        return None
    return message.from_user.id


def in_time(message: Message) -> bool:
    """Whether an edited message was edited early enough for its answer to follow."""
    return message.edit_date is None or message.edit_date - message.date <= EDIT_WINDOW


def _asked(text: str, message: Message, bot: User) -> Question:
    """``text``, or what the message replied to says, where the bot was called with no words."""
    # "@bot ?" and "@bot 👆" call it just as bare.
    own = _tidy(text) if any(char.isalnum() for char in text) else ""
    return Question(own or _tidy(_replied(message, bot)))


def _replied(message: Message, bot: User) -> str:
    if message.quote:
        return message.quote.text
    origin = message.reply_to_message
    if origin is None or _wrote(origin, bot):
        return ""
    text, entities = content(origin)
    own = [entity for entity in entities if _mentions(entity, text, bot)]
    command = _command(text, entities)
    return _without(text, [*own, command] if command else own)


def _replies_to(message: Message, bot: User) -> bool:
    origin = message.reply_to_message
    # In a forum every message replies to its topic's beginning, which the bot may have made.
    return origin is not None and origin.forum_topic_created is None and _wrote(origin, bot)


def _wrote(message: Message, bot: User) -> bool:
    return message.from_user is not None and message.from_user.id == bot.id


def content(message: Message) -> tuple[str, tuple[MessageEntity, ...]]:
    """A message's text or caption, and what is marked in it."""
    if message.text:
        return message.text, tuple(message.entities)
    return message.caption or "", tuple(message.caption_entities)


def _command(text: str, entities: Iterable[MessageEntity]) -> MessageEntity | None:
    """The command that ``text`` begins with."""
    for entity in entities:
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0 and text:
            return entity
    return None


def _is_ask(command: MessageEntity, text: str, bot: User) -> bool:
    name, _, target = cut(text, command).partition("@")
    return name.casefold() == _ASK and target.casefold() in {"", (bot.username or "").casefold()}


def _mentions(entity: MessageEntity, text: str, bot: User) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot.id
    if entity.type != MessageEntity.MENTION or not bot.username:
        return False
    return cut(text, entity).casefold() == f"@{bot.username}".casefold()


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def cut(text: str, entity: MessageEntity) -> str:
    """The part of a text that an entity marks, whatever numbers it has."""
    # PTB's parse_entity does the same, but raises where an entity parts a surrogate pair.
    start, end = 2 * max(entity.offset, 0), 2 * max(entity.offset + entity.length, 0)
    return _units(text)[start:end].decode("utf-16-le", "replace")


def _without(text: str, entities: Iterable[MessageEntity]) -> str:
    """``text`` with a blank for each of ``entities``."""
    units = _units(text)
    for entity in sorted(entities, key=lambda entity: entity.offset, reverse=True):
        start, end = 2 * max(entity.offset, 0), 2 * max(entity.offset + entity.length, 0)
        units = units[:start] + _units(" ") + units[end:]
    return units.decode("utf-16-le", "replace")


def _tidy(text: str) -> str:
    """A question fit to be asked: valid Unicode, no rests of a mention, single blanks."""
    valid = _units(text).decode("utf-16-le", "replace").strip().lstrip(_AROUND).strip()
    single = re.sub(r"[^\S\n]+", " ", valid)
    return re.sub(r"(?:\s*,)+(?=\s*,)|\s+(?=[,;:?!])", "", single)
