"""One ranking out of two searches, against a computation of its own."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index.models import Float32, Reranker
from index.records import Article, Draft, Passage
from index.results import Filters
from index.search import retriever
from index.search.features import FEATURES
from index.search.retriever import Ranking, Retriever
from index.storage.store import Store
from tests.fakes import bag_of_words
from tests.index.asking import ARREST, CAMP, DAY, REPORTS, STRIKE, only, weights
from tests.index.libraries import FLOAT16_ERROR, Opened, draft, opened

QUESTION = "Who was killed in the airstrike in northern Syria?"
MIX = only(
    dense=1.0,
    lexical=0.3,
    coverage=0.7,
    title_coverage=0.2,
    article_dense=0.5,
    article_lexical=0.4,
    early=0.1,
    length=0.2,
    near_in_time=0.3,
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Opened]:
    with closing(opened(tmp_path)) as found:
        yield found


def rank(
    library: Opened,
    question: str = QUESTION,
    *,
    filters: Filters | None = None,
    asked: date | None = None,
    ranking: dict[str, float] | None = None,
    reranker: Reranker | None = None,
) -> Ranking:
    library.follow()
    learned = weights(ranking=ranking or MIX)
    ranker = Retriever(library.store, library.vectors, library.lexical, learned)
    vector = library.embedder.encode_query(question)
    return ranker.rank(question, vector, filters or Filters(), asked, reranker)


def everything(library: Opened) -> tuple[list[Passage], list[Article]]:
    articles = sorted(library.store.articles(), key=lambda article: article.id)
    pairs = [(p, a) for a in articles for p in library.store.passages_of(a.id)]
    return [p for p, _ in pairs], [a for _, a in pairs]


def share(question: list[str], rarity: dict[str, float], text: list[str]) -> float:
    held = sum(rarity[term] for term in set(question) if term in text)
    return held / sum(rarity.values())


def recomputed(library: Opened, question: str, asked: date) -> dict[int, float]:
    """Every passage's score, straight from the definition of each feature."""
    passages, articles = everything(library)
    cosine = bag_of_words([p.text for p in passages]) @ bag_of_words([question])[0]
    ids, scores = library.lexical.search(question, 1000)
    bm25 = dict(zip(ids.tolist(), scores.tolist(), strict=True))
    terms, rarity = library.lexical.terms(question), library.lexical.rarity(question)
    dense = (cosine - cosine.mean()) / (4 * cosine.std())
    lexical = np.array([bm25.get(p.id, 0) / max(bm25.values()) for p in passages])
    found = {}
    for place, (p, a) in enumerate(zip(passages, articles, strict=True)):
        own = [other for other, b in enumerate(articles) if b.id == a.id]
        distance = abs((asked - a.published).days) if a.published else None
        found[p.id] = sum(
            [
                1.0 * dense[place],
                0.3 * lexical[place],
                0.7 * share(terms, rarity, library.lexical.terms(p.text)),
                0.2 * share(terms, rarity, library.lexical.terms(a.title)),
                0.5 * max(dense[own]),
                0.4 * max(lexical[own]),
                0.1 * 4 / (4 + p.position),
                0.2 * min(1, len(p.text) / 400),
                0.0 if distance is None else 0.3 * 7 / (7 + distance),
            ]
        )
    return found


def test_ranking_is_that_of_a_recomputation(library: Opened) -> None:
    library.add(*REPORTS, *(draft(name, n_paragraphs=5) for name in "ABC"))
    expected = recomputed(library, QUESTION, DAY)
    found = rank(library, asked=DAY)
    assert len(found.hits) == len(expected)
    for hit in found.hits:
        assert hit.score == pytest.approx(expected[hit.passage.id], abs=10 * FLOAT16_ERROR)
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert found.hits[0].article.title == STRIKE.title


def test_each_hit_names_the_features_behind_its_score(library: Opened) -> None:
    library.add(*REPORTS)
    found = rank(library, asked=DAY)
    assert found.matrix.shape == (len(found.hits), len(FEATURES))
    for hit, row in zip(found.hits, found.matrix, strict=True):
        assert [hit.parts[name] for name in FEATURES] == row.tolist()
        assert sum(MIX[name] * hit.parts[name] for name in FEATURES) == pytest.approx(
            hit.score, abs=1e-5
        )
        cosine = bag_of_words([hit.passage.text]) @ bag_of_words([QUESTION])[0]
        assert hit.parts["cosine"] == pytest.approx(float(cosine[0]), abs=FLOAT16_ERROR)


def test_a_hits_article_is_the_passages_own(library: Opened) -> None:
    library.add(*REPORTS)
    for hit in rank(library).hits:
        assert hit.article == library.store.article(hit.passage.article_id)


