"""An http(s) address -> a document, for addresses that strangers may have written.

Each hop is understood by `dialling`, which also resolves it: every IP address that it leads to must
be public, and the connection goes to the very one that was checked: a name that changes its mind
between the check and the connection (DNS rebinding) gains nothing. `transport` bounds the time,
`unpacking` the size, and this module the redirects.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

import httpx

from index.errors import AddressUnavailable, FetchError, RobotsRefused
from index.records import Document, Validators
from index.web.dialling import Resolver, looked_up, parse, shown, system_resolver
from index.web.robots import Robots
from index.web.served import FEEDS, PAGES, ROBOTS, Accepted, Retrieved, retrieved
from index.web.transport import Line, user_agent, within
from index.web.unpacking import CODINGS, MAX_BYTES

__all__ = [
    "FEEDS",
    "MAX_BYTES",
    "MAX_REDIRECTS",
    "PAGES",
    "ROBOTS",
    "SECONDS",
    "Accepted",
    "Resolver",
    "Retrieved",
    "Robots",
    "Validators",
    "fetch",
    "retrieve",
    "site_rules",
    "user_agent",
]

SECONDS = 15.0
"""For everything: resolving, robots.txt, connecting, redirects, the body."""

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})


def fetch(
    url: str,
    *,
    transport: httpx.BaseTransport | None = None,
    resolve: Resolver | None = None,
    seconds: float = SECONDS,
    agent: str | None = None,
) -> Document:
    """Fetch the document at an http(s) address, for somebody who asks for it.

    Args:
        url: the address.
        transport: as in `retrieve`.
        resolve: as in `retrieve`.
        seconds: for everything together.
        agent: as in `retrieve`.

    Raises:
        FetchError: it was refused, did not answer in time, or is no document that can be read.
    """
    return _document(
        retrieve(url, transport=transport, resolve=resolve, seconds=seconds, agent=agent)
    )


def retrieve(
    url: str,
    *,
    known: Validators = Validators(),  # noqa: B008 - frozen
    accept: Accepted = PAGES,
    transport: httpx.BaseTransport | None = None,
    resolve: Resolver | None = None,
    seconds: float = SECONDS,
    robots: Robots | None = None,
    agent: str | None = None,
) -> Retrieved:
    """Ask an http(s) address for what it has, or whether it is still as it was.

    Args:
        url: the address.
        known: the validators of what is there already; without any, a document comes in any case.
        accept: `PAGES`, `FEEDS` or `ROBOTS`.
        transport: what carries the requests, and is closed afterwards; each is addressed to an IP
            address that was checked, the name being in the ``Host`` header and, for TLS, in the
            ``sni_hostname`` extension. The network unless given.
        resolve: host and port to IP addresses; the system's resolver unless given.
        seconds: for everything together.
        robots: what sites keep programs off, heeded on each hop; None where a person asks.
        agent: the ``User-Agent``; `user_agent` unless given.

    Raises:
        AddressRefused: it is not to be dialled, or leads to what isn't.
        AddressMissing: there is no page at it (HTTP 404).
        AddressGone: its page was withdrawn (HTTP 410).
        AddressUnavailable: it refuses what is asked (any other HTTP 4xx), or redirects for ever.
        RobotsRefused: its site's robots.txt keeps programs off it.
        TryLater: it can't be reached or can't answer now.
        FetchError: what is there is too large, damaged, or not of a kind that is accepted.
    """
    headers = {
        "User-Agent": agent or user_agent(),
        "Accept": accept.header,
        "Accept-Encoding": CODINGS,
        **known.headers(),
    }
    with closing(Line(transport, seconds)) as line:
        errand = _Errand(
            asked=url,
            accept=accept,
            known=known,
            headers=headers,
            line=line,
            resolve=resolve or system_resolver,
            robots=robots,
        )
        return within(seconds, url, errand.run)


def site_rules(
    *,
    transport: Callable[[], httpx.BaseTransport] | None = None,
    resolve: Resolver | None = None,
    seconds: float = SECONDS,
    agent: str | None = None,
) -> Robots:
    """The robots.txt of every site, each fetched as safely as any other address.

    Args:
        transport: makes what carries the requests for one of them; the network unless given.
        resolve: as in `retrieve`.
        seconds: for each robots.txt.
        agent: as in `retrieve`.
    """

    def read(url: str) -> Document:
        found = retrieve(
            url,
            accept=ROBOTS,
            transport=transport() if transport else None,
            resolve=resolve,
            seconds=seconds,
            agent=agent,
        )
        return _document(found)

    return Robots(read)


def _document(found: Retrieved) -> Document:
    if found.document is None:  # without validators there is no "not modified"
        raise FetchError("the server sent no document; try again later")
    return found.document


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """Where a fetch is, and how far permanent redirects alone have led it."""

    url: httpx.URL
    permanent: bool = True
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errand:
    """One fetch, from the address that was asked for to where its redirects end."""

    asked: str
    accept: Accepted
    known: Validators
    headers: dict[str, str]
    line: Line
    resolve: Resolver
    robots: Robots | None

    def run(self) -> Retrieved:
        hop = _Hop(url=parse(self.asked, self.asked))
        for _ in range(MAX_REDIRECTS + 1):
            with closing(self._response(hop.url)) as response:
                if response.status_code not in _REDIRECTS:
                    return retrieved(
                        response,
                        hop.url,
                        asked=self.asked,
                        accept=self.accept,
                        known=self.known,
                        moved_to=hop.moved_to,
                    )
                hop = self._next(hop, response)
        raise AddressUnavailable(
            f"{shown(self.asked)} redirects more than {MAX_REDIRECTS} times; open it in a browser "
            "and give the address where you end up"
        )

    def _response(self, url: httpx.URL) -> httpx.Response:
        ips = looked_up(url, self.asked, self.resolve)
        if self.robots is not None and not self.robots.allows(str(url)):
            raise RobotsRefused(
                f"the robots.txt of {shown(url.raw_host.decode('ascii'))} keeps programs off "
                f"{shown(self.asked)}, or can't be read now; add the report by hand, or try later"
            )
        return self.line.get(url, ips, self.headers, self.asked)

    def _next(self, hop: _Hop, response: httpx.Response) -> _Hop:
        target = _location(response)
        if not target:
            raise AddressUnavailable(
                f"{shown(self.asked)} redirects to no address; open it in a browser and give the "
                "address where you end up"
            )
        url = parse(target, self.asked, base=hop.url)
        if hop.permanent and response.status_code in _PERMANENT:
            return replace(hop, url=url, moved_to=str(url))
        return replace(hop, url=url, permanent=False)


def _location(response: httpx.Response) -> str:
    """The redirect's target; "" where there is none, or several that contradict each other.

    Letters beyond ASCII should not be there, and are read as UTF-8, as browsers do.
    """
    raw = {value for name, value in response.headers.raw if name.lower() == b"location"}
    return raw.pop().decode("utf-8", "replace").strip() if len(raw) == 1 else ""
