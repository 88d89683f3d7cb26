"""Labelled questions: what is read, and what counts as an answer."""

from datetime import date
from pathlib import Path

import pytest

from index.errors import SourceError
from index.learning.labels import (
    Evidence,
    Question,
    holding,
    holds_answer,
    is_relevant,
    load_questions,
    numbered,
)
from tests.index.asking import article, hit
from tests.index.labelled import LINE, question, written


def test_the_articles_that_hold_evidence_are_told_by_their_external_ids() -> None:
    numbers = numbered([article(1, external_id="a"), article(2), article(3, external_id="b")])
    assert numbers == {"a": 1, "b": 3}
    asked = question(Evidence("b", "x"), Evidence(None, "x"), Evidence("elsewhere", "x"))
    assert holding(asked, numbers) == {3}


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (Evidence("r1", "an airstrike killed Umawi"), True),
        (Evidence("r1", "  an airstrike\n killed\tUmawi "), True),
        (Evidence(None, "killed Umawi"), True),
        (Evidence("r2", "killed Umawi"), False),
        (Evidence("r1", "killed umawi"), False),
        (Evidence("r1", "killed Umawi twice"), False),
    ],
)
def test_a_passage_is_relevant_that_holds_the_evidence_in_its_article(
    evidence: Evidence, *, expected: bool
) -> None:
    found = hit("On Thursday an airstrike  killed\nUmawi there.", external_id="r1")
    assert is_relevant(found, question(evidence)) is expected
    assert is_relevant(found, question(Evidence("r9", "x"), evidence)) is expected


def test_a_passage_is_not_relevant_to_a_question_without_evidence() -> None:
    assert not is_relevant(hit("Text."), question())


@pytest.mark.parametrize(
    ("sentence", "answer", "expected"),
    [
        ("It was at 6:23 p.m. local time.", "6:23 P.M.", True),
        ("“Umawi,” he said, was killed.", "umawi", True),
        ("He spoke of the U.S. army.", "U.S.", True),
        ("He spoke of Umawis.", "Umawi", False),
        ("There were 40 of them.", "4", False),
        ("There were forty of them.", "40", False),
        ("It was Al-Kurdi", "al Kurdi", True),
        ("Anything.", "...", False),
    ],
)
def test_an_answer_is_held_case_and_punctuation_folded(
    sentence: str, answer: str, *, expected: bool
) -> None:
    assert holds_answer(sentence, question(answers=("something else", answer))) is expected


def test_labelled_questions_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, LINE, "", "  ", {"question": "Why?\u2028\x85", "answerable": False})
    assert load_questions(path) == [
        Question(
            text="Who said that an airstrike had killed Umawi?",
            asked=date(2022, 10, 7),
            answerable=True,
            answers=("Umawi",),
            evidence=(Evidence("strike", "killed Umawi"), Evidence(None, "killed")),
        ),
        Question(text="Why?\u2028\x85", asked=None, answerable=False, answers=(), evidence=()),
    ]


@pytest.mark.parametrize(("given", "expected"), [("a7", "a7"), (7, "7"), (None, None)])
def test_a_questions_id_is_a_text(tmp_path: Path, given: object, expected: str | None) -> None:
    assert load_questions(written(tmp_path, LINE | {"id": given}))[0].id == expected
    assert load_questions(written(tmp_path, LINE))[0].id is None


def test_a_byte_order_mark_is_no_part_of_the_first_question(tmp_path: Path) -> None:
    path = written(tmp_path, LINE)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(load_questions(path)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "7",
        '"question"',
        "null",
        {"answerable": True},
        {"question": "Who?"},
        {"question": 7, "answerable": True},
        {"question": " ", "answerable": True},
        r'{"question": "\ud800", "answerable": true}',
        "[" * 100_000,
        LINE | {"asked": "yesterday"},
        LINE | {"asked": 7},
        LINE | {"answers": "Umawi"},
        LINE | {"answers": [7]},
        LINE | {"evidence": "killed"},
        LINE | {"evidence": [""]},
        LINE | {"evidence": [{"article": "strike"}]},
        LINE | {"evidence": [{"article": "strike", "text": 7}]},
        LINE | {"evidence": [None]},
    ],
)
def test_a_malformed_line_is_named_by_its_number(tmp_path: Path, line: object) -> None:
    path = written(tmp_path, LINE, "", line, LINE)
    with pytest.raises(
        SourceError, match=r"questions\.jsonl, line 3 is no labelled question"
    ) as told:
        load_questions(path)
    assert "has a labelled question a line, such as" in str(told.value)


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="it has no 'answerable'"):
        load_questions(written(tmp_path, {"question": "Who?"}))


def test_a_missing_empty_or_binary_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    with pytest.raises(SourceError, match="can't be read"):
        load_questions(path)
    path.write_text("\n \n")
    with pytest.raises(SourceError, match="is empty"):
        load_questions(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match="can't be read"):
        load_questions(path)
