"""Which web addresses may be dialled: their form, their port, and the IP addresses they lead to.

``httpx.URL`` parses an address once, and from then on only what it understood is used, so that no
address means one thing to the check and another to the connection. What browsers, resolvers and
gateways might each read in their own way is refused.
"""

import ipaddress
import re
import socket
from collections.abc import Callable

import httpx

from index.errors import AddressRefused, TryLater

LONGEST = 8_000
"""Characters of an address; RFC 9110 (4.1) asks recipients for as many octets at least."""

WEB_PORTS = frozenset({80, 443})
"""All that is dialled below 1024, where a system's own services are (mail, SSH, name servers)."""

# From 1024 on, where a request from here would speak to no web server, or to one that its owner
# never meant for strangers: the "bad ports" of the Fetch standard, then those of databases, caches,
# queues, remote desktops and of what steers containers.
_OTHER_SERVICES = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669}
    | {6679, 6697, 10080}
    | {1080, 1433, 1521, 1883, 2181, 2375, 2376, 2379, 2380, 3128, 3306, 3389, 4369, 5432, 5672}
    | {5900, 5901, 5984, 5985, 5986, 6379, 6443, 8500, 9042, 9092, 9200, 9300, 10250, 10255}
    | {11211, 11434, 15672, 25672, 27017, 27018, 27019, 50070, 61616}
)

_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_-]{1,63})*")
# A name that ends like this is a number to somebody (WHATWG URL, "ends in a number").
_ENDS_IN_A_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)", re.DOTALL)
_PASSWORD = re.compile(r"//[^/?#]*@")
_SHOWN = 200

Resolver = Callable[[str, int], list[str]]

# Public as far as IANA's registry goes, yet a cloud's own metadata and control service answers.
_CLOUD_SERVICES = frozenset({ipaddress.ip_address("168.63.129.16")})
# Not left to the version of ``ipaddress``, which came to know of them one by one.
_IPV4_SPECIAL = (
    ipaddress.IPv4Network("192.0.0.0/24"),  # protocols' own; in it a cloud's metadata service
    ipaddress.IPv4Network("192.88.99.0/24"),  # relays of 6to4, RFC 7526
)
# What is allocated to the public; all other IPv6 addresses have another use.
_IPV6_PUBLIC = ipaddress.IPv6Network("2000::/3")
_IPV6_SPECIAL = (
    ipaddress.IPv6Network("2001::/23"),  # protocols' own, among them Teredo, RFC 4380
    ipaddress.IPv6Network("2001:db8::/32"),  # documentation
    ipaddress.IPv6Network("2002::/16"),  # 6to4, RFC 3056: carries an IPv4 address
    ipaddress.IPv6Network("3fff::/20"),  # documentation, RFC 9637
)
# ISATAP, RFC 5214: under any prefix, the lower half is 0000:5efe or 0200:5efe and an IPv4 address.
_ISATAP, _ISATAP_MASK = 0x5EFE, 0xFDFF_FFFF


def shown(text: str) -> str:
    """An address, or what a server said, as it may stand in a message: short, without a password.

    Characters that a terminal would obey, or that nobody sees, are escaped.
    """
    text = _PASSWORD.sub("//", text)
    if len(text) > _SHOWN:
        text = text[: _SHOWN - 1] + "…"
    return text if text.isprintable() else ascii(text)[1:-1]


