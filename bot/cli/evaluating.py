"""``sitrep evaluate``: labelled questions, measured."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

import index
from bot.cli import options, terminal
from bot.cli.workbench import Workbench
from index import Draft, Problem, SourceError

if TYPE_CHECKING:
    from index import Comparison, Engine, Evaluation

EXAMPLES: Final = (
    "sitrep evaluate data/news --json",
    "sitrep evaluate data/news --translated news.ru.jsonl --translated news.ar.jsonl",
)

_LABELS: Final = frozenset({"questions.jsonl", "pairs.jsonl"})
"""What lies beside the articles and holds none."""

_ORIGINAL: Final = "original"


def run(
    bench: Workbench,
    folder: Annotated[
        Path,
        typer.Argument(help="Holds articles and questions.jsonl.", exists=True, file_okay=False),
    ],
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Ask only the first so many questions.", show_default=False),
    ] = None,
    translated: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Ask the questions in another language too: JSON lines with id and question. May"
            " be repeated; only those that every FILE translates are asked.",
            show_default=False,
        ),
    ] = None,
    masked: Annotated[
        bool,
        typer.Option(
            "--masked",
            help="Ask each answerable question once more, without the articles that answer it.",
        ),
    ] = False,
    outcomes: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write there what became of each question, as JSON lines.",
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Ask a folder's labelled questions, and print how well they are answered.

    The folder's articles go into a library of their own in the cache folder, unless --library
    names one that holds them.
    """
    folder, files = folder.resolve(), _named(translated or [])
    others = [path for path in (*files.values(), outcomes) if path is not None]
    with (
        _writing(outcomes) as write,
        closing(_library(bench, folder, others)) as engine,
        terminal.progress_bar("Questions") as (_, count),
    ):
        found: Evaluation | Comparison
        if files:
            found = index.evaluate_translations(
                engine, folder, files, count, limit=limit, masked=masked
            )
            write(found.evaluations)
        else:
            found = index.evaluate(engine, folder, count, limit=limit, masked=masked)
            write({_ORIGINAL: found})
    if as_json:
        terminal.emit(found.as_dict())
    else:
        _show(found.rows(), [_ORIGINAL, *files] if files else ["Value"])


def _named(files: Sequence[Path]) -> dict[str, Path]:
    """The files by what follows the last full stop of their stems: ``ru`` of news.ru.jsonl."""
    named = {path.stem.rpartition(".")[2]: path for path in files}
    if len(named) < len(files) or _ORIGINAL in named:
        raise typer.BadParameter(
            f"the files' names must differ in what stands before the suffix, and none may be called"
            f" {_ORIGINAL}.",
            param_hint="--translated",
        )
    return named


@contextmanager
def _writing(file: Path | None) -> Iterator[Callable[[Mapping[str, "Evaluation"]], None]]:
    """Open the file for outcomes at once: asking takes minutes, and they would be lost."""
    if file is None:
        yield lambda _: None
        return
    try:
        stream = file.open("w", encoding="utf-8")
    except OSError as error:
        raise SourceError(
            f"{file} can't be written ({error.strerror}). Name a file where you may write."
        ) from error
    with stream:
        yield lambda evaluations: stream.writelines(_lines(evaluations))


def _lines(evaluations: Mapping[str, "Evaluation"]) -> Iterator[str]:
    for name, evaluation in evaluations.items():
        for wording, outcomes in (
            (name, evaluation.outcomes),
            (f"{name}, masked", evaluation.masked),
        ):
            for outcome in outcomes:
                row = {"wording": wording} | outcome.as_dict()
                yield json.dumps(row, ensure_ascii=False) + "\n"


def _show(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> None:
    table = Table("Measure", box=None, pad_edge=False)
    for column in columns:
        table.add_column(Text(column), justify="right")
    for row in rows:
        table.add_row(*map(Text, row))
    terminal.out().print(table)


def _library(bench: Workbench, folder: Path, others: Sequence[Path]) -> "Engine":
    # Only the option counts here: the library of the setting is the bot's, which holds other
    # articles, and measures over those would be measures of something else.
    if bench.library is not None:
        return bench.engine()
    engine = bench.engine(create=True, folder=bench.settings.cache / "evaluation" / folder.name)
    # Each article by itself: labels name articles that would be further sources of others.
    with terminal.progress_bar("Articles") as (_, count):
        drafts = list(_drafts(folder, others))
        count(0, len(drafts))
        for done, _addition in enumerate(engine.add(drafts, merging=False), 1):
            count(done, len(drafts))
    return engine


def _drafts(folder: Path, others: Sequence[Path]) -> Iterator[Draft]:
    """The folder's articles; the ``others`` are files that may lie there too and hold none."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    passed_over = {path.resolve() for path in others}
    articles = [
        path for path in files if path.name not in _LABELS and path.resolve() not in passed_over
    ]
    if not articles:
        raise SourceError(f"{folder} holds no articles beside its questions. Put them there.")
    for item in chain.from_iterable(index.read(str(path)) for path in articles):
        if isinstance(item, Problem):
            terminal.note(f"problem: {item.name}: {item.message}")
        else:
            yield item
