"""The site over real HTTP, on loopback and nowhere else.

Its hosts are invented and safe fetching refuses loopback, so a fetch is given the site's own
resolver and transport: the resolver calls every host public, and the transport sends what was to
go there to the site's port, with the ``Host`` header as it was.

``python -m tests.site 8090`` serves the same pages to a browser: the page of
``http://gazette.example/changing`` stands at ``http://127.0.0.1:8090/gazette.example/changing``.
"""

import gzip
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urljoin, urlsplit

import httpx

from tests.site import changing
from tests.site.feeds import FEEDS
from tests.site.pages import PAGES

PUBLIC_IP = "93.184.216.34"
"""What every host resolves to: an address that counts as public. Nothing is ever sent to it."""

_LOOPBACK = "127.0.0.1"
_HTML = "text/html; charset=utf-8"
_FIRST_DAY = datetime(2024, 6, 9, 20, 10, tzinfo=UTC)
_ROBOTS = b"User-agent: *\nDisallow: /private/\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A request that reached the site.

    Attributes:
        url: what was asked for, with the host as the client named it.
        agent: the client's ``User-Agent``.
    """

    url: str
    status: int
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Resource:
    body: bytes
    content_type: str
    modified: datetime

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


class Site:
    """A running site: what it serves, and what was asked of it.

    Attributes:
        base: ``http://127.0.0.1:<port>``.
        hits: every request, in the order in which they were answered.
    """

    def __init__(self, port: int) -> None:
        self.base = f"http://{_LOOPBACK}:{port}"
        self.hits: list[Hit] = []
        self._port = port
        self._lock = threading.Lock()
        self._version = 1
        self._gone: set[str] = set()
        self._published = dict.fromkeys((feed.url for feed in FEEDS), 0)
        self._pages = {page.url: page for page in PAGES}
        self._feeds = {feed.url: feed for feed in FEEDS}

    @property
    def version(self) -> int:
        """Which version of the changing page is shown, from 1."""
        return self._version

    def change(self, to: int | None = None) -> int:
        """Show the changing page's next version, or a certain one; which it is now."""
        with self._lock:
            self._version = self._version + 1 if to is None else to
            return self._version

    def gone(self, address: str = changing.URL) -> None:
        """Answer 410 there from now on; a path is one of the changing page's host."""
        with self._lock:
            self._gone.add(urljoin(changing.URL, address))

    def publish(self, feed_url: str) -> str:
        """Have a feed show one more of the pages that it holds back; that page's address."""
        feed = self._feeds[feed_url]
        with self._lock:
            self._published[feed_url] += 1
            return feed.shown(self._published[feed_url])[0].url

    def transport(self) -> httpx.BaseTransport:
        """What carries any request to this site, whatever host it is for."""
        return _ToLoopback(self._port)

    def resolve(self, host: str, port: int) -> list[str]:
        """Host and port to IP addresses; all are public."""
        return [PUBLIC_IP]

    def knows(self, host: str) -> bool:
        """Whether the site has pages of that host."""
        return any(urlsplit(url).hostname == host for url in self._pages)

    def find(self, url: str) -> _Resource | HTTPStatus:
        """What stands at an address, or why nothing does."""
        with self._lock:
            version, published = self._version, dict(self._published)
            if url in self._gone:
                return HTTPStatus.GONE
        if url in self._pages:
            page = self._pages[url]
            return _Resource(body=page.body, content_type=page.content_type, modified=_FIRST_DAY)
        if url in self._feeds:
            feed = self._feeds[url]
            return _Resource(
                body=feed.body(published[url]),
                content_type=feed.content_type,
                modified=feed.modified(published[url]),
            )
        if url == changing.URL:
            return _Resource(
                body=changing.page(version).encode(),
                content_type=_HTML,
                modified=_FIRST_DAY.replace(day=9 + min(version, 20)),
            )
        if urlsplit(url).path == "/robots.txt":
            return _Resource(body=_ROBOTS, content_type="text/plain", modified=_FIRST_DAY)
        return HTTPStatus.NOT_FOUND


@contextmanager
def serving(port: int = 0) -> Iterator[Site]:
    """A site for as long as the block runs, on a free port unless one is named."""
    server = ThreadingHTTPServer((_LOOPBACK, port), _Handler)
    site = Site(server.server_address[1])
    server.RequestHandlerClass = type("_SitesHandler", (_Handler,), {"site": site})
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers from the site; what a client has already is not sent again."""

    site: Site

    def do_GET(self) -> None:
        url = self._url()
        found = self.site.find(url.partition("?")[0])
        if isinstance(found, _Resource) and self._has(found):
            self._answer(url, HTTPStatus.NOT_MODIFIED, found)
        elif isinstance(found, _Resource):
            self._answer(url, HTTPStatus.OK, found)
        else:
            self._answer(url, found, None)

    do_HEAD = do_GET  # noqa: N815 - the base class names it

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing; `Site.hits` knows."""

    def _url(self) -> str:
        host = self.headers.get("Host", "").partition(":")[0]
        if self.site.knows(host):
            return f"http://{host}{self.path}"
        return f"http:/{self.path}"  # by hand, the host is the path's first part

    def _has(self, found: _Resource) -> bool:
        """Whether the client's copy is the current one (RFC 9110, section 13.2.2)."""
        known = self.headers.get("If-None-Match")
        if known is not None:
            return found.etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}
        since = self.headers.get("If-Modified-Since")
        try:
            return since is not None and found.modified <= parsedate_to_datetime(since)
        except ValueError:
            return False

    def _answer(self, url: str, status: HTTPStatus, found: _Resource | None) -> None:
        agent = self.headers.get("User-Agent", "")
        self.site.hits.append(Hit(url=url, status=status, agent=agent))
        body = found.body if found and status is HTTPStatus.OK else b""
        self.send_response(status)
        if found:
            self.send_header("ETag", found.etag)
            self.send_header("Last-Modified", format_datetime(found.modified, usegmt=True))
        if body:
            self.send_header("Content-Type", found.content_type if found else _HTML)
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, compresslevel=1)
                self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class _ToLoopback(httpx.BaseTransport):
    """Sends every request to one port of loopback, whichever host it is for."""

    def __init__(self, port: int) -> None:
        # Nothing goes over TLS here, and reading the system's certificates takes a while.
        self._inner = httpx.HTTPTransport(verify=False)
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it there, with its ``Host`` header as it is."""
        url = request.url.copy_with(scheme="http", host=_LOOPBACK, port=self._port)
        timeouts = {"timeout": request.extensions["timeout"]}
        return self._inner.handle_request(
            httpx.Request(
                request.method,
                url,
                headers=request.headers,
                stream=request.stream,
                extensions=timeouts,
            )
        )

    def close(self) -> None:
        self._inner.close()
