"""``sitrep export``, ``import``, ``backup`` and ``restore``: for scripts, and with clear errors."""

import gzip
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot import __version__
from bot.chats import Chats, Turn, Where
from bot.chats.preferences import Mode
from tests.bot.command_line import CommandLine
from tests.fakes import FakeEmbedder
from tests.index.moving import running, use

SECRET = "Where is the Wolpertinger?"


@pytest.fixture
def sitrep(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path).stocked()


def other(sitrep: CommandLine, name: str = "other") -> CommandLine:
    """The same user with another library."""
    return CommandLine(sitrep.folder / name)


# Export and import.


def test_what_is_exported_is_imported_as_it_was(sitrep: CommandLine) -> None:
    file = sitrep.folder / "articles.jsonl"
    result = sitrep("export", file)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Exported 2 articles to {file}.\n"
    new = other(sitrep)
    result = new("import", file)
    assert result.exit_code == 0, result.output
    assert result.stdout == "2 imported, 0 renumbered, 0 present, 0 problems\n"
    assert new("export").stdout_bytes == file.read_bytes()
    assert new.json("articles") == sitrep.json("articles")
    question = "Who captured Hani al-Kurdi?"
    assert new.json("ask", question) == sitrep.json("ask", question)


def test_lines_tell_everything_in_the_promised_form(sitrep: CommandLine) -> None:
    raid, arrest = map(json.loads, sitrep("export").stdout.splitlines())
    assert list(raid) == [
        *("sitrep", "number", "id", "title", "text", "url", "outlet", "author", "published"),
        *("language", "added", "story", "revisited", "sources", "history"),
    ]
    assert (raid["sitrep"], raid["number"], raid["title"]) == (1, 1, "Raid near Qamishli")
    assert (arrest["outlet"], arrest["published"], arrest["sources"]) == ("AP", "2022-06-16", [])
    assert list(raid["history"][0]) == ["at", "event", "title", "came", "went", "cause"]
    assert raid["history"][0]["event"] == "added"


def test_an_exported_file_can_be_added_too(sitrep: CommandLine) -> None:
    file = sitrep.folder / "articles.jsonl.gz"
    sitrep("export", file)
    assert len(gzip.decompress(file.read_bytes()).splitlines()) == 2
    told = other(sitrep).json("add", file)
    assert (told["added"], told["problems"]) == (2, [])


def test_only_what_is_wanted_is_exported(sitrep: CommandLine) -> None:
    def titles(*options: str) -> list[str]:
        lines = sitrep("export", "-", *options).stdout.splitlines()
        return [json.loads(line)["title"] for line in lines]

    assert titles("--since", "2022-10-01") == ["Raid near Qamishli"]
    assert titles("--outlet", "ap", "--outlet", "nobody") == ["Arrest of a bomb maker"]
    assert titles("--outlet", "nobody") == []


def test_export_tells_scripts_what_it_wrote(sitrep: CommandLine) -> None:
    file = sitrep.folder / "articles.jsonl"
    told = sitrep.json("export", file)
    assert told == {"file": str(file), "articles": 2, "bytes": file.stat().st_size}
    # Where the articles go to stdout, nothing else does.
    result = sitrep("export", "--json")
    assert result.stdout_bytes == file.read_bytes()
    assert json.loads(result.stderr) == {**told, "file": "-"}


def test_import_names_what_is_renumbered_present_and_bad(sitrep: CommandLine) -> None:
    lines = sitrep("export").stdout.splitlines()
    new = other(sitrep)
    new("add", new.file("x.md", "---\ntitle: X\n---\nTroops left the village of Tell Rifaat."))
    file = new.file("articles.jsonl", "\n".join([lines[1], "nonsense", lines[0], ""]))
    result = new("import", file)
    assert result.exit_code == 1
    assert f"problem: {file}, line 2: Invalid JSON" in result.stderr
    assert result.stdout.splitlines() == [
        "#1 is #3 here: Raid near Qamishli",
        "1 imported, 1 renumbered, 0 present, 1 problem",
    ]
    again = new("import", file, "--json")
    assert again.exit_code == 1
    told = json.loads(again.stdout)
    assert list(told) == ["imported", "renumbered", "present", "problems"]
    assert (told["imported"], told["renumbered"], told["present"]) == (0, [], 2)
    assert [list(problem) for problem in told["problems"]] == [["name", "message"]]


