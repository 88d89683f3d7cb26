"""The bot never writes faster than Telegram allows, by Telegram's own counting."""

import asyncio
from itertools import cycle
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pacing import UNHURRIED
from tests.bot import virtual_time
from tests.bot.pacing_world import (
    ANN,
    BOB,
    CHANNEL,
    GROUP,
    OTHER_GROUP,
    PEOPLE,
    PacingWorld,
    pacing,
    settled,
)

# What is written at once after a pause: to whom, how much, and how many of it are edits.
bursts = st.tuples(
    st.one_of(st.just(0.0), st.floats(0, 3), st.floats(0, 70)),
    st.sampled_from([GROUP, GROUP, OTHER_GROUP, CHANNEL, ANN, 0]),
    st.integers(1, 45),
    st.integers(0, 3),
)


async def write(world: PacingWorld, traffic: list[tuple[float, int, int, int]]) -> None:
    """Send and edit as told, until Telegram has taken all of it; chat 0 stands for everybody."""
    own = {chat: (await world.send(chat)).message_id for chat in (GROUP, OTHER_GROUP, CHANNEL, ANN)}
    tasks = []
    for number, (pause, chat, count, n_edits) in enumerate(traffic):
        await asyncio.sleep(pause)
        for place, one in zip(range(count), cycle([chat] if chat else PEOPLE), strict=False):
            text = f"{number}.{place}"
            if chat and place % 4 < n_edits:
                edit = world.bot.edit_message_text(text, chat_id=one, message_id=own[one])
                tasks.append(world.start(edit))
            else:
                tasks.append(world.send(one, text))
    await asyncio.gather(*tasks)
    assert len(world.times) == len(own) + sum(count for _, _, count, _ in traffic)


def judge(world: PacingWorld) -> None:
    people = world.telegram.people
    assert not world.refused
    for group in (GROUP, OTHER_GROUP, CHANNEL):
        assert people.most_within(group, 60) <= 20
    assert people.most_within(ANN, 1) <= 3
    assert people.most_within(None, 1) <= 30


@settings(max_examples=40)
@given(st.lists(bursts, max_size=8), st.integers(0, 2**32))
def test_no_traffic_is_ever_too_fast_for_telegram(
    traffic: list[tuple[float, int, int, int]], seed: int
) -> None:
    random = Random(seed)

    def delay() -> float:
        """Mostly a moment, now and then a stall."""
        return random.uniform(2, 9) if random.random() < 0.03 else random.uniform(0, 0.2)

    async def main() -> None:
        async with pacing(delay=delay) as world:
            await write(world, traffic)
            judge(world)

    virtual_time.run(main())


def test_a_group_gets_its_twenty_a_minute() -> None:
    async def main() -> None:
        async with pacing() as world:
            await asyncio.gather(*(world.send(GROUP, str(n)) for n in range(60)))
            judge(world)
            took = world.times[-1][0] - world.times[0][0]
            assert 120 <= took < 125
            assert world.texts(GROUP) == [str(n) for n in range(60)]

    virtual_time.run(main())


def test_everybody_together_gets_most_of_thirty_a_second() -> None:
    async def main() -> None:
        async with pacing() as world:
            await asyncio.gather(*(world.send(person) for _ in range(3) for person in PEOPLE))
            judge(world)
            took = world.times[-1][0] - world.times[0][0]
            assert took < 300 / 25

    virtual_time.run(main())


def test_what_a_stalled_network_held_up_does_not_arrive_with_the_next() -> None:
    async def main() -> None:
        # The first twenty arrive after nine seconds, the others at once.
        delays = iter([9.0, 0.0] * 20)
        async with pacing(delay=lambda: next(delays, 0.0)) as world:
            await asyncio.gather(*(world.send(GROUP) for _ in range(41)))
            judge(world)
        delays = iter([9.0] * 28)
        async with pacing(delay=lambda: next(delays, 0.0)) as world:
            await asyncio.gather(*(world.send(person) for person in PEOPLE))
            judge(world)

    virtual_time.run(main())


def test_sends_and_edits_share_the_limit() -> None:
    async def main() -> None:
        async with pacing() as world:
            sent = await world.send(GROUP)
            for n in range(10):
                await world.bot.edit_message_text(str(n), chat_id=GROUP, message_id=sent.message_id)
            for _ in range(9):
                await world.bot.send_document(GROUP, b"x")
            began = virtual_time.now()
            await world.send(GROUP)
            assert virtual_time.now() - began > 59
            judge(world)

    virtual_time.run(main())


