"""The same questions in other words, side by side."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import SourceError
from index.learning.evaluation import Evaluation
from index.learning.labels import load_questions
from index.learning.translations import Comparison, evaluate_translations, load_translation
from tests.index.asking import REPORTS, engine
from tests.index.labelled import LINE, written

ARREST = {
    "id": "arrest",
    "question": "Who built bombs?",
    "answerable": True,
    "evidence": ["arrested Kurdi"],
}
MATCH = {"id": 3, "question": "Who won the match?", "answerable": False}


def labelled(folder: Path) -> None:
    written(folder, LINE | {"id": "strike"}, ARREST, MATCH, LINE)


def translation(folder: Path, name: str, **texts: str) -> Path:
    lines = [{"id": id_.removeprefix("_"), "question": text} for id_, text in texts.items()]
    return written(folder, *lines, name=f"{name}.jsonl")


def test_questions_are_asked_in_every_wording(tmp_path: Path) -> None:
    labelled(tmp_path)
    files = {
        "ru": translation(tmp_path, "ru", arrest="Курди", strike="Умави", _3="Матч?"),
        "tr": translation(tmp_path, "tr", strike="airstrike killed Umawi", arrest="Kurdi bombs"),
    }
    steps: list[tuple[int, int]] = []
    with closing(engine(tmp_path / "library")) as found:
        list(found.add(REPORTS))
        result = evaluate_translations(found, tmp_path, files, lambda *step: steps.append(step))
        limited = evaluate_translations(found, tmp_path, {"ru": files["ru"]}, limit=1)
    assert steps == [(done, 6) for done in range(1, 7)]
    assert {
        name: [o.question.text for o in evaluation.outcomes]
        for name, evaluation in result.evaluations.items()
    } == {
        "original": [LINE["question"], "Who built bombs?"],
        "ru": ["Умави", "Курди"],
        "tr": ["airstrike killed Umawi", "Kurdi bombs"],
    }
    assert result.evaluations["tr"].measures["Hit@1"] == 1
    assert [len(evaluation.outcomes) for evaluation in limited.evaluations.values()] == [1, 1]


COMPARISON = Comparison(
    {
        "original": Evaluation((), {"answerable": 4, "Hit@5": 0.75, "AUROC": 0.5}),
        "ru": Evaluation((), {"answerable": 4, "Hit@5": 0.7}),
        "tr": Evaluation((), {"answerable": 4, "Hit@5": 0.8}),
    }
)


def test_rows_stand_side_by_side_with_the_difference_in_points() -> None:
    assert COMPARISON.rows() == [
        ("answerable", "4", "4", "4"),
        ("Hit@5", "0.750", "0.700", "0.800"),
        ("AUROC", "0.500", "", ""),
        ("Hit@5 less the original's, points", "", "-5.0", "+5.0"),
    ]


def test_a_comparison_as_json() -> None:
    told = json.loads(json.dumps(COMPARISON.as_dict(), allow_nan=False))
    assert list(told["evaluations"]) == ["original", "ru", "tr"]
    assert told["evaluations"]["ru"]["measures"] == {"answerable": 4, "Hit@5": 0.7}
    assert told["Hit@5 less the original's, points"] == pytest.approx({"ru": -5, "tr": 5})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Expecting property name"),
        ({"question": "Кто?"}, "it has no 'id'"),
        ({"id": "arrest"}, "it has no 'question'"),
        ({"id": "arrest", "question": ""}, "question must be a text that is not empty"),
        ({"id": "raid", "question": "Кто?"}, "no questions have the id 'raid'"),
        ({"id": "strike", "question": "Кто?"}, "the id 'strike' has a line already"),
        ({"id": "twice", "question": "Кто?"}, "2 questions have the id 'twice'"),
    ],
)
def test_a_bad_line_is_named_with_file_and_remedy(
    tmp_path: Path, line: object, reason: str
) -> None:
    twice = LINE | {"id": "twice"}
    questions = load_questions(written(tmp_path, LINE | {"id": "strike"}, ARREST, twice, twice))
    good = {"id": "strike", "question": "Кто?"}
    path = written(tmp_path, good, "", line, name="news.ru.jsonl")
    with pytest.raises(SourceError) as told:
        load_translation(path, questions)
    assert f"news.ru.jsonl, line 3 is no translation: {reason}" in str(told.value)
    assert "each with the id of a question in questions.jsonl" in str(told.value)


def test_files_that_share_no_question_are_refused(tmp_path: Path) -> None:
    labelled(tmp_path)
    files = {
        "ru": translation(tmp_path, "ru", arrest="Курди"),
        "tr": translation(tmp_path, "tr", strike="Umawi"),
    }
    with (
        closing(engine(tmp_path / "library")) as found,
        pytest.raises(SourceError, match=r"share no question.*Name files"),
    ):
        evaluate_translations(found, tmp_path, files)
