"""The webhook to which Telegram posts updates: what is let in, and what is answered.

Nothing of a request is logged, be it its sender, its path or its body.
"""

import asyncio
import json
import logging
import math
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hmac import compare_digest
from http import HTTPStatus
from typing import Any, TypeAlias, cast

from tornado.web import HTTPError, RequestHandler, stream_request_body

from bot.logs import outline
from bot.settings import SettingsError

JsonObject: TypeAlias = dict[str, Any]

MAX_BODY = 2**20
PAGES = HEALTH, READINESS, METRICS = "/healthz", "/readyz", "/metrics"
"""What else the same server tells; no webhook can be there."""
PLAIN = "text/plain; charset=utf-8"

_PATH = re.compile(r"/[A-Za-z0-9._~/-]*")  # the same with and without percent-encoding
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # Telegram's rule

_log = logging.getLogger(__name__)


class Closing(Exception):
    """The bot is about to stop and takes no update any more; Telegram will deliver it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Where Telegram posts updates.

    Attributes:
        path: what of the address comes after the host.
        secret: what Telegram was told to send along.
        deliver: takes an update in. Once it has returned, Telegram will never deliver that one
            again; whatever it raises, Telegram will. `Closing` raised is no failure.

    Raises:
        SettingsError: the path is taken or not a plain one, or the secret none that Telegram takes.
    """

    path: str
    secret: str = field(repr=False)
    deliver: Callable[[JsonObject], Awaitable[None]]

    def __post_init__(self) -> None:
        if not _PATH.fullmatch(self.path) or self.path in PAGES:
            raise SettingsError(
                f"SITREP_WEBHOOK_URL: the webhook can't be at {self.path}. Give it a path of "
                f"letters, digits and ._~/- that is none of {', '.join(PAGES)}."
            )
        if not _SECRET.fullmatch(self.secret):
            raise SettingsError(
                "SITREP_WEBHOOK_SECRET: it must be 1 to 256 of the characters A-Z, a-z, 0-9, _, -."
            )


def update_in(body: bytes) -> JsonObject | None:
    """The update that a request's body holds; None where it is none.

    Of a key that is there twice, the last value counts. NaN, infinities and numbers that would be
    read as such are refused; an update's number is one of 64 bits.
    """
    try:
        update = json.loads(body.decode(), parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        return None
    number = update.get("update_id") if isinstance(update, dict) else None
    return update if type(number) is int and number.bit_length() < 64 else None


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("no number of JSON")
    return number


class Deliveries:
    """The deliveries that run; in the end they get a while, and new ones are turned away."""

    def __init__(self, hook: Hook) -> None:
        self.hook = hook
        self._running: set[asyncio.Task[Any]] = set()
        self._closing = False

    async def take(self, update: JsonObject) -> None:
        """Deliver an update; the request's task counts as running until it is answered."""
        if self._closing:
            raise Closing
        task = cast("asyncio.Task[None]", asyncio.current_task())  # each request runs in one
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await self.hook.deliver(update)

    async def end(self, grace: float) -> None:
        """Let what runs end, and cancel what has not after ``grace`` seconds."""
        self._closing = True
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=grace)
        if late:
            _log.warning("Updates cut short, which Telegram will deliver again: %d", len(late))
            for task in late:
                task.cancel()
            await asyncio.wait(late, timeout=1.0)


def route(deliveries: Deliveries) -> tuple[str, type[RequestHandler], dict[str, Any]]:
    """The webhook's place in an application of Tornado's."""
    return re.escape(deliveries.hook.path), _HookHandler, {"deliveries": deliveries}


@stream_request_body
class QuietHandler(RequestHandler):
    """Says neither who serves nor what went wrong; reads a body to its end and drops it."""

    allowed = "GET, HEAD"

    def set_default_headers(self) -> None:
        """Not Tornado's own."""
        self.clear_header("Server")
        self.set_header("Content-Type", PLAIN)

    def compute_etag(self) -> None:
        """None: these pages are always told anew."""

    def data_received(self, chunk: bytes) -> None:
        """Drop it."""

    def write_error(self, status_code: int, **_kwargs: Any) -> None:
        """The status alone."""
        if status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            self.set_header("Allow", self.allowed)
        self.finish()

    def log_exception(self, _type: Any, value: BaseException | None, _traceback: Any) -> None:
        """Without what its message might quote."""
        if value and not isinstance(value, HTTPError):
            _log.error("A request failed\n%s", outline(value))


class _HookHandler(QuietHandler):
    """Takes an update in; answers 200 once it is safe."""

    allowed = "POST"

    def initialize(self, deliveries: Deliveries) -> None:
        self._deliveries = deliveries
        self._body = bytearray()
        self._refusal: HTTPStatus | None = None

    def prepare(self) -> None:
        """Judge the headers, before anything of the body is kept."""
        headers = self.request.headers
        secret = headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        content_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        # As bytes, since of str only ASCII can be compared.
        if not compare_digest(secret.encode(), self._deliveries.hook.secret.encode()):
            self._refusal = HTTPStatus.FORBIDDEN
        elif content_type != "application/json":
            self._refusal = HTTPStatus.UNSUPPORTED_MEDIA_TYPE

    def data_received(self, chunk: bytes) -> None:
        if self._refusal is None and len(self._body) + len(chunk) > MAX_BODY:
            self._refusal = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            self._body.clear()
        if self._refusal is None:
            self._body += chunk

    async def post(self) -> None:
        if self._refusal is not None:
            raise HTTPError(self._refusal)
        update = update_in(bytes(self._body))
        if update is None:
            raise HTTPError(HTTPStatus.BAD_REQUEST)
        try:
            await self._deliveries.take(update)
        except Closing:
            raise HTTPError(HTTPStatus.SERVICE_UNAVAILABLE) from None
