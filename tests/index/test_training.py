"""Training: what is fitted, on problems whose solution is known."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import approx_fprime, minimize

from index import training
from index.engine import Engine
from index.evaluation import Evidence, Question
from index.features import FEATURES
from index.records import Draft
from index.training import (
    UNTRAINED,
    WORDS,
    Case,
    Float,
    Sample,
    best_threshold,
    case_of,
    cases_of,
    confidence_samples,
    fit_logistic,
    fit_ranking,
    fit_sentences,
    strict_threshold,
    train,
    wordless,
)
from index.weights import Logistic, Weights, parsed
from tests.fakes import FakeEmbedder
from tests.index.asking import engine, hit, ranking_of

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

    monkeypatch.setattr(training, "minimize", spy)
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


def samples(n: int = 200) -> tuple[list[dict[str, float]], list[bool]]:
    draw = random.Random(5)
    rows = [{"told": draw.uniform(0, 1), "noise": draw.uniform(0, 1)} for _ in range(n)]
    return rows, [row["told"] > 0.5 for row in rows]


def test_a_logistic_regression_tells_what_can_be_told() -> None:
    rows, truth = samples()
    found = fit_logistic(rows, truth, ["told", "noise"])
    model = Logistic(**found)
    right = [(model.probability(row) > 0.5) == true for row, true in zip(rows, truth, strict=True)]
    assert np.mean(right) > 0.97
    assert found["weights"]["told"] > 10 * abs(found["weights"]["noise"])


def test_a_logistic_regression_uses_only_what_it_is_given() -> None:
    rows, truth = samples()
    assert list(fit_logistic(rows, truth, ["noise"])["weights"]) == ["noise"]


def test_evidence_that_never_changes_breaks_nothing() -> None:
    rows, truth = samples()
    found = fit_logistic([row | {"same": 1.0} for row in rows], truth, ["told", "same"])
    model = Logistic(**found)
    high, low = {"told": 0.9, "same": 1.0}, {"told": 0.1, "same": 1.0}
    assert model.probability(high) > 0.5 > model.probability(low)


@pytest.mark.parametrize(
    ("confidence", "truth", "expected"),
    [
        ([0.1, 0.2, 0.7, 0.8], [False, False, True, True], 0.7),
        ([0.1, 0.4, 0.5, 0.9], [True, False, False, True], 0.9),
    ],
)
def test_the_threshold_answers_most_true_ones_for_the_fewest_false(
    confidence: list[float], truth: list[bool], expected: float
) -> None:
    assert best_threshold(confidence, truth) == expected


@pytest.mark.parametrize("wanted", [0.5, 0.85, 0.97])
def test_the_strict_threshold_refuses_the_wanted_share_of_what_has_no_evidence(
    wanted: float,
) -> None:
    draw = np.random.default_rng(5)
    confidence = draw.uniform(size=200).round(3).tolist()
    truth = (draw.uniform(size=200) < 0.5).tolist()
    found = strict_threshold(confidence, truth, wanted)
    without = np.array(confidence)[~np.array(truth)]
    assert (without < found).mean() == pytest.approx(wanted, abs=2 / without.size)


def report(number: int) -> Draft:
    """A report with a fact of its own, in the first of two paragraphs."""
    return Draft(
        title=f"Report {number}",
        text=(
            f"Nothing else came to pass. The patrol of town{number} found rifle{number} there.\n\n"
            f"In the evening the soldiers of the garrison ate soup{number} and slept until dawn."
        ),
        language="en",
        external_id=f"r{number}",
    )


def asked(number: int) -> Question:
    return Question(
        text=f"the patrol of town{number}",
        asked=None,
        answerable=True,
        answers=(f"rifle{number}",),
        evidence=(Evidence(f"r{number}", f"found rifle{number}"),),
    )


UNANSWERABLE = Question(
    text="the football match", asked=None, answerable=False, answers=(), evidence=()
)
QUESTIONS = [*(asked(number) for number in range(12)), UNANSWERABLE]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    with closing(engine(tmp_path / "library")) as found:
        list(found.add(report(number) for number in range(15)))
    return tmp_path / "library"


@pytest.fixture
def reports(library: Path) -> Iterator[Engine]:
    with closing(engine(library)) as found:
        yield found


def test_a_case_is_a_rankings_features_with_its_labels() -> None:
    ranking = ranking_of({}, {})
    labelled = replace(ranking, hits=(hit("nothing"), hit("found rifle1", external_id="r1")))
    case = case_of(labelled, asked(1), 0.25)
    assert case.matrix.dtype == np.float64
    assert (case.relevant.tolist(), case.weight) == ([False, True], 0.25)


def test_each_question_is_ranked_in_the_library_and_in_the_report_that_answers(
    reports: Engine,
) -> None:
    whole, within = cases_of(reports, [asked(4)])
    assert (len(whole.matrix), whole.relevant.sum()) == (30, 1)
    assert (len(within.matrix), within.relevant.sum()) == (2, 1)
    (unlabelled,) = cases_of(reports, [UNANSWERABLE])
    assert not unlabelled.relevant.any()


def test_confidence_learns_from_libraries_with_the_answer_and_without(reports: Engine) -> None:
    found = list(confidence_samples(reports, [asked(4)]))
    # Whole, masked, small with it, small without, alone, nearest; with the day and without.
    expected = [True, False, True, False, True, False]
    assert [sample.shows for sample in found] == [shows for shows in expected for _ in range(2)]
    unanswerable = list(confidence_samples(reports, [UNANSWERABLE]))
    assert len(unanswerable) == 6
    assert not any(sample.shows for sample in unanswerable)


def test_samples_are_drawn_the_same_way_each_time(reports: Engine) -> None:
    def drawn() -> list[Sample]:
        return list(confidence_samples(reports, QUESTIONS))

    assert drawn() == drawn()


def test_a_sample_knows_whether_words_can_match(reports: Engine) -> None:
    russian = replace(asked(4), text="патруль города четыре нашёл винтовку")
    assert all(sample.foreign for sample in confidence_samples(reports, [russian]))
    assert not any(sample.foreign for sample in confidence_samples(reports, [asked(4)]))


def test_the_sentence_weights_are_those_that_are_right_most_often(reports: Engine) -> None:
    found = fit_sentences(reports, QUESTIONS)
    assert set(found) == {"dense", "coverage", "fit"}
    assert found["dense"] == 1
    # The vectors alone are right here, so that nothing is added to them.
    assert (found["coverage"], found["fit"]) == (0, 0)


def test_training_gives_weights_that_answer_and_refuse(library: Path) -> None:
    def opened(learned: Weights) -> Engine:
        return Engine.open(library, embedder=FakeEmbedder(), create=False, weights=learned)

    found = train(opened, QUESTIONS)
    assert set(found) == set(UNTRAINED)
    assert [found["foreign ranking"][name] for name in WORDS] == [0] * len(WORDS)
    assert 0 < found["threshold"] <= found["strict threshold"] < 1
    with closing(opened(parsed(json.loads(json.dumps(found))))) as trained:
        answered = trained.ask(asked(13).text)
        assert answered.answered
        assert answered.sentence == "The patrol of town13 found rifle13 there."
        assert not trained.ask(UNANSWERABLE.text).answered


def test_the_program_writes_the_weights(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {
            "question": question.text,
            "answerable": question.answerable,
            "answers": question.answers,
            "evidence": [{"article": e.article, "text": e.text} for e in question.evidence],
        }
        for question in QUESTIONS
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    monkeypatch.setattr(training, "load", lambda model, cache: FakeEmbedder())
    target = tmp_path / "weights.json"
    training.main([str(tmp_path), str(library), str(tmp_path / "cache"), "--out", str(target)])
    assert parsed(json.loads(target.read_text())).ranking.keys() == set(FEATURES)


def test_translated_questions_make_the_weights_for_other_languages(library: Path) -> None:
    def opened(learned: Weights) -> Engine:
        return Engine.open(library, embedder=FakeEmbedder(), create=False, weights=learned)

    translated = [replace(asked(n), text=f"патруль town{n}") for n in range(12)]
    plain, taught = train(opened, QUESTIONS), train(opened, QUESTIONS, translated)
    assert plain["ranking"] == taught["ranking"]
    assert plain["foreign ranking"] != taught["foreign ranking"]
