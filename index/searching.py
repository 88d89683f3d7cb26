"""A library and a model, opened together to be asked: the reading half of the engine."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Self

from index.answering import answers
from index.catalogue import Catalogue
from index.models import Embedder
from index.results import Answer, Filters
from index.search.lexical import Lexical
from index.search.retriever import Ranking, Retriever
from index.search.vectors import Vectors
from index.search.weights import Weights, shipped
from index.storage.store import Store
from index.stories.gallery import Gallery
from index.stories.matcher import Matcher
from index.turns import Turns


class Searching(Catalogue):
    """Questions in, answers out."""

    def __init__(
        self, store: Store, folder: Path, embedder: Callable[[], Embedder], weights: Weights
    ) -> None:
        super().__init__(store)
        self._lock = Turns()
        self._load = embedder
        self._loaded: Embedder | None = None
        self._vectors = Vectors(folder, store)
        self._lexical = Lexical(folder, store)
        self._weights = weights
        self._gallery = Gallery(store, self._lexical.rarity, store.between, store.stories_of)
        self._retriever = Retriever(store, self._vectors, self._lexical, weights)
        self._matcher = Matcher(store, self._vectors, self._lexical, self._retriever)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        embedder: Embedder | Callable[[], Embedder],
        create: bool = True,
        weights: Weights | None = None,
    ) -> Self:
        """Open a library.

        Args:
            folder: the library's; made where it is missing, if ``create``.
            embedder: the model, or what loads it: then it is loaded at the first use.
            create: False to refuse a folder without a library.
            weights: the learned numbers; None for the shipped ones.

        Raises:
            LibraryError: the library can't be opened.
        """
        store = Store.open(folder, create=create)
        try:
            load = embedder if callable(embedder) else lambda: embedder
            return cls(store, folder, load, weights or shipped())
        except BaseException:
            store.close()
            raise

    @property
    def embedder(self) -> Embedder:
        """The model, loaded.

        Raises:
            ModelError: it can't be loaded, or the library was made with another one.
        """
        with self._lock:
            embedder = self._loaded or self._load()
            # Each time: another process may have encoded the library with another model.
            self._store.require(embedder.identity)
            self._loaded = embedder
            return embedder

    def warm_up(self) -> None:
        """Load the model and the caches now, so that the first question needn't."""
        with self._lock:
            self.embedder.encode_query("ready")
            self._follow()

    def ask(
        self,
        question: str,
        *,
        filters: Filters = Filters(),  # noqa: B008  it is frozen
        asked: date | None = None,
        limit: int = 3,
    ) -> Answer:
        """Answer a question from the articles, as they are at this moment.

        Args:
            question: in any language that the model reads.
            filters: which articles may answer.
            asked: the day of the question; nearer reports are preferred.
            limit: how many passages the answer holds at most, at least 1.
        """
        with self._lock:
            return answers.answer(
                question,
                self.rank(question, filters=filters, asked=asked),
                limit=limit,
                coverage=self._store.coverage(),
                embedder=self.embedder,
                analyse=self._lexical.terms,
                weights=self._weights,
                story=self._store.story,
            )

    def rank(
        self,
        question: str,
        *,
        filters: Filters = Filters(),  # noqa: B008  it is frozen
        asked: date | None = None,
    ) -> Ranking:
        """All candidates for a question with their features, best first: for measuring."""
        with self._lock:
            embedder = self.embedder  # once: each time it asks the store whose vectors it holds
            vector = embedder.encode_query(question)
            self._follow()
            return self._retriever.rank(question, vector, filters, asked, embedder.reranker)

    def _follow(self) -> None:
        """See what this or another process added or removed."""
        self._vectors.follow()
        self._lexical.follow()

    def terms(self, text: str) -> list[str]:
        """A text's terms, as the lexical search sees them."""
        return self._lexical.terms(text)

    def close(self) -> None:
        """Close the library; the engine can't be used afterwards."""
        with self._lock:
            self._store.close()
