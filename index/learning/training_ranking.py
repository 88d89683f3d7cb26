"""Labelled questions -> the weights of the ranking and of a sentence's choice.

The ranking is fitted listwise: the softmax over a question's candidates is to put its mass on the
relevant ones (ListNet's top-one loss, Cao et al. 2007). Each question is ranked in the whole
library and within each report that answers it, half the weight on either: news quizzes ask for
headlines, people who read a report for its details.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from index.answering.answers import weigh
from index.engine import Engine
from index.learning.labels import Question, holding, holds_answer, is_relevant, numbered
from index.results import Filters
from index.search.features import FEATURES
from index.search.retriever import Ranking

Float = npt.NDArray[np.float64]

L2 = 1e-3

WORDS = ("lexical", "coverage", "title coverage", "article lexical", "fit")
"""Features that say nothing where question and report differ in script."""


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
    numbers = numbered(engine.articles())
    for question in questions:
        answering = holding(question, numbers)
        for articles in [(), *((number,) for number in sorted(answering))]:
            ranking = engine.rank(
                question.text, filters=Filters(articles=articles), asked=question.asked
            )
            weight = 1 / len(answering) if articles else 1.0
            yield case_of(ranking, question, weight)


def case_of(ranking: Ranking, question: Question, weight: float = 1.0) -> Case:
    """A ranking's features with its labels."""
    relevant = np.array([is_relevant(hit, question) for hit in ranking.hits], dtype=bool)
    return Case(ranking.matrix.astype(np.float64), relevant, weight)


def wordless(case: Case) -> Case:
    """The case as it would be in another script: what rests on words is 0."""
    words = np.isin(FEATURES, WORDS)
    return replace(case, matrix=np.where(words, 0.0, case.matrix))


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
