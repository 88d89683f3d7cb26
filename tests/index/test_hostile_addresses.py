"""Five thousand hostile addresses: not one error but ours, not one request to what isn't public.

Which IP addresses are public is told here by a list of its own, by IANA's registries, and not by
the code that is tested.
"""

import ipaddress
import socket
import time
from collections import Counter
from collections.abc import Iterable

import httpx
import pytest

from index.errors import FetchError
from index.web import dialling, fetching
from tests.index.hostile_addresses import GOOD, PUBLIC, Case, cases
from tests.index.serving import PAGE, response

N = 5_000
SEED = 20_221_006
SECRET = b"<html><body><p>Not the public's.</p></body></html>"

# https://www.iana.org/assignments/iana-ipv4-special-registry, multicast, and what clouds use.
FORBIDDEN = [
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",
        # https://www.iana.org/assignments/iana-ipv6-special-registry, within what is allocated.
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
]
ALLOCATED = ipaddress.ip_network("2000::/3")
NOT_THE_WEBS = {*range(80), *range(81, 443), *range(444, 1024), 3306, 5432, 6379, 11211, 27017}


def is_forbidden(host: str) -> bool:
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:  # a name, which somebody else would look up again
        return True
    if isinstance(ip, ipaddress.IPv4Address):
        return any(ip in network for network in FORBIDDEN)
    if ip.ipv4_mapped is not None:
        return is_forbidden(str(ip.ipv4_mapped))
    isatap = ip.exploded.split(":")[4:6] in (["0000", "5efe"], ["0200", "5efe"])
    outside = ip not in ALLOCATED or any(ip in network for network in FORBIDDEN)
    return outside or isatap or "%" in host


class World(httpx.BaseTransport):
    """A case's resolver and servers; it remembers which IP addresses and ports were dialled."""

    def __init__(self, case: Case) -> None:
        self._answers = {name: list(ips) for name, ips in case.answers.items()}
        self._targets = case.targets
        self.dialled: list[tuple[str, int]] = []

    def resolve(self, host: str, port: int) -> list[str]:
        """As the system's resolver, odd spellings and all; what it doesn't know is inside."""
        host = host.removesuffix(".")
        if host in self._answers:
            answers = self._answers[host]
            return answers.pop(0) if len(answers) > 1 else answers[0]
        if host == GOOD:
            return [PUBLIC[0]]
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            pass
        try:
            return [socket.inet_ntoa(socket.inet_aton(host))]
        except OSError:
            return ["127.0.0.1"]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        self.dialled.append((request.url.host, port))
        if is_forbidden(request.url.host):
            return response(SECRET)
        name = request.headers["host"].partition(":")[0]
        target = self._targets.get((name, request.url.path))
        if target is None:
            return response(PAGE)
        return httpx.Response(302, headers=[(b"location", target)])


def outcome(case: Case) -> tuple[World, bytes | FetchError]:
    world = World(case)
    try:
        found = fetching.fetch(case.address, transport=world, resolve=world.resolve)
    except FetchError as error:
        return world, error
    return world, found.data


def forbidden(dialled: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return [
        (ip, port)
        for ip, port in dialled
        if is_forbidden(ip) or port in NOT_THE_WEBS or not 0 < port < 65536
    ]


def test_no_hostile_address_reaches_what_is_not_public() -> None:
    kinds, got_through, refused = Counter[str](), Counter[str](), Counter[str]()
    began = time.process_time()
    for case in cases(N, SEED):
        world, found = outcome(case)
        kinds[case.kind] += 1
        assert forbidden(world.dialled) == [], case
        if isinstance(found, FetchError):
            refused[case.kind] += 1
            assert str(found).isprintable(), case
            assert len(str(found)) < 1_000, case
        else:
            got_through[case.kind] += 1
            assert found == PAGE, case
        if case.through is not None:
            assert case.through is not isinstance(found, FetchError), (case, found)
    assert sum(kinds.values()) == N
    assert got_through["harmless"] == kinds["harmless"] == N // 8
    # The others must be many of each kind, and mean what they say.
    assert min(kinds.values()) > 400
    for kind in ("direct", "scheme", "port", "name", "redirect"):
        assert refused[kind] == kinds[kind]
    assert time.process_time() - began < 30


def test_where_nothing_is_checked_the_same_addresses_do_reach_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else the test above would show nothing."""
    monkeypatch.setattr(dialling, "is_public", lambda ip: True)
    reached = Counter[str]()
    for case in cases(800, SEED):
        world, found = outcome(case)
        reached[case.kind] += bool(forbidden(world.dialled)) and found == SECRET
    assert min(reached[kind] for kind in ("direct", "name", "rebinding", "redirect")) >= 5


def test_the_same_seed_gives_the_same_addresses() -> None:
    assert list(cases(100, 1)) == list(cases(100, 1))
    assert [case.address for case in cases(100, 1)] != [case.address for case in cases(100, 2)]


@pytest.mark.parametrize(
    "ip", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "2002:7f00:1::", "localhost"]
)
def test_the_list_knows_what_is_not_public(ip: str) -> None:
    assert is_forbidden(ip)


@pytest.mark.parametrize("ip", PUBLIC)
def test_the_list_knows_what_is_public(ip: str) -> None:
    assert not is_forbidden(ip)
