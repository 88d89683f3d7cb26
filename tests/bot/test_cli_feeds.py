"""``sitrep feeds``: followed, listed, ended, polled; and what is said of those that fail."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import index
from bot.cli import feeding, stopping, terminal
from index import Engine, FetchError, Keeper, LibraryBusy, Retrieved
from index.errors import AddressGone, TryLater
from tests.bot.command_line import CommandLine
from tests.bot.library_world import RAID, STRIKE, Web, feed, page

FEED, CULTURE = "https://gazette.example/feed.xml", "https://gazette.example/culture.xml"
RAID_AT, STRIKE_AT = "https://gazette.example/raid", "https://gazette.example/strike"
OTHER = "https://courier.example/feed.xml"
LONG_AGO = datetime.now(UTC) - timedelta(days=9)


def listing(*urls: str, at: datetime = LONG_AGO) -> str:
    return feed(*((url, "A report", format_datetime(at)) for url in urls))


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    """The only web that there is; its clock goes on while somebody sleeps, and all go by it."""
    pages: dict[str, str | FetchError] = {
        FEED: listing(RAID_AT, STRIKE_AT),
        CULTURE: listing(),
        OTHER: listing(),
        RAID_AT: page("Raid at Karvan", *RAID),
        STRIKE_AT: page("Strike near Zelin", *STRIKE),
    }
    web = Web(pages)

    def keeper(engine: Engine, **options: Any) -> Keeper:
        ways: dict[str, Any] = {"fetch": web.retrieve, "clock": web.clock}
        return Keeper(engine, **(options | ways))

    monkeypatch.setattr(index, "Keeper", keeper)
    monkeypatch.setattr(time, "time", web.clock)
    monkeypatch.setattr(time, "sleep", lambda seconds: web.clock.wait(seconds=seconds))
    return web


@pytest.fixture
def sitrep(tmp_path: Path, web: Web) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.fixture
def followed(sitrep: CommandLine, web: Web) -> CommandLine:
    """The same, with one feed, which was looked at."""
    assert sitrep("feeds", "add", FEED).exit_code == 0
    web.asked.clear()
    return sitrep


def titles(sitrep: CommandLine) -> list[str]:
    return sorted(article["title"] for article in sitrep.json("articles"))


# ---- which are followed ---------------------------------------------------------------------


def test_a_feed_that_is_added_is_looked_at(sitrep: CommandLine, web: Web) -> None:
    result = sitrep("feeds", "add", FEED)
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        "followed #1 Gazette feed (2 older reports left out; sitrep feeds older 1 has them taken)\n"
    )
    assert web.asked == [FEED]
    (told,) = sitrep.json("feeds")
    assert (told["id"], told["title"], told["url"]) == (1, "Gazette feed", FEED)
    assert (told["n_taken"], told["n_waiting"], told["n_older"], told["n_failed"]) == (0, 0, 2, 0)
    assert datetime.fromisoformat(told["answered"]) < datetime.fromisoformat(told["due"])
    assert (told["stopped"], told["problem"], told["failing_since"]) == (False, None, None)


def test_a_feed_that_is_followed_already_is_not_asked_again(
    followed: CommandLine, web: Web
) -> None:
    again = followed("feeds", "add", FEED, FEED)
    assert (again.exit_code, again.stdout) == (0, "followed already #1 Gazette feed\n")
    assert web.asked == []


def test_feeds_of_one_site_are_looked_at_some_seconds_apart(sitrep: CommandLine, web: Web) -> None:
    started = web.clock.now
    told = sitrep.json("feeds", "add", FEED, CULTURE)
    assert [(feed["id"], feed["is_new"]) for feed in told["feeds"]] == [(1, True), (2, True)]
    assert all(feed["answered"] for feed in told["feeds"])
    assert web.clock.now - started >= 5


def test_a_site_that_rests_is_not_waited_for_without_end(
    sitrep: CommandLine, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "PATIENCE", 0.01)
    web.pages[FEED] = TryLater("it is busy; try again later", seconds=7200)
    result = sitrep("feeds", "add", FEED, CULTURE)
    assert "followed #2 gazette.example (not looked at yet;" in result.stdout
    assert web.asked == [FEED]


def test_a_page_that_names_feeds_is_told_with_their_addresses(
    sitrep: CommandLine, web: Web
) -> None:
    front = "https://courier.example/"
    link = f"<link rel='alternate' type='application/rss+xml' href='{OTHER}'>"
    web.pages[front] = f"<html><head>{link}</head><body><p>News.</p></body></html>"
    result = sitrep("feeds", "add", front, FEED)
    assert result.exit_code == 1
    assert f"is a page, not a feed; its feeds are {OTHER}" in result.stderr
    assert "sitrep feeds remove 1" in result.stderr
    assert "followed #2 Gazette feed" in result.stdout


@pytest.mark.parametrize("address", ["nonsense", "file:///etc/passwd", "http://", "https://[::1"])
def test_what_is_no_address_is_told_and_the_others_are_followed(
    sitrep: CommandLine, address: str
) -> None:
    result = sitrep("feeds", "add", address, FEED, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert [problem["name"] for problem in told["problems"]] == [address]
    assert [feed["url"] for feed in told["feeds"]] == [FEED]


def test_a_feed_that_is_gone_says_so_and_begins_anew_when_it_is_added_again(
    sitrep: CommandLine, web: Web
) -> None:
    there, web.pages[FEED] = (
        web.pages[FEED],
        AddressGone(f"{FEED} has no page any more; check the address"),
    )
    gone = sitrep("feeds", "add", FEED)
    assert gone.exit_code == 1
    assert "it is not asked any more" in gone.stderr
    assert sitrep.json("feeds")[0]["due"] is None
    web.pages[FEED] = there
    web.clock.wait(minutes=1)
    assert sitrep("feeds", "add", FEED).stdout.startswith("followed already #1 Gazette feed")
    assert sitrep.json("feeds")[0]["stopped"] is False


def test_feeds_are_ended_all_or_none(sitrep: CommandLine) -> None:
    sitrep("feeds", "add", FEED, OTHER)
    wrong = sitrep("feeds", "remove", "1", "9")
    assert wrong.exit_code == 1
    assert "there is no feed 9: `sitrep feeds` lists them" in wrong.stderr
    assert len(sitrep.json("feeds")) == 2
    assert sitrep("feeds", "remove", "1", "1").stdout == "removed #1 Gazette feed\n"
    assert [feed["id"] for feed in sitrep.json("feeds", "remove", "2")] == [2]
    assert sitrep.json("feeds") == []
    assert "sitrep feeds add ADDRESS" in sitrep("feeds").stderr


def test_in_a_pipe_each_feed_is_a_line_with_tabs(followed: CommandLine) -> None:
    (line,) = followed("feeds").stdout.splitlines()
    cells = line.split("\t")
    assert cells[:3] == ["1", "Gazette feed", FEED]
    assert cells[5:] == ["0", "0", "2", "0", "-"]


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_on_a_terminal_no_line_is_too_long_and_nothing_is_lost(
    followed: CommandLine, web: Web, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    problem = f"{FEED} answered with HTTP 503; try again later " + "and again " * 30
    web.pages[FEED] = TryLater(problem)
    web.clock.wait(days=1)
    followed("feeds", "poll")
    console = partial(Console, highlight=False, force_terminal=True, color_system=None)
    monkeypatch.setattr(terminal, "out", partial(console, width=columns))
    lines = followed("feeds").stdout.splitlines()
    assert max(map(len, lines)) <= columns
    shown = " ".join(" ".join(lines).split())
    assert "0 taken, 0 waiting, 2 older, 0 failed" in shown
    assert "answered" in shown
    assert "and again and again" in shown


def test_a_title_gives_the_terminal_no_orders(sitrep: CommandLine, web: Web) -> None:
    title = "&#27;[2J[red]News[/red]\u202eevil"
    web.pages[FEED] = listing().replace("Gazette feed", title)
    shown = sitrep("feeds", "add", FEED).stdout + sitrep("feeds").stdout
    assert "[red]News[/red]" in shown
    assert not {"\x1b", "\u202e"} & set(shown)


@pytest.mark.parametrize(
    "command", [("feeds",), ("feeds", "remove", "1"), ("feeds", "older", "1"), ("feeds", "poll")]
)
def test_without_a_library_there_is_an_error_with_its_remedy(
    sitrep: CommandLine, command: tuple[str, ...]
) -> None:
    result = sitrep(*command)
    assert result.exit_code == 1
    assert "sitrep add" in result.stderr
    assert not sitrep.library.exists()


@pytest.mark.parametrize("number", ["0", "-1", "2", "99999999999999999999999"])
def test_any_number_may_be_asked_for(followed: CommandLine, number: str) -> None:
    for command in ("remove", "older"):
        result = followed("feeds", command, "--", number)
        assert result.exit_code == 1
        assert "`sitrep feeds` lists them" in result.stderr


def test_json_is_taken_before_and_after_what_is_to_be_done(followed: CommandLine) -> None:
    after, before = followed("feeds", "poll", "--json"), followed("feeds", "--json", "poll")
    assert json.loads(after.stdout).keys() == json.loads(before.stdout).keys()


# ---- what is older --------------------------------------------------------------------------


def test_older_reports_are_taken_on_request(followed: CommandLine, web: Web) -> None:
    asked = followed("feeds", "older", "1")
    assert asked.stdout == "2 older reports of #1 Gazette feed will be taken.\n"
    assert "sitrep feeds poll" in asked.stderr
    web.clock.wait(minutes=1)
    polled = followed("feeds", "poll")
    assert polled.exit_code == 0
    assert titles(followed) == ["Raid at Karvan", "Strike near Zelin"]
    assert "2 taken, 0 known already, 0 failed" in polled.stdout


@pytest.mark.parametrize(
    ("options", "n_more"),
    [
        (("--limit", "1"), 1),
        (("--since", (LONG_AGO + timedelta(days=1)).date().isoformat()), 0),
        (("--since", LONG_AGO.date().isoformat()), 2),
        (("--limit", "99999999999999999999"), 2),
    ],
)
def test_older_reports_are_limited(
    followed: CommandLine, options: tuple[str, ...], n_more: int
) -> None:
    told = followed.json("feeds", "older", "1", *options)
    assert told["n_more"] == n_more
    assert told["feed"]["n_waiting"] == n_more


# ---- polling --------------------------------------------------------------------------------


@pytest.fixture
def news(sitrep: CommandLine, web: Web) -> CommandLine:
    """The same, with two reports that a followed feed lists since it was looked at."""
    web.pages[FEED] = listing()
    assert sitrep("feeds", "add", FEED).exit_code == 0
    web.pages[FEED] = listing(RAID_AT, STRIKE_AT, at=datetime.now(UTC))
    web.clock.wait(days=1)
    web.asked.clear()
    return sitrep


def test_all_that_is_due_is_done_though_the_site_is_asked_slowly(
    news: CommandLine, web: Web
) -> None:
    started = web.clock.now
    result = news("feeds", "poll")
    assert result.exit_code == 0
    *taken, summary = result.stdout.splitlines()
    assert sorted(taken) == ["taken #1 Raid at Karvan", "taken #2 Strike near Zelin"]
    assert summary.startswith(
        "1 feed answered (0 unchanged), 0 failed; 2 new reports listed; 2 taken, 0 known already, "
    )
    assert (len(web.asked), web.asked[0]) == (3, FEED)
    assert 10 <= web.clock.now - started < 20
    assert news.json("feeds")[0]["n_taken"] == 2


def test_polling_tells_scripts_what_it_did(news: CommandLine, web: Web) -> None:
    told = news.json("feeds", "poll")
    due = datetime.fromisoformat(told.pop("due"))
    assert due.timestamp() > web.clock.now
    assert told == {
        "polled": 1,
        "unchanged": 0,
        "failed_polls": 0,
        "new": 2,
        "taken": [1, 2],
        "known": 0,
        "failed_articles": 0,
        "checked": 0,
        "changed": [],
        "removed": [],
        "failed_checks": 0,
        "problems": [],
    }
    again = news.json("feeds", "poll")
    assert [again[name] for name in ("polled", "new", "taken")] == [0, 0, []]


def test_a_feed_that_fails_is_told_once_and_is_no_error(news: CommandLine, web: Web) -> None:
    news("feeds", "add", OTHER)
    web.pages[FEED] = TryLater(f"{FEED} answered with HTTP 503; try again later")
    web.clock.wait(days=1)
    result = news("feeds", "poll")
    assert result.exit_code == 0
    assert result.stderr == f"problem: {FEED} answered with HTTP 503; try again later\n"
    assert result.stdout.startswith("1 feed answered (0 unchanged), 1 failed;")
    assert news("feeds", "poll").stderr == ""
    web.clock.wait(days=1)
    (problem,) = news.json("feeds", "poll")["problems"]
    assert (problem["id"], problem["name"]) == (1, FEED)


def test_what_has_changed_and_what_is_gone_is_told_by_its_headline(
    news: CommandLine, web: Web
) -> None:
    news("feeds", "poll")
    more = "On Wednesday the ministry said that one of the two men had been released."
    web.pages[RAID_AT] = page("Raid at Karvan", *RAID, more)
    web.pages[STRIKE_AT] = AddressGone(f"{STRIKE_AT} has no page any more")
    web.clock.wait(days=2)
    lines = news("feeds", "poll").stdout.splitlines()
    assert {"changed #1 Raid at Karvan", "removed #2 Strike near Zelin"} <= set(lines)
    assert "looked at again: 1 changed, 1 removed, 0 failed" in lines[-1]
    assert titles(news) == ["Raid at Karvan"]


def test_nothing_is_done_where_nothing_is_due(sitrep: CommandLine, web: Web) -> None:
    sitrep("feeds", "add", FEED)
    web.asked.clear()
    assert sitrep("feeds", "poll").stdout.startswith("0 feeds answered")
    assert web.asked == []


# ---- polling all day long -------------------------------------------------------------------


def signalling(web: Web, number: int, *, at: Callable[[str], bool]) -> None:
    """Send this process a signal while an address is asked for."""
    retrieve = web.retrieve

    def signals(url: str, **options: Any) -> Retrieved:
        if at(url):
            signal.raise_signal(number)
        return retrieve(url, **options)

    web.retrieve = signals  # type: ignore[method-assign]


def test_it_goes_on_until_it_is_told_to_stop_and_ends_in_good_order(
    news: CommandLine, web: Web
) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    signalling(web, signal.SIGTERM, at=lambda url: url == RAID_AT)
    result = news("feeds", "poll", "--forever", "--json")
    assert result.exit_code == 0
    rounds = [json.loads(line) for line in result.stdout.splitlines()]
    # The report that was asked for came in, and nothing was asked after it.
    assert web.asked[-1] == RAID_AT
    taken = [number for told in rounds for number in told["taken"]]
    assert taken == [*range(1, len(titles(news)) + 1)]
    assert "Raid at Karvan" in titles(news)
    assert rounds[0]["polled"] == 1
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_for_people_it_says_what_comes_in_and_sums_up(news: CommandLine, web: Web) -> None:
    signalling(web, signal.SIGINT, at=lambda url: url == FEED and RAID_AT in web.asked)
    result = news("feeds", "poll", "--forever")
    assert result.exit_code == 0
    assert "taken #1 " in result.stdout
    assert result.stdout.splitlines()[-1].startswith("2 feeds answered")


def test_an_error_is_told_and_does_not_end_it(
    news: CommandLine, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_due, failures = Keeper.run_due, iter([LibraryBusy("another process writes; wait for it")])

    def busy_once(self: Keeper, stopping: Callable[[], bool]) -> object:
        for failure in failures:
            raise failure
        return run_due(self, stopping)

    monkeypatch.setattr(Keeper, "run_due", busy_once)
    signalling(web, signal.SIGTERM, at=lambda url: url == FEED)
    started = web.clock.now
    result = news("feeds", "poll", "--forever")
    assert result.exit_code == 0
    assert result.stderr == "error: another process writes; wait for it\n"
    assert web.asked == [FEED]
    assert web.clock.now - started >= 60


def test_broken_off_it_tells_what_it_did_and_ends_with_the_shells_code(
    news: CommandLine, web: Web
) -> None:
    signalling(web, signal.SIGINT, at=lambda url: url == FEED)
    result = news("feeds", "poll")
    assert result.exit_code == 130
    assert result.stdout.startswith(
        "1 feed answered (0 unchanged), 0 failed; 2 new reports listed; 0 "
    )
    assert web.asked == [FEED]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """As a terminal has it: what a shell starts in the background ignores the interrupt key."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_second_signal_ends_it_at_once() -> None:
    with stopping.heeding() as stop:
        signal.raise_signal(signal.SIGINT)
        assert stop()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_nobody_sleeps_on_when_a_stop_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    with stopping.heeding() as stop:
        stop.sleep(1.0)
        signal.raise_signal(signal.SIGTERM)
        stop.sleep(60.0)
    assert sum(slept) == pytest.approx(1.0)
