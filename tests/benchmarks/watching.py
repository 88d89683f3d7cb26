"""``python -m tests.benchmarks.watching LIBRARY``: what watches are told of, at the threshold.

LIBRARY holds the reports of labelled watches (`tests/data/watching.jsonl`), such as the parallel
reports. Needs learned weights: see `index.training_matching`.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console

from bot.cli.workbench import embedder_of
from bot.settings import load_settings
from index.training_matching import Case, cases, load_watches
from index.training_stories import precision, recall
from index.watching import match_weights

DATA = Path(__file__).parents[1] / "data" / "watching.jsonl"


def judged(found: Sequence[Case]) -> dict[str, float]:
    """Precision and recall at the shipped threshold."""
    weights = match_weights()
    likely = np.array(
        [
            (weights.foreign if case.foreign else weights.own).probability(case.evidence)
            for case in found
        ]
    )
    matches = np.array([case.matches for case in found], bool)
    told = {"pairs": float(len(found)), "matches": float(matches.sum())}
    if not matches.any():
        return told
    least = weights.threshold
    rates = {
        "precision": precision(likely, matches, least),
        "recall": recall(likely, matches, least),
    }
    return told | rates


def main(arguments: Sequence[str] | None = None) -> None:
    """Judge a split's watches over a library."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.watching")
    parser.add_argument("library", type=Path)
    parser.add_argument("--split", choices=("tune", "report"), default="report")
    told = parser.parse_args(arguments)
    watches = [watch for watch in load_watches(DATA) if watch.split == told.split]
    found = list(cases(told.library, watches, embedder_of(load_settings())))
    console = Console()
    console.print("words compare", judged([case for case in found if not case.foreign]))
    console.print("in another language", judged([case for case in found if case.foreign]))


if __name__ == "__main__":
    main()
