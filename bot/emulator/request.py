"""PTB's way to the emulator: its requests become calls, without HTTP in between."""

import json
from typing import Any

from telegram.request import BaseRequest, RequestData

from bot.emulator.telegram import Telegram
from bot.emulator.wire import Params, Upload


class EmulatorRequest(BaseRequest):
    """A request object for ``ApplicationBuilder.request`` and ``get_updates_request``."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float | None:
        """None: an answer in memory needs no limit."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close: the emulator may serve another request object."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002  # the Bot API makes no difference between GET and POST
        request_data: RequestData | None = None,
        *_timeouts: Any,
        **_named_timeouts: Any,
    ) -> tuple[int, bytes]:
        """Call the method that the address ends with, ``.../bot<token>/<method>``."""
        base, _, name = url.rpartition("/")
        token = base.rpartition("/")[2].removeprefix("bot")
        status, body = await self._telegram.call(token, name, _params(request_data))
        return status, json.dumps(body).encode()


def _params(data: RequestData | None) -> Params:
    if data is None:
        return Params()
    files = {name: _upload(part) for name, part in (data.multipart_data or {}).items()}
    return Params(data.json_parameters, files)


def _upload(part: tuple[Any, ...]) -> Upload:
    name, content = part[:2]
    return Upload(str(name), content if isinstance(content, bytes) else content.read())
