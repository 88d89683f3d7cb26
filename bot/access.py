"""Who may use the bot, and where. Pure.

Where neither groups nor people are named in the settings, everybody may. As soon as either is, what
is not named is closed: a list of people would be worth nothing if any group were an open door.
"""

from telegram import Chat, Update, User
from telegram.constants import ChatType

from bot.settings import SERVICE_ACCOUNTS, Settings

_FIRST_SUPERGROUP = -1_000_000_000_000


def is_owner(settings: Settings, person_id: int | None) -> bool:
    """Whether an account is one of the operator's."""
    return person_id in settings.owners and person_id not in SERVICE_ACCOUNTS


def person_may(settings: Settings, person_id: int) -> bool:
    """Whether a person may use the bot privately and inline."""
    listed = person_id in settings.allowed_people and person_id not in SERVICE_ACCOUNTS
    return settings.is_open or listed or is_owner(settings, person_id)


def chat_may(settings: Settings, chat_id: int, former_id: int | None = None) -> bool:
    """Whether a group may use the bot.

    Args:
        settings: the operator's.
        chat_id: the group's number.
        former_id: the number it had before it became a supergroup.
    """
    return settings.is_open or bool({chat_id, former_id} & settings.allowed_chats)


def basic_groups(settings: Settings) -> list[int]:
    """The allowed groups that may become supergroups, whose numbers are all below these."""
    return sorted(group for group in settings.allowed_chats if group > _FIRST_SUPERGROUP)


def may(settings: Settings, chat: Chat | None, person: User | None, former_id: int | None) -> bool:
    """Whether what happened in a chat, or inline where there is no chat, may reach the bot."""
    if chat is None or chat.type == ChatType.PRIVATE:
        return person is not None and person_may(settings, person.id)
    return chat_may(settings, chat.id, former_id)


def concerns_people(update: Update) -> bool:
    """Whether an update is something that a person did and access is to be checked for."""
    return bool(
        update.effective_message
        or update.callback_query
        or update.inline_query
        or update.chosen_inline_result
    )
