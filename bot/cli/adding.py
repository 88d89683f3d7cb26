"""``sitrep add``: articles into the library, the bad ones named and the others kept."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date, datetime
from itertools import chain, islice
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

import index
from bot.cli import options, samples, terminal
from bot.cli.addition_report import AdditionReport
from bot.cli.workbench import Workbench
from index import Draft, Given, Problem, SitrepError

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
        drafts = _drafts([str(target) for target in wanted], given, report)
        ahead = list(islice(drafts, READ_AHEAD))
        if len(ahead) > 1:
            _refuse_single(given, f"{wanted[0]} holds several articles")
        total = len(ahead) if len(ahead) < READ_AHEAD else None
        report.expect(total)
        count(0, total)
        for done, addition in enumerate(engine.add(chain(ahead, drafts)), 1):
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


def _drafts(targets: list[str], given: Given, report: AdditionReport) -> Iterator[Draft]:
    """Read all targets; what gives no article is reported and left out."""
    for target in targets:
        try:
            for item in index.read(target, given):
                if isinstance(item, Problem):
                    report.problem(item)
                else:
                    yield item
        except SitrepError as error:
            report.problem(Problem(name=target, message=str(error)))
