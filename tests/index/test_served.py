"""What is made of a response: which kinds are taken, which errors are told apart, what is kept."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import (
    AddressGone,
    AddressMissing,
    AddressUnavailable,
    FetchError,
    TryLater,
)
from index.records import Validators
from index.web.fetching import FEEDS, ROBOTS
from index.web.served import LONGEST_FRESH, LONGEST_WAIT
from tests.index.serving import PAGE, Answer, fetch, response, retrieve

RSS = b'<?xml version="1.0"?><!-- made by hand --><rss version="2.0"><channel/></rss>'
ATOM = b'\n<feed xmlns="http://www.w3.org/2005/Atom"/>'
RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>'


@pytest.mark.parametrize(
    ("status", "kind", "remedy"),
    [
        (404, AddressMissing, "check the address"),
        (410, AddressGone, "remove the article"),
        (401, AddressUnavailable, "copy its text"),
        (403, AddressUnavailable, "copy its text"),
        (400, AddressUnavailable, "save the page"),
        (418, AddressUnavailable, "save the page"),
        (408, TryLater, "later"),
        (429, TryLater, "later"),
        (500, TryLater, "later"),
        (503, TryLater, "later"),
        (202, TryLater, "later"),
        (204, TryLater, "later"),
        (206, TryLater, "later"),
        (300, TryLater, "later"),
        # Nothing was said that it could be as before.
        (304, TryLater, "later"),
        (999, TryLater, "later"),
    ],
)
def test_a_refusal_has_its_class_and_names_its_remedy(
    status: int, kind: type[FetchError], remedy: str
) -> None:
    with pytest.raises(FetchError, match=remedy) as refusal:
        fetch("http://a.example/", lambda r: httpx.Response(status))
    assert type(refusal.value) is kind


def waiting(retry_after: bytes) -> Answer:
    return lambda r: httpx.Response(503, headers=[(b"retry-after", retry_after)])


def wait(retry_after: bytes) -> int | None:
    with pytest.raises(TryLater) as refusal:
        fetch("http://a.example/", waiting(retry_after))
    return refusal.value.seconds


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (b"120", 120),
        (b" 0 ", 0),
        (b"9" * 5000, LONGEST_WAIT),
        (b"Mon, 01 Jan 2001 00:00:00 GMT", 0),
        (b"Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        (b"-5", None),
        (b"soon", None),
        ("١٢".encode(), None),
        (b"Mon, 99 Foo 99999 99:99:99 +9999", None),
        (b"", None),
    ],
)
def test_how_long_to_wait_is_told_in_seconds_and_bounded(told: bytes, seconds: int | None) -> None:
    assert wait(told) == seconds


def test_how_long_to_wait_may_be_told_as_a_date() -> None:
    moment = datetime.now(UTC) + timedelta(hours=1)
    seconds = wait(format_datetime(moment, usegmt=True).encode())
    assert seconds is not None
    assert 3500 < seconds <= 3600


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_whatever_a_server_says_of_time_and_kind_is_survived(
    one: bytes, other: bytes, third: bytes
) -> None:
    with pytest.raises(TryLater):
        fetch("http://a.example/", waiting(one))
    headers = [
        (b"content-type", b"text/html; charset" + one),
        (b"cache-control", b"max-age=" + other),
        (b"age", third),
        (b"etag", one),
        (b"last-modified", other),
    ]
    stream = httpx.ByteStream(PAGE)
    found = retrieve(
        "http://a.example/", lambda r: httpx.Response(200, headers=headers, stream=stream)
    )
    assert found.fresh_for is None or 0 <= found.fresh_for <= LONGEST_FRESH
    assert all(value.isprintable() for value in found.validators.headers().values())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache_control": "public, max-age=600"}, 600),
        ({"cache_control": 'MAX-AGE="600"', "age": "100"}, 500),
        ({"cache_control": "max-age=600", "age": "1000"}, 0),
        ({"cache_control": "max-age=600", "age": "old"}, 600),
        ({"cache_control": "s-maxage=600"}, None),
        ({"cache_control": "no-cache, max-age=600"}, 0),
        ({"cache_control": "no-store"}, 0),
        ({"cache_control": "max-age=99999999999999999"}, LONGEST_FRESH),
        ({"cache_control": "max-age=-1"}, None),
    ],
)
def test_it_is_told_how_long_asking_again_is_of_no_use(
    headers: dict[str, str], seconds: int | None
) -> None:
    assert retrieve("http://a.example/", lambda r: response(PAGE, **headers)).fresh_for == seconds


def test_validators_are_kept_as_they_were_sent() -> None:
    headers = {"etag": 'W/"x y"', "last_modified": "yesterday, about noon"}
    found = retrieve("http://a.example/", lambda r: response(PAGE, **headers))
    assert found.validators == Validators(etag='W/"x y"', modified="yesterday, about noon")
    assert found.document


@pytest.mark.parametrize("etag", [b'"\xff"', b"x" * 501, b""])
def test_a_validator_that_can_not_be_sent_back_is_not_kept(etag: bytes) -> None:
    headers = [(b"content-type", b"text/html"), (b"etag", etag)]
    page = httpx.Response(200, headers=headers, stream=httpx.ByteStream(PAGE))
    found = retrieve("http://a.example/", lambda r: page)
    assert found.validators == Validators()


def test_a_validator_that_can_not_be_sent_is_no_condition() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert "if-none-match" not in request.headers
        return response(PAGE)

    known = Validators(etag="a\r\nHost: b.example")
    assert retrieve("http://a.example/", answer, known=known).document


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "application/zip", "text/css"])
def test_what_is_no_text_is_refused(kind: str) -> None:
    with pytest.raises(FetchError, match="not an article"):
        fetch("http://a.example/", lambda r: response(b"x", kind))


@pytest.mark.parametrize(
    ("kind", "path", "media_type"),
    [
        ("text/plain", "/a.md", "text/markdown"),
        ("text/plain", "/a", "text/plain"),
        ("application/x-ndjson", "/a", "application/jsonl"),
        ("application/xhtml+xml", "/a", "text/html"),
        ("application/octet-stream", "/a.pdf", "application/pdf"),
        ("", "/a", "text/html"),
    ],
)
def test_the_type_is_the_servers_the_paths_or_the_contents(
    kind: str, path: str, media_type: str
) -> None:
    found = fetch(f"http://a.example{path}", lambda r: response(PAGE, kind))
    assert found.media_type == media_type


@pytest.mark.parametrize("kind", ["application/rss+xml", "text/xml; charset=x", "text/html", ""])
@pytest.mark.parametrize("data", [RSS, ATOM, RDF, RSS.decode().encode("utf-16")])
def test_a_feed_is_one_by_its_content_whatever_it_is_served_as(kind: str, data: bytes) -> None:
    found = retrieve("http://a.example/", lambda r: response(data, kind), accept=FEEDS)
    assert found.document
    assert found.document.media_type == "application/xml"


def test_a_page_where_a_feed_was_asked_for_is_told_as_one() -> None:
    found = retrieve("http://a.example/", lambda r: response(PAGE), accept=FEEDS)
    assert found.document
    assert found.document.media_type == "text/html"


@pytest.mark.parametrize("kind", ["image/png", "audio/mpeg", "application/pdf"])
def test_what_no_feed_is_served_as_is_refused(kind: str) -> None:
    with pytest.raises(FetchError, match="not a feed"):
        retrieve("http://a.example/", lambda r: response(b"x", kind), accept=FEEDS)


def test_a_robots_file_is_text_whatever_it_is_served_as() -> None:
    found = retrieve("http://a.example/", lambda r: response(b"x", "image/png"), accept=ROBOTS)
    assert found.document
    assert found.document.media_type == "text/plain"


def test_what_is_asked_for_is_said() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["accept"])
        return response(RSS)

    retrieve("http://a.example/", answer, accept=FEEDS)
    fetch("http://a.example/", answer)
    assert seen[0].startswith("application/rss+xml")
    assert seen[1].startswith("text/html")
