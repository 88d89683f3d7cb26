"""The HTTP server, over real HTTP on loopback: health, metrics, and hostile deliveries."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import web, webhook
from bot.metrics import Metrics
from bot.settings import SettingsError
from bot.web import serving
from bot.webhook import MAX_BODY, Closing, Hook, JsonObject, update_in

PATH, SECRET = "/hook/a.b", "a-Secret_1"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
WORD = "zebedee"  # by name where it is raised: tracebacks show their lines' source
UPDATE = {"update_id": 7, "message": {"text": WORD}}
HOSTILE = [
    b"",
    b"zebedee",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"\xff\xfe\x00",
    b'"\xed\xa0\x80"',
    b'\xef\xbb\xbf{"update_id": 1}',
    '{"update_id": 1}'.encode("utf-16"),
    b"[]",
    b"7",
    b"null",
    b"{}",
    b'{"update_id": "1"}',
    b'{"update_id": 1.0}',
    b'{"update_id": true}',
    b'{"update_id": null}',
    b'{"update_id": NaN}',
    b'{"update_id": 1, "n": NaN}',
    b'{"update_id": 1, "n": -Infinity}',
    b'{"update_id": 1, "n": 1e999}',
    b'{"update_id": 9223372036854775808}',
    b'{"update_id": ' + b"1" * 10_000 + b"}",
    b'{"update_id": 1, "update_id": "x"}',
    b'{"update_id": 1} {}',
    b'{"update_id": 1',
]


class Inbox:
    """Takes updates in; what it does before that may wait or raise."""

    def __init__(self, before: Callable[[], Awaitable[object]] | None = None) -> None:
        self.taken: list[JsonObject] = []
        self.entered = asyncio.Event()
        self._before = before

    async def deliver(self, update: JsonObject) -> None:
        self.entered.set()
        if self._before:
            await self._before()
        self.taken.append(update)


@asynccontextmanager
async def client_of(port: int) -> AsyncIterator[httpx.AsyncClient]:
    address = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=address, trust_env=False, verify=False) as client:
        yield client


@asynccontextmanager
async def served(
    inbox: Inbox | None = None, *, metrics: Metrics | None = None, **others: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a running server, with a webhook where there is an inbox for it."""
    hook = Hook(path=PATH, secret=SECRET, deliver=inbox.deliver) if inbox else None
    given_ready = {"ready": lambda: None, **others}
    async with (
        serving("127.0.0.1", 0, metrics=metrics or Metrics(), hook=hook, **given_ready) as port,
        client_of(port) as client,
    ):
        yield client


async def post(client: httpx.AsyncClient, body: Any = UPDATE, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await client.post(PATH, content=content, headers=HEADERS | headers)


async def raw(client: httpx.AsyncClient, sent: bytes) -> bytes:
    """All that comes back for some bytes, until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    try:
        writer.write(sent)
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """What the server logged, and errors that nobody handled; not the client's own lines."""
    ours = [
        r
        for r in caplog.records
        if r.name.startswith(("bot", "tornado"))
        or (r.name == "asyncio" and r.levelno > logging.INFO)
    ]
    return "\n".join(f"{r.name} {r.getMessage()} {r.exc_info}" for r in ours)


async def test_health_is_told_while_the_loop_runs() -> None:
    async with served() as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


async def test_readiness_tells_the_reason() -> None:
    reasons: list[str | None] = [None, "loading"]
    async with served(ready=lambda: reasons.pop()) as client:
        not_yet = await client.get("/readyz")
        now = await client.get("/readyz")
    assert (not_yet.status_code, not_yet.text) == (503, "loading")
    assert (now.status_code, now.text) == (200, "ready")


async def test_metrics_are_shown_as_they_are_now() -> None:
    metrics = Metrics()
    async with served(metrics=metrics) as client:
        await client.get("/metrics")
        metrics.question("private")
        answer = await client.get("/metrics", headers={"Accept": "text/plain;version=x"})
    assert answer.headers["Content-Type"] == metrics.exposition()[1]
    assert b'sitrep_questions_total{where="private"} 1.0\n' in answer.content


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_head_gives_the_same_headers_and_no_body(path: str) -> None:
    async with served() as client:
        got, head = await client.get(path), await client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Type"] == got.headers["Content-Type"]
    assert int(head.headers["Content-Length"]) > 0


async def test_the_server_does_not_say_what_it_is() -> None:
    async with served(Inbox()) as client:
        for answer in [await client.get("/healthz"), await client.get("/x"), await post(client)]:
            assert not {"server", "etag"} & answer.headers.keys()


async def test_unknown_paths_are_404_and_empty() -> None:
    async with served(Inbox()) as client:
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            for path in ("/", "/healthz/", "/hook/aXb", f"{PATH}/", "//healthz", "/%00", "/hook/"):
                answer = await client.request(method, path, headers=HEADERS)
                assert (method, path, answer.status_code, answer.content) == (
                    method,
                    path,
                    404,
                    b"",
                )


async def test_there_is_no_webhook_without_a_hook() -> None:
    async with served() as client:
        assert (await post(client)).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/healthz", "GET, HEAD"),
        ("DELETE", "/metrics", "GET, HEAD"),
        ("GET", PATH, "POST"),
        ("HEAD", PATH, "POST"),
        ("BREW", PATH, "POST"),
    ],
)
async def test_other_methods_are_405_and_told_which_are_not(
    method: str, path: str, allowed: str
) -> None:
    inbox = Inbox()
    async with served(inbox) as client:
        answer = await client.request(method, path, headers=HEADERS)
    assert (answer.status_code, answer.content) == (405, b"")
    assert answer.headers["Allow"] == allowed
    assert not inbox.taken


