"""Is a message a question to the bot here, by the chat's own mode? Pure."""

from dataclasses import dataclass
from typing import Literal

from telegram import Message, User
from telegram.constants import ChatType

from bot import addressing, conversation
from bot.addressing import Question
from bot.chats import Mode

Kind = Literal["private", "group", "comment"]


@dataclass(frozen=True, slots=True)
class Call:
    """A question to the bot.

    Attributes:
        unasked: nobody called the bot; it speaks only where it is sure.
    """

    question: Question
    unasked: bool = False


def call(message: Message, bot: User, mode: Mode) -> Call | None:
    """What ``message`` asks, or None where the bot keeps silent.

    Args:
        message: new or edited.
        bot: the bot itself.
        mode: of the topic or the chat; in private it means nothing.
    """
    asked = addressing.question(message, bot)
    if message.chat.type == ChatType.PRIVATE:
        return Call(asked) if asked else None
    if mode is Mode.OFF:
        return None
    if asked:
        return Call(asked)
    said = addressing.said(message) if mode in {Mode.ALL, Mode.AUTO} else None
    if said is None or not said.text:
        return None
    if mode is Mode.ALL:
        return Call(said)
    if addressing.is_talk(message) or not conversation.looks_like_question(said.text):
        return None
    return Call(said, unasked=True)


def kind(message: Message) -> Kind:
    """Where it was asked, for the metrics."""
    if message.chat.type == ChatType.PRIVATE:
        return "private"
    origin = message.reply_to_message
    is_comment = origin is not None and addressing.is_forwarded_post(origin)
    return "comment" if is_comment else "group"
