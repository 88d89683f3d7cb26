"""The words of a sentence that answer a question."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answering.marking import MAX_CHARACTERS, MOST, marks

STRIKE = (
    "A US airstrike in northern Syria killed two Islamic State leaders, Abu 'Ala and Abu Mu'ad "
    "al-Qahtani, on Thursday 6 October 2022, American defense officials said."
)
LEADERS = (
    "The group's overall leader, Abu Ibrahim al-Hashimi al-Qurayshi, had died in an American raid "
    "in February 2022, and a drone strike had killed its leader in Syria, Maher al-Agal, in July."
)
ATMEH = (
    "The White Helmets said that at least 13 people were killed in Atmeh, among them six children "
    "and four women."
)
SPOKESMAN = "“It hit its target,” said Col. Joe Buccino, the spokesman of US Central Command."
KURDI = "Officials said that the captured man was Hani Ahmed al-Kurdi, also known as Salim."


def marked(question: str, sentence: str) -> list[str]:
    return [sentence[mark.start : mark.end] for mark in marks(question, sentence)]


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        ("Who was killed in the airstrike?", STRIKE, ["Abu 'Ala", "Abu Mu'ad al-Qahtani"]),
        ("Which leaders were killed in 2022?", STRIKE, ["Abu 'Ala", "Abu Mu'ad al-Qahtani"]),
        ("Which leaders were killed in 2022?", LEADERS,
         ["Abu Ibrahim al-Hashimi al-Qurayshi", "Maher al-Agal"]),
        ("Who was killed by the drone strike in July?", LEADERS, ["Maher al-Agal"]),
        ("Who died in a raid?", LEADERS, ["Abu Ibrahim al-Hashimi al-Qurayshi"]),
        ("Who was captured?", KURDI, ["Hani Ahmed al-Kurdi"]),
        ("Who said so?", SPOKESMAN, ["Joe Buccino"]),
        ("Who is the spokesman of Central Command?", SPOKESMAN, ["Joe Buccino"]),
        ("Who spoke?", "President Joe Biden spoke on Monday.", ["Joe Biden"]),
        ("Who paid?", "It was paid by Meta CEO Mark Zuckerberg’s office.", ["Mark Zuckerberg"]),
        ("Who came?", "J.K. Rowling and General Ann Lee came.", ["J.K. Rowling", "Ann Lee"]),
        ("Who was crowned?", "King Charles III was crowned.", ["King Charles III"]),
        ("Who ate à la carte?", "Ann Lee de la carte ate.", ["Ann Lee"]),
        ("Who came?", "Secretary of State Antony Blinken came.", ["Antony Blinken"]),
        ("Who will perform?", "The singer Adele will perform.", ["Adele"]),
    ],
)  # fmt: skip
def test_people_who_answer_are_marked(question: str, sentence: str, words: list[str]) -> None:
    assert marked(question, sentence) == words


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who was killed?", "Troops killed a man near Deir Ezzor and left for Saudi Arabia."),
        ("Who was killed?", "The strike hit a target, said Col. Joe Buccino."),
        ("Who is Hani al-Kurdi?", KURDI),
        ("Who was Abu 'Ala?", STRIKE),
        ("Who was killed?", "The Islamic State fought the White Helmets in New York in May."),
        ("Who starred?", "She starred in “Top Gun” and in a film about Los Angeles."),
        ("Who was killed?", "Official Statements and American officials told nothing."),
        ("Who won?", "Ann Lee lost to Bo Ray, who won less than Cy Dee, who won less than Di Eck."),
        ("Who was hit?", "Ann Lee, Bo Ray, Cy Dee, Di Eck and Ed Fox were hit."),
        ("Кто погиб?", STRIKE),
    ],
)
def test_what_is_no_person_or_not_sure_is_not_marked(question: str, sentence: str) -> None:
    assert marked(question, sentence) == []


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        ("How many leaders were killed?", STRIKE, ["two Islamic State leaders"]),
        ("How many people were killed?", ATMEH, ["at least 13 people"]),
        ("How many children died?", ATMEH, ["six children"]),
        ("How many civilians died?", "No civilian died.", ["No civilian"]),
        ("How many soldiers died?", "One soldier died on 3 May 2019.", ["One soldier"]),
        ("How many live there?", "About 56,000 to 60,000 live there.", ["About 56,000 to 60,000"]),
        ("How many hours did it take?", "It took over 1,000 hours.", ["over 1,000 hours"]),
        ("How many died?", "On 6 October 2022 at 6:23 p.m. 13 died.", ["13"]),
        ("How many people died?", "It killed 13 civilians.", ["13 civilians"]),
        ("How many people died?", "It killed 13, they said.", ["13"]),
        ("How many drones crashed?", "Of those 13 crashed", ["13"]),
        ("How many men were armed?", "13 armed men came in 2 cars.", ["13 armed men"]),
        ("How long did it last?", "It lasted about two hours in 2019.", ["about two hours"]),
        ("How far is it?", "It lies some 12 miles off, with 20 houses.", ["some 12 miles"]),
        ("How much did it cost?", "It cost $1.5 million in 3 states.", ["$1.5 million"]),
        ("How much money was paid?", "He paid £15bn to 3 men.", ["£15bn"]),
        ("What percentage agreed?", "Of 300 people 60% agreed.", ["60%"]),
        ("How old was he?", "Brown, 34, met 12 others.", ["34"]),
        ("Сколько человек погибло?", "Погибли 13 человек.", ["13 человек"]),
        ("كم عدد القتلى؟", "قتل 13 في الغارة.", ["13"]),
        ("¿Cuántos civiles murieron?", "Murieron 13 civiles en 2022.", ["13 civiles"]),
        ("Combien de civils ?", "La frappe a tué 13 civils.", ["13 civils"]),
        ("Kaç kişi öldü?", "Saldırıda 13 kişi öldü.", ["13 kişi"]),
        ("Wie viele starben?", "Dabei starben 13 Menschen.", ["13"]),
        ("Скільки людей загинуло?", "Загинуло 13 людей.", ["13 людей"]),
    ],
)  # fmt: skip
def test_numbers_are_marked_with_what_they_count(
    question: str, sentence: str, words: list[str]
) -> None:
    assert marked(question, sentence) == words


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many died?", ATMEH),  # thirteen, six or four
        ("How many of the 13 died?", "All 13 died."),
        ("How many died?", "It happened in 2022, on 6 October, at 18:23."),
        ("How many died?", "An F-16 hit a 12-year-old house."),
        ("How many died?", "Brown, 34, saw it."),
        ("How many died?", "One of them saw it."),
        ("How many drones were shot down?", "The two ministries spoke."),
        ("How many drones were shot down?", "It wounded 13 civilians."),
        ("What percentage agreed?", "300 agreed."),
        ("How long did it last?", "It lasted, 300 people said."),
        ("How old was he?", "He came in 2019 with 12 others."),
    ],
)
def test_numbers_that_may_not_answer_are_not_marked(question: str, sentence: str) -> None:
    assert marked(question, sentence) == []


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        ("When was the airstrike?", STRIKE, ["Thursday 6 October 2022"]),
        ("When in 2022 were they killed?", STRIKE, ["Thursday 6 October 2022"]),
        ("When was Maher al-Agal killed?", LEADERS, ["July"]),
        ("When was it?", "In the night from 5 to 6 October 2022.", ["5 to 6 October 2022"]),
        ("When was it?", "It lasted from May 5 to 6, 2022.", ["May 5 to 6, 2022"]),
        ("In what year was it?", "It was in 2019.", ["2019"]),
        ("When was it?", "It was on October 6th, 2022.", ["October 6th, 2022"]),
        ("When was it?", "It may march on: it was two days ago.", ["two days ago"]),
        ("When was it?", "It was in late May.", ["late May"]),
        ("When was it?", "It cost 2,019 and ran from 2007 to 2009.", ["2007", "2009"]),
        ("When was it in 2022?", "In 2022 it was.", []),
        ("When was it?", "It was in May 2019, and again on Monday.", []),
        ("At what time was it?", "At 6:23 p.m. Syrian time.", ["6:23 p.m. Syrian time"]),
        ("What time was it?", "It was shortly after midnight.", ["shortly after midnight"]),
        ("Когда это было?", "Это было 6 октября 2022 года.", ["6 октября 2022 года"]),
        ("Когда это было?", STRIKE, ["Thursday 6 October 2022"]),
        ("Во сколько это было?", "Это было в 18:23.", ["18:23"]),
        ("Коли це було?", "Це було 6 жовтня 2022 року.", ["6 жовтня 2022 року"]),
        ("متى وقعت الغارة؟", "وقعت الغارة في 6 أكتوبر 2022.", ["6 أكتوبر 2022"]),
        ("Ne zaman oldu?", "Saldırı 6 Ekim 2022'de oldu.", ["6 Ekim 2022"]),
        ("Quand est-ce arrivé ?", "Le raid du 3 février 2022.", ["3 février 2022"]),
        ("¿Cuándo fue?", "Fue el 6 de octubre de 2022.", ["6 de octubre de 2022"]),
        ("Wann war das?", "Das war am 6. Oktober 2022.", ["6. Oktober 2022"]),
    ],
)  # fmt: skip
def test_days_and_times_are_marked(question: str, sentence: str, words: list[str]) -> None:
    assert marked(question, sentence) == words


@pytest.mark.parametrize(
    "question", ["", "Where was it?", "Why was it?", "What is it?", "Qamishli", "Where did who go?"]
)
def test_other_questions_have_no_marks(question: str) -> None:
    assert marked(question, STRIKE) == []


def test_what_is_too_long_for_a_sentence_has_none() -> None:
    assert marks("When was it?", "It was in 2019. " + "x" * MAX_CHARACTERS) == ()


WORDS = re.findall(
    r"\S+",
    "who when how many old much time кто когда сколько كم متى wann kaç leaders people the The al- "
    "Abu Hashum Umawi Deir J. of and , . “ ” ' ’s 6 October 2022 13 no one million $ % p.m. 6:23 "
    "said years Monday in –",
)
TEXTS = st.text() | st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


@given(TEXTS, TEXTS)
def test_marks_of_any_texts_are_slices_in_order(question: str, sentence: str) -> None:
    found = marks(question, sentence)
    assert len(found) <= MOST
    edges = [edge for mark in found for edge in (mark.start, mark.end)]
    assert edges == sorted(edges)
    for mark in found:
        assert 0 <= mark.start < mark.end <= len(sentence)
        words = sentence[mark.start : mark.end]
        assert words == words.strip()
