"""Who leads a chat, by Telegram's own list, which is asked for once in five minutes."""

import pytest
from telegram.ext import ExtBot

from bot.admins import LIFETIME, Administrators
from bot.emulator import DEFAULT_TOKEN, EmulatorRequest, Telegram
from tests.fakes import Clock

OWNER, ADMIN, HIDDEN, MEMBER, GROUP = 1, 2, 3, 4, -100


@pytest.fixture
def telegram() -> Telegram:
    telegram = Telegram()
    for person in (OWNER, ADMIN, HIDDEN, MEMBER):
        telegram.people.user(person)
    telegram.people.group(GROUP, members=[OWNER, ADMIN, HIDDEN, MEMBER], owner=OWNER)
    telegram.people.role(GROUP, ADMIN, "administrator")
    telegram.people.role(GROUP, HIDDEN, "administrator", is_anonymous=True)
    telegram.people.member(GROUP, OWNER, "administrator")
    return telegram


@pytest.fixture
def bot(telegram: Telegram) -> "ExtBot[None]":
    through = EmulatorRequest(telegram)
    return ExtBot(DEFAULT_TOKEN, request=through, get_updates_request=through)


def n_asked(telegram: Telegram) -> int:
    return sum(call.method == "getChatAdministrators" for call in telegram.state.calls)


async def test_the_owner_and_administrators_lead_and_nobody_else(
    bot: "ExtBot[None]", telegram: Telegram, clock: Clock
) -> None:
    administrators = Administrators(clock)
    people = [OWNER, ADMIN, HIDDEN, MEMBER, 99, 0, telegram.state.me["id"]]
    leads = [await administrators.lead(bot, GROUP, person) for person in people]
    assert leads == [True, True, True, False, False, False, False]


async def test_the_list_is_asked_for_once_in_five_minutes(
    bot: "ExtBot[None]", telegram: Telegram, clock: Clock
) -> None:
    administrators = Administrators(clock)
    for _ in range(10):
        assert await administrators.lead(bot, GROUP, ADMIN)
        assert not await administrators.lead(bot, GROUP, MEMBER)
    assert n_asked(telegram) == 1
    telegram.people.role(GROUP, ADMIN, "member")
    telegram.people.role(GROUP, MEMBER, "administrator")
    clock.now += LIFETIME - 1
    assert await administrators.lead(bot, GROUP, ADMIN)
    clock.now += 1
    assert not await administrators.lead(bot, GROUP, ADMIN)
    assert await administrators.lead(bot, GROUP, MEMBER)
    assert n_asked(telegram) == 2


async def test_what_is_forgotten_is_asked_for_again(
    bot: "ExtBot[None]", telegram: Telegram, clock: Clock
) -> None:
    administrators = Administrators(clock)
    assert await administrators.lead(bot, GROUP, ADMIN)
    telegram.people.role(GROUP, ADMIN, "member")
    administrators.forget(GROUP)
    administrators.forget(-1)
    assert not await administrators.lead(bot, GROUP, ADMIN)


async def test_while_telegram_does_not_tell_nobody_leads_and_the_next_asks_again(
    bot: "ExtBot[None]", telegram: Telegram, clock: Clock
) -> None:
    administrators = Administrators(clock)
    telegram.people.fault("getChatAdministrators", 403)
    assert not await administrators.lead(bot, GROUP, ADMIN)
    assert await administrators.lead(bot, GROUP, ADMIN)
    # An old list is worth nothing: who was on it may have been voted out.
    clock.now += LIFETIME
    telegram.people.fault("getChatAdministrators", 502)
    assert not await administrators.lead(bot, GROUP, ADMIN)
    assert await administrators.lead(bot, GROUP, ADMIN)


async def test_chats_are_told_apart(bot: "ExtBot[None]", telegram: Telegram, clock: Clock) -> None:
    telegram.people.group(-200, members=[OWNER, ADMIN], owner=ADMIN)
    administrators = Administrators(clock)
    assert await administrators.lead(bot, GROUP, OWNER)
    assert not await administrators.lead(bot, -200, OWNER)
    assert not await administrators.lead(bot, -300, OWNER)


async def test_memory_is_bounded(bot: "ExtBot[None]", telegram: Telegram, clock: Clock) -> None:
    administrators = Administrators(clock)
    for number in range(1, 1103):
        telegram.people.group(-number, members=[OWNER], owner=OWNER)
        assert await administrators.lead(bot, -number, OWNER)
    assert len(administrators._lists) == 1000
    asked = n_asked(telegram)
    # Asking again for one that is known drops none.
    clock.now += LIFETIME
    assert await administrators.lead(bot, -1102, OWNER)
    assert len(administrators._lists) == 1000
    assert n_asked(telegram) == asked + 1