async def test_an_update_is_answered_once_it_is_safe() -> None:
    release = asyncio.Event()
    inbox = Inbox(release.wait)
    async with served(inbox) as client:
        posting = asyncio.create_task(post(client))
        await inbox.entered.wait()
        assert (await client.get("/healthz")).status_code == 200
        assert not posting.done()
        release.set()
        answer = await posting
    assert (answer.status_code, answer.content) == (200, b"")
    assert inbox.taken == [UPDATE]


async def test_deliveries_are_served_at_once() -> None:
    together = asyncio.Barrier(8)
    inbox = Inbox(together.wait)
    async with served(inbox) as client, asyncio.timeout(10):
        answers = await asyncio.gather(*(post(client, {"update_id": n}) for n in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(update["update_id"] for update in inbox.taken) == list(range(8))


@pytest.mark.parametrize(
    "secret", ["", "x", SECRET[:-1], f"{SECRET}x", SECRET.upper(), f"{SECRET}, {SECRET}", "\xff"]
)
async def test_a_wrong_secret_is_403_whatever_else_is_wrong(
    caplog: pytest.LogCaptureFixture, secret: str
) -> None:
    inbox = Inbox()
    with caplog.at_level(logging.DEBUG):
        async with served(inbox) as client:
            for kind in ("application/json", "text/html"):
                headers = httpx.Headers(
                    {**HEADERS, "X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": kind},
                    encoding="latin-1",
                )
                for content in (b'{"update_id": 7}', b"zebedee", b"x" * (MAX_BODY + 1)):
                    answer = await client.post(PATH, content=content, headers=headers)
                    assert (answer.status_code, answer.content) == (403, b"")
    assert not inbox.taken
    assert not logged(caplog)


async def test_no_secret_is_403() -> None:
    async with served(Inbox()) as client:
        assert (await client.post(PATH, json=UPDATE)).status_code == 403


async def test_secrets_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, ...]] = []

    def compare(*pair: bytes) -> bool:
        compared.append(pair)
        return True

    monkeypatch.setattr(webhook, "compare_digest", compare)
    async with served(Inbox()) as client:
        await client.post(PATH, json=UPDATE, headers={"X-Telegram-Bot-Api-Secret-Token": "guess"})
    assert compared == [(b"guess", SECRET.encode())]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("", 415),
        ("text/plain", 415),
        ("application/jsonp", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
    ],
)
async def test_only_json_is_taken(kind: str, status: int) -> None:
    async with served(Inbox()) as client:
        assert (await post(client, **{"Content-Type": kind})).status_code == status


def sized(length: int) -> bytes:
    """An update of so many bytes."""
    start, end = b'{"update_id": 7, "x": "', b'"}'
    return start + b"x" * (length - len(start) - len(end)) + end


async def chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 100_000):
        yield body[start : start + 100_000]


async def test_a_body_may_have_a_mebibyte_and_no_more() -> None:
    inbox = Inbox()
    async with served(inbox) as client:
        for length, status in [(MAX_BODY, 200), (MAX_BODY + 1, 413), (8 * MAX_BODY, 413)]:
            assert (await post(client, sized(length))).status_code == status
            # Chunked, so that its length isn't known beforehand.
            streamed = await client.post(PATH, content=chunks(sized(length)), headers=HEADERS)
            assert streamed.status_code == status
    assert len(inbox.taken) == 2


