"""Fitting the ranking, on problems whose solution is known."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import approx_fprime, minimize

from index.engine import Engine
from index.learning import training_ranking
from index.learning.training_ranking import (
    WORDS,
    Case,
    Float,
    case_of,
    cases_of,
    fit_ranking,
    fit_sentences,
    wordless,
)
from index.search.features import FEATURES
from tests.index.asking import hit, ranking_of
from tests.index.taught import QUESTIONS, UNANSWERABLE, asked

N = len(FEATURES)


def toy_cases(deciding: str, n: int = 60) -> list[Case]:
    """Questions whose relevant candidate is the one with the most of one feature."""
    noise = np.random.default_rng(3)
    cases = []
    for _ in range(n):
        matrix = noise.uniform(size=(8, N))
        best = int(matrix[:, FEATURES.index(deciding)].argmax())
        cases.append(Case(matrix, np.arange(8) == best))
    return cases


@pytest.mark.parametrize("deciding", ["coverage", "early", "fit"])
def test_the_feature_that_decides_gets_the_weight(deciding: str) -> None:
    found = fit_ranking(toy_cases(deciding))
    assert tuple(found) == FEATURES
    others = [abs(weight) for name, weight in found.items() if name != deciding]
    assert found[deciding] > 5 * max(others)


def test_a_feature_that_speaks_against_gets_a_negative_weight() -> None:
    cases = [replace(case, matrix=-case.matrix) for case in toy_cases("length")]
    assert fit_ranking(cases)["length"] < -1


def test_cases_without_a_relevant_candidate_teach_nothing() -> None:
    cases = toy_cases("dense")
    useless = Case(np.ones((3, N)), np.zeros(3, bool), weight=100.0)
    assert fit_ranking([*cases, useless]) == fit_ranking(cases)


def test_a_case_counts_by_its_weight() -> None:
    first, second = toy_cases("dense"), toy_cases("length")

    def fitted(first_weight: float) -> dict[str, float]:
        return fit_ranking([*(replace(case, weight=first_weight) for case in first), *second])

    assert fitted(0.01)["length"] > fitted(0.01)["dense"]
    assert fitted(100.0)["dense"] > fitted(100.0)["length"]


def test_the_losss_gradient_is_that_of_finite_differences(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    captured: list[Callable[[Float], tuple[float, Float]]] = []

    def spy(loss: Callable[[Float], tuple[float, Float]], *rest: Any, **options: Any) -> Any:
        captured.append(loss)
        return minimize(loss, *rest, **options)

    monkeypatch.setattr(training_ranking, "minimize", spy)
    cases = toy_cases("dense", n=5)
    fit_ranking([cases[0], replace(cases[1], weight=0.3), *cases[2:]])
    (loss,) = captured
    for seed in range(5):
        at = np.random.default_rng(seed).normal(size=N)
        expected = approx_fprime(at, lambda x: loss(x)[0], 1e-7)
        np.testing.assert_allclose(loss(at)[1], expected, atol=1e-5)


def test_wordless_leaves_only_what_does_not_rest_on_words() -> None:
    case = wordless(Case(np.ones((2, N)), np.array([True, False]), weight=0.5))
    for name, column in zip(FEATURES, case.matrix.T, strict=True):
        assert column.tolist() == ([0, 0] if name in WORDS else [1, 1])
    assert (case.relevant.tolist(), case.weight) == ([True, False], 0.5)


def test_a_case_is_a_rankings_features_with_its_labels() -> None:
    ranking = ranking_of({}, {})
    labelled = replace(ranking, hits=(hit("nothing"), hit("found rifle1", external_id="r1")))
    case = case_of(labelled, asked(1), 0.25)
    assert case.matrix.dtype == np.float64
    assert (case.relevant.tolist(), case.weight) == ([False, True], 0.25)


def test_each_question_is_ranked_in_the_library_and_in_the_report_that_answers(
    taught_engine: Engine,
) -> None:
    whole, within = cases_of(taught_engine, [asked(4)])
    assert (len(whole.matrix), whole.relevant.sum()) == (30, 1)
    assert (len(within.matrix), within.relevant.sum()) == (2, 1)
    (unlabelled,) = cases_of(taught_engine, [UNANSWERABLE])
    assert not unlabelled.relevant.any()


def test_the_sentence_weights_are_those_that_are_right_most_often(taught_engine: Engine) -> None:
    found = fit_sentences(taught_engine, QUESTIONS)
    assert set(found) == {"dense", "coverage", "fit"}
    assert found["dense"] == 1
    # The vectors alone are right here, so that nothing is added to them.
    assert (found["coverage"], found["fit"]) == (0, 0)
