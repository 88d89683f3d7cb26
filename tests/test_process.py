"""The bot as its users have it: a process of its own that polls Telegram over HTTP.

Telegram is the emulator, in a process of its own too. One bot serves all tests; the test that ends
it leaves the next one to start it again.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from bot.emulator import DEFAULT_TOKEN, DEFAULT_USERNAME, JsonObject

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 60.0
ANN, BOB = 1001, 1002
# In the group the bot is an administrator, so that it gets everything that is said there.
PRIVATE, GROUP, FORUM = ANN, -1001, -1002
ANSWERABLE = "Who was killed in the October 2022 airstrike in northern Syria?"
UNANSWERABLE = "How many eggs does the recipe for the apple cake call for?"
REFUSAL = "The articles in the library don't answer that."
NEWS = """---
title: Coast guard searches a trawler off Port Aldwyn
outlet: Harbour Gazette
published: 2023-04-02
---
The coast guard found eleven crates of stolen rifles aboard the trawler Merganser off Port Aldwyn.
"""
ASKED_OF_THE_NEWS = "What did the coast guard find aboard the trawler Merganser?"

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.xdist_group("process")]

T = TypeVar("T")


def eventually(look: Callable[[], T | None], what: str) -> T:
    """Look again until there is something to see."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.05)
    return found


@dataclass
class World:
    """Ann and Bob in an emulated Telegram, and the bot.

    Attributes:
        api: the Bot API's address, as TELEGRAM_BASE_URL has it.
        people: what people do, over HTTP.
        said: everything that anybody wrote.
    """

    api: str
    people: httpx.Client
    folder: Path
    cache: Path
    said: list[str] = field(default_factory=list)
    bot: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """See to it that the bot runs."""
        if self.bot is None:
            with (self.folder / "log").open("ab") as log:
                command = [sys.executable, "-m", "bot", "run", "--library", str(self.library)]
                self.bot = subprocess.Popen(
                    command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
                )

    def stop(self) -> int:
        """End the bot as systemd and container engines do, and return its exit code."""
        assert self.bot
        bot, self.bot = self.bot, None
        bot.send_signal(signal.SIGTERM)
        return bot.wait(PATIENCE_SECONDS)

    def sitrep(self, *arguments: str) -> str:
        """Run another command beside the bot, and return what it prints."""
        command = [sys.executable, "-m", "bot", "--library", str(self.library), *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def library(self) -> Path:
        return self.folder / "library"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the tests' own, but for what finds Python's files."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "TELEGRAM_BOT_TOKEN": DEFAULT_TOKEN,
            "TELEGRAM_BASE_URL": self.api,
            "SITREP_CACHE": str(self.cache),
            "SITREP_THREADS": "1",
            "SITREP_LOG_LEVEL": "DEBUG",
        }

    def log(self) -> str:
        """All that the bot printed."""
        return (self.folder / "log").read_text("utf-8")

    def do(self, action: str, **arguments: object) -> Any:
        answer = self.people.post(action, json=arguments).json()
        assert answer["ok"], answer
        return answer["result"]

    def say(self, chat: int, text: str, user: int = ANN, **how: int) -> int:
        """Write a message that the bot gets to see, and return its number."""
        self.said.append(text)
        said = self.do("say", chat=chat, user=user, text=text, **how)
        assert said["delivered"]
        return int(said["message_id"])

    def ask(self, chat: int, text: str, **how: int) -> JsonObject:
        """Write a message, and wait for the bot's reply to it."""
        number = self.say(chat, text, **how)
        return eventually(lambda: self.reply(chat, number), "an answer")

    def reply(self, chat: int, number: int) -> JsonObject | None:
        found: list[JsonObject] = self.do("messages", chat=chat, after=number)
        replies = (m for m in found if m.get("reply_to_message", {}).get("message_id") == number)
        return next(replies, None)

    def press(self, chat: int, message: JsonObject, label: str) -> JsonObject:
        """Press a button, wait for the answer to it, and return the message as it is then."""
        row = message["reply_markup"]["inline_keyboard"][0]
        data = next(button["callback_data"] for button in row if button["text"] == label)
        number = message["message_id"]
        query = self.do("press", chat=chat, user=ANN, message_id=number, data=data)["id"]
        eventually(lambda: query in self.people.get("answers").json()["result"], "the page")
        [shown] = self.do("messages", chat=chat, after=number - 1)[:1]
        assert shown["message_id"] == number
        return dict(shown)


