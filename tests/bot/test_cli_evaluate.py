"""``sitrep evaluate``: labelled questions, measured."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bot.command_line import CommandLine

TEXT = "American troops landed by helicopter near Qamishli on Thursday."
LANDED = "Where did troops land by helicopter?"
IN_RUSSIAN = "Где высадились troops?"


@pytest.fixture
def sitrep(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path).stocked()


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def objects(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def labelled(sitrep: CommandLine) -> Path:
    article = {
        "id": "a1",
        "title": "Raid near Qamishli",
        "text": TEXT,
        "published": "2022-10-06",
    }
    evidence = [{"article": "a1", "text": "landed by helicopter"}]
    sitrep.file(
        "labelled/questions.jsonl",
        lines(
            {"id": 1, "question": LANDED, "answerable": True, "evidence": evidence},
            {"id": 2, "question": "Who won the cup?", "answerable": False, "evidence": []},
        ),
    )
    sitrep.file("labelled/pairs.jsonl", "{}\n")
    return sitrep.file("labelled/articles.jsonl", json.dumps(article)).parent


def test_evaluate_uses_a_library_of_its_own(sitrep: CommandLine) -> None:
    folder = labelled(sitrep)
    measures = sitrep.json("evaluate", folder)["measures"]
    assert (measures["answerable"], measures["unanswerable"]) == (1, 1)
    assert measures["Hit@1"] == 1
    assert (sitrep.folder / "cache" / "evaluation" / "labelled").is_dir()
    assert len(sitrep.json("articles")) == 2
    assert "Hit@1" in sitrep("evaluate", folder).stdout


def test_evaluate_takes_a_named_library_as_it_is(sitrep: CommandLine) -> None:
    folder = labelled(sitrep)
    told = sitrep.json("evaluate", folder, "--limit", "1", "--library", sitrep.library)
    assert told["measures"]["answerable"] == 1
    assert told["measures"]["Hit@1"] == 0
    assert len(sitrep.json("articles")) == 2


def test_evaluate_without_questions_is_an_error(sitrep: CommandLine) -> None:
    folder = labelled(sitrep)
    (folder / "questions.jsonl").unlink()
    result = sitrep("evaluate", folder)
    assert result.exit_code == 1
    assert "questions.jsonl" in result.stderr


def test_the_curve_and_the_reliability_are_told_as_json(sitrep: CommandLine) -> None:
    told = sitrep.json("evaluate", labelled(sitrep))
    assert [point["coverage"] for point in told["risk_coverage"]] == [0.5, 1]
    assert sum(row["questions"] for row in told["reliability_tenths"]) == 2


def test_outcomes_are_written_a_line_each(sitrep: CommandLine) -> None:
    # It lies among the articles, and a second run doesn't take it for one.
    file = labelled(sitrep) / "outcomes.jsonl"
    for _ in range(2):
        result = sitrep("evaluate", file.parent, "--outcomes", file)
        assert (result.exit_code, result.stderr) == (0, "")
    first, second = objects(file)
    assert [first[key] for key in ("wording", "question", "id", "asked", "answerable")] == [
        *("original", LANDED, "1", None, True)
    ]
    assert first["rank"] == 1
    assert 0 <= first["confidence"] <= 1
    assert first["seconds"] > 0
    assert first["hits"] == [
        {
            "title": "Raid near Qamishli",
            "published": "2022-10-06",
            "text": TEXT,
            "sentence": TEXT,
        }
    ]
    assert (second["id"], second["rank"], second["answerable"]) == ("2", None, False)


def test_a_file_for_outcomes_that_cannot_be_written_is_told_at_once(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.Engine.ask", lambda *_, **__: pytest.fail("it has asked"))
    folder = labelled(sitrep)
    result = sitrep("evaluate", folder, "--outcomes", sitrep.folder / "none" / "out.jsonl")
    assert result.exit_code == 1
    assert "out.jsonl can't be written" in result.stderr
    assert sitrep("evaluate", folder, "--outcomes", sitrep.folder).exit_code == 2


def test_translations_stand_beside_the_original(sitrep: CommandLine) -> None:
    folder = labelled(sitrep)
    row = {"id": 1, "question": IN_RUSSIAN}
    russian = sitrep.file("labelled/news.ru.jsonl", lines(row))
    turkish = sitrep.file("tr.jsonl", lines(row | {"question": "Troops nereye indi?"}))
    arguments = ("evaluate", folder, "--translated", russian, "--translated", turkish)
    result = sitrep(*arguments, "--outcomes", sitrep.folder / "out.jsonl")
    assert (result.exit_code, result.stderr) == (0, "")
    table = [line.split() for line in result.stdout.splitlines()]
    assert table[0] == ["Measure", "original", "ru", "tr"]
    assert ["Hit@5", "1.000", "1.000", "1.000"] in table
    assert table[-1] == ["Hit@5", "less", "the", "original's,", "points", "+0.0", "+0.0"]
    written = objects(sitrep.folder / "out.jsonl")
    assert [row["wording"] for row in written] == ["original", "ru", "tr"]
    assert [row["question"] for row in written[:2]] == [LANDED, IN_RUSSIAN]
    told = sitrep.json(*arguments)
    assert list(told["evaluations"]) == ["original", "ru", "tr"]
    assert told["evaluations"]["ru"]["measures"]["answerable"] == 1
    assert told["Hit@5 less the original's, points"] == {"ru": 0, "tr": 0}


def test_a_bad_translation_is_an_error(sitrep: CommandLine) -> None:
    file = sitrep.file("ru.jsonl", lines({"id": 9, "question": IN_RUSSIAN}))
    result = sitrep("evaluate", labelled(sitrep), "--translated", file)
    assert result.exit_code == 1
    assert "ru.jsonl, line 1 is no translation" in result.stderr


@pytest.mark.parametrize("names", [("ru.jsonl", "news.ru.jsonl"), ("original.jsonl",)])
def test_translations_of_one_name_are_misuse(sitrep: CommandLine, names: tuple[str, ...]) -> None:
    files = [sitrep.file(name, "") for name in names]
    options = [argument for file in files for argument in ("--translated", str(file))]
    result = sitrep("evaluate", labelled(sitrep), *options)
    assert result.exit_code == 2


def test_what_is_no_article_is_told_and_passed_over(sitrep: CommandLine) -> None:
    folder = labelled(sitrep)
    sitrep.file("labelled/broken.jsonl", "{}\n")
    result = sitrep("evaluate", folder)
    assert result.exit_code == 0
    assert "problem: " in result.stderr
    assert "broken.jsonl" in result.stderr


def test_a_folder_without_articles_is_an_error(sitrep: CommandLine) -> None:
    folder = labelled(sitrep)
    (folder / "articles.jsonl").unlink()
    result = sitrep("evaluate", folder)
    assert result.exit_code == 1
    assert "holds no articles" in result.stderr


def test_questions_are_asked_again_without_what_answers_them(sitrep: CommandLine) -> None:
    folder = labelled(sitrep)
    other = {"id": "a2", "title": "A cup final", "text": "The home team won the cup on Sunday."}
    sitrep.file("labelled/more.jsonl", json.dumps(other))
    russian = sitrep.file("news.ru.jsonl", lines({"id": 1, "question": IN_RUSSIAN}))
    target = sitrep.folder / "outcomes.jsonl"
    told = sitrep.json("evaluate", folder, "--masked", "--outcomes", target)
    assert "refused, evidence masked" in told["measures"]
    assert [row["wording"] for row in objects(target)] == ["original"] * 2 + ["original, masked"]
    assert [hit["title"] for hit in objects(target)[-1]["hits"]] == ["A cup final"]
    compared = sitrep.json("evaluate", folder, "--masked", "--translated", russian)
    for evaluation in compared["evaluations"].values():
        assert "refused, evidence masked" in evaluation["measures"]
