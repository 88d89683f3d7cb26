"""Reports that differ in a figure about one event, and the many that only seem to."""

import re
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answering import deeds
from index.answering.amounts import Told, amount
from index.answering.answers import alone
from index.answering.contradictions import Contradictions, reports_differ
from index.answering.marking import marks
from index.answering.readings import clock, told
from index.records import Draft, Span
from index.results import Hit
from index.search.features import FEATURES, QuestionTerms
from index.search.retriever import Ranking
from tests.fakes import bag_of_words
from tests.index.asking import engine, hit

MONDAY, TUESDAY, LATER = date(2022, 10, 3), date(2022, 10, 4), date(2023, 3, 1)
QUESTION = "How many people were killed in the strike on Karvan?"
TWELVE = "At least 12 people were killed in the strike on Karvan, rescuers said."
FOURTEEN = "The strike on Karvan killed 14 people, the governor said."


def analyse(text: str) -> list[str]:
    """Words without their last letters: a stemmer that a reader can predict."""
    return [word[:5] for word in re.findall(r"\w+", text.casefold())]


def report(
    text: str, number: int, published: date | None = MONDAY, question: str = QUESTION, **facts: Any
) -> Hit:
    """A report of one sentence, whose words that answer are marked."""
    found = hit(text, number=number, published=published, score=10.0 - number, **facts)
    chosen = replace(found, sentence=Span(start=0, end=len(text)))
    return replace(chosen, marks=marks(question, chosen.quote))


def differing(
    *hits: Hit, question: str = QUESTION, story: dict[int, int] | None = None
) -> list[str]:
    """The sentences that are shown beside each other."""
    rarity = dict.fromkeys(analyse(question), 1.0)
    matrix = np.zeros((len(hits), len(FEATURES)), np.float32)
    held = (frozenset[str](),) * len(hits)
    terms = QuestionTerms(question, rarity)
    is_foreign = question.isascii() != hits[-1].quote.isascii()
    ranking = Ranking(hits, bag_of_words([question]), terms, matrix, is_foreign, held)
    number_of = (story or {}).get
    found = Contradictions(ranking, analyse, lambda n: number_of(n, n)).of(hits[0])
    return [one.quote for one in found]


def test_reports_that_differ_stand_beside_each_other_by_date() -> None:
    leader, earlier = report(FOURTEEN, 1, TUESDAY), report(TWELVE, 2, MONDAY)
    assert differing(leader, earlier) == [TWELVE, FOURTEEN]
    assert differing(earlier, leader) == [TWELVE, FOURTEEN]


def test_each_figure_is_shown_once_and_by_its_best_report() -> None:
    again = "Fourteen people were killed in the strike on Karvan, doctors said."
    seven = "Seven people were killed when a strike hit Karvan."
    found = differing(
        report(FOURTEEN, 1), report(again, 2), report(TWELVE, 3, TUESDAY), report(seven, 4, LATER)
    )
    assert found == [FOURTEEN, TWELVE]


def test_no_more_than_five_are_shown() -> None:
    reports = [
        report(f"The strike on Karvan killed {10 + n} people, the governor said.", n)
        for n in range(1, 9)
    ]
    assert len(differing(*reports)) == 5


@pytest.mark.parametrize(
    "other",
    [
        "Twelve people were killed in the strike on Karvan.",
        "The strike on Karvan killed 12 people.",
        "About a dozen people were killed in the strike on Karvan.",
        "The strike on Karvan wounded 30 people.",
        "The strike on Karvan killed nine soldiers and 14 people are missing.",
        "The strike on Karvan killed dozens of people.",
        "Three people were killed in the strike on Doren.",
        "The strike on Karvan may have killed many people, and 14 people could die, doctors said.",
        "The strike on Karvan killed 14 people, and another 3 people died on Tuesday in Doren.",
        "In the last strike on Karvan, in 2019, 14 people were killed.",
        "Four new deaths brought grief to people after the strike on Karvan.",
        "The strike on Karvan killed three people in Doren, four in Selm and five in Tarn.",
        "The strike on Karvan killed 14,000 people.",
    ],
)
def test_what_is_told_of_something_else_contradicts_nothing(other: str) -> None:
    assert differing(report(TWELVE, 1), report(other, 2, TUESDAY)) == []


def test_a_part_of_two_places_that_are_named_contradicts_nothing() -> None:
    question = "How many people were killed in Karvan and Doren?"
    both = report("The quake killed 120 people in Karvan and Doren.", 1, question=question)
    one = report("The quake killed 40 people in Doren.", 2, question=question, title="Karvan")
    assert differing(both, one, question=question) == []


def test_another_event_months_later_contradicts_nothing_but_one_story_does() -> None:
    reports = report(TWELVE, 1), report(FOURTEEN, 2, LATER)
    assert differing(*reports) == []
    assert differing(*reports, story={2: 1}) == [TWELVE, FOURTEEN]
    undated = report(TWELVE, 1, None), report(FOURTEEN, 2, None)
    assert differing(*undated) == []


def test_two_sentences_of_one_report_do_not_contradict_each_other() -> None:
    assert differing(report(TWELVE, 1), replace(report(FOURTEEN, 1), score=1.0)) == []


