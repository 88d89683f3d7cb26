"""The chat in a terminal: a prompt with history, cards with buttons, and some commands of its own.

Local commands start with a colon, so that everything else is for the bot.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.output import Output, create_output
from rich.console import Console
from rich.status import Status
from rich.text import Text

from bot.console.conversation import Conversation, Event, Kind
from bot.console.entities import marked, one_line
from bot.console.rendering import Renderer, indented, presses
from bot.emulator import JsonObject

HISTORY_FILE = "chat_history"
LOCAL = {
    ":edit": "TEXT edits your last message",
    ":help": "lists these commands",
    ":links": "lists the addresses in the last card",
    ":more": "unfolds the last card",
    ":quit": "leaves, as do /quit and Ctrl-D",
}
_LEAVING = (":quit", "/quit")
_PROMPT = FormattedText([("bold ansigreen", "❯ ")])


async def run(
    talk: Conversation, cache: Path, *, stdin: TextIO | None = None, stdout: TextIO | None = None
) -> None:
    """Talk until the person leaves.

    Args:
        talk: with a bot that runs.
        cache: the folder for the history of what was typed.
        stdin: a terminal; None for the process's own.
        stdout: a terminal; None for the process's own.
    """
    console = Console(file=stdout, highlight=False, markup=False, emoji=False)
    prompt = _prompt(talk, history(cache), create_input(stdin), create_output(stdout))
    await Screen(talk, console, prompt).run()


class Screen:
    """What the person sees, and what they can do about it."""

    def __init__(self, talk: Conversation, console: Console, prompt: "PromptSession[str]") -> None:
        self._talk = talk
        self._console = console
        self._prompt = prompt
        self._renderer = Renderer(console)
        self._status: Status | None = None
        self._silent = True  # since the person's last deed
        self._card: JsonObject | None = None  # shown last: its buttons are the numbered ones

    async def run(self) -> None:
        """Press START, then read and act until the person leaves."""
        await self._wait(lambda: self._talk.say("/start", self._show))
        self._note("Ctrl-D leaves · :help lists what else this terminal can do")
        interrupted = False
        while True:
            try:
                line = (await self._prompt.prompt_async(_PROMPT)).strip()
            except EOFError:
                return
            except KeyboardInterrupt:
                if interrupted:
                    return
                interrupted = True
                self._note("Ctrl-C once more leaves")
                continue
            interrupted = False
            if line in _LEAVING:
                return
            if line:
                await self._act(line)

    async def _act(self, line: str) -> None:
        command, _, rest = line.partition(" ")
        data = presses(self._card)
        if command.startswith(":"):
            await self._act_here(command, rest.strip())
        elif self._card and line.isdecimal() and 1 <= int(line) <= len(data):
            card, chosen = self._card, data[int(line) - 1]
            await self._wait(lambda: self._talk.press(card, chosen, self._show))
        else:
            await self._wait(lambda: self._talk.say(line, self._show))

    async def _act_here(self, command: str, rest: str) -> None:
        match command:
            case ":more" if self._card:
                self._print(self._renderer.message(self._card, unfolded=True))
            case ":links" if self._card:
                self._print(indented(self._renderer.links(marked(self._card))))
            case ":edit" if rest:
                await self._edit(rest)
            case ":help":
                self._print(indented([Text(f"{name:7}{what}") for name, what in LOCAL.items()]))
            case ":more" | ":links":
                self._note("There is no card yet.")
            case ":edit":
                self._note("Write the new text after it: :edit Who was captured?")
            case _:
                self._note(f"{one_line(command)} is not a command here; :help lists them.")

    async def _edit(self, text: str) -> None:
        async def edit() -> None:
            if not await self._talk.edit(text, self._show):
                self._note("There is no message to edit yet.")

        await self._wait(edit)

    async def _wait(self, deed: Callable[[], Awaitable[None]]) -> None:
        """Do it; Ctrl-C gives up waiting for the bot, not the chat."""
        self._silent = True
        work = asyncio.ensure_future(deed())
        try:
            with _on_interrupt(work.cancel):
                await asyncio.wait([work])
        finally:
            work.cancel()  # where the chat itself ends meanwhile
            self._stop_typing()
        if work.cancelled():
            self._note("Given up.")
            return
        work.result()
        if self._silent:
            self._note("The bot does nothing about that.")

    def _show(self, event: Event) -> None:
        if event.kind is Kind.TYPING:
            self._start_typing()
            return
        self._stop_typing()
        match event.kind:
            case Kind.SENT | Kind.EDITED if event.message:
                self._card = event.message
                edited = event.kind is Kind.EDITED
                self._print(self._renderer.message(event.message, edited=edited))
            case Kind.TOLD if event.text:
                self._note(one_line(event.text))
            case Kind.DELETED:
                self._card = None
                self._note("A message was deleted.")

    def _start_typing(self) -> None:
        if self._status is None and not self._console.is_dumb_terminal:
            self._status = self._console.status(Text("typing…", "dim"))
            self._status.start()

    def _stop_typing(self) -> None:
        if self._status:
            self._status.stop()
            self._status = None

    def _note(self, text: str) -> None:
        self._print(indented([Text(f"· {text}", "dim")]))

    def _print(self, rows: list[Text]) -> None:
        self._silent = False
        for row in rows:
            self._console.print(row, no_wrap=True, overflow="ignore", crop=False)
        self._console.print()


def _prompt(
    talk: Conversation, history: History, source: Input, sink: Output
) -> "PromptSession[str]":
    known = talk.commands | LOCAL
    return PromptSession(
        history=history,
        auto_suggest=AutoSuggestFromHistory(),
        completer=WordCompleter(list(known), meta_dict=known, sentence=True),
        input=source,
        output=sink,
    )


def history(cache: Path) -> History:
    """What was typed, readable to nobody else; only this session's where none can be kept."""
    file = cache / HISTORY_FILE
    try:
        cache.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        os.fchmod(descriptor, 0o600)  # a file of before may have been open to others
        os.close(descriptor)
    except OSError:
        return InMemoryHistory()
    return FileHistory(file)


@contextmanager
def _on_interrupt(act: Callable[[], object]) -> Iterator[None]:
    """Have Ctrl-C do that, and afterwards what it did before."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)
    loop.add_signal_handler(signal.SIGINT, act)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)