async def test_what_is_far_too_large_is_not_even_read() -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    inbox = Inbox()
    async with served(inbox) as client:
        answer = await raw(
            client,
            f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: 99999999\r\n\r\n".encode(),
        )
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert not inbox.taken


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
async def test_what_is_no_update_is_400_and_not_echoed(
    caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    inbox = Inbox()
    async with served(inbox) as client:
        answer = await post(client, body)
    assert (answer.status_code, answer.content) == (400, b"")
    assert not inbox.taken
    assert not logged(caplog)


def test_the_last_of_equal_keys_counts() -> None:
    assert update_in(b'{"update_id": 1, "a": 1, "a": 2, "update_id": 2}') == {
        "update_id": 2,
        "a": 2,
    }


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("update_id"), inner),
    max_leaves=5,
)
bodies = st.binary() | json_values.map(lambda value: json.dumps(value).encode())


@given(bodies)
def test_any_bytes_give_an_update_or_none(body: bytes) -> None:
    update = update_in(body)
    if update is not None:
        assert type(update["update_id"]) is int
        json.dumps(update, allow_nan=False)


@settings(max_examples=50)
@given(st.dictionaries(st.text(), json_values, max_size=4), st.integers(-(2**63) + 1, 2**63 - 1))
def test_an_update_comes_out_as_it_was_sent(others: JsonObject, number: int) -> None:
    update = {**others, "update_id": number}
    try:
        body = json.dumps(update, allow_nan=False).encode()
    except ValueError:
        return
    assert update_in(body) == update


@settings(max_examples=25)
@given(st.lists(bodies, max_size=8))
@example(HOSTILE)
async def test_any_bytes_are_answered_without_an_unhandled_error(sent: list[bytes]) -> None:
    problems: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: problems.append(told))
    async with served(Inbox()) as client:
        for body in sent:
            expected = 400 if update_in(body) is None else 200
            assert (await post(client, body)).status_code == expected
    assert not problems


@settings(max_examples=25)
@given(st.binary(min_size=1))
@example(b"GET /healthz HTTP/1.1\r\n\r\n")
@example(b"POST /hook/a.b HTTP/1.1\r\nHost: x\r\nContent-Length: zebedee\r\n\r\n")
@example(b"POST /hook/a.b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzebedee\r\n")
async def test_what_is_no_http_gets_400_at_most(sent: bytes) -> None:
    async with served(Inbox()) as client:
        answer = await raw(client, sent.replace(b"\n", b"") + b"\r\n\r\n")
        assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
        assert (await client.get("/healthz")).status_code == 200


async def test_neither_addresses_nor_paths_nor_what_strangers_send_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        async with served(Inbox()) as client:
            await client.get("/zebedee", params={"q": "zebedee"})
            await post(client)
            await raw(client, b"zebedee\r\n\r\n")
            await raw(client, b"GET /zebedee HTTP/1.1\r\nHost: x\r\nContent-Length: z\r\n\r\n")
    assert not logged(caplog)


