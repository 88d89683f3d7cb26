"""The one truth: articles, their passages and vectors, and the log of what changed.

Everything else that the index keeps is a cache of this. A store may be used from several threads,
and any number of processes may have the same library open: one writes at a time, the others go on
reading.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index import reencoding, rows, writing
from index.database import PATIENCE_SECONDS, Database
from index.models import ModelIdentity, Vectors32
from index.reading import Reader, heading
from index.records import Addition, Article, Draft, Outcome, Span
from index.texts import cleaned


class Store(Reader):
    """An open library. Each call sees, or makes, one consistent state of it."""

    @classmethod
    def open(
        cls, folder: Path, *, create: bool = True, patience: float = PATIENCE_SECONDS
    ) -> "Store":
        """Open the library in a folder; one that can't be written to is opened for reading.

        Args:
            folder: made if need be.
            create: whether to make a library where there is none.
            patience: seconds to wait for another process that is writing.

        Raises:
            LibraryError: there is none, it is damaged, or made by a newer Sitrep.
            LibraryBusy, LibraryReadOnly, LibraryFull: a new one can't be made.
        """
        return cls(Database.open(folder, create=create, patience=patience))

    def close(self) -> None:
        """Let go of the library; may be called again."""
        self._database.close()

    def standing(self, draft: Draft) -> Addition | None:
        """The article that makes adding this draft needless, with all that the draft tells."""
        draft = cleaned(draft)
        with self._database.read() as connection:
            found = writing.settled(connection, draft)
        if found is None or found[1]:
            return None
        article = rows.article(found[0])
        return Addition(outcome=Outcome.UNCHANGED, article=article, cut=draft.cut)

    def amend(self, draft: Draft) -> Addition | None:
        """Take over a draft's metadata, where its text is in the library; None for a new text.

        Raises:
            LibraryBusy, LibraryReadOnly, LibraryFull: nothing was changed.
        """
        draft = cleaned(draft)
        with self._database.write() as connection:
            return writing.amend(connection, draft)

    def put(
        self,
        draft: Draft,
        spans: Sequence[Span],
        vectors: Vectors32,
        identity: ModelIdentity,
    ) -> Addition:
        """Add an article, or replace the one with its address: whole or not at all.

        Args:
            draft: its text is what the spans are places in.
            spans: the passages, in order, at least one.
            vectors: float32 ``[len(spans), dim]``, unit-norm.
            identity: the model that made the vectors.

        Raises:
            ModelError: the library is another model's.
            LibraryBusy, LibraryReadOnly, LibraryFull: nothing was changed.
        """
        if not spans or vectors.shape != (len(spans), identity.dim):
            raise ValueError(f"{len(spans)} spans need as many vectors, not {vectors.shape}")
        if not np.isfinite(vectors).all():
            raise ValueError("a vector holds numbers that are not finite")
        draft = cleaned(draft)
        with self._database.write() as connection:
            writing.claim(connection, identity)
            # Looked up again: another process may have added it while this one was encoding.
            settled = writing.amend(connection, draft)
            return settled or writing.put(connection, draft, spans, vectors)

    def remove(self, article_id: int) -> Article:
        """Take an article out for good.

        Raises:
            ArticleNotFound: there is none of that number.
            LibraryBusy, LibraryReadOnly, LibraryFull: nothing was changed.
        """
        with self._database.write() as connection:
            row = heading(connection, article_id)
            writing.remove(connection, row)
            return rows.article(row)

    def reencode(
        self,
        encode: Callable[[Sequence[tuple[str, str]]], Vectors32],
        identity: ModelIdentity,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Give every passage a vector of another model; until the end the old ones stand.

        Killed half-way, it goes on next time where it was.

        Args:
            encode: (title, passage) pairs to float32 ``[n, dim]``, unit-norm.
            identity: the model behind ``encode``.
            progress: is told how many passages are done, of how many.
        """
        reencoding.reencode(self._database, encode, identity, progress)
