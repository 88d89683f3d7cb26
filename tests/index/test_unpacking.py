"""What a server sends, and how much of it is held."""

import gzip
from collections.abc import Callable, Iterator

import httpx
import pytest

from index.errors import FetchError
from index.web.fetching import MAX_BYTES, ROBOTS
from tests.index.serving import PAGE, Answer, fetch, response, retrieve


def packed(data: bytes, coding: str = "gzip") -> Answer:
    return lambda r: response(data, content_encoding=coding)


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", " GZip "])
def test_a_packed_page_is_unpacked(coding: str) -> None:
    assert fetch("http://a.example/", packed(gzip.compress(PAGE, mtime=0), coding)).data == PAGE


def test_a_page_packed_in_several_members_is_unpacked() -> None:
    halves = gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:])
    assert fetch("http://a.example/", packed(halves)).data == PAGE


def test_a_packed_bomb_is_stopped() -> None:
    with pytest.raises(FetchError, match="larger than 5 MB"):
        fetch("http://a.example/", packed(gzip.compress(bytes(50_000_000))))


def test_a_bomb_of_a_robots_file_is_cut() -> None:
    bomb = packed(gzip.compress(bytes(50_000_000)))
    found = retrieve("http://a.example/", bomb, accept=ROBOTS)
    assert found.document
    assert len(found.document.data) == ROBOTS.cut_at


@pytest.mark.parametrize(
    "damaged",
    [
        gzip.compress(PAGE, mtime=0)[:-9],
        gzip.compress(PAGE, mtime=0) + b"more",
        PAGE,
        b"\x1f\x8b",
    ],
)
def test_a_damaged_packing_is_refused(damaged: bytes) -> None:
    with pytest.raises(FetchError, match="damaged"):
        fetch("http://a.example/", packed(damaged))


@pytest.mark.parametrize(
    "coding", ["br", "gzip, gzip", "gzip,identity", "deflate", "\xff", "zz" * 999]
)
def test_any_other_packing_and_one_in_another_is_refused(coding: str) -> None:
    headers = [(b"content-type", b"text/html"), (b"content-encoding", coding.encode("latin-1"))]
    twice = gzip.compress(gzip.compress(PAGE, mtime=0))
    with pytest.raises(FetchError, match="packed as") as refusal:
        fetch(
            "http://a.example/",
            lambda r: httpx.Response(200, headers=headers, stream=httpx.ByteStream(twice)),
        )
    assert len(str(refusal.value)) < 500


@pytest.mark.parametrize("length", ["1000000000", "9" * 5000])
def test_an_announced_gigabyte_is_not_read(length: str) -> None:
    headers = {"content-type": "text/html", "content-length": length}
    with pytest.raises(FetchError, match="larger than 5 MB"):
        fetch("http://a.example/", lambda r: httpx.Response(200, content=b"", headers=headers))


def plain(data: bytes) -> Answer:
    return lambda r: response(data)


@pytest.mark.parametrize("sent", [plain, lambda data: packed(gzip.compress(data, mtime=0))])
def test_five_megabytes_are_read_and_no_byte_more(sent: Callable[[bytes], Answer]) -> None:
    page = PAGE + b" " * (MAX_BYTES - len(PAGE))
    assert len(fetch("http://a.example/", sent(page)).data) == MAX_BYTES
    with pytest.raises(FetchError, match="larger than 5 MB"):
        fetch("http://a.example/", sent(page + b" "))


class Endless(httpx.SyncByteStream):
    """A body without end, which counts what was read of it."""

    read = 0

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.read += 100_000
            yield b"#" * 100_000


def test_a_page_without_end_is_read_no_further_than_the_limit() -> None:
    body = Endless()
    with pytest.raises(FetchError, match="larger than 5 MB"):
        fetch("http://a.example/", lambda r: httpx.Response(200, stream=body))
    assert body.read <= MAX_BYTES + 100_000


def test_a_robots_file_without_end_is_read_as_far_as_it_counts() -> None:
    body = Endless()
    found = retrieve(
        "http://a.example/robots.txt", lambda r: httpx.Response(200, stream=body), accept=ROBOTS
    )
    assert found.document
    assert len(found.document.data) == ROBOTS.cut_at
    assert body.read <= len(found.document.data) + 100_000
