"""No robots.txt here is fetched: what reads them is the test's own."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import (
    AddressGone,
    AddressMissing,
    AddressRefused,
    AddressUnavailable,
    FetchError,
    TryLater,
)
from index.records import Document
from index.web.robots import DAY, MOST_RULES, MOST_SITES, SOON, Robots, ours
from index.web.served import LONGEST_ROBOTS

SITE = "https://a.example"


class Files:
    """Reads the same robots.txt everywhere, or raises the same error, and counts."""

    def __init__(self, file: bytes | FetchError) -> None:
        self.file = file
        self.asked: list[str] = []

    def __call__(self, url: str) -> Document:
        self.asked.append(url)
        if isinstance(self.file, FetchError):
            raise self.file
        return Document(data=self.file, media_type="text/plain", name=url)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def allows(file: bytes | FetchError, path: str) -> bool:
    return Robots(Files(file)).allows(SITE + path)


@pytest.mark.parametrize(
    ("file", "allowed", "kept_off"),
    [
        (b"", "/a", None),
        (b"User-agent: *\nDisallow:", "/a", None),
        (b"User-agent: *\nDisallow: /b", "/a", "/b/c"),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: Sitrep\nDisallow: /b", "/a", "/b"),
        (b"User-agent: sitrep\nDisallow: /b\n\nUser-agent: *\nDisallow: /", "/a", "/b"),
        # Several groups for one program are one group (RFC 9309, 2.2.1).
        (b"User-agent: Sitrep\nDisallow: /b\nUser-agent: Sitrep\nDisallow: /c", "/a", "/b"),
        (b"User-agent: Sitrep\nDisallow: /c\nUser-agent: Sitrep\nDisallow: /b", "/a", "/b"),
        (b"User-agent: other\nUser-agent: SITREP\nDisallow: /b", "/a", "/b"),
        (b"User-agent: Sitrep\nSitemap: /s\nUser-agent: other\nDisallow: /b", "/a", "/b"),
        (b"User-agent: other\nDisallow: /", "/a", None),
        (b"User-agent: SitrepX\nDisallow: /", "/a", None),
        (b"User-agent: Sitrep\n\nUser-agent: *\nDisallow: /b", "/a", "/b"),
        (b"User-agent: Sitrep\nCrawl-delay: 1\n\nUser-agent: *\nDisallow: /", "/a", None),
        (b"User-agent: Sitrep/0.4 # us\nDisallow: /b # there", "/a", "/b"),
        (b"\xef\xbb\xbfuser-agent:*\r\ndisallow:/b", "/a", "/b"),
        (b"user agent *\ndisallow /b", "/a", "/b"),
        # The longest rule wins, and "allow" among equals; "*" and "$" are patterns.
        (b"User-agent: *\nDisallow: /b\nAllow: /b/c", "/b/c/d", "/b/d"),
        (b"User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", "/b/a.pdf"),
        (b"User-agent: *\nDisallow: /*?print=", "/a", "/a?print=1"),
        (
            "User-agent: *\nDisallow: /рапорт".encode(),
            "/a",
            "/%D1%80%D0%B0%D0%BF%D0%BE%D1%80%D1%82",
        ),
        (b"User-agent: *\nDisallow: //b", "/a", "//b"),
        (b"User-agent: *\nDisallow: /", "/robots.txt", "/"),
        # A page where a robots.txt should be says nothing.
        (b"<!doctype html><p>Not found: /a</p>", "/a", None),
        (b"\xff\xfe\0\x01\nUser-agent: *\nDisallow: /b", "/a", "/b"),
    ],
)
def test_rules_are_heeded(file: bytes, allowed: str, kept_off: str | None) -> None:
    assert allows(file, allowed)
    assert kept_off is None or not allows(file, kept_off)


@pytest.mark.parametrize("error", [AddressMissing, AddressGone, AddressUnavailable])
def test_a_site_without_a_robots_file_allows_everything(error: type[FetchError]) -> None:
    assert allows(error("none"), "/a")


@pytest.mark.parametrize("error", [TryLater, AddressRefused, FetchError])
def test_where_it_can_not_be_had_nothing_is_allowed(error: type[FetchError]) -> None:
    assert not allows(error("down"), "/a")
    assert Robots(Files(error("down"))).delay(SITE) is None


def test_it_is_asked_for_once_a_day_and_for_each_origin() -> None:
    files, clock = Files(b"User-agent: *\nDisallow: /b"), Clock()
    robots = Robots(files, clock=clock)
    for address in (
        f"{SITE}/a",
        f"{SITE}/b",
        f"{SITE}:443/",
        "http://a.example/",
        f"{SITE}:8443/x",
    ):
        robots.allows(address)
    assert files.asked == [
        "https://a.example/robots.txt",
        "http://a.example/robots.txt",
        "https://a.example:8443/robots.txt",
    ]
    clock.now = DAY - 1
    robots.allows(SITE)
    assert len(files.asked) == 3
    clock.now = DAY
    robots.allows(SITE)
    assert len(files.asked) == 4


def test_one_that_could_not_be_had_is_asked_for_again_soon() -> None:
    files, clock = Files(TryLater("down")), Clock()
    robots = Robots(files, clock=clock)
    assert not robots.allows(SITE)
    clock.now = SOON - 1
    assert not robots.allows(SITE)
    assert len(files.asked) == 1
    files.file, clock.now = b"", SOON
    assert robots.allows(SITE)


def test_the_sites_needed_least_lately_are_forgotten() -> None:
    files = Files(b"")
    robots = Robots(files)
    robots.allows(SITE)
    for n in range(MOST_SITES - 1):
        robots.allows(f"https://{n}.example")
    robots.allows(SITE)
    robots.allows("https://one-more.example")
    files.asked.clear()
    robots.allows(SITE)
    assert files.asked == []
    robots.allows("https://0.example")
    assert files.asked == ["https://0.example/robots.txt"]


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        (b"Crawl-delay: 10", 10.0),
        (b"crawl-delay:0.5", 0.5),
        (b"Crawl-delay: 1e300", DAY),
        (b"Crawl-delay: inf", None),
        (b"Crawl-delay: nan", None),
        (b"Crawl-delay: -1", None),
        (b"Crawl-delay: soon", None),
        (b"", None),
    ],
)
def test_the_pause_that_is_asked_for_is_told_and_bounded(
    line: bytes, seconds: float | None
) -> None:
    assert Robots(Files(b"User-agent: *\n" + line)).delay(SITE) == seconds


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "ftp://a.example/", "http://", "http://[::1", "http://[2002::1%２]/", "a\0b"],
)
def test_what_is_no_web_address_is_not_allowed(url: str) -> None:
    files = Files(b"")
    assert not Robots(files).allows(url)
    assert Robots(files).delay(url) is None
    assert files.asked == []


def test_a_file_that_is_cut_loses_the_rule_that_was_cut() -> None:
    """What is left of ``Disallow: /private`` could be ``Disallow: /``."""
    start = b"User-agent: *\nDisallow: /b\n#"
    rule = b"\nDisallow: /private"
    cut = start + b"x" * (LONGEST_ROBOTS - len(start) - len(rule) + len(b"private")) + rule
    assert cut[:LONGEST_ROBOTS].endswith(b"Disallow: /")
    assert allows(cut[:LONGEST_ROBOTS], "/a")
    assert not allows(cut[:LONGEST_ROBOTS], "/b")


def hostile(make: Callable[[int], bytes], n: int) -> bytes:
    return b"".join(make(number) for number in range(n))[:LONGEST_ROBOTS]


@pytest.mark.parametrize(
    ("file", "allowed"),
    [
        # Twenty thousand programs with thirty thousand rules each, in 500 KB.
        (hostile(lambda n: b"User-agent:%x\n" % n, 20_000) + b"allow:/\n" * 30_000, True),
        (b"User-agent:Sitrep\n" * 28_000, True),
        (b"User-agent:*\nDisallow: /" + b"*a" * 250_000, True),
        (b"User-agent:*\n" + hostile(lambda n: b"Disallow:/*%x$\n" % n, 40_000), False),
    ],
)
def test_a_file_made_to_exhaust_its_reader_does_not(file: bytes, allowed: bool) -> None:
    lines = ours(file[:LONGEST_ROBOTS])
    assert lines is None or lines.count("\n") <= MOST_RULES
    assert allows(file[:LONGEST_ROBOTS], "/x") is allowed


@given(st.binary(max_size=300), st.text(max_size=50))
def test_any_file_and_any_path_are_survived(file: bytes, path: str) -> None:
    robots = Robots(Files(b"User-agent: *\n" + file))
    robots.allows(f"{SITE}/{path}")
    delay = robots.delay(SITE)
    assert delay is None or 0 <= delay <= DAY


def test_several_threads_may_ask() -> None:
    files = Files(b"User-agent: *\nDisallow: /b")
    robots = Robots(files)
    wrong: list[str] = []

    def ask() -> None:
        for n in range(2 * MOST_SITES):
            site = f"https://{n % (MOST_SITES + 9)}.example"
            if not robots.allows(f"{site}/a") or robots.allows(f"{site}/b"):
                wrong.append(site)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
