"""``python -m tests.benchmarks``: encoding, asking and starting, measured on this machine."""

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from bot.settings import load_settings
from index import Embedder, Engine, load_embedder
from tests.benchmarks import asking, encoding, material, report, start
from tests.benchmarks.machine import conditions


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all benchmarks; the model and its cache are those of the settings."""
    options = _parser().parse_args(arguments)
    console = Console()
    settings = load_settings()
    embedder = load_embedder(settings.model, settings.cache, settings.threads)
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
        f"Encoding {len(texts)} passages": speed.measures(bfloat16=found.has_bfloat16),
        "Asking": times.measures(),
        "Where the time of asking goes": times.stage_measures(),
        "From start to first answer": starts.measures(),
    }
    report.show(found, sections, console)
    if options.json is not None:
        written = json.dumps(report.as_dict(found, sections), indent=1)
        options.json.write_text(written + "\n", encoding="utf-8")


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
