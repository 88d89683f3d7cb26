"""Two reports, one story or not, by vectors that a reader can predict."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from index.learning import training_stories
from index.records import Article, Draft
from index.search.words import Words
from index.stories.backdrop import ENOUGH, Backdrop, backdrop
from index.stories.gallery import Gallery, portrait_of
from index.stories.portraits import READ, Portrait, portrait
from index.stories.stories import WINDOW, Known, assign, evidence, same_story
from index.stories.watching import story_weights
from tests.fakes import bag_of_words
from tests.index.libraries import Opened, opened

DAY = date(2022, 10, 6)
RAID = (
    "Helicopter raid near Qamishli kills smuggler",
    "A helicopter raid near Qamishli killed Rakkan al-Shammari on Thursday, the army said.",
    "Troops landed before dawn in the village of Muluk Saray.",
)
NAMED = (
    "Army names smuggler killed near Qamishli",
    "The man killed in a raid near Qamishli was Rakkan al-Shammari, officials said on Friday.",
    "He had smuggled weapons for years, they said.",
)
STRIKE = (
    "Drone strike near Jindires kills commander",
    "A drone strike near Jindires killed Maher al-Agal on Thursday, the army said.",
    "He led a cell in the north of Syria.",
)
FLOOD = (
    "Heavy rain closes bridge in Derby",
    "The old bridge in Derby was closed on Thursday after days of rain, the council said.",
    "Buses were sent another way.",
)
RAID_IN_RUSSIAN = (
    "Вертолётный рейд под Камышлы: убит контрабандист",
    "В ходе рейда под Камышлы убит Раккан аш-Шаммари, сообщили военные.",
)

_WORDS = Words()
EMPTY = np.zeros((0, 256), np.float32)
UNTOLD = backdrop(EMPTY, ())


def rarity(text: str) -> Mapping[str, float]:
    """An empty library's: the same of every term."""
    return {term: _WORDS.rarity(term) for term in _WORDS.question_terms(text)}


def look(report: Sequence[str], *, day: date = DAY, language: str | None = "en") -> Portrait:
    title, *paragraphs = report
    vectors = bag_of_words(paragraphs)
    text = "\n\n".join(paragraphs)
    return portrait(title, text, vectors, rarity=rarity, language=language, day=day)


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def test_a_later_report_on_the_same_event_is_one_story() -> None:
    found = assign(look(NAMED, day=later(1)), [Known(story=7, portrait=look(RAID))], UNTOLD)
    assert found == 7


@pytest.mark.parametrize("other", [STRIKE, FLOOD])
def test_another_event_begins_a_story(other: Sequence[str]) -> None:
    assert assign(look(other), [Known(story=7, portrait=look(RAID))], UNTOLD) is None


def test_the_first_report_of_a_library_begins_a_story() -> None:
    assert assign(look(RAID), [], UNTOLD) is None


def test_the_nearest_of_several_stories_is_joined() -> None:
    recent = [
        Known(story=1, portrait=look(STRIKE)),
        Known(story=2, portrait=look(RAID)),
        Known(story=3, portrait=look(FLOOD)),
    ]
    assert assign(look(NAMED), recent, UNTOLD) == 2


@pytest.mark.parametrize("days", [-11, 11])
def test_outside_the_window_nothing_is_joined(days: int) -> None:
    known = Known(story=7, portrait=look(RAID))
    assert assign(look(RAID, day=later(days)), [known], UNTOLD) is None


def test_what_came_in_late_joins_the_story_of_its_day() -> None:
    known = Known(story=7, portrait=look(NAMED, day=later(2)))
    assert assign(look(RAID), [known], UNTOLD) == 7


def test_days_between_two_reports_speak_against_one_story() -> None:
    soon, late = (same_story(look(RAID), look(NAMED, day=later(n)), UNTOLD) for n in (1, 9))
    assert soon > late


def test_a_story_of_mostly_other_reports_is_not_joined() -> None:
    """Single links would make a roundup's every subject one story."""
    of_story = [RAID, STRIKE, STRIKE, FLOOD, FLOOD]
    recent = [Known(story=7, portrait=look(report)) for report in of_story]
    assert assign(look(NAMED), recent, UNTOLD) is None
    assert assign(look(NAMED), recent[:1], UNTOLD) == 7


