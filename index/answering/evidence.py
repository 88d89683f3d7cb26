"""A ranking -> what speaks for and against its first three passages holding the answer.

The confidence is a logistic regression over these numbers. Models differ in where their cosines lie
and how far they spread, so cosines count by their distance from the least one, in spreads.
"""

import math
from collections.abc import Sequence

import numpy as np

from index.results import Hit
from index.search.retriever import Ranking

SHOWN = 3
"""Passages whose best sentence is looked for, and which the confidence speaks of."""

LOOKED = 20
"""Passages among which the leading article's others are looked for."""

NEAREST = 5

IN_SPREADS = ("cosine", "nearest")
"""What is told in spreads."""

TINY = 1e-6


def deviation(ranking: Ranking) -> float:
    """The standard deviation of the candidates' cosines, above 0."""
    return max(float(np.std([hit.parts["cosine"] for hit in ranking.hits])), TINY)


def evidence(ranking: Ranking, spread: float | None = None) -> dict[str, float]:
    """What the confidence is built on, by name.

    Args:
        ranking: of at least one passage.
        spread: how far the model's cosines are apart, above 0: the usual `deviation`; None where it
            isn't known, for this ranking's own.

    Returns:
        ``cosine``: the best of the first three passages, above the least among the candidates;
        ``nearest``: the mean of the five best of all, likewise; ``score``: the best; ``mass``: the
        logarithm of the share of the softmax over all scores that the first three have;
        ``missing``: how rare, added up, the question's terms are that neither the leading article's
        headline nor any of its passages found holds; ``told``: the share of its terms, weighed by
        rarity, that the first three passages and their headlines hold together; ``asks``: whether
        one of the three ends in a question; ``near in time`` and ``length``: the leader's.
    """
    shown, leader = ranking.hits[:SHOWN], ranking.hits[0]
    cosines = sorted((hit.parts["cosine"] for hit in ranking.hits), reverse=True)
    nearest = cosines[:NEAREST]
    spread = deviation(ranking) if spread is None else spread
    scores = [hit.score for hit in ranking.hits]
    terms = ranking.terms
    own = zip(ranking.hits[:LOOKED], ranking.held, strict=False)
    of_leader = [held for hit, held in own if hit.article.id == leader.article.id]
    absent = terms.rarity.keys() - frozenset().union(*of_leader)
    return {
        "cosine": (_best(shown, "cosine") - cosines[-1]) / spread,
        "nearest": (sum(nearest) / len(nearest) - cosines[-1]) / spread,
        # With a cross-encoder, the leader's need not be the highest.
        "score": max(scores),
        "mass": _mass(scores),
        "missing": sum(terms.rarity[term] for term in absent),
        "told": terms.coverage([*frozenset().union(*ranking.held[:SHOWN])]),
        "asks": _best(shown, "asks"),
        "near in time": leader.parts["near in time"],
        "length": leader.parts["length"],
    }


def _best(hits: Sequence[Hit], name: str) -> float:
    return max(hit.parts[name] for hit in hits)


def _mass(scores: Sequence[float]) -> float:
    highest = max(scores)
    shares = [math.exp(score - highest) for score in scores]
    return math.log(max(sum(shares[:SHOWN]) / sum(shares), TINY))
