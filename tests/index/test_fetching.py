"""No test here reaches beyond loopback: the resolver and the transport are the test's own."""

import socket

import httpx
import pytest

from index.errors import AddressRefused, AddressUnavailable, FetchError, RobotsRefused, TryLater
from index.records import Validators
from index.web import fetching
from index.web.robots import Robots
from tests.index.serving import (
    PAGE,
    PUBLIC,
    Names,
    fetch,
    html,
    never,
    redirects,
    response,
    retrieve,
)


def test_a_page_is_fetched_with_its_type_address_and_encoding() -> None:
    found = fetch("https://cnn.example/a#b", html)
    assert found.data == PAGE
    assert (found.media_type, found.charset) == ("text/html", "latin-1")
    assert found.url == "https://cnn.example/a"


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    seen: list[httpx.Request] = []
    # A second answer of the resolver would be loopback; nobody asks for it.
    names = Names(cnn=[PUBLIC, "127.0.0.1"])

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return html(request)

    fetch("https://cnn.example:8443/a?q=1", answer, names)
    (request,) = seen
    assert request.url.host == PUBLIC
    assert request.headers["host"] == "cnn.example:8443"
    assert request.extensions["sni_hostname"] == "cnn.example"
    assert request.headers["user-agent"].startswith("Sitrep/")
    assert names.asked == ["cnn.example"]


@pytest.mark.parametrize(
    "ip", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"]
)
def test_a_name_of_a_private_address_is_refused(ip: str) -> None:
    with pytest.raises(AddressRefused, match="not on the public internet"):
        fetch("http://inside.example/", never, Names(inside=[ip]))


def test_one_private_address_among_public_ones_is_refused() -> None:
    transport = httpx.MockTransport(never)
    with pytest.raises(AddressRefused, match="not on the public internet"):
        fetching.fetch(
            "http://a.example/", transport=transport, resolve=lambda h, p: [PUBLIC, "10.0.0.1"]
        )


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:7f00:1]"],
)
def test_odd_spellings_of_loopback_are_refused_with_the_systems_own_resolver(host: str) -> None:
    with pytest.raises(AddressRefused, match=r"not on the public internet|not a valid address"):
        fetching.fetch(f"http://{host}/", transport=httpx.MockTransport(never))


def test_a_redirect_is_followed_and_the_last_address_kept() -> None:
    found = fetch("https://a.example/old", redirects((302, "//b.example/new")))
    assert found.url == "https://b.example/new"
    assert found.name == "https://a.example/old"


def test_a_redirect_to_a_private_address_is_refused() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.host == PUBLIC
        return httpx.Response(302, headers={"location": "http://inside.example/secret"})

    with pytest.raises(AddressRefused, match=r"inside[.]example, which is not on the public"):
        fetch("http://a.example/", answer, Names(inside=["192.168.0.1"]))


def test_a_name_that_changes_between_two_hops_is_refused() -> None:
    names = Names(a=[PUBLIC, "127.0.0.1"])
    with pytest.raises(AddressRefused, match="not on the public internet"):
        fetch("http://a.example/", redirects((302, "/again")), names)


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://b.example/",
        "javascript:x",
        "http://user:secret@b.example/",
        "http://[::1",
        "http://b.example:22/",
        "http://\u2100.example/",
        "http://xn--/",
        "/" + "a" * 100_000,
    ],
)
def test_a_redirect_to_what_is_not_dialled_is_refused(target: str) -> None:
    answers = [httpx.Response(302, headers=[(b"location", target.encode())])]
    with pytest.raises(AddressRefused) as refusal:
        fetch("http://a.example/", lambda r: answers.pop())
    assert "secret" not in str(refusal.value)
    assert len(str(refusal.value)) < 1000


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("b", "http://a.example/x/b"),
        ("../b?c#d", "http://a.example/b?c"),
        ("?b", "http://a.example/x/y?b"),
        ("/رپورٹ", "http://a.example/%D8%B1%D9%BE%D9%88%D8%B1%D9%B9"),
        (" /b ", "http://a.example/b"),
        ("HTTPS://B.EXAMPLE.:443/", "https://b.example/"),
    ],
)
def test_a_target_may_be_relative_and_beyond_ascii(target: str, url: str) -> None:
    answers = [response(PAGE), httpx.Response(301, headers=[(b"location", target.encode())])]
    assert fetch("http://a.example/x/y", lambda r: answers.pop()).url == url


