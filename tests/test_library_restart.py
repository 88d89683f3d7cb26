"""The bot is killed while curators send reports and people wait for them.

Every report is in the library once, every curator's message has its outcome, every watch is told of
every report, and of none twice. Killed while Telegram was taking an announcement, no process can
know whether it came: that is said in one message, with a button that shows what was announced.
Killed again while Telegram was taking that, the button stands under /watch.
"""

import asyncio
import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from pathlib import Path

import pytest

from bot.emulator import Call, JsonObject, Params, Telegram
from tests.emulator_server import deliver, serving
from tests.fake_library_bot import name, report
from tests.length import WHOLE
from tests.processes import BotProcess, until

KILLS = 100 if WHOLE else 6
OWNER, READERS, GROUP, CHANNEL = 1001, range(1002, 1005), -1001, -1009
PLACES = (*READERS, GROUP)
SETTINGS = {"SITREP_OWNERS": str(OWNER), "SITREP_LOG_LEVEL": "INFO"}
SHOW = re.compile(r"wa:")
ASKING_SECONDS = 4.0
"""For which nothing was sent, when a place asks what it missed: the bot looks every two."""
PATIENCE_SECONDS = 300.0
_NAME = re.compile(r"Vill\d{4}stead")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("process"),
    pytest.mark.timeout(900),
]


class FarTelegram(Telegram):
    """A message takes its time to get there, and so does the word that it did."""

    async def call(self, token: str, method: str, params: Params) -> tuple[int, JsonObject]:
        away = 0.05 if method in {"sendMessage", "editMessageText"} else 0.0
        await asyncio.sleep(away)
        answer = await super().call(token, method, params)
        await asyncio.sleep(away)
        return answer


@dataclass
class Newsroom:
    """A curator, readers who wait, a channel; and what the bot sent to whom.

    Attributes:
        reports: how many reports there are so far.
        brought: the curator's messages, by the report that each brings.
        sent: the villages in the messages that each place was sent, one entry a message.
        last_sent: when something was last sent to any place.
    """

    telegram: Telegram
    bot: BotProcess
    reports: int = 0
    brought: dict[int, int] = field(default_factory=dict)
    sent: dict[int, list[list[str]]] = field(default_factory=dict)
    last_sent: float = 0.0

    def __post_init__(self) -> None:
        self.telegram.watchers.append(self._watch)

    def _watch(self, call: Call) -> None:
        if call.method == "sendMessage" and call.status == HTTPStatus.OK:
            chat = int(call.params["chat_id"])
            named = list(dict.fromkeys(_NAME.findall(call.params["text"])))
            self.sent.setdefault(chat, []).append(named)
            self.last_sent = time.monotonic()

    def bring(self, drawn: random.Random) -> None:
        """A report that nobody had before: by address, as a file, forwarded, or by the channel."""
        self.reports += 1
        number, people = self.reports, self.telegram.people
        match drawn.randrange(4):
            case 0:
                said = people.say(OWNER, OWNER, f"https://gazette.example/raid-{number}")
            case 1:
                data = f"Raid at {name(number)}\n\n{report(number)}".encode()
                said = people.send_file(OWNER, OWNER, f"{number}.txt", data)
            case 2:
                wire = {"id": -1008, "type": "channel", "title": "Wire", "username": "wire"}
                origin = {"type": "channel", "chat": wire, "message_id": number}
                origin["date"] = int(time.time())
                said = people.forward(OWNER, OWNER, origin, self._post(number))
            case _:
                people.post(CHANNEL, self._post(number))
                return
        self.brought[number] = int(said["message_id"])

    def _post(self, number: int) -> str:
        return f"Raid at {name(number)}\n{report(number)}"

    def outcome(self, number: int) -> str | None:
        """What the curator was told of what they sent."""
        replies = [
            message["text"]
            for message in self.telegram.people.messages(OWNER)
            if message.get("reply_to_message", {}).get("message_id") == self.brought[number]
        ]
        told = [text for text in replies if name(number) in text]
        return told[-1] if told else None

    def n_missing(self) -> int:
        """How many outcomes are still to be told."""
        return sum(self.outcome(number) is None for number in self.brought)

    def shown(self, place: int) -> Counter[str]:
        """The villages that stand in a place's chat now, by how many messages."""
        messages = self.telegram.people.messages(place)
        return Counter(each for m in messages for each in set(_NAME.findall(m["text"])))

    async def see_all(self, place: int, wanted: set[str]) -> int:
        """Wait until a place was shown all; what may have come is asked for, as its people would.

        Returns:
            How many notices there were of what may not have come.
        """
        n_notices = 0
        deadline = time.monotonic() + PATIENCE_SECONDS
        while wanted - set(self.shown(place)):
            assert time.monotonic() < deadline, f"{place} was not told of all"
            if n_pressed := await self._press_notices(place):
                n_notices += n_pressed
            elif time.monotonic() - self.last_sent > ASKING_SECONDS:
                await self._ask(place)
            else:
                await asyncio.sleep(0.2)
        return n_notices

    async def _ask(self, place: int) -> None:
        """Have the place say /watch, and be told."""
        before = len(self.sent[place])
        self.telegram.people.say(place, _reader(place), "/watch")
        await until(lambda: len(self.sent[place]) > before, "the list")

    async def _press_notices(self, place: int) -> int:
        """Have what may be missing shown; returns how many notices there were."""
        notices = [
            (message["message_id"], data)
            for message in self.telegram.people.messages(place)
            for data in filter(SHOW.match, _buttons(message))
        ]
        for number, data in notices:
            query = self.telegram.people.press(place, _reader(place), number, data)
            await until(partial(self._is_shown, query["id"], place, number), "what was missed")
        return len(notices)

    def _is_shown(self, query_id: str, place: int, number: int) -> bool:
        """Whether a press was answered, and the button is gone."""
        messages = {each["message_id"]: each for each in self.telegram.people.messages(place)}
        is_pressed = query_id in self.telegram.state.answers
        return is_pressed and not any(map(SHOW.match, _buttons(messages[number])))


