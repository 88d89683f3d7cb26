"""``sitrep add``: articles into the library, the bad ones named and the others kept."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

import typer

import index
from bot.cli import options, samples, terminal
from bot.cli.addition_report import AdditionReport
from bot.cli.workbench import Workbench
from index import Addition, Given, Note, Problem, SitrepError

if TYPE_CHECKING:
    # At run time they come with trafilatura and SQLite; `sitrep --help` need not wait for them.
    from index import Engine, Reading, Retrieve

NOTE: Final = Note(cause="command")
READ_AHEAD: Final = 5000
"""Articles read before the first is added, so that the bar knows how many there are."""

EXAMPLES: Final = (
    "sitrep add report.pdf articles/ https://example.org/report",
    'sitrep add copied.txt --title "Raid near Qamishli" --published 2022-10-06 --outlet CNN',
)


def add(
    bench: Workbench,
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files, folders or addresses: text, Markdown, HTML, PDF, JSONL (.gz too).",
            show_default=False,
        ),
    ] = None,
    title: Annotated[str | None, typer.Option(help="The headline, for one article.")] = None,
    url: Annotated[str | None, typer.Option(help="The address, for one article.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    author: Annotated[str | None, typer.Option(help="Who wrote it.")] = None,
    published: Annotated[datetime | None, options.day_option("The day of publication.")] = None,
    language: Annotated[str | None, typer.Option(help="ISO 639-1 code, for example en.")] = None,
    with_samples: Annotated[
        bool, typer.Option("--samples", help="Add the sample articles that come with Sitrep.")
    ] = False,
    show_cut: Annotated[
        bool, typer.Option("--show-cut", help="Print each line cut as the page's furniture.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Add articles to the library, or replace those that have changed."""
    given = _given(title, url, outlet, author, options.day(published), language)
    report = AdditionReport(as_json=as_json, show_cut=show_cut)
    with ExitStack() as stack:
        wanted = [*(targets or ()), *(samples.paths(stack) if with_samples else ())]
        _check(given, [str(target) for target in wanted])
        engine = stack.enter_context(closing(bench.engine(create=True)))
        stack.callback(report.summarize)
        progress, count = stack.enter_context(terminal.progress_bar("Articles"))
        report.begin(progress)
        retrieve = bench.make_retrieve(bench.settings)
        readings = _read([str(target) for target in wanted], given, retrieve, report)
        ahead = list(islice(readings, READ_AHEAD))
        found = sum(len(reading.drafts) for reading in ahead)
        if found > 1:
            _refuse_single(given, f"{wanted[0]} holds several articles")
        total = found if len(ahead) < READ_AHEAD else None
        report.expect(total)
        count(0, total)
        for done, addition in enumerate(_kept(engine, chain(ahead, readings)), 1):
            report.added(addition)
            count(done, total)
    if report.failed:
        raise typer.Exit(1)


def _given(
    title: str | None,
    url: str | None,
    outlet: str | None,
    author: str | None,
    published: date | None,
    language: str | None,
) -> Given:
    if url is not None and urlsplit(url).scheme not in {"http", "https"}:
        raise typer.BadParameter(f"{url!r} is no http(s) address.", param_hint="--url")
    if language is not None and not (len(language) == 2 and language.isalpha()):
        raise typer.BadParameter(
            f"{language!r} is no ISO 639-1 code; give two letters, such as en.",
            param_hint="--language",
        )
    for option, text in (("--title", title), ("--outlet", outlet), ("--author", author)):
        if text is not None and not text.strip():
            raise typer.BadParameter("it is empty.", param_hint=option)
    return Given(
        title=title,
        url=url,
        outlet=outlet,
        author=author,
        published=published,
        language=language.lower() if language else None,
    )


def _check(given: Given, targets: list[str]) -> None:
    if not targets:
        raise typer.BadParameter(
            "name a file, a folder or an address, or give --samples.", param_hint="TARGETS"
        )
    if len(targets) > 1:
        _refuse_single(given, f"there are {len(targets)} targets")


def _refuse_single(given: Given, why: str) -> None:
    """Refuse what only one article can have, before anything is added."""
    for option, value in (("--title", given.title), ("--url", given.url)):
        if value is not None:
            raise typer.BadParameter(
                f"it is for one article, and {why}. Add that article by itself.",
                param_hint=option,
            )


def _read(
    targets: list[str], given: Given, retrieve: "Retrieve", report: AdditionReport
) -> Iterator["Reading"]:
    """Read all targets, an article of a file at a time; what gives none is reported."""
    for target in targets:
        try:
            if index.is_address(target):
                fetched = index.read_address(target, given, retrieve=retrieve)
                for problem in fetched.problems:
                    report.problem(problem)
                yield replace(fetched, problems=())
            else:
                yield from _of_files(target, given, report)
        except SitrepError as error:
            report.problem(Problem(name=target, message=str(error)))


def _of_files(target: str, given: Given, report: AdditionReport) -> Iterator["Reading"]:
    for item in index.read(target, given):
        if isinstance(item, Problem):
            report.problem(item)
        else:
            yield index.Reading(drafts=(item,))


def _kept(engine: "Engine", readings: Iterator["Reading"]) -> Iterator[Addition]:
    """Add what was read: what files hold many together, what was fetched as in a chat."""
    for of_files, group in groupby(readings, lambda reading: reading.validators is None):
        if of_files:
            drafts = (draft for reading in group for draft in reading.drafts)
            yield from engine.add(drafts, note=NOTE)
        else:
            for reading in group:
                yield from index.keep(engine, reading, NOTE).additions
