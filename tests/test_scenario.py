"""The conversation in the docs is one that the bot holds."""

import logging
import re

import pytest

from index import Embedder
from tests.scenario.__main__ import PAGE, page, run

pytestmark = [pytest.mark.model, pytest.mark.slow]

_DEED = re.compile(r"^(?: *\d+ [A-Z]\w+ | {4}\w+ |── )|· silence$")


def deeds(text: str) -> list[str]:
    """Who did what, where and in answer to what; without what a card quotes.

    Which passage comes first may differ with the processor's arithmetic.
    """
    return [line for line in text.split("\n") if _DEED.search(line)]


async def test_the_page_is_what_the_bot_does(
    embedder: Embedder, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        transcript = await run(embedder)
    assert transcript.number == 60
    assert deeds(page(transcript)) == deeds(PAGE.read_text("utf-8"))
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
    for number in (12, 13, 17, 23, 27, 28, 29):
        assert number in transcript.silences
