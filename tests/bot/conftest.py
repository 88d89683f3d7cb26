"""A bot in an emulated Telegram, with two short reports in its library."""

from collections.abc import AsyncIterator, Iterator
from datetime import date

import pytest

from bot.application import build
from bot.chats import Chats
from bot.emulator import EmulatorRequest, Telegram
from bot.pacing import UNHURRIED
from tests.bot.fakes import FakeEngine, World, article, settings_for, started
from tests.fakes import Clock


@pytest.fixture
def engine() -> FakeEngine:
    """Two reports of a strike, and one of an arrest."""
    filled = FakeEngine()
    filled.put(
        article(1, "US kills ISIS leaders", published=date(2022, 10, 6)),
        "Abu Hashum al-Umawi was killed in an airstrike. It took place at 6:23 p.m. local time.",
    )
    filled.put(
        article(2, "A second look", outlet=None, published=None, url=None),
        "The airstrike hit northern Syria. No civilians were hurt.",
    )
    filled.put(
        article(3, "An arrest", outlet="AP", published=date(2022, 6, 16)),
        "Hani al-Kurdi was captured near Aleppo.",
    )
    return filled


@pytest.fixture
def clock() -> Clock:
    """The time, as what is remembered and limited has it."""
    return Clock()


@pytest.fixture
def chats() -> Iterator[Chats]:
    """What is remembered, in memory."""
    opened = Chats.open(None)
    yield opened
    opened.close()


@pytest.fixture
async def world(engine: FakeEngine, chats: Chats) -> AsyncIterator[World]:
    """People and a bot that has started."""
    telegram = Telegram(privacy=False)
    application = build(
        settings_for(telegram),
        engine,
        chats,
        request=EmulatorRequest(telegram),
        get_updates_request=EmulatorRequest(telegram),
        pace=UNHURRIED,
    )
    async with started(application):
        yield World(telegram, application, engine)
