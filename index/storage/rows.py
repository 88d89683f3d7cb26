"""Between the library's rows and its records: no SQL, no files."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import numpy as np
import numpy.typing as npt

from index.changes import Event, Version
from index.models import Vectors32
from index.records import Article, Draft, Passage, Source
from index.storage.database import Row

Int64Array = npt.NDArray[np.int64]


def article(row: Row) -> Article:
    """An article from a row of the view ``headings``."""
    return Article(
        id=row["id"],
        title=row["title"],
        url=row["url"],
        outlet=row["outlet"],
        author=row["author"],
        published=day(row["published"]),
        language=row["language"],
        external_id=row["external_id"],
        added=datetime.fromisoformat(row["added"]),
        n_passages=row["n_passages"],
        sources=_sources(row["sources"]),
    )


def _sources(stored: str) -> tuple[Source, ...]:
    return tuple(
        Source(title=title, url=url, outlet=outlet, published=day(published))
        for _, title, url, outlet, published in sorted(json.loads(stored))
    )


def version(row: Row) -> Version:
    """A line of an article's history from a row of ``versions``."""
    return Version(
        id=row["id"],
        article_id=row["article_id"],
        at=datetime.fromisoformat(row["at"]),
        event=Event(row["kind"]),
        title=row["title"],
        came=tuple(json.loads(row["came"])),
        went=tuple(json.loads(row["went"])),
        cause=row["cause"],
        origin=row["origin"],
    )


def day(stored: str | None) -> date | None:
    """A day as stored, or none."""
    return date.fromisoformat(stored) if stored else None


def passage(row: Row, text: str) -> Passage:
    """A passage from its row and its article's text."""
    return Passage(
        id=row["id"],
        article_id=row["article_id"],
        position=row["position"],
        start=row["start"],
        end=row["stop"],
        text=text[row["start"] : row["stop"]],
    )


def metadata(draft: Draft) -> dict[str, str | None]:
    """A draft's columns, but for its text."""
    return {
        "title": draft.title,
        "url": draft.url,
        "outlet": draft.outlet,
        "author": draft.author,
        "published": draft.published.isoformat() if draft.published else None,
        "language": draft.language,
        "external_id": draft.external_id,
    }


def listed_pairs(pairs: Iterable[tuple[int, int]]) -> str:
    """Pairs of numbers as one parameter."""
    return json.dumps([*pairs])


def packed(vectors: Vectors32) -> list[bytes]:
    """Each row as little-endian float16: half the room, and less than .001 off in cosine."""
    return [row.tobytes() for row in vectors.astype("<f2")]


def unpacked(blobs: Sequence[bytes]) -> Vectors32:
    """float32 ``[len(blobs), dim]``, brought back to length 1 after the rounding."""
    stored = np.frombuffer(b"".join(blobs), "<f2").reshape(len(blobs), -1)
    vectors = stored.astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.maximum(lengths, np.finfo(np.float32).tiny)
    return vectors
