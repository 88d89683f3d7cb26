"""A bot's calls to the emulator and what it is told, for the emulator's own tests."""

import json
from typing import Any

from telegram import Update

from bot.emulator import DEFAULT_TOKEN, JsonObject, Params, Telegram


def _encoded(parameters: dict[str, object]) -> dict[str, str]:
    return {k: v if isinstance(v, str) else json.dumps(v) for k, v in parameters.items()}


async def do(telegram: Telegram, method: str, **parameters: object) -> JsonObject:
    """The whole answer to a call."""
    return (await telegram.call(DEFAULT_TOKEN, method, Params(_encoded(parameters))))[1]


async def result(telegram: Telegram, method: str, **parameters: object) -> JsonObject:
    """What a call that succeeds returns."""
    body = await do(telegram, method, **parameters)
    assert body["ok"], body
    found = body["result"]
    return found if isinstance(found, dict) else {"result": found}


async def refusal(telegram: Telegram, method: str, **parameters: object) -> str:
    """The status and words of a call that is refused."""
    body = await do(telegram, method, **parameters)
    assert not body["ok"]
    return f"{body['error_code']} {body['description']}"


async def send(telegram: Telegram, chat: int, text: str = "x", **parameters: object) -> JsonObject:
    """A message that the bot writes."""
    return await result(telegram, "sendMessage", chat_id=chat, text=text, **parameters)


def told(telegram: Telegram) -> list[tuple[str, JsonObject]]:
    """The pending updates' kinds and contents, each one understood by python-telegram-bot."""
    found = []
    for update in telegram.state.updates.take():
        kind = _kind(update)
        assert getattr(Update.de_json(update, None), kind), update
        found.append((kind, update[kind]))
    return found


def kinds(telegram: Telegram) -> list[str]:
    """The kinds of the pending updates."""
    return [_kind(update) for update in telegram.state.updates.take()]


def _kind(update: JsonObject) -> str:
    return next(name for name in update if name != "update_id")


def keyboard(**button: Any) -> JsonObject:
    """A keyboard of one button."""
    return {"inline_keyboard": [[{"text": "go", **button}]]}