def test_a_target_that_is_no_text_at_all_is_survived() -> None:
    answers = [response(PAGE), httpx.Response(301, headers=[(b"location", b"/\xff\xfe")])]
    assert fetch("http://a.example/", lambda r: answers.pop()).data == PAGE


@pytest.mark.parametrize("targets", [[], [b""], [b" "], [b"/a", b"/b"]])
def test_a_redirect_to_nowhere_is_said(targets: list[bytes]) -> None:
    headers = [(b"Location", target) for target in targets]
    with pytest.raises(AddressUnavailable, match="redirects to no address"):
        fetch("http://a.example/", lambda r: httpx.Response(301, headers=headers))


def test_endless_redirects_end() -> None:
    hops: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        hops.append(request.url.path)
        return httpx.Response(302, headers={"location": f"/{len(hops)}"})

    with pytest.raises(AddressUnavailable, match="redirects more than 5 times"):
        fetch("http://a.example/", answer)
    assert len(hops) == 6


def test_five_redirects_are_followed() -> None:
    found = fetch("http://a.example/", redirects(*[(307, f"/{n}") for n in range(5)]))
    assert found.url == "http://a.example/4"


@pytest.mark.parametrize(
    ("hops", "moved_to"),
    [
        ([], None),
        ([(301, "/b")], "http://a.example/b"),
        ([(308, "https://a.example/"), (301, "/b")], "https://a.example/b"),
        # A temporary one says where the page is today, and everything after it belongs to today.
        ([(301, "/b"), (302, "/c"), (301, "/d")], "http://a.example/b"),
        ([(307, "/b"), (301, "/c")], None),
    ],
)
def test_it_is_told_how_far_permanent_redirects_alone_lead(
    hops: list[tuple[int, str]], moved_to: str | None
) -> None:
    assert retrieve("http://a.example/", redirects(*hops)).moved_to == moved_to


def test_a_condition_is_sent_on_every_hop_and_its_answer_keeps_the_validators() -> None:
    known = Validators(etag='W/"a"', modified="Mon, 01 Jan 2024 00:00:00 GMT")
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if len(seen) == 1:
            return httpx.Response(301, headers={"location": "/b"})
        return httpx.Response(304, headers={"etag": 'W/"b"', "cache-control": "max-age=60"})

    found = retrieve("http://a.example/", answer, known=known)
    assert [request.headers["if-none-match"] for request in seen] == ['W/"a"'] * 2
    assert seen[1].headers["if-modified-since"] == known.modified
    assert found.document is None
    assert found.validators == Validators(etag='W/"b"', modified=known.modified)
    assert (found.moved_to, found.fresh_for) == ("http://a.example/b", 60)


def test_an_unknown_host_is_said() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror("unknown")

    with pytest.raises(TryLater, match="can't be found"):
        fetching.fetch("http://a.example/", transport=httpx.MockTransport(never), resolve=unknown)
    with pytest.raises(TryLater, match="can't be found"):
        fetching.fetch("http://a.example/", transport=httpx.MockTransport(never), resolve=no_ips)


def no_ips(host: str, port: int) -> list[str]:
    return []


def site(request: httpx.Request) -> httpx.Response:
    """Keeps programs off ``/private``, to which ``/moved`` leads."""
    if request.url.path == "/robots.txt":
        return response(b"User-agent: Sitrep\nDisallow: /private\nCrawl-delay: 7", "text/plain")
    if request.url.path == "/moved":
        return httpx.Response(302, headers={"location": "/private"})
    return html(request)


def rules() -> Robots:
    return fetching.site_rules(transport=lambda: httpx.MockTransport(site), resolve=Names())


def politely(address: str, names: Names | None = None) -> fetching.Retrieved:
    transport = httpx.MockTransport(site)
    return fetching.retrieve(address, transport=transport, resolve=names or Names(), robots=rules())


def test_what_a_site_keeps_programs_off_is_not_asked_for() -> None:
    assert politely("http://a.example/news").document
    with pytest.raises(RobotsRefused, match="robots"):
        politely("http://a.example/private/x")
    with pytest.raises(RobotsRefused, match="robots"):
        politely("http://a.example/moved")
    assert rules().delay("http://a.example/news") == 7


def test_a_private_address_is_called_that_and_its_robots_not_asked_for() -> None:
    with pytest.raises(AddressRefused):
        politely("http://inside.example/", Names(inside=["10.0.0.1"]))


def test_a_refusal_shows_neither_escapes_nor_pages_of_text() -> None:
    with pytest.raises(FetchError) as refusal:
        fetch("http://a.example/\x1b[2J\u202e" + "x" * 5000, never)
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 500
