"""Labelled questions -> ``weights.json``: ranking, sentence choice, confidence, thresholds.

    python -m index.training FOLDER LIBRARY CACHE TRANSLATION... [--out OUT]

FOLDER holds labelled questions (see `labels`), LIBRARY their articles, CACHE the model, each
TRANSLATION the questions in another language (see `translations`). Only ever give it a set that
nothing is reported on.

* **Ranking**: a linear function of the features, fitted listwise: the softmax over a question's
  candidates is to put its mass on the relevant ones (ListNet's top-one loss, Cao et al. 2007). Each
  question is ranked in the whole library and within each report that answers it, half the weight
  on either: news quizzes ask for headlines, people who read a report for its details.
* **Confidence**: a logistic regression from the evidence of the first three passages to whether one
  of them is relevant. Each answerable question is asked a second time with the articles that hold
  its evidence masked: it has no answer then and should be refused. Each is also asked of a small
  library, drawn at random, with and without them, of them alone, and of the one report that comes
  closest without answering; all with the day of the question and without it. Both outcomes weigh
  the same: as if half of what people ask were in the articles.
* **Other languages**: the same from the translated questions, with what rests on words left out.
* **Threshold**: the one that maximises the share answered with evidence plus the share refused
  where there is none, in all the libraries above (Youden's J). The strict one, for a bot that
  speaks up unasked, refuses `REFUSED_UNASKED` of what has no evidence.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_curve

from index.answers import evidence, weigh
from index.embedder import load
from index.engine import Engine
from index.evaluation import reworded
from index.features import FEATURES
from index.labels import QUESTIONS, Question, holds_answer, is_relevant, load_questions
from index.records import Filters, Hit
from index.retriever import Ranking
from index.translations import load_translation
from index.weights import Weights, parsed

Float = npt.NDArray[np.float64]

L2 = 1e-3
SMALL = 12
SEED = 20221006
FOREIGN = ("dense", "cosine", "names", "near in time", "score", "margin", "breadth")
"""Evidence that doesn't rest on words which two languages share."""

REFUSED_UNASKED = 0.97

WORDS = ("lexical", "coverage", "title coverage", "article lexical", "fit")
"""Features that say nothing where question and report differ in script."""

_NOTHING: dict[str, Any] = {"bias": 0.0, "weights": {}}
UNTRAINED: dict[str, Any] = {
    "ranking": dict.fromkeys(FEATURES, 0.0) | {"dense": 1.0, "lexical": 0.1},
    "foreign ranking": dict.fromkeys(FEATURES, 0.0) | {"dense": 1.0},
    "sentence": {"dense": 1.0, "coverage": 0.0, "fit": 0.0},
    "confidence": _NOTHING,
    "foreign confidence": _NOTHING,
    "threshold": 0.5,
    "strict threshold": 0.9,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One question's candidates.

    Attributes:
        matrix: their features, float64 ``[n, len(FEATURES)]``.
        relevant: bool ``[n]``.
        weight: how much the case counts, above 0.
    """

    matrix: Float
    relevant: npt.NDArray[np.bool_]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """The evidence for one question in one library, and whether the first three passages answer."""

    evidence: Mapping[str, float]
    shows: bool
    foreign: bool


def fit_ranking(cases: Sequence[Case]) -> dict[str, float]:
    """Weights that put relevant candidates first."""
    usable = [case for case in cases if case.relevant.any()]
    mass_of_all = sum(case.weight for case in usable)

    def loss(weights: Float) -> tuple[float, Float]:
        total, slope = L2 * float(weights @ weights), 2 * L2 * weights
        for case in usable:
            scores = case.matrix @ weights
            mass = np.exp(scores - scores.max())
            mass /= mass.sum()
            right = mass * case.relevant
            share = case.weight / mass_of_all
            total -= float(np.log(right.sum() + 1e-12)) * share
            slope -= (right / (right.sum() + 1e-12) - mass) @ case.matrix * share
        return total, slope

    found = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B")
    return dict(zip(FEATURES, (round(float(w), 4) for w in found.x), strict=True))


def cases_of(engine: Engine, questions: Sequence[Question]) -> Iterator[Case]:
    """The candidates of every answerable question: in the whole library, then in each report."""
    numbers = {a.external_id: a.id for a in engine.articles()}
    for question in questions:
        holding = {numbers[e.article] for e in question.evidence if e.article in numbers}
        for articles in [(), *((number,) for number in sorted(holding))]:
            ranking = engine.rank(
                question.text, filters=Filters(articles=articles), asked=question.asked
            )
            weight = 1 / len(holding) if articles else 1.0
            yield case_of(ranking, question, weight)


def case_of(ranking: Ranking, question: Question, weight: float = 1.0) -> Case:
    """A ranking's features with its labels."""
    relevant = np.array([is_relevant(hit, question) for hit in ranking.hits], dtype=bool)
    return Case(ranking.matrix.astype(np.float64), relevant, weight)


def wordless(case: Case) -> Case:
    """The case as it would be in another script: what rests on words is 0."""
    words = np.isin(FEATURES, WORDS)
    return replace(case, matrix=np.where(words, 0.0, case.matrix))


def confidence_samples(engine: Engine, questions: Sequence[Question]) -> Iterator[Sample]:
    """A sample for each question in each of its libraries.

    Args:
        engine: over the whole library.
        questions: labelled.
    """
    numbers = {a.external_id: a.id for a in engine.articles()}
    draw = random.Random(SEED)  # noqa: S311  it decides nothing but a sample
    for question in questions:
        holding = {numbers[e.article] for e in question.evidence if e.article in numbers}
        others = sorted(set(numbers.values()) - holding)
        for articles, asked in product(
            _libraries(engine, question, holding, others, draw), (question.asked, None)
        ):
            ranking = engine.rank(question.text, filters=Filters(articles=articles), asked=asked)
            if ranking.hits:
                shows = _shows(ranking.hits, question)
                yield Sample(evidence(ranking), shows, ranking.foreign)


def _libraries(
    engine: Engine,
    question: Question,
    holding: set[int],
    others: Sequence[int],
    draw: random.Random,
) -> list[tuple[int, ...]]:
    """The articles of each library that a question is asked of; nothing means all of them."""
    small = tuple(draw.sample(others, min(SMALL, len(others))))
    masked = tuple(others)
    nearest = engine.rank(question.text, filters=Filters(articles=masked), asked=question.asked)
    near = (nearest.hits[0].article.id,)
    if not question.answerable:
        return [(), small, near]
    return [(), masked, (*small, *holding), small, tuple(holding), near]


def _shows(hits: Sequence[Hit], question: Question) -> bool:
    return any(is_relevant(hit, question) for hit in hits[:3])


def fit_logistic(
    samples: Sequence[Mapping[str, float]], truth: Sequence[bool], names: Sequence[str]
) -> dict[str, Any]:
    """A logistic regression in the form that `weights` reads."""
    values = np.array([[sample[name] for name in names] for sample in samples])
    scale = values.std(axis=0) + 1e-9
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000)
    model.fit(values / scale, truth)
    weights = (model.coef_[0] / scale).tolist()
    named = {name: round(w, 4) for name, w in zip(names, weights, strict=True)}
    return {"bias": round(float(model.intercept_[0]), 4), "weights": named}


