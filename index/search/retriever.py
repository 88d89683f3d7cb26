"""The read path: dense and lexical candidates -> one ranking.

A cross-encoder, where the operator has set one, reads the best of them again and puts them in its
own order.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from index.dating.told_days import tells_of
from index.models import Float32, Reranker, Vectors32
from index.records import Article, Passage
from index.results import Filters, Hit
from index.search.features import FEATURES, Candidates, QuestionTerms, features, is_foreign
from index.search.lexical import Lexical
from index.search.vectors import Vectors
from index.search.weights import Weights
from index.storage.rows import Int64Array
from index.storage.store import Store

DEPTH = 100
"""Candidates from each search: among the first hundred the right passage is 9 times in 10."""

WIDE = 500
"""The same where passages are left out by the days they tell of, which is known only afterwards."""

READ = 24
"""Candidates that a cross-encoder reads; each costs it a passage's encoding or more."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a question found.

    Attributes:
        hits: best first.
        vector: the question's own, float32 ``[1, dim]``.
        terms: the question's terms.
        matrix: float32 ``[n, len(FEATURES)]``, in the hits' order.
        foreign: whether question and reports differ in script or language.
        held: the question's terms that each hit's passage or headline holds, in the hits' order.
    """

    hits: tuple[Hit, ...]
    vector: Vectors32
    terms: QuestionTerms
    matrix: Float32
    foreign: bool
    held: tuple[frozenset[str], ...]


class Retriever:
    """Ranks a library's passages for a question. The caches must have followed the store."""

    def __init__(self, store: Store, vectors: Vectors, lexical: Lexical, weights: Weights) -> None:
        self._store = store
        self._vectors = vectors
        self._lexical = lexical
        self._weights = {
            False: np.array([weights.ranking[name] for name in FEATURES], np.float32),
            True: np.array([weights.foreign_ranking[name] for name in FEATURES], np.float32),
        }

    def rank(
        self,
        question: str,
        vector: Vectors32,
        filters: Filters,
        asked: date | None,
        reranker: Reranker | None = None,
    ) -> Ranking:
        """All candidates, best first.

        Args:
            question: as it was asked.
            vector: the question encoded, float32 ``[1, dim]``.
            filters: which articles may answer.
            asked: the day of the question.
            reranker: puts the best candidates in its own order.
        """
        rarity = self._lexical.rarity(question)
        terms = QuestionTerms(question, rarity)
        candidates = self._candidates(question, vector, filters)
        if not candidates.passages:
            return Ranking((), vector, terms, np.zeros((0, len(FEATURES)), np.float32), False, ())
        words = self._terms(candidates)
        matrix = features(candidates, terms, words, asked)
        foreign = is_foreign(question, candidates)
        scores = matrix @ self._weights[foreign]
        # Ties go to the older passage, so that the same library always ranks the same way.
        order = sorted(range(len(scores)), key=lambda i: (-scores[i], candidates.passages[i].id))
        hits = [
            Hit(
                passage=candidates.passages[i],
                article=candidates.articles[i],
                score=float(scores[i]),
                parts=_parts(candidates.dense[i], matrix[i]),
            )
            for i in order
        ]
        if reranker is not None:
            read = _read(question, hits, reranker)
            order = [order[place] for place in read] + order[len(read) :]
            hits = [hits[place] for place in read] + hits[len(read) :]
        held = tuple(_held(hit, rarity, words) for hit in hits)
        return Ranking(tuple(hits), vector, terms, matrix[order], foreign, held)

    def _candidates(self, question: str, vector: Vectors32, filters: Filters) -> Candidates:
        about = filters.about_since or filters.about_until
        depth = WIDE if about else DEPTH
        allowed = self._store.matching(replace(filters, about_since=None, about_until=None))
        dense_ids, _ = self._vectors.search(vector, depth, allowed)
        lexical_ids, lexical_scores = self._lexical.search(question, depth, allowed)
        lexical = dict(zip(lexical_ids.tolist(), lexical_scores.tolist(), strict=True))
        found = self._store.passages({*dense_ids.tolist(), *lexical})
        articles = self._store.articles_by_id({p.article_id for p in found.values()})
        # A passage or article that another process removed a moment ago is left out.
        passages = [p for p in found.values() if p.article_id in articles]
        if about:
            told = {p.id for p in passages if tells_of(p, articles[p.article_id], filters)}
            first = {*_first(dense_ids, told), *_first(lexical_ids, told)}
            passages = [p for p in passages if p.id in first]
        own = [articles[p.article_id] for p in passages]
        beside = [_beside(p, article) for p, article in zip(passages, own, strict=True)]
        cosine = self._cosines(vector, {p.id for p in passages}.union(*beside))
        return Candidates(
            passages=passages,
            articles=own,
            dense=np.array([cosine[p.id] for p in passages], np.float32),
            lexical=np.array([lexical.get(p.id, 0.0) for p in passages], np.float32),
            neighbours=np.array([max(cosine[n] for n in ids) for ids in beside], np.float32),
        )

    def _cosines(self, vector: Vectors32, passages: Iterable[int]) -> dict[int, float]:
        """The question's cosine with each of these passages, by number, looked up in one go."""
        ids = np.array(sorted(passages), np.int64)
        return dict(zip(ids.tolist(), self._vectors.similarity(vector, ids).tolist(), strict=True))

    def _terms(self, candidates: Candidates) -> dict[str, list[str]]:
        texts = {p.text for p in candidates.passages} | {a.title for a in candidates.articles}
        return {text: self._lexical.terms(text) for text in texts}


def _first(found: Int64Array, told: Container[int]) -> list[int]:
    """Of what a search found, best first, as many of those that count as are ranked otherwise."""
    return [number for number in found.tolist() if number in told][:DEPTH]


def _held(
    hit: Hit, asked: Mapping[str, float], terms: Mapping[str, Sequence[str]]
) -> frozenset[str]:
    """The question's terms that a passage or its article's headline holds."""
    return frozenset(asked.keys() & {*terms[hit.passage.text], *terms[hit.article.title]})


def _beside(passage: Passage, article: Article) -> list[int]:
    """The passages before and after one, whose numbers have no gaps; itself if it stands alone."""
    steps = (step for step in (-1, 1) if 0 <= passage.position + step < article.n_passages)
    return [passage.id + step for step in steps] or [passage.id]


def _read(question: str, hits: Sequence[Hit], reranker: Reranker) -> list[int]:
    """The first places in the order that the cross-encoder gives them."""
    first = [(hit.article.title, hit.passage.text) for hit in hits[:READ]]
    scores = reranker.score(question, first)
    order: list[int] = np.argsort(-scores, kind="stable").tolist()
    return order


def _parts(cosine: np.float32, row: Float32) -> dict[str, float]:
    return {"cosine": float(cosine)} | dict(zip(FEATURES, row.tolist(), strict=True))