def test_it_does_not_matter_which_report_came_first() -> None:
    one, other = look(RAID), look(NAMED, day=later(1))
    assert same_story(one, other, UNTOLD) == pytest.approx(same_story(other, one, UNTOLD))


def test_names_are_found_in_another_script() -> None:
    told = evidence(look(RAID), look(RAID_IN_RUSSIAN, language="ru"), UNTOLD)
    assert told["names"] > 0.5
    assert told["headline"] == 0


def test_other_languages_are_one_story_by_vectors_and_names_alone() -> None:
    one, other = look(RAID), look(RAID_IN_RUSSIAN, language="ru")
    other = replace(other, vector=one.vector)
    assert same_story(one, other, UNTOLD) == 0  # of an unknown model nothing is told
    known = backdrop(EMPTY, (), np.zeros(256, np.float32))
    assert same_story(one, other, known) > story_weights().threshold


def test_of_an_unknown_model_the_vectors_count_once_there_are_enough() -> None:
    meanings = bag_of_words([f"report {n} tells of matter {n * n}" for n in range(ENOUGH)])
    assert not backdrop(meanings[:-1], ["en"] * (ENOUGH - 1)).told
    assert backdrop(meanings, ["en"] * ENOUGH).told


def test_what_all_reports_have_in_common_is_left_out() -> None:
    common = np.full(8, 10, np.float32)
    own = np.eye(8, dtype=np.float32)[:4]
    found = backdrop(common + own, ["en", "en", "de", None])
    np.testing.assert_allclose(found.common, common + own.mean(axis=0))
    assert set(found.languages) == {"en", "de"}
    assert found.of("fr") is found.common
    assert found.of(None) is found.common


def test_a_long_report_is_known_by_its_first_passages() -> None:
    whole = (*FLOOD, *(f"Paragraph {n} is about something else." for n in range(READ)))
    longer = (*whole, "Helicopter raid near Qamishli.")
    np.testing.assert_array_equal(look(whole).vector, look(longer).vector)


_texts = st.text(max_size=60)


@given(
    _texts, st.lists(_texts, min_size=1, max_size=3), _texts, st.sampled_from([None, "en", "ar"])
)
def test_any_two_reports_have_a_probability(
    title: str, paragraphs: list[str], other: str, language: str | None
) -> None:
    one = look((title, *paragraphs), language=language)
    two = look((other, other))
    for before in (UNTOLD, backdrop(EMPTY, (), np.ones(256, np.float32))):
        assert 0 <= same_story(one, two, before) <= 1


def test_right_to_left_marks_and_vowel_signs_do_not_part_a_name() -> None:
    plain = look(("مداهمة قرب القامشلي", "قتل راكان الشمري."), language="ar")
    pointed = look(("مُداهَمة قرب القامِشْلي", "قُتل راكان الشَّمّري."), language="ar")
    assert plain.readings == pointed.readings


# In a library


def _gallery(library: Opened, told: Mapping[int, int] | None = None) -> Gallery:
    def between(first: date, last: date, most: int) -> Iterable[Article]:
        found = library.store.articles()
        return [a for a in found if first <= (a.published or a.added.date()) <= last][:most]

    return Gallery(library.store, library.lexical.rarity, between, lambda _: told or {})


def _draft(report: Sequence[str], published: date | None = DAY) -> Draft:
    title, *paragraphs = report
    return Draft(title=title, text="\n\n".join(paragraphs), published=published, language="en")


def _story(gallery: Gallery, report: Sequence[str], published: date | None, today: date) -> object:
    return gallery.story(_draft(report, published), bag_of_words(report[1:]), "fake", today)


