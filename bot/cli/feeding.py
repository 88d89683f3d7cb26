"""``sitrep feeds``: which feeds are followed. What is due of them, `polling` does."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.text import Text

import index
from bot.cli import feed_list, options, polling, terminal
from bot.cli.addition_report import counted, problem_line
from bot.cli.command import at, command, errors_told
from bot.cli.workbench import Workbench
from index import FetchError, Problem

if TYPE_CHECKING:
    # At run time they come with SQLite; `sitrep --help` need not wait for it.
    from index import Engine, Keeper, Subscription

PATIENCE: Final = 60.0
"""Seconds for the first look at all feeds that are added: a site is asked once in a few seconds."""
LOOK_EVERY: Final = 0.5

app = typer.Typer(
    invoke_without_command=True,
    epilog="Examples:\n\nsitrep feeds\n\nsitrep feeds add https://example.org/feed.xml",
)


@app.callback()
def feeds(
    ctx: typer.Context,
    as_json: options.Json = False,
    library: options.Library = None,
    verbose: options.Verbose = False,
) -> None:
    """List the feeds that are followed, or change and poll them."""
    ctx.obj = bench = at(ctx.obj, library=library, verbose=verbose)
    if ctx.invoked_subcommand is not None:
        # People type --json before the subcommand as often as after it.
        ctx.default_map = {ctx.invoked_subcommand: {"as_json": as_json}}
        return
    with errors_told(verbose=bench.verbose):
        _list(bench, as_json=as_json)


def _list(bench: Workbench, *, as_json: bool) -> None:
    with closing(bench.engine()) as engine:
        found = engine.feeds.feeds()
    if as_json:
        terminal.emit([feed_list.record(feed) for feed in found])
    elif found:
        feed_list.show(found, int(time.time()))
    else:
        terminal.note("No feed is followed. Add one: sitrep feeds add ADDRESS")


def add(
    bench: Workbench,
    addresses: Annotated[
        list[str], typer.Argument(metavar="URL", help="Addresses of RSS or Atom feeds.")
    ],
    as_json: options.Json = False,
) -> None:
    """Follow feeds, and look at them once. What is older is left out until it is asked for."""
    with closing(bench.engine(create=True)) as engine:
        is_new, problems = _follow(engine, addresses)
        keeper = index.Keeper(engine, agent=index.user_agent(bench.settings.contact))
        with terminal.progress_bar("Feeds") as (_, count):
            count(0, len(is_new))
            for done, _number in enumerate(_looked_at(engine, keeper, list(is_new)), 1):
                count(done, len(is_new))
        found = [engine.feeds.feed(number) for number in is_new]
    problems += [Problem(name=feed.url, message=_trouble(feed)) for feed in found if feed.problem]
    if as_json:
        told = [{**feed_list.record(feed), "is_new": is_new[feed.id]} for feed in found]
        failed = [{"name": problem.name, "message": problem.message} for problem in problems]
        terminal.emit({"feeds": told, "problems": failed})
    else:
        for feed in found:
            _print_added(feed, is_new=is_new[feed.id])
        for problem in problems:
            terminal.err().print(problem_line(problem))
    if problems:
        raise typer.Exit(1)


def _follow(engine: "Engine", addresses: Sequence[str]) -> tuple[dict[int, bool], list[Problem]]:
    """Have feeds followed: their numbers, whether each is new, and what is no feed's address."""
    is_new: dict[int, bool] = {}
    problems = []
    for address in addresses:
        try:
            feed, new = engine.feeds.add(address, int(time.time()))
        except FetchError as error:
            problems.append(Problem(name=address, message=str(error)))
        else:
            is_new.setdefault(feed.id, new)
    return is_new, problems


def _looked_at(engine: "Engine", keeper: "Keeper", numbers: Sequence[int]) -> Iterator[int]:
    """Look at each feed that is due as soon as its site may be asked, and yield it then.

    Where another process looks at it, that look counts.
    """
    now = time.time()
    waiting = {number for number in numbers if engine.feeds.feed(number).due <= now}
    yield from (number for number in numbers if number not in waiting)
    out_of_time = time.monotonic() + PATIENCE
    while waiting and time.monotonic() < out_of_time:
        for number in sorted(waiting):
            feed = keeper.poll(number)
            if feed.due > now and (feed.answered is not None or feed.problem is not None):
                waiting.remove(number)
                yield number
        if waiting:
            time.sleep(LOOK_EVERY)


def _trouble(feed: "Subscription") -> str:
    told = "is not asked any more" if feed.stopped else "is asked again later"
    return f"{feed.problem} (it {told}; sitrep feeds remove {feed.id} ends that)"


def _print_added(feed: "Subscription", *, is_new: bool) -> None:
    hint = ""
    if feed.answered is None and not feed.problem:
        hint = " (not looked at yet; the bot does that, or sitrep feeds poll)"
    elif is_new and feed.n_older:
        older = counted(feed.n_older, "older report")
        hint = f" ({older} left out; sitrep feeds older {feed.id} has them taken)"
    terminal.out().print(
        Text.assemble(
            ("followed", "green") if is_new else ("followed already", "dim"),
            f" #{feed.id} {feed_list.name(feed)}",
            (hint, "dim"),
        )
    )


def remove(
    bench: Workbench,
    numbers: Annotated[
        list[int], typer.Argument(metavar="N", help="The feeds' numbers, from sitrep feeds.")
    ],
    as_json: options.Json = False,
) -> None:
    """Follow feeds no longer. What came in by them stays."""
    numbers = list(dict.fromkeys(numbers))
    with closing(bench.engine()) as engine:
        # All are looked up before the first goes, so that a wrong number ends none.
        for number in numbers:
            engine.feeds.feed(number)
        gone = [engine.feeds.remove(number) for number in numbers]
    if as_json:
        terminal.emit([feed_list.record(feed) for feed in gone])
        return
    for feed in gone:
        terminal.out().print(Text(f"removed #{feed.id} {feed_list.name(feed)}"))


def older(
    bench: Workbench,
    number: Annotated[
        int, typer.Argument(metavar="N", help="The feed's number, from sitrep feeds.")
    ],
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="So many at most, the newest first.", show_default=False),
    ] = None,
    since: Annotated[
        datetime | None, options.day_option("Only what was published on this day (UTC) or later.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Have reports taken that are older than the feed's first look."""
    moment = int(since.replace(tzinfo=UTC).timestamp()) if since else None
    with closing(bench.engine()) as engine:
        count = engine.feeds.take_older(number, int(time.time()), limit=limit, since=moment)
        feed = engine.feeds.feed(number)
    if as_json:
        terminal.emit({"n_more": count, "feed": feed_list.record(feed)})
        return
    told = f"{counted(count, 'older report')} of #{feed.id} {feed_list.name(feed)} will be taken."
    terminal.out().print(Text(told))
    if count:
        terminal.note("The bot takes them as it runs; without it: sitrep feeds poll")


_COMMANDS: Final = (
    ("add", add, "sitrep feeds add https://example.org/feed.xml"),
    ("remove", remove, "sitrep feeds remove 1 3"),
    ("older", older, "sitrep feeds older 1 --limit 20"),
    ("poll", polling.poll, "sitrep feeds poll --forever"),
)

for _name, _function, _example in _COMMANDS:
    app.command(_name, epilog=f"Example:\n\n{_example}")(command(_function))
