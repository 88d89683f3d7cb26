"""Logs: a whole scenario leaves no word, no name and no token in any of them, at any level."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from bot.application import build
from bot.chats import Chats
from bot.context import SitrepApplication
from bot.emulator import Telegram
from bot.logs import configure
from bot.pacing import UNHURRIED
from bot.running import running
from tests.bot.fakes import ANN, BOB, FORUM, GROUP, FakeEngine, article, settings_for
from tests.emulator_server import serving

CHANNEL, OLD, NEW = -1003, -500, -1001234567890
WORD = "wolpertinger"
SECRETS = (WORD, "zebedee", "quetzalcoatl", "xanthippe", "yggdrasil", "kremlin")


class Everything(logging.Handler):
    """Keeps all that any logger lets through, with the fields that no format shows."""

    def __init__(self) -> None:
        super().__init__(level=1)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = logging.Formatter("%(name)s %(levelname)s %(message)s").format(record)
        self.lines.append(f"{line} {record.args!r}")


def all_loggers() -> list[logging.Logger]:
    root = logging.getLogger()
    known = root.manager.loggerDict.values()
    return [root, *(each for each in known if isinstance(each, logging.Logger))]


@pytest.fixture
def _scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No limit of presses, and afterwards the loggers' levels as they were before."""
    monkeypatch.setattr("bot.limits.PRESSES_A_MINUTE", 1000)
    before = {logger: logger.level for logger in all_loggers()}
    yield
    logging.captureWarnings(capture=False)
    for logger in all_loggers():
        logger.setLevel(before.get(logger, logging.NOTSET))


class Stage:
    """A bot that polls over HTTP, as in production, and people with names to be found."""

    def __init__(self, telegram: Telegram, application: SitrepApplication) -> None:
        self.telegram = telegram
        self.people = telegram.people
        self.application = application
        self.people.user(ANN, "Zebedee", "quetzalcoatl")
        self.people.user(BOB, "Xanthippe", "xanthippe_1")
        for group, kind in ((GROUP, "supergroup"), (FORUM, "supergroup"), (OLD, "group")):
            self.people.group(
                group, "Yggdrasil", [ANN, BOB], kind, is_forum=group == FORUM, owner=ANN
            )
        self.people.group(CHANNEL, "Yggdrasil news", type="channel", bot_status="administrator")
        self.people.link(CHANNEL, GROUP)

    async def settle(self) -> None:
        """Wait until all that happened was dealt with."""
        async with asyncio.timeout(20):
            while self.telegram.state.updates.pending:  # noqa: ASYNC110  # polled over HTTP
                await asyncio.sleep(0.01)
            await self.application.update_queue.join()

    async def say(self, chat: int, text: str, **how: object) -> int:
        number = self.people.say(chat, ANN, text, **how)["message_id"]  # type: ignore[arg-type]
        await self.settle()
        return int(number)

    async def press_all(self, chat: int) -> None:
        """Press each button of the newest card, and others' too."""
        card = self.people.messages(chat)[-1]
        rows = card.get("reply_markup", {"inline_keyboard": []})["inline_keyboard"]
        for data in [b["callback_data"] for row in rows for b in row if "callback_data" in b]:
            for person in (ANN, BOB):
                self.people.press(chat, person, card["message_id"], data)
        self.people.press(chat, ANN, card["message_id"], f"{WORD}:{WORD}")
        await self.settle()


async def play(stage: Stage, engine: FakeEngine) -> None:
    """All that people do, and all that can go wrong."""
    people = stage.people
    question = f"Was the {WORD} hit by an airstrike in Syria?"
    for chat in (ANN, GROUP, FORUM, OLD):
        asked = await stage.say(chat, f"/ask {question}", photo=chat == GROUP)
        await stage.press_all(chat)
        people.edit(chat, asked, f"/ask {question} Really?")
        await stage.say(chat, "/ask And when was that?")
    for said in ("/start", "/mydata", f"/{WORD}", "/settings", WORD * 400, "/deletemydata"):
        await stage.say(ANN, f"{said}")
        await stage.press_all(ANN)
    await stage.say(GROUP, "/settings")
    await stage.press_all(GROUP)
    people.inline(ANN, question)
    post = people.post(CHANNEL, f"{question} " * 20)["message_id"]
    people.comment(GROUP, ANN, post, f"@sitrep_test_bot {question}")
    people.migrate(OLD, NEW)
    people.raw(message={"message_id": WORD, "text": question, "from": {"first_name": "Zebedee"}})
    await stage.settle()
    await fail(stage, engine, question)


async def fail(stage: Stage, engine: FakeEngine, question: str) -> None:
    """Everything that may fail does, and quotes the question where it can."""
    people = stage.people

    def refuse(asked: str) -> None:
        raise ValueError(f"cannot read {asked!r}")

    people.fault("sendMessage", 400, f"Bad Request: can't parse entities: {question}")
    await stage.say(ANN, question)
    for code in (403, 500):
        people.fault("sendMessage", code, f"Forbidden: {question}")
        await stage.say(ANN, question)
    people.fault("answerCallbackQuery", 400, f"Bad Request: {question}")
    people.fault("editMessageText", 400, f"Bad Request: {question}")
    await stage.press_all(GROUP)
    engine.before = refuse
    await stage.say(ANN, question)
    people.inline(ANN, question)
    people.member(GROUP, BOB, "kicked")
    await stage.settle()


@asynccontextmanager
async def staged(engine: FakeEngine, chats: Chats) -> AsyncIterator[Stage]:
    """The bot as in production, logging from DEBUG on."""
    telegram = Telegram(privacy=False)
    engine.put(article(4, "Report", outlet="Kremlin watch"), "An airstrike hit Syria again.")
    async with serving(telegram) as server:
        settings = settings_for(
            telegram, TELEGRAM_BASE_URL=server.base_url, SITREP_LOG_LEVEL="DEBUG"
        )
        configure(settings)
        application = build(settings, engine, chats, pace=UNHURRIED)
        async with running(application):
            yield Stage(telegram, application)


def check(lines: str, token: str) -> None:
    """That nothing in the lines is anybody's."""
    found = [secret for secret in SECRETS if secret in lines.casefold()]
    assert found == []
    assert token not in lines
    assert token.partition(":")[2] not in lines


@pytest.mark.usefixtures("_scene")
async def test_no_log_at_any_level_holds_a_word_a_name_or_the_token(
    engine: FakeEngine, chats: Chats, capsys: pytest.CaptureFixture[str]
) -> None:
    everything = Everything()
    async with staged(engine, chats) as stage:
        logging.getLogger().addHandler(everything)
        logging.getLogger().setLevel(1)
        await play(stage, engine)
    written = capsys.readouterr().err
    for told in ("A handler failed", "could not be read", "was not reached"):
        assert told in written  # so that there was something to look through
    check(written, stage.telegram.state.token)
    check("\n".join(everything.lines), stage.telegram.state.token)


@pytest.mark.usefixtures("_scene")
async def test_what_is_written_is_clean_also_where_every_logger_is_told_to_log_all(
    engine: FakeEngine, chats: Chats, capsys: pytest.CaptureFixture[str]
) -> None:
    async with staged(engine, chats) as stage:
        for logger in all_loggers():
            logger.setLevel(1)
        await play(stage, engine)
    written = capsys.readouterr().err
    assert "A handler failed" in written
    check(written, stage.telegram.state.token)
