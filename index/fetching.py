"""An http(s) address -> a document, for addresses that strangers may have written.

Each hop is resolved first, every IP address it resolves to must be public, and the connection goes
to the very one that was checked: a name that changes its mind between the check and the
connection (DNS rebinding) gains nothing. Time, size and redirects are bounded.
"""

import gzip
import io
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import ExitStack, closing
from importlib.metadata import PackageNotFoundError, version
from typing import TypeVar

import httpx

from index import media_types
from index.addresses import is_public
from index.errors import FetchError
from index.records import Document

SECONDS = 15.0
"""For everything: resolving, connecting, redirects, the body."""

MAX_BYTES = 5_000_000
MAX_REDIRECTS = 5
_CONNECT_SECONDS = 5.0
_ADDRESSES_TRIED = 3
_ACCEPT = "text/html, application/xhtml+xml, text/markdown, text/plain, application/pdf;q=0.9"

Resolver = Callable[[str, int], list[str]]
T = TypeVar("T")


def fetch(
    url: str,
    *,
    transport: httpx.BaseTransport | None = None,
    resolve: Resolver | None = None,
    seconds: float = SECONDS,
) -> Document:
    """Fetch the document at an http(s) address.

    Args:
        url: the address.
        transport: what carries the requests; each is addressed to an IP address that was checked,
            the name being in the ``Host`` header and, for TLS, in the ``sni_hostname`` extension.
        resolve: host and port to IP addresses; the system's resolver unless given.
        seconds: for everything together.

    Raises:
        FetchError: it was refused, did not answer in time, or is no document that can be read.
    """
    with ExitStack() as stack:
        client = stack.enter_context(_client(transport))
        work = _Fetch(client, resolve or _system_resolver)
        return _within(seconds, url, lambda: work.follow(url))


def _client(transport: httpx.BaseTransport | None) -> httpx.Client:
    return httpx.Client(
        # The environment's proxies would dial for us, and past the check.
        trust_env=False,
        transport=transport,
        follow_redirects=False,
        timeout=httpx.Timeout(SECONDS, connect=_CONNECT_SECONDS),
        headers={
            "User-Agent": f"Sitrep/{_version()} (+article reader)",
            "Accept": _ACCEPT,
            # The one coding whose unpacking is bounded below.
            "Accept-Encoding": "gzip",
        },
    )


