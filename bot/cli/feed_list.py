"""Feeds on the terminal, in a pipe, and as JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer
from babel.dates import format_timedelta
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.cli import as_json as records
from bot.cli import terminal

if TYPE_CHECKING:
    # At run time it comes with SQLite; `sitrep --help` need not wait for it.
    from index import Subscription


def record(feed: "Subscription") -> records.Json:
    """Return what is known of a feed."""
    return {
        "id": feed.id,
        "title": feed.title,
        "url": feed.url,
        "added": moment(feed.added),
        "answered": moment(feed.answered),
        "due": None if feed.stopped else moment(feed.due),
        "pause": feed.pause,
        "n_taken": feed.n_taken,
        "n_waiting": feed.n_waiting,
        "n_older": feed.n_older,
        "n_failed": feed.n_failed,
        "failures": feed.failures,
        "failing_since": moment(feed.failing_since),
        "stopped": feed.stopped,
        "problem": feed.problem,
    }


def moment(seconds: int | None) -> str | None:
    """Return Unix seconds as ISO 8601 has them, in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


def name(feed: "Subscription") -> str:
    """Return what to call a feed: its title, or its host before it was seen; on one line."""
    return terminal.one_line(feed.title or feed.host)


def show(feeds: "Sequence[Subscription]", now: int) -> None:
    """Print feeds: some lines each on a terminal, else a line with tabs, for `cut` and `awk`."""
    console = terminal.out()
    for feed in feeds:
        if console.is_terminal:
            _print_feed(console, feed, now)
        else:
            typer.echo("\t".join(_row(feed)))


def _row(feed: "Subscription") -> list[str]:
    told = record(feed)
    names = ("id", "title", "url", "answered", "due")
    counts = ("n_taken", "n_waiting", "n_older", "n_failed", "problem")
    cells = [told[name] for name in (*names, *counts)]
    return ["-" if cell is None else terminal.one_line(str(cell)) for cell in cells]


def _print_feed(console: Console, feed: "Subscription", now: int) -> None:
    console.print(Text.assemble((f"#{feed.id} ", "cyan"), (name(feed), "bold")))
    counts = (
        f"{feed.n_taken:,} taken, {feed.n_waiting:,} waiting, {feed.n_older:,} older, "
        f"{feed.n_failed:,} failed"
    )
    lines = [
        Text(terminal.one_line(feed.url), style="blue"),
        Text(counts),
        Text(f"{_answered(feed, now)}, {_next(feed, now)}", style="dim"),
    ]
    if feed.problem:
        # Most begin with the address, which stands above already.
        problem = feed.problem.removeprefix(f"{feed.url} ")
        lines.append(Text(terminal.one_line(problem), style="red"))
    for line in lines:
        # Padding keeps what is wrapped in line with its beginning.
        console.print(Padding(line, (0, 0, 0, 3)))


def _answered(feed: "Subscription", now: int) -> str:
    if feed.answered is None:
        return "no answer yet"
    return f"answered {from_now(feed.answered, now)}"


def _next(feed: "Subscription", now: int) -> str:
    if feed.stopped:
        return "not asked any more: its publisher withdrew it"
    return "due now" if feed.due <= now else f"next look {from_now(feed.due, now)}"


def from_now(seconds: int, now: int) -> str:
    """Return how long ago, or ahead, a moment is, in one unit."""
    return format_timedelta(seconds - now, add_direction=True, locale="en")
