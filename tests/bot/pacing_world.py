"""A bot that writes at a pace, and an emulated Telegram that judges it, in virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.emulator import DEFAULT_TOKEN, Call, EmulatorRequest, Telegram
from bot.pacing import TELEGRAMS_PACE, Attempt, Pace, Pacer
from tests.bot import virtual_time

ANN, BOB, GROUP, OTHER_GROUP, CHANNEL = 1, 2, -100, -200, -300
PEOPLE = range(1001, 1101)


class SlowRequest(EmulatorRequest):
    """A network that takes its time, there and back."""

    def __init__(self, telegram: Telegram, delay: Callable[[], float]) -> None:
        super().__init__(telegram)
        self._delay = delay

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        await asyncio.sleep(self._delay())
        try:
            return await super().do_request(*args, **kwargs)
        finally:
            await asyncio.sleep(self._delay())


@dataclass
class PacingWorld:
    """Ann, Bob, a hundred more people, two groups and a channel.

    Attributes:
        times: when the emulator took each message or edit, in order.
        throttled: how often Telegram asked to wait.
    """

    telegram: Telegram
    pacer: Pacer
    bot: "ExtBot[Attempt]"
    throttled: list[float]
    times: list[tuple[float, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        people = self.telegram.people
        for person in (ANN, BOB, *PEOPLE):
            people.user(person)
            people.say(person, person, "/start")
        for group in (GROUP, OTHER_GROUP):
            people.group(group, members=[ANN])
        people.group(CHANNEL, type="channel", bot_status="administrator")
        self.telegram.watchers.append(self._watch)

    def _watch(self, call: Call) -> None:
        if call.status == 200 and call.method.startswith(("send", "edit")):
            self.times.append((virtual_time.now(), int(call.params["chat_id"])))

    def start(self, call: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        return asyncio.create_task(call)

    def send(
        self, chat: int, text: str = "x", attempt: Attempt | None = None
    ) -> "asyncio.Task[Any]":
        return self.start(self.bot.send_message(chat, text, rate_limit_args=attempt))

    def texts(self, chat: int) -> list[str]:
        return [message["text"] for message in self.telegram.people.messages(chat)]

    @property
    def refused(self) -> list[Call]:
        return [call for call in self.telegram.state.calls if call.status == 429]


@asynccontextmanager
async def pacing(
    *,
    delay: Callable[[], float] = lambda: 0.0,
    pace: Pace = TELEGRAMS_PACE,
    request: BaseRequest | None = None,
) -> AsyncIterator[PacingWorld]:
    """A world for as long as the block runs; call it in `virtual_time.run`."""
    clock = asyncio.get_running_loop().time
    telegram = Telegram(limits=True, clock=clock)
    throttled = list[float]()
    pacer = Pacer(clock, lambda: throttled.append(clock()), pace)
    through = request or SlowRequest(telegram, delay)
    bot = ExtBot(DEFAULT_TOKEN, request=through, get_updates_request=through, rate_limiter=pacer)
    yield PacingWorld(telegram, pacer, bot, throttled)


async def settled(seconds: float = 0.0) -> None:
    """Let time pass, and everybody do what can be done by then."""
    await asyncio.sleep(seconds)
    for _ in range(20):
        await asyncio.sleep(0)
