"""``sitrep articles``, ``show``, ``remove``, ``rebuild`` and ``doctor``."""

from pathlib import Path

import pytest

from tests.bot.command_line import CommandLine
from tests.fakes import FakeEmbedder


@pytest.fixture
def sitrep(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path).stocked()


def test_articles_are_listed_newest_first_a_line_each(sitrep: CommandLine) -> None:
    rows = [line.split("\t") for line in sitrep("articles").stdout.splitlines()]
    assert [row[:4] for row in rows] == [
        ["1", "2022-10-06", "CNN", "Raid near Qamishli"],
        ["2", "2022-06-16", "AP", "Arrest of a bomb maker"],
    ]


def test_articles_are_sought_by_title_and_outlet(sitrep: CommandLine) -> None:
    assert [a["id"] for a in sitrep.json("articles", "--search", "BOMB")] == [2]
    assert [a["id"] for a in sitrep.json("articles", "--search", "cnn")] == [1]
    nothing = sitrep("articles", "--search", "zebra")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "zebra" in nothing.stderr


def test_show_prints_facts_and_numbered_passages(sitrep: CommandLine) -> None:
    printed = sitrep("show", "1").stdout
    assert printed.startswith(
        "Raid near Qamishli\nCNN · as of 6 October 2022\nhttps://example.org/raid\n"
    )
    assert "\n[1] American troops landed by helicopter" in printed
    told = sitrep.json("show", "1")
    assert told["title"] == "Raid near Qamishli"
    assert len(told["passages"]) == told["n_passages"]
    assert list(told["passages"][0]) == ["id", "position", "start", "end", "text"]


@pytest.mark.parametrize("command", [("show", "99"), ("remove", "1", "99", "--yes")])
def test_a_number_that_is_not_there_is_an_error_and_removes_nothing(
    sitrep: CommandLine, command: tuple[str, ...]
) -> None:
    result = sitrep(*command)
    assert result.exit_code == 1
    assert "99" in result.stderr
    assert len(sitrep.json("articles")) == 2


@pytest.mark.parametrize("number", ["0", str(2**63), "99999999999999999999999"])
@pytest.mark.parametrize(
    "command",
    [("show",), ("history",), ("remove", "--yes"), ("undo",), ("ask", "Who?", "--article")],
)
def test_a_number_that_no_article_can_have_is_refused(
    sitrep: CommandLine, command: tuple[str, ...], number: str
) -> None:
    refused = sitrep(*command, number)
    assert refused.exit_code == 2
    assert "Invalid value" in refused.stderr


def test_remove_without_a_terminal_needs_yes(sitrep: CommandLine) -> None:
    assert sitrep("remove", "1", stdin="y\n").exit_code == 2
    assert len(sitrep.json("articles")) == 2
    assert sitrep("remove", "1", "1", "--yes").stdout == "removed #1 Raid near Qamishli\n"
    assert [article["id"] for article in sitrep.json("articles")] == [2]


@pytest.mark.parametrize("options", [(), ("--reencode",)])
def test_rebuild_keeps_the_answers(sitrep: CommandLine, options: tuple[str, ...]) -> None:
    before = sitrep.json("ask", "Who captured Hani al-Kurdi?")
    result = sitrep("rebuild", *options)
    assert result.exit_code == 0, result.output
    assert "2 articles" in result.stderr
    assert sitrep.json("ask", "Who captured Hani al-Kurdi?") == before


def test_another_model_is_refused_with_the_command_that_mends_it(sitrep: CommandLine) -> None:
    sitrep.make_embedder = lambda _: FakeEmbedder("other", "other-1")
    refused = sitrep("ask", "Who?")
    assert refused.exit_code == 1
    assert "sitrep rebuild --reencode" in refused.stderr
    assert sitrep("rebuild", "--reencode").exit_code == 0
    assert sitrep("ask", "Who?").exit_code == 0
