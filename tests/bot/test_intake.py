"""The way in: written down before Telegram forgets it, crossed out afterwards, nothing twice."""

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from telegram import Update
from telegram.request import RequestData

from bot import intake
from bot.application import build
from bot.chats import Chats, Mode, Where
from bot.emulator import EmulatorRequest, JsonObject, Telegram
from bot.intake import SiftingRequest, sifted
from bot.pacing import UNHURRIED
from bot.running import running
from index import LibraryBusy, LibraryError, LibraryFull
from tests.bot.fakes import ANN, BOB, FORUM, GROUP, FakeEngine, World, settings_for
from tests.bot.scenes import ANSWER, OTHER_ANSWER, OTHER_QUESTION, QUESTION
from tests.bot.test_forms import UPDATES
from tests.processes import until

TALK = "The airstrike in northern Syria was on television"
WORD = "zebedee"


def written(chats: Chats) -> list[str]:
    """The texts of what is written down and not crossed out."""
    bodies = [json.loads(left.body) for left in chats.unfinished()]
    return [body[kind]["text"] for body in bodies for kind in body if kind != "update_id"]


async def take(world: World, updates: list[JsonObject] | None = None) -> list[JsonObject]:
    """Have the bot take what happened, without waiting for what it does about it."""
    taken = world.telegram.state.updates.take() if updates is None else updates
    for update in taken:
        await world.application.update_queue.put(Update.de_json(update, world.application.bot))
    return taken


@pytest.fixture
def held(engine: FakeEngine) -> Iterator[threading.Event]:
    """Nothing is answered until this is set."""
    release = threading.Event()
    engine.before = lambda _: release.wait(10)
    yield release
    release.set()


class Forgetful(EmulatorRequest):
    """Notes, each time that Telegram is told what was taken, which of that was written down."""

    def __init__(self, telegram: Telegram, chats: Chats) -> None:
        super().__init__(telegram)
        self._updates = telegram.state.updates
        self._chats = chats
        self.forgotten: dict[int, bool] = {}

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        offset = int(request_data.json_parameters.get("offset", 0)) if request_data else 0
        kept = {left.update_id for left in self._chats.unfinished()}
        for update in self._updates.pending:
            if update["update_id"] < offset:
                self.forgotten[update["update_id"]] = update["update_id"] in kept
        return await super().do_request(url, method, request_data)


async def test_a_question_is_written_down_before_telegram_forgets_it(
    engine: FakeEngine, chats: Chats, held: threading.Event
) -> None:
    telegram = Telegram(privacy=False)
    polling = Forgetful(telegram, chats)
    application = build(
        settings_for(telegram),
        engine,
        chats,
        request=EmulatorRequest(telegram),
        get_updates_request=polling,
        pace=UNHURRIED,
    )
    World(telegram, application, engine)
    async with running(application):
        for question in (QUESTION, OTHER_QUESTION):
            telegram.people.say(ANN, ANN, question)
        await until(lambda: len(polling.forgotten) == 2, "the confirmation")
        assert all(polling.forgotten.values())
        held.set()
        await until(lambda: len(telegram.people.messages(ANN)) == 2, "the answers")
        await until(lambda: not chats.unfinished(), "the end")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (TALK, False),
        ("/ask@sitrep_test_bot Who died?", True),
        ("@sitrep_test_bot who died?", True),
        ("/ask Who died?", True),
    ],
)
@pytest.mark.parametrize("chat", [GROUP, FORUM])
async def test_of_a_group_only_what_is_said_to_the_bot_is_written_down(
    world: World, chats: Chats, held: threading.Event, chat: int, text: str, kept: bool
) -> None:
    world.telegram.people.say(chat, BOB, text)
    await take(world)
    assert written(chats) == [text] * kept
    held.set()
    await world.application.update_queue.join()
    assert written(chats) == []