@pytest.mark.parametrize(
    "question",
    [
        "Who was killed in the strike on Karvan?",
        "How many people live in Karvan?",
        "What happened in Karvan?",
        "",
    ],
)
def test_other_questions_are_answered_as_before(question: str) -> None:
    reports = report(TWELVE, 1, question=question), report(FOURTEEN, 2, question=question)
    assert differing(*reports, question=question) == []


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "Сколько человек погибло при ударе по Карвану?",
            "При ударе по Карвану погибло не менее 12 человек.",
            "Погибло 14 человек при ударе по Карвану, сообщил губернатор.",
        ),
        ("كم شخصا قتل في كروان؟", "قتل 12 شخصا في كروان.", "قتل ١٤ شخصا في كروان، قال المحافظ."),
        (
            "When was Kurdi arrested?",
            "Kurdi was arrested on Saturday.",
            "Soldiers arrested Kurdi on Sunday, they said.",
        ),
        (
            "At what time was Kurdi arrested?",
            "Kurdi was arrested at 6:23 p.m. local time.",
            "Kurdi was arrested at 4:10 p.m. local time.",
        ),
    ],
)
def test_days_times_and_other_languages_are_compared(question: str, one: str, other: str) -> None:
    first, second = report(one, 1, question=question), report(other, 2, question=question)
    kept = [replace(h, article=replace(h.article, language=None)) for h in (first, second)]
    assert differing(*kept, question=question) == [one, other]
    assert differing(kept[0], replace(kept[0], article=kept[1].article), question=question) == []


def test_days_that_may_be_the_same_do_not_differ() -> None:
    question = "When was Kurdi arrested?"
    texts = "Kurdi was arrested on Saturday.", "Kurdi was arrested in October 2022."
    assert differing(*(report(t, n, question=question) for n, t in enumerate(texts, 1))) == []


def test_the_day_of_saying_so_is_not_the_day_of_the_deed() -> None:
    question = "When was Kurdi arrested?"
    texts = (
        "Kurdi was arrested on Saturday.",
        "On Sunday the army said that Kurdi, arrested, spoke.",
    )
    assert differing(*(report(t, n, question=question) for n, t in enumerate(texts, 1))) == []


def test_a_report_in_another_script_is_compared_by_the_names_in_it() -> None:
    other = report("При ударе по Карвану погибло 14 человек.", 2, TUESDAY)
    assert differing(report(TWELVE, 1), other) == [TWELVE, other.quote]


def test_an_answer_says_that_reports_differ(tmp_path: Path) -> None:
    drafts = [
        Draft(title="Strike on Karvan", text=FOURTEEN, published=TUESDAY, language="en"),
        Draft(title="Karvan hit", text=TWELVE, published=MONDAY, language="en"),
        Draft(title="Weather", text="It rained in Karvan and the river rose by some metres."),
    ]
    with closing(engine(tmp_path)) as found:
        list(found.add(drafts, merging=False))
        answer = found.ask(QUESTION, limit=1)
        plain = found.ask("Who was killed in the strike on Karvan?")
    assert answer.differing
    assert [one.quote for one in answer.several] == [TWELVE, FOURTEEN]
    assert len(answer.hits) == 1
    assert reports_differ(answer.several)
    assert (plain.differing, plain.several) == (False, ())


def test_a_refusal_contradicts_nothing(tmp_path: Path) -> None:
    drafts = [
        Draft(title="Karvan", text=text, published=MONDAY, language="en")
        for text in (TWELVE, FOURTEEN)
    ]
    with closing(engine(tmp_path, threshold=0.9)) as found:
        list(found.add(drafts, merging=False))
        refused = found.ask(QUESTION)
    assert (refused.answered, refused.differing, refused.several) == (False, False, ())


WORDS = (
    "Karvan killed strike 12 14 people on in the at least two million Saturday , . ; % $ 2022 ١٤"
    " погибло человек 6:23 p.m. Kurdi arrested said Sunday and Doren"
)
TEXTS = st.text(min_size=1) | st.lists(st.sampled_from(WORDS.split()), min_size=1).map(" ".join)


@given(
    st.lists(st.tuples(TEXTS, st.none() | st.dates()), min_size=1, max_size=6),
    st.sampled_from([QUESTION, "When was Kurdi arrested?", "At what time was Kurdi arrested?"])
    | TEXTS,
)
def test_whatever_reports_hold_only_what_differs_is_shown(
    texts: list[tuple[str, date | None]], question: str
) -> None:
    reports = [report(t, n, day, question) for n, (t, day) in enumerate(texts, 1)]
    shown = differing(*reports, question=question)
    assert len(shown) in (0, 2, 3, 4, 5)
    assert set(shown) <= {text for one in reports for text in (one.quote,)}
    found = [one for one in reports if one.quote in shown]
    assert not shown or len({one.article.id for one in found}) >= len(shown)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("at least 12 people", 12, 12),
        ("twelve civilians", 12, 12),
        ("twenty-one", 21, 21),
        ("no civilians", 0, 0),
        ("a dozen", 12, 12),
        ("a hundred and fifty people", 150, 150),
        ("two hundred thousand", 199_500, 200_500),
        ("١٢", 12, 12),
        ("1,204,511", 1_204_510.5, 1_204_511.5),
        ("70 000 человек", 65_000, 75_000),
        ("$1.2 million", 1_150_000, 1_250_000),
        ("10 to 20 million", 9_500_000, 20_500_000),
        ("$10-$20", 10, 20),
        ("60 per cent", 59.5, 60.5),
        ("12,5 %", 12.45, 12.55),
        ("about 100 people", 90, 110),
        ("more than 100", 100, 125),
        ("up to 100", 75, 100),
        ("more than 12", 12, 12),
    ],
)
def test_numbers_are_read(words: str, low: float, high: float) -> None:
    found = amount(words)
    assert found is not None
    assert [found.low, found.high] == pytest.approx([low, high])


