"""What the tests of the read path share: articles whose places are known, and plain weights."""

from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from index.engine import Engine
from index.learning.training import UNTRAINED
from index.records import Article, Draft, Passage
from index.results import Hit
from index.search.features import FEATURES, QuestionTerms
from index.search.retriever import Ranking
from index.search.weights import Weights, parsed
from tests.fakes import FakeEmbedder, bag_of_words

DAY = date(2022, 10, 6)

STRIKE = Draft(
    title="Two leaders killed",
    text=(
        "The command said on Thursday that an airstrike had killed Umawi in northern Syria. "
        "It took place at 6:23 p.m. local time.\n\n"
        "No civilian was hurt and no helicopter was lost, a spokesman told reporters there."
    ),
    url="https://news.example/strike",
    outlet="CNN",
    published=DAY,
    language="en",
    external_id="strike",
)
ARREST = Draft(
    title="An arrest near Aleppo",
    text="Soldiers arrested Kurdi, who built bombs, in a village to the north of Aleppo in June.",
    url="https://news.example/arrest",
    outlet="AP",
    published=date(2022, 6, 16),
    language="en",
    external_id="arrest",
)
CAMP = Draft(
    title="Life in the camp",
    text="Fifty thousand people live in tents near the border and wait for food and for water.",
    outlet="AP",
    language="en",
    external_id="camp",
)
REPORTS = (STRIKE, ARREST, CAMP)


def weights(**changes: Any) -> Weights:
    """Vectors, with a little of the words; the threshold and the rest as given."""
    plain: dict[str, Any] = deepcopy(UNTRAINED)
    return parsed(plain | {"threshold": 0.0} | changes)


def only(**features: float) -> dict[str, float]:
    """A ranking by these features (``_`` for a space) and no other."""
    named = {name.replace("_", " "): weight for name, weight in features.items()}
    return dict.fromkeys(FEATURES, 0.0) | named


def engine(folder: Path, **changes: Any) -> Engine:
    """An engine with a fake embedder and the weights that ``weights`` makes."""
    return Engine.open(folder, embedder=FakeEmbedder(), weights=weights(**changes))


def article(number: int, title: str = "Title", **changes: Any) -> Article:
    draft = Draft(title=title, text="-", **changes)
    return Article(
        id=number,
        title=draft.title,
        url=draft.url,
        outlet=draft.outlet,
        author=draft.author,
        published=draft.published,
        language=draft.language,
        external_id=draft.external_id,
        added=datetime(2022, 10, 7, tzinfo=UTC),
        n_passages=1,
    )


def passage(number: int, text: str, article_id: int = 1, position: int = 0) -> Passage:
    return Passage(
        id=number,
        article_id=article_id,
        position=position,
        start=0,
        end=len(text),
        text=text,
    )


def hit(text: str, parts: dict[str, float] | None = None, **changes: Any) -> Hit:
    """A hit in article 1, or in the one whose ``number`` is given."""
    number, score = changes.pop("number", 1), changes.pop("score", 1.0)
    return Hit(
        passage=passage(number, text, number),
        article=article(number, **changes),
        score=score,
        parts=parts or {"cosine": 0.0} | dict.fromkeys(FEATURES, 0.0),
    )


def ranking_of(*parts: dict[str, float], scores: tuple[float, ...] = ()) -> Ranking:
    """One hit for each row of named features, from an article of its own."""
    given = scores or tuple(float(len(parts) - place) for place in range(len(parts)))
    hits = [
        hit(f"Passage {number}.", row, number=number, score=score)
        for number, (row, score) in enumerate(zip(parts, given, strict=True), 1)
    ]
    matrix = np.zeros((len(hits), len(FEATURES)), np.float32)
    vector = bag_of_words(["question"])
    held = tuple(frozenset[str]() for _ in hits)
    return Ranking(tuple(hits), vector, QuestionTerms("", {}), matrix, False, held)
