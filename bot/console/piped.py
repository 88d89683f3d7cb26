"""The chat without a terminal: a line is a message, and answers are plain text, in order."""

import asyncio
import codecs
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from typing import TextIO

from bot.console.conversation import Conversation, Event, Kind
from bot.console.entities import marked, with_addresses

_CHUNK = 65536


async def run(talk: Conversation, *, stdin: TextIO | None, stdout: TextIO) -> None:
    """Answer each line that isn't empty, with an empty line after each answer.

    Ends with the input, or when nobody reads the answers any more.
    """
    if stdin is None:  # the process was started with its input closed
        return
    try:
        async for line in _lines(stdin):
            if not line.strip():
                continue
            answers: list[str] = []
            await talk.say(line.strip(), partial(_keep, answers))
            _write("".join(f"{answer}\n\n" for answer in answers), stdout)
    except BrokenPipeError:
        _discard_the_rest(stdout)


def _keep(answers: list[str], event: Event) -> None:
    if event.kind in {Kind.SENT, Kind.EDITED} and event.message:
        answers.append("".join(with_addresses(marked(event.message))))


def _write(text: str, stdout: TextIO) -> None:
    encoding = stdout.encoding or "utf-8"  # a StringIO has none
    stdout.write(text.encode(encoding, "replace").decode(encoding))
    stdout.flush()


def _discard_the_rest(stdout: TextIO) -> None:
    """Let the interpreter flush what is left into nothing, else it complains at its exit."""
    with suppress(OSError):  # not a file: nothing will be flushed
        descriptor = stdout.fileno()
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, descriptor)
        os.close(nothing)


async def _lines(stdin: TextIO) -> AsyncIterator[str]:
    """The input's lines; waiting for one does not hold up the bot, and can be cancelled."""
    try:
        descriptor = stdin.fileno()
    except OSError:  # text in memory
        for line in stdin:
            yield line
        return
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest = ""
    while chunk := await _read(descriptor):
        *lines, rest = (rest + decoder.decode(chunk)).split("\n")
        for line in lines:
            yield line
    yield rest + decoder.decode(b"", final=True)


async def _read(descriptor: int) -> bytes:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except PermissionError:  # a file, which is always ready and can't be waited for
        return os.read(descriptor, _CHUNK)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, _CHUNK)
