"""The emulator's limits: sends and edits together, in sliding windows, of a clock that stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.emulator import DEFAULT_TOKEN, Params, Telegram, Upload
from bot.emulator.pace import most_within
from tests.bot.emulator_calls import do, keyboard, refusal, result, send
from tests.fakes import Clock

ANN, GROUP, CHANNEL = 1, -100, -300


@pytest.fixture
def telegram(clock: Clock) -> Telegram:
    return peopled(Telegram(limits=True, clock=clock))


def peopled(telegram: Telegram) -> Telegram:
    telegram.people.user(ANN)
    telegram.people.say(ANN, ANN, "/start")
    telegram.people.group(GROUP, members=[ANN])
    telegram.people.group(CHANNEL, type="channel", bot_status="administrator")
    return telegram


async def retry_after(telegram: Telegram, chat: int) -> int:
    body = await do(telegram, "sendMessage", chat_id=chat, text="x")
    assert body["error_code"] == 429, body
    seconds = body["parameters"]["retry_after"]
    assert body["description"] == f"Too Many Requests: retry after {seconds}"
    return int(seconds)


@pytest.mark.parametrize("chat", [GROUP, CHANNEL])
async def test_twenty_a_minute_in_a_group_or_channel(
    telegram: Telegram, clock: Clock, chat: int
) -> None:
    for _ in range(20):
        await send(telegram, chat)
        clock.now += 1
    assert await retry_after(telegram, chat) == 40
    clock.now += 40  # the first is a minute ago, the second is not
    await send(telegram, chat)
    assert await retry_after(telegram, chat) == 1


async def test_edits_and_files_share_the_limit_with_messages(telegram: Telegram) -> None:
    sent = (await send(telegram, GROUP))["message_id"]
    there = {"chat_id": GROUP, "message_id": sent}
    for n in range(9):
        await result(telegram, "editMessageText", **there, text=str(n))
        markup = keyboard(callback_data=str(n))
        await result(telegram, "editMessageReplyMarkup", **there, reply_markup=markup)
    files = {"document": Upload("a.txt", b"abc")}
    params = Params({"chat_id": str(GROUP)}, files)
    assert (await telegram.call(DEFAULT_TOKEN, "sendDocument", params))[0] == 200
    assert (await refusal(telegram, "editMessageText", **there, text="x")).startswith("429")
    assert telegram.state.most_within(GROUP, 60) == 20


async def test_typing_and_answers_to_presses_are_free(telegram: Telegram) -> None:
    said = telegram.people.say(GROUP, ANN, "x")["message_id"]
    for _ in range(30):
        query = telegram.people.press(GROUP, ANN, said, "data")["id"]
        await result(telegram, "answerCallbackQuery", callback_query_id=query)
        await result(telegram, "sendChatAction", chat_id=GROUP, action="typing")
    assert telegram.state.most_within(GROUP, 60) == 0
    await send(telegram, GROUP)


async def test_a_private_chat_bears_three_a_second(telegram: Telegram, clock: Clock) -> None:
    for _ in range(3):
        await send(telegram, ANN)
    assert await retry_after(telegram, ANN) == 1
    clock.now += 1
    await send(telegram, ANN)


async def test_thirty_a_second_overall(telegram: Telegram, clock: Clock) -> None:
    for group in range(-1030, -1000):
        telegram.people.group(group)
        await send(telegram, group)
    assert await retry_after(telegram, GROUP) == 1
    clock.now += 1
    await send(telegram, GROUP)


async def test_refused_calls_are_not_counted(telegram: Telegram, clock: Clock) -> None:
    for _ in range(20):
        await send(telegram, GROUP)
    for _ in range(5):
        await retry_after(telegram, GROUP)
    assert telegram.state.most_within(GROUP, 60) == 20


async def test_the_pace_is_kept_without_limits_too(clock: Clock) -> None:
    telegram = peopled(Telegram(clock=clock))
    for _ in range(25):
        await send(telegram, GROUP)
        clock.now += 0.5
    await send(telegram, ANN)
    assert telegram.state.most_within(GROUP, 60) == 25
    assert telegram.people.most_within(GROUP, 1) == 2
    assert telegram.people.most_within(ANN, 60) == 1
    assert telegram.people.most_within(-1, 60) == 0
    assert telegram.people.most_within(None, 60) == 26


@given(
    st.lists(st.integers(0, 100), max_size=30).map(sorted), st.integers(min_value=1, max_value=50)
)
def test_the_fullest_window_is_found(times: list[int], seconds: int) -> None:
    spans = [sum(start <= t < start + seconds for t in times) for start in range(101)]
    assert most_within(times, seconds) == max(spans)
