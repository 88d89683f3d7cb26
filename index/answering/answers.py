"""A ranking -> an `Answer`: the sentence that answers, the passages behind it, a confidence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.answering import several
from index.answering.contradictions import Contradictions, Story
from index.answering.evidence import SHOWN, evidence
from index.answering.marking import marks
from index.dating.told_days import days_meant
from index.documents.passages import sentences
from index.models import Embedder, Float32
from index.records import Article, Span
from index.results import Answer, Coverage, Hit
from index.search.expectation import fit, kind
from index.search.retriever import Ranking
from index.search.weights import Weights, probability

NEAR = 2
DEEP = 30
CLOSE = 1.0
"""How far a further report's score may lie below the best where several answers are asked for."""

MAX_SENTENCES = 8
"""A passage's first sentences that are weighed; so a question's time has a bound."""

Analyse = Callable[[str], Sequence[str]]


def alone(article_id: int) -> int:
    """The story of an article where stories aren't known: its own."""
    return article_id


@dataclass(frozen=True, slots=True)
class Sentences:
    """A passage's sentences and what is known of them.

    Attributes:
        spans: their places in the passage, at least one.
        dense: float32 ``[n]``, cosine to the question; zeros where there is only one.
        coverage: float32 ``[n]``, the share of the question's terms that each holds.
        fit: float32 ``[n]``, whether each holds the kind of thing asked for.
    """

    spans: tuple[Span, ...]
    dense: Float32
    coverage: Float32
    fit: Float32

    def best(self, weights: Mapping[str, float]) -> Span:
        """The sentence that answers best; the first of equals."""
        scores = (
            weights["dense"] * self.dense
            + weights["coverage"] * self.coverage
            + weights["fit"] * self.fit
        )
        return self.spans[int(np.argmax(scores))]


def answer(
    question: str,
    ranking: Ranking,
    *,
    limit: int,
    coverage: Coverage,
    embedder: Embedder,
    analyse: Analyse,
    weights: Weights,
    story: Story = alone,
) -> Answer:
    """Turn a ranking into what is shown.

    Args:
        question: as it was asked.
        ranking: its candidates, best first.
        limit: how many hits the answer holds at most, at least 1.
        coverage: what the library holds.
        embedder: weighs sentences.
        analyse: a text's terms, as the lexical index sees them.
        weights: the learned numbers.
        story: the number of an article's story; reports on one event may differ.
    """
    shown = ranking.hits[: min(limit, SHOWN)]
    best = [found.best(weights.sentence) for found in weigh(ranking, shown, embedder, analyse)]
    best += [_sentences(hit)[0] for hit in ranking.hits[len(shown) : limit]]
    hits = tuple(_shown(h, s, question) for h, s in zip(ranking.hits, best, strict=False))
    effects = _effects(ranking, weights, embedder)
    confidence = probability(effects) if hits else 0.0
    answered = bool(hits) and confidence >= weights.threshold
    beside: tuple[Hit, ...] = ()
    differing: tuple[Hit, ...] = ()
    if answered and several.asks_for_several(question):
        beside = _several(question, ranking, embedder, analyse, weights)
    elif answered:
        differing = Contradictions(ranking, analyse, story).of(hits[0])
    return Answer(
        question=question,
        answered=answered,
        confidence=confidence,
        hits=hits,
        near=_near(hits),
        coverage=coverage,
        several=beside or tuple(map(days_meant, differing)),
        differing=bool(differing),
        asked_for=kind(question),
        certain=answered and confidence >= weights.strict_threshold,
        effects=effects,
    )


def _several(
    question: str, ranking: Ranking, embedder: Embedder, analyse: Analyse, weights: Weights
) -> tuple[Hit, ...]:
    """Sentences from different reports that answer about as well as the best; none if only one."""
    # With a cross-encoder the leader's score need not be the highest; it counts all the same.
    least = min(ranking.hits[0].score, max(hit.score for hit in ranking.hits) - CLOSE)
    first = [hit for hit in ranking.hits[:DEEP] if hit.score >= least]
    # One a report, before any sentence is encoded: the best, since they come best first.
    leading: dict[int, Hit] = {}
    for hit in first:
        leading.setdefault(hit.article.id, hit)
    good = list(leading.values())[: 2 * several.MOST]
    best = [found.best(weights.sentence) for found in weigh(ranking, good, embedder, analyse)]
    found = several.select([_shown(h, s, question) for h, s in zip(good, best, strict=True)])
    return found if len(found) > 1 else ()


def _shown(hit: Hit, sentence: Span, question: str) -> Hit:
    """The hit with its sentence, the words in it that answer, and the days that they mean."""
    chosen = replace(hit, sentence=sentence)
    return days_meant(replace(chosen, marks=marks(question, chosen.quote)))


def weigh(
    ranking: Ranking, hits: Sequence[Hit], embedder: Embedder, analyse: Analyse
) -> list[Sentences]:
    """The hits' sentences with their features; all are encoded in one call."""
    spans = [_sentences(hit)[:MAX_SENTENCES] for hit in hits]
    texts = [
        [hit.passage.text[s.start : s.end] for s in found] if len(found) > 1 else []
        for hit, found in zip(hits, spans, strict=True)
    ]
    vectors = embedder.encode_passages([text for found in texts for text in found])
    dense = iter((vectors @ ranking.vector[0]).tolist())
    return [
        Sentences(
            spans=tuple(found),
            dense=np.array([next(dense) for _ in own] or [0.0], np.float32),
            coverage=np.array(
                [ranking.terms.coverage(analyse(text)) for text in own] or [0.0], np.float32
            ),
            fit=np.array([fit(ranking.terms.text, text) for text in own] or [0.0], np.float32),
        )
        for found, own in zip(spans, texts, strict=True)
    ]


def _sentences(hit: Hit) -> list[Span]:
    whole = Span(start=0, end=len(hit.passage.text))
    return sentences(hit.passage.text, hit.article.language) or [whole]


def _effects(ranking: Ranking, weights: Weights, embedder: Embedder) -> dict[str, float]:
    """What the evidence adds to the logarithm of the confidence's odds; nothing without hits."""
    if not ranking.hits:
        return {}
    model = weights.foreign_confidence if ranking.foreign else weights.confidence
    known = embedder.identity.name == weights.model
    return model.effects(evidence(ranking, weights.spread if known else None))


def _near(hits: Sequence[Hit]) -> tuple[Article, ...]:
    """The closest articles, each once."""
    articles = {hit.article.id: hit.article for hit in hits}
    return tuple(articles.values())[:NEAR]
