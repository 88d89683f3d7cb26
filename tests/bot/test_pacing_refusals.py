"""What becomes of a message that Telegram refuses for now, or that does not get there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import httpx
import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

from bot.emulator import DEFAULT_TOKEN, Params, Telegram
from bot.pacing import CONNECT_DELAYS, MAX_REFUSALS, Attempt
from tests.bot import virtual_time
from tests.bot.pacing_world import ANN, GROUP, OTHER_GROUP, PacingWorld, pacing, settled

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning"
)


@pytest.fixture(params=["false", "true"], ids=["int", "timedelta"])
def _retry_after_kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PTB tells how long to wait as a number or as a timedelta, as one sets it."""
    monkeypatch.setenv("PTB_TIMEDELTA", request.param)


@dataclass
class Noted:
    """What is noted around each attempt."""

    events: list[str] = field(default_factory=list)

    @property
    def attempt(self) -> Attempt:
        return Attempt(begins=lambda: self._note("begins"), refused=lambda: self._note("refused"))

    async def _note(self, event: str) -> None:
        await asyncio.sleep(0.01)
        self.events.append(event)


@asynccontextmanager
async def unreliable(*errors: type[Exception]) -> AsyncIterator[tuple[PacingWorld, list[str]]]:
    """A world behind PTB's own HTTP request, whose first calls meet these errors."""
    calls, left = list[str](), list(errors)

    async def answer(request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition("/")[2]
        calls.append(method)
        if left:
            raise left.pop(0)("as it happens")
        params = Params(dict(parse_qsl(request.content.decode())))
        status, body = await telegram.call(DEFAULT_TOKEN, method, params)
        return httpx.Response(status, json=body)

    through = HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(answer)})
    async with pacing(request=through) as world:
        telegram: Telegram = world.telegram
        yield world, calls
    await through.shutdown()


@pytest.mark.usefixtures("_retry_after_kind")
def test_telegrams_request_to_wait_is_obeyed_and_the_message_delivered() -> None:
    async def main() -> None:
        async with pacing() as world:
            world.telegram.people.fault("sendMessage", 429, retry_after=7, times=2)
            began = virtual_time.now()
            await world.send(GROUP, "answer")
            assert 14 <= virtual_time.now() - began < 15
            assert world.texts(GROUP) == ["answer"]
            assert len(world.throttled) == 2

    virtual_time.run(main())


def test_other_chats_go_on_meanwhile() -> None:
    async def main() -> None:
        async with pacing() as world:
            world.telegram.people.fault("sendMessage", 429, retry_after=300)
            began = virtual_time.now()
            late = [world.send(GROUP, "1"), world.send(GROUP, "2")]
            await settled(0.1)
            for chat in (ANN, OTHER_GROUP):
                await world.send(chat, "at once")
            assert virtual_time.now() - began < 1
            assert not world.texts(GROUP)
            await asyncio.gather(*late)
            assert virtual_time.now() - began >= 300

    virtual_time.run(main())


def test_a_refused_message_stays_before_those_that_were_written_later() -> None:
    async def main() -> None:
        async with pacing() as world:
            world.telegram.people.fault("sendMessage", 429, retry_after=3)
            tasks = [world.send(GROUP, str(n)) for n in range(5)]
            await settled(1)
            tasks += [world.send(GROUP, str(n)) for n in range(5, 8)]
            await asyncio.gather(*tasks)
            assert world.texts(GROUP) == [str(n) for n in range(8)]

    virtual_time.run(main())


def test_after_so_many_refusals_a_message_is_given_up_and_the_next_goes_on() -> None:
    async def main() -> None:
        noted = Noted()
        async with pacing() as world:
            world.telegram.people.fault("sendMessage", 429, retry_after=1, times=MAX_REFUSALS)
            first = world.send(GROUP, "1", noted.attempt)
            second = world.send(GROUP, "2")
            with pytest.raises(RetryAfter):
                await first
            await second
            assert world.texts(GROUP) == ["2"]
            assert noted.events == ["begins", "refused"] * MAX_REFUSALS

    virtual_time.run(main())


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
def test_what_never_reached_telegram_is_sent_again(error: type[Exception]) -> None:
    async def main() -> None:
        noted = Noted()
        async with unreliable(error, error) as (world, calls):
            tasks = [world.send(GROUP, "1", noted.attempt), world.send(GROUP, "2")]
            began = virtual_time.now()
            await asyncio.gather(*tasks)
            assert virtual_time.now() - began >= sum(CONNECT_DELAYS[:2])
            assert calls == ["sendMessage"] * 4
            assert world.texts(GROUP) == ["1", "2"]
            assert noted.events == ["begins", "refused"] * 2 + ["begins"]
            assert not world.throttled

    virtual_time.run(main())


