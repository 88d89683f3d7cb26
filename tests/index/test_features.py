"""A candidate's features, against numbers worked out by hand."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Passage
from index.search.features import FEATURES, Candidates, QuestionTerms, features, is_foreign, script
from tests.index.asking import DAY, article, passage

QUESTION = QuestionTerms("Who?", {"strike": 3.0, "syria": 1.0})


def candidates(
    dense: list[float], lexical: list[float], passages: list[Passage] | None = None
) -> Candidates:
    passages = passages or [passage(n, "text", n) for n, _ in enumerate(dense, 1)]
    return Candidates(
        passages=passages,
        articles=[article(one.article_id, f"Title {one.article_id}") for one in passages],
        dense=np.array(dense, np.float32),
        lexical=np.array(lexical, np.float32),
        neighbours=np.array(dense, np.float32),
    )


def column(matrix: "np.typing.NDArray[np.float32]", name: str) -> list[float]:
    found: list[float] = matrix[:, FEATURES.index(name)].tolist()
    return found


def test_features_are_as_worked_out_by_hand() -> None:
    first = passage(1, "Abu Umawi " + "a" * 90, 1, position=0)
    second = passage(2, "b" * 400, 1, position=4)
    third = passage(3, "c" * 800, 2, position=12)
    articles = [
        article(1, "One", published=DAY - timedelta(days=7)),
        article(1, "One", published=DAY - timedelta(days=7)),
        article(2, "Two"),
    ]
    found = features(
        Candidates(
            passages=[first, second, third],
            articles=articles,
            dense=np.array([0.9, 0.7, 0.8], np.float32),
            lexical=np.array([2.0, 8.0, 0.0], np.float32),
            neighbours=np.array([0.7, 0.9, 0.8], np.float32),
        ),
        QUESTION,
        {
            first.text: ["strike", "strike", "other"],
            second.text: ["syria"],
            third.text: [],
            "One": ["syria", "strike"],
            "Two": ["other"],
        },
        asked=DAY,
    )
    assert found.dtype == np.float32
    spread = np.std([0.9, 0.7, 0.8])
    high = 0.1 / (4 * spread)
    expected = {
        "dense": [high, -high, 0],
        "lexical": [0.25, 1, 0],
        "coverage": [0.75, 0.25, 0],
        "title coverage": [1, 1, 0],
        "article dense": [high, high, 0],
        "article lexical": [1, 1, 0],
        "early": [1, 0.5, 0.25],
        "length": [0.25, 1, 1],
        "near in time": [0.5, 0.5, 0],
        "fit": [1, 0, 0],
        "neighbours": [-high, high, 0],
        "names": [0, 0, 0],
        "asks": [0, 0, 0],
    }
    assert tuple(expected) == FEATURES
    for name, values in expected.items():
        assert column(found, name) == pytest.approx(values, abs=1e-6), name


def test_a_lone_candidate_without_words_in_common_has_no_dense_lead_and_no_lexical_share() -> None:
    terms = {"text": ["strike"], "Title 1": []}
    found = features(candidates([0.8], [0.0]), QUESTION, terms, asked=None)
    assert column(found, "dense") == [0]
    assert column(found, "lexical") == [0]
    assert column(found, "near in time") == [0]


@pytest.mark.parametrize(
    ("published", "asked", "expected"),
    [
        (DAY, DAY, 1.0),
        (DAY + timedelta(days=7), DAY, 0.5),
        (DAY - timedelta(days=21), DAY, 0.25),
        (None, DAY, 0.0),
        (DAY, None, 0.0),
    ],
)
def test_nearness_in_time_falls_by_half_in_a_week(
    published: date | None, asked: date | None, expected: float
) -> None:
    one = Candidates(
        passages=[passage(1, "text")],
        articles=[article(1, published=published)],
        dense=np.zeros(1, np.float32),
        lexical=np.zeros(1, np.float32),
        neighbours=np.zeros(1, np.float32),
    )
    found = features(one, QUESTION, {"text": [], "Title": []}, asked)
    assert column(found, "near in time") == [expected]


def test_a_question_without_terms_is_covered_by_nothing() -> None:
    assert QuestionTerms("", {}).coverage(["strike"]) == 0


@given(st.dictionaries(st.text(max_size=3), st.floats(0.01, 15)), st.lists(st.text(max_size=3)))
def test_coverage_is_a_share(rarity: dict[str, float], terms: list[str]) -> None:
    assert 0 <= QuestionTerms("", rarity).coverage(terms) <= 1 + 1e-9
    assert QuestionTerms("", rarity).coverage([*rarity, *terms]) == pytest.approx(
        1.0 if rarity else 0.0
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who was killed?", "LATIN"),
        ("Кто погиб в ISIS?", "CYRILLIC"),
        ("من قُتل؟", "ARABIC"),
        ("谁被杀了？", "CJK"),
        ("6:23 — ?!", None),
        ("", None),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, expected: str | None) -> None:
    assert script(text) == expected


@given(st.text())
def test_any_text_has_a_script_or_none(text: str) -> None:
    found = script(text)
    assert (found is None) == (not any(character.isalpha() for character in text))


def in_scripts(texts: list[str]) -> Candidates:
    dense = [1 - place / 100 for place in range(len(texts))]
    passages = [passage(n, text, n) for n, text in enumerate(texts, 1)]
    return candidates(dense, [0.0] * len(texts), passages)


LATIN, CYRILLIC = "A report of a strike", "Сообщение об ударе"


@pytest.mark.parametrize(
    ("question", "texts", "expected"),
    [
        ("Кто погиб?", [LATIN] * 3, True),
        ("Who?", [LATIN] * 3, False),
        ("Кто погиб?", [LATIN, CYRILLIC], False),
        ("Кто погиб?", [LATIN, LATIN, CYRILLIC], True),
        ("6:23?", [LATIN], False),
        # Only the nearest ten count.
        ("Кто погиб?", [CYRILLIC] * 5 + [LATIN] * 50, False),
        ("Кто погиб?", [LATIN] * 10 + [CYRILLIC] * 50, True),
    ],
)
def test_a_question_is_foreign_where_most_of_the_nearest_are_in_another_script(
    question: str, texts: list[str], *, expected: bool
) -> None:
    assert is_foreign(question, in_scripts(texts)) is expected


def column_for(question: str, text: str, name: str, asked: date | None = None) -> float:
    """One feature of one passage in a report of `DAY`."""
    terms: dict[str, list[str]] = {text: [], "Title": []}
    one = candidates([0.5], [0.0], [passage(1, text)])
    dated = replace(one, articles=[article(1, published=DAY)])
    return column(features(dated, QuestionTerms(question, {}), terms, asked), name)[0]


def test_names_are_found_in_another_script() -> None:
    assert column_for("Кто такой Курайши?", "Qurayshi led the group.", "names") == 1
    assert column_for("Кто такой Курайши?", "Nobody was named.", "names") == 0


@pytest.mark.parametrize(("text", "expected"), [("It fell. Who cares?", 1), ("It fell?  No.", 0)])
def test_a_passage_that_ends_in_a_question_asks(text: str, expected: float) -> None:
    assert column_for("Who?", text, "asks") == expected


def test_a_period_of_long_ago_counts_beside_the_day_of_the_question() -> None:
    later = DAY + timedelta(days=400)
    assert column_for("Who was killed in October 2022?", "-", "near in time", later) == 1
    assert column_for("Who was killed?", "-", "near in time", later) < 0.02


def test_a_recent_period_counts_by_its_nearness() -> None:
    week_later = DAY + timedelta(days=7)
    assert column_for("Who was killed this week?", "-", "near in time", week_later) == 0.5


def test_a_question_is_foreign_to_reports_in_another_language_of_its_script() -> None:
    texts = [LATIN] * 3
    found = replace(
        in_scripts(texts), articles=[article(n, language="en") for n in range(len(texts))]
    )
    assert is_foreign("Suriye'deki hava saldırısında kim öldürüldü?", found)
    assert not is_foreign("Who was killed in the airstrike in Syria?", found)
