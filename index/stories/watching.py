"""The learned numbers of stories and watches: what makes two reports one story, what a watch meets.

They stand in ``index/watching.json``, written by ``python -m index.learning.training_stories``
and ``python -m index.learning.training_matching`` from labelled pairs; nothing in it was set by
hand.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from index.models import Float32
from index.search.weights import Logistic

FILE = "watching.json"
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class StoryWeights:
    """What makes two reports one story.

    Attributes:
        model: the name of the model that it was learned with.
        middle: that model's middle of reports' vectors, see `portraits.Backdrop`.
        own: from the evidence to a probability, where both reports are in one language.
        foreign: the same where they aren't, without what rests on words.
        wordy: the same without vectors, as long as nothing is known of the model that made them.
        threshold: the least probability of one story; chosen by the rule in `training_stories`.
    """

    model: str
    middle: tuple[float, ...]
    own: Logistic
    foreign: Logistic
    wordy: Logistic
    threshold: float

    def known(self, model: str) -> Float32 | None:
        """The middle of reports' vectors, float32 ``[dim]``; None for a model not learned with."""
        return np.array(self.middle, np.float32) if model == self.model else None


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What tells whether a watch is met.

    Attributes:
        logistic: from the evidence to a probability.
        threshold: the least probability of a match; chosen by the rule in `training_matching`.
    """

    logistic: Logistic
    threshold: float


@dataclass(frozen=True, slots=True)
class MatchWeights:
    """What a watch meets.

    Attributes:
        model: the name of the model that it was learned with.
        middle: the mean of that model's vectors of passages.
        spread: the usual standard deviation of a question's cosines with passages.
        own: where the watch's words can be looked for in the report.
        foreign: where they can't.
        wordy: without vectors, as long as nothing is known of the model that made them.
    """

    model: str
    middle: tuple[float, ...]
    spread: float
    own: Calibrated
    foreign: Calibrated
    wordy: Calibrated

    def known(self, model: str) -> Float32 | None:
        """The mean of passages' vectors, float32 ``[dim]``; None for a model not learned with."""
        return np.array(self.middle, np.float32) if model == self.model else None


@lru_cache(maxsize=1)
def match_weights() -> MatchWeights:
    """The weights of watches that come with Sitrep."""
    return parsed_match(_shipped()["match"])


def parsed_match(data: Mapping[str, Any]) -> MatchWeights:
    """Weights from their JSON form."""
    return MatchWeights(
        model=data["model"],
        middle=tuple(data["middle"]),
        spread=data["spread"],
        own=_calibrated(data["own"]),
        foreign=_calibrated(data["foreign"]),
        wordy=_calibrated(data["wordy"]),
    )


def _calibrated(data: Mapping[str, Any]) -> Calibrated:
    return Calibrated(Logistic(data["bias"], data["weights"]), data["threshold"])


@lru_cache(maxsize=1)
def story_weights() -> StoryWeights:
    """The weights of stories that come with Sitrep."""
    return parsed_story(_shipped()["story"])


def parsed_story(data: Mapping[str, Any]) -> StoryWeights:
    """Weights from their JSON form."""
    return StoryWeights(
        model=data["model"],
        middle=tuple(data["middle"]),
        own=Logistic(**data["own"]),
        foreign=Logistic(**data["foreign"]),
        wordy=Logistic(**data["wordy"]),
        threshold=data["threshold"],
    )


def write(path: Path, part: str, found: Mapping[str, Any]) -> None:
    """Put one part of the learned numbers into a file, beside the others that it has."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(known | {part: found}, indent=1) + "\n", encoding="utf-8")


def _shipped() -> Any:
    return json.loads((files("index") / FILE).read_text(encoding="utf-8"))
