"""Real connections, all of them to servers on loopback that misbehave as real ones do."""

import socket
import threading
import time
from contextlib import closing

import httpx
import pytest

from index.errors import FetchError, TryLater
from index.web import fetching
from index.web.transport import Line, user_agent
from tests.index.serving import HEAD, PAGE, PUBLIC, Names, ToLoopback, fetch, html, server


def read(port: int, seconds: float = 15.0, delay: float = 0.0) -> bytes:
    transport = ToLoopback(port, delay)
    return fetching.fetch(
        "http://a.example/", transport=transport, resolve=Names(), seconds=seconds
    ).data


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

    with pytest.raises(TryLater, match=r"no connection to a[.]example"):
        fetch("http://a.example/", answer)


def test_no_more_than_three_addresses_are_tried() -> None:
    tried: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        tried.append(request.url.host)
        raise httpx.ConnectTimeout("silent", request=request)

    with pytest.raises(TryLater, match="no connection"):
        fetching.fetch(
            "http://a.example/",
            transport=httpx.MockTransport(answer),
            resolve=lambda host, port: [f"93.184.216.{n}" for n in range(1, 100)],
        )
    assert len(tried) == 3


def test_a_resolver_that_hangs_is_not_waited_for() -> None:
    release = threading.Event()

    def hanging(host: str, port: int) -> list[str]:
        release.wait(10)
        return []

    with pytest.raises(TryLater, match=r"within 0\.2 s"):
        fetching.fetch("http://a.example/", resolve=hanging, seconds=0.2)
    release.set()


def test_a_real_server_is_read() -> None:
    def speak(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE)

    with server(speak) as port:
        assert read(port) == PAGE


def test_a_server_that_sends_a_gigabyte_is_cut_off() -> None:
    sent = 0

    def speak(connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(HEAD + b"\r\n")
        for _ in range(1000):
            connection.sendall(bytes(1_000_000))
            sent += 1

    with server(speak) as port, pytest.raises(FetchError, match="larger than 5 MB"):
        read(port)
    assert sent < 100


@pytest.mark.parametrize(
    "head",
    [
        b"X-A: " + b"a" * 2_000_000,
        b"".join(b"X-%d: a\r\n" % n for n in range(200_000)),
        b"Location: /" + b"a" * 2_000_000,
    ],
)
def test_headers_without_end_are_cut_off(head: bytes) -> None:
    sent = 0

    def speak(connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 302 Found\r\n")
        for start in range(0, len(head), 10_000):
            connection.sendall(head[start : start + 10_000])
            sent += 10_000

    with server(speak) as port, pytest.raises(TryLater, match="no proper answer") as refusal:
        read(port)
    assert len(str(refusal.value)) < 500


@pytest.mark.parametrize(
    "said", [b"", b"SSH-2.0-OpenSSH_9.6\r\n", b"+OK\r\n", b"\0" * 1000, b"\x16\x03\x01"]
)
def test_what_is_not_http_is_said_to_be_no_proper_answer(said: bytes) -> None:
    with (
        server(lambda connection: connection.sendall(said)) as port,
        pytest.raises(TryLater, match="no proper answer"),
    ):
        read(port)


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"HTTP", b" "),
        (HEAD[:12], b" "),
        (HEAD + b"\r\n", b" "),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    ],
)
def test_a_server_that_drips_is_not_waited_for(start: bytes, drop: bytes) -> None:
    def speak(connection: socket.socket) -> None:
        connection.sendall(start)
        for _ in range(60):
            time.sleep(0.05)
            connection.sendall(drop)

    began = time.monotonic()
    with server(speak) as port:
        with pytest.raises(TryLater, match=r"within 0\.3 s"):
            read(port, seconds=0.3)
        assert time.monotonic() - began < 2


def test_a_connection_that_is_made_when_time_is_over_asks_for_nothing() -> None:
    heard: list[bytes] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        listener.settimeout(5)
        with pytest.raises(TryLater, match=r"within 0\.1 s"):
            read(listener.getsockname()[1], seconds=0.1, delay=0.3)
        connection, _ = listener.accept()
        with closing(connection):
            heard.append(connection.recv(65536))
    assert heard == [b""]


def test_an_answer_that_breaks_off_is_said() -> None:
    def speak(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\nshort")

    with server(speak) as port, pytest.raises(TryLater, match="broke off"):
        read(port)


def test_no_connection_is_used_for_a_second_name() -> None:
    """It was opened for a name that was checked, and with TLS for that name's certificate."""
    names: list[list[bytes]] = []

    def serve(connection: socket.socket) -> None:
        with closing(connection):
            names.append([])
            while asked := connection.recv(65536):
                names[-1].append(asked.split(b"Host: ")[1].split(b":")[0])
                connection.sendall(HEAD + b"Content-Length: 1\r\n\r\nx")

    def serve_two() -> None:
        for _ in range(2):
            serve(listener.accept()[0])

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=serve_two, daemon=True)
        thread.start()
        with closing(Line(None, 5)) as line:
            for name in ("a.example", "b.example"):
                url = httpx.URL(f"http://{name}:{listener.getsockname()[1]}/")
                with closing(line.get(url, ["127.0.0.1"], {}, str(url))) as response:
                    assert response.read() == b"x"
        thread.join(5)
    assert names == [[b"a.example"], [b"b.example"]]


def test_the_project_is_named_and_whom_to_write_to() -> None:
    assert user_agent().startswith("Sitrep/")
    assert "question-answering bot" in user_agent()
    assert user_agent("https://a.example/bot").endswith("; +https://a.example/bot)")
    assert user_agent("  ") == user_agent(None) == user_agent()


@pytest.mark.parametrize("contact", ["a\r\nHost: b", "é", "x)(", "\\", "a" * 5000])
def test_a_contact_can_not_break_the_header(contact: str) -> None:
    sent = user_agent(contact)
    assert sent.isascii()
    assert sent.isprintable()
    assert (sent.count("("), sent.count(")")) == (1, 1)
    assert len(sent) < 400

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["user-agent"] == sent
        return html(request)

    fetching.fetch(
        "http://a.example/", transport=httpx.MockTransport(answer), resolve=Names(), agent=sent
    )