@pytest.fixture(scope="module")
def telegram() -> Iterator[str]:
    """The emulator's address."""
    command = [sys.executable, "-m", "tests.emulator_server", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as emulator:
        assert emulator.stdout
        yield emulator.stdout.readline().split()[-1]
        emulator.terminate()


@pytest.fixture(scope="module")
def started(
    telegram: str, model_cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    people_url = telegram.removesuffix("bot") + "user/"
    with httpx.Client(base_url=people_url, trust_env=False, timeout=PATIENCE_SECONDS) as people:
        world = World(telegram, people, tmp_path_factory.mktemp("process"), model_cache)
        for user, name in ((ANN, "Ann"), (BOB, "Bob")):
            world.do("user", id=user, first_name=name)
        members = [ANN, BOB]
        world.do("group", id=GROUP, members=members, bot_status="administrator")
        world.do("group", id=FORUM, members=members, bot_status="administrator", is_forum=True)
        yield world
        if world.bot:
            world.bot.kill()
            world.bot.wait()


@pytest.fixture
def world(started: World) -> World:
    """With a bot that runs. Its library was empty, so it holds the samples."""
    started.start()
    return started


def test_a_private_question_gets_a_card(world: World) -> None:
    card = world.ask(PRIVATE, "Who is Hani al-Kurdi?")
    bold, quotation = sorted(card["entities"], key=lambda entity: entity["offset"])
    assert (bold["type"], bold["offset"]) == ("bold", 0)
    assert quotation["type"] == "expandable_blockquote"
    assert quotation["length"] > bold["length"]
    assert "16 June 2022" in card["text"][quotation["offset"] + quotation["length"] :]
    assert "al-Kurdi" in card["text"][: bold["length"]]
    assert card["link_preview_options"] == {"is_disabled": True}


def test_what_no_article_tells_is_refused(world: World) -> None:
    assert world.ask(PRIVATE, UNANSWERABLE)["text"].startswith(REFUSAL)


def test_a_button_turns_the_page(world: World) -> None:
    first = world.ask(PRIVATE, ANSWERABLE)
    assert "1 of 3" in first["text"]
    second = world.press(PRIVATE, first, "▶")
    assert "2 of 3" in second["text"]
    assert world.press(PRIVATE, second, "◀")["text"] == first["text"]


@pytest.mark.parametrize("how", [f"/ask {ANSWERABLE}", f"@{DEFAULT_USERNAME} {ANSWERABLE}"])
def test_a_group_asks_by_command_and_by_mention(world: World, how: str) -> None:
    assert "Abu 'Ala" in world.ask(GROUP, how)["text"]


def test_a_reply_to_the_bot_is_a_question(world: World) -> None:
    card = world.ask(GROUP, f"/ask {ANSWERABLE}")
    again = world.ask(GROUP, "Where was Hani al-Kurdi captured?", reply_to=card["message_id"])
    assert "al-Kurdi" in again["text"]


def test_other_talk_in_a_group_is_ignored(world: World) -> None:
    talk = world.say(GROUP, ANSWERABLE, user=BOB)
    other = world.say(GROUP, f"/ask@another_bot {ANSWERABLE}", user=BOB)
    world.ask(GROUP, f"/ask {ANSWERABLE}")  # what came before it has been dealt with then
    assert world.reply(GROUP, talk) is None
    assert world.reply(GROUP, other) is None


def test_a_question_in_a_topic_is_answered_there(world: World) -> None:
    topic = world.do("topic", chat=FORUM, user=ANN, title="Syria")
    card = world.ask(FORUM, f"/ask {ANSWERABLE}", thread=topic)
    assert card["message_thread_id"] == topic
    assert card["is_topic_message"] is True
    general = world.ask(FORUM, f"/ask {ANSWERABLE}")
    assert "message_thread_id" not in general


def test_an_article_added_by_another_process_is_in_the_next_answer(world: World) -> None:
    assert world.ask(PRIVATE, ASKED_OF_THE_NEWS)["text"].startswith(REFUSAL)
    news = world.folder / "news.md"
    news.write_text(NEWS, "utf-8")
    added = json.loads(world.sitrep("add", str(news), "--json"))
    number = added["articles"][0]["article"]["id"]
    card = world.ask(PRIVATE, ASKED_OF_THE_NEWS)
    assert "eleven crates of stolen rifles" in card["text"]
    assert "Harbour Gazette" in card["text"]
    world.sitrep("remove", str(number), "--yes")
    assert world.ask(PRIVATE, ASKED_OF_THE_NEWS)["text"].startswith(REFUSAL)


def test_sigterm_ends_the_bot_in_good_order(world: World) -> None:
    world.ask(PRIVATE, UNANSWERABLE)
    assert world.stop() == 0
    assert "Traceback" not in world.log()


def test_what_people_write_and_the_token_are_never_logged(world: World) -> None:
    world.do("fault", method="sendMessage", code=400, description="Bad Request: can't parse")
    number = world.say(PRIVATE, "Where did the secret convoy of Tell Rifaat go?")
    eventually(lambda: "A handler failed" in world.log(), "the error in the log")
    eventually(lambda: world.reply(PRIVATE, number), "the bot's apology")
    world.ask(PRIVATE, ANSWERABLE)
    printed = world.log()
    assert "DEBUG" in printed
    secrets = [DEFAULT_TOKEN, DEFAULT_TOKEN.partition(":")[2], *world.said, "Tell Rifaat"]
    assert [secret for secret in secrets if secret in printed] == []
