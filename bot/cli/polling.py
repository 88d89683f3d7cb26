"""``sitrep feeds poll``: what is due, done by hand or all day long."""

import itertools
import time
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.progress import Progress
from rich.text import Text

import index
from bot.cli import as_json as records
from bot.cli import feed_list, options, stopping, terminal
from bot.cli.addition_report import counted, problem_line
from bot.cli.command import INTERRUPTED
from bot.cli.stopping import Stop
from bot.cli.workbench import Workbench
from index import Problem, SitrepError

if TYPE_CHECKING:
    # At run time they come with SQLite; `sitrep --help` need not wait for it.
    from index import Engine, Keeper, Kept

LONGEST_SLEEP: Final = 60.0
"""Seconds; another process may have added a feed meanwhile."""
AFTER_ERROR: Final = 60.0


def poll(
    bench: Workbench,
    forever: Annotated[
        bool, typer.Option("--forever", help="Go on until Ctrl-C or SIGTERM ends it.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Do what is due: poll feeds, take what they list, look at reports again.

    The bot does so by itself. Some seconds pass between two requests to a site, and what has to
    wait for longer is left to the next time.
    """
    with ExitStack() as stack:
        engine = stack.enter_context(closing(bench.engine()))
        report = _Report(engine, as_json=as_json, forever=forever)
        stack.callback(report.summarize)
        stop = stack.enter_context(stopping.heeding())
        progress, count = stack.enter_context(terminal.progress_bar("Requests"))
        report.begin(progress)
        numbers = itertools.count(1)
        keeper = index.Keeper(
            engine,
            agent=index.user_agent(bench.settings.contact),
            asking=lambda _: count(next(numbers), None),
            revisits=engine.revisits,
        )
        if forever:
            _go_on(keeper, report, stop)
        else:
            _do_once(keeper, report, stop)
    if stop() and not forever:
        raise typer.Exit(INTERRUPTED)


def _do_once(keeper: "Keeper", report: "_Report", stop: Stop) -> None:
    """Do what is due now, also where it must wait some seconds for its site."""
    since = int(time.time())
    wait: int | None = 0
    while wait is not None and not stop():
        stop.sleep(wait)
        report.tell(keeper.run_due(stop))
        wait = keeper.wait(since)


def _go_on(keeper: "Keeper", report: "_Report", stop: Stop) -> None:
    """Do whatever falls due; what fails is told, and tried again."""
    while not stop():
        try:
            kept = keeper.run_due(stop)
        except SitrepError as error:
            report.complain(error)
            stop.sleep(AFTER_ERROR)
        else:
            report.tell(kept)
            wait = LONGEST_SLEEP if kept.due is None else kept.due - time.time()
            stop.sleep(min(max(wait, 1.0), LONGEST_SLEEP))


class _Report:
    """Says what comes in and what fails as it happens, and in the end how much it was."""

    def __init__(self, engine: "Engine", *, as_json: bool, forever: bool) -> None:
        self._engine = engine
        self._as_json = as_json
        self._forever = forever
        self._out = terminal.out()
        self._err = terminal.err()
        self._failed = {feed.id: feed.failed for feed in engine.feeds.feeds()}
        self._total: Kept | None = None
        self._problems: list[records.Json] = []

    def begin(self, progress: Progress) -> None:
        """Print above this bar from now on, where both show on the same terminal."""
        if self._out.is_terminal and self._err.is_terminal:
            self._out = progress.console
        self._err = progress.console

    def complain(self, error: SitrepError) -> None:
        """Tell an error that is no reason to end."""
        self._err.print(Text.assemble(("error: ", "bold red"), terminal.clean(str(error))))

    def tell(self, kept: "Kept") -> None:
        """Tell what was done since the last time."""
        self._total = kept if self._total is None else self._total + kept
        problems = self._new_problems() if kept.feeds.failed_polls else []
        self._problems += problems
        if self._as_json:
            # One object a line, if there is no end at which to tell it all.
            if self._forever and any(_counts(kept).values()):
                terminal.emit(_record(kept, problems), indent=None)
            return
        for what, style, numbers in (
            ("taken", "green", kept.feeds.taken),
            ("changed", "yellow", kept.visits.changed),
            ("removed", "red", kept.visits.removed),
        ):
            for number in numbers:
                self._out.print(Text.assemble((what, style), f" #{number} {self._title(number)}"))

    def _title(self, number: int) -> str:
        """An article's headline, also if it is gone."""
        return terminal.one_line(self._engine.history(number)[-1].title)

    def _new_problems(self) -> list[records.Json]:
        """Print and return what happened to the feeds that have failed since the last time."""
        problems: list[records.Json] = []
        for feed in self._engine.feeds.feeds():
            if feed.problem and feed.failed != self._failed.get(feed.id):
                self._failed[feed.id] = feed.failed
                problems.append({"id": feed.id, "name": feed.url, "message": feed.problem})
                self._err.print(problem_line(Problem(name=feed.url, message=feed.problem)))
        return problems

    def summarize(self) -> None:
        """Print the totals, also of work that was broken off."""
        if self._total is None:
            return
        if not self._as_json:
            self._out.print(Text(_summary(self._total)))
        elif not self._forever:
            terminal.emit(_record(self._total, self._problems))


def _counts(kept: "Kept") -> records.Json:
    """Return what was done, each count under its name."""
    return {
        "polled": kept.feeds.polled,
        "unchanged": kept.feeds.unchanged,
        "failed_polls": kept.feeds.failed_polls,
        "new": kept.feeds.new,
        "taken": [*kept.feeds.taken],
        "known": kept.feeds.known,
        "failed_articles": kept.feeds.failed_articles,
        "checked": kept.visits.checked,
        "changed": [*kept.visits.changed],
        "removed": [*kept.visits.removed],
        "failed_checks": kept.visits.failed,
    }


def _record(kept: "Kept", problems: list[records.Json]) -> records.Json:
    return {**_counts(kept), "problems": problems, "due": feed_list.moment(kept.due)}


def _summary(kept: "Kept") -> str:
    feeds, visits = kept.feeds, kept.visits
    told = (
        f"{counted(feeds.polled, 'feed')} answered ({feeds.unchanged:,} unchanged), "
        f"{feeds.failed_polls:,} failed; {counted(feeds.new, 'new report')} listed; "
        f"{len(feeds.taken):,} taken, {feeds.known:,} known already, "
        f"{feeds.failed_articles:,} failed"
    )
    if visits.checked or visits.removed:
        told += (
            f"; {counted(visits.checked, 'report')} looked at again: {len(visits.changed):,} "
            f"changed, {len(visits.removed):,} removed, {visits.failed:,} failed"
        )
    if kept.due is not None:
        now = int(time.time())
        told += f"; next {feed_list.from_now(max(kept.due, now), now)}"
    return told
