"""Labelled watches -> what a watch meets, in ``watching.json``.

    python -m index.training_matching CACHE WATCHES LIBRARY... [--out OUT]

CACHE holds the model, each LIBRARY reports, WATCHES the labels: a JSON object a line with
``watch``, the words of somebody who waits for something, ``matches`` and ``others``, the external
ids of reports that are about it and that aren't, and ``split``. Only "tune" is learned from.

Three models: where the watch's words can be looked for in the report; where they can't, without
what rests on words; and without vectors, as long as nothing is known of the model that made them.
The threshold is the least at which `PRECISION` of what is told is right, in cross-validation over
watches.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.embedder import load
from index.labels import numbered, read_lines
from index.lexical import Lexical
from index.matcher import Matcher
from index.matching import Report, Usual, evidence, is_foreign
from index.models import Embedder
from index.retriever import Retriever
from index.store import Store
from index.training_stories import TUNE, fit, held_out, threshold
from index.vectors import Vectors
from index.watching import DECIMALS, FILE, MatchWeights, write
from index.weights import Logistic, shipped

PRECISION = 0.9
WORDS = ("lead", "headline", "names")
FOREIGN = ("meaning", "names")
OWN = ("meaning", *WORDS)
_NOTHING = Logistic(0.0, {})
UNTRAINED = MatchWeights("", (), 1.0, _NOTHING, _NOTHING, _NOTHING, 1.0)


@dataclass(frozen=True, slots=True)
class LabelledWatch:
    """What somebody may wait for, and which reports are about it, by their external ids."""

    text: str
    split: str
    matches: tuple[str, ...]
    others: tuple[str, ...]

    def labels(self) -> dict[str, bool]:
        """Reports, and whether they are about it."""
        return dict.fromkeys(self.others, False) | dict.fromkeys(self.matches, True)


@dataclass(frozen=True, slots=True)
class Case:
    """A watch held against a report.

    Attributes:
        watch: its number.
    """

    watch: int
    evidence: Mapping[str, float]
    matches: bool
    foreign: bool


def load_watches(path: Path) -> list[LabelledWatch]:
    """Read labelled watches.

    Raises:
        SourceError: the file is missing, empty, or a line (named by number) is malformed.
    """
    example = '{"watch": "al-Hol camp", "matches": ["12"], "others": ["34"], "split": "tune"}'
    return read_lines(path, _watch, "labelled watch", f"A line is such as {example}")


def _watch(row: dict[str, Any]) -> LabelledWatch:
    return LabelledWatch(
        text=str(row["watch"]),
        split=str(row["split"]),
        matches=tuple(map(str, row["matches"])),
        others=tuple(map(str, row["others"])),
    )


def cases(folder: Path, watches: Sequence[LabelledWatch], embedder: Embedder) -> Iterator[Case]:
    """The watches held against those of their reports that a library has."""
    with closing(Store.open(folder, create=False)) as store:
        matcher = opened(folder, store)
        articles = store.articles()
        by_number = {article.id: article for article in articles}
        numbers = numbered(articles)
        reports: dict[str, Report | None] = {}
        usual = matcher.usual(embedder.identity.name)
        for number, watch in enumerate(watches):
            for name, matches in watch.labels().items():
                if name not in reports:
                    article = by_number.get(numbers.get(name, 0))
                    reports[name] = matcher.report(article) if article else None
                report = reports[name]
                if report is not None:
                    watched = matcher.watched(watch.text, embedder)
                    found = evidence(watched, report, usual)
                    yield Case(number, found, matches, is_foreign(watched, report))


def opened(folder: Path, store: Store) -> Matcher:
    """A matcher over a library, with its caches in step."""
    vectors, lexical = Vectors(folder, store), Lexical(folder, store)
    vectors.follow()
    lexical.follow()
    return Matcher(
        store, vectors, lexical, Retriever(store, vectors, lexical, shipped()), UNTRAINED
    )


def usual_of(folder: Path, embedder: Embedder) -> Usual:
    """How near questions lie to a library's passages."""
    with closing(Store.open(folder, create=False)) as store:
        return opened(folder, store).usual(embedder.identity.name)


def learn(found: Sequence[Case]) -> dict[str, Any]:
    """The three models and the threshold, in the form that `watching` reads."""
    own = [case for case in found if not case.foreign]
    values, matches = [case.evidence for case in own], np.array([case.matches for case in own])
    held = held_out(values, matches, OWN, _numbered([case.watch for case in own]))
    everything = np.array([case.matches for case in found])
    return {
        "own": fit(values, matches, OWN),
        "foreign": fit([case.evidence for case in found], everything, FOREIGN),
        "wordy": fit(values, matches, WORDS),
        "threshold": threshold(held, matches, PRECISION),
    }


def _numbered(groups: Sequence[int]) -> list[int]:
    """The same groups, numbered from 0 without gaps."""
    numbers = {group: n for n, group in enumerate(dict.fromkeys(groups))}
    return [numbers[group] for group in groups]


def spread(usual: Usual, questions: Sequence[np.ndarray[Any, np.dtype[np.float32]]]) -> float:
    """The median standard deviation of these questions' cosines with the library's passages."""
    return round(float(np.median([(usual.sample @ each).std() for each in questions])), DECIMALS)


def main(arguments: Sequence[str]) -> None:
    """Learn from labelled watches; write the weights of watches."""
    parser = argparse.ArgumentParser(prog="python -m index.training_matching")
    for name in ("cache", "watches"):
        parser.add_argument(name, type=Path)
    parser.add_argument("libraries", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(FILE))
    told = parser.parse_args(arguments)
    embedder = load(None, told.cache)
    watches = [watch for watch in load_watches(told.watches) if watch.split == TUNE]
    found = [case for folder in told.libraries for case in cases(folder, watches, embedder)]
    usual = usual_of(told.libraries[0], embedder)
    questions = [embedder.encode_query(watch.text)[0] for watch in watches]
    middle = [round(float(number), DECIMALS) for number in usual.sample.mean(axis=0)]
    known = {"model": embedder.identity.name, "middle": middle, "spread": spread(usual, questions)}
    write(told.out, "match", known | learn(found))


if __name__ == "__main__":
    main(sys.argv[1:])
