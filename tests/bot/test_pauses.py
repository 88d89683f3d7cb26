"""A pause ends with its event, in time, and with the task that makes it."""

import asyncio
import time

import pytest

from bot import pauses


async def test_a_pause_ends_with_its_event_or_in_time() -> None:
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, event.set)
    began = time.monotonic()
    await pauses.until(event, 60)
    assert event.is_set()
    event.clear()
    for seconds in (0.05, 0.0):
        await pauses.until(event, seconds)
    assert not event.is_set()
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("n_turns", range(5))
async def test_who_is_cancelled_while_the_event_comes_ends(n_turns: int) -> None:
    event = asyncio.Event()

    async def look() -> float:
        return 60

    task = asyncio.create_task(pauses.keep_looking(look, event))
    await asyncio.sleep(0.01)
    event.set()
    for _ in range(n_turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=10)
    assert task.cancelled()


async def test_what_happens_during_a_look_is_looked_at_next() -> None:
    event, looks = asyncio.Event(), 0

    async def look() -> float:
        nonlocal looks
        looks += 1
        if looks < 3:
            event.set()
        return 60

    task = asyncio.create_task(pauses.keep_looking(look, event))
    await asyncio.wait([task], timeout=0.1)
    assert looks == 3
    task.cancel()
