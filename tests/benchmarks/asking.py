"""A question's time: all of it against encoding it alone, and where the time goes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from unittest.mock import patch

from index import Engine
from index.answering import answers
from index.encoding.embedder import SentenceTransformerEmbedder
from index.search.lexical import Lexical
from index.search.retriever import Retriever
from index.search.vectors import Vectors
from tests.benchmarks.timing import Measure, alternate, median, p95, timed

REPEATS = 3
WARM_UP = 3
TARGET = 10.0

_STAGES: dict[str, tuple[Any, str]] = {
    "encode the question": (SentenceTransformerEmbedder, "encode_query"),
    "dense search": (Vectors, "search"),
    "lexical search": (Lexical, "search"),
    "rank": (Retriever, "rank"),
    "choose the sentence": (answers, "weigh"),
}
_WITHIN_RANK = ("dense search", "lexical search")


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds, each a question's median over the repeats.

    Attributes:
        asking: from question to answer.
        encoding: the same question's vector alone.
        stages: where the time of asking goes: name to the median over the questions.
    """

    asking: list[float]
    encoding: list[float]
    stages: dict[str, float]

    def measures(self) -> list[Measure]:
        """For the report."""
        ratio = median(self.asking) / median(self.encoding)
        return [
            Measure("questions", len(self.asking)),
            Measure("ask, median", 1000 * median(self.asking), "ms"),
            Measure("ask, p95", 1000 * p95(self.asking), "ms"),
            Measure("encode alone, median", 1000 * median(self.encoding), "ms"),
            Measure("ratio", ratio, target=f"at most {TARGET:.0f}", met=ratio <= TARGET),
        ]

    def stage_measures(self) -> list[Measure]:
        """Where the time goes, for the report."""
        return [Measure(name, 1000 * seconds, "ms") for name, seconds in self.stages.items()]


def run(engine: Engine, questions: Sequence[str]) -> Times:
    """Ask each question and encode it alone, in turns."""
    engine.warm_up()
    for question in questions[:WARM_UP]:
        engine.ask(question)
    watch = _Stopwatch()
    with watch.running():
        pairs = [_asked(engine, question, watch) for question in questions]
    return Times([asked for asked, _ in pairs], [encoded for _, encoded in pairs], watch.stages())


def _asked(engine: Engine, question: str, watch: "_Stopwatch") -> tuple[float, float]:
    """The median seconds of asking a question, and of encoding it alone."""

    def ask() -> None:
        watch.question(lambda: engine.ask(question))

    def encode() -> object:
        return engine.embedder.encode_query(question)

    asking, encoding = alternate(ask, encode, REPEATS)
    return median(asking), median(encoding)


@dataclass(slots=True)
class _Stopwatch:
    """Times the stages of each question, by wrapping what does them."""

    questions: list[dict[str, float]] = field(default_factory=list)
    _running: dict[str, float] | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Have the stages timed while the block runs."""
        with ExitStack() as stack:
            for name, (owner, attribute) in _STAGES.items():
                wrapped = self._wrapped(name, getattr(owner, attribute))
                stack.enter_context(patch.object(owner, attribute, wrapped))
            yield

    def question(self, ask: Callable[[], object]) -> None:
        """Ask a question whose stages count."""
        self._running = dict.fromkeys(_STAGES, 0.0)
        self._running["all"], _ = timed(ask)
        self.questions.append(self._running)
        self._running = None

    def _wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(call)
        def measured(*args: Any, **kwargs: Any) -> Any:
            seconds, result = timed(lambda: call(*args, **kwargs))
            if self._running is not None:
                self._running[name] += seconds
            return result

        return measured

    def stages(self) -> dict[str, float]:
        """Medians in seconds; "rank" is divided into the searches and what comes after them."""
        return {
            name: median([parts[name] for parts in map(_divided, self.questions)])
            for name in _divided(self.questions[0])
        }


def _divided(parts: dict[str, float]) -> dict[str, float]:
    searches = sum(parts[name] for name in _WITHIN_RANK)
    named = {name: seconds for name, seconds in parts.items() if name not in {"rank", "all"}}
    sentence = named.pop("choose the sentence")
    rest = parts["all"] - parts["rank"] - sentence - parts["encode the question"]
    after = {"load and features": parts["rank"] - searches, "choose the sentence": sentence}
    return named | after | {"everything else": rest}