@pytest.mark.parametrize(("mode", "kept"), [(Mode.AUTO, False), (Mode.ALL, True)])
async def test_what_the_bot_answers_unasked_is_written_down_only_where_it_answers_everything(
    world: World, chats: Chats, held: threading.Event, mode: Mode, kept: bool
) -> None:
    chats.prefer(Where(GROUP), "mode", mode)
    world.telegram.people.say(GROUP, BOB, QUESTION)
    await take(world)
    assert written(chats) == [QUESTION] * kept
    held.set()
    await world.application.update_queue.join()
    assert len(world.messages(GROUP)) == 1


async def test_what_is_dealt_with_is_crossed_out(world: World, chats: Chats) -> None:
    await world.say(ANN, ANN, QUESTION)
    await world.say(GROUP, BOB, f"/ask {OTHER_QUESTION}")
    await world.say(ANN, ANN, "/help")
    rows = chats._all("SELECT state, body, person_id FROM inbox")
    assert set(rows) == {("done", "", None)}
    assert not world.application.bot_data.written


async def test_what_fails_is_crossed_out_too(
    world: World, chats: Chats, engine: FakeEngine
) -> None:
    def fail(question: str) -> NoReturn:
        raise ValueError

    engine.before = fail
    await world.say(ANN, ANN, QUESTION)
    assert written(chats) == []


@pytest.mark.parametrize("at_once", [True, False])
async def test_what_telegram_delivers_twice_is_handled_once(world: World, at_once: bool) -> None:
    world.telegram.people.say(ANN, ANN, QUESTION)
    world.telegram.people.say(GROUP, ANN, "/help")
    taken = world.telegram.state.updates.take()
    if at_once:
        await asyncio.gather(*(take(world, taken) for _ in range(3)))
    else:
        for _ in range(3):
            await take(world, taken)
            await world.application.update_queue.join()
    await world.application.update_queue.join()
    assert len(world.messages(ANN)) == 1
    assert len(world.messages(GROUP)) == 1


@pytest.mark.parametrize("error", [LibraryFull("no room"), LibraryBusy("locked")])
async def test_a_full_or_locked_disk_does_not_stop_answers(
    world: World,
    chats: Chats,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: LibraryError,
) -> None:
    @contextmanager
    def fail() -> Iterator[NoReturn]:
        raise error
        yield

    monkeypatch.setattr(chats, "_writing", fail)
    await world.say(ANN, ANN, QUESTION)
    await world.say(GROUP, BOB, f"/ask {OTHER_QUESTION}")
    assert world.texts(ANN)[0].startswith(ANSWER)
    assert world.texts(GROUP)[0].startswith(OTHER_ANSWER)
    assert "A restart might lose a question" in caplog.text
    assert "A handler failed" not in caplog.text


async def test_what_cannot_be_written_down_is_answered_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An error in taking in would end PTB's polling for good."""

    def fail(*_: object) -> NoReturn:
        raise TypeError(WORD)

    monkeypatch.setattr(Update, "to_json", fail)
    await world.say(ANN, ANN, QUESTION)
    assert world.texts(ANN)[0].startswith(ANSWER)
    assert "A restart might lose a question: TypeError" in caplog.text
    assert WORD not in caplog.text


