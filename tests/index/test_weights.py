"""The learned numbers: complete, and used as a logistic regression is."""

import json
import math
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answering.evidence import evidence
from index.learning.training_ranking import WORDS
from index.search.features import FEATURES
from index.search.weights import Logistic, shipped
from tests.index.asking import ranking_of


def test_a_probability_is_as_worked_out_by_hand() -> None:
    model = Logistic(bias=-1.0, weights={"a": 2.0, "b": -0.5})
    expected = 1 / (1 + math.exp(-(-1 + 2 * 3 - 0.5 * 4)))
    assert model.probability({"a": 3, "b": 4, "not asked for": 5}) == pytest.approx(expected)


def test_the_effects_add_up_to_the_logarithm_of_the_odds() -> None:
    model, values = Logistic(bias=-1.0, weights={"a": 2.0, "b": -0.5}), {"a": 1.0, "b": 4.0}
    assert model.effects(values) == {"bias": -1, "a": 2, "b": -2}
    odds = model.probability(values) / (1 - model.probability(values))
    assert math.log(odds) == pytest.approx(sum(model.effects(values).values()))


def test_every_weight_needs_its_value() -> None:
    with pytest.raises(KeyError):
        Logistic(bias=0, weights={"a": 1}).probability({})


@given(st.floats(allow_nan=False), st.floats(-1e300, 1e300))
def test_a_probability_is_between_0_and_1(bias: float, value: float) -> None:
    assert 0 < Logistic(bias=bias, weights={"a": 1.0}).probability({"a": value}) < 1


def test_shipped_weights_are_complete() -> None:
    weights = shipped()
    assert set(weights.ranking) == set(weights.foreign_ranking) == set(FEATURES)
    assert set(weights.sentence) == {"dense", "coverage", "fit"}
    assert 0 < weights.threshold < weights.strict_threshold < 1


def test_shipped_confidence_is_built_on_evidence_that_there_is() -> None:
    parts = {"cosine": 0.5} | dict.fromkeys(FEATURES, 0.5)
    known = set(evidence(ranking_of(parts)))
    assert set(shipped().confidence.weights) <= known
    assert set(shipped().foreign_confidence.weights) <= known


def test_shipped_words_say_nothing_across_scripts() -> None:
    foreign = shipped().foreign_ranking
    assert {foreign[name] for name in WORDS} == {0}


def test_shipped_file_is_plain_json() -> None:
    text = (files("index") / "weights.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=2) + "\n"
