"""A response's body -> bytes, of which never more are held than an article may have."""

import gzip
import io
import zlib
from collections.abc import Iterator

import httpx

from index.errors import FetchError, TryLater
from index.web.dialling import shown

MAX_BYTES = 5_000_000
"""Of a body, both as it is sent and unpacked."""

CODINGS = "gzip"
"""What is asked for as ``Accept-Encoding``: the one coding whose unpacking is bounded here."""


def body(response: httpx.Response, asked: str, *, cut_at: int | None = None) -> bytes:
    """Read and unpack what the server sends.

    Args:
        response: one whose body was not read yet.
        asked: the address that was asked for, which a message names.
        cut_at: how many bytes are enough, the rest being left away; None where all are needed.

    Raises:
        FetchError: it is larger than ``MAX_BYTES``, damaged, or packed in another way.
        TryLater: it broke off.
        httpx.TimeoutException: it went silent.
    """
    packed = _is_packed(response, asked)
    enough = None if packed else cut_at
    announced = response.headers.get("content-length", "")
    if enough is None and announced.isdecimal() and int(announced[:20]) > MAX_BYTES:
        raise _too_large(asked)
    data = bytearray()
    for chunk in _chunks(response, asked):
        data += chunk
        if enough is not None and len(data) >= enough:
            break
        if len(data) > MAX_BYTES:
            raise _too_large(asked)
    found = _unpacked(data, asked, cut_at or MAX_BYTES + 1) if packed else bytes(data)
    if cut_at is None and len(found) > MAX_BYTES:
        raise _too_large(asked)
    return found[:cut_at]


def _is_packed(response: httpx.Response, asked: str) -> bool:
    """Whether it is gzip; several codings on top of each other are refused like any other one."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in {"", "identity"}:
        return False
    if coding in {"gzip", "x-gzip"}:
        return True
    raise FetchError(
        f"{shown(asked)} is packed as {shown(coding)!r}, which was not asked for; save the page as "
        "a file and add that"
    )


def _chunks(response: httpx.Response, asked: str) -> Iterator[bytes]:
    try:
        yield from response.iter_raw()
    except httpx.TimeoutException:  # how long is too long is its caller's to say
        raise
    except (httpx.HTTPError, httpx.StreamError, OSError) as error:
        raise TryLater(
            f"{shown(asked)} broke off in the middle ({shown(str(error))}); try again"
        ) from error


def _unpacked(data: bytearray, asked: str, limit: int) -> bytes:
    """The first ``limit`` bytes; a GzipFile unpacks no more than is read from it."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return stream.read(limit)
    except (OSError, EOFError, zlib.error) as error:
        raise FetchError(f"{shown(asked)} came damaged ({error}); try again") from error


def _too_large(asked: str) -> FetchError:
    return FetchError(
        f"{shown(asked)} is larger than {MAX_BYTES // 1_000_000} MB; save the article alone as a "
        "file and add that"
    )
