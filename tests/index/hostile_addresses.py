"""Addresses that try to make Sitrep read what is not public, and some that are what they seem.

Each comes with its own world: what its names resolve to, one lookup after another, and where its
servers redirect to. The same seed gives the same addresses.
"""

import ipaddress
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

GOOD = "good.example"
"""A public name. Any other that a world doesn't mention leads to loopback."""

PUBLIC = ("93.184.216.34", "151.101.1.67", "8.8.8.8", "2606:4700::1111", "2a04:4e42::323")
FORBIDDEN = (
    *("127.0.0.1", "127.8.9.10", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.254"),
    *("192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.170.2", "100.100.100.200"),
    *("100.64.0.1", "100.127.255.254", "192.0.0.192", "168.63.129.16", "198.18.0.1", "192.0.2.7"),
    *("198.51.100.7", "203.0.113.7", "224.0.0.251", "239.255.255.250", "240.0.0.1", "192.88.99.1"),
    "255.255.255.255",
)
FORBIDDEN_6 = (
    *("::", "::1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fdff::1", "fd00:ec2::254"),
    *("fd20:ce::254", "ff02::1", "ff0e::1", "2001:db8::1", "3fff::1", "100::1", "2001:2::1"),
    *("2001:10::1", "2001:20::1", "5f00::1", "64:ff9b::808:808", "4000::1"),
)
INSIDE = ("localhost", "metadata.google.internal", "instance-data", "kubernetes.default.svc", "db")
BAD_PORTS = (0, -1, 1, 21, 22, 23, 25, 53, 81, 110, 445, 3306, 5432, 6379, 11211, 27017, 65536)
OTHER_SCHEMES = (
    "ftp",
    "file",
    "gopher",
    "dict",
    "ldap",
    "ws",
    "jar",
    "data",
    "javascript",
    "httpx",
)
LETTERS = "/@:?#[]%\\. \t\r\n\0-_~'\"<>{}|^`;,&=+$!*()aZ0９。．｡ßİ\u00ad\u200b\u202e\U0001f600٠"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One address and its world.

    Attributes:
        through: whether its page must come, must not, or may (None) if only from a public address.
        answers: of a name, the IP addresses at each lookup; the last ones stay.
        targets: where the page at a host and path redirects to, as bytes.
    """

    kind: str
    address: str
    through: bool | None = False
    answers: dict[str, list[list[str]]] = field(default_factory=dict)
    targets: dict[tuple[str, str], bytes] = field(default_factory=dict)


def cases(n: int, seed: int) -> Iterator[Case]:
    """The first n cases of a seed, one in eight of them harmless."""
    chance = random.Random(seed)
    for number in range(n):
        make = _harmless if number % 8 == 0 else chance.choice(_HOSTILE)
        yield make(chance, number)


def _four(chance: random.Random) -> ipaddress.IPv4Address:
    return ipaddress.IPv4Address(chance.choice(FORBIDDEN))


def _spelled(ip: ipaddress.IPv4Address, chance: random.Random) -> str:
    """An IPv4 address in one of the ways that some resolver or browser takes for it."""
    number, parts = int(ip), str(ip).split(".")
    digits = chance.choice(["{}", "0{:o}", "000{:o}", "0x{:x}", "0X{:02X}"]).format
    whole = [digits(number), str(number + 2**32), f"0x{'0' * 9}{number:x}"]
    dotted = [
        str(ip),
        ".".join(digits(int(part)) for part in parts),
        ".".join(chance.choice([part, hex(int(part))]) for part in parts),
        f"{digits(int(parts[0]))}.{digits(number & 0xFFFFFF)}",
        f"{parts[0]}.{digits(int(parts[1]))}.{number & 0xFFFF}",
    ]
    return _disguised(chance.choice(whole + dotted), chance)


def _disguised(host: str, chance: random.Random) -> str:
    """The same in letters that a parser may take for these."""
    wide = str.maketrans(
        "0123456789", chance.choice(["０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "⓪①②③④⑤⑥⑦⑧⑨"])
    )
    disguises = [
        host,
        host + ".",
        host.replace(".", chance.choice("。．｡")),
        host.translate(wide),
        "".join(f"%{ord(letter):02x}" for letter in host),
        host[:1] + chance.choice("\u00ad\u200b\u2060") + host[1:],
    ]
    return host if chance.random() < 0.4 else chance.choice(disguises)


def _embedded(ip: ipaddress.IPv4Address, chance: random.Random) -> str:
    """An IPv6 address that somebody translates into that IPv4 address, without brackets."""
    number = int(ip)
    high, low = number >> 16, number & 0xFFFF
    turned = number ^ 0xFFFFFFFF
    six = chance.choice(
        [
            f"::ffff:{ip}",
            f"::FFFF:{high:X}:{low:X}",
            f"0:0:0:0:0:ffff:{high:x}:{low:x}",
            f"::{ip}",
            f"::ffff:0:{ip}",
            f"64:ff9b::{ip}",
            f"64:ff9b:1::{high:x}:{low:x}",
            f"2002:{high:x}:{low:x}::1",
            f"2001:0:4136:e378:8000:63bf:{turned >> 16:x}:{turned & 0xFFFF:x}",
            f"2606:4700::5efe:{ip}",
            f"2606:4700::200:5efe:{high:x}:{low:x}",
        ]
    )
    return six + chance.choice(["", "", "", "%eth0", "%251", "%"])


def _host(chance: random.Random) -> str:
    """A host, as it stands in an address, that leads to what is forbidden."""
    four = _four(chance)
    hosts = [
        _spelled(four, chance),
        f"[{_embedded(four, chance)}]",
        f"[{chance.choice(FORBIDDEN_6)}]",
        _disguised(chance.choice(INSIDE), chance),
    ]
    return hosts[0] if chance.random() < 0.4 else chance.choice(hosts)


def _wrapped(host: str, chance: random.Random) -> str:
    """An address that leads to the host, perhaps while it looks as if it led elsewhere."""
    scheme = chance.choice(["http", "https", "HTTP", "hTtPs"])
    forms = [
        f"{scheme}://{host}/",
        f"{scheme}://{host}:{chance.choice([80, 443, 8080, 8443, 9999])}/latest/meta-data/",
        f"{scheme}://{GOOD}@{host}/",
        f"{scheme}://{GOOD}:80@{host}/",
        f"{scheme}://{GOOD}%2f@{host}/",
        f"{scheme}://{GOOD}\\@{host}/",
        f"{scheme}://{host}#@{GOOD}/",
        f"{scheme}://{host}?@{GOOD}/",
        f"{scheme}://{host}\\@{GOOD}/",
        f"{scheme}://@{host}/",
        f"  {scheme}://{host}\n",
        f"{scheme}://{host}/?{'a' * chance.choice([1, 9000, 70_000])}",
        f"{scheme}://www.google.com@{host}:80/#http://{GOOD}/",
    ]
    return chance.choice(forms)


def _direct(chance: random.Random, number: int) -> Case:
    return Case(kind="direct", address=_wrapped(_host(chance), chance))


def _mangled(chance: random.Random, number: int) -> Case:
    """Not even an address, or one by accident."""
    address = list(_wrapped(_host(chance), chance)[:200])
    for _ in range(chance.randint(1, 4)):
        address.insert(chance.randrange(len(address) + 1), chance.choice(LETTERS))
    return Case(kind="mangled", address="".join(address), through=None)


def _schemes(chance: random.Random, number: int) -> Case:
    slashes = chance.choice(["://", ":", ":/", ":\\\\", ":///", "//"])
    scheme = (
        chance.choice(OTHER_SCHEMES) if slashes in {"://", ":"} else chance.choice(["http", ""])
    )
    address = f"{scheme}{slashes}{chance.choice([GOOD, _host(chance)])}/etc/passwd"
    return Case(kind="scheme", address=address)


def _ports(chance: random.Random, number: int) -> Case:
    return Case(kind="port", address=f"http://{GOOD}:{chance.choice(BAD_PORTS)}/{number}")


def _name(chance: random.Random, number: int) -> Case:
    """A name of the attacker's own: private, private among public, or an alias of one inside."""
    four = _four(chance)
    six = chance.choice([_embedded(four, chance).partition("%")[0], chance.choice(FORBIDDEN_6)])
    ips = [*chance.sample(PUBLIC, chance.randrange(3)), chance.choice([str(four), six])]
    chance.shuffle(ips)
    name = chance.choice(
        [f"n{number}.example", f"{four}.nip.example", f"www.{number}.evil.example"]
    )
    return Case(kind="name", address=f"https://{name}/", answers={name: [ips]})


def _rebinding(chance: random.Random, number: int) -> Case:
    """A name that is public when it is looked at, and private when it is looked at again."""
    name, again = f"r{number}.example", chance.random() < 0.7
    answers = [[chance.choice(PUBLIC)], [chance.choice(FORBIDDEN + FORBIDDEN_6)]]
    targets = {(name, "/"): chance.choice([b"/again", f"http://{name}/again".encode()])}
    return Case(
        kind="rebinding",
        address=f"http://{name}/",
        through=not again,
        answers={name: answers},
        targets=targets if again else {},
    )


def _redirected(chance: random.Random, number: int) -> Case:
    """Public for some hops, and then not, or not an address, or without end."""
    length = chance.randrange(7)
    last = chance.choice(
        [
            _wrapped(_host(chance), chance).encode("utf-8"),
            _wrapped(_host(chance), chance).encode("utf-16"),
            f"//{_host(chance)}/".encode(),
            f"{chance.choice(OTHER_SCHEMES)}://{GOOD}/".encode(),
            f"http://{GOOD}:{chance.choice(BAD_PORTS)}/".encode(),
            b"",
            b"/" + b"a" * 100_000,
            b"//[" + bytes([chance.randrange(128, 256)]) * 9 + b"/",
        ]
    )
    targets = {(GOOD, f"/{hop}"): f"/{hop + 1}".encode() for hop in range(length)}
    targets[(GOOD, f"/{length}")] = last
    return Case(kind="redirect", address=f"http://{GOOD}/0", targets=targets)


_HOSTILE = (_direct, _direct, _mangled, _schemes, _ports, _name, _rebinding, _redirected)


def _harmless(chance: random.Random, number: int) -> Case:
    """What must get through, however much it looks like one of the others."""
    length = chance.randrange(6)
    hops = {(GOOD, f"/{hop}"): f"/{hop + 1}".encode() for hop in range(length)}
    name = f"h{number}.example"
    forms = [
        Case(kind="harmless", address=f"https://{GOOD}/2024/raid-{number}?id=7#top"),
        Case(kind="harmless", address=f" HTTP://{GOOD.upper()}.:80/?u=http://127.0.0.1/{number}"),
        Case(kind="harmless", address=f"https://{GOOD}/#@127.0.0.1/{number}"),
        Case(kind="harmless", address=f"http://{GOOD}:{chance.choice([8080, 8443])}/10.0.0.1"),
        Case(kind="harmless", address=f"http://93.184.216.34/رپورٹ/{number}"),
        Case(kind="harmless", address="https://[2606:4700::1111]/[::1]"),
        Case(kind="harmless", address=f"http://{GOOD}/0", targets=hops),
        Case(kind="harmless", address=f"https://{name}/", answers={name: [list(PUBLIC)]}),
    ]
    return replace(chance.choice(forms), through=True)
