"""Answers: the sentence that says it, verbatim, or a refusal that tells what there is."""

import math
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answering.answers import Sentences, answer, weigh
from index.dating.told_days import days_meant
from index.documents.passages import sentences
from index.engine import Engine
from index.records import Draft, Span
from index.results import Answer, Coverage, Hit
from index.search.features import FEATURES, QuestionTerms
from index.search.retriever import Ranking
from index.search.weights import Weights
from tests.fakes import FakeEmbedder, bag_of_words
from tests.index.asking import ARREST, CAMP, DAY, REPORTS, STRIKE, engine, hit, ranking_of, weights

QUESTION = "When did it take place?"
SENTENCES = [
    "The command said on Thursday that an airstrike had killed Umawi in northern Syria.",
    "It took place at 6:23 p.m. local time.",
]
NOTHING = Coverage(n_articles=0, n_passages=0, earliest=None, latest=None)


@pytest.fixture
def reports(tmp_path: Path) -> Iterator[Engine]:
    """An engine that answers whatever is asked."""
    with closing(engine(tmp_path)) as found:
        list(found.add(REPORTS))
        yield found


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("At what time of day, local time, did it happen?", SENTENCES[1]),
        ("Who said that an airstrike killed Umawi?", SENTENCES[0]),
    ],
)
def test_the_sentence_that_says_it_is_shown(reports: Engine, question: str, expected: str) -> None:
    found = reports.ask(question)
    assert found.answered
    assert found.sentence == expected
    assert found.hits[0].article.title == STRIKE.title


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 9])
def test_no_more_hits_than_asked_for(reports: Engine, limit: int) -> None:
    found = reports.ask(QUESTION, limit=limit)
    assert len(found.hits) == min(limit, 4)
    assert found.hits[0].passage == reports.ask(QUESTION).hits[0].passage


def test_every_hit_has_a_whole_sentence(reports: Engine) -> None:
    for one in reports.ask(QUESTION, limit=9).hits:
        assert one.sentence in sentences(one.passage.text, one.article.language)


TEXTS = st.text(
    st.one_of(st.sampled_from("a b.?!“”\n "), st.characters(codec="utf-8")), min_size=1
).filter(str.strip)


@given(st.lists(TEXTS, min_size=1, max_size=3), st.text())
def test_what_is_said_is_verbatim_from_the_article(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], question: str
) -> None:
    with closing(engine(tmp_path_factory.mktemp("library"))) as found:
        for text in texts:
            list(found.add([Draft(title="Report", text=text)]))
        answered = found.ask(question, limit=5)
        assert answered.hits
        assert answered.sentence
        for one in answered.hits:
            text = found.text(one.article.id)
            assert text[one.passage.start : one.passage.end] == one.passage.text
            assert 0 <= one.sentence.start < one.sentence.end <= len(one.passage.text)
            assert one.quote == one.quote.strip()


def test_a_weak_answer_is_refused_with_what_comes_near(tmp_path: Path) -> None:
    with closing(engine(tmp_path, threshold=0.9)) as found:
        list(found.add(REPORTS))
        refused = found.ask("Who won the football match?")
    assert not refused.answered
    assert refused.sentence is None
    assert refused.confidence == 0.5  # untrained: evidence tells nothing
    assert len(refused.hits) == 3
    assert 1 <= len(refused.near) <= 2
    assert len({article.id for article in refused.near}) == len(refused.near)
    assert refused.coverage.n_articles == 3
    assert (refused.coverage.earliest, refused.coverage.latest) == (REPORTS[1].published, DAY)


@pytest.mark.parametrize(("threshold", "expected"), [(0.49, True), (0.5, True), (0.51, False)])
def test_confidence_at_the_threshold_is_enough(
    tmp_path: Path, threshold: float, *, expected: bool
) -> None:
    with closing(engine(tmp_path, threshold=threshold)) as found:
        list(found.add([CAMP]))
        assert found.ask(QUESTION).answered is expected


def test_an_empty_library_refuses(tmp_path: Path) -> None:
    with closing(engine(tmp_path)) as found:
        refused = found.ask(QUESTION)
    assert refused == Answer(
        question=QUESTION,
        answered=False,
        confidence=0.0,
        hits=(),
        near=(),
        coverage=NOTHING,
        asked_for="date",
    )


def parts(**features: float) -> dict[str, float]:
    named = {name.replace("_", " "): value for name, value in features.items()}
    return {"cosine": 0.0} | dict.fromkeys(FEATURES, 0.0) | named


