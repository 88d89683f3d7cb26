"""The one door to the index: a library folder and a model, opened together.

Everything here blocks (encoding, SQLite, files): call it off an event loop. It may be called from
several threads; one call runs at a time, since each uses every core, and in the order in which they
came.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from index import answers, checks
from index.catalogue import Catalogue
from index.checks import Check
from index.errors import ExtractionError
from index.lexical import Lexical
from index.library import Library
from index.models import Embedder
from index.records import Addition, Answer, Article, Draft, Filters, Note
from index.retriever import Ranking, Retriever
from index.served import Validators
from index.store import PLAIN, Store
from index.subscriptions import Subscriptions
from index.turns import Turns
from index.vectors import Vectors
from index.weights import Weights, shipped


class Engine(Catalogue):
    """Articles in, answers out. Build it with ``Engine.open``."""

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

    def ask_text(
        self, question: str, draft: Draft, *, asked: date | None = None, limit: int = 3
    ) -> Answer:
        """Answer a question from one text alone, which the library neither needs nor gets.

        The text is written to a temporary folder, which is gone when this returns. The numbers of
        passages and articles in the answer, and its coverage, are that folder's: they mean nothing
        in the library.

        Args:
            question: in any language that the model reads.
            draft: the text; one without a visible character answers nothing.
            asked: the day of the question.
            limit: how many passages the answer holds at most, at least 1.

        Raises:
            OSError, LibraryError: there is no room for temporary files.
        """
        # Under this engine's lock: the other one would use the same cores and the same model.
        with self._lock, TemporaryDirectory(prefix="sitrep-") as folder:
            aside = Engine.open(Path(folder), embedder=self.embedder, weights=self._weights)
            with closing(aside):
                with suppress(ExtractionError):  # a library of nothing refuses
                    list(aside.add([draft]))
                return aside.ask(question, asked=asked, limit=limit)

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

    def add(
        self, drafts: Iterable[Draft], *, note: Note = PLAIN, merging: bool = True
    ) -> Iterator[Addition]:
        """Add articles one by one; each is safe when its `Addition` is yielded.

        Args:
            drafts: taken as they are needed.
            note: what is written down beside each in its history.
            merging: whether near-duplicates become one article with several sources.

        Raises:
            LibraryError: the library can't be written; what was yielded is in it.
        """
        # Without the lock: questions are answered between two pieces of the work.
        with closing(self._library(merging=merging).add(drafts, note)) as additions:
            yield from additions

    def remove(self, article_id: int, *, note: Note = PLAIN) -> Article:
        """Take an article out of every answer; for an hour it can be brought back.

        Raises:
            ArticleNotFound: there is none of that number.
        """
        return self._changed(self._store.remove, article_id, note)

    def restore(self, article_id: int, *, note: Note = PLAIN) -> Article:
        """Bring an article back that was removed within the last hour, as it was.

        Raises:
            ArticleNotFound: it wasn't removed, or too long ago.
            LibraryError: it, or another report, was added again since.
        """
        return self._changed(self._store.restore, article_id, note)

    def _changed(
        self, change: Callable[[int, Note], Article], article_id: int, note: Note
    ) -> Article:
        with self._lock:
            article = change(article_id, note)
            self._follow()
            self._vectors.save()
            return article

    @property
    def feeds(self) -> Subscriptions:
        """The feeds that are followed. What it does needs no turn of the engine's."""
        return self._store.feeds

    def look_again(self, article_id: int, validators: Validators) -> None:
        """Have an article's address looked at again from time to time: ever more rarely.

        Args:
            article_id: one that was fetched from its address just now.
            validators: what came along, for asking whether it has changed.
        """
        self._store.look_again(article_id, validators)

    def check(self, *, model: bool = True) -> list[Check]:
        """Look at library, caches and (which takes seconds) the model."""
        with self._lock:
            found = [checks.of_library(self._store.coverage())]
            found += [checks.of_model(lambda: self.embedder)] if model else []
            self._follow()
            expected = self._store.coverage().n_passages
            counts = {"vectors": self._vectors.count(), "lexical": self._lexical.count()}
            return found + [checks.of_cache(name, n, expected) for name, n in counts.items()]

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

    def _library(self, embedder: Embedder | None = None, *, merging: bool = True) -> Library:
        embedder = embedder or self.embedder
        return Library(
            self._store,
            embedder,
            self._vectors,
            self._lexical,
            merging=merging,
            turns=self._lock,
        )

    def close(self) -> None:
        """Close the library; the engine can't be used afterwards."""
        with self._lock:
            self._store.close()
