"""The emulated Telegram: one bot's calls on one side, people on the other."""

import inspect
import time
from collections.abc import Callable
from typing import Any

from bot.emulator import methods_chats, methods_inline, methods_messages, methods_updates
from bot.emulator.deliveries import Deliver
from bot.emulator.pace import Clock
from bot.emulator.people import People
from bot.emulator.state import DEFAULT_TOKEN, DEFAULT_USERNAME, Call, State
from bot.emulator.updates import UpdateQueue
from bot.emulator.wire import ApiError, JsonObject, Params

Method = Callable[[State, Params], Any]

# Telegram takes a method's name in any case.
_METHODS: dict[str, Method] = {
    name.lower(): method
    for module in (methods_chats, methods_inline, methods_messages, methods_updates)
    for name, method in module.METHODS.items()
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
        status, result, description = 200, None, None
        try:
            if token != self.state.token:
                raise ApiError(401, "Unauthorized")
            result = await self._result(method, params)
            body: JsonObject = {"ok": True, "result": result}
        except ApiError as error:
            status, description = error.code, error.description
            body = {"ok": False, "error_code": status, "description": description}
            if error.parameters:
                body["parameters"] = error.parameters
        call = Call(method, dict(params.values), status, result, description)
        self.state.calls.append(call)
        for watcher in self.watchers:
            watcher(call)
        return status, body

    async def close(self) -> None:
        """End whatever waits for updates."""
        await self.state.updates.close()

    async def _result(self, method: str, params: Params) -> object:
        self._meet_fault(method)
        implementation = _METHODS.get(method.lower())
        if implementation is None:
            raise ApiError(404, "Not Found: method not found")
        result = implementation(self.state, params)
        return await result if inspect.isawaitable(result) else result

    def _meet_fault(self, method: str) -> None:
        for fault in self.state.faults:
            if fault.times > 0 and fault.method in {"*", method}:
                fault.times -= 1
                raise fault.error
