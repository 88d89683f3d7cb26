"""``python -m tests.benchmarks.stories LIBRARY``: which pairs of reports are called one story.

LIBRARY holds the reports of a split's pairs (`tests/data/stories.jsonl`): ``train`` for "tune", by
which the weights were learned, ``news`` for "report". Then each report of the library is given its
story in the order of publication, as if it came in then.
"""

import argparse
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from rich.console import Console

from index.learning.training_stories import Pair, load_pairs, precision, recall
from index.search.lexical import Lexical
from index.storage.store import Store
from index.stories.backdrop import Backdrop, backdrop
from index.stories.gallery import MOST, pictured
from index.stories.portraits import Portrait
from index.stories.stories import Known, assign, same_story
from index.stories.watching import story_weights

DATA = Path(__file__).parents[1] / "data" / "stories.jsonl"


def judged(
    portraits: Mapping[str, Portrait], pairs: Sequence[Pair], before: Backdrop
) -> dict[str, float]:
    """Precision and recall at the shipped threshold, over the pairs that are in the library."""
    held = [pair for pair in pairs if {pair.one, pair.other} <= portraits.keys()]
    found = np.array([same_story(portraits[p.one], portraits[p.other], before) for p in held])
    same = np.array([pair.same for pair in held], bool)
    least = story_weights().threshold
    told = {"pairs": float(len(held)), "of one story": float(same.sum())}
    if not same.any():
        return told
    rates = {"precision": precision(found, same, least), "recall": recall(found, same, least)}
    return told | rates


def grown(portraits: Mapping[str, Portrait], known: np.ndarray) -> tuple[list[int], list[float]]:
    """Every report's story, given in order of publication, and the seconds that each took."""
    recent: list[Known] = []
    seconds = []
    for number, (_, new) in enumerate(sorted(portraits.items(), key=lambda each: each[1].day)):
        before = _before([each.portrait for each in recent[-MOST:]], known)
        started = time.perf_counter()
        story = assign(new, recent[-MOST:], before)
        seconds.append(time.perf_counter() - started)
        recent.append(Known(story=number if story is None else story, portrait=new))
    return [each.story for each in recent], seconds


def _before(portraits: Sequence[Portrait], known: np.ndarray) -> Backdrop:
    meanings = np.array([each.vector for each in portraits], np.float32).reshape(-1, known.size)
    return backdrop(meanings, [each.language for each in portraits], known)


def main(arguments: Sequence[str] | None = None) -> None:
    """Judge a split's pairs over a library."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.stories")
    parser.add_argument("library", type=Path)
    parser.add_argument("--split", choices=("tune", "report"), default="report")
    told = parser.parse_args(arguments)
    with closing(Store.open(told.library, create=False)) as store:
        lexical = Lexical(told.library, store)
        lexical.follow()
        portraits = dict(pictured(store, lexical.rarity))
    console, weights = Console(), story_weights()
    known = np.array(weights.middle, np.float32)
    before = _before(list(portraits.values()), known)
    pairs = [pair for pair in load_pairs(DATA) if pair.split == told.split]
    console.print("sure", judged(portraits, [pair for pair in pairs if pair.sure], before))
    console.print("all", judged(portraits, pairs, before))
    stories, seconds = grown(portraits, known)
    console.print("stories by reports", sorted(Counter(Counter(stories).values()).items()))
    console.print("seconds, median and p95", np.percentile(seconds, [50, 95]).round(4).tolist())


if __name__ == "__main__":
    main()
