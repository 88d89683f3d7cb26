"""A process that adds, replaces and removes articles until it is killed, and tells what it did."""

from dataclasses import dataclass
from itertools import groupby
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from index.models import Embedder
from tests.index.libraries import Opened, draft, opened

ARTICLES = "ABCDEFGH"
State = dict[str, int]
"""Which version of each article the library holds."""


@dataclass(frozen=True)
class Step:
    """Put an article's version in, or (version 0) take the article out."""

    article: str
    version: int

    def applied(self, state: State) -> State:
        rest = {article: version for article, version in state.items() if article != self.article}
        return {**rest, self.article: self.version} if self.version else rest


def plan(random: Random, state: State, length: int) -> list[Step]:
    """Steps that each change something, so that each can be seen afterwards."""
    steps: list[Step] = []
    for _ in range(length):
        article = random.choice(ARTICLES)
        versions = [v for v in range(6) if v != state.get(article, 0)]
        steps.append(Step(article, random.choice(versions)))
        state = steps[-1].applied(state)
    return steps


def work(
    folder: Path, steps: list[Step], teller: Connection, embedder: Embedder | None = None
) -> None:
    """Do the steps, additions that follow each other in one go, telling of each one done."""
    library = opened(folder, embedder=embedder)
    library.follow()
    teller.send_bytes(b"ready")
    for adding, group in groupby(steps, key=lambda step: step.version > 0):
        if adding:
            drafts = [draft(s.article, s.version, n_paragraphs=s.version) for s in group]
            for _ in library.library.add(drafts):
                teller.send_bytes(b"done")
        else:
            for step in group:
                library.library.remove(_number(library, step.article))
                teller.send_bytes(b"done")
    teller.send_bytes(b"finished")


def held(library: Opened) -> State:
    """Read back from the titles."""
    words = [article.title.replace(",", "").split() for article in library.store.articles()]
    return {article: int(version) for _, article, _, version in words}


def _number(library: Opened, article: str) -> int:
    [found] = library.store.articles(query=f"report {article},")
    return found.id