def test_ties_go_to_the_older_passage(library: Opened) -> None:
    library.add(*(draft(name) for name in "ABCDE"))
    found = rank(library, ranking=only())
    assert {hit.score for hit in found.hits} == {0.0}
    ids = [hit.passage.id for hit in found.hits]
    assert ids == sorted(ids)


def test_the_same_question_is_ranked_the_same_way(library: Opened) -> None:
    library.add(*REPORTS, *(draft(name) for name in "ABCDE"))
    first, second = rank(library, asked=DAY), rank(library, asked=DAY)
    assert first.hits == second.hits


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(outlets=("ap",)), {ARREST.title, CAMP.title}),
        (Filters(articles=(1, 3)), {STRIKE.title, CAMP.title}),
        (Filters(since=date(2022, 6, 16)), {STRIKE.title, ARREST.title}),
        (Filters(until=date(2022, 6, 16)), {ARREST.title}),
        (Filters(outlets=("CNN",), until=date(2022, 6, 16)), set()),
        (Filters(articles=(99,)), set()),
    ],
)
def test_filters_leave_out_the_others(
    library: Opened, filters: Filters, expected: set[str]
) -> None:
    library.add(*REPORTS)
    assert {hit.article.title for hit in rank(library, filters=filters).hits} == expected


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        # "On Thursday", of a report of Thursday; its other passage tells no day but the report's.
        (DAY, DAY, {(STRIKE.title, 0), (STRIKE.title, 1)}),
        # "In June", not the report's own day.
        (date(2022, 6, 1), date(2022, 6, 5), {(ARREST.title, 0)}),
        (date(2022, 6, 1), None, {(STRIKE.title, 0), (STRIKE.title, 1), (ARREST.title, 0)}),
        (None, date(2022, 6, 30), {(ARREST.title, 0)}),
        (date(2022, 7, 1), date(2022, 7, 31), set()),
    ],
)
def test_passages_are_left_out_by_the_days_that_they_tell_of(
    library: Opened, since: date | None, until: date | None, expected: set[tuple[str, int]]
) -> None:
    library.add(*REPORTS)
    found = rank(library, filters=Filters(about_since=since, about_until=until))
    assert {(hit.article.title, hit.passage.position) for hit in found.hits} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister resigned last month, he said.", True),
        ("The minister resigned in 2022, he said, and nobody took his place.", False),
        ("The minister resigned on 2 May 2019 and nobody took his place.", False),
        ("Министр подал в отставку в сентябре, и никто не занял его места.", True),
        ("استقال الوزير في سبتمبر ولم يحل أحد محله.", True),
    ],
)
def test_words_for_a_longer_time_tell_of_each_of_its_days_a_year_of_none(
    library: Opened, text: str, *, expected: bool
) -> None:
    language = None if text.isascii() else "ru" if "о" in text else "ar"
    library.add(Draft(title="A minister", text=text, published=DAY, language=language or "en"))
    filters = Filters(about_since=date(2022, 9, 10), about_until=date(2022, 9, 12))
    assert bool(rank(library, filters=filters).hits) is expected
    whole_year = Filters(about_since=date(2022, 1, 1), about_until=date(2022, 12, 31))
    assert bool(rank(library, filters=whole_year).hits) is ("2019" not in text)


def test_undated_reports_that_tell_no_day_are_left_out(library: Opened) -> None:
    library.add(CAMP)
    assert rank(library).hits
    assert rank(library, filters=Filters(about_since=date.min)).hits == ()


def test_days_told_and_the_other_filters_are_asked_for_together(library: Opened) -> None:
    library.add(*REPORTS)
    filters = Filters(about_since=date(2022, 1, 1), outlets=("AP",))
    assert {hit.article.title for hit in rank(library, filters=filters).hits} == {ARREST.title}
    assert bool(Filters(about_until=DAY))
    assert not Filters()


def test_more_is_looked_at_where_passages_are_left_out_and_no_more_is_ranked(
    library: Opened,
) -> None:
    early = [replace(draft(f"A{n}", n_paragraphs=20), published=DAY) for n in range(12)]
    late = [replace(draft(f"B{n}", n_paragraphs=2), published=date(2022, 6, 16)) for n in range(2)]
    library.add(*early, *late)
    found = rank(library, "patrol", filters=Filters(about_until=date(2022, 6, 30)))
    assert {hit.article.published for hit in found.hits} == {date(2022, 6, 16)}
    assert len(found.hits) == 4
    crowded = rank(library, "patrol", filters=Filters(about_since=date(2022, 6, 1)))
    assert retriever.DEPTH <= len(crowded.hits) <= 2 * retriever.DEPTH