def test_scripts_are_told_of_new_numbers(sitrep: CommandLine) -> None:
    new = other(sitrep)
    new("add", new.file("x.md", "---\ntitle: X\n---\nTroops left the village of Tell Rifaat."))
    file = sitrep.folder / "articles.jsonl"
    sitrep("export", file)
    told = new.json("import", file)
    assert (told["imported"], told["renumbered"]) == (1, [{"number": 1, "id": 3}])


def test_what_is_exported_can_be_piped(sitrep: CommandLine) -> None:
    lines = sitrep("export").stdout_bytes
    new = other(sitrep)
    assert new.json("import", "-", stdin=lines)["imported"] == 2
    assert new("export").stdout_bytes == lines


def test_a_file_of_articles_is_no_export(sitrep: CommandLine) -> None:
    line = json.dumps({"title": "A raid", "text": "Troops landed near the town."})
    file = sitrep.file("own.jsonl", f"{line}\n" * 9)
    result = sitrep("import", file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"error: {file} is no export: ")
    assert "`sitrep add`" in result.stderr


def test_import_into_another_models_library_is_refused(sitrep: CommandLine) -> None:
    file = sitrep.folder / "articles.jsonl"
    sitrep("export", file)
    sitrep("remove", "1", "--yes")
    sitrep.make_embedder = lambda _: FakeEmbedder("other", "other-1")
    result = sitrep("import", file)
    assert result.exit_code == 1
    assert "sitrep rebuild --reencode" in result.stderr


def test_a_title_gives_the_terminal_no_orders(sitrep: CommandLine) -> None:
    line = json.loads(sitrep("export").stdout.splitlines()[0])
    line |= {"title": "[red]\x1b[2J\u202eevil", "text": "Another text.", "url": None}
    printed = sitrep("import", sitrep.file("a.jsonl", json.dumps(line))).output
    assert "#1 is #3 here: [red] [2Jevil" in printed
    assert not {"\x1b", "\u202e"} & set(printed)


# Backup and restore.


@contextmanager
def chats(sitrep: CommandLine) -> Iterator[Chats]:
    with closing(Chats.open(sitrep.library)) as opened:
        yield opened


def test_what_is_backed_up_is_restored_and_what_was_there_is_kept(sitrep: CommandLine) -> None:
    with chats(sitrep) as opened:
        opened.prefer(Where(7), "mode", Mode.ALL)
        made = sitrep("backup", sitrep.folder / "to")
    assert made.exit_code == 0, made.output
    backup = made.stdout.rstrip("\n")
    assert "Backed up 2 articles, " in made.stderr
    question = "Who captured Hani al-Kurdi?"
    before = sitrep.json("ask", question)
    sitrep("remove", "2", "--yes")
    with chats(sitrep) as opened:
        opened.prefer(Where(7), "mode", Mode.OFF)
    result = sitrep("restore", backup)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Restored 2 articles, " in result.stderr
    [aside] = sitrep.folder.glob("library.before-*")
    assert f"The library before is in {aside}" in result.stderr
    assert sitrep.json("ask", question) == before
    with chats(sitrep) as opened:
        assert opened.preferences(Where(7)).mode is Mode.ALL
    assert [one["id"] for one in sitrep.json("articles", "--library", aside)] == [1]


