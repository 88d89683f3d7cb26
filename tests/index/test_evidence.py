"""What speaks for and against an answer."""

import math
from dataclasses import replace

import numpy as np
import pytest

from index.answering.evidence import deviation, evidence
from index.search.features import FEATURES, QuestionTerms
from index.search.retriever import Ranking
from tests.index.asking import hit, ranking_of


def parts(**features: float) -> dict[str, float]:
    named = {name.replace("_", " "): value for name, value in features.items()}
    return {"cosine": 0.0} | dict.fromkeys(FEATURES, 0.0) | named


def asking(ranking: Ranking, *held: str, **rarity: float) -> Ranking:
    """The ranking of a question with these terms, and what each hit holds of them."""
    found = tuple(frozenset(terms.split()) for terms in held)
    return replace(ranking, terms=QuestionTerms("", rarity), held=found)


def test_cosines_count_above_the_least_one() -> None:
    rows = [parts(cosine=c / 100) for c in (80, 82, 84, 90, 70, 60, 50)]
    found = evidence(ranking_of(*rows), spread=0.1)
    assert found["cosine"] == pytest.approx((0.84 - 0.5) / 0.1)
    assert found["nearest"] == pytest.approx(((0.9 + 0.84 + 0.82 + 0.8 + 0.7) / 5 - 0.5) / 0.1)


def test_where_a_models_cosines_lie_makes_no_difference() -> None:
    low = ranking_of(*[parts(cosine=c) for c in (0.3, 0.2, 0.1)])
    high = ranking_of(*[parts(cosine=c) for c in (0.9, 0.8, 0.7)])
    assert evidence(low, 0.05) == pytest.approx(evidence(high, 0.05))


def test_of_an_unknown_model_the_candidates_own_spread_counts() -> None:
    narrow = ranking_of(*[parts(cosine=c) for c in (0.83, 0.82, 0.81)])
    wide = ranking_of(*[parts(cosine=c) for c in (0.9, 0.5, 0.1)])
    assert evidence(narrow) == pytest.approx(evidence(wide))
    assert deviation(wide) == pytest.approx(np.std([0.9, 0.5, 0.1]))


def test_passages_that_are_all_as_near_break_nothing() -> None:
    found = evidence(ranking_of(*[parts(cosine=0.8)] * 3))
    assert (found["cosine"], found["nearest"]) == pytest.approx((0, 0), abs=1e-6)


def test_the_mass_is_the_first_threes_share_of_the_softmax() -> None:
    scores = (3.0, 2.0, 2.0, 1.0, 0.0)
    weights = [math.exp(score) for score in scores]
    found = evidence(ranking_of(*[parts()] * 5, scores=scores))
    assert found["mass"] == pytest.approx(math.log(sum(weights[:3]) / sum(weights)))
    assert evidence(ranking_of(parts(), scores=(7.0,)))["mass"] == 0


def test_the_score_is_the_best_even_where_a_cross_encoder_put_it_last() -> None:
    found = evidence(ranking_of(*[parts()] * 5, scores=(1.0, 0.0, 2.0, 3.0, 900.0)))
    assert found["score"] == 900
    assert math.isfinite(found["mass"])


def test_terms_are_missing_that_no_passage_of_the_leading_report_holds() -> None:
    ranking = ranking_of(*[parts()] * 3)
    leader, other, same = ranking.hits
    same = hit("Another of its passages.", parts(), number=1)
    ranking = replace(ranking, hits=(leader, other, same))
    asked = asking(ranking, "raid", "leader", "camp", raid=2.0, leader=3.0, camp=5.0, idlib=7.0)
    assert evidence(asked)["missing"] == 3 + 7


def test_what_the_first_three_hold_counts_together() -> None:
    asked = asking(
        ranking_of(*[parts()] * 4), "raid", "", "camp raid", "idlib", raid=2, camp=3, idlib=5
    )
    assert evidence(asked)["told"] == pytest.approx(0.5)


def test_a_question_without_words_has_nothing_missing() -> None:
    found = evidence(ranking_of(parts()))
    assert (found["missing"], found["told"]) == (0, 0)


def test_the_leaders_own_and_the_first_threes_best() -> None:
    rows = [parts(near_in_time=0.5, length=0.25), parts(asks=1.0, length=1.0), parts(), parts()]
    found = evidence(ranking_of(*rows))
    assert (found["near in time"], found["length"], found["asks"]) == (0.5, 0.25, 1)
    assert evidence(ranking_of(*[parts()] * 3, parts(asks=1.0)))["asks"] == 0
