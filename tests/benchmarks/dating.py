"""``python -m tests.benchmarks.dating``: the days that reports mean, against dateparser alone.

The sentences are ``tests/data/dates.jsonl``, self-written, with their day of publication and what
they mean; those of traps mean nothing. What was chosen by them was chosen on the split "tune";
"report" is for reporting. Time is taken over the paragraphs of the reports in eight languages.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import dateparser
from dateparser.search import search_dates
from rich.console import Console
from rich.table import Table

from index.dating import days
from index.dating.dating import resolve
from tests.benchmarks.parallel_data import LANGUAGES, load_drafts
from tests.benchmarks.timing import median, p95

DATA = Path(__file__).parents[1] / "data" / "dates.jsonl"
SPLITS = ("tune", "report")


@dataclass(frozen=True, slots=True)
class Told:
    """An expression, and the first and last day meant."""

    words: str
    since: date
    until: date

    def agrees(self, other: "Told") -> bool:
        """Whether both mean the same days, by words one of which holds the other."""
        alike = self.words in other.words or other.words in self.words
        return alike and (self.since, self.until) == (other.since, other.until)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a report, the day of its publication, if known, and what it tells."""

    language: str
    published: date | None
    text: str
    told: tuple[Told, ...]
    split: str


Way = Callable[[Sentence], list[Told]]


def load(path: Path = DATA) -> list[Sentence]:
    """The sentences of both splits."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Sentence(
            language=row["language"],
            published=_day(row["published"]) if row["published"] else None,
            text=row["text"],
            told=tuple(Told(words, _day(s), _day(u)) for words, s, u in row["dates"]),
            split=row["split"],
        )
        for row in rows
    ]


def _day(text: str) -> date:
    return date.fromisoformat(text)


def ours(sentence: Sentence) -> list[Told]:
    """What `index.dating.dating` finds."""
    found = resolve(sentence.text, sentence.published, sentence.language)
    return [
        Told(sentence.text[one.span.start : one.span.end], one.since, one.until) for one in found
    ]


def parsed(sentence: Sentence) -> list[Told]:
    """What dateparser makes of the expressions that `index.dating.days` finds."""
    found = [sentence.text[span.start : span.end] for span in days.dates(sentence.text)]
    settings = _settings(sentence)
    read = (
        (words, dateparser.parse(words, languages=[sentence.language], settings=settings))
        for words in found
    )
    return [Told(words, day.date(), day.date()) for words, day in read if day]


def searched(sentence: Sentence) -> list[Told]:
    """What dateparser finds by itself."""
    found = search_dates(sentence.text, languages=[sentence.language], settings=_settings(sentence))
    return [Told(words, day.date(), day.date()) for words, day in found or ()]


def _settings(sentence: Sentence) -> dict[str, object]:
    """Of one that knows no day of publication, as of one that would be told by its year alone."""
    if sentence.published is None:
        return {"REQUIRE_PARTS": ["month", "year"]}
    base = datetime.combine(sentence.published, datetime.min.time())
    return {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}


WAYS: dict[str, Way] = {
    "index.dating.dating": ours,
    "index.dating.days + dateparser": parsed,
    "dateparser.search": searched,
}


def counts(sentences: Iterable[Sentence], way: Way) -> tuple[int, int, int]:
    """How many expressions are right, how many are found, and how many are told."""
    right = found = told = 0
    for sentence in sentences:
        rest = way(sentence)
        found, told = found + len(rest), told + len(sentence.told)
        for one in sentence.told:
            match = next((other for other in rest if one.agrees(other)), None)
            if match is not None:
                rest.remove(match)
                right += 1
    return right, found, told


def quality(sentences: Sequence[Sentence]) -> Table:
    """Precision and recall a language, each way."""
    table = Table("precision, recall", "expressions", *WAYS, box=None, pad_edge=False)
    for name in (*LANGUAGES, "all"):
        own = [sentence for sentence in sentences if name in (sentence.language, "all")]
        cells = []
        for way in WAYS.values():
            right, found, told = counts(own, way)
            cells.append(f"{right / max(found, 1):.3f} {right / max(told, 1):.3f}")
        table.add_row(name, str(sum(len(sentence.told) for sentence in own)), *cells)
    return table


def errors(sentences: Sequence[Sentence]) -> Iterator[str]:
    """The sentences that `index.dating.dating` gets wrong, with what it finds."""
    for sentence in sentences:
        found = ours(sentence)
        if len(found) != len(sentence.told) or counts([sentence], ours)[0] != len(found):
            yield f"{sentence.language} {sentence.published} {sentence.text}\n    {found}"


def speed() -> Table:
    """Milliseconds a paragraph, by what was seen before it."""
    passages = [
        (paragraph, draft.published, name)
        for name, drafts in load_drafts(LANGUAGES).items()
        for draft in drafts
        for paragraph in draft.text.split("\n\n")
    ]
    later = [(text, day and day + timedelta(days=1), name) for text, day, name in passages]
    new, known, seen = (_taken(texts) for texts in (passages, later, later))
    table = Table(f"{len(passages)} paragraphs", "median", "p95", box=None, pad_edge=False)
    for name, taken in {
        "a language's first": [new[i] for i in _firsts([one[2] for one in passages])],
        "new": new,
        "new, of known words": known,
        "seen before": seen,
    }.items():
        table.add_row(name, f"{1000 * median(taken):.3f} ms", f"{1000 * p95(taken):.3f} ms")
    return table


def _taken(passages: Sequence[tuple[str, date | None, str]]) -> list[float]:
    """The seconds of computing for each, in which others that use the machine have no part."""
    taken = []
    for passage in passages:
        started = time.thread_time()
        resolve(*passage)
        taken.append(time.thread_time() - started)
    return taken


def _firsts(names: Sequence[str]) -> list[int]:
    return [names.index(name) for name in dict.fromkeys(names)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.dating")
    parser.add_argument("--split", choices=SPLITS, default="report", help="(%(default)s)")
    parser.add_argument("--errors", action="store_true", help="show what is wrong")
    options = parser.parse_args(arguments)
    console = Console()
    console.print(speed(), "")
    sentences = [sentence for sentence in load() if sentence.split == options.split]
    console.print(quality(sentences))
    if options.errors:
        console.print(*errors(sentences), sep="\n", markup=False, highlight=False)


if __name__ == "__main__":
    main()