def test_scripts_are_told_what_was_backed_up_and_restored(sitrep: CommandLine) -> None:
    with chats(sitrep):
        told = sitrep.json("backup", sitrep.folder / "to", "--keep", "1")
    assert list(told) == [*("folder", "deleted", "made", "sitrep", "articles", "passages", "files")]
    assert (told["sitrep"], told["articles"], told["deleted"]) == (__version__, 2, [])
    assert [list(file) for file in told["files"]] == [["name", "schema", "bytes", "sha256"]] * 2
    assert [file["name"] for file in told["files"]] == ["chats.db", "sitrep.db"]
    again = sitrep.json("backup", sitrep.folder / "to", "--keep", "1")
    assert again["deleted"] == [told["folder"]]
    restored = sitrep.json("restore", again["folder"])
    assert list(restored) == ["library", "aside", *list(told)[2:]]
    assert restored["library"] == str(sitrep.library)
    assert Path(restored["aside"]).is_dir()
    assert restored["files"] == again["files"]


def test_two_libraries_keep_their_backups_in_one_folder(sitrep: CommandLine) -> None:
    new = other(sitrep).stocked()
    folder = sitrep.folder / "to"
    one, two = (each.json("backup", folder, "--keep", "1") for each in (sitrep, new))
    assert (one["deleted"], two["deleted"]) == ([], [])
    assert sitrep.json("backup", folder, "--keep", "1")["deleted"] == [one["folder"]]
    assert Path(two["folder"]).is_dir()


def test_what_people_asked_is_in_no_backup(sitrep: CommandLine) -> None:
    where = Where(7)
    with chats(sitrep) as opened:
        opened.remember_turn(where, 8, 9, Turn(SECRET, 1))
        opened.take_in(100, 7, 8, json.dumps({"text": SECRET}))
        made = sitrep.json("backup", sitrep.folder / "to")
        assert opened.last_turn(where, 8) == Turn(SECRET, 1)
        assert len(opened.unfinished()) == 1
    for path in Path(made["folder"]).iterdir():
        assert b"Wolpertinger" not in path.read_bytes()
    assert sitrep("restore", made["folder"]).exit_code == 0
    with chats(sitrep) as opened:
        assert opened.unfinished() == []
        assert not opened.take_in(100, 7, 8, "{}"), "an update is answered twice"


def test_what_is_remembered_in_an_older_form_is_copied_as_it_is(sitrep: CommandLine) -> None:
    with closing(sqlite3.connect(sitrep.library / "chats.db")) as connection:
        connection.execute("CREATE TABLE pages (token TEXT)")
        connection.execute("PRAGMA user_version = 1")
    made = sitrep.json("backup", sitrep.folder / "to")
    assert made["files"][0]["schema"] == 1


def test_a_library_in_use_is_not_replaced(sitrep: CommandLine) -> None:
    made = sitrep.json("backup", sitrep.folder / "to")
    with running(use, sitrep.library) as (_, listener):
        assert listener.poll(60)
        result = sitrep("restore", made["folder"])
    assert result.exit_code == 1
    assert result.stderr.startswith("error: a bot, or another command, has the library")
    assert not list(sitrep.folder.glob("library.*"))


def test_a_damaged_backup_is_named_and_changes_nothing(sitrep: CommandLine) -> None:
    made = sitrep.json("backup", sitrep.folder / "to")
    file = Path(made["folder"]) / "sitrep.db"
    raw = bytearray(file.read_bytes())
    raw[-1] ^= 1
    file.write_bytes(raw)
    result = sitrep("restore", made["folder"])
    assert result.exit_code == 1
    assert result.stderr == f"error: {file} is damaged or was changed: take another backup\n"
    assert len(sitrep.json("articles")) == 2


@pytest.mark.parametrize("keep", ["0", "-1", "all"])
def test_no_backup_is_kept_is_a_mistake(sitrep: CommandLine, keep: str) -> None:
    assert sitrep("backup", sitrep.folder / "to", "--keep", keep).exit_code == 2
    assert not (sitrep.folder / "to").exists()


def test_of_no_library_there_is_no_backup_and_no_export(sitrep: CommandLine) -> None:
    new = other(sitrep)
    for arguments in (["backup", new.folder / "to"], ["export"]):
        result = new(*arguments)
        assert result.exit_code == 1
        assert "there is no library" in result.stderr
    assert not new.library.exists()
