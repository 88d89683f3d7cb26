"""A web that changes as a clock is moved on: feeds, their articles, and what goes wrong with them.

It answers below `fetching.retrieve`, so that what is sent is what would go over the wire, and it
writes down every request with its time.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

import httpx

from index.records import Document, Given, Problem, Validators
from index.web.fetching import retrieve
from index.web.robots import Robots
from index.web.served import ROBOTS, Accepted, Retrieved
from tests.fakes import Clock

PUBLIC = "93.184.216.34"
NO_ANSWER = 0
"""As a status: the host takes the connection and says nothing."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """An article that a feed lists from ``at`` on."""

    at: int
    url: str
    title: str


@dataclass(kw_only=True)
class SimulatedFeed:
    """A feed, which shows its newest posts first.

    Attributes:
        shows: how many posts it lists.
        is_dated: whether it tells their dates.
        has_validators: whether it tells an ETag and a Last-Modified, and answers with HTTP 304.
        max_age: what it says in ``Cache-Control``.
        links_to: the address in its entries; tracking parameters make no other article of it.
    """

    url: str
    posts: list[Post]
    shows: int = 10
    is_dated: bool = True
    has_validators: bool = True
    max_age: int | None = None
    links_to: Callable[[str], str] = lambda url: url

    def shown(self, now: float) -> list[Post]:
        out = sorted((post for post in self.posts if post.at <= now), key=lambda post: -post.at)
        return out[: self.shows]

    def body(self, now: float) -> bytes:
        items = "".join(
            f"<item><title>{escape(post.title)}</title><link>{escape(self.links_to(post.url))}</link>"
            + (f"<pubDate>{_mail(post.at)}</pubDate>" if self.is_dated else "")
            + "</item>"
            for post in self.shown(now)
        )
        title = escape(f"News of {self.url}")
        return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode()


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What all addresses that begin so are answered with for a while."""

    prefix: str
    since: float
    until: float
    status: int
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request, and how it was answered."""

    at: float
    ended: float
    host: str
    url: str
    status: int
    conditional: bool


class SimulatedWeb:
    """Hosts, feeds and articles, as they are at the clock's time."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.feeds: dict[str, SimulatedFeed] = {}
        self.troubles: list[Trouble] = []
        self.moves: dict[str, tuple[float, str]] = {}
        self.robots: dict[str, str] = {}
        self.seconds: dict[str, float] = {}
        self.asked: list[Asked] = []
        self.posts: dict[str, Post] = {}
        self.rules = Robots(self._robots_txt, clock=clock)

    def add(self, *feeds: SimulatedFeed) -> None:
        for feed in feeds:
            self.feeds[feed.url] = feed
            self.posts.update({post.url: post for post in feed.posts})

    def trouble(
        self, prefix: str, status: int, *, since: float, until: float, **headers: str
    ) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.troubles.append(
            Trouble(prefix=prefix, since=since, until=until, status=status, headers=named)
        )

    def move(self, url: str, to: str, *, since: float) -> None:
        """Move a feed: its old address redirects for good."""
        self.feeds[to] = self.feeds[url]
        self.moves[url] = (since, to)

    def requests(self, url: str) -> list[Asked]:
        """Those for one address."""
        return [asked for asked in self.asked if asked.url == url]

    def fetch(self, url: str, *, known: Validators, accept: Accepted) -> Retrieved:
        """Ask this web, heeding its robots.txt."""
        return retrieve(
            url,
            known=known,
            accept=accept,
            transport=self._transport(),
            resolve=_resolve,
            robots=self.rules,
        )

    def _robots_txt(self, url: str) -> Document:
        found = retrieve(url, accept=ROBOTS, transport=self._transport(), resolve=_resolve)
        assert found.document is not None
        return found.document

    def _transport(self) -> httpx.BaseTransport:
        return httpx.MockTransport(self._respond)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        host = request.headers["host"]
        url = f"{request.url.scheme}://{host}{request.url.raw_path.decode()}"
        began = self.clock()
        self.clock.wait(seconds=self.seconds.get(host, 0.2))
        status, headers, body = self._answer(url, request)
        self.asked.append(
            Asked(
                at=began,
                ended=self.clock(),
                host=host,
                url=url,
                status=status,
                conditional="if-none-match" in request.headers,
            )
        )
        if status == NO_ANSWER:
            raise httpx.ReadTimeout("it says nothing", request=request)
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))

    def _answer(self, url: str, request: httpx.Request) -> tuple[int, dict[str, str], bytes]:
        now = self.clock()
        for trouble in self.troubles:
            if url.startswith(trouble.prefix) and trouble.since <= now < trouble.until:
                return trouble.status, trouble.headers, b""
        since, target = self.moves.get(url, (now + 1, ""))
        if since <= now:
            return 301, {"location": target}, b""
        if url.endswith("/robots.txt"):
            rules = self.robots.get(request.headers["host"])
            return (200, {}, rules.encode()) if rules else (404, {}, b"")
        if url in self.feeds:
            return _feed_answer(self.feeds[url], now, request)
        return self._page(url, now)

    def _page(self, url: str, now: float) -> tuple[int, dict[str, str], bytes]:
        post = self.posts.get(url)
        if post is None or post.at > now:
            return 404, {}, b""
        page = f"<html><body><h1>{escape(post.title)}</h1><p>It was reported.</p></body></html>"
        return 200, {"content-type": "text/html"}, page.encode()


class FakeLibrary:
    """Takes articles, and writes down each time that it did; their numbers are those of the takes.

    Attributes:
        refused: addresses whose pages hold no article.
    """

    def __init__(self) -> None:
        self.takes: list[str] = []
        self.given: list[Given] = []
        self.refused: set[str] = set()

    def take(self, answer: Retrieved, given: Given) -> int | Problem:
        document = answer.document
        assert document is not None
        assert document.url is not None
        if document.url in self.refused:
            return Problem(name=document.name, message="it holds no text")
        self.takes.append(document.url)
        self.given.append(given)
        return len(self.takes)

    def known(self, url: str) -> int | None:
        return self.takes.index(url) + 1 if url in self.takes else None


def _feed_answer(
    feed: SimulatedFeed, now: float, request: httpx.Request
) -> tuple[int, dict[str, str], bytes]:
    body = feed.body(now)
    headers = {"content-type": "application/rss+xml"}
    if feed.max_age is not None:
        headers["cache-control"] = f"max-age={feed.max_age}"
    if feed.has_validators:
        newest = max((post.at for post in feed.shown(now)), default=0)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers |= {"etag": etag, "last-modified": _mail(newest)}
        if request.headers.get("if-none-match") == etag:
            return 304, headers, b""
    return 200, headers, body


def _mail(at: float) -> str:
    return format_datetime(datetime.fromtimestamp(at, UTC), usegmt=True)


def _resolve(host: str, port: int) -> list[str]:
    return [PUBLIC]
