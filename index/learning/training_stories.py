"""Labelled pairs of reports -> what makes two of them one story, in ``watching.json``.

    python -m index.learning.training_stories LIBRARY PAIRS [--out OUT]

LIBRARY holds the reports, PAIRS the labels: a JSON object a line with ``one`` and ``other``, the
reports' external ids, ``same``, whether they are one story, ``sure``, whether whoever read them was
sure, and ``split``. Only pairs of the split "tune" that are sure are learned from.

Three models: of two reports in one language; of two in different languages, without what rests on
words; and where nothing is known of the model that made the vectors, without these. The threshold
is the least above a half at which `PRECISION` of what is called one story is, in cross-validation
over groups of pairs that share no report.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from index.learning.labels import read_lines
from index.search.lexical import Lexical
from index.storage.store import Store
from index.stories.backdrop import backdrop
from index.stories.gallery import pictured
from index.stories.portraits import Portrait
from index.stories.stories import evidence
from index.stories.watching import DECIMALS, FILE, write

TUNE = "tune"
"""The pairs that are learned from; the others are for reporting."""

PRECISION = 0.95
WEAK = 10.0
"""The inverse of the regression's regularisation: there are few weights for hundreds of pairs."""

FOLDS = 10
ROUNDS = 6
STEPS = 100
"""Thresholds that are tried between a half and 1: each hundredth."""

WORDS = ("headline", "names", "wording", "days")
FOREIGN = ("meaning", "names", "days")
OWN = ("meaning", *WORDS)

Float = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports that somebody read, by their external ids."""

    one: str
    other: str
    same: bool
    sure: bool
    split: str


def load_pairs(path: Path) -> list[Pair]:
    """Read labelled pairs.

    Raises:
        SourceError: the file is missing, empty, or a line (named by number) is malformed.
    """
    example = '{"one": "12", "other": "34", "same": true, "sure": true, "split": "tune"}'
    form = f"A line is such as {example}"
    return read_lines(path, _pair, "labelled pair", form)


def _pair(row: dict[str, Any]) -> Pair:
    return Pair(str(row["one"]), str(row["other"]), row["same"], row["sure"], row["split"])


def learn(portraits: Mapping[str, Portrait], pairs: Sequence[Pair], model: str) -> dict[str, Any]:
    """What makes two reports one story, in the form that `watching` reads.

    Args:
        portraits: of the library's reports, by their external ids.
        pairs: those to learn from; such as have no portrait are passed over.
        model: the name of the model that made the vectors.
    """
    meanings = np.stack([each.vector for each in portraits.values()])
    middle = meanings.mean(axis=0).round(DECIMALS).astype(np.float32)
    before = backdrop(meanings, [each.language for each in portraits.values()], middle)
    usable = [pair for pair in pairs if {pair.one, pair.other} <= portraits.keys() and pair.sure]
    found = [evidence(portraits[pair.one], portraits[pair.other], before) for pair in usable]
    same = np.array([pair.same for pair in usable])
    return {
        "model": model,
        "middle": [round(float(number), DECIMALS) for number in middle],
        "own": fit(matrix(found, OWN), same, OWN),
        "foreign": fit(matrix(found, FOREIGN), same, FOREIGN),
        "wordy": fit(matrix(found, WORDS), same, WORDS),
        "threshold": threshold(held_out(matrix(found, OWN), same, groups(usable)), same),
    }


def matrix(found: Iterable[Mapping[str, float]], names: Sequence[str]) -> Float:
    """Evidence of these names: float64 ``[n, len(names)]``."""
    return np.array([[each[name] for name in names] for each in found], np.float64)


def fit(values: Float, same: Bool, names: Sequence[str]) -> dict[str, Any]:
    """A logistic regression over evidence, in the form that `watching` reads.

    Args:
        values: ``[n, len(names)]``.
        same: what each is to give, ``[n]``.
        names: what the values are called.
    """
    bias, weights = _regression(values, same)
    named = {name: round(w, DECIMALS) for name, w in zip(names, weights.tolist(), strict=True)}
    return {"bias": round(bias, DECIMALS), "weights": named}


def _regression(values: Float, same: Bool) -> tuple[float, Float]:
    """Bias and weights, ``[n of names]``, of values as they are."""
    middle, scale = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(C=WEAK, max_iter=1000).fit((values - middle) / scale, same)
    weights: Float = model.coef_[0] / scale
    return float(model.intercept_[0] - weights @ middle), weights


def held_out(values: Float, same: Bool, group: Sequence[int]) -> Float:
    """Each case's probability by models that saw none of its group: the mean of several rounds.

    Args:
        values: ``[n, n of names]``.
        same: what each is to give, ``[n]``.
        group: numbers from 0 without gaps.

    Returns:
        float64 ``[n]``.
    """
    rounds = [_round(values, same, np.array(group), seed) for seed in range(ROUNDS)]
    mean: Float = np.mean(rounds, axis=0)
    return mean


def _round(values: Float, same: Bool, group: npt.NDArray[np.int64], seed: int) -> Float:
    shuffled = np.random.default_rng(seed).permutation(group.max() + 1)[group]
    found = np.zeros(len(values))
    for learned, kept in GroupKFold(FOLDS).split(found, groups=shuffled):
        bias, weights = _regression(values[learned], same[learned])
        found[kept] = expit(values[kept] @ weights + bias)
    return found


def groups(pairs: Sequence[Pair]) -> list[int]:
    """A number a pair; pairs that share a report, or are linked by such as do, have the same."""
    leader: dict[str, str] = {}

    def find(report: str) -> str:
        while leader.setdefault(report, report) != report:
            report = leader[report]
        return report

    for pair in pairs:
        leader[find(pair.one)] = find(pair.other)
    numbers = {found: n for n, found in enumerate(dict.fromkeys(find(pair.one) for pair in pairs))}
    return [numbers[find(pair.one)] for pair in pairs]


def threshold(probability: Float, same: Bool, least: float = PRECISION) -> float:
    """The least threshold, of a half at least, at which that share of what is taken is right."""
    steps = [0.5 + step / STEPS for step in range(STEPS // 2)]
    right = [step for step in steps if precision(probability, same, step) >= least]
    return round(min(right, default=1.0), DECIMALS)


def precision(probability: Float, same: Bool, least: float) -> float:
    """The share of one story among the pairs of at least that probability; 1 without any."""
    called = probability >= least
    return float(same[called].mean()) if called.any() else 1.0


def recall(probability: Float, same: Bool, least: float) -> float:
    """The share of the pairs of one story that have at least that probability."""
    return float((probability[same] >= least).mean())


def main(arguments: Sequence[str]) -> None:
    """Learn from a library's labelled pairs; write the weights of stories."""
    parser = argparse.ArgumentParser(prog="python -m index.learning.training_stories")
    for name in ("library", "pairs"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / FILE)
    told = parser.parse_args(arguments)
    with closing(Store.open(told.library, create=False)) as store:
        lexical = Lexical(told.library, store)
        lexical.follow()
        identity = store.identity()
        portraits = dict(pictured(store, lexical.rarity))
    pairs = [pair for pair in load_pairs(told.pairs) if pair.split == TUNE]
    write(told.out, "story", learn(portraits, pairs, identity.name if identity else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