def test_while_telegram_cannot_be_reached_a_message_waits_for_minutes() -> None:
    async def main() -> None:
        noted = Noted()
        n_attempts = len(CONNECT_DELAYS) + 1
        async with unreliable(*[httpx.ConnectError] * n_attempts) as (world, calls):
            began = virtual_time.now()
            with pytest.raises(NetworkError):
                await world.send(GROUP, "1", noted.attempt)
            assert virtual_time.now() - began >= sum(CONNECT_DELAYS)
            assert calls == ["sendMessage"] * n_attempts
            assert noted.events == ["begins", "refused"] * n_attempts

    virtual_time.run(main())


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout, httpx.WriteTimeout, httpx.ReadError, httpx.RemoteProtocolError]
)
def test_what_may_have_reached_telegram_is_not_sent_again(error: type[Exception]) -> None:
    async def main() -> None:
        noted = Noted()
        async with unreliable(error) as (world, calls):
            with pytest.raises((TimedOut, NetworkError)):
                await world.send(GROUP, "1", noted.attempt)
            assert calls == ["sendMessage"]
            assert noted.events == ["begins"]
            await world.send(GROUP, "2")
            assert world.texts(GROUP) == ["2"]

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("code", "description", "error"),
    [
        (400, "Bad Request: message thread not found", BadRequest),
        (403, "Forbidden: bot was kicked from the supergroup chat", Forbidden),
    ],
)
def test_what_telegram_turns_down_is_noted_as_not_taken(
    code: int, description: str, error: type[Exception]
) -> None:
    async def main() -> None:
        noted = Noted()
        async with pacing() as world:
            world.telegram.people.fault("sendMessage", code, description)
            with pytest.raises(error):
                await world.send(GROUP, "1", noted.attempt)
            assert noted.events == ["begins", "refused"]

    virtual_time.run(main())


def test_what_a_group_that_moved_did_not_take_is_noted() -> None:
    async def main() -> None:
        noted = Noted()
        async with pacing() as world:
            world.telegram.people.group(-5, members=[ANN], type="group")
            world.telegram.people.migrate(-5, -6)
            with pytest.raises(ChatMigrated):
                await world.send(-5, "1", noted.attempt)
            await world.send(-6, "1", noted.attempt)
            assert noted.events == ["begins", "refused", "begins"]

    virtual_time.run(main())


def test_a_servers_failure_leaves_open_whether_it_took_the_message() -> None:
    async def main() -> None:
        noted = Noted()
        async with pacing() as world:
            world.telegram.people.fault("sendMessage", 502, "Bad Gateway")
            with pytest.raises(NetworkError):
                await world.send(GROUP, "1", noted.attempt)
            assert noted.events == ["begins"]

    virtual_time.run(main())


def test_each_attempt_begins_right_before_the_call_and_not_before_its_turn() -> None:
    async def main() -> None:
        noted = Noted()
        async with pacing() as world:
            tasks = [world.send(GROUP) for _ in range(20)]
            last = world.send(GROUP, "last", noted.attempt)
            await settled(30)
            assert noted.events == []
            world.telegram.watchers.append(lambda call: noted.events.append(str(call.status)))
            world.telegram.people.fault("sendMessage", 429, retry_after=2)
            await asyncio.gather(*tasks, last)
            assert noted.events == ["begins", "429", "refused", "begins", "200"]

    virtual_time.run(main())


def test_calls_that_are_not_counted_are_not_noted_either() -> None:
    async def main() -> None:
        noted = Noted()
        async with pacing() as world:
            await world.bot.send_chat_action(GROUP, "typing", rate_limit_args=noted.attempt)
            assert noted.events == []

    virtual_time.run(main())


def test_closing_gives_up_what_waits_and_not_what_is_being_sent() -> None:
    async def main() -> None:
        async with pacing(delay=lambda: 1.0) as world:
            sent = [world.send(GROUP, str(n)) for n in range(20)]
            await asyncio.gather(*sent)
            waiting = [world.send(GROUP, "waits") for _ in range(3)]
            under_way = world.send(ANN, "under way")
            await settled(0.5)
            world.pacer.close()
            await settled(0.1)
            assert all(task.cancelled() for task in waiting)
            assert not under_way.done()
            await under_way
            assert world.texts(ANN) == ["under way"]
            assert len(world.texts(GROUP)) == 20

    virtual_time.run(main())


def test_after_closing_goes_out_what_need_not_wait_and_nothing_else() -> None:
    async def main() -> None:
        async with pacing() as world:
            world.pacer.close()
            await world.send(ANN, "an answer that was being worked on")
            tasks = [world.send(GROUP, str(n)) for n in range(22)]
            await asyncio.gather(*tasks, return_exceptions=True)
            assert [task.cancelled() for task in tasks] == [False] * 20 + [True] * 2
            assert len(world.texts(ANN)) == 1

    virtual_time.run(main())


def test_closing_while_telegram_asks_to_wait_leaves_the_message_unsent() -> None:
    async def main() -> None:
        noted = Noted()
        async with pacing() as world:
            world.telegram.people.fault("sendMessage", 429, retry_after=60)
            task = world.send(GROUP, "1", noted.attempt)
            await settled(1)
            world.pacer.close()
            with pytest.raises(asyncio.CancelledError):
                await task
            # So the next process answers it, instead of asking whether it came through.
            assert noted.events == ["begins", "refused"]
            assert not world.texts(GROUP)

    virtual_time.run(main())
