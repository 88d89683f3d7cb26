"""No test here reaches beyond loopback: the resolver and the transport are the test's own."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import httpx
import pytest

from index import fetching
from index.errors import FetchError
from index.records import Document

PUBLIC = "93.184.216.34"
PAGE = b"<html><body><p>A raid.</p></body></html>"
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


def response(data: bytes, content_type: str, **headers: str) -> httpx.Response:
    """A response that is still to be read, as those from a network are."""
    headers = {"content-type": content_type, **headers}
    return httpx.Response(200, stream=httpx.ByteStream(data), headers=headers)


def html(request: httpx.Request) -> httpx.Response:
    return response(PAGE, "text/html; charset=latin-1")


def never(request: httpx.Request) -> httpx.Response:
    pytest.fail(f"a request went to {request.url}")


def test_a_page_is_fetched_with_its_type_address_and_encoding() -> None:
    found = fetch("https://cnn.example/a#b", html)
    assert found.data == PAGE
    assert (found.media_type, found.charset) == ("text/html", "latin-1")
    assert found.url == "https://cnn.example/a"


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    seen: list[httpx.Request] = []
    # A second answer of the resolver would be loopback; nobody asks for it.
    names = Names(cnn=[PUBLIC, "127.0.0.1"])

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return html(request)

    fetch("https://cnn.example:8443/a?q=1", answer, names)
    (request,) = seen
    assert request.url.host == PUBLIC
    assert request.headers["host"] == "cnn.example:8443"
    assert request.extensions["sni_hostname"] == "cnn.example"
    assert request.headers["user-agent"].startswith("Sitrep/")
    assert names.asked == ["cnn.example"]


@pytest.mark.parametrize(
    "ip", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"]
)
def test_a_name_of_a_private_address_is_refused(ip: str) -> None:
    with pytest.raises(FetchError, match="not on the public internet"):
        fetch("http://inside.example/", never, Names(inside=[ip]))


def test_one_private_address_among_public_ones_is_refused() -> None:
    transport = httpx.MockTransport(never)
    with pytest.raises(FetchError, match="not on the public internet"):
        fetching.fetch(
            "http://a.example/", transport=transport, resolve=lambda h, p: [PUBLIC, "10.0.0.1"]
        )


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:7f00:1]"],
)
def test_odd_spellings_of_loopback_are_refused_by_the_systems_own_resolver(host: str) -> None:
    with pytest.raises(FetchError, match=r"not on the public internet|not a valid address"):
        fetching.fetch(f"http://{host}/", transport=httpx.MockTransport(never))


def test_a_redirect_is_followed_and_the_last_address_kept() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/old":
            return httpx.Response(301, headers={"location": "//b.example/new"})
        return html(request)

    assert fetch("https://a.example/old", answer).url == "https://b.example/new"


def test_a_redirect_to_a_private_address_is_refused() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.host == PUBLIC
        return httpx.Response(302, headers={"location": "http://inside.example/secret"})

    with pytest.raises(FetchError, match=r"inside[.]example, which is not on the public internet"):
        fetch("http://a.example/", answer, Names(inside=["192.168.0.1"]))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://b.example/", "javascript:x"])
def test_a_redirect_to_another_scheme_is_refused(target: str) -> None:
    with pytest.raises(FetchError, match=r"http or https|no proper answer"):
        fetch("http://a.example/", lambda r: httpx.Response(302, headers={"location": target}))


def test_endless_redirects_end() -> None:
    hops: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        hops.append(request.url.path)
        return httpx.Response(302, headers={"location": f"/{len(hops)}"})

    with pytest.raises(FetchError, match="redirects more than 5 times"):
        fetch("http://a.example/", answer)
    assert len(hops) == 6


@pytest.mark.parametrize("address", ["ftp://a.example/", "http://", "http://a\nb/", "http://[::1"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(FetchError):
        fetch(address, never)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(FetchError) as refusal:
        fetch("http://user:secret@a.example/", never)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(404, "check the address"), (403, "copy its text"), (429, "later"), (503, "later")],
)
def test_a_refusal_names_its_remedy(status: int, remedy: str) -> None:
    with pytest.raises(FetchError, match=remedy):
        fetch("http://a.example/", lambda r: httpx.Response(status))


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "application/zip", "text/css"])
def test_what_is_no_text_is_refused(kind: str) -> None:
    with pytest.raises(FetchError, match="not an article"):
        fetch(
            "http://a.example/",
            lambda r: response(b"x", kind),
        )


@pytest.mark.parametrize(
    ("kind", "path", "media_type"),
    [
        ("text/plain", "/a.md", "text/markdown"),
        ("text/plain", "/a", "text/plain"),
        ("application/x-ndjson", "/a", "application/jsonl"),
        ("application/xhtml+xml", "/a", "text/html"),
        ("application/octet-stream", "/a.pdf", "application/pdf"),
        ("", "/a", "text/html"),
    ],
)
def test_the_type_is_the_servers_the_paths_or_the_contents(
    kind: str, path: str, media_type: str
) -> None:
    found = fetch(
        f"http://a.example{path}",
        lambda r: response(PAGE, kind),
    )
    assert found.media_type == media_type


def packed(data: bytes, coding: str = "gzip") -> Answer:
    return lambda r: response(data, "text/html", **{"content-encoding": coding})


def test_a_packed_page_is_unpacked() -> None:
    assert fetch("http://a.example/", packed(gzip.compress(PAGE))).data == PAGE


def test_a_packed_bomb_is_stopped() -> None:
    with pytest.raises(FetchError, match="larger than 5 MB"):
        fetch("http://a.example/", packed(gzip.compress(bytes(50_000_000))))


def test_a_damaged_or_unknown_packing_is_refused() -> None:
    with pytest.raises(FetchError, match="damaged"):
        fetch("http://a.example/", packed(gzip.compress(PAGE)[:-9]))
    with pytest.raises(FetchError, match="packed as 'br'"):
        fetch("http://a.example/", packed(PAGE, "br"))


def test_an_announced_gigabyte_is_not_read() -> None:
    headers = {"content-type": "text/html", "content-length": "1000000000"}
    with pytest.raises(FetchError, match="larger than 5 MB"):
        fetch("http://a.example/", lambda r: httpx.Response(200, content=b"", headers=headers))


def test_the_next_address_is_tried_where_one_takes_no_connection() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host != PUBLIC:
            raise httpx.ConnectError("unreachable", request=request)
        return html(request)

    found = fetching.fetch(
        "http://a.example/",
        transport=httpx.MockTransport(answer),
        resolve=lambda host, port: ["2606:4700::1111", PUBLIC],
    )
    assert found.data == PAGE


def test_no_connection_at_all_is_said() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(FetchError, match=r"no connection to a[.]example"):
        fetch("http://a.example/", answer)


def test_an_unknown_host_is_said() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror("unknown")

    with pytest.raises(FetchError, match="can't be found"):
        fetching.fetch("http://a.example/", transport=httpx.MockTransport(never), resolve=unknown)


def test_a_resolver_that_hangs_is_not_waited_for() -> None:
    release = threading.Event()

    def hanging(host: str, port: int) -> list[str]:
        release.wait(10)
        return []

    with pytest.raises(FetchError, match=r"within 0\.2 s"):
        fetching.fetch("http://a.example/", resolve=hanging, seconds=0.2)
    release.set()


class ToLoopback(httpx.BaseTransport):
    """Carries what is meant for a public address to a server on this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._inner = httpx.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
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


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def test_a_real_server_is_read() -> None:
    def speak(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE)

    with server(speak) as port:
        found = fetching.fetch("http://a.example/", transport=ToLoopback(port), resolve=Names())
    assert found.data == PAGE