def _reader(place: int) -> int:
    return OWNER if place == GROUP else place


def _buttons(message: JsonObject) -> list[str]:
    """What a message's buttons carry."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button.get("callback_data", "") for row in rows for button in row]


@pytest.fixture
async def newsroom(tmp_path: Path, model_cache: Path) -> AsyncIterator[Newsroom]:
    telegram = FarTelegram(privacy=False, deliver=deliver)
    people = telegram.people
    for person in (OWNER, *READERS):
        people.user(person, f"P{person}")
    people.group(GROUP, members=[OWNER, *READERS], owner=OWNER)
    people.group(CHANNEL, type="channel", members=[OWNER])
    async with serving(telegram) as server:
        bot = BotProcess(server.base_url, tmp_path, model_cache, "tests.fake_library_bot", SETTINGS)
        yield Newsroom(telegram, bot)
        bot.kill()


async def test_killed_at_any_moment_no_report_is_lost_and_none_announced_twice(
    newsroom: Newsroom,
) -> None:
    seed = int(os.environ.get("SITREP_TEST_SEED", time.time_ns() % 1_000_000))
    print(f"to do the same again: SITREP_TEST_SEED={seed}")  # noqa: T201
    drawn = random.Random(seed)
    await _settle_in(newsroom)
    bringing = asyncio.create_task(_keep_bringing(newsroom, drawn))
    for _ in range(KILLS):
        newsroom.bot.start()
        if drawn.random() < 0.9:
            await until(lambda: newsroom.telegram.state.updates.is_polled, "a poll")
        await asyncio.sleep(drawn.uniform(0, 1.5))
        newsroom.bot.kill()
    bringing.cancel()
    newsroom.bot.start()
    await until(lambda: not newsroom.n_missing(), "the last outcome", 300)
    wanted = {name(number) for number in range(1, newsroom.reports + 1)}
    n_notices = sum([await newsroom.see_all(place, wanted) for place in PLACES])
    listed = json.loads(newsroom.bot.sitrep("articles", "--json"))
    assert await newsroom.bot.stopped() == 0

    titles = Counter(each["title"] for each in listed if _NAME.search(each["title"]))
    assert titles == {f"Raid at {each}": 1 for each in wanted}
    for place in PLACES:
        announced = Counter(each for named in newsroom.sent[place] for each in named)
        twice = [each for each, n in announced.items() if n > 1]
        assert not twice, f"{place} was told twice of {twice}"
        assert set(newsroom.shown(place)) == wanted
    print(  # noqa: T201
        f"{KILLS} kills, {newsroom.reports} reports to {len(PLACES)} places, "
        f"{n_notices} notices pressed for what had not come"
    )
    assert "Traceback" not in newsroom.bot.log()


async def _settle_in(newsroom: Newsroom) -> None:
    """The bot runs, the channel is followed, and everybody waits for raids."""
    newsroom.bot.start()
    people = newsroom.telegram.people
    people.member(CHANNEL, OWNER, "administrator")
    for place in PLACES:
        people.say(place, _reader(place), "/watch raided farmhouse")
    await until(lambda: len(newsroom.sent) == len(PLACES), "the answers to /watch")


async def _keep_bringing(newsroom: Newsroom, drawn: random.Random) -> None:
    while newsroom.reports < 9999:
        newsroom.bring(drawn)
        await asyncio.sleep(drawn.expovariate(0.35))
