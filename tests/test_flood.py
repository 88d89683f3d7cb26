"""Two hundred people ask at once for a minute: each is answered or told, and memory stays flat.

Each asks again some seconds after an answer. Some don't wait for answers, and ask more than a
person may. How many questions that makes, the machine decides. The model is a fake one that takes
as long as a real one does on a good machine; ``SITREP_TEST_MODEL=real`` takes the real one.
"""

import asyncio
import os
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from pathlib import Path
from statistics import mean, median, quantiles

import pytest

from bot.emulator import Call, Telegram
from bot.emulator.pace import GROUP_LIMIT
from bot.messages import Messages
from bot.settings import Settings
from tests.emulator_server import deliver, serving
from tests.length import WHOLE
from tests.processes import BotProcess, Place, Town, until

# A minute at its whole length.
PERIOD, WARM_UP = (60.0, 15) if WHOLE else (10.0, 4)
MINUTE = 60.0
PEOPLE = range(1001, 1201)
HASTY = PEOPLE[-10:]
GROUPS = range(-1006, -1000)
IN_GROUP = 15
GROWTH = 1.10
MODULE = "bot" if os.environ.get("SITREP_TEST_MODEL") == "real" else "tests.fake_bot"
HANDFUL = 10
QUESTIONS = (
    "Who was killed in the October 2022 airstrike in northern Syria?",
    "When was Hani al-Kurdi captured?",
    "Where did the raid take place?",
    "How many people were killed in the operation?",
    "How many eggs does the recipe for the apple cake call for?",
    "من قُتل في الغارة الجوية؟",
    "Кого убили при авиаударе?",
    "and when was that?",
)
NOTICES = (
    Messages("en").slow_down(Settings.model_fields["person_minute"].default),
    Messages("en").group_slow_down(Settings.model_fields["group_minute"].default),
    Messages("en").busy,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("flood"),
    pytest.mark.timeout(400),
]


@dataclass
class FloodedTown(Town):
    """With what explains silence: when the bot said in a chat that it won't answer for a while."""

    notices: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    def _watch(self, call: Call) -> None:
        super()._watch(call)
        if call.status == HTTPStatus.OK and call.params.get("text") in NOTICES:
            self.notices[int(call.params["chat_id"])].append(time.monotonic())

    def told(self, question: Place) -> bool:
        """Whether a notice in the same chat explains the silence: a minute of it may follow."""
        asked, said = self.asked[question], self.notices[question[0]]
        return any(moment - 5 < asked < moment + MINUTE + 1 for moment in said)

    def left_out(self) -> list[Place]:
        """Who got no answer, and was not told either."""
        return [question for question in self.unanswered() if not self.told(question)]


@pytest.fixture
async def town(tmp_path: Path, model_cache: Path) -> AsyncIterator[FloodedTown]:
    telegram = Telegram(privacy=False, limits=True, deliver=deliver)
    for person in PEOPLE:
        telegram.people.user(person, f"P{person}")
    for number, group in enumerate(GROUPS):
        telegram.people.group(group, members=PEOPLE[IN_GROUP * number :][:IN_GROUP])
    async with serving(telegram) as server:
        # Nothing is set but where things are: the limits are those that everybody has.
        bot = BotProcess(server.base_url, tmp_path, model_cache, MODULE)
        bot.settings = {"SITREP_LOG_LEVEL": "INFO", "SITREP_THREADS": ""}
        yield FloodedTown(telegram, bot)
        bot.kill()


async def test_two_hundred_people_ask_at_once_for_a_minute(town: FloodedTown) -> None:
    town.bot.start()
    await town.polled()
    began = time.monotonic()
    memory: list[int] = []
    sampling = asyncio.create_task(_sample(town, memory))
    drawn = random.Random(1)
    await asyncio.gather(*(_ask_for_a_minute(town, person, drawn) for person in PEOPLE))
    await until(lambda: not town.left_out(), "the last answer", 2 * MINUTE)
    took = time.monotonic() - began
    sampling.cancel()
    await asyncio.sleep(1)
    assert await town.bot.stopped() == 0
    print(_figures(town, took, memory))  # noqa: T201
    assert not town.left_out()
    assert [town.texts(q) for q in town.asked if len(town.texts(q)) > 1] == []
    assert _throttled(town) <= HANDFUL
    for group in GROUPS:
        seconds, most = GROUP_LIMIT
        assert town.telegram.state.most_within(group, seconds) <= most
    warm, last = _from_to(memory)
    assert last <= GROWTH * warm
    assert "Traceback" not in town.bot.log()


async def _ask_for_a_minute(town: FloodedTown, person: int, drawn: random.Random) -> None:
    end = time.monotonic() + PERIOD
    for number in count():
        chat, start = _where(person, drawn)
        question = town.ask(chat, person, f"{start}{drawn.choice(QUESTIONS)} {person}.{number}")
        while person not in HASTY and question not in town.got and not town.told(question):
            await asyncio.sleep(0.2)
            if time.monotonic() > end:
                return
        await asyncio.sleep(drawn.uniform(2, 5 if person in HASTY else 20))
        if time.monotonic() > end:
            return


def _where(person: int, drawn: random.Random) -> tuple[int, str]:
    """In private, or now and then in one of the groups that the person is in."""
    index = PEOPLE.index(person) // IN_GROUP
    mine = [group for number, group in enumerate(GROUPS) if number == index]
    return (mine[0], "/ask ") if mine and drawn.random() < 0.15 else (person, "")


async def _sample(town: FloodedTown, memory: list[int]) -> None:
    while True:
        memory.append(town.bot.resident())
        await asyncio.sleep(1)


def _from_to(memory: list[int]) -> tuple[float, float]:
    """The memory after the warm-up and in the end, over five seconds each, in MiB."""
    return mean(memory[WARM_UP : WARM_UP + 5]) / 1024, mean(memory[-5:]) / 1024


def _throttled(town: FloodedTown) -> int:
    calls = town.telegram.state.calls
    return sum(call.status == HTTPStatus.TOO_MANY_REQUESTS for call in calls)


def _figures(town: FloodedTown, took: float, memory: list[int]) -> str:
    answers = {q: got[0] for q, got in town.got.items() if got[0][1] not in NOTICES}
    latencies = [moment - town.asked[question] for question, (moment, _) in answers.items()]
    warm, last = _from_to(memory)
    busiest = max(town.telegram.state.most_within(group, GROUP_LIMIT[0]) for group in GROUPS)
    return (
        f"{len(town.asked)} questions of {len(PEOPLE)} people in {PERIOD:.0f} s, the last answer "
        f"after {took:.0f} s: {len(answers)} answers, {len(town.got) - len(answers)} notices, "
        f"{len(town.unanswered())} met with silence after a notice\n"
        f"latency: p50 {median(latencies):.1f} s, p95 {quantiles(latencies, n=20)[-1]:.1f} s\n"
        f"most in a group in a minute: {busiest}; 429s: {_throttled(town)}\n"
        f"memory: {warm:.0f} MiB after {WARM_UP} s, {last:.0f} MiB in the end"
    )
