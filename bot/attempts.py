"""What the bot does by itself is tried, and later again: a failure is logged, and ends nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

from bot.logs import outline
from index import SitrepError

Done = TypeVar("Done")


async def attempted(
    step: Callable[[], Awaitable[Done]], log: logging.Logger, *, held_up: str, failed: str
) -> Done | None:
    """What a step returns; None where it failed, which nobody else would ever notice.

    Args:
        step: what is to be done; it returns something else than None, unless nobody asks.
        log: where a failure is told, without the words that people wrote.
        held_up: what is not done at present, where library, model or `chats` can't be used.
        failed: what failed, at any other error.
    """
    try:
        return await step()
    except SitrepError as error:
        log.warning("%s: %s", held_up, error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next attempt is to come
        log.error("%s\n%s", failed, outline(error))
    return None


async def repeated(
    step: Callable[[], Awaitable[object]],
    every: float,
    log: logging.Logger,
    *,
    held_up: str,
    failed: str,
) -> NoReturn:
    """Do a step again and again, with so many seconds in between, until this is cancelled."""
    while True:
        await attempted(step, log, held_up=held_up, failed=failed)
        await asyncio.sleep(every)