async def _answer_press(world: PacingWorld) -> None:
    said = world.telegram.people.say(GROUP, ANN, "x")["message_id"]
    query = world.telegram.people.press(GROUP, ANN, said, "data")["id"]
    await world.bot.answer_callback_query(query)


def test_what_telegram_does_not_count_is_not_held_up() -> None:
    async def main() -> None:
        async with pacing() as world:
            waiting = [world.send(GROUP) for _ in range(30)]
            await settled(1)
            began = virtual_time.now()
            for _ in range(50):
                await world.bot.send_chat_action(GROUP, "typing")
                await world.bot.get_chat_member(GROUP, ANN)
                await world.bot.get_chat_administrators(GROUP)
                await _answer_press(world)
            assert virtual_time.now() - began < 0.001
            assert len(world.texts(GROUP)) == 20
            await asyncio.gather(*waiting)
            judge(world)

    virtual_time.run(main())


def test_a_group_that_waits_holds_up_no_other_chat() -> None:
    async def main() -> None:
        async with pacing() as world:
            waiting = [world.send(GROUP) for _ in range(21)]
            await settled(1)
            began = virtual_time.now()
            await asyncio.gather(*(world.send(chat) for chat in (ANN, OTHER_GROUP, CHANNEL)))
            assert virtual_time.now() - began < 1
            await asyncio.gather(*waiting)

    virtual_time.run(main())


def test_unhurried_nothing_waits() -> None:
    async def main() -> None:
        async with pacing(pace=UNHURRIED) as world:
            world.telegram.state.limits = False
            began = virtual_time.now()
            await asyncio.gather(*(world.send(GROUP) for _ in range(200)))
            assert virtual_time.now() - began < 0.001

    virtual_time.run(main())


def test_lanes_of_idle_chats_are_forgotten() -> None:
    async def main() -> None:
        async with pacing() as world:
            for chat in range(1001, 3001):
                await world.pacer.process_request(
                    _nothing, (), {}, "sendMessage", {"chat_id": chat}, None
                )
            # All that wrote within the last seconds, and as many idle ones as are no burden.
            assert len(world.pacer._lanes) <= 256 + 100
            await world.pacer.shutdown()
            assert not world.pacer._lanes

    virtual_time.run(main())


async def _nothing() -> dict[str, bool]:
    return {"ok": True}


@pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")
def test_a_chat_that_waits_is_not_forgotten() -> None:
    async def main() -> None:
        async with pacing() as world:
            world.telegram.people.fault("sendMessage", 429, retry_after=500)
            refused = [world.send(GROUP, "1"), world.send(GROUP, "2")]
            await settled(1)
            for chat in range(10_001, 11_001):
                await world.pacer.process_request(
                    _nothing, (), {}, "sendMessage", {"chat_id": chat}, None
                )
            began = virtual_time.now()
            await asyncio.gather(*refused, world.send(GROUP, "3"))
            assert virtual_time.now() - began > 400
            assert world.texts(GROUP) == ["1", "2", "3"]

    virtual_time.run(main())


def test_a_message_that_is_given_up_holds_up_nobody() -> None:
    async def main() -> None:
        async with pacing() as world:
            tasks = [world.send(GROUP, str(n)) for n in range(45)]
            for n in (20, 21, 30, 44):
                await settled(0.5)
                tasks[n].cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            assert world.texts(GROUP) == [str(n) for n in range(45) if n not in {20, 21, 30, 44}]
            judge(world)

    virtual_time.run(main())


def test_messages_to_no_chat_share_one_limit() -> None:
    async def main() -> None:
        async with pacing() as world:
            data = {"inline_message_id": "1"}
            began = virtual_time.now()
            for _ in range(21):
                await world.pacer.process_request(_nothing, (), {}, "editMessageText", data, None)
            assert virtual_time.now() - began > 60

    virtual_time.run(main())


@pytest.mark.parametrize("chat", [ANN, BOB])
def test_one_person_gets_about_one_a_second(chat: int) -> None:
    async def main() -> None:
        async with pacing() as world:
            await asyncio.gather(*(world.send(chat) for _ in range(30)))
            judge(world)
            assert 25 < world.times[-1][0] - world.times[0][0] < 35

    virtual_time.run(main())
