"""A fresh process, from its start to its first answer."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.timing import Measure, median, timed

RUNS = 3
TARGET = 10.0


@dataclass(frozen=True, slots=True)
class Starts:
    """Seconds of each run."""

    seconds: list[float]

    def measures(self) -> list[Measure]:
        """For the report."""
        middle, longest = median(self.seconds), max(self.seconds)
        return [
            Measure("median", middle, "s", f"under {TARGET:.0f}", middle < TARGET),
            Measure("longest", longest, "s"),
        ]


def run(library: Path, question: str) -> Starts:
    """Ask once in each of several processes; files that the system keeps in memory stay there."""
    return Starts([timed(lambda: _ask(library, question))[0] for _ in range(RUNS)])


def _ask(library: Path, question: str) -> None:
    command: Sequence[str] = (
        *(sys.executable, "-m", "bot", "ask", question),
        *("--json", "--library", str(library)),
    )
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    if json.loads(done.stdout)["question"] != question:
        raise RuntimeError(f"that is no answer to {question!r}: {done.stdout}")
