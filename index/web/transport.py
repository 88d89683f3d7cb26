"""One fetch's requests: to checked IP addresses, each on a connection of its own, within a time."""

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypeVar

import httpx

from index.errors import TryLater
from index.web.dialling import shown

PRODUCT = "Sitrep"
"""The name that a site's robots.txt would call us by."""

_CONNECT_SECONDS = 5.0
_ADDRESSES_TRIED = 3
_ABOUT = "news reader of a Telegram question-answering bot"

T = TypeVar("T")


def user_agent(contact: str | None = None) -> str:
    """What is sent as ``User-Agent``: the project and, where there is one, whom to write to.

    Args:
        contact: an address or e-mail address; what can't stand in a header's comment is left away.
    """
    kept = "".join(
        letter for letter in contact or "" if letter.isascii() and letter.isprintable()
    ).translate({ord(letter): None for letter in "()\\"})
    about = f"{_ABOUT}; +{kept.strip()[:200]}" if kept.strip() else _ABOUT
    return f"{PRODUCT}/{_version()} ({about})"


class Line:
    """What carries the requests of one fetch, and is closed with it.

    No connection is kept from one request to the next: it was made for a name that was checked,
    and by TLS for that name's certificate.
    """

    def __init__(self, transport: httpx.BaseTransport | None, seconds: float) -> None:
        self._transport = transport or httpx.HTTPTransport(
            verify=_trusted(),
            # The environment's proxies would dial for us, and past the check.
            trust_env=False,
            limits=httpx.Limits(max_connections=_ADDRESSES_TRIED, max_keepalive_connections=0),
        )
        self._until = time.monotonic() + seconds
        self._closed = threading.Event()

    def close(self) -> None:
        """Close every connection; what still reads from one fails at its next step."""
        self._closed.set()
        self._transport.close()

    def get(
        self, url: httpx.URL, ips: list[str], headers: Mapping[str, str], asked: str
    ) -> httpx.Response:
        """Ask the first IP address that takes the connection; the body is still to be read.

        Args:
            url: a parsed address.
            ips: its checked IP addresses.
            headers: besides ``Host``.
            asked: the address that was asked for, which a message names.

        Raises:
            TryLater: none took the connection, or what came is no proper answer.
            httpx.TimeoutException: it took the connection and went silent.
        """
        failure: Exception | None = None
        for ip in ips[:_ADDRESSES_TRIED]:
            request = self._request(url, ip, headers)
            try:
                return self._transport.handle_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
            except httpx.TimeoutException:
                raise
            except (httpx.HTTPError, OSError, ValueError) as error:
                raise TryLater(
                    f"{shown(asked)} gave no proper answer ({shown(str(error))}); try again later, "
                    "or save the page as a file and add that"
                ) from error
        host = url.raw_host.decode("ascii")
        raise TryLater(
            f"no connection to {shown(host)} ({shown(str(failure))}); check the address and your "
            "network"
        )

    def _request(self, url: httpx.URL, ip: str, headers: Mapping[str, str]) -> httpx.Request:
        """For that IP address; it asks for, and over TLS insists on, the URL's host."""
        left = max(self._until - time.monotonic(), 0.001)
        timeout = httpx.Timeout(left, connect=min(left, _CONNECT_SECONDS))
        return httpx.Request(
            "GET",
            url.copy_with(host=ip),
            headers={"Host": url.netloc.decode("ascii"), **headers},
            extensions={
                "sni_hostname": url.raw_host.decode("ascii"),
                "timeout": timeout.as_dict(),
                "trace": self._traced,
            },
        )

    def _traced(self, step: str, _details: Mapping[str, Any]) -> None:
        """Send nothing once it is closed: a connection that was being made then is not among those.

        Any later one would be read for as long as its server cares to send.
        """
        if step == "http11.send_request_headers.started" and self._closed.is_set():
            raise httpx.ReadTimeout("the time is over")


def within(seconds: float, asked: str, work: Callable[[], T]) -> T:
    """Do the work in a thread that is not waited for longer than that.

    A timeout of a socket is for one read, and resolving has none: a server that sends a byte now
    and then would keep its reader for ever. The caller closes the line, so what is left of the
    thread ends with its next read.

    Raises:
        TryLater: the time is over.
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
    # The sockets' own timeouts and this one end at the same moment, and either may be first.
    except (FutureTimeout, httpx.TimeoutException) as error:
        raise TryLater(
            f"{shown(asked)} did not answer within {seconds:g} s; try again later"
        ) from error


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities whose certificates count: a tenth of a second to read, so once for all."""
    return httpx.create_ssl_context(trust_env=False)


@cache
def _version() -> str:
    try:
        return version("sitrep-bot")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "dev"
