"""``sitrep ask``: one question, or a file of them, and what the articles say."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.cli import as_json as records
from bot.cli import batch, card, options, terminal
from bot.cli.workbench import Workbench
from index import Filters

EXAMPLES: Final = (
    'sitrep ask "Who was killed in the October 2022 airstrike in northern Syria?"',
    "sitrep ask --batch questions.jsonl --json --passages 10",
)


def ask(
    bench: Workbench,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUESTION", help="The question.", show_default=False),
    ] = None,
    batch_file: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            metavar="FILE",
            help="Answer a file of questions, or - for stdin: JSON lines with question and, if"
            " wanted, asked. Prints one JSON object a line; empty lines are passed over.",
            show_default=False,
        ),
    ] = None,
    passages: Annotated[int, typer.Option(min=1, max=1000, help="How many passages.")] = 3,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what each passage's score is made of.")
    ] = False,
    as_json: options.Json = False,
    article: Annotated[
        list[int] | None,
        typer.Option(
            metavar="ID",
            help="Only this article; may be repeated.",
            show_default=False,
            min=1,
            max=options.LARGEST,
        ),
    ] = None,
    outlet: Annotated[
        list[str] | None,
        typer.Option(help="Only this outlet; may be repeated.", show_default=False),
    ] = None,
    since: Annotated[
        datetime | None, options.day_option("Only what was published on this day or later.")
    ] = None,
    until: Annotated[
        datetime | None, options.day_option("Only what was published on this day or before.")
    ] = None,
    about_since: Annotated[
        datetime | None,
        options.day_option(
            "Only what tells of this day or later, by the days that its words mean (“Thursday”); by"
            " its day of publication where they mean none."
        ),
    ] = None,
    about_until: Annotated[
        datetime | None, options.day_option("Only what tells, so, of this day or before.")
    ] = None,
    asked: Annotated[
        datetime | None,
        options.day_option(
            "The day that the question was asked: what was published near it comes first."
        ),
    ] = None,
) -> None:
    """Ask the articles, and get their own words or a refusal."""
    question = " ".join(words or ()).strip()
    if bool(question) == (batch_file is not None):
        raise typer.BadParameter("give a question, or --batch FILE.", param_hint="QUESTION")
    _check_order("--since", since, "--until", until)
    _check_order("--about-since", about_since, "--about-until", about_until)
    filters = Filters(
        articles=tuple(article or ()),
        outlets=tuple(outlet or ()),
        since=options.day(since),
        until=options.day(until),
        about_since=options.day(about_since),
        about_until=options.day(about_until),
    )
    with closing(bench.engine()) as engine:
        for number in filters.articles:
            engine.article(number)
        session = batch.Session(engine, filters, options.day(asked), passages)
        if batch_file is not None:
            raise typer.Exit(1 if session.answer_all(batch_file) else 0)
        with terminal.busy("Reading the articles"):
            answer = session.answer(question)
    if as_json:
        terminal.emit(records.answer(answer, passages))
    else:
        card.show(answer, passages, explain=explain)


def _check_order(first: str, since: datetime | None, last: str, until: datetime | None) -> None:
    if since and until and since > until:
        raise typer.BadParameter(f"it is later than {last}.", param_hint=first)