def parse(text: str, asked: str, base: httpx.URL | None = None) -> httpx.URL:
    """Understand an address, or a redirect's target that stands on the page ``base``.

    Args:
        text: what was given; it may be relative to ``base``.
        asked: the address that was asked for, which a message names.
        base: the address of the page that redirects.

    Returns:
        An absolute address without fragment, whose ``raw_host`` is a name in lower case without a
        last dot, an IPv4 address in its one proper spelling, or an IPv6 address.

    Raises:
        AddressRefused: it is none, or one that is not dialled, whatever it leads to.
    """
    if len(text) > LONGEST:
        raise AddressRefused(
            f"{shown(asked)} leads to an address of more than {LONGEST} characters; open it in a "
            "browser, save the page as a file and add that"
        )
    try:
        url = base.join(text.strip()) if base else httpx.URL(text.strip())
        host = url.raw_host.decode("ascii").removesuffix(".")
    except (httpx.InvalidURL, ValueError) as error:
        message = f"{shown(asked)} is not a valid address; check its spelling"
        raise AddressRefused(message) from error
    if url.scheme not in {"http", "https"} or not host:
        raise AddressRefused(
            f"{shown(asked)} does not lead to an http or https address; give one that does"
        )
    if url.userinfo:
        raise AddressRefused(
            "an address with a user name or password in it is refused; save the page as a file "
            "and add that"
        )
    if not _is_host(host):
        raise AddressRefused(
            f"{shown(asked)} is not a valid address: its host is neither a name nor an IP address "
            "in the usual spelling; check it"
        )
    port = port_of(url)
    if not (port in WEB_PORTS or 1024 <= port <= 65535) or port in _OTHER_SERVICES:
        raise AddressRefused(
            f"{shown(asked)} leads to port {shown(str(port))}, where web pages are not served; "
            "give the address that a browser shows"
        )
    return url.copy_with(host=host, fragment=None)


def port_of(url: httpx.URL) -> int:
    """The port, told or not."""
    if url.port is not None:
        return url.port
    return 443 if url.scheme == "https" else 80


def _is_host(host: str) -> bool:
    """Whether it can only be read in one way."""
    try:
        return not getattr(ipaddress.ip_address(host), "scope_id", None)
    except ValueError:
        return bool(_NAME.fullmatch(host)) and not _ENDS_IN_A_NUMBER.fullmatch(host)


def looked_up(url: httpx.URL, asked: str, resolve: Resolver) -> list[str]:
    """The IP addresses of a parsed address, each of which may be dialled.

    Raises:
        AddressRefused: one of them may not.
        TryLater: there are none.
    """
    host = url.raw_host.decode("ascii")
    try:
        ips = resolve(host, port_of(url))
    except (OSError, UnicodeError) as error:
        raise _unknown(host) from error
    if not ips:
        raise _unknown(host)
    # One private address among public ones is an attack or a mistake: refused as a whole.
    if not all(is_public(ip) for ip in ips):
        raise AddressRefused(
            f"{shown(asked)} leads to {shown(host)}, which is not on the public internet; "
            "save the page as a file and add that"
        )
    return ips


def _unknown(host: str) -> TryLater:
    return TryLater(f"the host {shown(host)} can't be found; check the address and your network")


def is_public(ip: str) -> bool:
    """Whether the IP address is anybody's on the open internet.

    Private, loopback, link-local, multicast and reserved ones aren't, nor those of a cloud's
    metadata service, nor any IPv6 address that a gateway would turn into an IPv4 one.
    """
    try:
        parsed = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return is_public(str(parsed.ipv4_mapped))
        # A zone is a network card's of this machine.
        if parsed.scope_id or parsed not in _IPV6_PUBLIC:
            return False
        if any(parsed in network for network in _IPV6_SPECIAL):
            return False
        if (int(parsed) >> 32) & _ISATAP_MASK == _ISATAP:
            return False
    elif any(parsed in network for network in _IPV4_SPECIAL):
        return False
    return (
        parsed.is_global
        and not (parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified)
        and parsed not in _CLOUD_SERVICES
    )


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the system. A public address of this very machine is one for its web server alone.

    A request that a machine sends to itself is behind its firewall, where other ports may be open.

    Raises:
        AddressRefused: it is such an address, and such a port.
        OSError: there is no such host.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ips = list(dict.fromkeys(str(address[0]) for *_, address in found))
    if port not in WEB_PORTS and any(is_own(ip) for ip in ips):
        raise AddressRefused(
            f"{shown(host)} is this machine, whose port {port} is not the public's; "
            "save the page as a file and add that"
        )
    return ips


def is_own(ip: str) -> bool:
    """Whether what is sent to the IP address stays on this machine.

    Connecting a UDP socket sends nothing: the system only chooses the address to send from.
    """
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((ip, 9))
            return str(probe.getsockname()[0]) == ip
    except OSError:  # it leads nowhere at all
        return False
