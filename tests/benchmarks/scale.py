"""How a library behaves as it grows: adding, memory, disk, start, questions, and what is found."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index import Embedder
from tests.benchmarks import filling, material, start
from tests.benchmarks.probe import MEGABYTE, N_THREADS, Finding, Order
from tests.benchmarks.timing import Measure, median, p95
from tests.benchmarks.varying import Material

# What is promised of a million passages.
LEAST_RECALL = 0.99
TARGET = 30.0
MOST_MEGABYTES = 2500.0
MOST_SECONDS = 15.0
VISIBLE_SECONDS = 1.0

MANY = 1_000_000

PARTS = {
    "sitrep.db": "sitrep.db*",
    "vectors": "vectors-*.faiss",
    "lexical": "lexical-*/*",
}


@dataclass(frozen=True, slots=True)
class Scale:
    """What to measure.

    Attributes:
        sizes: passages of each library.
        work: the folder that the libraries are kept in, to be measured again.
        data: a labelled folder: articles to fill libraries with, questions to ask.
        base: a library of those articles; None to make one in ``work``, which encodes them all.
        n_questions: how many each measurement takes.
    """

    sizes: Sequence[int]
    work: Path
    data: Path
    base: Path | None
    n_questions: int


@dataclass(frozen=True, slots=True)
class Grown:
    """What was measured of one library; disk in MB."""

    passages: int
    adding: filling.Adding
    found: Finding
    disk: dict[str, float]
    starts: start.Starts

    def sections(self) -> dict[str, Sequence[Measure]]:
        """For the report."""
        name = f"{self.passages:,} passages"
        disk = [Measure(f"disk: {part}", size, "MB") for part, size in self.disk.items()]
        return {
            f"{name}: adding": [*self.adding.measures(), *_news(self.found)],
            f"{name}: room": [*_memory(self.found), *disk],
            f"{name}: from start to first answer": self.starts.measures(),
            f"{name}: asking": _asking(self.found),
            f"{name}: where the time goes": _stages(self.found),
        }

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the numbers as they were measured."""
        return {
            "passages": self.passages,
            "adding": asdict(self.adding),
            **asdict(self.found),
            "disk": self.disk,
            "starts": self.starts.seconds,
        }


def run(scale: Scale, embedder: Embedder) -> Iterator[Grown]:
    """Fill a library of each size and measure it."""
    questions = material.questions(scale.data, MANY)
    base = scale.base or filling.base(scale.work / "base", scale.data, embedder)
    originals = Material(base, embedder.identity)
    for size in scale.sizes:
        folder = scale.work / str(size)
        adding = filling.filled(folder, size, originals, embedder)
        found = _probed(Order(str(folder), questions, scale.n_questions, time.time()))
        yield Grown(size, adding, found, _disk(folder), start.run(folder, questions[0]))


def _probed(order: Order) -> Finding:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.probe"],
        input=json.dumps(asdict(order)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Finding(**json.loads(done.stdout))


def _news(found: Finding) -> list[Measure]:
    return [
        Measure("one more article, until it is safe", found.added, "s"),
        _at_most("until it was in an answer", found.visible, "s", VISIBLE_SECONDS),
    ]


def _memory(found: Finding) -> list[Measure]:
    return [
        Measure("memory after the first answer", found.resident, "MB"),
        Measure("the most until then", found.peak, "MB"),
        _at_most("memory after all questions", found.resident_after, "MB", MOST_MEGABYTES),
    ]


def _disk(folder: Path) -> dict[str, float]:
    return {
        part: sum(path.stat().st_size for path in folder.glob(names)) / MEGABYTE
        for part, names in PARTS.items()
    }


def _asking(found: Finding) -> list[Measure]:
    ratio = median(found.asking) / median(found.encoding)
    return [
        _at_most("process start to first answer", found.first, "s", MOST_SECONDS),
        Measure("the next questions, median", 1000 * median(found.early), "ms"),
        Measure("ask, median", 1000 * median(found.asking), "ms"),
        Measure("ask, p95", 1000 * p95(found.asking), "ms"),
        Measure("encode alone, median", 1000 * median(found.encoding), "ms"),
        _at_most("ratio", ratio, "", TARGET),
        Measure("the newer half only, median", 1000 * median(found.filtered), "ms"),
        Measure(f"{N_THREADS} at once, median", 1000 * median(found.at_once), "ms"),
        Measure(f"{N_THREADS} at once, p95", 1000 * p95(found.at_once), "ms"),
        Measure(f"{N_THREADS} at once, an answer each", 1000 * found.each, "ms"),
        Measure(
            "recall@10 of the dense search",
            found.recall,
            target=f"at least {LEAST_RECALL}",
            met=found.recall >= LEAST_RECALL,
        ),
    ]


def _stages(found: Finding) -> list[Measure]:
    return [Measure(name, 1000 * seconds, "ms") for name, seconds in found.stages.items()]


def _at_most(name: str, value: float, unit: str, most: float) -> Measure:
    return Measure(name, value, unit, f"at most {most:,.0f}", value <= most)