async def test_a_failed_delivery_is_500_and_logged_without_its_content(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise ValueError(UPDATE["message"])

    async with served(Inbox(fail)) as client:
        answer = await post(client)
    assert (answer.status_code, answer.content) == (500, b"")
    assert "builtins.ValueError" in logged(caplog)
    assert "zebedee" not in logged(caplog)
    assert PATH not in logged(caplog)


async def test_a_delivery_cancelled_from_within_is_500() -> None:
    async def cancelled() -> None:
        raise asyncio.CancelledError

    async with served(Inbox(cancelled)) as client:
        assert (await post(client)).status_code == 500


async def test_a_bot_about_to_stop_answers_503_and_that_is_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def close() -> None:
        raise Closing

    async with served(Inbox(close)) as client:
        answer = await post(client)
    assert (answer.status_code, answer.content) == (503, b"")
    assert not logged(caplog)


async def test_a_failing_page_is_500_and_leaves_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    metrics = Metrics()
    metrics.watch_waiting(lambda: int(WORD))
    async with served(metrics=metrics) as client:
        answer = await client.get("/metrics")
        assert (answer.status_code, answer.content) == (500, b"")
        assert (await client.get("/healthz")).status_code == 200
    assert "ValueError" in logged(caplog)
    assert "zebedee" not in logged(caplog)


async def test_a_delivery_ends_even_if_nobody_waits_for_it_any_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    release = asyncio.Event()
    inbox = Inbox(release.wait)
    async with served(inbox) as client:
        posting = asyncio.create_task(post(client))
        await inbox.entered.wait()
        posting.cancel()
        with suppress(asyncio.CancelledError):
            await posting
        await client.get("/healthz")
        release.set()
    assert inbox.taken == [UPDATE]
    assert not logged(caplog)


async def test_a_body_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_BODY_SECONDS", 0.05)
    inbox = Inbox()
    async with served(inbox) as client:
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n".encode()
        assert await raw(client, head) == b""
    assert not inbox.taken


async def test_a_connection_without_a_request_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_IDLE_SECONDS", 0.05)
    async with served() as client:
        assert await raw(client, b"GET /healthz") == b""


async def test_at_the_end_running_deliveries_end_and_new_ones_are_turned_away() -> None:
    release = asyncio.Event()
    inbox = Inbox(release.wait)
    async with AsyncExitStack() as stack:
        hook = Hook(path=PATH, secret=SECRET, deliver=inbox.deliver)
        serve = serving("127.0.0.1", 0, metrics=Metrics(), ready=lambda: None, hook=hook)
        port = await serve.__aenter__()
        client = await stack.enter_async_context(client_of(port))
        running = asyncio.create_task(post(client))
        await inbox.entered.wait()
        await client.get("/healthz")  # a second connection, kept open
        ending = asyncio.create_task(serve.__aexit__(None, None, None))
        await asyncio.sleep(0)
        assert (await post(client)).status_code == 503
        stranger = await stack.enter_async_context(client_of(port))
        with pytest.raises(httpx.ConnectError):
            await stranger.get("/healthz")
        assert not ending.done()
        release.set()
        assert (await running).status_code == 200
        await ending
    assert inbox.taken == [UPDATE]


async def test_a_delivery_that_does_not_end_is_cut_short(caplog: pytest.LogCaptureFixture) -> None:
    inbox = Inbox(asyncio.Event().wait)
    async with AsyncExitStack() as outside:
        async with served(inbox, grace=0.05) as client:
            patient = await outside.enter_async_context(client_of(client.base_url.port or 0))
            posting = asyncio.create_task(post(patient))
            await inbox.entered.wait()
        assert (await posting).status_code == 500
    assert not inbox.taken
    assert "Updates cut short, which Telegram will deliver again: 1" in logged(caplog)


async def test_at_the_end_idle_connections_are_closed_at_once() -> None:
    async with asyncio.timeout(2):
        async with served(Inbox(), grace=60) as client:
            await client.get("/healthz")
            reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        assert await reader.read() == b""
        writer.close()


async def test_a_taken_port_is_refused_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = await refusal("127.0.0.1", port)
    assert said.startswith(f"SITREP_LISTEN: nothing can listen at 127.0.0.1, port {port} (Address")
    assert "for example 127.0.0.1:8080" in said


@pytest.mark.parametrize(
    ("host", "port", "reason"),
    [
        ("192.0.2.1", 0, "Cannot assign requested address"),
        ("a..b", 0, "no name of a machine"),
    ],
)
async def test_what_is_no_address_of_this_machine_is_refused(
    host: str, port: int, reason: str
) -> None:
    assert reason in await refusal(host, port)


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(13, "Permission denied"),
        socket.gaierror(-2, "Name or service not known"),
    ],
)
async def test_a_forbidden_port_and_an_unknown_host_are_refused(
    monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def refuse(*_: Any, **__: Any) -> socket.socket:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    said = await refusal("bot.example", 80)
    assert said.startswith(
        f"SITREP_LISTEN: nothing can listen at bot.example, port 80 ({error.strerror})"
    )


async def refusal(host: str, port: int) -> str:
    with pytest.raises(SettingsError) as caught:
        async with serving(host, port, metrics=Metrics(), ready=lambda: None):
            pass
    return str(caught.value)


@pytest.mark.parametrize("host", ["::1", "[::1]", "localhost"])
async def test_names_and_version_6_are_listened_at(host: str) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        if ":" in host:
            pytest.skip("this machine has no IPv6")
    async with serving(host, 0, metrics=Metrics(), ready=lambda: None) as port:
        shown = "[::1]" if ":" in host else "127.0.0.1"
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"http://{shown}:{port}/healthz")).text == "ok"


@pytest.mark.parametrize(
    "path", ["", "hook", "/healthz", "/metrics", "/a b", "/%61", "/(a)", "/x\n"]
)
def test_a_webhook_needs_a_plain_path_of_its_own(path: str) -> None:
    with pytest.raises(SettingsError, match="SITREP_WEBHOOK_URL"):
        Hook(path=path, secret=SECRET, deliver=Inbox().deliver)


@pytest.mark.parametrize("secret", ["", "a b", "ä", "x" * 257, "x\n"])
def test_a_webhook_needs_a_secret_that_telegram_takes(secret: str) -> None:
    with pytest.raises(SettingsError, match="SITREP_WEBHOOK_SECRET") as caught:
        Hook(path=PATH, secret=secret, deliver=Inbox().deliver)
    assert not secret or secret not in str(caught.value).replace("A-Z, a-z", "")


def test_a_hook_does_not_show_its_secret() -> None:
    assert SECRET not in repr(Hook(path=PATH, secret=SECRET, deliver=Inbox().deliver))
