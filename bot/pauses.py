"""Waiting for an event, in a way that a task which is cancelled meanwhile always ends."""

import asyncio
from contextlib import suppress


async def until(event: asyncio.Event, seconds: float) -> None:
    """Wait until an event has happened, so many seconds at most.

    ``asyncio.wait_for`` of Python 3.11 loses a cancellation that comes together with the event: the
    bot could then not be stopped.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
