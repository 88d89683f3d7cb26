"""Resolvers, responses and servers for tests of fetching, none of which leaves this machine."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import httpx
import pytest

from index.records import Document, Validators
from index.web import fetching
from index.web.fetching import PAGES, Accepted, Retrieved

PUBLIC = "93.184.216.34"
PAGE = b"<html><body><p>A raid.</p></body></html>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
Answer = Callable[[httpx.Request], httpx.Response]


class Names:
    """A resolver: names to IP addresses, several answers one after the other."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        name = host.split(".")[0]
        return [self.answers[name].pop(0)] if name in self.answers else [PUBLIC]


def fetch(address: str, answer: Answer, names: Names | None = None) -> Document:
    return fetching.fetch(address, transport=httpx.MockTransport(answer), resolve=names or Names())


def retrieve(
    address: str,
    answer: Answer,
    *,
    known: Validators = Validators(),  # noqa: B008 - frozen
    accept: Accepted = PAGES,
) -> Retrieved:
    return fetching.retrieve(
        address,
        known=known,
        accept=accept,
        transport=httpx.MockTransport(answer),
        resolve=Names(),
    )


def response(data: bytes, content_type: str = "text/html", **headers: str) -> httpx.Response:
    """A response that is still to be read, as those from a network are."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named = {"content-type": content_type, **named}
    return httpx.Response(200, stream=httpx.ByteStream(data), headers=named)


def html(request: httpx.Request) -> httpx.Response:
    return response(PAGE, "text/html; charset=latin-1")


def never(request: httpx.Request) -> httpx.Response:
    pytest.fail(f"a request went to {request.url}")


def redirects(*hops: tuple[int, str]) -> Answer:
    """One redirect after another, each a status and a target, then a page."""
    left = list(hops)

    def answer(request: httpx.Request) -> httpx.Response:
        if not left:
            return html(request)
        status, target = left.pop(0)
        return httpx.Response(status, headers={"location": target})

    return answer


class ToLoopback(httpx.BaseTransport):
    """Carries what is meant for a public address to a server on this machine.

    Args:
        port: the server's.
        delay: seconds until it sets out, as if connecting took so long.
    """

    def __init__(self, port: int, delay: float = 0.0) -> None:
        self._port = port
        self._delay = delay
        self._inner = httpx.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        time.sleep(self._delay)
        request.url = request.url.copy_with(host="127.0.0.1", port=self._port)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


@contextmanager
def server(speak: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server of one connection, which says whatever it likes."""

    def serve() -> None:
        connection, _ = listener.accept()
        with closing(connection):
            connection.recv(65536)
            try:
                speak(connection)
            except OSError:
                return  # the client has left, as it should

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)
        assert not thread.is_alive()
