"""The learned numbers: how features add up to a ranking, and evidence to a confidence.

They stand in ``index/weights.json``, written by ``python -m index.learning.training`` from
labelled questions; nothing in it was set by hand.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


def probability(effects: Mapping[str, float]) -> float:
    """What adds up to the logarithm of the odds, as a probability: 0 to 1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(effects.values())))))


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: ``1 / (1 + exp(-(bias + sum(weight * value))))``."""

    bias: float
    weights: Mapping[str, float]

    def effects(self, values: Mapping[str, float]) -> dict[str, float]:
        """What each value adds to the logarithm of the odds, ``bias`` first."""
        return {"bias": self.bias} | {name: w * values[name] for name, w in self.weights.items()}

    def probability(self, values: Mapping[str, float]) -> float:
        """0 to 1. Every weight needs its value."""
        return probability(self.effects(values))


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that was learned.

    Attributes:
        ranking: a weight a feature (see ``features.FEATURES``).
        foreign_ranking: the same where question and reports differ in script.
        sentence: weights of a sentence's ``dense``, ``coverage`` and ``fit``.
        confidence: from the evidence to a probability, where question and report share a script.
        foreign_confidence: the same from vectors alone, where they don't.
        threshold: the least confidence that is answered; chosen by the rule in ``training``.
        strict_threshold: the least at which a bot may speak that wasn't asked.
        model: the name of the model that all of it was learned with.
        spread: how far that model's cosines are apart (see ``evidence``).
    """

    ranking: Mapping[str, float]
    foreign_ranking: Mapping[str, float]
    sentence: Mapping[str, float]
    confidence: Logistic
    foreign_confidence: Logistic
    threshold: float
    strict_threshold: float
    model: str
    spread: float


def shipped() -> Weights:
    """The weights that come with Sitrep."""
    return parsed(json.loads((files("index") / "weights.json").read_text(encoding="utf-8")))


def parsed(data: Mapping[str, Any]) -> Weights:
    """Weights from their JSON form."""
    return Weights(
        ranking=data["ranking"],
        foreign_ranking=data["foreign ranking"],
        sentence=data["sentence"],
        confidence=Logistic(**data["confidence"]),
        foreign_confidence=Logistic(**data["foreign confidence"]),
        threshold=data["threshold"],
        strict_threshold=data["strict threshold"],
        model=data["model"],
        spread=data["spread"],
    )
