"""The bot as its users have it: a process of its own that polls Telegram over HTTP.

Telegram is the emulator, in a process of its own too. One bot serves all tests; the test that ends
it leaves the next one to start it again.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.emulator import DEFAULT_TOKEN, DEFAULT_USERNAME, JsonObject
from tests.processes import (
    ANSWERABLE,
    PATIENCE_SECONDS,
    ROOT,
    UNANSWERABLE,
    BotProcess,
    eventually,
)

ANN, BOB = 1001, 1002
# In the group the bot is an administrator, so that it gets everything that is said there.
PRIVATE, GROUP, FORUM = ANN, -1001, -1002
REFUSAL = "The articles in the library don't answer that."
NEWS = """---
title: Coast guard searches a trawler off Port Aldwyn
outlet: Harbour Gazette
published: 2023-04-02
---
The coast guard found eleven crates of stolen rifles aboard the trawler Merganser off Port Aldwyn.
"""
ASKED_OF_THE_NEWS = "What did the coast guard find aboard the trawler Merganser?"

pytestmark = [
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.xdist_group("process"),
    pytest.mark.timeout(300),
]


@dataclass
class World:
    """Ann and Bob in an emulated Telegram, and the bot.

    Attributes:
        people: what people do, over HTTP.
        said: everything that anybody wrote.
    """

    bot: BotProcess
    people: httpx.Client
    said: list[str] = field(default_factory=list)

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
        eventually(lambda: query in self.people.get("answers").json()["result"], "an answer")
        return eventually(lambda: self._changed(chat, message), "the page")

    def _changed(self, chat: int, message: JsonObject) -> JsonObject | None:
        """The message as it is now, if it is another one than it was."""
        number = message["message_id"]
        [shown] = self.do("messages", chat=chat, after=number - 1)[:1]
        assert shown["message_id"] == number
        return dict(shown) if shown["text"] != message["text"] else None


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
        folder = tmp_path_factory.mktemp("process")
        # Ann asks more than one person usually may.
        patient = {"SITREP_PERSON_MINUTE": "1000"}
        world = World(BotProcess(telegram, folder, model_cache, settings=patient), people)
        for user, name in ((ANN, "Ann"), (BOB, "Bob")):
            world.do("user", id=user, first_name=name)
        members = [ANN, BOB]
        world.do("group", id=GROUP, members=members, bot_status="administrator")
        world.do("group", id=FORUM, members=members, bot_status="administrator", is_forum=True)
        yield world
        world.bot.kill()


@pytest.fixture
def world(started: World) -> World:
    """With a bot that runs. Its library was empty, so it holds the samples."""
    started.bot.start()
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
    news = world.bot.folder / "news.md"
    news.write_text(NEWS, "utf-8")
    added = json.loads(world.bot.sitrep("add", str(news), "--json"))
    number = added["articles"][0]["article"]["id"]
    card = world.ask(PRIVATE, ASKED_OF_THE_NEWS)
    assert "eleven crates of stolen rifles" in card["text"]
    assert "Harbour Gazette" in card["text"]
    world.bot.sitrep("remove", str(number), "--yes")
    assert world.ask(PRIVATE, ASKED_OF_THE_NEWS)["text"].startswith(REFUSAL)


def test_sigterm_while_it_answers_ends_the_bot_in_good_order(world: World) -> None:
    asked = [world.say(PRIVATE, f"{ANSWERABLE} {number}") for number in range(6)]
    eventually(lambda: world.reply(PRIVATE, asked[0]), "an answer")
    began = time.monotonic()
    assert world.bot.stop() == 0
    assert time.monotonic() - began < 10
    assert world.reply(PRIVATE, asked[-1]) is None
    world.bot.start()
    eventually(lambda: all(world.reply(PRIVATE, number) for number in asked), "the answers")
    found = world.do("messages", chat=PRIVATE, after=asked[0])
    replied = [card.get("reply_to_message", {}).get("message_id") for card in found]
    assert [replied.count(number) for number in asked] == [1] * len(asked)
    assert "Traceback" not in world.bot.log()


def test_what_people_write_and_the_token_are_never_logged(world: World) -> None:
    world.do("fault", method="sendMessage", code=400, description="Bad Request: can't parse")
    number = world.say(PRIVATE, "Where did the secret convoy of Tell Rifaat go?")
    eventually(lambda: "A handler failed" in world.bot.log(), "the error in the log")
    eventually(lambda: world.reply(PRIVATE, number), "the bot's apology")
    world.ask(PRIVATE, ANSWERABLE)
    printed = world.bot.log()
    assert "DEBUG" in printed
    secrets = [DEFAULT_TOKEN, DEFAULT_TOKEN.partition(":")[2], *world.said, "Tell Rifaat"]
    assert [secret for secret in secrets if secret in printed] == []
