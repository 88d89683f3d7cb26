"""Where the time of a question goes, told from outside: what does the work is wrapped."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import wraps
from types import ModuleType
from typing import Any
from unittest.mock import patch

from index import Embedder
from index.search import retriever
from index.search.lexical import Lexical
from index.search.vectors import Vectors
from index.storage.store import Store
from tests.benchmarks.timing import median, timed

_Owner = type | ModuleType

REST = "everything else"

_STAGES: Mapping[str, tuple[tuple[_Owner, str], ...]] = {
    "dense search": ((Vectors, "search"), (Vectors, "similarity")),
    "exact vectors": ((Store, "vectors_of"),),
    "lexical search": ((Lexical, "search"), (Lexical, "rarity")),
    "fetch rows": (
        (Store, "passages"),
        (Store, "articles_by_id"),
        (Store, "matching"),
        (Store, "passage_ids"),
        (Store, "coverage"),
    ),
    "features": ((retriever, "features"), (Lexical, "terms")),
}


class Stages:
    """Seconds of each stage; what one does within another counts for itself alone.

    A stage that this version of the index does not have counts nothing.
    """

    def __init__(self, embedder: Embedder) -> None:
        kind, reader = type(embedder), type(getattr(embedder, "reranker", None))
        self._places = {
            "encode the question": ((kind, "encode_query"),),
            "encode sentences": ((kind, "encode_passages"),),
            "rerank": ((reader, "score"),),
            **_STAGES,
        }
        self._within: list[float] = []
        self._seconds: dict[str, float] = {}
        self._questions: list[dict[str, float]] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        """Have the stages timed while the block runs, in one thread."""
        with ExitStack() as stack:
            for name, places in self._places.items():
                for owner, attribute in places:
                    call = getattr(owner, attribute, None)
                    if call is not None:
                        wrapped = self._wrapped(name, call)
                        stack.enter_context(patch.object(owner, attribute, wrapped))
            yield

    def whole(self, ask: Callable[[], object]) -> None:
        """Ask a question whose stages count."""
        self._seconds = dict.fromkeys([*self._places, REST], 0.0)
        self._wrapped(REST, ask)()
        self._questions.append(self._seconds)

    def medians(self) -> dict[str, float]:
        """Seconds of each stage: the median over the questions."""
        return {
            name: median([seconds[name] for seconds in self._questions])
            for name in self._questions[0]
        }

    def _wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(call)
        def measured(*args: Any, **kwargs: Any) -> Any:
            self._within.append(0.0)
            seconds, result = timed(lambda: call(*args, **kwargs))
            self._seconds[name] += seconds - self._within.pop()
            if self._within:
                self._within[-1] += seconds
            return result

        return measured
