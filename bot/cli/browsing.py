"""``sitrep articles``, ``show`` and ``remove``: what the library holds."""

import sys
from contextlib import closing
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from bot.cli import as_json as records
from bot.cli import options, terminal
from bot.cli.workbench import Workbench
from bot.messages import Messages
from index import Article, Note, Passage, Source

SAY: Final = Messages()

ARTICLES_EXAMPLES: Final = ("sitrep articles --search qamishli",)
SHOW_EXAMPLES: Final = ("sitrep show 3",)
REMOVE_EXAMPLES: Final = ("sitrep remove 3 7 --yes",)


def articles(
    bench: Workbench,
    search: Annotated[
        str | None, typer.Option(help="Only those with this text in title or outlet.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """List the articles, newest first."""
    with closing(bench.engine()) as engine:
        found = engine.articles(query=search)
    if as_json:
        terminal.emit([records.article(article) for article in found])
    elif not found:
        terminal.note(_nothing(search))
    else:
        _print_list(found)


def _nothing(search: str | None) -> str:
    if search is None:
        return "The library is empty. Add articles: sitrep add FILE"
    return f"No article has {search!r} in its title or outlet."


def _print_list(found: list[Article]) -> None:
    console = terminal.out()
    rows = [_row(article) for article in found]
    if not console.is_terminal:
        # Tabs, so that `cut` and `awk` can read it.
        for row in rows:
            typer.echo("\t".join(row))
        return
    table = Table("#", "Published", "Outlet", "Title", "Passages", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def _row(article: Article) -> tuple[str, str, str, str, str]:
    return (
        str(article.id),
        article.published.isoformat() if article.published else SAY.undated,
        terminal.one_line(article.outlet or "-"),
        terminal.one_line(article.title),
        str(article.n_passages),
    )


def show(
    bench: Workbench,
    article: Annotated[
        int,
        typer.Argument(
            metavar="ID",
            help="The article's number, from sitrep articles.",
            min=1,
            max=options.LARGEST,
        ),
    ],
    as_json: options.Json = False,
) -> None:
    """Show one article whole, with its passages numbered."""
    with closing(bench.engine()) as engine:
        known, pieces = engine.article(article), engine.passages_of(article)
    if as_json:
        passages = [records.passage(piece) for piece in pieces]
        terminal.emit({**records.article(known), "passages": passages})
    else:
        _print_article(known, pieces)


def _print_article(known: Article, pieces: list[Passage]) -> None:
    console = terminal.out()
    console.print(Text(terminal.one_line(known.title), style="bold"))
    console.print(Text(facts(known), style="dim"))
    if known.url:
        console.print(Text(terminal.one_line(known.url), style="dim"))
    for source in known.sources:
        console.print(Text(f"also: {_further(source)}", style="dim"))
    for piece in pieces:
        console.print()
        console.print(
            Text.assemble((f"[{piece.position + 1}] ", "cyan"), terminal.clean(piece.text))
        )


def facts(article: Article) -> str:
    """Return who wrote and published an article, and when, on one line."""
    return _joined(article.outlet, article.author, SAY.as_of(article.published))


def _further(source: Source) -> str:
    """Return where else a report stands, on one line."""
    return _joined(source.title, source.outlet, SAY.day(source.published), source.url)


def _joined(*parts: str | None) -> str:
    return " · ".join(terminal.one_line(part) for part in parts if part)


def remove(
    bench: Workbench,
    numbers: Annotated[
        list[int],
        typer.Argument(metavar="ID", help="The articles' numbers.", min=1, max=options.LARGEST),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Remove articles from the library."""
    numbers = list(dict.fromkeys(numbers))
    with closing(bench.engine()) as engine:
        # All are looked up before the first goes, so that a wrong number removes nothing.
        named = [engine.article(number) for number in numbers]
        if not yes:
            _confirm(named)
        for number in numbers:
            gone = engine.remove(number, note=Note(cause="command"))
            terminal.out().print(Text(f"removed #{gone.id} {terminal.one_line(gone.title)}"))


def _confirm(named: list[Article]) -> None:
    if not sys.stdin.isatty():
        raise typer.BadParameter(
            "there is no terminal to ask on; give --yes to remove.", param_hint="--yes"
        )
    for article in named:
        terminal.note(f"#{article.id} {article.title}")
    typer.confirm("Remove?", abort=True, err=True)
