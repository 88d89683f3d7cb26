"""``sitrep history`` and ``sitrep undo``: what became of an article."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli import terminal
from index import Draft, Engine, Note
from index.storage import removal
from tests.bot.command_line import RAID, CommandLine
from tests.fakes import FakeEmbedder

NOBODY = (
    "Nobody else was hurt in the raid, the command said. One person was detained by the troops."
)
TWO = "Two people were hurt in the raid, the command said later on."


@pytest.fixture
def sitrep(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path).stocked()


def changed(sitrep: CommandLine, title: str = "Raid near Qamishli") -> CommandLine:
    """The same, with another second paragraph in the raid's report."""
    text = RAID.replace(NOBODY, TWO).replace("Raid near Qamishli", title)
    assert sitrep("add", sitrep.file("raid.md", text)).exit_code == 0
    return sitrep


def removed(sitrep: CommandLine, number: int = 1) -> CommandLine:
    assert sitrep("remove", str(number), "--yes").exit_code == 0
    return sitrep


def test_each_version_says_when_why_and_what(sitrep: CommandLine) -> None:
    first, second = changed(sitrep).json("history", "1")
    assert list(first) == ["at", "event", "cause", "title", "came", "went"]
    assert (first["event"], first["cause"]) == ("added", "command")
    assert (second["event"], second["came"], second["went"]) == ("changed", [TWO], [NOBODY])
    assert datetime.now(UTC) - datetime.fromisoformat(second["at"]) < timedelta(minutes=5)


def test_for_people_paragraphs_have_signs_and_the_oldest_comes_first(sitrep: CommandLine) -> None:
    lines = changed(sitrep, "Raid near the border")("history", "1").stdout.splitlines()
    assert lines[0] == "Versions of #1"
    assert [line.partition(" 2")[0] for line in lines if line.endswith("command line")] == [
        "added", "changed"
    ]  # fmt: skip
    assert lines[3] == "  Raid near Qamishli"
    assert lines[-3:] == ["  Raid near the border", f"+ {TWO}", f"− {NOBODY}"]


def test_a_headline_is_told_where_it_is_new(sitrep: CommandLine) -> None:
    lines = changed(sitrep)("history", "1").stdout.splitlines()
    assert lines.count("  Raid near Qamishli") == 1


def test_who_brought_it_about_is_said_in_words(sitrep: CommandLine) -> None:
    with closing(Engine.open(sitrep.library, embedder=FakeEmbedder())) as engine:
        for cause in ("feed", "channel", "curator", "source", "an unknown one", ""):
            draft = Draft(title=cause or "None", text=f"A report that came in by {cause}.")
            list(engine.add([draft], note=Note(cause=cause), merging=False))
    told = [sitrep("history", str(number)).stdout.splitlines()[2] for number in range(3, 9)]
    assert [line.partition(" UTC")[2] for line in told] == [
        " · by a feed",
        " · by a channel",
        " · by a curator",
        " · as its page changed",
        " · an unknown one",
        "",
    ]


@pytest.mark.parametrize("columns", [30, 80])
def test_on_a_terminal_paragraphs_are_wrapped_beside_their_sign(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    console = partial(Console, highlight=False, force_terminal=True, color_system=None)
    monkeypatch.setattr(terminal, "out", partial(console, width=columns))
    lines = changed(sitrep)("history", "1").stdout.splitlines()
    assert max(map(len, lines)) <= columns
    start = next(n for n, line in enumerate(lines) if line.startswith("− "))
    assert all(line.startswith("  ") for line in lines[start + 1 :])
    assert " ".join(" ".join(lines[start:]).split()) == f"− {NOBODY}"


def test_what_was_removed_can_be_looked_up_and_brought_back(sitrep: CommandLine) -> None:
    result = removed(sitrep)("history", "1")
    assert "sitrep undo 1" in result.stderr
    assert "\nremoved " in result.stdout
    assert sitrep("undo", "1", "1").stdout == "brought back #1 Raid near Qamishli\n"
    assert [version["event"] for version in sitrep.json("history", "1")] == [
        "added", "removed", "restored"
    ]  # fmt: skip
    assert [article["id"] for article in sitrep.json("articles")] == [1, 2]
    assert sitrep("history", "1").stderr == ""


def test_of_what_can_not_be_brought_back_the_others_are(sitrep: CommandLine) -> None:
    removed(sitrep)
    result = sitrep("undo", "2", "1", "99")
    assert result.exit_code == 1
    assert result.stdout == "brought back #1 Raid near Qamishli\n"
    assert [line.partition(" can't")[0] for line in result.stderr.splitlines()] == [
        "error: article 2", "error: article 99"
    ]  # fmt: skip


def test_what_was_added_again_is_not_brought_back_beside_it(sitrep: CommandLine) -> None:
    removed(sitrep)
    sitrep("add", sitrep.folder / "raid.md")
    result = sitrep("undo", "1")
    assert result.exit_code == 1
    assert "was added again since, as article 3" in result.stderr


def test_after_an_hour_only_what_happened_is_left(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed(sitrep)
    monkeypatch.setattr(removal, "UNDO_SECONDS", -1)
    sitrep("add", sitrep.file("new.txt", "Another report came in on the day after that."))
    result = sitrep("history", "1")
    assert "Qamishli" not in result.stdout
    assert "removed " in result.stdout
    assert result.stderr == "None of its words are kept.\n"
    assert sitrep("undo", "1").exit_code == 1


@pytest.mark.parametrize("command", ["history", "undo"])
def test_a_number_that_is_not_there_is_an_error(sitrep: CommandLine, command: str) -> None:
    result = sitrep(command, "99")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "99" in result.stderr


@pytest.mark.parametrize("command", ["history", "undo"])
@pytest.mark.parametrize("number", ["0", "-1", "x", "", "9" * 30])
def test_what_is_no_number_of_an_article_is_code_2(
    sitrep: CommandLine, command: str, number: str
) -> None:
    assert sitrep(command, "--", number).exit_code == 2


def test_a_paragraph_gives_the_terminal_no_orders(sitrep: CommandLine) -> None:
    text = RAID.replace(NOBODY, "Nobody \x1b[2J was [red]hurt[/red]\u202e there at all.")
    sitrep("add", sitrep.file("raid.md", text))
    shown = sitrep("history", "1").stdout
    assert "[red]hurt[/red]" in shown
    assert not {"\x1b", "\u202e"} & set(shown)
