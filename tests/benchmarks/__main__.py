"""``python -m tests.benchmarks``: encoding, asking and starting, measured on this machine.

With ``--scale``, libraries of those sizes instead.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from bot.settings import Settings, load_settings
from index import Embedder, Engine, load_embedder
from tests.benchmarks import asking, encoding, filling, material, report, scale, start
from tests.benchmarks.machine import Conditions, conditions
from tests.benchmarks.report import Sections

Measured = tuple[Conditions, Sections, dict[str, Any]]
"""The circumstances, what is shown, and what JSON has beyond that."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all benchmarks; the model and its cache are those of the settings."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.scale and not (options.data and options.work):
        parser.error("--scale needs --data and --work")
    console = Console()
    settings = load_settings()
    embedder = load_embedder(settings.model, settings.cache, settings.threads)
    measured = _scale if options.scale else _speed
    found, sections, more = measured(options, settings, embedder, console)
    report.show(found, sections, console)
    if options.json is not None:
        written = json.dumps(report.as_dict(found, sections) | more, indent=1)
        options.json.write_text(written + "\n", encoding="utf-8")


def _speed(
    options: argparse.Namespace, settings: Settings, embedder: Embedder, console: Console
) -> Measured:
    """One library, and the model."""
    questions = material.questions(options.data, options.questions)
    texts = material.passages(embedder, options.data)
    with _library(options.library, embedder) as folder:
        with closing(Engine.open(folder, embedder=embedder, create=False)) as engine:
            found = conditions(embedder.identity, engine.coverage())
            with console.status("Asking"):
                times = asking.run(engine, questions)
        with console.status("Starting"):
            starts = start.run(folder, questions[0])
    with console.status("Encoding"):
        speed = encoding.run(settings, embedder, texts)
    sections = {
        f"Encoding {len(texts)} passages": speed.measures(promised=found.has_fast_numbers),
        "Asking": times.measures(),
        "Where the time of asking goes": times.stage_measures(),
        "From start to first answer": starts.measures(),
    }
    return found, sections, {}


def _scale(
    options: argparse.Namespace, settings: Settings, embedder: Embedder, console: Console
) -> Measured:
    """Libraries of several sizes."""
    console.print(filling.HOW)
    wanted = scale.Scale(
        sizes=sorted(options.scale),
        work=options.work,
        data=options.data,
        base=options.library,
        n_questions=options.questions,
    )
    with console.status("Filling and measuring"):
        grown = list(scale.run(wanted, embedder))
    largest = options.work / str(wanted.sizes[-1])
    with closing(Engine.open(largest, embedder=embedder, create=False)) as engine:
        found = conditions(embedder.identity, engine.coverage())
    sections = {title: rows for size in grown for title, rows in size.sections().items()}
    return found, sections, {"sizes": [size.as_dict() for size in grown]}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--library",
        type=Path,
        metavar="PATH",
        help="the library to ask, for example of `sitrep add`; else one of the sample articles",
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="PATH",
        help="a labelled folder, for questions and for passages to encode; else the samples'",
    )
    parser.add_argument(
        "--questions", type=int, default=50, metavar="N", help="at most so many (default: 50)"
    )
    parser.add_argument(
        "--scale",
        type=int,
        nargs="+",
        metavar="N",
        help="instead: libraries of so many passages, filled with varied copies of the articles "
        "of --data; --library names one of these articles, else it is made, which takes minutes",
    )
    parser.add_argument(
        "--work",
        type=Path,
        metavar="DIR",
        help="where the libraries of --scale are kept; those that are there are used again, "
        "and one that was begun is filled up",
    )
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write everything there")
    return parser


@contextmanager
def _library(named: Path | None, embedder: Embedder) -> Iterator[Path]:
    """The library that was named, or one of the samples that goes again."""
    if named is not None:
        yield named
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        with closing(Engine.open(folder, embedder=embedder)) as engine:
            for _ in engine.add(material.sample_drafts()):
                pass
        yield folder


if __name__ == "__main__":
    main()
