"""What a question asks for, and which texts hold one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.expectation import NEUTRAL, fit, kind


@pytest.mark.parametrize(
    ("question", "holding", "lacking"),
    [
        ("At what time was it?", "It was at 6:23 p.m. local time.", "It was on Thursday."),
        ("How many were killed?", "Two men died.", "Some men died."),
        ("How old was he?", "He was 34.", "He was old."),
        ("When was he killed?", "He was killed on Thursday.", "He was killed there."),
        ("What year was it?", "It was 2019.", "It was long ago."),
        ("Who was killed?", "It killed Abu Hashum al-Umawi.", "It killed a man."),
        ("Where did they land?", "They landed near Qamishli.", "They landed safely."),
        ("Which village was raided?", "They came to Muluk Saray.", "they came and went."),
    ],
)
def test_a_text_that_holds_what_is_asked_for_fits(
    question: str, holding: str, lacking: str
) -> None:
    assert fit(question, holding) == 1
    assert fit(question, lacking) == 0


@pytest.mark.parametrize("question", ["", "Why did they do it?", "Почему?", "whoever"])
def test_a_question_that_expects_nothing_in_particular_leaves_all_texts_alike(
    question: str,
) -> None:
    assert fit(question, "Abu Hashum was killed at 6:23 p.m.") == NEUTRAL


@pytest.mark.parametrize(
    ("question", "holding", "lacking"),
    [
        ("Кто погиб?", "It killed Abu Hashum.", "It killed a man."),
        ("Кто погиб?", "Погиб Абу Хашум.", "Погиб человек."),
        ("Где это было?", "Это было в Камышлы.", "Это было ночью."),
        ("Когда это было?", "Это было в октябре.", "Это было ночью."),
        ("Скільки загинуло?", "Загинуло двоє.", "Загинули люди."),
        ("متى وقعت الغارة؟", "في 6 أكتوبر", "في الليل"),
        ("كم قتيلاً؟", "قتل 13", "قتل رجل"),
        ("Nerede oldu?", "Kamışlı'da oldu.", "Gece oldu."),
        ("Ne zaman oldu?", "6 Ekim'de oldu.", "Gece oldu."),
        ("Où est-ce ?", "C’est à Alep.", "C’est loin."),
        ("Quand ?", "C’était en octobre.", "C’était la nuit."),
        ("¿Cuándo fue?", "Fue en octubre.", "Fue de noche."),
        ("¿Quién murió?", "Murió Abu Hashum.", "Murió un hombre."),
        ("Um wie viel Uhr?", "Um 18 Uhr.", "In der Nacht."),
        ("Wie viele starben?", "Drei starben.", "Männer starben."),
    ],
)
def test_a_text_fits_a_question_in_another_language(
    question: str, holding: str, lacking: str
) -> None:
    assert fit(question, holding) == 1
    assert fit(question, lacking) == 0


def test_without_capitals_no_name_is_told_from_other_words() -> None:
    assert fit("Кто погиб?", "قُتل أبو هشام الأموي") == NEUTRAL
    assert fit("أين وقعت الغارة؟", "وقعت الغارة قرب القامشلي") == NEUTRAL


@pytest.mark.parametrize(
    ("asked_for", "questions"),
    [
        ("person", "Who died?|Whom did they take?|Which ISIS leader died?|By whom was he killed?"),
        ("person", "Кто погиб?|Хто загинув?|من قُتل؟|مَن هو؟|Kim öldürüldü?|Operasyonu kim yaptı?"),
        ("person", "Qui est-ce ?|Par qui a-t-il été tué ?|¿A quién mataron?|Wer war das?"),
        ("place", "Where was it?|In which city was it?|It hit which village?"),
        ("place", "Где он?|Де це?|أين وقعت؟|من أين جاء؟|Nerede?|D’où vient-il ?|¿Dónde?|Wo?"),
        ("number", "How many died?|How old was he?|What percentage agreed?"),
        ("number", "Сколько?|Скільки?|كم عددهم؟|Kaç kişi?|Combien ?|¿Cuántos?|Wie viele?"),
        ("date", "When was it?|In what year was it?|Since when?"),
        ("date", "Когда?|Коли?|متى؟|Ne zaman?|Quand ?|¿Cuándo?|Wann?|¿En qué año?"),
        ("time of day", "At what time was it?|В котором часу?|О котрій?|في أي ساعة؟|Saat kaçta?"),
        ("time of day", "À quelle heure ?|¿A qué hora?|Um wie viel Uhr?"),
        ("reason", "Why did they?|Почему?|Чому?|لماذا؟|Neden?|Pourquoi ?|¿Por qué?|Warum?"),
    ],
)
def test_what_a_question_asks_for(asked_for: str, questions: str) -> None:
    assert {question: kind(question) for question in questions.split("|")} == dict.fromkeys(
        questions.split("|"), asked_for
    )


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Qamishli",
        "Was Russia told?",
        "Was Wen Jiabao there?",
        "Kim Il Sung",
        "What did Kim Jong Un say?",
        "What did the President of France say?",
        "What happened to leader Umawi?",
        "Which airline said when it flies, which is new?",
        "Who died when it fell? What did he say?",
        "Which US state's governor spoke?",
        "La ville qui a été frappée",
    ],
)
def test_a_question_that_asks_for_nothing_that_is_known(question: str) -> None:
    assert kind(question) is None


def test_the_word_that_asks_counts_and_not_a_clause() -> None:
    assert kind("Who was he addressing when he said so?") == "person"
    assert kind("The raid that began when it was dark hit which village?") == "place"
    assert kind("After the raid, who was named leader?") == "person"


@given(st.text(), st.text())
def test_any_texts_can_be_held_against_each_other(question: str, text: str) -> None:
    assert fit(question, text) in (0, NEUTRAL, 1)
