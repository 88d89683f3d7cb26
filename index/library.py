"""The write path: drafts become passages, vectors and rows, each article whole or not at all."""

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from index.changes import Addition, Note
from index.copies import copies
from index.documents import passages
from index.errors import ExtractionError
from index.models import Embedder, Vectors32
from index.records import Article, Draft, Span
from index.search.lexical import Lexical
from index.search.vectors import Vectors
from index.storage.store import PLAIN, Store
from index.storage.writing import Encoded
from index.stories.gallery import Gallery
from index.turns import Turns
from index.wording.texts import cleaned

BATCH = 512
"""Passages encoded together. An embedder pads texts to the longest beside them, and sorts them so
that little is padded: the more it is given, the better it can."""

MOST_WAITING = 256
"""Articles that wait for enough passages: those that are there already bring none."""

PIECE = 64
"""Passages encoded at a stretch, about a second's work: a question waits no longer than that."""

_SIGNED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft and its passages, to be encoded; none where its text seems to be there already."""

    draft: Draft
    spans: list[Span]
    keys: tuple[int, ...] = ()


class Library:
    """Adds to a library, replaces and removes. The caches follow."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        vectors: Vectors,
        lexical: Lexical,
        *,
        merging: bool = True,
        turns: Turns | None = None,
        gallery: Gallery | None = None,
    ) -> None:
        """Put together what adding takes.

        Args:
            store: the truth.
            embedder: encodes passages.
            vectors: follows the store.
            lexical: follows the store.
            merging: whether near-duplicates become one article with several sources.
            turns: taken for what needs every core, a piece at a time, so that questions which wait
                for them come in between.
            gallery: tells the stories of new reports; None where each begins one of its own.
        """
        self._gallery = gallery
        self._turns = turns or Turns()
        self._merging = merging
        self._signed = False
        self._store = store
        self._embedder = embedder
        self._vectors = vectors
        self._lexical = lexical

    def add(self, drafts: Iterable[Draft], note: Note = PLAIN) -> Generator[Addition]:
        """Add drafts; what is there already is neither encoded nor written again.

        Drafts are taken as they are needed, and encoded several together.

        Args:
            drafts: may be endless, and may raise: what came before is kept.
            note: what is written down beside each.

        Yields:
            One `Addition` a draft, in their order; what was yielded is safe.

        Raises:
            ModelError: the library is another model's; nothing was encoded.
            ExtractionError: a draft holds no visible character.
            LibraryBusy, LibraryReadOnly, LibraryFull: the rest was not added.
        """
        self._store.require(self._embedder.identity)
        try:
            yield from self._added(drafts, note)
        finally:
            self._follow()

    def remove(self, article_id: int, note: Note = PLAIN) -> Article:
        """Take an article out; for an hour it can be brought back.

        Raises:
            ArticleNotFound: there is none of that number.
            LibraryBusy, LibraryReadOnly, LibraryFull: nothing was changed.
        """
        article = self._store.remove(article_id, note)
        self._follow()
        return article

    def restore(self, article_id: int, note: Note = PLAIN) -> Article:
        """Bring an article back that was removed within the last hour.

        Raises:
            ArticleNotFound: it wasn't removed, or too long ago.
            LibraryError: what was added since stands in its way, or it can't be written.
        """
        article = self._store.restore(article_id, note)
        self._follow()
        return article

    def reencode(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Encode every passage again with this model, which may be another than before."""

        def encode(texts: Sequence[tuple[str, str]]) -> Vectors32:
            return self._embedder.encode_passages([embedding_text(*pair) for pair in texts])

        self._store.reencode(encode, self._embedder.identity, progress)
        self.rebuild()

    def rebuild(self) -> None:
        """Make both caches anew from the store; nothing is encoded."""
        self._vectors.rebuild()
        self._lexical.rebuild()

    def _sign_older(self) -> None:
        """Have those found too that came in before near-duplicates were looked for."""
        last = 0
        while older := self._store.unsigned(last, _SIGNED_AT_ONCE):
            for last, text in older:
                if keys := copies.signature(text):
                    self._store.sign(last, keys)

    def _added(self, drafts: Iterable[Draft], note: Note) -> Generator[Addition]:
        waiting: list[Waiting] = []
        n_passages = 0
        try:
            for draft in map(cleaned, drafts):
                waiting.append(self._prepared(draft))
                n_passages += len(waiting[-1].spans)
                if n_passages == 0 or n_passages >= BATCH or len(waiting) >= MOST_WAITING:
                    full, waiting, n_passages = waiting, [], 0
                    yield from self._kept(full, note)
        except Exception:
            # What was gathered is whole, whatever went wrong with the next one.
            yield from self._kept(waiting, note)
            raise
        yield from self._kept(waiting, note)

    def _prepared(self, draft: Draft) -> Waiting:
        if self._store.holds_text(draft.text):
            return Waiting(draft, [])
        if not self._merging:
            return Waiting(draft, self._cut(draft))
        if not self._signed:
            self._sign_older()
            self._signed = True
        keys = copies.signature(draft.text)
        is_copy = self._store.copies(draft, keys)
        return Waiting(draft, [] if is_copy else self._cut(draft), keys)

    def _kept(self, waiting: list[Waiting], note: Note) -> Generator[Addition]:
        """Encode all that waits in one go, then put each article in a transaction of its own."""
        vectors = self._encoded(waiting)
        if self._gallery is not None:
            with self._turns:  # how rare a word is shows only in what has been followed
                self._lexical.follow()
        for item in waiting:
            own, vectors = vectors[: len(item.spans)], vectors[len(item.spans) :]
            yield self._put(item, own, note)

    def _put(self, item: Waiting, vectors: Vectors32, note: Note) -> Addition:
        if not item.spans:
            # Asked first without a transaction: nearly always there is nothing to write.
            settled = (
                self._store.standing(item.draft)
                or self._store.amend(item.draft, note)
                or self._store.settle(item.draft, item.keys, note)
            )
            if settled is not None:
                return settled
            # The article that had this text was replaced or removed since.
            item = Waiting(item.draft, self._cut(item.draft), item.keys)
            vectors = self._encoded([item])
        encoded = Encoded(
            draft=item.draft,
            spans=item.spans,
            vectors=vectors,
            keys=item.keys,
            story=self._story(item.draft, vectors),
        )
        return self._store.put(encoded, self._embedder.identity, note)

    def _story(self, draft: Draft, vectors: Vectors32) -> int | None:
        """The story that a report belongs to, if it is a new one; None where it begins one."""
        if self._gallery is None:
            return None
        today = datetime.now(UTC).date()
        with self._turns:
            return self._gallery.story(draft, vectors, self._embedder.identity.name, today)

    def _cut(self, draft: Draft) -> list[Span]:
        """The draft's passages, at least one."""
        spans = passages.cut(draft.text, self._count_tokens, language=draft.language)
        if not spans:
            raise ExtractionError(f"the article {draft.title!r} holds no text: leave it out")
        return spans

    def _count_tokens(self, texts: Sequence[str]) -> list[int]:
        # A tokenizer is one for all threads, and not made for several at once.
        with self._turns:
            return self._embedder.count_tokens(texts)

    def _encoded(self, waiting: list[Waiting]) -> Vectors32:
        """float32 ``[n, dim]``, all the passages' vectors, one draft after the other."""
        texts = [
            embedding_text(item.draft.title, item.draft.text[span.start : span.end])
            for item in waiting
            for span in item.spans
        ]
        # Texts of about one length side by side: a piece is padded to its longest.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        vectors = np.zeros((len(texts), self._embedder.identity.dim), np.float32)
        for start in range(0, len(order), PIECE):
            piece = order[start : start + PIECE]
            with self._turns:
                vectors[piece] = self._embedder.encode_passages([texts[place] for place in piece])
        return vectors

    def _follow(self) -> None:
        with self._turns:
            self._vectors.follow()
            self._vectors.save()
            self._lexical.follow()


def embedding_text(title: str, passage: str) -> str:  # noqa: ARG001  see the docstring
    """What is encoded for a passage. A title would make all passages of an article alike."""
    return passage