async def test_too_much_at_once_is_left_with_telegram(
    world: World, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_WAITING", 2)
    for _ in range(3):
        world.telegram.people.say(ANN, ANN, QUESTION)
    taking = asyncio.create_task(take(world))
    await asyncio.wait([taking], timeout=0.1)
    assert not taking.done()
    held.set()
    await taking
    await world.application.update_queue.join()
    assert len(world.messages(ANN)) == 3


def answer_of(*updates: Any) -> bytes:
    return json.dumps({"ok": True, "result": updates}).encode()


def test_what_is_well_comes_through_as_it_is() -> None:
    payload = answer_of(*UPDATES)
    assert sifted(payload) is payload


def test_what_is_not_well_comes_through_empty_and_in_its_place() -> None:
    good, spoilt = UPDATES[0], {"update_id": 7, "message": {"text": 5}}
    unasked = {"update_id": 8, "poll": good["message"]}
    came = json.loads(sifted(answer_of(spoilt, good, unasked)))
    assert came == {"ok": True, "result": [{"update_id": 7}, good, {"update_id": 8}]}


@pytest.mark.parametrize(
    "update", [None, 7, "x", [], {}, {"update_id": "7"}, {"update_id": True}, {"message": {}}]
)
def test_what_has_no_number_does_not_come_through(update: Any) -> None:
    assert json.loads(sifted(answer_of(update, UPDATES[0])))["result"] == [UPDATES[0]]


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff",
        b"zebedee",
        b"7",
        b"[1]",
        b"{}",
        b"null",
        b'{"ok": true}',
        b'{"ok": true, "result": null}',
        b'{"ok": true, "result": "zebedee"}',
        b'{"ok": false, "error_code": 409, "description": "Conflict"}',
        b'{"result": ' + b"[" * 100_000,
    ],
)
def test_what_holds_no_updates_is_left_to_ptb(payload: bytes) -> None:
    assert sifted(payload) == payload


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["message", "chat", "id", "from", "text", "date"]), inner)
    ),
    max_leaves=12,
)
updates = st.fixed_dictionaries(
    {"update_id": st.integers() | json_values},
    optional={"message": json_values, "callback_query": json_values, "poll": json_values},
)


@given(st.lists(updates | json_values | st.sampled_from(UPDATES), max_size=6))
@example([{"update_id": 2**70, **{k: v for k, v in UPDATES[0].items() if k != "update_id"}}])
def test_whatever_comes_ptb_can_read_what_is_left(came: list[Any]) -> None:
    left = json.loads(sifted(answer_of(*came)))["result"]
    numbered = [u for u in came if isinstance(u, dict) and type(u.get("update_id")) is int]
    assert [update["update_id"] for update in left] == [update["update_id"] for update in numbered]
    for update, original in zip(left, numbered, strict=True):
        assert update in (original, {"update_id": original["update_id"]})
        assert Update.de_json(update, None).update_id == original["update_id"]


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_sifted_without_an_error(payload: bytes) -> None:
    assert isinstance(sifted(payload), bytes)


class Echo(EmulatorRequest):
    """Answers each call with the same."""

    def __init__(self, payload: bytes) -> None:
        super().__init__(Telegram())
        self._payload = payload
        self.lived: list[str] = []

    async def initialize(self) -> None:
        self.lived.append("begun")

    async def shutdown(self) -> None:
        self.lived.append("ended")

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        return 200, self._payload


async def test_only_updates_are_sifted() -> None:
    spoilt = answer_of({"update_id": 7, "message": WORD})
    echo = Echo(spoilt)
    async with SiftingRequest(echo) as request:
        assert await request.do_request("https://host/bot1:a/getMe", "POST") == (200, spoilt)
        _, payload = await request.do_request("https://host/bot1:a/getUpdates", "POST")
        assert json.loads(payload)["result"] == [{"update_id": 7}]
        assert request.read_timeout is None
    assert echo.lived == ["begun", "ended"]


@pytest.mark.parametrize(
    "taking",
    [
        lambda update: sifted(answer_of(update)),
        lambda update: intake.read(update, None),
        lambda update: intake.read(json.dumps(update), None),
    ],
)
def test_nobodys_words_are_logged(
    caplog: pytest.LogCaptureFixture, taking: Callable[[JsonObject], object]
) -> None:
    person = {"id": 1, "is_bot": False, "first_name": WORD}
    chat = {"id": 1, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": WORD}
    odd = {"photo": [{"file_id": WORD}], "poll": {"id": WORD}}
    with caplog.at_level(logging.DEBUG):
        for update in (message | odd, message | {"date": WORD}, WORD):
            taking({"update_id": 1, "message": update})
    assert "could not be read" in caplog.text
    assert WORD not in caplog.text
