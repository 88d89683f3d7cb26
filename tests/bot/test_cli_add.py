"""``sitrep add``: what goes in, what is said of it, and what is not let in."""

import json
from pathlib import Path

import pytest

from tests.bot.command_line import RAID, CommandLine


@pytest.fixture
def sitrep(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


def test_each_article_gets_a_line_and_all_a_summary(sitrep: CommandLine) -> None:
    result = sitrep("add", sitrep.file("raid.md", RAID))
    assert result.exit_code == 0
    first, last = result.stdout.splitlines()
    assert first.startswith("added #1 Raid near Qamishli (")
    assert last == "1 added, 0 replaced, 0 unchanged, 0 problems"
    assert result.stderr == ""


def test_again_is_unchanged_and_another_text_replaces(sitrep: CommandLine) -> None:
    path = sitrep.file("raid.md", RAID)
    sitrep("add", path)
    assert sitrep("add", path).stdout.startswith("unchanged #1")
    path.write_text(RAID + "\nA third paragraph was added to the report later on.\n", "utf-8")
    assert sitrep("add", path).stdout.startswith("replaced #1")


def test_what_fails_is_named_and_the_others_are_kept(sitrep: CommandLine) -> None:
    missing = sitrep.folder / "missing.txt"
    empty = sitrep.file("empty.txt", "")
    result = sitrep("add", missing, empty, sitrep.file("raid.md", RAID))
    assert result.exit_code == 1
    assert "1 added, 0 replaced, 0 unchanged, 2 problems" in result.stdout
    assert str(missing) in result.stderr
    assert str(empty) in result.stderr
    assert len(sitrep.json("articles")) == 1


def test_a_bad_line_of_many_is_named_by_number(sitrep: CommandLine) -> None:
    good = {"title": "A raid", "text": "Troops landed near the town on Thursday and left again."}
    lines = sitrep.file("articles.jsonl", f"{json.dumps(good)}\nnonsense\n")
    result = sitrep("add", lines)
    assert result.exit_code == 1
    assert "2" in result.stderr.split("articles.jsonl")[1]
    assert "1 added" in result.stdout


def test_metadata_that_the_text_lacks_is_given(sitrep: CommandLine) -> None:
    text = "Troops landed by helicopter near Qamishli on Thursday. They killed a smuggler there."
    options = "--title Raid --outlet CNN --author Smith --published 2022-10-06 --language EN"
    url = "https://example.org/raid"
    result = sitrep("add", sitrep.file("raid.txt", text), *options.split(), "--url", url)
    assert result.exit_code == 0, result.output
    article = sitrep.json("articles")[0]
    wanted = {"title": "Raid", "outlet": "CNN", "author": "Smith", "published": "2022-10-06"}
    assert {**article, **wanted, "language": "en", "url": url} == article


@pytest.mark.parametrize("option", [("--title", "T"), ("--url", "https://example.org/")])
def test_title_and_address_are_for_one_article(
    sitrep: CommandLine, option: tuple[str, str]
) -> None:
    paths = [sitrep.file("a/1.txt", RAID), sitrep.file("a/2.txt", RAID + "More of it.")]
    assert sitrep("add", *paths, *option).exit_code == 2
    assert sitrep("add", "--samples", *option).exit_code == 2
    assert sitrep("add", sitrep.folder / "a", *option).exit_code == 1
    assert sitrep.json("articles") == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("x.txt", "--published", "yesterday"),
        ("x.txt", "--url", "file:///etc/passwd"),
        ("x.txt", "--language", "english"),
        ("x.txt", "--title", " "),
    ],
)
def test_a_misused_option_is_code_2_and_makes_no_library(
    sitrep: CommandLine, arguments: tuple[str, ...]
) -> None:
    assert sitrep("add", *arguments).exit_code == 2
    assert not sitrep.library.exists()


def test_samples_can_be_added(sitrep: CommandLine) -> None:
    assert sitrep("add", "--samples").exit_code == 0
    assert len(sitrep.json("articles")) >= 8


def test_json_tells_all_and_nothing_else(sitrep: CommandLine) -> None:
    result = sitrep("add", sitrep.file("raid.md", RAID), sitrep.folder / "missing.txt", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert list(told) == ["articles", "problems", "added", "replaced", "unchanged"]
    assert told["articles"][0]["outcome"] == "added"
    assert told["articles"][0]["article"]["title"] == "Raid near Qamishli"
    assert told["articles"][0]["cut"] == []
    assert [list(problem) for problem in told["problems"]] == [["name", "message"]]


def test_cut_lines_are_counted_and_shown_on_request(sitrep: CommandLine) -> None:
    page = RAID + "\nLeave a Comment\n\nYour email address will not be published.\n"
    path = sitrep.file("page.md", page)
    assert "2 lines cut" in sitrep("add", path).stdout
    shown = sitrep("add", path, "--show-cut", "--library", sitrep.folder / "other").stdout
    assert "    - Leave a Comment\n" in shown
    told = sitrep.json("add", path, "--library", sitrep.folder / "third")
    assert "Leave a Comment" in told["articles"][0]["cut"]


def test_a_title_gives_the_terminal_no_orders(sitrep: CommandLine) -> None:
    title = "[red]Raid[/red] \x1b[2J\u202eevil"
    line = json.dumps({"title": title, "text": "Troops landed near the town on Thursday."})
    result = sitrep("add", sitrep.file("a.jsonl", line))
    assert "[red]Raid[/red]" in result.stdout
    assert not {"\x1b", "\u202e"} & set(result.stdout + sitrep("articles").stdout)


def test_a_folder_without_articles_is_a_problem(sitrep: CommandLine) -> None:
    folder = sitrep.folder / "empty"
    folder.mkdir()
    result = sitrep("add", folder)
    assert result.exit_code == 1
    assert "problem: " in result.stderr
