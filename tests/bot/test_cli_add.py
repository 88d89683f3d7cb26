"""``sitrep add``: what goes in, what is said of it, and what is not let in."""

import json
from contextlib import closing
from pathlib import Path

import pytest

import index
from index import Document, FetchError, Retrieved, Validators
from index.storage.store import Store
from tests.bot.command_line import RAID, CommandLine

ADDRESS = "https://news.example/raid"
PAGE = """<html><head><title>Raid near Qamishli</title></head>
<body><article><h1>Raid near Qamishli</h1>
<p>American troops landed by helicopter near Qamishli on Thursday. They killed a smuggler.</p>
<p>Nobody else was hurt in the raid, the command said. One person was detained by the troops.</p>
</article></body></html>"""
# Of about the same words as the report, but not the same: a reprint.
REPRINT = RAID.replace("example.org/raid", "reprints.example/1").replace(
    "outlet: CNN", "outlet: AP"
)


@pytest.fixture
def sitrep(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


def test_each_article_gets_a_line_and_all_a_summary(sitrep: CommandLine) -> None:
    result = sitrep("add", sitrep.file("raid.md", RAID))
    assert result.exit_code == 0
    first, last = result.stdout.splitlines()
    assert first.startswith("added #1 Raid near Qamishli (")
    assert last == "1 added, 0 replaced, 0 reprinted, 0 unchanged, 0 problems"
    assert result.stderr == ""


def test_again_is_unchanged_and_another_text_replaces(sitrep: CommandLine) -> None:
    path = sitrep.file("raid.md", RAID)
    sitrep("add", path)
    again = sitrep("add", path).stdout
    assert again.startswith("unchanged #1 Raid near Qamishli (same address)\n")
    path.write_text(RAID + "\nA third paragraph was added to the report later on.\n", "utf-8")
    replaced = sitrep("add", path).stdout
    assert replaced.startswith("replaced #1 Raid near Qamishli (same address, ")
    assert "1 new paragraph, 0 gone" in replaced


@pytest.mark.parametrize(
    ("credit", "reason"),
    [("", "same text"), ("With reporting by AP.\n\n", "nearly the same text")],
    ids=["word for word", "with a credit"],
)
def test_a_reprint_is_named_as_a_further_source(
    sitrep: CommandLine, credit: str, reason: str
) -> None:
    villages = (f"Village {n} was searched that day, and left again.\n" for n in range(9))
    rest = "\n".join(villages)
    sitrep("add", sitrep.file("raid.md", RAID + rest))
    printed = sitrep("add", sitrep.file("reprint.md", REPRINT + credit + rest)).stdout
    first, last = printed.splitlines()
    told = "reprinted #1 Raid near Qamishli: the same report, its place is a further source"
    assert first == f"{told} ({reason})"
    assert last == "0 added, 0 replaced, 1 reprinted, 0 unchanged, 0 problems"
    (article,) = sitrep.json("articles")
    assert [(source["outlet"], source["url"]) for source in article["sources"]] == [
        ("AP", "https://reprints.example/1")
    ]
    assert (
        "\nalso: Raid near Qamishli · AP · 6 October 2022 · https://" in sitrep("show", "1").stdout
    )


def test_what_fails_is_named_and_the_others_are_kept(sitrep: CommandLine) -> None:
    missing = sitrep.folder / "missing.txt"
    empty = sitrep.file("empty.txt", "")
    result = sitrep("add", missing, empty, sitrep.file("raid.md", RAID))
    assert result.exit_code == 1
    assert "1 added, 0 replaced, 0 reprinted, 0 unchanged, 2 problems" in result.stdout
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
    counts = ["added", "replaced", "reprinted", "unchanged"]
    assert list(told) == ["articles", "problems", *counts]
    assert [told[count] for count in counts] == [1, 0, 0, 0]
    assert list(told["articles"][0]) == ["outcome", "sameness", "article", "came", "went", "cut"]
    assert told["articles"][0]["outcome"] == "added"
    assert told["articles"][0]["sameness"] is None
    assert told["articles"][0]["article"]["sources"] == []
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


def test_json_tells_what_a_new_version_brought_and_lost(sitrep: CommandLine) -> None:
    sitrep("add", sitrep.file("raid.md", RAID))
    start, _, _ = RAID.partition("Nobody else")
    changed = start + "Two people were hurt in the raid, the command said later on.\n"
    (made,) = sitrep.json("add", sitrep.file("raid.md", changed))["articles"]
    assert (made["outcome"], made["sameness"]) == ("replaced", "address")
    assert made["came"] == ["Two people were hurt in the raid, the command said later on."]
    assert [gone.partition(" ")[0] for gone in made["went"]] == ["Nobody"]


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> dict[str, str | Exception]:
    """What stands at which address; nothing else is to be had."""
    pages: dict[str, str | Exception] = {}

    def retrieve(url: str, **_: object) -> Retrieved:
        found = pages[url]
        if isinstance(found, Exception):
            raise found
        page = Document(data=found.encode(), media_type="text/html", name=url, url=url)
        return Retrieved(document=page, validators=Validators(etag='"1"'), fresh_for=None)

    monkeypatch.setattr(index, "retrieve", retrieve)
    return pages


def test_what_came_from_an_address_is_looked_at_again(
    sitrep: CommandLine, web: dict[str, str | Exception]
) -> None:
    web[ADDRESS] = PAGE
    files = [sitrep.file(f"{n}.txt", f"Report {n} tells of village {n} alone.") for n in range(2)]
    told = sitrep.json("add", files[0], ADDRESS, files[1])
    assert [made["article"]["id"] for made in told["articles"]] == [1, 2, 3]
    with closing(Store.open(sitrep.library)) as store, store._database.read() as connection:
        due = connection.execute("SELECT article_id, etag FROM rechecks").fetchall()
    assert [tuple(row) for row in due] == [(2, '"1"')]


def test_an_address_that_fails_is_named_and_the_others_are_kept(
    sitrep: CommandLine, web: dict[str, str | Exception]
) -> None:
    web["https://news.example/gone"] = FetchError("there is no page there: check the address")
    web["https://news.example/empty"] = "<html><body></body></html>"
    web[ADDRESS] = PAGE
    result = sitrep("add", *web)
    assert result.exit_code == 1
    assert "1 added, 0 replaced, 0 reprinted, 0 unchanged, 2 problems" in result.stdout
    assert "problem: https://news.example/gone: there is no page there" in result.stderr
    assert "https://news.example/empty" in result.stderr
