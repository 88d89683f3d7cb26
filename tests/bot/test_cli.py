"""The command line as a whole: help, start, errors, documentation."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_command

import index
from bot import __version__
from bot.cli import app, terminal
from bot.settings import known_names
from tests.bot.command_line import CommandLine

ROOT = Path(__file__).parents[2]
# Typer's own types are its private copy of click's; a context is made by its public command.
GROUP = get_command(app)
COMMANDS = dict(GROUP.commands)  # type: ignore[attr-defined] # it is a group, which mypy can't see
NAMES = [
    *("run", "chat", "ask", "add", "articles", "show", "remove", "undo", "history", "watch"),
    *("export", "import", "backup", "restore", "evaluate", "rebuild", "doctor", "feeds"),
]


@pytest.fixture
def sitrep(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


def test_every_promised_command_is_there() -> None:
    assert list(COMMANDS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself_and_its_options(sitrep: CommandLine, name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert f"sitrep {name}" in command.epilog
    undocumented = [p.name for p in command.params if not getattr(p, "help", None)]
    assert undocumented == []
    assert sitrep(name, "--help").exit_code == 0


def test_the_options_before_the_command_explain_themselves() -> None:
    options = {p.name: getattr(p, "help", None) for p in GROUP.params}
    assert {"library", "verbose", "version"} <= set(options)
    assert all(options.values())


def test_readme_names_every_command_and_every_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    wanted = [f"sitrep {name}" for name in NAMES] + known_names()
    assert [name for name in wanted if name not in readme] == []


def test_version(sitrep: CommandLine) -> None:
    assert sitrep("--version").stdout == f"sitrep {__version__}\n"


def test_help_waits_for_no_model_and_no_telegram() -> None:
    heavy = ["faiss", "sentence_transformers", "sklearn", "tantivy", "telegram", "torch"]
    heavy += ["trafilatura"]
    program = f"import sys, bot.cli; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, cwd=ROOT, text=True
    )
    assert (found.stdout, found.stderr) == ("[]\n", "")


@pytest.mark.parametrize("before", [True, False])
def test_library_is_taken_before_and_after_the_command(sitrep: CommandLine, before: bool) -> None:
    sitrep.stocked()
    other = sitrep.folder / "other"
    sitrep("add", sitrep.folder / "arrest.md", "--library", other)
    option = ["--library", str(other)]
    listed = sitrep.json(*(option if before else []), "articles", *([] if before else option))
    assert [article["title"] for article in listed] == ["Arrest of a bomb maker"]


def test_a_mistake_gives_a_message_and_no_traceback(sitrep: CommandLine) -> None:
    result = sitrep("articles")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert "sitrep add" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("arguments", [("--verbose", "articles"), ("articles", "--verbose")])
def test_verbose_shows_where_an_error_comes_from(
    sitrep: CommandLine, arguments: tuple[str, ...]
) -> None:
    assert "Traceback" in sitrep(*arguments).stderr


def test_ctrl_c_ends_with_the_shells_code(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    sitrep.stocked()
    monkeypatch.setattr(index.Engine, "articles", interrupt)
    result = sitrep("articles")
    assert result.exit_code == 130
    assert result.stderr == "Interrupted.\n"


@given(st.text())
def test_cleaned_text_obeys_nothing(text: str) -> None:
    cleaned = terminal.clean(text)
    cleaned.encode()
    assert all(
        character == "\n" or 0x20 <= ord(character) < 0x7F or ord(character) >= 0xA0
        for character in cleaned
    )
    assert not {"\x1b", "\r", "\x9b", "\u202e", "\u2066"} & set(cleaned)


def test_clean_keeps_what_is_readable() -> None:
    text = "Хани аль-Курди — “[bold]”\nهاني الكردي 👩‍👩‍👧"
    assert terminal.clean(text) == text
