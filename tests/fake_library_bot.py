"""``sitrep`` with a fake model and a fake web, for tests that end the bot while it curates.

The web has a report at ``https://gazette.example/raid-<number>``, each in its own words. A report
matches what is watched for if it holds all of its words.
"""

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.announcing import worker
from bot.cli import app
from bot.cli.workbench import Workbench
from index import Document, Embedder, Engine, Match, Retrieved, Validators
from index.models import Vectors32
from tests.fakes import FakeEmbedder

SECONDS = 0.03
"""For fetching a page, and for encoding its passages."""
WORDS = 24


def name(number: int) -> str:
    """The village of a report: a word that no other report holds."""
    return f"Vill{number:04}stead"


def report(number: int) -> str:
    """A report's text, in words drawn by its number."""
    drawn = random.Random(number)
    words = ["".join(drawn.choices("abcdefghijklmnoprstuvz", k=7)) for _ in range(3 * WORDS)]
    paragraphs = [" ".join(words[start : start + WORDS]) for start in range(0, len(words), WORDS)]
    first = f"Soldiers raided a farmhouse outside {name(number)} and arrested two men there"
    return "\n\n".join(f"{part}." for part in (first, *paragraphs))


def page(number: int) -> str:
    """The page of a report."""
    paragraphs = "".join(f"<p>{part}</p>" for part in report(number).split("\n\n"))
    title = f"Raid at {name(number)}"
    return (
        f"<html lang='en'><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def retrieve(url: str, **_: Any) -> Retrieved:
    """The page at an address; it takes its time."""
    time.sleep(SECONDS)
    data = page(int(url.rpartition("-")[2])).encode()
    document = Document(data=data, media_type="text/html", name=url, url=url)
    return Retrieved(document=document, validators=Validators(), fresh_for=None)


class SlowEmbedder(FakeEmbedder):
    """Long enough for something to happen meanwhile."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors32:
        time.sleep(SECONDS)
        return super().encode_passages(texts)


class WordyEngine(Engine):
    """Matches by words: how well the model does is measured elsewhere."""

    def matches(self, topics: Sequence[str], article_id: int) -> list[Match]:
        held = self.text(article_id).casefold()
        passage = self.passages_of(article_id)[0]
        found = []
        for topic in topics:
            matched = all(word in held for word in topic.casefold().split())
            hits = self.ask(passage.text, limit=1).hits if matched else ()
            hit = hits[0] if hits else None
            found.append(Match(probability=float(matched), matched=matched, hit=hit))
        return found


def open_engine(
    folder: Path, *, embedder: Callable[[], Embedder], create: bool = True
) -> WordyEngine:
    """Open the library."""
    engine = WordyEngine.open(folder, embedder=embedder, create=create)
    assert isinstance(engine, WordyEngine)
    return engine


if __name__ == "__main__":
    # At most so many messages within ten minutes would have the test wait for as long.
    vars(worker)["WITHIN"] = 2
    app(
        prog_name="sitrep",
        obj=Workbench(
            make_embedder=lambda _: SlowEmbedder(),
            open_engine=open_engine,
            make_retrieve=lambda _: retrieve,
        ),
    )