def test_a_server_that_sends_a_gigabyte_is_cut_off() -> None:
    sent = 0

    def speak(connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(HEAD + b"\r\n")
        for _ in range(1000):
            connection.sendall(bytes(1_000_000))
            sent += 1

    with server(speak) as port, pytest.raises(FetchError, match="larger than 5 MB"):
        fetching.fetch("http://a.example/", transport=ToLoopback(port), resolve=Names())
    assert sent < 100


@pytest.mark.parametrize("start", [b"HTTP", HEAD[:12], HEAD + b"\r\n"])
def test_a_server_that_drips_is_not_waited_for(start: bytes) -> None:
    def speak(connection: socket.socket) -> None:
        connection.sendall(start)
        for _ in range(60):
            time.sleep(0.05)
            connection.sendall(b" ")

    began = time.monotonic()
    with server(speak) as port:
        with pytest.raises(FetchError, match=r"within 0\.3 s"):
            fetching.fetch(
                "http://a.example/", transport=ToLoopback(port), resolve=Names(), seconds=0.3
            )
        assert time.monotonic() - began < 2


def test_an_answer_that_breaks_off_is_said() -> None:
    def speak(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\nshort")

    with server(speak) as port, pytest.raises(FetchError, match="broke off"):
        fetching.fetch("http://a.example/", transport=ToLoopback(port), resolve=Names())
