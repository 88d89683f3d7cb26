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

    async def work() -> None:
        while True:
            event.clear()
            await pauses.until(event, 60)

    task = asyncio.create_task(work())
    await asyncio.sleep(0.01)
    event.set()
    for _ in range(n_turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=10)
    assert task.cancelled()
