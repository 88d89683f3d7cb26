"""What each site's robots.txt keeps programs off (RFC 9309).

protego matches an address with the rules. Which rules are ours is told here before: a file of
500 KiB can name so many programs, and so many rules for each, that all of them fill any memory.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
from protego import Protego

from index.errors import AddressUnavailable, FetchError
from index.records import Document
from index.web.addresses import parsed
from index.web.served import LONGEST_ROBOTS
from index.web.transport import PRODUCT

DAY = 86_400
"""Seconds for which a robots.txt is believed at most (RFC 9309, 2.4); so is a Crawl-delay."""

SOON = 1_800
"""Seconds for which nothing is allowed where one can't be had; then it is asked for again."""

MOST_SITES = 256
"""How many are kept. Each is kept as text, which is far smaller than what is read from it."""

# As protego reads it: "User-agent: x", and also "useragent x"; the token ends where its letters do.
_FOR = re.compile(r"user(?:-|\s*)agent\b\s*:?\s*(\*|[a-z_-]*)", re.IGNORECASE)
MOST_RULES = 10_000
"""For us, of one site. With more, each look would take seconds; nothing is allowed then."""

_US = PRODUCT.lower()
_OF_NO_GROUP = re.compile(r"(?:site-?maps?|host)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """One site's rules for us, as lines; None: nothing is allowed for now."""

    lines: str | None
    until: float


class Robots:
    """The rules of every site that is asked about, each fetched when it is first needed.

    It may be used from several threads.
    """

    def __init__(
        self, fetch: Callable[[str], Document], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Know nothing yet.

        Args:
            fetch: what reads the robots.txt of an address, safely.
            clock: seconds, from any moment on.
        """
        self._fetch = fetch
        self._clock = clock
        self._sites: OrderedDict[str, _Rules] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, url: str) -> bool:
        """Whether a program may ask for the http(s) address.

        A site without a robots.txt allows everything; one whose robots.txt can't be had, because
        it doesn't answer or is itself out of order, allows nothing for now.
        """
        address = parsed(url)
        rules = self._rules(address) if address else None
        if address is None or rules is None:
            return False
        # protego looks at the path alone, and must not take "//" at its start for a host.
        return rules.can_fetch(f"http://site{address.raw_path.decode('ascii')}", PRODUCT)

    def delay(self, url: str) -> float | None:
        """The seconds between two requests that the address's site asks for, at most a day."""
        address = parsed(url)
        rules = self._rules(address) if address else None
        told = rules.crawl_delay(PRODUCT) if rules else None
        return None if told is None else min(told, DAY)

    def _rules(self, url: httpx.URL) -> Protego | None:
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        rules = self._kept(origin)
        if rules is None:
            rules = self._fetched(origin)
            self._keep(origin, rules)
        return None if rules.lines is None else Protego.parse(rules.lines)

    def _kept(self, origin: str) -> _Rules | None:
        with self._lock:
            rules = self._sites.get(origin)
            if rules is None or rules.until <= self._clock():
                return None
            self._sites.move_to_end(origin)
            return rules

    def _keep(self, origin: str, rules: _Rules) -> None:
        """Keep them, in the place of those that were needed least lately."""
        with self._lock:
            self._sites.pop(origin, None)
            self._sites[origin] = rules
            while len(self._sites) > MOST_SITES:
                self._sites.popitem(last=False)

    def _fetched(self, origin: str) -> _Rules:
        try:
            document = self._fetch(f"{origin}/robots.txt")
        except AddressUnavailable:
            return _Rules(lines="", until=self._clock() + DAY)
        except FetchError:
            return _Rules(lines=None, until=self._clock() + SOON)
        return _Rules(lines=ours(document.data), until=self._clock() + DAY)


def ours(data: bytes) -> str | None:
    """The rules of a robots.txt that are for us, as one group of lines that names nobody else.

    Those of the groups that name our product; where none does, those for everybody (RFC 9309,
    2.2.1).

    Returns:
        None where they are too many to look through.
    """
    if len(data) >= LONGEST_ROBOTS:
        # What is left of a line that was cut is another rule, of more addresses.
        end = max(data.rfind(b"\n", 0, LONGEST_ROBOTS), data.rfind(b"\r", 0, LONGEST_ROBOTS))
        data = data[: max(end, 0)]
    # Each rule once, in order: a dictionary's keys.
    named: dict[str, None] = {}
    general: dict[str, None] = {}
    found = False
    for agents, line in _grouped(data.decode("utf-8-sig", "replace")):
        if _US in agents:
            found = True
            named[line] = None
        elif "*" in agents:
            general[line] = None
    rules = named if found else general
    return None if len(rules) > MOST_RULES else "\n".join([f"User-agent: {PRODUCT}", *rules])


def _grouped(text: str) -> Iterator[tuple[frozenset[str], str]]:
    """Each line, and which of `_US` and ``*`` its group is for; naming lines come as empty ones."""
    agents: frozenset[str] = frozenset()
    naming = False
    for raw in text.splitlines():
        line = raw.partition("#")[0].strip()
        named = _FOR.match(line)
        if named:
            agents = (agents if naming else frozenset()) | ({named[1].lower()} & {_US, "*"})
            naming = True
            # A group without rules counts too: it allows everything.
            yield agents, ""
        elif line and not _OF_NO_GROUP.match(line):
            naming = False
            yield agents, line
