"""Scenes that tests of the bot's manners begin with: who leads, what is set, what is asked."""

import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.answering import Answering
from bot.application import build
from bot.chats import Chats
from bot.context import SitrepApplication
from bot.emulator import EmulatorRequest, JsonObject, Telegram
from bot.messages import Messages
from bot.pacing import UNHURRIED
from index import FetchError, Keeper, Retrieve, Retrieved
from tests.bot.fakes import ANN, FakeEngine, World, settings_for, started

SAY = Messages()
QUESTION = "Who died in the airstrike in northern Syria?"
ANSWER = "Abu Hashum al-Umawi was killed in an airstrike"
OTHER_QUESTION = "Who was captured near Aleppo?"
OTHER_ANSWER = "Hani al-Kurdi was captured near Aleppo"
UNANSWERED = "What does a pizza cost?"


def nothing_online(url: str) -> Retrieved:
    """No test reaches beyond loopback."""
    raise FetchError(f"{url} can't be reached from a test")


def searched(engine: FakeEngine, nth: int = 0) -> str:
    """What was searched for, and the headlines of the reports that it was searched for in."""
    named = [engine.texts[number][0].title for number in engine.filters[nth].articles]
    return " — ".join([engine.asked[nth], *named])


def built(
    telegram: Telegram,
    engine: Answering,
    chats: Chats,
    *,
    retrieve: Retrieve | None = None,
    keeper: Keeper | None = None,
    **settings: Any,
) -> SitrepApplication:
    """The application, not started; ``settings`` by their names in the environment."""
    return build(
        settings_for(telegram, **settings),
        engine,
        chats,
        request=EmulatorRequest(telegram),
        get_updates_request=EmulatorRequest(telegram),
        pace=UNHURRIED,
        retrieve=retrieve or nothing_online,
        keeper=keeper,
    )


@asynccontextmanager
async def world_of(
    engine: FakeEngine, chats: Chats, *, privacy: bool = False, **settings: Any
) -> AsyncIterator[World]:
    """People and a bot that has started."""
    telegram = Telegram(privacy=privacy)
    application = built(telegram, engine, chats, **settings)
    async with started(application):
        yield World(telegram, application, engine)


@asynccontextmanager
async def restarted(world: World, chats: Chats, **settings: Any) -> AsyncIterator[World]:
    """The same people, and the bot as it is after another start."""
    application = built(world.telegram, world.engine, chats, **settings)
    async with started(application):
        later = copy.copy(world)
        later.application = application
        yield later


def lead(world: World, chat: int, person: int, *, is_anonymous: bool = False) -> None:
    """Make somebody a chat's administrator."""
    world.telegram.people.role(chat, person, "administrator", is_anonymous)


def last(world: World, chat: int) -> JsonObject:
    """The newest of the bot's messages in a chat."""
    return world.messages(chat)[-1]


def labels(message: JsonObject) -> list[str]:
    """What stands on a message's buttons, row by row."""
    rows = message.get("reply_markup", {"inline_keyboard": []})["inline_keyboard"]
    return [button["text"] for row in rows for button in row]


async def ask(world: World, chat: int, person: int, question: str) -> JsonObject:
    """Ask by /ask; returns the card."""
    await world.say(chat, person, f"/ask {question}")
    return last(world, chat)


async def choose(
    world: World, chat: int, person: int, *pressed: str, thread: int | None = None
) -> None:
    """Ask for /settings, press those buttons one after the other, and put the card away."""
    await world.say(chat, person, "/settings", thread=thread)
    for label in pressed:
        card = last(world, chat)
        shown = next(each for each in labels(card) if each.removeprefix("✓ ") == label)
        await world.press(chat, person, card, shown)
    for action in (":open:all", ":close:"):  # by then it may speak another language
        card = last(world, chat)
        rows = card["reply_markup"]["inline_keyboard"]
        found = [each["callback_data"] for row in rows for each in row]
        for data in [each for each in found if each.endswith(action)][-1:]:
            await world.press_data(chat, person, card["message_id"], data)


async def set_mode(world: World, chat: int, mode: str, thread: int | None = None) -> None:
    """Have Ann, whom this makes an administrator, choose when the bot speaks."""
    lead(world, chat, ANN)
    await choose(world, chat, ANN, SAY.mode_label, SAY.mode_name(mode), thread=thread)
