"""Waiting for an event, in a way that a task which is cancelled meanwhile always ends."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NoReturn


async def until(event: asyncio.Event, seconds: float) -> None:
    """Wait until an event has happened, so many seconds at most.

    ``asyncio.wait_for`` of Python 3.11 loses a cancellation that comes together with the event: the
    bot could then not be stopped.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


async def keep_looking(look: Callable[[], Awaitable[float]], event: asyncio.Event) -> NoReturn:
    """Look again and again until this is cancelled, and at once where an event says so.

    Args:
        look: returns how many seconds to wait until the next look.
        event: what ends a wait early; what happens during a look is looked at next.
    """
    while True:
        event.clear()
        wait = await look()
        await until(event, wait)
