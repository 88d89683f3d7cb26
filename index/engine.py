"""The one door to the index: a library folder and a model, opened together.

Everything here blocks (encoding, SQLite, files): call it off an event loop. It may be called from
several threads; one call runs at a time, since each uses every core, and in the order in which they
came.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from index import checks
from index.changes import Addition, Note
from index.checks import Check
from index.errors import ArticleNotFound, ExtractionError
from index.feeds.subscriptions import Subscriptions
from index.library import Library
from index.models import Embedder
from index.rechecks.recheck_queue import Revisits
from index.records import Article, Draft, Validators
from index.results import Answer, Match, Story
from index.searching import Searching
from index.storage.store import PLAIN
from index.stories import latest


class Engine(Searching):
    """Articles in, answers out. Build it with ``Engine.open``."""

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

    def purge(self) -> bool:
        """Leave no word on the disk of what was removed more than an hour ago.

        Costs nothing where there is nothing of the kind; else word index and file are written anew.

        Returns:
            Whether it is done; else another process goes on reading, and it is to be called again.

        Raises:
            LibraryBusy, LibraryReadOnly, LibraryFull: it is to be called again.
        """
        if not self._store.is_to_forget():
            return True
        with self._lock:
            # First: once the store has forgotten, nothing tells that it was still to be done.
            self._lexical.rebuild()
            return self._store.purge()

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

    @property
    def revisits(self) -> Revisits:
        """The looks that articles are to be given again."""
        return self._store.revisits

    def look_again(self, article_id: int, validators: Validators) -> None:
        """Have an article's address looked at again from time to time: ever more rarely.

        Args:
            article_id: one that was fetched from its address just now.
            validators: what came along, for asking whether it has changed.
        """
        self._store.look_again(article_id, validators)

    def latest(self, topic: str = "", limit: int = 10) -> list[Story]:
        """The newest reports, of all or of those on a topic, story by story.

        Args:
            topic: what they are to be about, as for ``matches``; "" for anything.
            limit: how many stories at most.
        """

        def grouped(articles: Iterable[Article]) -> list[Story]:
            return latest.stories(articles, self._store.stories_of, limit)

        if not topic:
            return grouped(self._store.articles(limit=latest.NEWEST))
        found = latest.on_topic(
            lambda filters: (hit.article for hit in self.rank(topic, filters=filters).hits),
            lambda number: self._is_on(topic, number),
            self._store.coverage().latest,
            lambda articles: len(grouped(articles)) >= limit,
        )
        return grouped(found)

    def matches(self, topics: Sequence[str], article_id: int) -> list[Match]:
        """How well an article fits each of the topics that people wait for, in their order.

        Raises:
            ArticleNotFound: there is none of that number.
        """
        with self._lock:
            embedder = self.embedder
            self._follow()
            self._store.article(article_id)
            return self._matcher.matches(topics, article_id, embedder)

    def _is_on(self, topic: str, article_id: int) -> bool:
        with suppress(ArticleNotFound):  # removed this moment
            return self.matches([topic], article_id)[0].matched
        return False

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
            gallery=self._gallery if merging else None,
        )