class _Fetch:
    """One fetch: the client and resolver that it uses on every hop."""

    def __init__(self, client: httpx.Client, resolve: Resolver) -> None:
        self._client = client
        self._resolve = resolve

    def follow(self, address: str) -> Document:
        """Fetch, going along with redirects."""
        url = _parse(address, address)
        for _ in range(MAX_REDIRECTS + 1):
            with closing(self._response(url, address)) as response:
                if not response.has_redirect_location:
                    return _document(response, url, address)
                location = response.headers["location"]
            url = _parse(location, address, base=url)
        raise FetchError(
            f"{address} redirects more than {MAX_REDIRECTS} times; open it in a browser and give "
            "the address where you end up"
        )

    def _response(self, url: httpx.URL, address: str) -> httpx.Response:
        """Send the request to the first checked IP address that takes the connection."""
        failure: Exception | None = None
        for ip in self._checked(url, address)[:_ADDRESSES_TRIED]:
            try:
                return self._client.send(_request(self._client, url, ip), stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
            except httpx.TimeoutException as error:
                raise FetchError(_too_slow(address, SECONDS)) from error
            # InvalidURL: the client looks at a redirect's target even where it is not to follow it.
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise FetchError(
                    f"{address} gave no proper answer ({error}); try again later, or save the "
                    "page as a file and add that"
                ) from error
        raise FetchError(
            f"no connection to {url.host} ({failure}); check the address and your network"
        )

    def _checked(self, url: httpx.URL, address: str) -> list[str]:
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            ips = self._resolve(url.raw_host.decode("ascii"), port)
        except (OSError, UnicodeError) as error:
            raise FetchError(
                f"the host {url.host} can't be found; check the address and your network"
            ) from error
        # One private address among public ones is an attack or a mistake: refused as a whole.
        if not ips or not all(is_public(ip) for ip in ips):
            raise FetchError(
                f"{address} leads to {url.host}, which is not on the public internet; "
                "save the page as a file and add that"
            )
        return ips


def _parse(text: str, address: str, base: httpx.URL | None = None) -> httpx.URL:
    """Parse an address or a redirect's target; ``address`` is what a message names."""
    try:
        url = base.join(text) if base else httpx.URL(text.strip())
    except (httpx.InvalidURL, UnicodeError) as error:
        raise FetchError(f"{address} is not a valid address; check its spelling") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise FetchError(f"{address} does not lead to an http or https address; give one that does")
    if url.userinfo:
        raise FetchError(
            "an address with a user name or password in it is refused; save the page as a file "
            "and add that"
        )
    return url.copy_with(fragment=None)


def _request(client: httpx.Client, url: httpx.URL, ip: str) -> httpx.Request:
    """A request to that IP address which asks for, and over TLS insists on, the URL's host."""
    return client.build_request(
        "GET",
        url.copy_with(host=ip),
        headers={"Host": url.netloc.decode("ascii")},
        extensions={"sni_hostname": url.raw_host.decode("ascii")},
    )


def _document(response: httpx.Response, url: httpx.URL, address: str) -> Document:
    if not response.is_success:
        raise FetchError(_refusal(response.status_code, address))
    content_type = response.headers.get("content-type", "")
    media_type = media_types.served(content_type, url.path)
    if media_type is None:
        raise FetchError(
            f"{address} is {content_type.partition(';')[0]}, not an article; "
            "give a page, a text, a PDF or JSON Lines"
        )
    data = _unpacked(_body(response, address), response, address)
    return Document(
        data=data,
        media_type=media_type or media_types.sniffed(data),
        name=address,
        url=str(url),
        charset=response.charset_encoding,
    )


def _refusal(status: int, address: str) -> str:
    if status in {404, 410}:
        return f"{address} has no page (HTTP {status}); check the address"
    if status in {401, 402, 403, 451}:
        return (
            f"{address} is not shown to everybody (HTTP {status}); copy its text into a file and "
            "add that"
        )
    return f"{address} answered with HTTP {status}; try again later"


def _body(response: httpx.Response, address: str) -> bytes:
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MAX_BYTES:
        raise FetchError(_too_large(address))
    data = bytearray()
    for chunk in _chunks(response, address):
        data += chunk
        if len(data) > MAX_BYTES:
            raise FetchError(_too_large(address))
    return bytes(data)


def _chunks(response: httpx.Response, address: str) -> Iterator[bytes]:
    try:
        yield from response.iter_raw()
    except httpx.TimeoutException as error:
        raise FetchError(_too_slow(address, SECONDS)) from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise FetchError(f"{address} broke off in the middle ({error}); try again") from error


def _unpacked(data: bytes, response: httpx.Response, address: str) -> bytes:
    """Undo ``Content-Encoding: gzip``, never holding more than the limit."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in {"", "identity"}:
        return data
    if coding not in {"gzip", "x-gzip"}:
        raise FetchError(
            f"{address} is packed as {coding!r}, which was not asked for; save the page as a file "
            "and add that"
        )
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            unpacked = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FetchError(f"{address} came damaged ({error}); try again") from error
    if len(unpacked) > MAX_BYTES:
        raise FetchError(_too_large(address))
    return unpacked


def _too_large(address: str) -> str:
    return (
        f"{address} is larger than {MAX_BYTES // 1_000_000} MB; save the article alone as a file "
        "and add that"
    )


def _too_slow(address: str, seconds: float) -> str:
    return f"{address} did not answer within {seconds:g} s; try again later"


def _within(seconds: float, address: str, work: Callable[[], T]) -> T:
    """Do the work in a thread that is not waited for longer than that.

    A timeout of a socket is for one read, and resolving has none: a server that sends a byte now
    and then would keep its reader for ever. The caller closes the client, so what is left of the
    thread ends with its next read.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            outcome.set_exception(error)

    threading.Thread(target=run, name="sitrep-fetch", daemon=True).start()
    try:
        return outcome.result(timeout=seconds)
    except FutureTimeout as error:
        raise FetchError(_too_slow(address, seconds)) from error


def _system_resolver(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _version() -> str:
    try:
        return version("sitrep-bot")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "dev"
