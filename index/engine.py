"""The one door to the index: a library folder and a model, opened together.

Everything here blocks (encoding, SQLite, files): call it off an event loop. It may be called from
several threads; one call runs at a time, since each uses every core, and in the order in which they
came.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index import answers
from index.errors import SitrepError
from index.lexical import Lexical
from index.library import Library
from index.models import Embedder
from index.records import Addition, Answer, Article, Coverage, Draft, Filters, Passage
from index.retriever import Ranking, Retriever
from index.store import Store
from index.turns import Turns
from index.vectors import Vectors
from index.weights import Weights, shipped


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: whether it is well, and what mends it if not."""

    name: str
    ok: bool
    detail: str
    remedy: str | None = None


class Engine:
    """Articles in, answers out. Build it with ``Engine.open``."""

    def __init__(
        self, store: Store, folder: Path, embedder: Callable[[], Embedder], weights: Weights
    ) -> None:
        self._lock = Turns()
        self._store = store
        self._load = embedder
        self._loaded: Embedder | None = None
        self._vectors = Vectors(folder, store)
        self._lexical = Lexical(folder, store)
        self._weights = weights
        self._retriever = Retriever(store, self._vectors, self._lexical, weights)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        embedder: Embedder | Callable[[], Embedder],
        create: bool = True,
        weights: Weights | None = None,
    ) -> "Engine":
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

    def add(self, drafts: Iterable[Draft]) -> Iterator[Addition]:
        """Add articles one by one; each is safe when its `Addition` is yielded.

        Raises:
            LibraryError: the library can't be written; what was yielded is in it.
        """
        with self._lock, closing(self._library().add(drafts)) as additions:
            yield from additions

    def remove(self, article_id: int) -> Article:
        """Remove an article.

        Raises:
            ArticleNotFound: there is none of that number.
        """
        with self._lock:
            article = self._store.remove(article_id)
            self._follow()
            self._vectors.save()
            return article

    def article(self, article_id: int) -> Article:
        """One article, without its text.

        Raises:
            ArticleNotFound: there is none of that number.
        """
        return self._store.article(article_id)

    def articles(
        self, *, offset: int = 0, limit: int | None = None, query: str | None = None
    ) -> list[Article]:
        """Articles, the newest first and undated last; ``query`` is sought in title and outlet."""
        return self._store.articles(offset=offset, limit=limit, query=query)

    def text(self, article_id: int) -> str:
        """An article's text.

        Raises:
            ArticleNotFound: there is none of that number.
        """
        return self._store.text(article_id)

    def passages_of(self, article_id: int) -> list[Passage]:
        """An article's passages, in order."""
        return self._store.passages_of(article_id)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by number; those that are gone are left out."""
        return self._store.passages(ids)

    def coverage(self) -> Coverage:
        """What the library holds."""
        return self._store.coverage()

    def check(self, *, model: bool = True) -> list[Check]:
        """Look at library, caches and (which takes seconds) the model."""
        with self._lock:
            coverage = self._store.coverage()
            held = f"{coverage.n_articles} articles, {coverage.n_passages} passages"
            checks = [Check("library", ok=True, detail=held)]
            checks += [self._check_model()] if model else []
            return checks + self._check_caches()

    def _check_model(self) -> Check:
        try:
            identity = self.embedder.identity
        except SitrepError as error:
            return Check("model", ok=False, detail=str(error), remedy="see the message")
        return Check("model", ok=True, detail=f"{identity.name}, {identity.dim} dimensions")

    def _check_caches(self) -> list[Check]:
        self._follow()
        expected = self._store.coverage().n_passages
        counts = {"vectors": self._vectors.count(), "lexical": self._lexical.count()}
        return [
            Check(
                name,
                ok=count == expected,
                detail=f"{count} of {expected} passages",
                remedy=None if count == expected else "run `sitrep rebuild`",
            )
            for name, count in counts.items()
        ]

    def rebuild(
        self, *, reencode: bool = False, progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Make the caches anew from the store; with ``reencode``, the vectors too.

        Args:
            reencode: encode everything again, with the present model; it may be another one.
            progress: told how many passages are encoded, of how many.
        """
        with self._lock:
            if reencode:
                embedder = self._loaded or self._load()
                self._library(embedder).reencode(progress)
                self._loaded = embedder
            else:
                self._vectors.rebuild()
                self._lexical.rebuild()
                self._vectors.save()

    def _library(self, embedder: Embedder | None = None) -> Library:
        return Library(self._store, embedder or self.embedder, self._vectors, self._lexical)

    def close(self) -> None:
        """Close the library; the engine can't be used afterwards."""
        with self._lock:
            self._store.close()