def answered(question: str, ranking: Ranking, learned: Weights | None = None) -> Answer:
    """The answer that a ranking gives, with a fake embedder whose model is called "fake"."""
    return answer(
        question,
        ranking,
        limit=3,
        coverage=NOTHING,
        embedder=FakeEmbedder("fake"),
        analyse=str.split,
        weights=learned or weights(),
    )


@pytest.mark.parametrize(("foreign", "expected"), [(False, 0.8), (True, 0.3)])
def test_confidence_has_a_model_for_each_kind_of_question(
    *, foreign: bool, expected: float
) -> None:
    def always(probability: float) -> dict[str, object]:
        return {"bias": math.log(probability / (1 - probability)), "weights": {}}

    learned = weights(**{"confidence": always(0.8), "foreign confidence": always(0.3)})
    found = answered(QUESTION, replace(ranking_of(parts()), foreign=foreign), learned)
    assert found.confidence == pytest.approx(expected)


@pytest.mark.parametrize(("learned_with", "spread"), [("fake", 0.05), ("another", 0.1)])
def test_cosines_are_told_in_spreads_of_the_model_where_it_is_known(
    learned_with: str, spread: float
) -> None:
    learned = weights(
        confidence={"bias": 0.0, "weights": {"cosine": 1.0}}, model=learned_with, spread=0.05
    )
    found = answered(QUESTION, ranking_of(parts(cosine=0.8), parts(cosine=0.6)), learned)
    # The two cosines are .2 apart; their own standard deviation is .1.
    assert found.confidence == pytest.approx(1 / (1 + math.exp(-0.2 / spread)))


def test_sentences_are_weighed_by_cosine_coverage_and_fit() -> None:
    terms = QuestionTerms("When was the raid?", {"raid": 3.0, "was": 1.0})
    text = "There was nothing on Friday there. They spoke of a raid nearby."
    vector = bag_of_words(["the raid was when"])
    matrix = np.zeros((2, len(FEATURES)), np.float32)
    ranking = Ranking(
        (hit(text), hit("Only one.")), vector, terms, matrix, False, (frozenset(),) * 2
    )
    embedder = FakeEmbedder()
    two, one = weigh(
        ranking, ranking.hits, embedder, lambda text: text.lower().replace(".", "").split()
    )
    first, second = text[:34], text[35:]
    assert [text[s.start : s.end] for s in two.spans] == [first, second]
    np.testing.assert_allclose(two.dense, bag_of_words([first, second]) @ vector[0], atol=1e-6)
    assert two.coverage.tolist() == [0.25, 0.75]
    assert two.fit.tolist() == [1, 0]
    assert (one.spans, one.dense.tolist()) == ((Span(start=0, end=9),), [0])
    assert embedder.calls == 1


def test_sentences_of_one_sentence_passages_are_not_encoded() -> None:
    embedder = FakeEmbedder()
    ranking = ranking_of(parts())
    (found,) = weigh(ranking, ranking.hits, embedder, str.split)
    assert len(found.spans) == 1
    assert embedder.texts_encoded == 0


def test_only_a_passages_first_sentences_are_weighed() -> None:
    embedder = FakeEmbedder()
    text = " ".join(f"The patrol came to village {n}." for n in range(50))
    ranking = replace(ranking_of(parts()), hits=(hit(text),))
    (found,) = weigh(ranking, ranking.hits, embedder, str.split)
    assert len(found.spans) == embedder.texts_encoded == 8


def test_of_equal_sentences_the_first_is_best() -> None:
    spans = (Span(start=0, end=1), Span(start=2, end=3), Span(start=4, end=5))
    dense, zeros = np.array([0.1, 0.5, 0.5], np.float32), np.zeros(3, np.float32)
    found = Sentences(spans, dense, zeros, zeros)
    assert found.best({"dense": 1, "coverage": 1, "fit": 1}) == spans[1]
    assert found.best({"dense": 0, "coverage": 1, "fit": 1}) == spans[0]


def test_the_words_that_answer_are_marked(tmp_path: Path) -> None:
    with closing(engine(tmp_path)) as found:
        list(found.add(REPORTS))
        answer = found.ask("At what time did the airstrike take place?")
    best = answer.hits[0]
    assert [best.quote[span.start : span.end] for span in best.marks] == ["6:23 p.m. local time"]
    assert answer.asked_for == "time of day"


def test_words_that_answer_have_the_days_that_they_mean(tmp_path: Path) -> None:
    with closing(engine(tmp_path)) as found:
        list(found.add(REPORTS))
        best = found.ask("When did the command say that an airstrike had killed Umawi?").hits[0]
        plain = found.ask("Who said that an airstrike killed Umawi?").hits[0]
    assert [best.quote[m.span.start : m.span.end] for m in best.meant] == ["Thursday"]
    assert (best.meant[0].since, best.meant[0].until) == (DAY, DAY)
    assert plain.meant == ()


