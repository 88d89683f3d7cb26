"""A few pages that a test changes, as they would come over the wire; a clock that it moves on."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from index.records import Document, Validators
from index.web.fetching import retrieve
from index.web.robots import Robots
from index.web.served import ROBOTS, Accepted, Retrieved
from tests.fakes import Clock

PUBLIC = "93.184.216.34"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an address answers with.

    Attributes:
        status: 0 for a server that says nothing.
        location: where it redirects to.
    """

    html: str = ""
    status: int = 200
    location: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


_NONE = Answer(status=404)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request."""

    at: float
    url: str
    conditional: bool


class ChangingWeb:
    """Pages by address; all other addresses answer with HTTP 404."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.pages: dict[str, Answer] = {}
        self.robots: dict[str, str] = {}
        self.asked: list[Asked] = []
        self.before: Callable[[str], None] = lambda url: None
        self.rules = Robots(self._robots_txt, clock=clock)

    def show(self, url: str, html: str, **headers: str) -> None:
        """Have a page at an address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[url] = Answer(html=html, headers=named)

    def refuse(self, url: str, status: int, **headers: str) -> None:
        """Have none there any more."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[url] = Answer(status=status, headers=named)

    def move(self, url: str, to: str, status: int = 301) -> None:
        """Have an address lead to another one."""
        self.pages[url] = Answer(status=status, location=to)

    def requests(self, url: str) -> list[Asked]:
        """Those for one address."""
        return [asked for asked in self.asked if asked.url == url]

    def fetch(self, url: str, *, known: Validators, accept: Accepted) -> Retrieved:
        """Ask this web, heeding its robots.txt."""
        return retrieve(
            url,
            known=known,
            accept=accept,
            transport=httpx.MockTransport(self._respond),
            resolve=lambda host, port: [PUBLIC],
            robots=self.rules,
        )

    def retrieve(self, url: str) -> Retrieved:
        """Ask it as a person does."""
        return retrieve(
            url,
            transport=httpx.MockTransport(self._respond),
            resolve=lambda host, port: [PUBLIC],
        )

    def _robots_txt(self, url: str) -> Document:
        found = retrieve(
            url,
            accept=ROBOTS,
            transport=httpx.MockTransport(self._respond),
            resolve=lambda host, port: [PUBLIC],
        )
        assert found.document is not None
        return found.document

    def _respond(self, request: httpx.Request) -> httpx.Response:
        host = request.headers["host"]
        url = f"{request.url.scheme}://{host}{request.url.raw_path.decode()}"
        if url.endswith("/robots.txt"):
            rules = self.robots.get(host)
            found = Answer(html=rules, headers={"content-type": "text/plain"}) if rules else _NONE
            return _response(found, request)
        conditional = "if-none-match" in request.headers
        self.asked.append(Asked(at=self.clock(), url=url, conditional=conditional))
        self.before(url)
        return _response(self.pages.get(url, _NONE), request)


def _response(answer: Answer, request: httpx.Request) -> httpx.Response:
    if answer.status == 0:
        raise httpx.ReadTimeout("it says nothing", request=request)
    if answer.location is not None:
        return httpx.Response(answer.status, headers={"location": answer.location})
    body = answer.html.encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"content-type": "text/html; charset=utf-8", "etag": etag, **answer.headers}
    if answer.status == 200 and request.headers.get("if-none-match") == etag:
        return httpx.Response(304, headers=headers)
    return httpx.Response(answer.status, headers=headers, stream=httpx.ByteStream(body))


def page(
    title: str,
    *paragraphs: str,
    outlet: str = "Gazette",
    published: str | None = None,
    canonical: str | None = None,
    author: str | None = None,
) -> str:
    """A page as a newspaper's template makes them."""
    head = [
        f"<title>{title} | {outlet}</title>",
        f"<meta property='og:title' content='{title}'>",
        f"<meta property='og:site_name' content='{outlet}'>",
    ]
    if published:
        head.append(f"<meta property='article:published_time' content='{published}T08:00:00Z'>")
    if canonical:
        head.append(f"<link rel='canonical' href='{canonical}'>")
    if author:
        head.append(f"<meta name='author' content='{author}'>")
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html lang='en'><head>{''.join(head)}</head><body><nav><a href='/'>Home</a></nav>"
        f"<main><article><h1>{title}</h1>{body}</article></main>"
        f"<footer><p>© 2024 {outlet}. All rights reserved.</p></footer></body></html>"
    )


HEADLINES = (
    "Council votes on new tram line",
    "Bakers warn of flour prices",
    "Storm closes coastal road",
    "Museum finds lost map",
    "Rowing club wins again",
    "School meals to cost less",
)
FRONT = (
    "<html lang='en'><head><title>Gazette</title></head><body><main>"
    + "".join(
        f"<article><h2><a href='/{n}'>{title}</a></h2><p>{title}: nobody knows why.</p></article>"
        for n, title in enumerate(HEADLINES)
    )
    + "</main></body></html>"
)
CONSENT = page(
    "We value your privacy",
    "We and our 214 partners store and read information on your device, such as a number of it.",
    "You can accept all of it, or look at each of the 214 partners and object to it there.",
)
LOGIN = page("Log in", "Please log in to read on.", "Forgot your password? Ask for a new one here.")
