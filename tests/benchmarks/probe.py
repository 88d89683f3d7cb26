"""A fresh process that opens a library and is asked: its time, its memory, and whether it is right.

``python -m tests.benchmarks.probe`` reads an `Order` as JSON and prints a `Finding` as JSON.
"""

import json
import resource
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from threading import Barrier

import numpy as np

from bot.settings import load_settings
from index import Draft, Embedder, Engine, Filters, load_embedder
from index.models import Vectors32
from index.search.vectors import Vectors
from index.storage.database import FILE
from index.storage.store import Store
from tests.benchmarks.stages import Stages
from tests.benchmarks.timing import timed

EARLY = 10
N_THREADS = 16
EACH = 4
"""Questions that each of the threads asks."""

K = 10
MEGABYTE = 1_000_000

NEWS = Draft(
    title="Puffins counted on Plonk Island",
    text="The lighthouse keeper Zebulon Quarrymaster counted 4,117 puffins on Plonk Island.",
)
NEWS_QUESTION = "How many puffins did Zebulon Quarrymaster count on Plonk Island?"


@dataclass(frozen=True, slots=True)
class Order:
    """What to measure.

    Attributes:
        library: its folder.
        questions: each of the measurements takes others of them, as far as there are enough.
        n: how many a measurement takes.
        started: when this process was started, in seconds since 1970.
    """

    library: str
    questions: list[str]
    n: int
    started: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What was measured: seconds, megabytes (of a million bytes), and a share.

    Attributes:
        first: from the start of the process to the first answer.
        resident: memory after that answer.
        peak: the most memory until then.
        early: of each of the questions that come next, before the files were read through.
        asking: of each question, one at a time, with the files in the system's memory.
        encoding: of other questions' vectors alone.
        at_once: of each question from its asking on, 16 threads asking.
        each: seconds an answer then, all threads together.
        filtered: of each question that only the newer half of the articles may answer.
        stages: of each, the median over the questions.
        added: an article, until it is safe.
        visible: until it was in an answer, the adding included.
        resident_after: memory after all questions.
        recall: the share of the ten nearest passages, by brute force, that the search finds.
    """

    first: float
    resident: float
    peak: float
    early: list[float]
    asking: list[float]
    encoding: list[float]
    at_once: list[float]
    each: float
    filtered: list[float]
    stages: dict[str, float]
    added: float
    visible: float
    resident_after: float
    recall: float


def main(order: Order) -> Finding:
    """Measure everything, in an order in which nothing disturbs what follows."""
    questions = cycle(order.questions)

    def some(n: int = order.n) -> list[str]:
        return list(islice(questions, n))

    settings = load_settings()
    embedder = load_embedder(settings.model, settings.cache, settings.threads)
    with closing(Engine.open(Path(order.library), embedder=embedder, create=False)) as engine:
        engine.ask(some(1)[0])
        first = time.time() - order.started
        resident, peak = _resident(), _peak()
        early = [timed(partial(engine.ask, question))[0] for question in some(EARLY)]
        _read_through(Path(order.library))
        asking, encoding = _one_by_one(engine, some(), some())
        filtered = _filtered(engine, some())
        stages = _stages(engine, some())
        at_once, each = _at_once(engine, some(N_THREADS * EACH))
        added, visible = _news(engine)
        resident_after = _resident()
    recall = _recall(Path(order.library), embedder, some())
    return Finding(
        first=first,
        resident=resident,
        peak=peak,
        early=early,
        asking=asking,
        encoding=encoding,
        at_once=at_once,
        each=each,
        filtered=filtered,
        stages=stages,
        added=added,
        visible=visible,
        resident_after=resident_after,
        recall=recall,
    )


def _resident() -> float:
    """Memory at this moment, in MB; only Linux tells."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    found = [int(line.split()[1]) for line in lines if line.startswith("VmRSS")]
    return found[0] * 1024 / MEGABYTE if found else float("nan")


