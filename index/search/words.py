"""One tantivy index of passages' words: analysis, BM25 search, adding and deleting.

The only importer of tantivy. `lexical` says which passages belong in it, and where it lies.
"""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tantivy
from tantivy import Filter, Occur, Query

from index.storage.rows import Int64Array
from index.wording.texts import storable

Float32Array = npt.NDArray[np.float32]

META = "meta.json"
"""tantivy's list of an index's segments; all its other files are never changed once written."""

MAX_TERMS = 64
"""Of a question's terms; more say nothing more, and each costs time."""

LONGEST_TERM = 60
"""Bytes of UTF-8 from which on a word is taken for an address or rubbish."""

WRITER_BYTES = 64_000_000

WordsError = ValueError
"""What tantivy raises when an index is damaged, locked or can't be written."""


class Words:
    """An index in a folder or, without one, in memory. Calls must not overlap."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the index in a folder, or make one in an empty folder.

        Raises:
            WordsError: it is damaged, or has other fields.
            OSError: the folder can't be used.
        """
        self._analyzer = _analyzer()
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=None if folder is None else str(folder))
        self._index.register_tokenizer("words", self._analyzer)
        self._index.config_reader("manual")  # else a thread watches the folder and reloads unasked

    def write(self, removed: Iterable[int], added: Iterable[tuple[int, int, str, str]]) -> None:
        """Take out all passages of some articles, then put passages in; all of it or nothing.

        Args:
            removed: numbers of articles.
            added: passage number, article number, title and passage.
        """
        writer = self._index.writer(WRITER_BYTES, 1)
        try:
            for article in removed:
                writer.delete_documents_by_term("article", article)
            for row in added:
                writer.add_document(_document(*row))
            writer.commit()
        finally:
            # Ends the writer, which else keeps the folder locked for as long as anything knows it.
            writer.wait_merging_threads()
        self.reload()

    def reload(self) -> None:
        """See what another process wrote."""
        self._index.reload()

    def search(
        self, question: str, k: int, articles: set[int] | None, title_boost: float
    ) -> tuple[Int64Array, Float32Array]:
        """See `Lexical.search`."""
        searcher = self._index.searcher()
        terms = self.question_terms(question)
        limit = min(k, searcher.num_docs)
        if limit <= 0 or not terms or articles == set():
            return np.empty(0, np.int64), np.empty(0, np.float32)
        found = searcher.search(self._query(terms, articles, title_boost), limit, count=False)
        places = [place for _, place in found.hits]
        ids = np.array(searcher.fast_field_values("passage", places), np.int64)
        scores = np.array([score for score, _ in found.hits], np.float32)
        order = np.lexsort((ids, -scores))  # ties by number, however the segments lie
        return ids[order], scores[order]

    def terms(self, text: str) -> list[str]:
        """The text's words as the index sees them."""
        found: list[str] = self._analyzer.analyze(storable(text))
        return found

    def question_terms(self, question: str) -> list[str]:
        """A question's terms, each once."""
        return list(dict.fromkeys(self.terms(question)))[:MAX_TERMS]

    def rarity(self, term: str) -> float:
        """A term's inverse document frequency among passages, as BM25 has it; above 0."""
        searcher = self._index.searcher()
        holding: int = searcher.doc_freq("body", term)
        # Passages that were deleted still count as holding a term, until segments are merged.
        total = max(searcher.num_docs, holding)
        return math.log1p((total - holding + 0.5) / (holding + 0.5))

    def count(self) -> int:
        """How many passages there are."""
        return int(self._index.searcher().num_docs)

    def ids(self) -> Int64Array:
        """All passages, ascending."""
        searcher = self._index.searcher()
        found = searcher.search(Query.all_query(), max(1, searcher.num_docs), count=False)
        places = [place for _, place in found.hits]
        return np.sort(np.array(searcher.fast_field_values("passage", places), np.int64))

    def _query(self, terms: list[str], articles: set[int] | None, title_boost: float) -> Any:
        parts = [self._term("body", term) for term in terms]
        parts += [Query.boost_query(self._term("title", term), title_boost) for term in terms]
        words = Query.boolean_query([(Occur.Should, part) for part in parts])
        if articles is None:
            return words
        allowed = Query.term_set_query(self._schema, "article", sorted(articles))
        # It decides who counts, and adds nothing to the score.
        silent = Query.const_score_query(allowed, 0.0)
        return Query.boolean_query([(Occur.Must, words), (Occur.Must, silent)])

    def _term(self, field: str, term: str) -> Any:
        return Query.term_query(self._schema, field, term, index_option="freq")


def _document(passage: int, article: int, title: str, body: str) -> Any:
    document = tantivy.Document()
    document.add_integer("passage", passage)
    document.add_integer("article", article)
    document.add_text("title", title)
    document.add_text("body", body)
    return document


def _analyzer() -> Any:
    """English, Russian and Arabic stems, English and Russian stop words; all other words folded.

    Stems of several languages in one chain, since each knows its own script's letters only. What
    another language writes in Cyrillic or Arabic letters is stemmed alike in question and report.
    """
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(Filter.remove_long(LONGEST_TERM))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stopword("english"))
        .filter(Filter.stemmer("english"))
        .filter(Filter.stopword("russian"))
        .filter(Filter.stemmer("russian"))
        .filter(Filter.stemmer("arabic"))
        .build()
    )


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("passage", fast=True)
    builder.add_integer_field("article", indexed=True)
    for name in ("title", "body"):
        builder.add_text_field(name, tokenizer_name="words", index_option="freq")
    return builder.build()
