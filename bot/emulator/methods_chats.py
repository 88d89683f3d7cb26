"""Bot API methods about the chats that the bot is in."""

from bot.emulator import checks, membership
from bot.emulator.chat import ABSENT, LEADING, Chat
from bot.emulator.state import State
from bot.emulator.wire import JsonObject, Params, bad

_GIFTS = (
    "gifts_from_channels",
    "limited_gifts",
    "premium_subscription",
    "unique_gifts",
    "unlimited_gifts",
)


def get_chat(state: State, params: Params) -> JsonObject:
    """What is known of a chat; of a public one also from outside."""
    chat = checks.readable_chat(state, params, from_outside=True)
    permissions = {} if chat.is_private else {"permissions": {"can_send_messages": True}}
    linked = {"linked_chat_id": chat.linked} if chat.linked else {}
    return {
        **chat.wire(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
        **permissions,
        **linked,
    }


def get_chat_member(state: State, params: Params) -> JsonObject:
    """One member and what they may."""
    chat = checks.readable_chat(state, params)
    return _member(state, chat, params.integer("user_id"))


def get_chat_administrators(state: State, params: Params) -> list[JsonObject]:
    """The chat's creator and administrators, without other bots."""
    chat = checks.readable_chat(state, params)
    leading = [_member(state, chat, u) for u, status in chat.members.items() if status in LEADING]
    bot_id = state.me["id"]
    return [m for m in leading if not m["user"]["is_bot"] or m["user"]["id"] == bot_id]


def get_chat_member_count(state: State, params: Params) -> int:
    """How many are in the chat, the bot among them."""
    chat = checks.readable_chat(state, params)
    if chat.is_private:
        return 2
    return sum(status not in ABSENT for status in chat.members.values())


def leave_chat(state: State, params: Params) -> bool:
    """Leave a group or channel."""
    chat = checks.readable_chat(state, params)
    if chat.is_private:
        raise bad("chat is not a group or a channel")
    old = chat.status(state.me["id"])
    chat.members[state.me["id"]] = "left"
    membership.own_change(state, chat, state.me, old, "left")
    return True


def _member(state: State, chat: Chat, user_id: int) -> JsonObject:
    try:
        return membership.member_of(state, chat, user_id)
    except KeyError:
        raise bad("PARTICIPANT_ID_INVALID") from None


METHODS = {
    "getChat": get_chat,
    "getChatAdministrators": get_chat_administrators,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
