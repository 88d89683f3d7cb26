"""Deliveries to a webhook: several at once, each confirmed by itself, none lost."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

import pytest

from bot.emulator import DeliveryFailed, Telegram
from tests.bot.emulator_calls import result

PEOPLE = range(1, 151)
ADDRESS = "https://bot.example/hook"


@dataclass
class Receiver:
    """A bot's webhook, which takes an update when the test says so.

    Attributes:
        started: the texts of the messages in the order in which their deliveries began.
        open: what ends each delivery that is under way, by the message's text.
        refuses: the texts that fail at once, each as often as it stands here.
        at_once: takes everything immediately.
    """

    started: list[str] = field(default_factory=list)
    open: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    refuses: list[str] = field(default_factory=list)
    at_once: bool = False

    async def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        update = json.loads(body)
        text = update["message"]["text"] if "message" in update else list(update)[1]
        self.started.append(text)
        if text in self.refuses:
            self.refuses.remove(text)
            raise DeliveryFailed(f"Wrong response from the webhook: 500 for {text}")
        if not self.at_once:
            self.open[text] = asyncio.get_running_loop().create_future()
            try:
                await self.open[text]
            finally:
                del self.open[text]


async def until(condition: Callable[[], object]) -> None:
    """Let the others run until that holds."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  # conditions of many kinds, without events
            await asyncio.sleep(0.005)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def telegram(receiver: Receiver) -> AsyncIterator[Telegram]:
    telegram = Telegram(deliver=receiver)
    for person in PEOPLE:
        telegram.people.user(person)
    yield telegram
    await telegram.close()


def pending(telegram: Telegram) -> list[str]:
    return [update["message"]["text"] for update in telegram.state.updates.pending]


def all_say(telegram: Telegram, count: int) -> list[str]:
    """That many people say one thing each."""
    for person in PEOPLE[:count]:
        telegram.people.say(person, person, f"of {person}")
    return [f"of {person}" for person in PEOPLE[:count]]


@pytest.mark.parametrize(("asked", "at_once"), [(None, 40), (3, 3), (100, 100), (5000, 100)])
async def test_so_many_are_delivered_at_once(
    telegram: Telegram, receiver: Receiver, asked: int | None, at_once: int
) -> None:
    await result(telegram, "setWebhook", url=ADDRESS, max_connections=asked or 40)
    said = all_say(telegram, 120)
    await until(lambda: len(receiver.open) == at_once)
    await asyncio.sleep(0.01)
    assert receiver.started == said[:at_once]
    assert (await result(telegram, "getWebhookInfo"))["max_connections"] == at_once
    receiver.open[said[1]].set_result(None)
    await until(lambda: len(receiver.started) == at_once + 1)
    assert receiver.started[-1] == said[at_once]
    assert said[1] not in pending(telegram)
    assert said[0] in pending(telegram)


async def test_forty_is_the_default(telegram: Telegram) -> None:
    await result(telegram, "setWebhook", url=ADDRESS)
    assert (await result(telegram, "getWebhookInfo"))["max_connections"] == 40


async def test_one_chats_messages_are_delivered_one_after_another(
    telegram: Telegram, receiver: Receiver
) -> None:
    await result(telegram, "setWebhook", url=ADDRESS)
    for text in ("first", "second"):
        telegram.people.say(1, 1, text)
    telegram.people.say(2, 2, "another's")
    await until(lambda: len(receiver.open) == 2)
    assert receiver.started == ["first", "another's"]
    receiver.open["first"].set_result(None)
    await until(lambda: "second" in receiver.open)


async def test_a_press_does_not_wait_for_its_chats_messages(
    telegram: Telegram, receiver: Receiver
) -> None:
    await result(telegram, "setWebhook", url=ADDRESS)
    said = telegram.people.say(1, 1, "first")["message_id"]
    telegram.people.press(1, 1, said, "data")
    telegram.people.raw(poll={"id": "1"})
    await until(lambda: len(receiver.open) == 3)
    assert receiver.started == ["first", "callback_query", "poll"]


async def test_a_failed_update_is_repeated_while_others_go_on(
    telegram: Telegram, receiver: Receiver
) -> None:
    receiver.at_once, receiver.refuses = True, ["of 1"]
    await result(telegram, "setWebhook", url=ADDRESS, max_connections=1)
    all_say(telegram, 3)
    await until(lambda: not telegram.state.updates.pending)
    assert receiver.started == ["of 1", "of 2", "of 3", "of 1"]
    info = await result(telegram, "getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 for of 1"


async def test_what_failed_holds_up_its_own_chat(telegram: Telegram, receiver: Receiver) -> None:
    receiver.at_once, receiver.refuses = True, ["first"]
    await result(telegram, "setWebhook", url=ADDRESS)
    for text in ("first", "second"):
        telegram.people.say(1, 1, text)
    await until(lambda: not telegram.state.updates.pending)
    assert receiver.started == ["first", "first", "second"]


async def test_what_was_pending_before_is_delivered_in_order(
    telegram: Telegram, receiver: Receiver
) -> None:
    receiver.at_once = True
    said = all_say(telegram, 50)
    await result(telegram, "setWebhook", url=ADDRESS, max_connections=1)
    await until(lambda: not telegram.state.updates.pending)
    assert receiver.started == said


async def test_what_is_dropped_is_not_delivered(telegram: Telegram, receiver: Receiver) -> None:
    await result(telegram, "setWebhook", url=ADDRESS, max_connections=1)
    all_say(telegram, 3)
    await until(lambda: receiver.open)
    telegram.state.updates.clear()
    receiver.at_once = True
    receiver.open["of 1"].set_result(None)
    telegram.people.say(1, 1, "later")
    await until(lambda: "later" in receiver.started)
    assert receiver.started == ["of 1", "later"]


async def test_a_changed_webhook_repeats_nothing_that_is_under_way(
    telegram: Telegram, receiver: Receiver
) -> None:
    await result(telegram, "setWebhook", url=ADDRESS)
    all_say(telegram, 2)
    await until(lambda: len(receiver.open) == 2)
    receiver.at_once = True
    await result(telegram, "setWebhook", url=ADDRESS, secret_token="other")
    receiver.open["of 1"].set_result(None)
    receiver.open["of 2"].set_exception(DeliveryFailed("no"))
    await until(lambda: not telegram.state.updates.pending)
    assert receiver.started == ["of 1", "of 2", "of 2"]


async def test_without_a_webhook_deliveries_end_and_polling_begins(
    telegram: Telegram, receiver: Receiver
) -> None:
    receiver.refuses = ["of 1"]
    await result(telegram, "setWebhook", url=ADDRESS)
    all_say(telegram, 1)
    await until(lambda: telegram.state.updates.last_error)
    await result(telegram, "deleteWebhook")
    await asyncio.sleep(0.3)  # past the first repetition
    assert receiver.started == ["of 1"]
    polled = (await result(telegram, "getUpdates"))["result"]
    assert [update["message"]["text"] for update in polled] == ["of 1"]
