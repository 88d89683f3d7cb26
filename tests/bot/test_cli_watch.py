"""``sitrep watch``: what matches, once, and as it comes in."""

import json
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.cli import terminal
from bot.cli.workbench import open_library
from index import Draft, Engine, Hit, Match, Span
from tests.bot.command_line import CommandLine
from tests.fakes import FakeEmbedder

RAID = (
    "Soldiers raided a farmhouse outside Karvan before dawn on Tuesday. "
    "Two men were arrested there.",
    "A spokeswoman for the interior ministry said that rifles had been seized at the farmhouse.",
)
# The same event in other words.
LATER = ("The two men who were arrested at Karvan on Tuesday are brothers, their lawyer said.",)
STRIKE = ("A drone struck a lorry on the road to Zelin on Friday evening, killing its driver.",)


class Matching(Engine):
    """An engine to which a report is about whatever topic its text names, letter for letter."""

    def matches(self, topics: Sequence[str], article_id: int) -> list[Match]:
        return [self._match(topic, article_id) for topic in topics]

    def _match(self, topic: str, article_id: int) -> Match:
        article = self.article(article_id)
        for passage in self.passages_of(article_id):
            if topic in passage.text:
                span = Span(start=0, end=passage.text.index(".") + 1)
                hit = Hit(passage=passage, article=article, score=1.0, sentence=span)
                return Match(probability=0.75, matched=True, hit=hit)
        return Match(probability=0.25, matched=False, hit=None)

    def story(self, article_id: int) -> int:
        """All reports on Karvan are of one story, that of the first report of all."""
        return 1 if "Karvan" in self.text(article_id) else article_id


def opened(folder: Path, **options: Any) -> Engine:
    return Matching.open(folder, **options)


@pytest.fixture
def sitrep(tmp_path: Path) -> CommandLine:
    line = CommandLine(tmp_path, open_engine=opened)
    add(line, "Raid at Karvan", *RAID)
    return line


def add(sitrep: CommandLine, title: str, *paragraphs: str) -> int:
    """Add a report, as another process would; returns its number."""
    text = "\n\n".join(paragraphs)
    url = f"https://gazette.example/{title.replace(' ', '-').lower()}"
    draft = Draft(title=title, text=text, url=url, outlet="Gazette")
    with closing(Engine.open(sitrep.library, embedder=FakeEmbedder())) as engine:
        (addition,) = engine.add([draft], merging=False)
        return addition.article.id


def remove(sitrep: CommandLine, number: int) -> None:
    with closing(Engine.open(sitrep.library, embedder=FakeEmbedder())) as engine:
        engine.remove(number)


# ---- once -----------------------------------------------------------------------------------


def test_what_matches_is_told_with_its_sentence_and_topic(sitrep: CommandLine) -> None:
    add(sitrep, "Strike near Zelin", *STRIKE)
    result = sitrep("watch", "Karvan", "rifles", "nothing of that")
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    number, came_in, *cells = line.split("\t")
    assert number == "1"
    assert datetime.fromisoformat(came_in) > datetime.now(UTC) - timedelta(minutes=5)
    sentence = "Soldiers raided a farmhouse outside Karvan before dawn on Tuesday."
    assert cells == [
        "undated", "Gazette", "Raid at Karvan", "“Karvan”, “rifles”", "-", sentence
    ]  # fmt: skip


def test_later_reports_on_a_story_say_so(sitrep: CommandLine) -> None:
    add(sitrep, "Strike near Zelin", *STRIKE)
    add(sitrep, "Brothers held", *LATER)
    lines = [line.split("\t") for line in sitrep("watch", "on").stdout.splitlines()]
    told = [(line[0], line[6]) for line in lines]
    assert told == [("1", "-"), ("2", "-"), ("3", "same story as #1")]


def test_a_report_is_no_later_one_where_only_others_were_found_before(
    sitrep: CommandLine,
) -> None:
    add(sitrep, "Brothers held", *LATER)
    add(sitrep, "Lawyer speaks", "A lawyer spoke of Karvan.")
    told = sitrep.json("watch", "lawyer")
    assert [(each["article"]["id"], each["story"]) for each in told] == [(2, 1), (3, 1)]
    assert [each["same_story_as"] for each in told] == [None, 2]


def test_the_library_itself_tells_what_matches(sitrep: CommandLine) -> None:
    add(sitrep, "Strike near Zelin", *STRIKE)
    sitrep.open_engine = open_library
    assert [each["article"]["id"] for each in sitrep.json("watch", "farmhouse raided")] == [1]


def test_json_tells_all(sitrep: CommandLine) -> None:
    (told,) = sitrep.json("watch", "Karvan")
    assert list(told) == ["article", "came_in", "story", "same_story_as", "matches"]
    assert told["article"]["title"] == "Raid at Karvan"
    assert told["matches"] == [
        {
            "topic": "Karvan",
            "probability": 0.75,
            "sentence": "Soldiers raided a farmhouse outside Karvan before dawn on Tuesday.",
            "text": RAID[0],
        }
    ]


