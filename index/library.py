"""The write path: drafts become passages, vectors and rows, each article whole or not at all."""

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass

from index import passages
from index.errors import ExtractionError
from index.lexical import Lexical
from index.models import Embedder, Vectors32
from index.records import Addition, Article, Draft, Span
from index.store import Store
from index.texts import cleaned
from index.vectors import Vectors

BATCH = 512
"""Passages encoded together. An embedder pads texts to the longest beside them, and sorts them so
that little is padded: the more it is given, the better it can."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft and its passages, to be encoded; none where its text seems to be there already."""

    draft: Draft
    spans: list[Span]


class Library:
    """Adds to a library, replaces and removes. The caches follow."""

    def __init__(
        self, store: Store, embedder: Embedder, vectors: Vectors, lexical: Lexical
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._vectors = vectors
        self._lexical = lexical

    def add(self, drafts: Iterable[Draft]) -> Generator[Addition]:
        """Add drafts; what is there already is neither encoded nor written again.

        Drafts are taken as they are needed, and encoded several together.

        Args:
            drafts: may be endless, and may raise: what came before is kept.

        Yields:
            One `Addition` a draft, in their order; what was yielded is safe.

        Raises:
            ModelError: the library is another model's; nothing was encoded.
            ExtractionError: a draft holds no visible character.
            LibraryBusy, LibraryReadOnly, LibraryFull: the rest was not added.
        """
        self._store.require(self._embedder.identity)
        try:
            yield from self._added(drafts)
        finally:
            self._follow()

    def remove(self, article_id: int) -> Article:
        """Take an article out for good.

        Raises:
            ArticleNotFound: there is none of that number.
            LibraryBusy, LibraryReadOnly, LibraryFull: nothing was changed.
        """
        article = self._store.remove(article_id)
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

    def _added(self, drafts: Iterable[Draft]) -> Generator[Addition]:
        waiting: list[Waiting] = []
        try:
            for draft in map(cleaned, drafts):
                known = self._store.holds_text(draft.text)
                waiting.append(Waiting(draft, [] if known else self._cut(draft)))
                n_passages = sum(len(item.spans) for item in waiting)
                if n_passages == 0 or n_passages >= BATCH:
                    full, waiting = waiting, []
                    yield from self._kept(full)
        except Exception:
            # What was gathered is whole, whatever went wrong with the next one.
            yield from self._kept(waiting)
            raise
        yield from self._kept(waiting)

    def _kept(self, waiting: list[Waiting]) -> Generator[Addition]:
        """Encode all that waits in one go, then put each article in a transaction of its own."""
        vectors = self._encoded(waiting)
        for item in waiting:
            own, vectors = vectors[: len(item.spans)], vectors[len(item.spans) :]
            yield self._put(item, own)

    def _put(self, item: Waiting, vectors: Vectors32) -> Addition:
        if not item.spans:
            # Asked first without a transaction: nearly always there is nothing to write.
            settled = self._store.standing(item.draft) or self._store.amend(item.draft)
            if settled is not None:
                return settled
            # The article that had this text was replaced since, by a draft before this one.
            item = Waiting(item.draft, self._cut(item.draft))
            vectors = self._encoded([item])
        return self._store.put(item.draft, item.spans, vectors, self._embedder.identity)

    def _cut(self, draft: Draft) -> list[Span]:
        """The draft's passages, at least one."""
        spans = passages.cut(draft.text, self._embedder.count_tokens, language=draft.language)
        if not spans:
            raise ExtractionError(f"the article {draft.title!r} holds no text: leave it out")
        return spans

    def _encoded(self, waiting: list[Waiting]) -> Vectors32:
        """float32 ``[n, dim]``, all the passages' vectors, one draft after the other."""
        texts = [
            embedding_text(item.draft.title, item.draft.text[span.start : span.end])
            for item in waiting
            for span in item.spans
        ]
        return self._embedder.encode_passages(texts)

    def _follow(self) -> None:
        self._vectors.follow()
        self._vectors.save()
        self._lexical.follow()


def embedding_text(title: str, passage: str) -> str:  # noqa: ARG001  see the docstring
    """What is encoded for a passage. A title would make all passages of an article alike."""
    return passage