def test_a_new_reports_story_is_looked_for_among_those_of_its_days(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as library:
        raid, _ = library.add(_draft(RAID), _draft(FLOOD))
        gallery = _gallery(library)
        assert _story(gallery, NAMED, later(1), DAY) == raid.article.id
        assert _story(gallery, STRIKE, later(1), DAY) is None
        assert _story(gallery, NAMED, later(30), DAY) is None


def test_a_story_is_called_by_its_first_report(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as library:
        (raid,) = library.add(_draft(RAID))
        assert _story(_gallery(library, {raid.article.id: 3}), NAMED, DAY, DAY) == 3


def test_an_undated_report_counts_for_the_day_it_came_in(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as library:
        (raid,) = library.add(_draft(RAID, None))
        today = datetime.now(UTC).date()
        assert _story(_gallery(library), NAMED, None, today) == raid.article.id
        assert _story(_gallery(library), NAMED, None, today + 2 * WINDOW) is None


def test_a_report_that_goes_while_it_is_looked_at_is_passed_over(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as library:
        (raid,) = library.add(_draft(RAID))
        gone = [raid.article]
        library.library.remove(raid.article.id)
        gallery = Gallery(library.store, library.lexical.rarity, lambda *_: gone, lambda _: {})
        assert _story(gallery, NAMED, DAY, DAY) is None


def test_what_was_looked_at_is_kept(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as library:
        library.add(_draft(RAID))
        asked: list[str] = []

        def counted(text: str) -> Mapping[str, float]:
            asked.append(text)
            return rarity(text)

        articles = library.store.articles()
        gallery = Gallery(library.store, counted, lambda *_: articles, lambda _: {})
        _story(gallery, FLOOD, DAY, DAY)
        asked.clear()
        _story(gallery, FLOOD, DAY, DAY)
        assert RAID[0] not in asked
        assert FLOOD[0] in asked


def test_a_stored_reports_portrait_is_that_of_the_new_one(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as library:
        (raid,) = library.add(_draft(RAID))
        kept = portrait_of(library.store, rarity, raid.article)
        new = look(RAID)
        assert (kept.headline, kept.words, kept.names) == (new.headline, new.words, new.names)
        passages = library.store.passages_of(raid.article.id)
        vectors = bag_of_words([passage.text for passage in passages])
        expected = portrait("", "", vectors, rarity=rarity, language=None, day=DAY)
        np.testing.assert_allclose(kept.vector, expected.vector, atol=2e-3)  # float16


# Learned


def _pairs(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_malformed_pair_is_named_by_its_line(tmp_path: Path) -> None:
    good = {"one": "1", "other": "2", "same": True, "sure": True, "split": "tune"}
    path = _pairs(tmp_path / "pairs.jsonl", [good, {"one": "1"}])
    with pytest.raises(SourceError, match="line 2"):
        training_stories.load_pairs(path)


def test_pairs_that_share_a_report_are_held_out_together() -> None:
    pairs = [
        training_stories.Pair(one, other, same=True, sure=True, split="tune")
        for one, other in (("1", "2"), ("3", "4"), ("2", "5"), ("6", "7"), ("7", "3"))
    ]
    first, second, third, fourth, fifth = training_stories.groups(pairs)
    assert first == third
    assert second == fourth == fifth
    assert first != second


def test_the_threshold_is_the_least_that_is_precise() -> None:
    probability = np.array([0.95, 0.9, 0.8, 0.7, 0.6])
    same = np.array([True, True, True, False, True])
    assert training_stories.threshold(probability, same) == pytest.approx(0.71)


def test_the_labels_hold_no_text_and_no_pair_twice() -> None:
    path = Path(__file__).parents[1] / "data" / "stories.jsonl"
    pairs = training_stories.load_pairs(path)
    keys = [(pair.split, *sorted((pair.one, pair.other))) for pair in pairs]
    assert len(set(keys)) == len(keys)
    assert all(pair.one.isdecimal() and pair.other.isdecimal() for pair in pairs)
    assert sum(pair.split == "report" for pair in pairs) >= 100


def test_the_shipped_weights_are_of_known_signs() -> None:
    weights = story_weights()
    assert isinstance(UNTOLD, Backdrop)
    for name in ("meaning", "headline", "names"):
        assert weights.own.weights[name] > 0
    assert weights.own.weights["days"] < 0
    assert weights.threshold >= 0.5
