"""The bot behind a webhook, as a process of its own: Telegram posts to it over HTTP."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from bot.emulator import Telegram
from bot.messages import Messages
from tests.emulator_server import deliver, serving
from tests.processes import ANSWERABLE, UNANSWERABLE, BotProcess, Town, free_port, until

ANN, GROUP = 1001, -1001
PEOPLE = range(1001, 1025)
PATH, SECRET = "/hook/a1b2c3", "the-Secret_1"
TOKEN_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FORGED = {
    "update_id": 10**6,
    "message": {
        "message_id": 10**6,
        "date": 1_700_000_000,
        "chat": {"id": ANN, "type": "private", "first_name": "Ann"},
        "from": {"id": ANN, "is_bot": False, "first_name": "Ann"},
        "text": ANSWERABLE,
    },
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("process"),
    pytest.mark.timeout(300),
]


@dataclass
class Posting:
    """Posts updates, and knows how many are under way."""

    under_way: int = 0
    most: int = 0

    async def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await deliver(url, body, headers)
        finally:
            self.under_way -= 1


@dataclass(kw_only=True)
class HookedTown(Town):
    """With a bot that listens; ``web`` is a client of it."""

    web: httpx.AsyncClient
    posting: Posting

    async def status(self, path: str) -> tuple[int, str]:
        """A page's status and text; status 0 where nobody listens."""
        try:
            answer = await self.web.get(path)
        except httpx.ConnectError:
            return 0, ""
        return answer.status_code, answer.text

    async def started(self) -> None:
        self.bot.start()
        async with asyncio.timeout(60):
            while await self.status("/readyz") != (HTTPStatus.OK, "ready"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def post(self, secret: str) -> int:
        """Post an update that Telegram never made."""
        answer = await self.web.post(PATH, json=FORGED, headers={TOKEN_HEADER: secret})
        return answer.status_code

    async def metric(self, name: str) -> float:
        _, text = await self.status("/metrics")
        lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if line[:1] != "#")
        return float(lines[f"sitrep_{name}"])


@pytest.fixture
async def town(tmp_path: Path, model_cache: Path) -> AsyncIterator[HookedTown]:
    posting = Posting()
    telegram = Telegram(privacy=False, limits=True, deliver=posting)
    for person in PEOPLE:
        telegram.people.user(person, f"P{person}")
    telegram.people.group(GROUP, members=PEOPLE)
    address = f"127.0.0.1:{free_port()}"
    settings = {
        "SITREP_LISTEN": address,
        "SITREP_WEBHOOK_URL": f"http://{address}{PATH}",
        "SITREP_WEBHOOK_SECRET": SECRET,
        "SITREP_PERSON_MINUTE": "3",
    }
    async with (
        serving(telegram) as server,
        httpx.AsyncClient(base_url=f"http://{address}", trust_env=False) as web,
    ):
        bot = BotProcess(server.base_url, tmp_path, model_cache, "tests.fake_bot", settings)
        yield HookedTown(telegram=telegram, bot=bot, web=web, posting=posting)
        bot.kill()


async def test_updates_are_posted_several_at_once_and_the_numbers_are_true(
    town: HookedTown,
) -> None:
    await town.started()
    assert await town.status("/healthz") == (HTTPStatus.OK, "ok")
    assert await town.metric("library_revision") > 0
    for person in PEOPLE:
        town.ask(person, person, ANSWERABLE if person % 3 else UNANSWERABLE)
    await town.settled()
    for _ in range(3):  # one more than a person may ask in a minute
        town.ask(ANN, ANN, ANSWERABLE)
    town.ask(GROUP, ANN + 1, f"/ask {ANSWERABLE}")
    await town.settled()
    await asyncio.sleep(0.5)  # an answer is counted once what it was is written down
    assert town.posting.most > 1
    every = [text for question in town.asked for text in town.texts(question)]
    assert len(every) == len(town.asked)
    assert every.count(Messages("en").slow_down(3)) == 1
    refusals = sum(Messages("en").not_told in text for text in every)
    assert refusals
    assert await town.metric('questions_total{where="private"}') == len(PEOPLE) + 2
    assert await town.metric('questions_total{where="group"}') == 1
    assert await _sum(town, "refusals_total") == refusals
    assert await town.metric('throttled_total{limit="person_minute"}') == 1
    assert await town.metric("answer_seconds_count") == len(PEOPLE) + 3
    assert await town.metric("telegram_429_total") == _throttled(town.telegram)
    assert await town.metric("handler_errors_total") == 0
    assert await town.metric("queue_waiting") == 0
    assert await town.bot.stopped() == 0


async def _sum(town: HookedTown, name: str) -> float:
    places = ("private", "group", "comment", "inline")
    return sum([await town.metric(f'{name}{{where="{place}"}}') for place in places])


def _throttled(telegram: Telegram) -> int:
    return sum(call.status == HTTPStatus.TOO_MANY_REQUESTS for call in telegram.state.calls)


async def test_only_telegram_gets_in(town: HookedTown) -> None:
    await town.started()
    for secret in ("", "guess", SECRET[:-1], SECRET.upper()):
        assert await town.post(secret) == HTTPStatus.FORBIDDEN
    assert (await town.web.post(PATH, json=FORGED)).status_code == HTTPStatus.FORBIDDEN
    town.ask(ANN, ANN, ANSWERABLE)
    await town.settled()  # what came before it would have been answered by now
    assert [len(town.texts(question)) for question in town.asked] == [1]
    assert len(town.telegram.people.messages(ANN)) == 1
    set_up = [call.params for call in town.telegram.state.calls if call.method == "setWebhook"]
    assert [params["secret_token"] for params in set_up] == [SECRET]
    assert SECRET not in town.bot.log()
    assert PATH not in town.bot.log()


async def test_stopped_while_it_answers_the_bot_ends_soon_and_answers_each_question_once(
    town: HookedTown,
) -> None:
    await town.started()
    for person in PEOPLE:
        town.ask(person, person, f"{ANSWERABLE} {person}")
    await until(lambda: town.got, "the first answer")
    began = time.monotonic()
    assert await town.bot.stopped() == 0
    assert time.monotonic() - began < 10
    assert town.unanswered(), "nothing was waiting, so nothing is shown"
    town.ask(ANN, ANN, UNANSWERABLE)  # Telegram delivers it later
    assert await town.status("/healthz") == (0, "")
    await town.started()
    await town.settled()
    assert await town.bot.stopped() == 0
    assert [len(town.texts(question)) for question in town.asked] == [1] * len(town.asked)
    assert Messages("en").interrupted not in str(town.got)
    assert "Traceback" not in town.bot.log()
