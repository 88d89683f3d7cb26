"""Bot API methods about the bot itself: its menus, names and descriptions."""

import json
import re

from bot.emulator import checks
from bot.emulator.state import State
from bot.emulator.wire import JsonObject, Params, bad, utf16_length

MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_MANY_CHATS = {"all_private_chats", "all_group_chats", "all_chat_administrators"}
_ONE_CHAT = {"chat", "chat_administrators", "chat_member"}


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
    state.commands[_scope(state, params)] = commands
    return True


def get_my_commands(state: State, params: Params) -> list[JsonObject]:
    """The menu of exactly that scope and language."""
    return state.commands.get(_scope(state, params), [])


def delete_my_commands(state: State, params: Params) -> bool:
    """Remove the menu of exactly that scope and language."""
    state.commands.pop(_scope(state, params), None)
    return True


def _scope(state: State, params: Params) -> tuple[str, str]:
    """Whom a menu is for, written in one way only, and in which language."""
    language = params.text("language_code")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad("invalid language code specified")
    scope: JsonObject = params.decoded("scope", dict)
    kind = scope.get("type", "default")
    if kind == "default":
        return "", language
    if kind in _ONE_CHAT:
        scope = _of_one_chat(state, scope)
    elif kind not in _MANY_CHATS:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    return json.dumps(scope, sort_keys=True), language


def _of_one_chat(state: State, scope: JsonObject) -> JsonObject:
    """The scope with the chat's number, whether it was named by that or otherwise."""
    named = str(scope.get("chat_id", ""))
    if not named:
        raise bad("can't parse BotCommandScope: Can't find field \"chat_id\"")
    if scope["type"] == "chat_member" and not scope.get("user_id"):
        raise bad("can't parse BotCommandScope: Invalid user_id specified")
    chat = checks.readable_chat(state, Params({"chat_id": named}))
    if chat.kind == "channel":
        raise bad("can't change commands in channel chats")
    if chat.is_private and scope["type"] != "chat":
        raise bad("can't use specified scope in private chats")
    return scope | {"chat_id": chat.id}


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


METHODS = {
    "deleteMyCommands": delete_my_commands,
    "getMe": get_me,
    "getMyCommands": get_my_commands,
    "getMyDescription": get_my_description,
    "getMyName": get_my_name,
    "getMyShortDescription": get_my_short_description,
    "setMyCommands": set_my_commands,
    "setMyDescription": set_my_description,
    "setMyName": set_my_name,
    "setMyShortDescription": set_my_short_description,
}
