"""Watches held against a library's reports; the calibrated threshold decides."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.models import Embedder, Float32, ModelIdentity
from index.records import Article
from index.results import Filters, Hit, Match
from index.search.lexical import Lexical
from index.search.retriever import Retriever
from index.search.vectors import Vectors
from index.storage.store import Store
from index.stories.matching import LEAD, TINY, Report, Usual, Watched, evidence, judge, likelihood
from index.stories.watching import MatchWeights, match_weights
from index.wording.names import Names

SAMPLE = 1_000
"""Passages that tell how near a question lies to any: evenly out of the whole library."""

GROWN = 1.1
"""By how much the library must have grown until another sample is drawn."""

KEPT = 4_096
"""Watches whose vectors are kept."""

NOTHING = Match(probability=0.0, matched=False, hit=None)


class Matcher:
    """Tells which watches a report meets. The caches must have followed the store."""

    def __init__(
        self,
        store: Store,
        vectors: Vectors,
        lexical: Lexical,
        retriever: Retriever,
        weights: MatchWeights | None = None,
    ) -> None:
        self._store = store
        self._vectors = vectors
        self._lexical = lexical
        self._retriever = retriever
        self._weights = weights or match_weights()
        self._encoded: dict[tuple[str, str], Float32] = {}
        self._usual: tuple[str, int, Usual] | None = None

    def matches(self, topics: Sequence[str], article_id: int, embedder: Embedder) -> list[Match]:
        """How well a report fits each topic, in their order; nothing for one that is gone.

        Args:
            topics: what somebody waits for, in any language that the model reads.
            article_id: the report's.
            embedder: the model that made the library's vectors.
        """
        article = self._store.articles_by_id([article_id]).get(article_id)
        report = article and self.report(article)
        if not report:
            return [NOTHING for _ in topics]
        usual = self.usual(embedder.identity)
        return [self._match(self.watched(topic, embedder), report, usual) for topic in topics]

    def _match(self, watched: Watched, report: Report, usual: Usual) -> Match:
        calibrated = judge(watched, report, usual, self._weights)
        found = likelihood(evidence(watched, report, usual), calibrated)
        hit = self._hit(watched, report) if found >= calibrated.threshold else None
        return Match(probability=found, matched=hit is not None, hit=hit)

    def _hit(self, watched: Watched, report: Report) -> Hit | None:
        """The passage that the ranking puts first."""
        filters = Filters(articles=(report.article.id,))
        vector = watched.vector[np.newaxis]
        hits = self._retriever.rank(watched.text, vector, filters, None).hits
        return hits[0] if hits else None

    def watched(self, topic: str, embedder: Embedder) -> Watched:
        """A topic with all that is known of it; its vector is encoded once."""
        rarity = self._lexical.rarity(topic)
        unheard = math.log1p((self._lexical.count() + 0.5) / 0.5)  # of a term that nothing holds
        return Watched(
            text=topic,
            vector=self._vector(topic, embedder),
            rarity=rarity,
            names=_names(topic),
            unheard=all(weight > unheard - TINY for weight in rarity.values()),
        )

    def _vector(self, topic: str, embedder: Embedder) -> Float32:
        key = (embedder.identity.fingerprint, topic)
        if key not in self._encoded:
            if len(self._encoded) >= KEPT:
                del self._encoded[next(iter(self._encoded))]
            self._encoded[key] = embedder.encode_query(topic)[0]
        return self._encoded[key]

    def report(self, article: Article) -> Report | None:
        """An article with all that is looked at; None where it is gone."""
        passages = self._store.passages_of(article.id)
        if not passages:
            return None
        first = [article.title, *(passage.text for passage in passages[:LEAD])]
        terms = [frozenset(self._lexical.terms(text)) for text in first]
        return Report(
            article=article,
            vectors=self._vectors.get(np.array([passage.id for passage in passages], np.int64)),
            headline=terms[0],
            lead=frozenset().union(*terms),
            told="\n".join(first),
        )

    def usual(self, model: ModelIdentity) -> Usual:
        """How near questions lie to the library's passages, as it is or was not long ago."""
        count = self._vectors.count()
        held = self._usual
        if held is None or held[0] != model.fingerprint or count > GROWN * held[1]:
            ids = self._vectors.ids()
            sample = self._vectors.get(ids[:: max(1, len(ids) // SAMPLE)])
            known = self._weights.known(model.name)
            held = (model.fingerprint, count, Usual(sample, known, self._weights.spread))
            self._usual = held
        return held[2]


@lru_cache(maxsize=KEPT)
def _names(topic: str) -> Names:
    return Names(topic)
