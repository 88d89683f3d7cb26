"""PTB's way to the emulator: its requests become calls, without HTTP in between."""

import json
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from bot.emulator.telegram import Telegram
from bot.emulator.wire import Params, Upload

_FILE = re.compile(r"/file/bot([^/]+)/(.+)")
# In httpx's words, as PTB's own request passes them on.
_CUT = (
    "httpx.RemoteProtocolError: peer closed connection without sending complete message body "
    "(received {} bytes, expected {})"
)


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
        """Call the method that the address ends with, ``.../bot<token>/<method>``.

        Or download the file that it names, ``.../file/bot<token>/<path>``.

        Raises:
            NetworkError: the download breaks off.
        """
        if file := _FILE.search(urlsplit(url).path):
            return self._downloaded(*map(unquote, file.groups()))
        base, _, name = url.rpartition("/")
        token = base.rpartition("/")[2].removeprefix("bot")
        status, body = await self._telegram.call(token, name, _params(request_data))
        return status, json.dumps(body).encode()

    def _downloaded(self, token: str, path: str) -> tuple[int, bytes]:
        found = self._telegram.download(token, path)
        if found.is_cut:
            raise NetworkError(_CUT.format(len(found.content), found.length))
        return found.status, found.content


def _params(data: RequestData | None) -> Params:
    if data is None:
        return Params()
    files = {name: _upload(part) for name, part in (data.multipart_data or {}).items()}
    return Params(data.json_parameters, files)


def _upload(part: tuple[Any, ...]) -> Upload:
    name, content = part[:2]
    return Upload(str(name), content if isinstance(content, bytes) else content.read())
