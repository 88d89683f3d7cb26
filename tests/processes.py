"""Bots in processes of their own, for tests that start, stop and kill them."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TypeAlias, TypeVar

from bot.emulator import DEFAULT_TOKEN, Call, Telegram

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 90.0
ANSWERABLE = "Who was killed in the October 2022 airstrike in northern Syria?"
UNANSWERABLE = "How many eggs does the recipe for the apple cake call for?"

T = TypeVar("T")
Place: TypeAlias = tuple[int, int]
"""A message, by its chat's number and its own."""


def eventually(look: Callable[[], T | None], what: str) -> T:
    """Look again until there is something to see; meanwhile nothing else happens here."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.05)
    return found


async def until(look: Callable[[], T | None], what: str, patience: float = PATIENCE_SECONDS) -> T:
    """Look again until there is something to see, while the emulator in this process serves."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what} did not come"
        await asyncio.sleep(0.02)
    return found


def free_port() -> int:
    """A port of loopback at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@dataclass
class BotProcess:
    """A bot, whose folder outlasts its process.

    Attributes:
        api: the Bot API's address, as TELEGRAM_BASE_URL has it.
        folder: where its library, what it remembers and its log are.
        cache: where the model is.
        module: what runs: the bot, or `tests.fake_bot`.
        settings: more of the environment.
    """

    api: str
    folder: Path
    cache: Path
    module: str = "bot"
    settings: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> "subprocess.Popen[bytes]":
        """See to it that the bot runs."""
        if self.process is None:
            with (self.folder / "log").open("ab") as log:
                self.process = subprocess.Popen(
                    self._command("run"), cwd=ROOT, env=self.environment, stdout=log, stderr=log
                )
        return self.process

    def terminate(self) -> "subprocess.Popen[bytes]":
        """Ask the bot to end, as systemd and container engines do."""
        assert self.process
        process, self.process = self.process, None
        process.send_signal(signal.SIGTERM)
        return process

    def stop(self) -> int:
        """End the bot, and return its exit code."""
        return self.terminate().wait(PATIENCE_SECONDS)

    async def stopped(self) -> int:
        """The same, while the emulator in this process serves."""
        process = self.terminate()
        await until(lambda: process.poll() is not None, "the end")
        return process.wait()

    def kill(self) -> None:
        """End the bot as a power cut does, if it runs."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def sitrep(self, *arguments: str) -> str:
        """Run another command beside the bot, and return what it prints."""
        done = subprocess.run(
            self._command(*arguments),
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _command(self, *arguments: str) -> list[str]:
        library = str(self.folder / "library")
        return [sys.executable, "-m", self.module, "--library", library, *arguments]

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
            **self.settings,
        }

    def log(self) -> str:
        """All that the bot printed."""
        return (self.folder / "log").read_text("utf-8")

    def resident(self) -> int:
        """The memory that the process holds, in KiB."""
        assert self.process
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return int(
            next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        )


@dataclass
class Town:
    """People who ask, in an emulated Telegram of this process, and a bot in another one.

    Attributes:
        asked: the questions, and when.
        got: what came in reply to each message, and when.
    """

    telegram: Telegram
    bot: BotProcess
    asked: dict[Place, float] = field(default_factory=dict)
    got: dict[Place, list[tuple[float, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.telegram.watchers.append(self._watch)

    def _watch(self, call: Call) -> None:
        if call.method == "sendMessage" and call.status == HTTPStatus.OK:
            question = json.loads(call.params["reply_parameters"])["message_id"]
            place = int(call.params["chat_id"]), question
            self.got.setdefault(place, []).append((time.monotonic(), call.params["text"]))

    def ask(self, chat: int, user: int, text: str) -> Place:
        question = chat, int(self.telegram.people.say(chat, user, text)["message_id"])
        self.asked[question] = time.monotonic()
        return question

    def texts(self, question: Place) -> list[str]:
        return [text for _, text in self.got.get(question, [])]

    def unanswered(self) -> list[Place]:
        return [each for each in self.asked if each not in self.got]

    async def polled(self) -> None:
        await until(lambda: self.telegram.state.updates.is_polled, "a poll")

    async def settled(self) -> None:
        """Until every question has something in reply."""
        await until(lambda: not self.unanswered(), "the last answer", 2 * PATIENCE_SECONDS)