def test_an_empty_library_ranks_nothing(library: Opened) -> None:
    found = rank(library)
    assert found.hits == ()
    assert found.matrix.shape == (0, len(FEATURES))
    assert not found.foreign


def test_a_question_without_a_known_word_is_ranked_by_vectors(library: Opened) -> None:
    library.add(*REPORTS)
    found = rank(library, "???")
    assert len(found.hits) == 4
    assert all(hit.parts["lexical"] == 0 for hit in found.hits)


def test_a_question_in_another_script_is_ranked_by_the_weights_for_it(library: Opened) -> None:
    library.add(*REPORTS)
    russian = "Кто погиб в Сирии?"
    found = rank(library, russian)
    assert found.foreign
    for hit in found.hits:  # the plain weights for it are the vectors alone
        assert hit.score == pytest.approx(hit.parts["dense"], abs=1e-6)
    library.add(
        replace(
            CAMP, text="Сообщили, что погиб один человек. " * 3, title="Сообщение", language="ru"
        )
    )
    assert rank(library, russian, filters=Filters(articles=(4,))).foreign is False


def test_a_passage_that_another_process_removes_meanwhile_is_left_out(
    library: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add(*REPORTS)
    library.follow()
    search = library.vectors.search

    def search_then_remove(*arguments: object) -> object:
        found = search(*arguments)  # type: ignore[arg-type]  # passed on as they came
        with closing(Store.open(tmp_path)) as other:
            other.remove(1)
        return found

    monkeypatch.setattr(library.vectors, "search", search_then_remove)
    assert {hit.article.id for hit in rank(library).hits} == {2, 3}


def test_an_article_that_another_process_removes_meanwhile_is_left_out(
    library: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add(*REPORTS)
    passages = library.store.passages

    def passages_then_remove(ids: set[int]) -> dict[int, Passage]:
        found = passages(ids)
        with closing(Store.open(tmp_path)) as other:
            other.remove(2)
        return found

    monkeypatch.setattr(library.store, "passages", passages_then_remove)
    assert {hit.article.id for hit in rank(library).hits} == {1, 3}


def test_of_many_passages_only_the_best_hundred_of_each_search_are_ranked(
    library: Opened,
) -> None:
    library.add(*(draft(f"A{n}", n_paragraphs=20) for n in range(12)))
    found = rank(library, "patrol")
    assert 100 <= len(found.hits) <= 200


def test_an_article_of_one_word_can_be_found(library: Opened) -> None:
    library.add(Draft(title="Note", text="Fire"), *REPORTS)
    assert rank(library, "fire").hits[0].passage.text == "Fire"


class Backwards:
    """A cross-encoder that likes best what stands last."""

    def score(self, question: str, passages: Sequence[tuple[str, str]]) -> Float32:
        return np.arange(len(passages), dtype=np.float32)


def test_a_cross_encoder_orders_the_first_and_no_others(
    library: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add(*REPORTS)
    plain = rank(library, "airstrike")
    monkeypatch.setattr(retriever, "READ", 2)
    found = rank(library, "airstrike", reranker=Backwards())
    expected = [1, 0, *range(2, len(plain.hits))]
    assert found.hits == tuple(plain.hits[place] for place in expected)
    np.testing.assert_array_equal(found.matrix, plain.matrix[expected])


def test_neighbours_are_the_better_of_those_beside_and_a_lone_passage_its_own(
    library: Opened,
) -> None:
    paragraph = "In {} of this report the patrol went on, and the {} of the town was quiet again."
    words = [("the opening", "river"), ("the middle", "market"), ("the ending", "airstrike")]
    text = "\n\n".join(paragraph.format(*pair) for pair in words)
    library.add(replace(CAMP, text=text), ARREST)
    parts = {
        (hit.article.title, hit.passage.position): hit.parts
        for hit in rank(library, "opening, opening and airstrike").hits
    }
    cosines = {place: found["cosine"] for place, found in parts.items()}
    first, middle, last = ((CAMP.title, place) for place in range(3))
    alone = (ARREST.title, 0)
    assert len({round(value, 6) for value in cosines.values()}) == 4  # so that a mix-up shows
    expected = {
        first: cosines[middle],
        middle: max(cosines[first], cosines[last]),
        last: cosines[middle],
        alone: cosines[alone],
    }
    values = np.array([expected[place] for place in parts])
    standard = (values - values.mean()) / (4 * values.std())
    found = [each["neighbours"] for each in parts.values()]
    assert found == pytest.approx(standard.tolist(), abs=1e-5)
