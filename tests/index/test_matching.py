"""Watches held against reports, with weights that a reader can reckon with."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.learning.training_matching import load_watches
from index.records import Article, Draft
from index.search.retriever import Retriever
from index.search.weights import Logistic, shipped
from index.stories.matcher import Matcher
from index.stories.matching import ENOUGH, Usual, evidence, is_foreign, judge
from index.stories.watching import Calibrated, MatchWeights
from tests.fakes import FakeEmbedder
from tests.index.libraries import Opened, opened

CAMP = Draft(
    title="Guards stop car bomb at al-Hol camp",
    text="Guards at the al-Hol camp stopped a car bomb on Thursday, the administration said.\n\n"
    "The camp in the north-east of Syria holds about fifty thousand people.",
    language="en",
)
FLOOD = Draft(
    title="Heavy rain closes bridge in Derby",
    text="The old bridge in Derby was closed on Thursday after days of rain, the council said.",
    language="en",
)
WEIGHTS = MatchWeights(
    model="another",
    middle=(),
    spread=1.0,
    own=Calibrated(Logistic(-4.0, {"meaning": 1.0, "lead": 4.0}), 0.6),
    foreign=Calibrated(Logistic(-2.0, {"names": 4.0}), 0.7),
    wordy=Calibrated(Logistic(-2.0, {"lead": 4.0}), 0.8),
)
UNTOLD = Usual(np.zeros((0, 256), np.float32), None, 1.0)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Opened]:
    with closing(opened(tmp_path)) as found:
        yield found


def matcher_of(library: Opened) -> Matcher:
    library.follow()
    retriever = Retriever(library.store, library.vectors, library.lexical, shipped())
    return Matcher(library.store, library.vectors, library.lexical, retriever, WEIGHTS)


def add(library: Opened, draft: Draft) -> Article:
    (added,) = library.add(draft)
    return added.article


def test_a_report_meets_the_watch_that_it_is_about_and_no_other(library: Opened) -> None:
    camp, flood = add(library, CAMP), add(library, FLOOD)
    matcher, topics = matcher_of(library), ["al-Hol camp", "bridge in Derby"]
    of_camp = matcher.matches(topics, camp.id, FakeEmbedder())
    of_flood = matcher.matches(topics, flood.id, FakeEmbedder())
    assert [match.matched for match in of_camp] == [True, False]
    assert [match.matched for match in of_flood] == [False, True]


def test_the_passage_that_fits_best_comes_along(library: Opened) -> None:
    camp = add(library, CAMP)
    (match,) = matcher_of(library).matches(["al-Hol camp"], camp.id, FakeEmbedder())
    assert match.hit is not None
    assert match.hit.article.id == camp.id


def test_what_does_not_match_has_no_passage(library: Opened) -> None:
    camp = add(library, CAMP)
    (match,) = matcher_of(library).matches(["bridge in Derby"], camp.id, FakeEmbedder())
    assert not match.matched
    assert match.hit is None


def test_a_report_that_is_gone_meets_nothing(library: Opened) -> None:
    camp = add(library, CAMP)
    library.library.remove(camp.id)
    found = matcher_of(library).matches(["al-Hol camp", "Derby"], camp.id, FakeEmbedder())
    assert [match.matched for match in found] == [False, False]


def test_a_watch_is_encoded_once(library: Opened) -> None:
    class Counted(FakeEmbedder):
        def encode_query(self, question: str) -> "np.ndarray":
            self.calls += 1
            return super().encode_query(question)

    camp, flood, embedder = add(library, CAMP), add(library, FLOOD), Counted()
    matcher = matcher_of(library)
    for article in (camp, flood, camp):
        matcher.matches(["al-Hol camp", "Derby"], article.id, embedder)
    assert embedder.calls == 2


def test_a_watch_in_another_script_is_met_by_names(library: Opened) -> None:
    camp = add(library, replace(CAMP, title="Guards stop car bomb near Qamishli"))
    matcher = matcher_of(library)
    watched = matcher.watched("Камышлы", FakeEmbedder())
    report = matcher.report(camp)
    assert report is not None
    assert is_foreign(watched, report)
    assert evidence(watched, report, UNTOLD)["names"] == 1


def test_words_that_no_report_holds_are_taken_for_another_languages(library: Opened) -> None:
    camp = add(library, CAMP)
    matcher = matcher_of(library)
    report = matcher.report(camp)
    assert report is not None
    assert is_foreign(matcher.watched("Musul baskını", FakeEmbedder()), report)
    assert not is_foreign(matcher.watched("car bomb", FakeEmbedder()), report)


def test_vectors_of_an_unknown_model_do_not_count_in_a_small_library(library: Opened) -> None:
    camp = add(library, CAMP)
    matcher = matcher_of(library)
    watched, report = matcher.watched("al-Hol camp", FakeEmbedder()), matcher.report(camp)
    assert report is not None
    assert judge(watched, report, UNTOLD, WEIGHTS) is WEIGHTS.wordy


def test_cosines_are_told_by_how_far_they_lie_above_the_usual() -> None:
    question = np.array([1, 0], np.float32)
    sample = np.array([[0.2, 0], [0.4, 0]] * (ENOUGH // 2), np.float32)
    usual = Usual(sample, None, 1.0)
    assert usual.told
    np.testing.assert_allclose(usual.above(question, np.array([0.5], np.float32)), [2], rtol=1e-4)
    known = Usual(sample[:1], np.array([0.3, 0], np.float32), 0.1)
    np.testing.assert_allclose(known.above(question, np.array([0.5], np.float32)), [2], rtol=1e-4)
    assert not Usual(sample[:1], None, 1.0).told


@given(st.text(max_size=80))
def test_any_words_may_be_watched(tmp_path_factory: pytest.TempPathFactory, topic: str) -> None:
    with closing(opened(tmp_path_factory.mktemp("library"))) as library:
        camp = add(library, CAMP)
        (match,) = matcher_of(library).matches([topic], camp.id, FakeEmbedder())
        assert 0 <= match.probability <= 1


def test_no_label_of_a_watch_contradicts_another() -> None:
    for watch in load_watches(Path(__file__).parents[1] / "data" / "watching.jsonl"):
        assert not set(watch.matches) & set(watch.others), watch.text


def test_in_a_library_about_one_subject_its_words_are_enough(library: Opened) -> None:
    """Where every report is about the camp, none lies nearer to it than is usual."""
    drafts = (
        Draft(
            title=f"al-Hol camp: meeting {n}",
            text=f"The al-Hol camp was the subject of meeting number {n}. {'word' * (n % 7)}",
            language="en",
        )
        for n in range(ENOUGH + 1)
    )
    *_, camp = library.library.add(drafts)
    (match,) = matcher_of(library).matches(["al-Hol camp"], camp.article.id, FakeEmbedder())
    assert match.matched
