"""What a question asks for, and which texts hold one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.expectation import NEUTRAL, fit


@pytest.mark.parametrize(
    ("question", "holding", "lacking"),
    [
        ("At what time was it?", "It was at 6:23 p.m. local time.", "It was on Thursday."),
        ("How many were killed?", "Two men died.", "Some men died."),
        ("How old was he?", "He was 34.", "He was old."),
        ("When was he killed?", "He was killed on Thursday.", "He was killed there."),
        ("What year was it?", "It was 2019.", "It was long ago."),
        ("Who was killed?", "It killed Abu Hashum al-Umawi.", "It killed a man."),
        ("Where did they land?", "They landed near Qamishli.", "They landed safely."),
        ("Which village was raided?", "They came to Muluk Saray.", "they came and went."),
    ],
)
def test_a_text_that_holds_what_is_asked_for_fits(
    question: str, holding: str, lacking: str
) -> None:
    assert fit(question, holding) == 1
    assert fit(question, lacking) == 0


@pytest.mark.parametrize("question", ["", "Why did they do it?", "Кто погиб?", "whoever"])
def test_a_question_that_expects_nothing_in_particular_leaves_all_texts_alike(
    question: str,
) -> None:
    assert fit(question, "Abu Hashum was killed at 6:23 p.m.") == NEUTRAL


@given(st.text(), st.text())
def test_any_texts_can_be_held_against_each_other(question: str, text: str) -> None:
    assert fit(question, text) in (0, NEUTRAL, 1)
