"""What the shipped numbers tell a watch of, by the real model, and how they are learned."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index import ArticleNotFound, Draft, Engine
from index.encoding.embedder import SentenceTransformerEmbedder
from index.learning.training_matching import NAMES, Cases, LabelledWatch, cases, learn
from index.stories.watching import parsed_match
from tests.fakes import FakeEmbedder
from tests.index import asking
from tests.index.test_matching import CAMP, FLOOD

PARALLEL = Path(__file__).parents[1] / "data" / "parallel" / "articles.jsonl"
OTHERS = ("13", "17", "19", "20")
"""The reports of a boat off Lampedusa, attacks in Burkina Faso, and others, in every language."""

pytestmark = pytest.mark.xdist_group("watching")


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Iterator[Engine]:
    rows = map(json.loads, PARALLEL.read_text(encoding="utf-8").splitlines())
    drafts = [
        Draft(title=row["title"], text=row["text"], external_id=row["id"])
        for row in rows
        if row["id"].split("-")[1] in OTHERS and row["id"].split("-")[0] in {"en", "ru", "ar"}
    ]
    with closing(Engine.open(tmp_path_factory.mktemp("watched"), embedder=embedder)) as found:
        list(found.add(drafts))
        yield found


@pytest.mark.parametrize("topic", ["Lampedusa migrants", "boat sinks off Lampedusa"])
def test_a_watch_is_told_of_its_report_and_of_no_other(engine: Engine, topic: str) -> None:
    numbers = {article.external_id: article.id for article in engine.articles()}
    told = {name for name, one in numbers.items() if engine.matches([topic], one)[0].matched}
    assert "en-13" in told
    assert {str(name).split("-")[1] for name in told} == {"13"}


def test_a_watch_in_another_language_is_told_by_names(engine: Engine) -> None:
    numbers = {article.external_id: article.id for article in engine.articles()}
    (match,) = engine.matches(["мигранты у Лампедузы"], numbers["en-13"])
    assert match.matched
    assert match.hit is not None
    assert match.hit.article.external_id == "en-13"
    (other,) = engine.matches(["мигранты у Лампедузы"], numbers["en-20"])
    assert not other.matched


def test_the_newest_reports_on_a_topic_are_those_that_a_watch_is_told_of(engine: Engine) -> None:
    found = [article.external_id for s in engine.latest("Lampedusa") for article in s.articles]
    assert "en-13" in found
    assert not {"en-17", "en-19", "en-20"} & set(found)


def test_a_report_that_is_not_there_is_told_so(engine: Engine) -> None:
    with pytest.raises(ArticleNotFound):
        engine.matches(["Lampedusa"], 10**6)


def test_every_report_is_held_against_every_watch_but_where_nobody_is_sure(
    tmp_path: Path,
) -> None:
    with closing(asking.engine(tmp_path)) as engine:
        list(engine.add([replace(CAMP, external_id="camp"), replace(FLOOD, external_id="flood")]))
    watches = [
        _watch("al-Hol camp", matches={"camp"}),
        _watch("bridge in Derby", matches={"flood"}, unsure={"camp"}),
    ]
    found = cases(tmp_path, watches, FakeEmbedder())
    held = list(zip(found.watches.tolist(), found.reports, found.matches.tolist(), strict=True))
    assert sorted(held) == [(0, "camp", True), (0, "flood", False), (1, "flood", True)]
    assert found.of(["share"]).shape == (3, 1)


def test_what_is_learned_tells_matches_apart() -> None:
    """Of 20 watches with two matches among 40 reports each, all that lie apart is told."""
    watches = np.repeat(np.arange(20), 40)
    matches = np.tile(np.arange(40) < 2, 20)
    chance = np.random.default_rng(0)
    values = chance.normal(size=(800, len(NAMES))) + 6 * matches[:, np.newaxis]
    foreign = np.tile(np.arange(40) % 2 == 0, 20)
    reports = tuple(map(str, range(800)))
    kinds = np.repeat(np.arange(2), 400)
    weights = parsed_match(
        {"model": "", "middle": [], "spread": 1.0}
        | learn(Cases(values, matches, foreign, watches, kinds, reports))
    )
    for calibrated in (weights.own, weights.foreign, weights.wordy):
        assert calibrated.threshold >= 0.5
        near = dict.fromkeys(NAMES, 6.0)
        assert calibrated.logistic.probability(near) > calibrated.threshold
        assert calibrated.logistic.probability(dict.fromkeys(NAMES, 0.0)) < calibrated.threshold


def _watch(text: str, *, matches: set[str], unsure: Iterable[str] = ()) -> LabelledWatch:
    return LabelledWatch(text, "tune", "train", frozenset(matches), frozenset(unsure), frozenset())
