"""Bot API methods about the bot itself and the chats that it is in."""

import re

from bot.emulator import checks, membership
from bot.emulator.chat import ABSENT, LEADING, Chat
from bot.emulator.state import State
from bot.emulator.wire import JsonObject, Params, bad, utf16_length

MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_GIFTS = (
    "gifts_from_channels",
    "limited_gifts",
    "premium_subscription",
    "unique_gifts",
    "unlimited_gifts",
)


def get_me(state: State, _params: Params) -> JsonObject:
    """The bot as its own account."""
    return {
        **state.me,
        "can_join_groups": True,
        "can_read_all_group_messages": not state.privacy,
        "supports_inline_queries": True,
    }


def set_my_commands(state: State, params: Params) -> bool:
    """Set the menu for a scope and language."""
    commands = params.decoded("commands", list)
    if len(commands) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(command["description"]) <= MAX_COMMAND_DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    state.commands[_scope(params)] = commands
    return True


def get_my_commands(state: State, params: Params) -> list[JsonObject]:
    """The menu of exactly that scope and language."""
    return state.commands.get(_scope(params), [])


def delete_my_commands(state: State, params: Params) -> bool:
    """Remove the menu of exactly that scope and language."""
    state.commands.pop(_scope(params), None)
    return True


def _scope(params: Params) -> tuple[str, str]:
    return params.text("scope"), params.text("language_code")


def set_my_description(state: State, params: Params) -> bool:
    """Set what an empty chat shows, up to 512 characters."""
    return _set_profile(state, params, "description", 512)


def set_my_short_description(state: State, params: Params) -> bool:
    """Set what the profile page shows, up to 120 characters."""
    return _set_profile(state, params, "short_description", 120)


def set_my_name(state: State, params: Params) -> bool:
    """Set the bot's name, up to 64 characters."""
    return _set_profile(state, params, "name", 64)


def _set_profile(state: State, params: Params, name: str, limit: int) -> bool:
    if utf16_length(params.text(name)) > limit:
        raise bad(f"BOT_{name.upper()}_TOO_LONG")
    state.profile[name, params.text("language_code")] = params.text(name)
    return True


def get_my_description(state: State, params: Params) -> JsonObject:
    """What an empty chat shows."""
    return _get_profile(state, params, "description")


def get_my_short_description(state: State, params: Params) -> JsonObject:
    """What the profile page shows."""
    return _get_profile(state, params, "short_description")


def get_my_name(state: State, params: Params) -> JsonObject:
    """The bot's name."""
    return {"name": _get_profile(state, params, "name")["name"] or state.me["first_name"]}


def _get_profile(state: State, params: Params, name: str) -> JsonObject:
    return {name: state.profile[name, params.text("language_code")] or state.profile[name, ""]}


def get_chat(state: State, params: Params) -> JsonObject:
    """What is known of a chat."""
    chat = checks.readable_chat(state, params)
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
    "deleteMyCommands": delete_my_commands,
    "getChat": get_chat,
    "getChatAdministrators": get_chat_administrators,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "getMe": get_me,
    "getMyCommands": get_my_commands,
    "getMyDescription": get_my_description,
    "getMyName": get_my_name,
    "getMyShortDescription": get_my_short_description,
    "leaveChat": leave_chat,
    "setMyCommands": set_my_commands,
    "setMyDescription": set_my_description,
    "setMyName": set_my_name,
    "setMyShortDescription": set_my_short_description,
}
