"""What the confidence is learned from, and how."""

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from index.engine import Engine
from index.learning.labels import Evidence, Question
from index.learning.training_confidence import (
    Sample,
    Source,
    confidence_samples,
    fit_confidence,
    in_spreads,
    strict_threshold,
)
from index.search.weights import Logistic
from tests.index.taught import QUESTIONS, UNANSWERABLE, asked


def samples(n: int = 200, source: int = 0, *, shift: float = 0.0) -> list[Sample]:
    """What is told decides; more of it is needed where the source shifts it."""
    draw = random.Random(5)
    rows = [{"told": draw.uniform(0, 1) + shift, "noise": draw.uniform(0, 1)} for _ in range(n)]
    return [Sample(row, row["told"] - shift > 0.5, False, source) for row in rows]


def test_a_logistic_regression_tells_what_can_be_told() -> None:
    taught = samples()
    found = fit_confidence(taught, ["told", "noise"])
    model = Logistic(**found)
    right = [(model.probability(one.evidence) > 0.5) == one.shows for one in taught]
    assert np.mean(right) > 0.97
    assert found["weights"]["told"] > 10 * abs(found["weights"]["noise"])


def test_a_logistic_regression_uses_only_what_it_is_given() -> None:
    assert list(fit_confidence(samples(), ["noise"])["weights"]) == ["noise"]


def test_evidence_that_never_changes_breaks_nothing() -> None:
    taught = [replace(one, evidence={**one.evidence, "same": 1.0}) for one in samples()]
    model = Logistic(**fit_confidence(taught, ["told", "same"]))
    high, low = {"told": 0.9, "same": 1.0}, {"told": 0.1, "same": 1.0}
    assert model.probability(high) > 0.5 > model.probability(low)


def test_every_source_counts_the_same_however_many_samples_it_has() -> None:
    few, many = samples(100, 0), samples(1000, 1, shift=1.0)

    def line(taught: list[Sample]) -> float:
        """Where the confidence is a half."""
        found = fit_confidence(taught, ["told"])
        return float(-found["bias"] / found["weights"]["told"])

    assert line(few) == pytest.approx(0.5, abs=0.1)
    assert line(many) == pytest.approx(1.5, abs=0.1)
    assert line([*few, *many]) == pytest.approx(1.0, abs=0.1)


def test_half_of_what_is_asked_is_taken_to_have_evidence() -> None:
    draw = np.random.default_rng(1)
    without = [Sample({"told": told}, False, False) for told in draw.normal(0, 1, 2000)]
    having = [Sample({"told": told}, True, False) for told in draw.normal(1, 1, 200)]
    model = Logistic(**fit_confidence([*without, *having], ["told"]))
    assert model.probability({"told": 0.5}) == pytest.approx(0.5, abs=0.05)


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


def test_cosines_are_told_in_spreads() -> None:
    (found,) = in_spreads([Sample({"cosine": 0.3, "nearest": 0.1, "told": 0.5}, True, False)], 0.2)
    assert found.evidence == pytest.approx({"cosine": 1.5, "nearest": 0.5, "told": 0.5})


def taken(engine: Engine, *questions: Question, exhaustive: bool = True) -> list[Sample]:
    return list(confidence_samples(engine, [Source(questions, exhaustive=exhaustive)]))


def test_confidence_learns_from_libraries_with_the_answer_and_without(
    taught_engine: Engine,
) -> None:
    found = taken(taught_engine, asked(4))
    # Whole, masked; a few at random, the closest, the closest one; with what answers, twice; alone.
    expected = [True, False, False, False, False, True, True, True]
    assert [sample.shows for sample in found] == expected
    unanswerable = taken(taught_engine, UNANSWERABLE)
    assert [sample.shows for sample in unanswerable] == [False] * 4


def test_questions_are_asked_with_their_day_and_without(taught_engine: Engine) -> None:
    dated = replace(asked(4), asked=date(2022, 10, 6))
    assert len(taken(taught_engine, dated)) == len(taken(taught_engine, asked(4))) + 2


def test_what_holds_the_answer_without_a_label_teaches_nothing_where_labels_are_missing(
    taught_engine: Engine,
) -> None:
    moved = replace(asked(4), evidence=(Evidence("r4", "ate soup4"),))
    complete, partial = taken(taught_engine, moved), taken(taught_engine, moved, exhaustive=False)
    assert len(partial) < len(complete)
    assert [sample for sample in complete if sample.shows] == [s for s in partial if s.shows]


def test_samples_are_drawn_the_same_way_each_time(taught_engine: Engine) -> None:
    assert taken(taught_engine, *QUESTIONS) == taken(taught_engine, *QUESTIONS)


def test_a_sample_knows_its_source(taught_engine: Engine) -> None:
    sources = [Source([UNANSWERABLE]), Source([asked(1)])]
    found = list(confidence_samples(taught_engine, sources))
    assert [sample.source for sample in found] == [0] * 4 + [1] * 8


def test_a_sample_knows_whether_words_can_match(taught_engine: Engine) -> None:
    russian = replace(asked(4), text="патруль города четыре нашёл винтовку")
    assert all(sample.foreign for sample in taken(taught_engine, russian))
    assert not any(sample.foreign for sample in taken(taught_engine, asked(4)))
