"""The one truth: articles, their passages and vectors, and the log of what changed.

Everything else that the index keeps is a cache of this. A store may be used from several threads,
and any number of processes may have the same library open: one writes at a time, the others go on
reading.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.changes import Addition, Note, Outcome, Sameness
from index.feeds.subscriptions import Subscriptions
from index.models import ModelIdentity, Vectors32
from index.rechecks import revisits
from index.rechecks.recheck_queue import Revisits
from index.records import Article, Draft, Validators
from index.storage import identities, reencoding, removal, reprints, rows, writing
from index.storage.database import PATIENCE_SECONDS, Database
from index.storage.reading import Reader, heading
from index.storage.writing import Encoded
from index.wording.texts import cleaned

PLAIN = Note()
"""Nothing to be written down beside a change."""


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

    @property
    def feeds(self) -> Subscriptions:
        """The feeds that are followed, in the same file."""
        return Subscriptions(self._database)

    @property
    def revisits(self) -> Revisits:
        """The looks that its articles are to be given."""
        return Revisits(self._database)

    def close(self) -> None:
        """Let go of the library; may be called again."""
        self._database.close()

    def standing(self, draft: Draft) -> Addition | None:
        """The article that makes adding this draft needless, with all that the draft tells."""
        draft = cleaned(draft)
        with self._database.read() as connection:
            found = writing.settled(connection, draft)
            if found is None or found[1] or writing.is_elsewhere(found[0], draft):
                return None
            row = found[0]
            own = draft.url is not None and row["url"] == draft.url
            return Addition(
                outcome=Outcome.UNCHANGED,
                article=rows.article(row),
                cut=draft.cut,
                sameness=Sameness.ADDRESS if own else Sameness.TEXT,
            )

    def amend(self, draft: Draft, note: Note = PLAIN) -> Addition | None:
        """Take over a draft's metadata, where its text is in the library; None for a new text.

        Raises:
            LibraryBusy, LibraryReadOnly, LibraryFull: nothing was changed.
        """
        draft = cleaned(draft)
        with self._database.write() as connection:
            removal.require_wanted(connection, draft, note)
            return writing.amend(connection, draft, note)

    def settle(self, draft: Draft, keys: Sequence[int], note: Note = PLAIN) -> Addition | None:
        """Note a near-duplicate's place, where the article that it copies goes on being quoted.

        Returns:
            None for a new report, and for a copy that is to be quoted instead.

        Raises:
            LibraryBusy, LibraryReadOnly, LibraryFull: nothing was changed.
        """
        draft = cleaned(draft)
        with self._database.read() as connection:
            found = reprints.twin(connection, draft, keys)
            if found is None or reprints.supersedes(draft, found):
                return None
        with self._database.write() as connection:
            removal.require_wanted(connection, draft, note)
            still = reprints.twin(connection, draft, keys)
            if still is None or reprints.supersedes(draft, still):
                return None
            return writing.reprinted(connection, still["id"], draft, note, Sameness.SIMILAR)

    def put(self, encoded: Encoded, identity: ModelIdentity, note: Note = PLAIN) -> Addition:
        """Add an article, or replace the one with its address: whole or not at all.

        Args:
            encoded: the draft, with its passages and their vectors.
            identity: the model that made the vectors.
            note: what is written down beside it.

        Raises:
            ModelError: the library is another model's.
            LibraryBusy, LibraryReadOnly, LibraryFull: nothing was changed.
        """
        spans, vectors = encoded.spans, encoded.vectors
        if not spans or vectors.shape != (len(spans), identity.dim):
            raise ValueError(f"{len(spans)} spans need as many vectors, not {vectors.shape}")
        if not np.isfinite(vectors).all():
            raise ValueError("a vector holds numbers that are not finite")
        encoded = replace(encoded, draft=cleaned(encoded.draft))
        draft = encoded.draft
        with self._database.write() as connection:
            identities.claim(connection, identity)
            removal.purge(connection)
            removal.require_wanted(connection, draft, note)
            # Looked up again: another process may have added it while this one was encoding.
            settled = writing.amend(connection, draft, note)
            if settled:
                return settled
            twin = reprints.twin(connection, draft, encoded.keys)
            if twin is None or reprints.supersedes(draft, twin):
                return writing.put(connection, encoded, note, twin["id"] if twin else None)
            return writing.reprinted(connection, twin["id"], draft, note, Sameness.SIMILAR)

    def sign(self, article_id: int, keys: Sequence[int]) -> None:
        """Have an article's near-duplicates found from now on."""
        with self._database.write() as connection:
            if connection.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone():
                reprints.sign(connection, article_id, keys)

    def remove(self, article_id: int, note: Note = PLAIN) -> Article:
        """Take an article out; for an hour it can be brought back.

        Raises:
            ArticleNotFound: there is none of that number.
            LibraryBusy, LibraryReadOnly, LibraryFull: nothing was changed.
        """
        with self._database.write() as connection:
            removal.purge(connection)
            row = heading(connection, article_id)
            removal.remove(connection, row, note)
            return rows.article(row)

    def restore(self, article_id: int, note: Note = PLAIN) -> Article:
        """Bring an article back that was removed within the last hour, as it was.

        Raises:
            ArticleNotFound: it wasn't removed, or too long ago.
            LibraryError: what was added since stands in its way.
        """
        with self._database.write() as connection:
            removal.restore(connection, article_id, note)
            return rows.article(heading(connection, article_id))

    def look_again(self, article_id: int, validators: Validators) -> None:
        """Have an article's address looked at again from time to time, if it has one still."""
        with self._database.write() as connection:
            row = connection.execute(
                "SELECT url FROM articles WHERE id = ? AND url IS NOT NULL", (article_id,)
            ).fetchone()
            if row is not None:
                now = int(time.time())
                revisits.schedule(connection, article_id, row["url"], validators, now)

    def is_to_forget(self) -> bool:
        """Whether words of what can't be brought back any more may be left in the file."""
        with self._database.read() as connection:
            return removal.is_to_forget(connection)

    def purge(self) -> bool:
        """Leave none of the words of what can't be brought back any more in the library's file.

        The file is written anew for it, while which nobody else can write.

        Returns:
            Whether it is done; else another process goes on reading, and it is to be called again.

        Raises:
            LibraryBusy, LibraryReadOnly, LibraryFull: it is to be called again.
        """
        if not self.is_to_forget():
            return True
        with self._database.write() as connection:
            deleted = removal.purge(connection)
        if not self._database.compact():
            return False
        with self._database.write() as connection:
            removal.forget(connection, deleted)
        return True

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
