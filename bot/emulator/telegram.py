"""The emulated Telegram: one bot's calls on one side, people on the other."""

import inspect
import json
import time
from collections.abc import Callable
from typing import Any

from bot.emulator import (
    methods_bot,
    methods_chats,
    methods_inline,
    methods_messages,
    methods_updates,
)
from bot.emulator.deliveries import Deliver
from bot.emulator.files import Download
from bot.emulator.pace import Clock
from bot.emulator.people import People
from bot.emulator.state import DEFAULT_TOKEN, DEFAULT_USERNAME, Call, State
from bot.emulator.updates import UpdateQueue
from bot.emulator.wire import ApiError, JsonObject, Params

DOWNLOAD = "download"
"""What the fetching of a file is called among calls and faults; it is no method of the Bot API."""

Method = Callable[[State, Params], Any]

_MODULES = (methods_bot, methods_chats, methods_inline, methods_messages, methods_updates)

# Telegram takes a method's name in any case.
_METHODS: dict[str, Method] = {
    name.lower(): method for module in _MODULES for name, method in module.METHODS.items()
}


class Telegram:
    """Telegram in memory, for one bot and one event loop.

    Attributes:
        state: what it remembers, for tests to look at.
        people: what people do.
        watchers: called with each call that the bot made, once it is answered.
    """

    def __init__(
        self,
        token: str = DEFAULT_TOKEN,
        username: str = DEFAULT_USERNAME,
        *,
        privacy: bool = True,
        limits: bool = False,
        deliver: Deliver | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self.state = State(token, username, privacy, limits, UpdateQueue(deliver), clock=clock)
        self.people = People(self.state)
        self.watchers: list[Callable[[Call], None]] = []

    async def call(self, token: str, method: str, params: Params) -> tuple[int, JsonObject]:
        """Make one call of the Bot API.

        Returns:
            The HTTP status, and the answer: ``ok`` with ``result``, or ``error_code`` with
            ``description``.
        """
        values = dict(params.values)
        try:
            self._check(token, method)
            result = await self._result(method, params)
        except ApiError as error:
            self._record(Call(method, values, error.code, description=error.description))
            return error.code, error.body()
        self._record(Call(method, values, 200, result))
        return 200, {"ok": True, "result": result}

    def download(self, token: str, path: str) -> Download:
        """Fetch a file by the path that getFile gave; recorded as a call of ``download``."""
        values = {"file_path": path}
        try:
            self._check(token, DOWNLOAD)
            found = self.state.files.fetch(path)
        except ApiError as error:
            self._record(Call(DOWNLOAD, values, error.code, description=error.description))
            body = json.dumps(error.body()).encode()
            return Download(error.code, body, len(body))
        self._record(Call(DOWNLOAD, values, found.status))
        return found

    async def close(self) -> None:
        """End whatever waits for updates."""
        await self.state.updates.close()

    def _record(self, call: Call) -> None:
        self.state.calls.append(call)
        for watcher in self.watchers:
            watcher(call)

    async def _result(self, method: str, params: Params) -> object:
        implementation = _METHODS.get(method.lower())
        if implementation is None:
            raise ApiError(404, "Not Found: method not found")
        result = implementation(self.state, params)
        return await result if inspect.isawaitable(result) else result

    def _check(self, token: str, method: str) -> None:
        """Refuse what has another token, and what a fault is meant for."""
        if token != self.state.token:
            raise ApiError(401, "Unauthorized")
        for fault in self.state.faults:
            if fault.times > 0 and fault.method in {"*", method}:
                fault.times -= 1
                raise fault.error