def marked(text: str, sentence: str, words: str) -> Hit:
    """A hit in whose sentence ``words`` answer."""
    start = text.index(sentence)
    span = Span(start=start, end=start + len(sentence))
    found = replace(hit(text, published=DAY, language="en"), sentence=span)
    place = found.quote.index(words)
    return replace(found, marks=(Span(start=place, end=place + len(words)),))


@pytest.mark.parametrize(
    ("text", "sentence", "words", "expected"),
    [
        ("It began on Monday. It ended on Thursday.", "It ended on Thursday.", "Thursday", DAY),
        ("On Monday 3 October it began.", "On Monday 3 October it began.", "3 October", None),
        ("It began on 6 October 2022.", "It began on 6 October 2022.", "6 October 2022", ()),
        ("It began on Thursday and 12 died.", "It began on Thursday and 12 died.", "12", ()),
    ],
)
def test_only_what_answers_and_does_not_say_its_day_is_explained(
    text: str, sentence: str, words: str, expected: date | tuple[()] | None
) -> None:
    found = days_meant(marked(text, sentence, words)).meant
    assert [each.since for each in found] == (
        [] if expected == () else [expected or date(2022, 10, 3)]
    )
    for each in found:
        assert words in sentence[each.span.start : each.span.end]


def test_what_counts_from_an_earlier_sentence_is_read_with_it() -> None:
    text = "The raid was on 20 September 2022. Two days later he died."
    found = days_meant(marked(text, "Two days later he died.", "Two days later"))
    assert [each.since for each in found.meant] == [date(2022, 9, 22)]


def test_an_undated_reports_words_mean_no_days() -> None:
    known = marked("It ended on Thursday.", "It ended on Thursday.", "Thursday")
    undated = replace(known, article=replace(known.article, published=None))
    assert days_meant(undated).meant == ()
    assert days_meant(replace(known, marks=())).meant == ()


@given(TEXTS, st.data(), st.none() | st.dates())
def test_any_passages_days_lie_in_its_sentence(
    text: str, data: st.DataObject, published: date | None
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = replace(hit(text, published=published), sentence=Span(start=start, end=end))
    for each in days_meant(replace(found, marks=(Span(start=0, end=end - start),))).meant:
        assert 0 <= each.span.start < each.span.end <= end - start
        assert each.since <= each.until


def test_a_question_for_several_gets_one_sentence_a_report_by_date(tmp_path: Path) -> None:
    level = dict.fromkeys(FEATURES, 0.0)  # all score the same
    with closing(engine(tmp_path, ranking=level)) as found:
        list(found.add([STRIKE, ARREST]))
        several = found.ask("Which leaders were named?").several
        single = found.ask("Which leader was named?").several
    assert [hit.article.title for hit in several] == [ARREST.title, STRIKE.title]
    assert single == ()


def test_only_a_stricter_confidence_is_certain(tmp_path: Path) -> None:
    limits = {"threshold": 0.5, "strict threshold": 0.6}
    with closing(engine(tmp_path, **limits)) as found:
        list(found.add(REPORTS))
        unsure = found.ask("Who?")
    assert (unsure.confidence, unsure.answered, unsure.certain) == (0.5, True, False)
    with closing(engine(tmp_path, **limits | {"strict threshold": 0.5})) as found:
        assert found.ask("Who?").certain


def test_of_several_reports_the_best_stays_whose_last_passage_is_the_worst() -> None:
    texts = ["Alpha fell.", "Beta died.", "Gamma burnt.", "Delta sank.", "Omega left.", "Chi fled."]
    hits = [hit(text, number=n, score=2 - n / 10) for n, text in enumerate(texts, 1)]
    hits.append(hit("Nothing else.", number=1, score=1.3))
    found = answered("Which leaders were killed?", replace(ranking_of(parts()), hits=tuple(hits)))
    assert [one.quote for one in found.several] == texts[:5]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [((2.0, 1.5, 0.5), 2), ((0.6, 2.0, 0.5), 2), ((0.6, 2.0, 1.9), 3), ((0.6, 2.0, 0.7), 3)],
)
def test_the_leader_is_among_several_even_where_a_cross_encoder_put_it_first(
    scores: tuple[float, ...], expected: int
) -> None:
    texts = ["Alpha fell.", "Beta died.", "Gamma burnt."]
    hits = [
        hit(text, number=n, score=score)
        for n, (text, score) in enumerate(zip(texts, scores, strict=True), 1)
    ]
    found = answered("Which leaders were killed?", replace(ranking_of(parts()), hits=tuple(hits)))
    assert [one.quote for one in found.several] == texts[:expected]
