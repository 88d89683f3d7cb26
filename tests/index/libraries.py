"""What the index's tests share: predictable drafts, and a library opened as a whole."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.changes import Addition
from index.documents import passages
from index.library import Library
from index.models import Embedder, ModelIdentity, Vectors32
from index.records import Draft
from index.search.lexical import Lexical
from index.search.vectors import Vectors
from index.storage.database import FILE
from index.storage.store import Store
from tests.fakes import FakeEmbedder, bag_of_words

FLOAT16_ERROR = 2e-3
NEARLY = 0.06
"""Two of a model's vectors nearer than that are one passage's: batches differ, as do data types."""
NOBODY = 65534


def paragraph(article: str, version: int, number: int) -> str:
    return (
        f"In paragraph {number} of report {article} the spokesman said that patrol "
        f"{version * 100 + number} had searched the village of {article}{number}."
    )


def draft(article: str, version: int = 1, n_paragraphs: int = 3) -> Draft:
    """The report ``article``, each version with a text of its own."""
    text = "\n\n".join(paragraph(article, version, n) for n in range(n_paragraphs))
    url = f"https://news.example/{article}"
    return Draft(title=f"Report {article}, version {version}", text=text, url=url, outlet="News")


class Counted(FakeEmbedder):
    """Another embedder, with its work counted as a fake one's is."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__()
        self.real = embedder

    @property
    def identity(self) -> ModelIdentity:
        return self.real.identity

    def encode_query(self, question: str) -> Vectors32:
        return self.real.encode_query(question)

    def encode_passages(self, texts: Sequence[str]) -> Vectors32:
        self.calls += 1
        self.texts_encoded += len(texts)
        return self.real.encode_passages(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self.real.count_tokens(texts)


@dataclass(frozen=True)
class Opened:
    """A library as one process has it open."""

    folder: Path
    store: Store
    vectors: Vectors
    lexical: Lexical
    embedder: FakeEmbedder
    library: Library

    def add(self, *drafts: Draft) -> list[Addition]:
        return list(self.library.add(drafts))

    def follow(self) -> None:
        self.vectors.follow()
        self.lexical.follow()

    def find(self, question: str, k: int = 5) -> tuple[list[int], list[int]]:
        """Passage numbers found by the vectors and by the words, after catching up."""
        self.follow()
        near, _ = self.vectors.search(self.embedder.encode_query(question), k)
        worded, _ = self.lexical.search(question, k)
        return near.tolist(), worded.tolist()

    def close(self) -> None:
        self.store.close()


def opened(
    folder: Path,
    *,
    create: bool = True,
    patience: float = 10.0,
    embedder: Embedder | None = None,
) -> Opened:
    """Open a library, with a fake embedder if no other is given."""
    store = Store.open(folder, create=create, patience=patience)
    vectors = Vectors(folder, store)
    lexical = Lexical(folder, store, patience=patience)
    counted = Counted(embedder) if embedder else FakeEmbedder()
    # These reports are alike in all but a letter.
    library = Library(store, counted, vectors, lexical, merging=False)
    return Opened(folder, store, vectors, lexical, counted, library)


def assert_sound(library: Opened) -> None:
    """Each article is whole, no passage is left over, and both caches hold what the store does."""
    library.follow()
    expected: list[int] = []
    for article in library.store.articles():
        text = library.store.text(article.id)
        found = library.store.passages_of(article.id)
        spans = passages.cut(text, library.embedder.count_tokens, language=article.language)
        assert [(p.start, p.end) for p in found] == [(s.start, s.end) for s in spans]
        assert len(found) == article.n_passages
        assert_vectors(library, [p.id for p in found], [p.text for p in found])
        expected += [p.id for p in found]
    stored = [int(number) for ids, _ in library.store.vectors() for number in ids]
    assert stored == sorted(expected)
    assert library.vectors.ids().tolist() == stored
    assert library.lexical.ids().tolist() == stored


def assert_vectors(library: Opened, ids: Iterable[int], texts: Iterable[str]) -> None:
    numbers = np.array(list(ids), np.int64)
    held = library.vectors.get(numbers)
    if isinstance(library.embedder, Counted):
        expected = library.embedder.real.encode_passages(list(texts))
        assert np.linalg.norm(held - expected, axis=1).max() < NEARLY
    else:
        np.testing.assert_allclose(held, bag_of_words(list(texts)), atol=FLOAT16_ERROR)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Another writer, in the middle of a transaction."""
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def unprivileged() -> Iterator[None]:
    """As a user whom permissions bind; root may write anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def protect(folder: Path) -> None:
    """Leave nobody the right to write, root apart."""
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