def _peak() -> float:
    """The most memory so far, in MB; Linux counts in KiB, macOS in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE


def _read_through(library: Path) -> None:
    """Have the system keep the database in its memory, as after some hundred questions."""
    with (library / FILE).open("rb") as file:
        while file.read(MEGABYTE):
            pass


def _one_by_one(
    engine: Engine, asked: Sequence[str], encoded: Sequence[str]
) -> tuple[list[float], list[float]]:
    """In turns; not the same ones, since whoever remembers a vector would encode it for nothing."""
    asking, encoding = [], []
    for question, other in zip(asked, encoded, strict=True):
        asking.append(timed(partial(engine.ask, question))[0])
        encoding.append(timed(partial(engine.embedder.encode_query, other))[0])
    return asking, encoding


def _filtered(engine: Engine, questions: Sequence[str]) -> list[float]:
    """Questions put to the newer half of the articles."""
    days = sorted(article.published for article in engine.articles() if article.published)
    newer = Filters(since=days[len(days) // 2] if days else date.min)
    return [timed(partial(engine.ask, question, filters=newer))[0] for question in questions]


def _stages(engine: Engine, questions: Sequence[str]) -> dict[str, float]:
    stages = Stages(engine.embedder)
    with stages.running():
        for question in questions:
            stages.whole(partial(engine.ask, question))
    return stages.medians()


def _at_once(engine: Engine, questions: Sequence[str]) -> tuple[list[float], float]:
    """Each answer's seconds while others ask too, and the seconds of all of it an answer."""
    barrier = Barrier(N_THREADS)

    def ask(own: Sequence[str]) -> list[float]:
        barrier.wait()
        return [timed(partial(engine.ask, question))[0] for question in own]

    shares = [questions[number::N_THREADS] for number in range(N_THREADS)]
    with ThreadPoolExecutor(N_THREADS) as pool:
        whole, found = timed(lambda: list(pool.map(ask, shares)))
    return [seconds for own in found for seconds in own], whole / len(questions)


def _news(engine: Engine) -> tuple[float, float]:
    """An article that comes in, is asked about, and goes again."""
    added, additions = timed(lambda: list(engine.add([NEWS])))
    article = additions[0].article
    asked, answer = timed(lambda: engine.ask(NEWS_QUESTION))
    engine.remove(article.id)
    if article.id not in {hit.article.id for hit in answer.hits}:
        raise RuntimeError("the article that was just added is in no answer")
    return added, added + asked


def _recall(library: Path, embedder: Embedder, questions: Sequence[str]) -> float:
    """Against all vectors of the store, one by one."""
    with closing(Store.open(library, create=False)) as store:
        queries = np.concatenate([embedder.encode_query(question) for question in questions])
        nearest = _nearest(store, queries)
        vectors = Vectors(library, store)
        vectors.follow()
        found = [vectors.search(query[None], K)[0].tolist() for query in queries]
    shares = [
        len({*own} & {*expected}) / len(expected)
        for own, expected in zip(found, nearest, strict=True)
    ]
    return float(np.mean(shares))


def _nearest(store: Store, queries: Vectors32) -> list[list[int]]:
    """The ten nearest passages of each question, by brute force."""
    ids = np.empty((len(queries), 0), np.int64)
    scores = np.empty((len(queries), 0), np.float32)
    for new_ids, vectors in store.vectors():
        ids = np.hstack([ids, np.broadcast_to(new_ids, (len(queries), len(new_ids)))])
        scores = np.hstack([scores, queries @ vectors.T])
        best = np.argsort(-scores, axis=1)[:, :K]
        ids = np.take_along_axis(ids, best, axis=1)
        scores = np.take_along_axis(scores, best, axis=1)
    nearest: list[list[int]] = ids.tolist()
    return nearest


if __name__ == "__main__":
    json.dump(asdict(main(Order(**json.load(sys.stdin)))), sys.stdout)