def best_threshold(confidence: Sequence[float], truth: Sequence[bool]) -> float:
    """The threshold with the largest true positive rate less false positive rate (Youden's J)."""
    false_positive, true_positive, thresholds = roc_curve(truth, confidence)
    return round(float(thresholds[np.argmax(true_positive - false_positive)]), 3)


def strict_threshold(confidence: Sequence[float], truth: Sequence[bool], refused: float) -> float:
    """The threshold at which that share of what has no evidence is refused."""
    without = [one for one, shows in zip(confidence, truth, strict=True) if not shows]
    return round(float(np.quantile(without, refused, method="higher")), 3)


def fit_sentences(engine: Engine, questions: Sequence[Question]) -> dict[str, float]:
    """How much coverage and fit count beside a sentence's cosine, in relevant first passages."""
    known = []
    for question in questions:
        ranking = engine.rank(question.text, asked=question.asked)
        if question.answers and ranking.hits and is_relevant(ranking.hits[0], question):
            found = weigh(ranking, ranking.hits[:1], engine.embedder, engine.terms)[0]
            known.append((question, ranking.hits[0], found))

    def right(weights: dict[str, float]) -> int:
        return sum(
            holds_answer(replace(hit, sentence=found.best(weights)).quote, question)
            for question, hit, found in known
        )

    steps = [round(step * 0.05, 2) for step in range(7)]
    grid = [{"dense": 1.0, "coverage": c, "fit": f} for c, f in product(steps, steps)]
    return max(grid, key=right)


def train(
    open_engine: Callable[[Weights], Engine],
    questions: Sequence[Question],
    translated: Sequence[Question] = (),
) -> Any:
    """All weights, in the form of ``weights.json``.

    Args:
        open_engine: opens the library with given weights; each fit builds on the one before.
        questions: labelled, and not those that are reported on.
        translated: some of them in other languages than the articles; without any, what the
            questions themselves would give without words.
    """
    found = deepcopy(UNTRAINED)
    with closing(open_engine(parsed(found))) as engine:
        cases = list(cases_of(engine, questions))
        foreign = list(cases_of(engine, translated)) or cases
    found["ranking"] = fit_ranking(cases)
    found["foreign ranking"] = fit_ranking([wordless(case) for case in foreign])
    with closing(open_engine(parsed(found))) as engine:
        found["sentence"] = fit_sentences(engine, questions)
        own = list(confidence_samples(engine, questions))
        other = [s for s in confidence_samples(engine, translated) if s.foreign] or own
    found["confidence"] = _logistic(own, list(own[0].evidence))
    found["foreign confidence"] = _logistic(other, FOREIGN)
    model = parsed(found).confidence
    confidence = [model.probability(sample.evidence) for sample in own]
    truth = [sample.shows for sample in own]
    found["threshold"] = best_threshold(confidence, truth)
    strict = strict_threshold(confidence, truth, REFUSED_UNASKED)
    found["strict threshold"] = max(found["threshold"], strict)
    return found


def _logistic(samples: Sequence[Sample], names: Sequence[str]) -> dict[str, Any]:
    return fit_logistic([s.evidence for s in samples], [s.shows for s in samples], names)


def main(arguments: Sequence[str]) -> None:
    """Train on a folder with its library; write the weights."""
    parser = argparse.ArgumentParser(prog="python -m index.training")
    for name in ("folder", "library", "cache"):
        parser.add_argument(name, type=Path)
    parser.add_argument("translations", type=Path, nargs="*")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("weights.json"))
    told = parser.parse_args(arguments)
    embedder = load(None, told.cache)
    questions = load_questions(told.folder / QUESTIONS)
    wordings = [load_translation(path, questions) for path in told.translations]
    found = train(
        lambda weights: Engine.open(told.library, embedder=embedder, create=False, weights=weights),
        questions,
        [each for wording in wordings for each in reworded(questions, wording)],
    )
    told.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
