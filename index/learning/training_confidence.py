"""Labelled questions -> how evidence adds up to a confidence.

Each question is asked of many libraries: of the whole one, of the whole without the articles that
hold its evidence (it has no answer then, and should be refused), of a dozen reports drawn at random
and of the dozen that come closest, with and without those articles, of one that answers alone, and
of the one that comes closest without answering; half the time without the day of the question. So
the confidence is learned for a library of any size, and for questions that nothing answers.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from index.answering.evidence import IN_SPREADS, SHOWN, deviation, evidence
from index.engine import Engine
from index.learning.labels import Question, holding, holds_answer, is_relevant, numbered
from index.results import Filters, Hit

SMALL = 12
SEED = 20221006

EVEN = 0.5
"""The threshold: what is more likely than not to be right is shown. An answer without evidence then
counts for as much as a refusal with it."""

HALF_OF_THE_TIME = 0.5

REFUSED_UNASKED = 0.97
"""The share of what has no evidence that the strict threshold refuses, for a bot that speaks up
unasked."""

FOREIGN = ("cosine", "nearest", "score", "mass", "asks", "near in time", "length")
"""Evidence that doesn't rest on words which two languages share."""

Library = tuple[tuple[int, ...], date | None]
"""The articles that a question is asked of (none means all), and the day it is asked on."""


@dataclass(frozen=True, slots=True)
class Source:
    """Labelled questions of one kind.

    Attributes:
        exhaustive: whether whatever answers is labelled. Else a passage that holds the answer's
            words without being labelled may be right or wrong, and nothing is learned from it.
    """

    questions: Sequence[Question]
    exhaustive: bool = True


@dataclass(frozen=True, slots=True)
class Sample:
    """The evidence for one question in one library, and whether the first three passages answer.

    Attributes:
        source: the number of the source that the question is from.
        deviation: of the candidates' cosines.
    """

    evidence: Mapping[str, float]
    shows: bool
    foreign: bool
    source: int = 0
    deviation: float = 1.0


def confidence_samples(engine: Engine, sources: Sequence[Source]) -> Iterator[Sample]:
    """A sample for each question in each of its libraries.

    Args:
        engine: over the whole library.
        sources: labelled questions.
    """
    numbers = numbered(engine.articles())
    for number, source in enumerate(sources):
        for question in source.questions:
            libraries = _libraries(engine, question, numbers)
            yield from _samples(engine, question, libraries, number, exhaustive=source.exhaustive)


def _samples(
    engine: Engine,
    question: Question,
    libraries: Iterable[Library],
    source: int,
    *,
    exhaustive: bool,
) -> Iterator[Sample]:
    for articles, asked in libraries:
        ranking = engine.rank(question.text, filters=Filters(articles=articles), asked=asked)
        if not ranking.hits:
            continue
        shown = ranking.hits[:SHOWN]
        shows = any(is_relevant(hit, question) for hit in shown)
        if shows or exhaustive or not _may_answer(shown, question):
            found = evidence(ranking, spread=1)
            yield Sample(found, shows, ranking.foreign, source, deviation(ranking))


def _may_answer(hits: Sequence[Hit], question: Question) -> bool:
    return any(holds_answer(hit.passage.text, question) for hit in hits)


def _libraries(engine: Engine, question: Question, numbers: Mapping[str, int]) -> Iterator[Library]:
    """What a question is asked of; drawn the same way each time."""
    answering = holding(question, numbers)
    others = sorted(set(numbers.values()) - answering)
    draw = random.Random(f"{SEED} {question.text}")  # noqa: S311  it decides nothing but a sample
    small = draw.sample(others, min(SMALL, len(others)))
    close = _closest(engine, question, others)
    libraries: list[list[int]] = [small, close, close[:1]]
    if answering:
        libraries += [[*small, *answering], [*close, *answering], sorted(answering)[:1]]
    for whole in ([], others) if answering else ([],):
        for day in {question.asked: None, None: None}:
            yield tuple(whole), day
    for articles in libraries:
        yield tuple(articles), question.asked if draw.random() < HALF_OF_THE_TIME else None


def _closest(engine: Engine, question: Question, others: Sequence[int]) -> list[int]:
    """The articles that come closest without holding the question's evidence."""
    filters = Filters(articles=tuple(others))
    hits = engine.rank(question.text, filters=filters, asked=question.asked).hits
    return [*dict.fromkeys(hit.article.id for hit in hits)][:SMALL]


def in_spreads(samples: Sequence[Sample], spread: float) -> list[Sample]:
    """The samples with their cosines told in spreads; so far they are told as they are."""
    return [
        replace(
            sample,
            evidence={
                name: value / spread if name in IN_SPREADS else value
                for name, value in sample.evidence.items()
            },
        )
        for sample in samples
    ]


def fit_confidence(samples: Sequence[Sample], names: Sequence[str]) -> dict[str, Any]:
    """A logistic regression over this evidence, in the form that `weights` reads.

    Every source counts the same, and in each what has evidence as much as what has none: as if
    half of what people ask were in the articles.
    """
    values = np.array([[sample.evidence[name] for name in names] for sample in samples])
    truth = np.array([sample.shows for sample in samples])
    middle, scale = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(max_iter=1000)
    model.fit((values - middle) / scale, truth, sample_weight=_even(samples, truth))
    weights = model.coef_[0] / scale
    named = {name: round(w, 4) for name, w in zip(names, weights.tolist(), strict=True)}
    return {"bias": round(float(model.intercept_[0] - weights @ middle), 4), "weights": named}


def _even(samples: Sequence[Sample], truth: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Each sample's weight: float64 ``[n]``, 1 in the mean."""
    source = np.array([sample.source for sample in samples])
    _, group, counts = np.unique(2 * source + truth, return_inverse=True, return_counts=True)
    return len(samples) / len(counts) / counts[group]


def strict_threshold(confidence: Sequence[float], truth: Sequence[bool], refused: float) -> float:
    """The threshold at which that share of what has no evidence is refused."""
    without = [one for one, shows in zip(confidence, truth, strict=True) if not shows]
    return round(float(np.quantile(without, refused, method="higher")), 3)
