"""Measures, against numbers worked out by hand."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.learning.measures import Outcome, measure, measure_masked, reliability, risk_coverage
from index.records import Span
from tests.index.asking import hit
from tests.index.labelled import outcome, question


def test_measures_are_as_worked_out_by_hand() -> None:
    found = measure(
        [
            outcome(1, 0.9, answers=("a",), holds_answer=True, seconds=1),
            outcome(3, 0.6, answers=("a",), seconds=2),
            outcome(8, 0.7, answers=("a",), seconds=3),
            outcome(None, 0.2, answered=False, seconds=4),
            outcome(None, 0.1, answerable=False, answered=False, seconds=9),
        ]
    )
    # By confidence: evidence, none, evidence, none, none.
    brier = (0.1**2 + 0.4**2 + 0.7**2 + 0.2**2 + 0.1**2) / 5
    assert found == pytest.approx(
        {
            "answerable": 4,
            "unanswerable": 1,
            "Hit@1": 1 / 4,
            "Hit@3": 2 / 4,
            "Hit@5": 2 / 4,
            "Hit@10": 3 / 4,
            "MRR@10": (1 + 1 / 3 + 1 / 8) / 4,
            "Answer@1": 1 / 3,
            "AUROC": 5 / 6,
            "average precision": (1 + 2 / 3) / 2,
            "AURC": (0 + 1 / 2 + 1 / 3 + 2 / 4 + 3 / 5) / 5,
            "Brier score": brier,
            "expected calibration error": (0.1 + 0.7 + 0.4 + 0.2 + 0.1) / 5,
            "answered with evidence": 2 / 4,
            "answered with evidence, of those with evidence in the first three": 2 / 2,
            "refused": 1.0,
            "median seconds": 3.0,
        }
    )


def test_masked_twins_are_to_be_refused_and_told_apart() -> None:
    asked = [outcome(1, 0.9), outcome(None, 0.5, answered=False)]
    masked = [
        outcome(None, 0.95, answerable=False),
        outcome(None, 0.2, answerable=False, answered=False),
        outcome(None, 0.1, answerable=False, answered=False),
    ]
    assert measure_masked(asked, masked) == {
        "refused, evidence masked": pytest.approx(2 / 3),
        "AUROC, evidence masked too": pytest.approx(3 / 4),
    }
    assert measure_masked([], masked) == {"refused, evidence masked": pytest.approx(2 / 3)}


def test_measures_that_need_both_outcomes_are_left_out_without() -> None:
    for outcomes in ([outcome(1)], [outcome(None)]):
        found = measure(outcomes)
        assert "AUROC" not in found
        assert "refused" not in found
        assert "Answer@1" not in found
        assert found["Brier score"] == pytest.approx(0.25)


def test_a_set_without_answerable_questions_is_measured() -> None:
    found = measure([outcome(None, 0.0, answerable=False, answered=False)])
    assert (found["Hit@1"], found["refused"], found["Brier score"]) == (0, 1, 0)


@given(
    st.lists(
        st.builds(
            outcome,
            st.one_of(st.none(), st.integers(1, 10)),
            st.floats(0, 1),
            answered=st.booleans(),
            answerable=st.booleans(),
            holds_answer=st.booleans(),
        ),
        min_size=1,
    )
)
def test_every_measure_is_a_share(outcomes: list[Outcome]) -> None:
    counts = ("answerable", "unanswerable", "median seconds")
    for name, value in measure(outcomes).items():
        assert name in counts or 0 <= value <= 1, name
    assert sum(row["questions"] for row in reliability(outcomes, 10)) == len(outcomes)


def test_refusals_are_counted_among_those_with_evidence() -> None:
    found = measure(
        [
            outcome(2),
            outcome(3, answered=False),
            outcome(4),  # shown, but too low to be seen
            outcome(None, answered=False),
            outcome(None, answerable=False),
        ]
    )
    assert found["answered with evidence"] == 1 / 4
    assert found["answered with evidence, of those with evidence in the first three"] == 1 / 2
    assert found["refused"] == 0


def test_reliability_is_told_for_each_bin_of_confidence() -> None:
    outcomes = (outcome(1, 0.0), outcome(None, 0.1), outcome(2, 0.5), outcome(4, 1.0))
    rows = [tuple(row.values()) for row in reliability(outcomes, 5)]
    assert rows == [
        (0.0, 0.2, 2, pytest.approx(0.05), 0.5),
        (0.4, 0.6, 1, 0.5, 1.0),
        (0.8, 1.0, 1, 1.0, 0.0),
    ]


def test_calibration_error_weighs_tenths_by_their_questions() -> None:
    outcomes = [outcome(1, 0.96), outcome(1, 0.98), outcome(None, 0.94), outcome(1, 0.2)]
    expected = 3 / 4 * (0.96 - 2 / 3) + 1 / 4 * 0.8
    assert measure(outcomes)["expected calibration error"] == pytest.approx(expected)


def points(outcomes: list[Outcome]) -> list[tuple[float, ...]]:
    return [tuple(point.values()) for point in risk_coverage(outcomes)]


def test_the_risk_of_answering_grows_with_coverage() -> None:
    outcomes = [outcome(None, 0.2), outcome(1, 0.9), outcome(5, 0.7), outcome(3, 0.6)]
    assert points(outcomes) == [
        (0.25, 0.0, 0.9),
        (0.5, 0.5, 0.7),
        (0.75, pytest.approx(1 / 3), 0.6),
        (1.0, 0.5, 0.2),
    ]


def test_equals_share_their_errors_whatever_their_order() -> None:
    outcomes = [outcome(None, 0.5), outcome(1, 0.5), outcome(1, 0.8)]
    expected = [(1 / 3, 0.0, 0.8), (2 / 3, 0.25, 0.5), (1.0, 1 / 3, 0.5)]
    for order in permutations(outcomes):
        assert points([*order]) == [pytest.approx(point) for point in expected]
        assert measure(order)["AURC"] == pytest.approx((0 + 1 / 4 + 1 / 3) / 3)


@pytest.mark.parametrize(("n", "expected"), [(0, 0), (1, 1), (99, 99), (101, 100), (415, 100)])
def test_the_curve_has_at_most_a_hundred_points(n: int, expected: int) -> None:
    found = points([outcome(1 if i % 3 else None, i / max(n, 1)) for i in range(n)])
    assert len(found) == expected
    assert found == sorted(found)
    if n:
        assert found[-1] == pytest.approx((1.0, -(-n // 3) / n, 0.0))


def test_the_area_is_the_mean_risk_over_every_coverage() -> None:
    outcomes = [outcome(1 if i % 3 else None, 1 - i / 100) for i in range(100)]
    risks = [risk for _, risk, _ in points(outcomes)]
    assert measure(outcomes)["AURC"] == pytest.approx(sum(risks) / 100)


@pytest.mark.parametrize(("rank", "expected"), [(1, True), (3, True), (4, False), (None, False)])
def test_evidence_is_shown_in_the_first_three(rank: int | None, *, expected: bool) -> None:
    assert outcome(rank).shows_evidence is expected


def test_an_outcome_tells_what_a_reader_of_failures_needs() -> None:
    shown = replace(
        hit("It was dark. A man died.", title="Raid", published=date(2022, 10, 6)),
        sentence=Span(start=13, end=24),
    )
    told = replace(outcome(2, 0.25, answered=False), hits=(shown, hit("Undated."))).as_dict()
    assert told == {
        "question": "Who?",
        "id": None,
        "asked": None,
        "answerable": True,
        "rank": 2,
        "confidence": 0.25,
        "answered": False,
        "holds_answer": False,
        "seconds": 1.0,
        "hits": [
            {
                "title": "Raid",
                "published": "2022-10-06",
                "text": "It was dark. A man died.",
                "sentence": "A man died.",
            },
            {"title": "Title", "published": None, "text": "Undated.", "sentence": ""},
        ],
    }
    asked = replace(question(), id="q7", asked=date(2022, 10, 7))
    told = replace(outcome(1), question=asked).as_dict()
    assert (told["id"], told["asked"]) == ("q7", "2022-10-07")
