"""Measures, against numbers worked out by hand."""

import json
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from index.evaluation import (
    Evaluation,
    Evidence,
    Outcome,
    Question,
    evaluate,
    holds_answer,
    is_relevant,
    judge,
    load_questions,
    measure,
)
from index.records import Answer, Coverage, Hit
from tests.index.asking import REPORTS, engine, hit

NOTHING = Coverage(n_articles=0, n_passages=0, earliest=None, latest=None)


def question(
    *evidence: Evidence, answers: tuple[str, ...] = (), answerable: bool = True
) -> Question:
    return Question(
        text="Who?", asked=None, answerable=answerable, answers=answers, evidence=evidence
    )


def outcome(
    rank: int | None,
    confidence: float = 0.5,
    *,
    answered: bool = True,
    answerable: bool = True,
    answers: tuple[str, ...] = (),
    holds_answer: bool = False,
    seconds: float = 1.0,
) -> Outcome:
    return Outcome(
        question=question(answers=answers, answerable=answerable),
        answered=answered,
        confidence=confidence,
        rank=rank,
        holds_answer=holds_answer,
        seconds=seconds,
    )


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
            "Brier score": brier,
            "answered with evidence": 2 / 4,
            "refused": 1.0,
            "median seconds": 3.0,
        }
    )


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
    table = Evaluation(tuple(outcomes)).reliability()
    assert sum(row["questions"] for row in table) == len(outcomes)


def test_reliability_is_told_for_each_fifth_of_confidence() -> None:
    outcomes = (outcome(1, 0.0), outcome(None, 0.1), outcome(2, 0.5), outcome(4, 1.0))
    found = Evaluation(outcomes, {"Hit@1": 0.25, "answerable": 4}).as_dict()
    assert found["measures"] == {"Hit@1": 0.25, "answerable": 4}
    rows = [tuple(row.values()) for row in found["reliability"]]
    assert rows == [
        (0.0, 0.2, 2, pytest.approx(0.05), 0.5),
        (0.4, 0.6, 1, 0.5, 1.0),
        (0.8, 1.0, 1, 1.0, 0.0),
    ]


def test_rows_show_counts_whole_and_measures_to_three_places() -> None:
    rows = Evaluation((), {"answerable": 4.0, "Hit@1": 2 / 3}).rows()
    assert rows == [("answerable", "4"), ("Hit@1", "0.667")]


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


def answered(*hits: Hit) -> Answer:
    return Answer(
        question="Who?", answered=True, confidence=0.7, hits=hits, near=(), coverage=NOTHING
    )


def test_the_rank_is_the_first_relevant_passages() -> None:
    asked = question(Evidence(None, "raid"))
    hits = [hit("nothing"), hit("a raid"), hit("a raid")]
    assert judge(asked, answered(*hits), 0.5).rank == 2
    assert judge(asked, answered(*[hit("nothing")] * 10, hit("a raid")), 0.5).rank is None
    assert judge(asked, answered(), 0.5).rank is None
    assert not judge(asked, answered(), 0.5).holds_answer


def test_a_question_called_unanswerable_has_no_rank() -> None:
    asked = question(Evidence(None, "raid"), answerable=False)
    assert judge(asked, answered(hit("a raid")), 0.5).rank is None


@pytest.mark.parametrize(("rank", "expected"), [(1, True), (3, True), (4, False), (None, False)])
def test_evidence_is_shown_in_the_first_three(rank: int | None, *, expected: bool) -> None:
    assert outcome(rank).shows_evidence is expected


LINE = {
    "question": "Who said that an airstrike had killed Umawi?",
    "asked": "2022-10-07",
    "answerable": True,
    "answers": ["Umawi"],
    "evidence": [{"article": "strike", "text": "killed Umawi"}, "killed"],
}


def written(folder: Path, *lines: object) -> Path:
    path = folder / "questions.jsonl"
    texts = [
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    ]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


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
    with pytest.raises(SourceError, match=r"questions\.jsonl, line 3 is no labelled question"):
        load_questions(path)


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


def test_a_folders_questions_are_asked_and_measured(tmp_path: Path) -> None:
    written(tmp_path, LINE, {"question": "Who won the match?", "answerable": False})
    steps: list[tuple[int, int]] = []
    with closing(engine(tmp_path / "library")) as found:
        list(found.add(REPORTS))
        result = evaluate(found, tmp_path, lambda done, total: steps.append((done, total)))
        assert len(evaluate(found, tmp_path, limit=1).outcomes) == 1
    assert steps == [(1, 2), (2, 2)]
    first, second = result.outcomes
    assert (first.rank, first.holds_answer, first.answered) == (1, True, True)
    assert (second.rank, second.holds_answer) == (None, False)
    assert first.seconds > 0
    assert result.measures["Hit@1"] == result.measures["Answer@1"] == 1