@pytest.mark.parametrize(
    "words",
    ["", "dozens", "thousands of people", "half", "12 13", "9" * 400, "people", "1 to 2 to 3"],
)
def test_what_is_no_single_number_is_not_read(words: str) -> None:
    assert amount(words) is None


def test_a_hedge_before_the_words_counts() -> None:
    around, exact = amount("100", "погибло около "), amount("100", "about 7 wounded, ")
    assert around is not None
    assert exact is not None
    assert (around.low, exact.low) == (90, 100)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("12 people", "14 people", True),
        ("12", "14 people", True),
        ("12 people", "14 soldiers", False),
        ("at least 12", "at least 14", True),
        ("about 100", "95", False),
        ("more than 100", "120", False),
        ("60%", "59.9 percent", False),
        ("60%", "62 per cent", True),
        ("60%", "62", False),
        ("$12 million", "£14 million", False),
        ("1.2 million", "1,204,511", False),
        ("10 to 20", "15", False),
    ],
)
def test_numbers_differ_where_both_cannot_be_meant(one: str, other: str, *, expected: bool) -> None:
    first, second = amount(one), amount(other)
    assert first is not None
    assert second is not None
    assert first.differs(second) is second.differs(first) is expected


@given(st.text() | st.from_regex(r"[\d.,٬ ]{1,30}(million|%)?"))
def test_any_words_are_a_number_or_not(words: str) -> None:
    found = amount(words, words)
    assert found is None or found.low <= found.high
    time = clock(words)
    assert time is None or -60 <= time.low <= time.high <= 25 * 60


@pytest.mark.parametrize(
    ("words", "low", "high", "zone"),
    [
        ("6:23 p.m. local time", 1103, 1103, ""),
        ("18:23", 1103, 1103, ""),
        ("about 6 p.m.", 1020, 1140, ""),
        ("6 a.m.", 330, 390, ""),
        ("noon", 720, 720, ""),
        ("12:05 a.m. ET", 5, 5, "ET"),
        ("6:23 p.m. Damascus time", 1103, 1103, "Damascus"),
    ],
)
def test_times_are_read(words: str, low: int, high: int, zone: str) -> None:
    assert clock(words) == Told(low=low, high=high, unit=zone)


@pytest.mark.parametrize("words", ["", "6", "midnight", "25:10", "6:75", "from 6:10 to 7:20"])
def test_what_is_no_single_time_is_not_read(words: str) -> None:
    assert clock(words) is None


@pytest.mark.parametrize(
    ("sentence", "figure", "expected"),
    [
        ("It killed 12 people.", "12 people", "dead"),
        ("It killed 12 people and wounded 30.", "30", "hurt"),
        ("It left 12 dead and 30 missing.", "30", "missing"),
        ("Some were arrested, and as many as 17 people have been killed.", "17 people", "dead"),
        ("Three shots were heard; 12 people died.", "12 people", "dead"),
        ("At the parade 12 people sang.", "12 people", None),
        ("Погибло 12 человек, ещё 30 ранены.", "30", "hurt"),
        ("قتل 12 شخصا.", "12", "dead"),
    ],
)
def test_a_figures_deed_is_the_nearest(sentence: str, figure: str, expected: str | None) -> None:
    start = sentence.index(figure)
    assert deeds.told(sentence, Span(start=start, end=start + len(figure))) == expected


def test_what_is_marked_tells_whether_a_list_is_of_reports_that_differ() -> None:
    twelve, fourteen = report(TWELVE, 1), report(FOURTEEN, 2)
    dozen = report("Twelve people were killed in the strike on Karvan.", 3)
    assert reports_differ([twelve, fourteen])
    assert not reports_differ([twelve, fourteen, dozen])
    assert not reports_differ([twelve])
    assert not reports_differ([])
    assert not reports_differ([twelve, replace(fourteen, marks=())])


def test_only_one_mark_is_a_figure() -> None:
    two = replace(report(TWELVE, 1), marks=(Span(start=0, end=5), Span(start=9, end=11)))
    assert told(two, "number") is None
    assert told(report(TWELVE, 1), "person") is None


def test_every_article_is_a_story_of_its_own_where_stories_are_not_known() -> None:
    assert alone(3) == 3
