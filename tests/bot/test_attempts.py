"""A failure of what the bot does by itself is logged, without anybody's words, and ends nothing."""

import asyncio
import logging

import pytest

from bot.attempts import attempted
from index import LibraryBusy

LOG = logging.getLogger("tests.attempts")
WORD = "zebedee"


async def attempt(error: BaseException | None) -> int | None:
    async def step() -> int:
        if error:
            raise error
        return 0

    return await attempted(step, LOG, held_up="Held up", failed="Failed")


@pytest.mark.parametrize(
    ("error", "level", "text"),
    [
        (LibraryBusy("locked"), logging.WARNING, "Held up: locked"),
        (ValueError(WORD), logging.ERROR, "Failed\n"),
    ],
)
async def test_a_failure_is_logged_and_none_is_returned(
    error: Exception, level: int, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert await attempt(error) is None
    (record,) = caplog.records
    assert record.levelno == level
    assert record.getMessage().startswith(text)
    assert WORD not in caplog.text


async def test_what_a_step_returns_is_told_apart_from_failure() -> None:
    assert await attempt(None) == 0


async def test_a_cancelled_attempt_ends() -> None:
    with pytest.raises(asyncio.CancelledError):
        await attempt(asyncio.CancelledError())
