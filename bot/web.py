"""A small HTTP server: health, readiness, metrics, and the webhook where there is one.

Nothing of a request is logged, be it its sender, its path or its body.
"""

import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, TypeAlias

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError

from bot.metrics import Metrics
from bot.settings import SettingsError
from bot.webhook import (
    HEALTH,
    MAX_BODY,
    METRICS,
    PLAIN,
    READINESS,
    Deliveries,
    Hook,
    QuietHandler,
    route,
)

Page: TypeAlias = Callable[[], tuple[int, bytes, str]]

# So much of a body that is too large is read and dropped, so that its sender is told why: who is
# hung up on while still sending often sees no answer.
_READ_AT_MOST = 16 * MAX_BODY
_BODY_SECONDS, _IDLE_SECONDS = 30.0, 120.0


@asynccontextmanager
async def serving(
    host: str,
    port: int,
    *,
    metrics: Metrics,
    ready: Callable[[], str | None],
    hook: Hook | None = None,
    grace: float = 5.0,
) -> AsyncIterator[int]:
    """Serve for as long as the block runs; gives the port, which matters where ``port`` is 0.

    Args:
        host: an address or a name of this machine; ``[::1]`` as well as ``::1``.
        port: where to listen.
        metrics: what ``/metrics`` shows.
        ready: None, or one word that says why not; must not block.
        hook: where updates arrive; None where the bot polls.
        grace: seconds that running deliveries have to end in when the block is left.

    Raises:
        SettingsError: it can't listen there.
    """
    for name in ("tornado.access", "tornado.general"):
        # Below warnings they write down addresses and what strangers sent.
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
    deliveries = Deliveries(hook) if hook else None
    server = HTTPServer(
        _application(metrics, ready, deliveries),
        max_body_size=_READ_AT_MOST,
        body_timeout=_BODY_SECONDS,
        idle_connection_timeout=_IDLE_SECONDS,
    )
    listening = _listening(host, port)
    server.add_socket(listening)
    try:
        yield listening.getsockname()[1]
    finally:
        server.stop()
        if deliveries:
            await deliveries.end(grace)
        await server.close_all_connections()


def _listening(host: str, port: int) -> socket.socket:
    """One socket, so that there is one port: IPv4 where a name has that; at ``::`` both."""
    try:
        # The name on its own first: where it can be none, `create_server` would leave a socket.
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        family, _, _, _, address = min(found)
        dual = family == socket.AF_INET6 and socket.has_dualstack_ipv6()
        listening = socket.create_server(address[:2], family=family, dualstack_ipv6=dual)
    except (OSError, UnicodeError) as error:  # taken, forbidden, or no address of this machine
        reason = getattr(error, "strerror", None) or "no name of a machine"
        raise SettingsError(
            f"SITREP_LISTEN: nothing can listen at {host}, port {port} "
            f"({reason.partition(' (')[0]}). Set it to an address of this machine and a free port "
            "from 1024 on, for example 127.0.0.1:8080."
        ) from error
    listening.setblocking(False)
    return listening


def _application(
    metrics: Metrics, ready: Callable[[], str | None], deliveries: Deliveries | None
) -> Application:
    def readiness() -> tuple[int, bytes, str]:
        reason = ready()
        return (503, reason.encode(), PLAIN) if reason else (200, b"ready", PLAIN)

    pages: dict[str, Page] = {
        HEALTH: lambda: (200, b"ok", PLAIN),
        READINESS: readiness,
        METRICS: lambda: (200, *metrics.exposition()),
    }
    routes: list[Any] = [(path, _PageHandler, {"page": page}) for path, page in pages.items()]
    if deliveries:
        routes.append(route(deliveries))
    return Application(routes, default_handler_class=_UnknownHandler, log_function=lambda _: None)


class _UnknownHandler(QuietHandler):
    allowed = ""

    def get(self) -> None:
        raise HTTPError(HTTPStatus.NOT_FOUND)

    head = post = put = patch = delete = options = get


class _PageHandler(QuietHandler):
    def initialize(self, page: Page) -> None:
        self._page = page

    def get(self) -> None:
        status, body, content_type = self._page()
        self.set_status(status)
        self.set_header("Content-Type", content_type)
        self.write(body)

    head = get
