"""Members as the Bot API shows them, and what the bot is told when its own status changes."""

import time

from bot.emulator.chat import Chat
from bot.emulator.state import State
from bot.emulator.wire import JsonObject

_ADMINISTRATOR_MAY = ("can_manage_chat", "can_delete_messages", "can_manage_video_chats")
_ADMINISTRATOR_MAY_NOT = (
    "can_be_edited",
    "can_change_info",
    "can_delete_stories",
    "can_edit_stories",
    "can_invite_users",
    "can_post_stories",
    "can_promote_members",
    "can_restrict_members",
)


def member(user: JsonObject, status: str, *, is_anonymous: bool = False) -> JsonObject:
    """Somebody with that status, and what follows from it."""
    return {"status": status, "user": user, **_details(status, is_anonymous)}


def member_of(state: State, chat: Chat, user_id: int) -> JsonObject:
    """Somebody as they are in a chat.

    Raises:
        KeyError: there is nobody with that id.
    """
    is_anonymous = user_id in chat.anonymous
    return member(state.user(user_id), chat.status(user_id), is_anonymous=is_anonymous)


def own_change(state: State, chat: Chat, by: JsonObject, old: str, new: str) -> None:
    """Tell the bot that its status became another."""
    change = changed(chat, by, member(state.me, old), member(state.me, new))
    state.updates.push("my_chat_member", change)


def changed(chat: Chat, by: JsonObject, old: JsonObject, new: JsonObject) -> JsonObject:
    """What an update about a member holds."""
    return {
        "chat": chat.wire(),
        "from": by,
        "date": int(time.time()),
        "old_chat_member": old,
        "new_chat_member": new,
    }


def _details(status: str, is_anonymous: bool) -> JsonObject:
    match status:
        case "creator":
            return {"is_anonymous": is_anonymous}
        case "kicked":
            return {"until_date": 0}
        case "administrator":
            rights = dict.fromkeys(_ADMINISTRATOR_MAY, True)
            rights |= dict.fromkeys(_ADMINISTRATOR_MAY_NOT, False)
            return {**rights, "is_anonymous": is_anonymous}
        case _:
            return {}