@pytest.mark.parametrize(("days", "found"), [(1, 1), (0, 1), (-1, 0), (-30_000, 0), (700_000, 1)])
def test_since_a_day(sitrep: CommandLine, days: int, found: int) -> None:
    day = datetime.now(UTC).date()
    day = day - timedelta(days=days) if days < 700_000 else day.min
    assert len(sitrep.json("watch", "Karvan", "--since", f"{day.year:04}-{day:%m-%d}")) == found


def test_without_a_day_the_last_24_hours_count(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = Engine.events

    def a_day_ago(self: Engine, *args: Any, **named: Any) -> list[Any]:
        at = datetime.now(UTC) - timedelta(hours=24, seconds=1)
        return [copy_of(event, at=at) for event in events(self, *args, **named)]

    monkeypatch.setattr(Engine, "events", a_day_ago)
    result = sitrep("watch", "Karvan")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nothing on that came in since " in result.stderr
    assert sitrep.json("watch", "Karvan") == []


def test_what_is_gone_is_left_out(sitrep: CommandLine) -> None:
    remove(sitrep, 1)
    assert sitrep.json("watch", "Karvan") == []


@pytest.mark.parametrize("arguments", [(), ("",), (" ", "\t"), ("Karvan", "--since", "yesterday")])
def test_a_misused_option_is_code_2(sitrep: CommandLine, arguments: tuple[str, ...]) -> None:
    assert sitrep("watch", *arguments).exit_code == 2


def test_without_a_library_there_is_an_error_with_its_remedy(tmp_path: Path) -> None:
    result = CommandLine(tmp_path, open_engine=opened)("watch", "Karvan")
    assert result.exit_code == 1
    assert "sitrep add" in result.stderr


def test_more_than_a_page_of_events_is_looked_at(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.watching._AT_ONCE", 2)
    for number in range(4):
        add(sitrep, f"Note {number}", f"Note {number} tells of Karvan.")
    assert [each["article"]["id"] for each in sitrep.json("watch", "Karvan")] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_on_a_terminal_no_line_is_too_long(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    add(sitrep, "Brothers held", *LATER)
    console = partial(Console, highlight=False, force_terminal=True, color_system=None)
    monkeypatch.setattr(terminal, "out", partial(console, width=columns))
    lines = sitrep("watch", "Karvan").stdout.splitlines()
    assert max(map(len, lines)) <= columns
    assert lines[0].startswith("#1 Raid at Karvan")
    shown = " ".join(" ".join(lines).split())
    assert "same story as #1" in shown
    assert "Soldiers raided a farmhouse outside Karvan before dawn on Tuesday." in shown


def test_what_is_told_gives_the_terminal_no_orders(sitrep: CommandLine) -> None:
    add(sitrep, "Karvan \x1b[2J[red]again[/red]\u202e", "Karvan\u202e is \x9b2J named here.")
    shown = sitrep("watch", "Karvan").stdout
    assert "[red]again[/red]" in shown
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)


# ---- as it comes in -------------------------------------------------------------------------


def copy_of(event: Any, **changes: Any) -> Any:
    fields = {name: getattr(event, name) for name in event.__slots__}
    return type(event)(**(fields | changes))


def following(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch, *steps: Callable[[], object]
) -> list[str]:
    """The lines that are printed while one thing after the other is done, up to Ctrl-C."""
    left = iter(steps)

    def sleep(seconds: float) -> None:
        assert seconds == 2.0
        for step in left:
            step()
            return
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", sleep)
    result = sitrep("watch", "Karvan", "Zelin", "--follow", "--json")
    assert result.exit_code == 130
    return result.stdout.splitlines()


def test_what_another_process_adds_is_told_once_in_a_line_of_json(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = following(
        sitrep,
        monkeypatch,
        lambda: add(sitrep, "Weather", "It rained in the hills all day."),
        lambda: add(sitrep, "Strike near Zelin", *STRIKE),
        lambda: None,
        lambda: add(sitrep, "Brothers held", *LATER),
    )
    told = [json.loads(line) for line in lines]
    assert [(each["article"]["title"], each["same_story_as"]) for each in told] == [
        ("Raid at Karvan", None),
        ("Strike near Zelin", None),
        ("Brothers held", 1),
    ]
    assert [[match["topic"] for match in each["matches"]] for each in told] == [
        ["Karvan"], ["Zelin"], ["Karvan"]
    ]  # fmt: skip


def test_what_goes_before_it_was_looked_at_is_not_told(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def comes_and_goes() -> None:
        remove(sitrep, add(sitrep, "Strike near Zelin", *STRIKE))

    assert len(following(sitrep, monkeypatch, comes_and_goes)) == 1


def test_after_a_backup_took_the_librarys_place_it_goes_on(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    last_event, is_shorter = Engine.last_event, iter([False, False, True])

    def shorter(self: Engine) -> int:
        return 0 if next(is_shorter, False) else last_event(self)

    monkeypatch.setattr(Engine, "last_event", shorter)
    lines = following(sitrep, monkeypatch, lambda: None, lambda: None, lambda: None)
    assert len(lines) == 2
