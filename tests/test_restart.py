"""The bot is stopped and killed while it answers: every question is answered, and none twice.

Killed while Telegram was taking an answer, no process can know whether it came: the person is told
so, and the answer is not sent a second time. Killed while it tells them, it tells them again.
"""

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.emulator import JsonObject, Params, Telegram
from bot.messages import Messages
from tests.emulator_server import deliver, serving
from tests.length import WHOLE
from tests.processes import ANSWERABLE, UNANSWERABLE, BotProcess, Place, Town, until

KILLS = 15 if WHOLE else 5
MOST_QUESTIONS = 300
PEOPLE = range(1001, 1041)
GROUP = -1001
INTERRUPTED = Messages("en").interrupted
PATIENT = {"SITREP_PERSON_MINUTE": "1000", "SITREP_PERSON_DAY": "10000", "SITREP_LOG_LEVEL": "INFO"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("process"),
    pytest.mark.timeout(300),
]


class FarTelegram(Telegram):
    """An answer takes its time to get there, and so does the word that it did."""

    async def call(self, token: str, method: str, params: Params) -> tuple[int, JsonObject]:
        away = 0.05 if method == "sendMessage" else 0.0
        await asyncio.sleep(away)
        answer = await super().call(token, method, params)
        await asyncio.sleep(away)
        return answer


@pytest.fixture
async def town(tmp_path: Path, model_cache: Path) -> AsyncIterator[Town]:
    telegram = FarTelegram(privacy=False, limits=True, deliver=deliver)
    for person in PEOPLE:
        telegram.people.user(person, f"P{person}")
    telegram.people.group(GROUP, members=PEOPLE)
    async with serving(telegram) as server:
        bot = BotProcess(server.base_url, tmp_path, model_cache, "tests.fake_bot", PATIENT)
        yield Town(telegram, bot)
        bot.kill()


async def test_stopped_while_it_answers_the_bot_ends_soon_and_answers_each_question_once(
    town: Town,
) -> None:
    town.bot.start()
    await town.polled()
    for person in PEOPLE:
        town.ask(person, person, f"{ANSWERABLE} {person}" if person % 2 else UNANSWERABLE)
    await until(lambda: len(town.unanswered()) < len(town.asked), "the first answer")
    began = time.monotonic()
    assert await town.bot.stopped() == 0
    took = time.monotonic() - began
    left = len(town.unanswered())
    print(f"ended after {took:.1f} s with {left} of {len(town.asked)} unanswered")  # noqa: T201
    assert took < 10
    assert left, "nothing was waiting, so nothing is shown"
    town.bot.start()
    await town.settled()
    assert await town.bot.stopped() == 0
    every = [town.texts(question) for question in town.asked]
    assert [len(texts) for texts in every] == [1] * len(every)
    assert [INTERRUPTED] not in every
    assert "Traceback" not in town.bot.log()


async def test_killed_at_any_moment_the_bot_leaves_no_question_out_and_answers_none_twice(
    town: Town,
) -> None:
    seed = int(os.environ.get("SITREP_TEST_SEED", time.time_ns() % 1_000_000))
    print(f"to do the same again: SITREP_TEST_SEED={seed}")  # noqa: T201
    drawn = random.Random(seed)
    asking = asyncio.create_task(_keep_asking(town, drawn))
    kills: list[float] = []
    for _ in range(KILLS):
        town.bot.start()
        if drawn.random() < 0.9:
            await town.polled()
        await asyncio.sleep(drawn.uniform(0, 1.5))
        town.bot.kill()
        kills.append(time.monotonic())
    asking.cancel()
    town.bot.start()
    await town.settled()
    assert await town.bot.stopped() == 0
    found = Counter(_found(town, question, kills) for question in town.asked)
    print(f"{KILLS} kills, {len(town.asked)} questions: {dict(found)}")  # noqa: T201
    assert set(found) <= {"an answer", "a notice", "a notice and the answer"}
    assert found["an answer"] > KILLS


async def _keep_asking(town: Town, drawn: random.Random) -> None:
    while len(town.asked) < MOST_QUESTIONS:
        person = drawn.choice(PEOPLE)
        chat, start = (GROUP, "/ask ") if drawn.random() < 0.05 else (person, "")
        town.ask(chat, person, f"{start}{ANSWERABLE} {len(town.asked)}")
        await asyncio.sleep(drawn.expovariate(5))


def _found(town: Town, question: Place, kills: list[float]) -> str:
    """What a question got, in words; what is wrong, as it is."""
    notices = [moment for moment, text in town.got[question] if text == INTERRUPTED]
    answers = len(town.got[question]) - len(notices)
    if (answers, len(notices)) == (1, 0):
        return "an answer"
    if answers > 1 or not all(_upon(kills, moment) for moment in notices[:-1]):
        return f"{town.texts(question)}"
    return "a notice and the answer" if answers else "a notice"


def _upon(kills: list[float], moment: float) -> bool:
    return any(abs(kill - moment) < 0.3 for kill in kills)
