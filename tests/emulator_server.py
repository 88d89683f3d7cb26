"""The emulator over real HTTP, on loopback: for tests, and for trying the bot by hand.

``python -m tests.emulator_server PORT TOKEN`` serves the bot at ``/bot<token>/<method>`` and
``/file/bot<token>/<path>``, and the people at ``/user/<action>`` (POST with JSON arguments; GET
``calls``, ``answers``, ``commands``).
"""

import asyncio
import inspect
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from http import HTTPStatus

import httpx
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from bot.emulator import DEFAULT_TOKEN, DeliveryFailed, Params, Telegram, Upload

DELIVERY_TIMEOUT = 10.0


class EmulatorServer:
    """A Telegram that listens on a port of loopback, in the running event loop."""

    def __init__(self, telegram: Telegram, port: int = 0) -> None:
        self.telegram = telegram
        routes = [
            (r"/bot([^/]+)/(\w+)", _BotHandler, {"telegram": telegram}),
            (r"/file/bot([^/]+)/(.+)", _FileHandler, {"telegram": telegram}),
            (r"/user/(\w+)", _PeopleHandler, {"telegram": telegram}),
        ]
        sockets = bind_sockets(port, "127.0.0.1")
        self.port: int = sockets[0].getsockname()[1]
        self._server = HTTPServer(Application(routes, log_function=lambda _handler: None))
        self._server.add_sockets(sockets)

    @property
    def base_url(self) -> str:
        """What PTB's ``base_url`` is set to."""
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def base_file_url(self) -> str:
        """What PTB's ``base_file_url`` is set to."""
        return f"http://127.0.0.1:{self.port}/file/bot"

    @property
    def people_url(self) -> str:
        """Where people's actions are posted."""
        return f"http://127.0.0.1:{self.port}/user"

    async def close(self) -> None:
        """End what waits, then the connections."""
        await self.telegram.close()
        self._server.stop()
        await self._server.close_all_connections()


@asynccontextmanager
async def serving(telegram: Telegram, port: int = 0) -> AsyncIterator[EmulatorServer]:
    """A server for as long as the block runs."""
    server = EmulatorServer(telegram, port)
    try:
        yield server
    finally:
        await server.close()


async def deliver(url: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Post an update to a webhook.

    Raises:
        DeliveryFailed: it did not answer, or not with a success.
    """
    try:
        async with httpx.AsyncClient(timeout=DELIVERY_TIMEOUT, trust_env=False) as client:
            answer = await client.post(url, content=body, headers=dict(headers))
    except httpx.HTTPError as error:
        raise DeliveryFailed(f"Connection failed: {error}") from error
    if not answer.is_success:
        raise DeliveryFailed(f"Wrong response from the webhook: {answer.status_code}")


class _Handler(RequestHandler):
    def initialize(self, telegram: Telegram) -> None:
        self.telegram = telegram

    def answer(self, body: object) -> None:
        self.set_header("Content-Type", "application/json")
        self.write(json.dumps(body))


class _BotHandler(_Handler):
    async def post(self, token: str, method: str) -> None:
        status, body = await self.telegram.call(token, method, self._params())
        self.set_status(status)
        self.answer(body)

    get = post

    def _params(self) -> Params:
        values = {name: parts[-1].decode() for name, parts in self.request.arguments.items()}
        if "application/json" in self.request.headers.get("Content-Type", ""):
            values |= _strings(json.loads(self.request.body or b"{}"))
        files = {
            name: Upload(parts[0].filename, parts[0].body)
            for name, parts in self.request.files.items()
        }
        return Params(values, files)


class _FileHandler(_Handler):
    async def get(self, token: str, path: str) -> None:
        found = self.telegram.download(token, path)
        self.set_status(found.status)
        is_file = found.status == HTTPStatus.OK
        kind = "application/octet-stream" if is_file else "application/json"
        self.set_header("Content-Type", kind)
        self.set_header("Content-Length", str(found.length))
        self.write(found.content)
        if found.is_cut:
            await self.flush()
            self.detach().close()


class _PeopleHandler(_Handler):
    def post(self, action: str) -> None:
        act = None if action.startswith("_") else getattr(self.telegram.people, action, None)
        if act is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        arguments = json.loads(self.request.body or b"{}")
        try:
            inspect.signature(act).bind(**arguments)
            self.answer({"ok": True, "result": act(**arguments)})
        except (KeyError, TypeError, ValueError) as error:  # an unknown argument, chat or user
            self.set_status(HTTPStatus.BAD_REQUEST)
            self.answer({"ok": False, "description": repr(error)})

    def get(self, action: str) -> None:
        state = self.telegram.state
        match action:
            case "calls":
                self.answer({"result": [asdict(call) for call in state.calls]})
            case "answers":
                self.answer({"result": state.answers})
            case "commands":
                menus = [[*scope, menu] for scope, menu in state.commands.items()]
                self.answer({"result": menus})
            case _:
                self.send_error(HTTPStatus.NOT_FOUND)


def _strings(values: Mapping[str, object]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
        if value is not None
    }


async def main(port: int = 8081, token: str = DEFAULT_TOKEN) -> None:
    """Serve until interrupted."""
    async with serving(Telegram(token, deliver=deliver), port) as server:
        print(f"emulated Bot API at {server.base_url}", flush=True)  # noqa: T201  # its one output
        await asyncio.Event().wait()


if __name__ == "__main__":
    port_number = int(sys.argv[1]) if len(sys.argv) > 1 else 8081
    bot_token = sys.argv[2] if len(sys.argv) > 2 else DEFAULT_TOKEN
    try:
        asyncio.run(main(port_number, bot_token))
    except KeyboardInterrupt:
        sys.exit(130)
