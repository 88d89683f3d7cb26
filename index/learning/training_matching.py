"""Labelled watches -> what a watch meets, in ``watching.json``.

    python -m index.learning.training_matching CACHE WATCHES LIBRARY [--out OUT]

CACHE holds the model, LIBRARY reports, WATCHES the labels: a JSON object a line with ``watch``, the
words of somebody who waits for something, ``matches``, ``unsure`` and ``others``, the external ids
of reports that are about it, that may be, and that aren't, ``reports``, which collection it was
written for, and ``split``. Only "tune" is learned from. Each watch is held against every report of
the library, as it would be if they came in one by one: what isn't labelled is taken for another,
and what may be about the watch is left out. So the library holds nothing that another split is
reported on.

Three models: where the watch's words can be looked for in the report; where they can't, without
what rests on words; and without vectors, as long as nothing is known of the model that made them.
Each one's threshold is the least, of a half at least, at which `PRECISION` of what is told is
right for the watches of each collection, in cross-validation over watches.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoding.embedder import load
from index.learning.labels import read_lines
from index.learning.training_stories import TUNE, Bool, Float, fit, held_out, threshold
from index.models import Embedder, Float32
from index.search.lexical import Lexical
from index.search.retriever import Retriever
from index.search.vectors import Vectors
from index.search.weights import Logistic, shipped
from index.storage.store import Store
from index.stories.matcher import Matcher
from index.stories.matching import Usual, evidence, is_foreign
from index.stories.watching import DECIMALS, FILE, Calibrated, MatchWeights, write

PRECISION = 0.9
FOREIGN = ("meaning", "whole", "names", "titled", "named")
OWN = ("meaning", "whole", "lead", "headline", "names", "titled")
WORDS = ("share", "lead", "headline", "names", "titled")
NAMES = (*OWN, "share", "named")
_NOTHING = Calibrated(Logistic(0.0, {}), 1.0)
UNTRAINED = MatchWeights("", (), 1.0, _NOTHING, _NOTHING, _NOTHING)


@dataclass(frozen=True, slots=True)
class LabelledWatch:
    """What somebody may wait for, and which reports are about it, by their external ids."""

    text: str
    split: str
    reports: str
    matches: frozenset[str]
    unsure: frozenset[str]
    others: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cases:
    """Watches held against reports, a row each.

    Attributes:
        values: the evidence called `NAMES`, float64 ``[n, len(NAMES)]``.
        matches: whether the report is about the watch, ``[n]``.
        foreign: whether the watch's words can't be looked for in it, ``[n]``.
        watches: the number of each watch, int64 ``[n]``.
        kinds: the collection that each watch was written for, by number, int64 ``[n]``.
        reports: the report's external id.
    """

    values: Float
    matches: Bool
    foreign: Bool
    watches: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    reports: tuple[str, ...]

    def of(self, names: Sequence[str]) -> Float:
        """The evidence of these names: float64 ``[n, len(names)]``."""
        return self.values[:, [NAMES.index(name) for name in names]]

    def where(self, chosen: Bool) -> "Cases":
        """Some of them."""
        return Cases(
            self.values[chosen],
            self.matches[chosen],
            self.foreign[chosen],
            self.watches[chosen],
            self.kinds[chosen],
            tuple(np.array(self.reports, object)[chosen].tolist()),
        )


def load_watches(path: Path) -> list[LabelledWatch]:
    """Read labelled watches.

    Raises:
        SourceError: the file is missing, empty, or a line (named by number) is malformed.
    """
    example = (
        '{"watch": "al-Hol camp", "matches": ["12"], "unsure": [], "others": ["34"],'
        ' "reports": "train", "split": "tune"}'
    )
    return read_lines(path, _watch, "labelled watch", f"A line is such as {example}")


def _watch(row: dict[str, Any]) -> LabelledWatch:
    read = (frozenset(map(str, row[name])) for name in ("matches", "unsure", "others"))
    return LabelledWatch(str(row["watch"]), str(row["split"]), str(row["reports"]), *read)


def cases(folder: Path, watches: Sequence[LabelledWatch], embedder: Embedder) -> Cases:
    """Watches held against every report of a library; the top says what is left out."""
    with closing(Store.open(folder, create=False)) as store:
        found = list(_rows(opened(folder, store), store, watches, embedder))
    values, matches, foreign, numbers, reports = zip(*found, strict=True)
    kinds = np.unique([watch.reports for watch in watches], return_inverse=True)[1]
    return Cases(
        np.array(values, np.float64),
        np.array(matches, bool),
        np.array(foreign, bool),
        np.array(numbers, np.int64),
        kinds[np.array(numbers, np.int64)],
        reports,
    )


def _rows(
    matcher: Matcher,
    store: Store,
    watches: Sequence[LabelledWatch],
    embedder: Embedder,
) -> Iterator[tuple[list[float], bool, bool, int, str]]:
    usual = matcher.usual(embedder.identity)
    watched = [matcher.watched(watch.text, embedder) for watch in watches]
    for article in store.articles():
        name, report = article.external_id, matcher.report(article)
        if name is None or report is None:
            continue
        for number, watch in enumerate(watches):
            if name not in watch.unsure:
                told = evidence(watched[number], report, usual)
                values = [told[each] for each in NAMES]
                foreign = is_foreign(watched[number], report)
                yield values, name in watch.matches, foreign, number, name


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
        return opened(folder, store).usual(embedder.identity)


def learn(found: Cases) -> dict[str, Any]:
    """The three models with their thresholds, in the form that `watching` reads."""
    own, foreign = found.where(~found.foreign), found.where(found.foreign)
    return {
        "own": _calibrated(own, OWN),
        "foreign": _calibrated(foreign, FOREIGN),
        "wordy": _calibrated(own, WORDS),
    }


def _calibrated(found: Cases, names: Sequence[str]) -> Mapping[str, Any]:
    values = found.of(names)
    group = np.unique(found.watches, return_inverse=True)[1]
    likely = held_out(values, found.matches, group.tolist())
    likely[found.of(["lead"])[:, 0] == 1] = 1.0  # as `matching.likelihood` has it
    kinds = [found.kinds == kind for kind in np.unique(found.kinds)]
    least = max(threshold(likely[kind], found.matches[kind], PRECISION) for kind in kinds)
    return fit(values, found.matches, names) | {"threshold": least}


def spread(usual: Usual, questions: Sequence[Float32]) -> float:
    """The median standard deviation of these questions' cosines with the library's passages."""
    return round(float(np.median([(usual.sample @ each).std() for each in questions])), DECIMALS)


def main(arguments: Sequence[str]) -> None:
    """Learn from labelled watches; write the weights of watches."""
    parser = argparse.ArgumentParser(prog="python -m index.learning.training_matching")
    for name in ("cache", "watches", "library"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / FILE)
    told = parser.parse_args(arguments)
    embedder = load(None, told.cache)
    watches = [watch for watch in load_watches(told.watches) if watch.split == TUNE]
    usual = usual_of(told.library, embedder)
    questions = [embedder.encode_query(each.text)[0] for each in watches]
    middle = [round(float(number), DECIMALS) for number in usual.sample.mean(axis=0)]
    known = {"model": embedder.identity.name, "middle": middle, "spread": spread(usual, questions)}
    write(told.out, "match", known | learn(cases(told.library, watches, embedder)))


if __name__ == "__main__":
    main(sys.argv[1:])
