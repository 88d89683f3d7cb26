"""Exported articles -> a library, empty or not: each as it was."""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from index.archives import archive_files
from index.archives.archive import Archive, Imported
from index.archives.archive_lines import Entry
from index.copies import copies
from index.documents import passages
from index.library import BATCH, MOST_WAITING, embedding_text
from index.models import Embedder, Vectors32
from index.records import Problem, Span
from index.search.lexical import Lexical
from index.search.vectors import Vectors
from index.storage.store import Store
from index.storage.writing import Encoded
from index.wording.texts import cleaned

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article and its passages, to be encoded; none where it seems to be present already."""

    entry: Entry
    spans: list[Span]


def import_(
    library: Path,
    source: Path | BinaryIO,
    embedder: Callable[[], Embedder],
    *,
    progress: Progress | None = None,
) -> Generator[Imported | Problem]:
    """Take in what `exporting` wrote; killed half-way, the next call goes on.

    Args:
        library: its folder; made if need be.
        source: the file, unpacked here if its name ends in ``.gz``, or a stream of lines.
        embedder: what loads the model; called when there is something to encode.
        progress: told how many lines are done, of how many; None for a stream, which doesn't tell.

    Yields:
        What became of each article, in order: what was yielded is safe. And a problem for each line
        that holds none.

    Raises:
        SourceError: it can't be read, or is no export at all.
        ModelError: the library is another model's; nothing was taken in.
        LibraryError: the library can't be written; what was yielded is in it.
    """
    with ExitStack() as stack:
        name, total, highest = "stdin", None, 0
        if isinstance(source, Path):
            survey = archive_files.survey(source)
            name, total, highest = str(source), survey.n_lines, survey.highest
            source = stack.enter_context(archive_files.opened(source))
        archive = stack.enter_context(closing(Archive.open(library, create=True)))
        stack.callback(_follow, library)
        importer = Importer(archive, embedder, highest)
        found = importer.take(archive_files.entries(source, name))
        for done, item in enumerate(found, 1):
            yield item
            if progress is not None:
                progress(done, total)


class Importer:
    """An import under way, into a library whose caches are left alone."""

    def __init__(self, archive: Archive, load: Callable[[], Embedder], highest: int = 0) -> None:
        """Take nothing in yet.

        Args:
            archive: where to.
            load: loads the model; called when there is something to encode.
            highest: the highest number that may come, if that is known.
        """
        self._archive = archive
        self._load = load
        self._highest = highest
        self._loaded: Embedder | None = None

    @property
    def _embedder(self) -> Embedder:
        if self._loaded is None:
            embedder = self._load()
            self._archive.require(embedder.identity)
            self._loaded = embedder
        return self._loaded

    def take(self, found: Iterator[Entry | Problem]) -> Iterator[Imported | Problem]:
        """Encode many articles together, since that is quicker; write each by itself."""
        waiting: list[_Waiting] = []
        n_passages = 0
        for item in found:
            if isinstance(item, Problem):
                yield item
                continue
            waiting.append(self._prepared(item))
            n_passages += len(waiting[-1].spans)
            if n_passages == 0 or n_passages >= BATCH or len(waiting) >= MOST_WAITING:
                full, waiting, n_passages = waiting, [], 0
                yield from self._kept(full)
        yield from self._kept(waiting)

    def _prepared(self, entry: Entry) -> _Waiting:
        is_present = self._archive.standing(entry) is not None
        return _Waiting(entry, [] if is_present else self._cut(entry))

    def _cut(self, entry: Entry) -> list[Span]:
        return passages.cut(entry.text, self._embedder.count_tokens, language=entry.language)

    def _kept(self, waiting: list[_Waiting]) -> Iterator[Imported]:
        vectors = self._encoded(waiting)
        for item in waiting:
            own, vectors = vectors[: len(item.spans)], vectors[len(item.spans) :]
            yield self._put(item, own)

    def _put(self, item: _Waiting, vectors: Vectors32) -> Imported:
        if not item.spans:
            found = self._archive.standing(item.entry)
            if found is not None:
                return found
            # What was present was removed since.
            item = _Waiting(item.entry, self._cut(item.entry))
            vectors = self._encoded([item])
        encoded = Encoded(
            draft=cleaned(item.entry.draft),
            spans=item.spans,
            vectors=vectors,
            keys=copies.signature(item.entry.text),
        )
        return self._archive.put(
            item.entry, encoded, self._embedder.identity, highest=self._highest
        )

    def _encoded(self, waiting: list[_Waiting]) -> Vectors32:
        """float32 ``[n, dim]``, all the passages' vectors, one article after the other."""
        texts = [
            embedding_text(item.entry.title, item.entry.text[span.start : span.end])
            for item in waiting
            for span in item.spans
        ]
        return self._embedder.encode_passages(texts) if texts else np.empty((0, 0), np.float32)


def _follow(library: Path) -> None:
    """Let the caches catch up, so that the next question needn't wait for that."""
    with closing(Store.open(library)) as store:
        vectors = Vectors(library, store)
        vectors.follow()
        vectors.save()
        Lexical(library, store).follow()
