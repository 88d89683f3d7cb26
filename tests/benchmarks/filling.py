"""Libraries of any size, made of real articles and varied copies of them; reused where they exist.

Encoding a million passages takes hours on two cores. So most come with a prepared vector, and only
the last some thousand of each library are cut and encoded as `sitrep add` would.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from index import Embedder, Engine, Outcome, Problem, read
from index.storage.store import Store
from index.storage.writing import Encoded
from tests.benchmarks.timing import Measure, timed
from tests.benchmarks.varying import Material, Piece, key

ENCODED = 2_000
"""Passages of each library that are encoded for real."""

APART = 1_000
"""The copies that these are taken from: the same texts for libraries of every size, since a rate
depends on the texts' lengths."""

HOW = (
    f"All but {ENCODED:,} passages of each library are stored with a prepared vector: a real "
    "article's own, or for its varied copies that one with noise. The others are cut and encoded, "
    "and their rate is the one that is told."
)

MILLION = 1_000_000
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Adding:
    """What adding the last passages to a library of that size took.

    Attributes:
        encoded: passages that were cut, encoded and stored, one article after the other.
        seconds: all of that.
        caches: seconds to make both caches of the library before.
    """

    encoded: int
    seconds: float
    caches: float

    def measures(self) -> list[Measure]:
        """For the report."""
        rate = self.encoded / self.seconds
        return [
            Measure("passages encoded for real", self.encoded),
            Measure("adding, with encoding", rate, "passages/s"),
            Measure("a million at that rate", MILLION / rate / HOUR, "h"),
            Measure("both caches made anew", self.caches, "s"),
        ]


def base(folder: Path, data: Path, embedder: Embedder) -> Path:
    """The library of the real articles, all encoded; goes on where it was killed."""
    with closing(Engine.open(folder, embedder=embedder)) as engine:
        for path in sorted(data.glob("articles.*")):
            drafts = (item for item in read(str(path)) if not isinstance(item, Problem))
            for _ in engine.add(drafts):
                pass
    return folder


def filled(folder: Path, n_passages: int, originals: Material, embedder: Embedder) -> Adding:
    """Make a library of at least so many passages, or go on with one that was begun.

    Returns:
        What adding took when the library was filled.
    """
    record = folder / "adding.json"
    if record.exists():
        return Adding(**json.loads(record.read_text(encoding="utf-8")))
    _put(folder, n_passages - ENCODED, _missing(folder, originals, 0), embedder)
    adding = _add(folder, n_passages, _missing(folder, originals, APART), embedder)
    record.write_text(json.dumps(asdict(adding)), encoding="utf-8")
    return adding


def _missing(folder: Path, originals: Material, first: int) -> Iterator[Piece]:
    """Articles that the library has not, in order, from the copies of that number on."""
    with closing(Store.open(folder)) as store:
        known = {article.external_id for article in store.articles()}
    return (originals.piece(*found) for found in originals.keys(first) if key(*found) not in known)


def _put(folder: Path, n_passages: int, pieces: Iterator[Piece], embedder: Embedder) -> None:
    """Fill up to that many, with prepared vectors."""
    with closing(Store.open(folder)) as store:
        n_left = n_passages - store.coverage().n_passages
        while n_left > 0:
            piece = next(pieces)
            encoded = Encoded(draft=piece.draft, spans=piece.spans, vectors=piece.vectors)
            added = store.put(encoded, embedder.identity)
            if added.outcome is not Outcome.UNCHANGED:  # as a text without number or name is
                n_left -= len(piece.spans)


def _add(folder: Path, n_passages: int, pieces: Iterator[Piece], embedder: Embedder) -> Adding:
    """Add the rest as drafts, and time it."""
    with closing(Engine.open(folder, embedder=embedder)) as engine:
        caches, _ = timed(engine.warm_up)
        chosen = _enough(pieces, n_passages - engine.coverage().n_passages)
        # The first addition has the caches saved, which has nothing to do with adding.
        for _ in engine.add([chosen[0].draft]):
            pass
        seconds, added = timed(lambda: list(engine.add(piece.draft for piece in chosen[1:])))
    new = (addition.article for addition in added if addition.outcome is Outcome.ADDED)
    encoded = sum(article.n_passages for article in new)
    return Adding(encoded, seconds, caches)


def _enough(pieces: Iterator[Piece], n_passages: int) -> list[Piece]:
    """At least two articles, and at least that many passages."""
    chosen = [next(pieces), next(pieces)]
    while sum(len(piece.spans) for piece in chosen) < n_passages:
        chosen.append(next(pieces))
    return chosen
