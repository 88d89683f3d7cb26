"""``python -m tests.benchmarks.copies``: are copies of reports found, and only copies?

Copies are made of each report (`tests.benchmarks.copying`) and looked for among all reports as the
store looks for them. And every two reports are compared that have a key in common or share a tenth
of the shorter one; those that are taken for one are listed, to be read. Thresholds were chosen on
the split "tune"; "report" is for reporting.
"""

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import numpy as np
from rich.console import Console

from index import Draft, Problem, read
from index.copies import copies
from index.copies.copies import Likeness
from index.copies.shingles import words
from index.documents import plaintext
from index.documents.boilerplate import divide
from index.storage import reprints, rows
from index.wording.texts import text_hash
from tests.benchmarks import copying
from tests.benchmarks.timing import timed

DATA = Path(__file__).parents[3] / "shared" / "data"
SPLITS = {"tune": "train", "report": "news"}

MOST_COMPARED = 50
"""Candidates that a text is compared with in the store (`index.storage.reprints`)."""

RUN = 4
LEAST_SHARED = 0.1
COMMON = 100
"""Runs of words that more reports share are furniture, and tell no pair."""

SHORT = 150
"""Words; copies of shorter reports are also counted by themselves."""

SHOWN = 300
"""Characters of a difference that are printed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports that differ in little, and whether a key leads from one to the other."""

    one: Draft
    other: Draft
    likeness: Likeness
    has_key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What became of one copy.

    Attributes:
        length: the original's words.
        candidates: reports that share a key with it.
        had_key: whether the original is one of those that were compared.
        found: whether it was taken for the original.
        mistaken: whether it was taken for another report first.
        seconds: for all of it.
    """

    length: int
    candidates: int
    had_key: bool
    found: bool
    mistaken: bool
    seconds: float


@dataclass(slots=True)
class Shelf:
    """Reports that are looked up by their keys, as in the store."""

    drafts: Sequence[Draft]
    bands: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))

    def sign(self) -> None:
        """Have all of them found by their keys."""
        for place, draft in enumerate(self.drafts):
            for key in enumerate(copies.signature(draft.text)):
                self.bands[key].append(place)

    def candidates(self, text: str) -> list[int]:
        """The reports that share a key with a text, those that share most first."""
        keys = enumerate(copies.signature(text))
        shared = Counter(place for key in keys for place in self.bands.get(key, ()))
        return sorted(shared, key=lambda place: (-shared[place], place))

    def pairs(self) -> set[tuple[int, int]]:
        """Any two that share a key."""
        return {pair for places in self.bands.values() for pair in combinations(places, 2)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure on the articles that lie beside the project; the tables are Markdown."""
    options = _parser().parse_args(arguments)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    shelf = Shelf(_each_text_once(options.data / SPLITS[options.split], console))
    seconds, _ = timed(shelf.sign)
    n = len(shelf.drafts)
    console.print(f"\n{n} texts signed in {1000 * seconds / n:.1f} ms each")
    pairs = list(_pairs(shelf))
    console.print("\n".join(["", *_pair_rows(pairs)]))
    if options.read:
        for pair in pairs:
            console.print("\n".join(["", *_differences(pair)]))
    chosen = random.Random(copies.SEED).sample(range(n), min(options.n, n))
    console.print("\n".join(["", *_copy_rows(shelf, chosen, _groups(pairs))]))
    console.print("\n".join(["", *_other_rows(shelf, chosen)]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.copies", description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="tune", help="default: %(default)s")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=str(DATA))
    parser.add_argument(
        "--reports", dest="n", type=int, default=10**9, metavar="N", help="copy so many, not all"
    )
    parser.add_argument("--read", action="store_true", help="print where the pairs differ")
    return parser


def _each_text_once(folder: Path, console: Console) -> list[Draft]:
    """The articles, of those with one text (by the store's hash) only the first."""
    found = read(str(folder / "articles.jsonl.gz"))
    by_hash: dict[str, list[Draft]] = defaultdict(list)
    for draft in found:
        if not isinstance(draft, Problem):
            by_hash[text_hash(draft.text)].append(draft)
    console.print(f"{sum(map(len, by_hash.values()))} articles; one text by its hash:")
    for first, *others in by_hash.values():
        forms = [each for each in others if reprints.is_form(rows.metadata(first), each)]
        for name, same in (("", [d for d in others if d not in forms]), (" (no source)", forms)):
            if same:
                listed = "; ".join(f"#{d.external_id} {d.title[:60]}" for d in [first, *same])
                console.print(f"-{name} {listed}")
    return [same[0] for same in by_hash.values()]


def _pairs(shelf: Shelf) -> Iterator[Pair]:
    """Reports that are told in the same words, whatever numbers they tell."""
    by_key = shelf.pairs()
    for one, other in sorted(by_key | _alike(shelf.drafts)):
        first, second = shelf.drafts[one], shelf.drafts[other]
        likeness = copies.likeness(first.text, second.text)
        if likeness.is_same_wording:
            yield Pair(first, second, likeness, (one, other) in by_key)


def _alike(drafts: Sequence[Draft]) -> set[tuple[int, int]]:
    """Any two that share a tenth of the shorter one's runs of words: the keys' reference."""
    sizes, where = [], defaultdict(list)
    for place, draft in enumerate(drafts):
        found = words(draft.text)
        runs = set(zip(*(found[start:] for start in range(RUN)), strict=False))
        sizes.append(len(runs))
        for run in runs:
            where[run].append(place)
    few = (places for places in where.values() if 1 < len(places) <= COMMON)
    shared = Counter(pair for places in few for pair in combinations(places, 2))
    return {
        (one, other)
        for (one, other), count in shared.items()
        if count >= LEAST_SHARED * min(sizes[one], sizes[other])
    }


def _pair_rows(pairs: Sequence[Pair]) -> Iterator[str]:
    yield "| | published | contained | Jaccard | words | own | a key | figures | titles |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for pair in pairs:
        both, found = (pair.one, pair.other), pair.likeness
        cells = (
            " = " if found.is_same_report else " ≠ ",
            " ".join(str(draft.published) for draft in both),
            f"{found.containment:.2f}",
            f"{found.jaccard:.2f}",
            f"{found.one.words:.0f}, {found.other.words:.0f}",
            f"{found.one.own:.0f}, {found.other.own:.0f}",
            "yes" if pair.has_key else "no",
            ", ".join("/".join(figures) for figures in found.figures[:3]),
            "; ".join(f"#{draft.external_id} {draft.title[:60]}" for draft in both),
        )
        yield f"| {' | '.join(cells)} |"


def _differences(pair: Pair) -> Iterator[str]:
    """What stands in one of them only, for reading."""
    yield f"#{pair.one.external_id} {pair.one.url} #{pair.other.external_id} {pair.other.url}"
    one, other = pair.one.text.split(), pair.other.text.split()
    for what, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what != "equal":
            yield f"  - {' '.join(one[i:j])[:SHOWN]}\n  + {' '.join(other[k:m])[:SHOWN]}"


def _groups(pairs: Sequence[Pair]) -> dict[str | None, set[str | None]]:
    """For each report that is taken for others, which these are."""
    groups: dict[str | None, set[str | None]] = defaultdict(set)
    for pair in pairs:
        if pair.likeness.is_same_report:
            groups[pair.one.external_id].add(pair.other.external_id)
            groups[pair.other.external_id].add(pair.one.external_id)
    return groups


def _copy_rows(
    shelf: Shelf, chosen: Sequence[int], groups: dict[str | None, set[str | None]]
) -> Iterator[str]:
    yield (
        f"| copies | found | a key in common | of reports under {SHORT} words | mistaken "
        "| candidates: median, p95 | ms |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    everything: list[Trial] = []
    for kind in copying.KINDS:
        trials = [_trial(shelf, place, kind, groups) for place in chosen]
        everything += trials
        yield _copy_row(kind, trials)
    yield _copy_row("all", everything)


def _other_rows(shelf: Shelf, chosen: Sequence[int]) -> Iterator[str]:
    yield "| looks like a copy | told apart |"
    yield "| --- | --- |"
    for kind in copying.OTHERS:
        texts = [shelf.drafts[place].text for place in chosen]
        made = [copying.copy(text, kind, place) for text, place in zip(texts, chosen, strict=True)]
        told = [
            not copies.same_report(text, other)
            for text, other in zip(texts, made, strict=True)
            if text != other
        ]
        yield f"| {kind} | {np.mean(told):.2%} of {len(told)} |"


def _trial(shelf: Shelf, place: int, kind: str, groups: dict[str | None, set[str | None]]) -> Trial:
    original = shelf.drafts[place]
    made = copying.copy(original.text, kind, original.external_id)
    text = "\n\n".join(divide(plaintext.pieces(made))[0])
    seconds, (candidates, found) = timed(lambda: _looked_up(shelf, text))
    right = {original.external_id, *groups.get(original.external_id, ())}
    return Trial(
        length=len(original.text.split()),
        candidates=len(candidates),
        had_key=place in candidates[:MOST_COMPARED],
        found=found in right,
        mistaken=found is not None and found not in right,
        seconds=seconds,
    )


def _looked_up(shelf: Shelf, text: str) -> tuple[list[int], str | None]:
    """The candidates, and which of them is the same report: the one most alike."""
    candidates = shelf.candidates(text)
    compared = [shelf.drafts[place] for place in candidates[:MOST_COMPARED]]
    alike = [(copies.likeness(text, draft.text), draft.external_id) for draft in compared]
    same = [pair for pair in alike if pair[0].is_same_report]
    best = max(same, default=None, key=lambda pair: (pair[0].one.kept, pair[0].jaccard))
    return candidates, best[1] if best else None


def _copy_row(kind: str, trials: Sequence[Trial]) -> str:
    short = [trial.found for trial in trials if trial.length < SHORT]
    candidates = np.array([trial.candidates for trial in trials])
    cells = (
        kind,
        f"{np.mean([trial.found for trial in trials]):.2%}",
        f"{np.mean([trial.had_key for trial in trials]):.2%}",
        f"{sum(short)} of {len(short)}",
        f"{sum(trial.mistaken for trial in trials)}",
        f"{np.median(candidates):.0f}, {np.quantile(candidates, 0.95):.0f}",
        f"{1000 * np.mean([trial.seconds for trial in trials]):.0f}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
