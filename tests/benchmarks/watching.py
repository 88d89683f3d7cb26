"""``python -m tests.benchmarks.watching LIBRARY``: what watches are told of, as a library grows.

LIBRARY holds the reports that a split's watches are labelled with (`tests/data/watching.jsonl`)
among others: ``train`` and the parallel reports numbered 1 to 12 for "tune", by which the weights
were learned, ``news`` and those numbered 13 to 24 for "report". With ``--read`` all that isn't
labelled and would be told of is listed, to be read by a person.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from scipy.special import expit

from bot.cli.workbench import embedder_of
from bot.settings import load_settings
from index.learning.training_matching import NAMES, Cases, LabelledWatch, cases, load_watches
from index.learning.training_stories import Bool, Float
from index.stories.watching import Calibrated, match_weights

DATA = Path(__file__).parents[1] / "data" / "watching.jsonl"
WORDS = 0.8
"""Told by words alone, to compare with: the least share of a watch's words or names."""


def likely(found: Cases, calibrated: Calibrated) -> Float:
    """Each case's probability: float64 ``[n]``."""
    weights = np.array([calibrated.logistic.weights.get(name, 0.0) for name in NAMES])
    probability: Float = expit(found.values @ weights + calibrated.logistic.bias)
    return np.where(found.of(["lead"])[:, 0] == 1, 1.0, probability)


def judged(found: Cases, told: Bool) -> str:
    """How many are told of, how many of these rightly, and of all that there is to tell."""
    right = int((told & found.matches).sum())
    return (
        f"{told.sum()} told of {len(told)}, {right} of {found.matches.sum()} matches; precision"
        f" {right / max(int(told.sum()), 1):.3f}, recall {right / found.matches.sum():.3f}"
    )


def listed(found: Cases, told: Bool, watches: Sequence[LabelledWatch]) -> list[str]:
    """What is told and isn't labelled as a match, with the watch."""
    places = np.flatnonzero(told & ~found.matches).tolist()
    return [f"{watches[found.watches[place]].text}: {found.reports[place]}" for place in places]


def main(arguments: Sequence[str] | None = None) -> None:
    """Judge a split's watches over a library."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.watching")
    parser.add_argument("library", type=Path)
    parser.add_argument("--split", choices=("tune", "report"), default="report")
    parser.add_argument("--read", action="store_true")
    given = parser.parse_args(arguments)
    watches = [watch for watch in load_watches(DATA) if watch.split == given.split]
    found = cases(given.library, watches, embedder_of(load_settings()))
    console, weights = Console(highlight=False, soft_wrap=True), match_weights()
    parts = (
        ("the watch's words compare", ~found.foreign, weights.own, "share"),
        ("they don't", found.foreign, weights.foreign, "names"),
    )
    for name, chosen, calibrated, words in parts:
        part = found.where(chosen)
        told = likely(part, calibrated) >= calibrated.threshold
        console.print(f"{name}: {judged(part, told)}")
        alone = part.of([words])[:, 0] >= WORDS
        console.print(f"  {words} of {WORDS} alone: {judged(part, alone)}")
        if given.read:
            console.print("\n".join(listed(part, told, watches)), markup=False)


if __name__ == "__main__":
    main()
