"""Questions for several things, and the sentences that stand beside each other."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answering.several import asks_for_several, select
from index.records import Span
from index.results import Hit
from tests.index.asking import hit


@pytest.mark.parametrize(
    "questions",
    [
        "Which leaders were killed in 2022?|what cities were hit?|Who were the suspects?",
        "Which senior Islamic State leaders died?|Which two countries signed?",
        "List the raids|List raids near Aleppo|Name the leaders who died|Please name all suspects",
        "In which villages did they land?|What people were hurt?|Which of the leaders were killed?",
        "The war goes on. Which Kurdish cities were struck?|It hit which three towns?",
        "Какие лидеры были убиты?|В каких городах?|Кто были подозреваемые?|Назовите лидеров",
        "Які лідери загинули?|Хто були підозрювані?|Назвіть лідерів",
        "من هم القادة الذين قتلوا؟|ما هي العمليات؟|اذكر القادة|أي القياديين قُتلوا؟",
        "Hangi liderler öldürüldü?|Kimler öldürüldü?|Hangi şehirlerde oldu?",
        "Quels chefs ont été tués ?|Qui sont les suspects ?|Citez les villes",
        "¿Qué líderes murieron en 2022?|¿Cuáles fueron los objetivos?|¿En qué ciudades fue?",
        "Welche Anführer wurden getötet?|Wer waren die Opfer?|Nenne die Anführer",
    ],
)
def test_questions_for_several_things(questions: str) -> None:
    assert [question for question in questions.split("|") if not asks_for_several(question)] == []


@pytest.mark.parametrize(
    "questions",
    [
        "|Which|What old|What caused it?",
        "Which leader was killed?|How many leaders were killed?|What are the chances of peace?",
        "What causes earthquakes?|What does ISIS say?|Which ISIS leader blew himself up?",
        "Who was killed?|Who leads the groups?|When were the leaders killed?|What news is there?",
        "Which sports league is back?|Which country's leaders spoke?|What are these posts called?",
        "Name the leader who was killed|Was Russia told of raids?|What percentage of women died?",
        "The leaders met. What did they say?|Which virus spreads?|What caused delays and fires?",
        "Какой лидер был убит?|Сколько лидеров убито?|Каковы шансы?|من قُتل؟|أي زعيم قُتل؟",
        "Hangi lider öldürüldü?|Kim öldürüldü?|Quel chef a été tué ?|Quelles sont les chances ?",
        "¿Qué líder murió?|¿Qué es esto?|¿Qué pasó en las ciudades?|Welche Stadt wurde getroffen?",
    ],
)
def test_other_questions(questions: str) -> None:
    assert [question for question in questions.split("|") if asks_for_several(question)] == []


@given(st.text())
def test_any_text_asks_for_several_things_or_not(question: str) -> None:
    assert asks_for_several(question) in (True, False)


def report(number: int, sentence: str, published: date | None = None) -> Hit:
    found = hit(sentence, number=number, published=published)
    return replace(found, sentence=Span(start=0, end=len(sentence)))


FEBRUARY = report(1, "Al-Qurayshi died in a raid on Atmeh.", date(2022, 2, 3))
JULY = report(2, "A drone killed Maher al-Agal near Jindires.", date(2022, 7, 12))
OCTOBER = report(3, "A strike killed Abu 'Ala in the north.", date(2022, 10, 6))
UNDATED = report(4, "An older leader fell at Barisha years before.")


def test_the_best_are_chosen_and_stand_by_date() -> None:
    assert select([OCTOBER, UNDATED, FEBRUARY, JULY]) == (FEBRUARY, JULY, OCTOBER, UNDATED)
    assert select([OCTOBER, UNDATED, FEBRUARY, JULY], limit=2) == (OCTOBER, UNDATED)
    assert select([]) == ()


def test_each_report_speaks_once() -> None:
    again = report(3, "Central Command announced the deaths.", date(2022, 10, 6))
    assert select([OCTOBER, again]) == (OCTOBER,)


def test_what_is_told_twice_is_shown_once() -> None:
    reprint = report(5, "A strike killed Abu ‘Ala, in the NORTH", date(2022, 10, 7))
    assert select([OCTOBER, reprint, JULY]) == (JULY, OCTOBER)
    assert select([reprint, OCTOBER]) == (reprint,)


def test_a_hit_without_words_is_left_out() -> None:
    assert select([report(5, "…"), JULY]) == (JULY,)


@given(st.lists(st.sampled_from([FEBRUARY, JULY, OCTOBER, UNDATED, report(5, "…")])))
def test_any_hits_give_each_report_at_most_once(hits: list[Hit]) -> None:
    chosen = select(hits)
    assert len(chosen) == len({found.article.id for found in chosen}) <= 5
    assert {found.article.id for found in chosen} <= {found.article.id for found in hits}
