"""The words of the store's titles and passages: a cache that follows the change log.

All processes share one index on the disk: the first that finds it behind brings it up to date, the
others load what that one wrote. Where the disk can't be written to, an index in memory takes over.
"""

import logging
import shutil
import threading
from collections.abc import Callable, Container
from pathlib import Path

from filelock import FileLock, Timeout

from index.search import cachefiles
from index.search.cachefiles import CacheState, Manifest
from index.search.words import META, Float32Array, Words, WordsError
from index.storage import changes
from index.storage.changes import Change, Mark
from index.storage.rows import Int64Array
from index.storage.store import Store

FORMAT = 2
"""Raise it when the fields or the analysis change: then every index is made anew."""

TITLE_BOOST = 1.0
"""The weight of a word in the article's title, against one in the passage."""

LOCK_SECONDS = 60.0

logger = logging.getLogger(__name__)


class Lexical:
    """The words of all passages. May be used from several threads."""

    def __init__(self, folder: Path, store: Store, *, patience: float = LOCK_SECONDS) -> None:
        """Nothing is loaded before the first `follow`.

        Args:
            folder: the library's.
            store: what is followed.
            patience: seconds to wait for another process that is bringing the index up to date.
        """
        self._folder = folder
        self._manifest = folder / "lexical.json"
        self._store = store
        self._patience = patience
        self._lock = threading.RLock()
        self._words = Words()
        self._data = ""  # the open folder's name; "" for an index in memory
        self._mark: Mark | None = None
        self._in_memory = False

    def follow(self) -> None:
        """Catch up with the store.

        Raises:
            LibraryError: the store can't be read.
        """
        with self._lock:
            if self._mark == self._store.mark():
                return
            if self._in_memory:
                self._catch_up_in_memory()
            else:
                self._on_disk(self._catch_up)

    def rebuild(self) -> None:
        """Make the index anew from the store."""
        with self._lock:
            self._in_memory = False
            self._on_disk(self._build)

    def search(
        self,
        question: str,
        k: int,
        articles: set[int] | None = None,
        *,
        title_boost: float = TITLE_BOOST,
    ) -> tuple[Int64Array, Float32Array]:
        """The passages that hold the question's words, the rarer the better.

        Args:
            question: any text; it is analysed, never parsed as a query.
            k: how many at most.
            articles: whose passages count; None for all.
            title_boost: the weight of a word in the article's title, above 0.

        Returns:
            Passage numbers and BM25 scores above 0, best first, up to ``k`` of each.
        """
        with self._lock:
            return self._words.search(question, k, articles, title_boost)

    def terms(self, text: str) -> list[str]:
        """The text's words as the index sees them: folded, stemmed, without the commonest."""
        with self._lock:
            return self._words.terms(text)

    def rarity(self, question: str) -> dict[str, float]:
        """The question's terms with BM25's inverse document frequency among passages, above 0."""
        with self._lock:
            terms = self._words.question_terms(question)
            return {term: self._words.rarity(term) for term in terms}

    def count(self) -> int:
        """How many passages are held."""
        with self._lock:
            return self._words.count()

    def ids(self) -> Int64Array:
        """The passages held, ascending."""
        with self._lock:
            return self._words.ids()

    def state(self) -> CacheState:
        """How the cache stands, without following first."""
        with self._lock:
            revision = (self._mark or Mark()).seq
            return CacheState(revision, self._words.count(), on_disk=self._data != "")

    def _on_disk(self, act: Callable[[], None]) -> None:
        """Do it while no other process does; in memory if it can't be done on the disk."""
        try:
            with FileLock(self._folder / "lexical.lock", timeout=self._patience):
                act()
        except Timeout:
            logger.warning(
                "another process has been writing the lexical index for %s s: "
                "going on without its latest changes",
                self._patience,
            )
        except (OSError, WordsError) as error:
            # Said once: from here on the disk is not tried again.
            logger.warning(
                "the lexical index can't be kept on the disk (%s): it is kept in memory", error
            )
            self._in_memory = True
            self._build_in_memory()

    def _catch_up(self) -> None:
        manifest = cachefiles.read_manifest(self._manifest, FORMAT)
        if manifest is None or not self._store.has(manifest.mark) or not self._open(manifest):
            self._build()
            return
        log = self._store.changes(manifest.seq)
        if log:
            try:
                self._apply(log)
            except (OSError, WordsError) as error:
                logger.info("the lexical index is made anew (%s)", error)
                self._build()
                return
            self._publish(log[-1].mark, manifest.digests)
        self._mark = log[-1].mark if log else manifest.mark

    def _catch_up_in_memory(self) -> None:
        mark = self._mark or Mark()
        if not self._store.has(mark):
            self._build_in_memory()
            return
        log = self._store.changes(mark.seq)
        self._apply(log)
        self._mark = log[-1].mark if log else mark

    def _apply(self, log: list[Change]) -> None:
        """Take out all that changed, put in what of it stands; so a change may be done twice."""
        added = changes.spans(change for change in log if change.kind == "add")
        texts = (row for first, last in added for row in self._store.texts(first, last))
        self._words.write({change.article_id for change in log}, texts)

    def _open(self, manifest: Manifest) -> bool:
        """Load what the manifest names, if it is whole."""
        folder = self._folder / manifest.data
        is_open = manifest.data == self._data
        try:
            verified = _immutable(manifest.digests) if is_open else {}
            if cachefiles.digests(folder, manifest.digests, verified) != manifest.digests:
                return False
            _tidy(folder, manifest.digests)
            if is_open:
                self._words.reload()
            else:
                self._words, self._data = Words(folder), manifest.data
        except (OSError, WordsError):
            return False
        return True

    def _build(self) -> None:
        """Beside the old one, which stands until the manifest names the new one."""
        mark = self._store.mark()  # first: what comes in while reading is then applied once more
        folder = self._folder / cachefiles.fresh_name("lexical")
        folder.mkdir()
        try:
            self._words, self._data = Words(folder), folder.name
            self._words.write((), self._store.texts())
            self._publish(mark, {})
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._mark = mark
        for old in self._folder.glob("lexical-*"):
            if old != folder:
                shutil.rmtree(old, ignore_errors=True)  # what stays is taken away next time

    def _build_in_memory(self) -> None:
        self._mark, self._data = self._store.mark(), ""
        self._words = Words()
        self._words.write((), self._store.texts())

    def _publish(self, mark: Mark, known: dict[str, str]) -> None:
        """Let the manifest tell what is on the disk now."""
        folder = self._folder / self._data
        manifest = Manifest(
            format=FORMAT,
            data=self._data,
            seq=mark.seq,
            token=mark.token,
            digests=cachefiles.digests(folder, _names(folder), _immutable(known)),
        )
        cachefiles.write_manifest(self._manifest, manifest)


def _names(folder: Path) -> list[str]:
    """An index's files; the hidden ones are locks and notes of tantivy's own."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def _immutable(digests: dict[str, str]) -> dict[str, str]:
    """Of all files but the one that changes."""
    return {name: found for name, found in digests.items() if name != META}


def _tidy(folder: Path, known: Container[str]) -> None:
    """Take away what a killed process left: tantivy stops at a file that it is about to write."""
    for name in _names(folder):
        if name not in known:
            (folder / name).unlink()
