"""``sitrep chat``: the bot in a terminal, or in a pipe.

It is the application that Telegram gets, handlers and all. Only its requests go elsewhere: to the
emulator, in which one person types what comes from the keyboard.
"""

import sys
from typing import TextIO

from bot.answering import Answering
from bot.chats import Chats
from bot.console import interactive, piped
from bot.console.conversation import conversation
from bot.settings import Settings

__all__ = ["converse"]


async def converse(
    settings: Settings,
    engine: Answering,
    chats: Chats,
    *,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
) -> None:
    """Talk with the bot until the person leaves or the input ends.

    With a terminal on both sides there are a prompt, colours and buttons. Else every line is a
    message, each answered in plain text before the next one is read.

    Args:
        settings: where the history of what was typed is kept; no token is needed.
        engine: the library, an `index.Engine`.
        chats: what is remembered of chats.
        stdin: what the person types; None for the process's own.
        stdout: where answers go; None for the process's own.
    """
    source = stdin or sys.stdin
    sink = stdout or sys.stdout
    async with conversation(settings, engine, chats) as talk:
        if source and source.isatty() and sink.isatty():
            await interactive.run(talk, settings.cache, stdin=source, stdout=sink)
        else:
            await piped.run(talk, stdin=source, stdout=sink)
