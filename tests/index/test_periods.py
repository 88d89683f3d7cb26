"""The days that a question speaks of, in eight languages, and which articles fit them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dating.periods import Period, agreement, period, wants_latest

ASKED = date(2022, 10, 19)
"""A Wednesday."""

TODAY = (date(2022, 10, 19), date(2022, 10, 19))
YESTERDAY = (date(2022, 10, 18), date(2022, 10, 18))
BEFORE_YESTERDAY = (date(2022, 10, 17), date(2022, 10, 17))
THIS_WEEK = (date(2022, 10, 13), date(2022, 10, 19))
LAST_WEEK = (date(2022, 10, 10), date(2022, 10, 16))
LAST_MONTH = (date(2022, 9, 1), date(2022, 9, 30))
LAST_YEAR = (date(2021, 1, 1), date(2021, 12, 31))
WEEKEND = (date(2022, 10, 15), date(2022, 10, 16))
THURSDAY = (date(2022, 10, 13), date(2022, 10, 13))
FRIDAY = (date(2022, 10, 14), date(2022, 10, 14))
THREE_DAYS = (date(2022, 10, 16), date(2022, 10, 19))
TWO_WEEKS_AGO = (date(2022, 10, 2), date(2022, 10, 8))
WEEK_AGO = (date(2022, 10, 9), date(2022, 10, 15))
FEBRUARY = (date(2022, 2, 1), date(2022, 2, 28))
MARCH_LAST_YEAR = (date(2021, 3, 1), date(2021, 3, 31))
MARCH_TO_MAY = (date(2022, 3, 1), date(2022, 5, 31))
SINCE_JUNE = (date(2022, 6, 1), ASKED)
SUMMER = (date(2022, 6, 1), date(2022, 8, 31))
SPRING_2021 = (date(2021, 3, 1), date(2021, 5, 31))
SINCE_JANUARY = (date(2022, 1, 1), ASKED)
IN_2022 = (date(2022, 1, 1), date(2022, 12, 31))
BEFORE_2020 = (date.min, date(2019, 12, 31))
OCTOBER_6 = (date(2022, 10, 6), date(2022, 10, 6))

EXPRESSIONS = {
    "en": [
        ("What happened today?", TODAY),
        ("Who was killed yesterday?", YESTERDAY),
        ("Who died the day before yesterday?", BEFORE_YESTERDAY),
        ("What happened last night?", YESTERDAY),
        ("Which day this week marked the end?", THIS_WEEK),
        ("Were there two killed last week?", LAST_WEEK),
        ("Who led last month's raid?", LAST_MONTH),
        ("Who was elected last year?", LAST_YEAR),
        ("What happened last weekend?", WEEKEND),
        ("Who was killed on Thursday?", THURSDAY),
        ("Who won Thursday’s 6-1 match?", THURSDAY),
        ("Who was killed last Friday?", FRIDAY),
        ("How many fell in the past three days?", THREE_DAYS),
        ("What happened over the last 3 days?", THREE_DAYS),
        ("What happened in the past 72 hours?", THREE_DAYS),
        ("What happened two weeks ago?", TWO_WEEKS_AGO),
        ("Who died a fortnight ago?", TWO_WEEKS_AGO),
        ("What happened a week ago?", WEEK_AGO),
        ("Which ISIS leader blew himself up in February?", FEBRUARY),
        ("Who led the February 2022 raid?", FEBRUARY),
        ("who died in feb 2022", FEBRUARY),
        ("What began in March last year?", MARCH_LAST_YEAR),
        ("What happened between March and May 2022?", MARCH_TO_MAY),
        ("What happened from March to May?", MARCH_TO_MAY),
        ("The raids of March–May 2022", MARCH_TO_MAY),
        ("How many were killed since June?", SINCE_JUNE),
        ("Who fell in the summer of 2022?", SUMMER),
        ("How many since the start of the year?", SINCE_JANUARY),
        ("What happened in 2022?", IN_2022),
        ("Which raids came before 2020?", BEFORE_2020),
        ("Who was killed on 6 October 2022?", OCTOBER_6),
        ("Who was killed on Thursday, October 6, 2022?", OCTOBER_6),
        ("Who was killed on October 6?", OCTOBER_6),
        ("Who was killed on 6 Oct?", OCTOBER_6),
        ("Who was killed on 6th October?", OCTOBER_6),
        ("raid 2022-10-06", OCTOBER_6),
        ("Who fell on October 3-6, 2022?", (date(2022, 10, 3), OCTOBER_6[1])),
        ("Who fell between 3 and 6 October?", (date(2022, 10, 3), OCTOBER_6[1])),
        ("What happened after March 2022?", (date(2022, 4, 1), ASKED)),
        ("What happened since last Thursday?", (THURSDAY[0], ASKED)),
        ("Who was warned in recent weeks?", (date(2022, 9, 28), ASKED)),
        ("Who died in fall 2021?", (date(2021, 9, 1), date(2021, 11, 30))),
        ("Who died between November and January?", (date(2021, 11, 1), date(2022, 1, 31))),
    ],
    "ru": [
        ("Что произошло сегодня?", TODAY),
        ("Кого убили вчера?", YESTERDAY),
        ("Кого убили позавчера?", BEFORE_YESTERDAY),
        ("Что случилось на этой неделе?", THIS_WEEK),
        ("Что было на прошлой неделе?", LAST_WEEK),
        ("Кто погиб в прошлом месяце?", LAST_MONTH),
        ("Кого избрали в прошлом году?", LAST_YEAR),
        ("Что было на прошлых выходных?", WEEKEND),
        ("Кого убили в четверг?", THURSDAY),
        ("Кого убили в прошлую пятницу?", FRIDAY),
        ("Что было за последние три дня?", THREE_DAYS),
        ("Кого убили две недели назад?", TWO_WEEKS_AGO),
        ("Кого убили неделю назад?", WEEK_AGO),
        ("Кто подорвал себя в феврале?", FEBRUARY),
        ("рейд в феврале 2022 года", FEBRUARY),
        ("Что было в марте прошлого года?", MARCH_LAST_YEAR),
        ("Что было с марта по май 2022 года?", MARCH_TO_MAY),
        ("Что было между мартом и маем?", MARCH_TO_MAY),
        ("Что произошло с июня?", SINCE_JUNE),
        ("Что было прошлым летом?", SUMMER),
        ("Что было весной 2021 года?", SPRING_2021),
        ("Сколько погибло с начала года?", SINCE_JANUARY),
        ("Что было в 2022 году?", IN_2022),
        ("Какие рейды были до 2020 года?", BEFORE_2020),
        ("Кто погиб 6 октября 2022 года?", OCTOBER_6),
        ("Кто погиб 06.10.2022?", OCTOBER_6),
    ],
    "uk": [
        ("Що сталося сьогодні?", TODAY),
        ("Кого вбили вчора?", YESTERDAY),
        ("Що сталося цього тижня?", THIS_WEEK),
        ("Що було минулого тижня?", LAST_WEEK),
        ("Хто загинув минулого місяця?", LAST_MONTH),
        ("Кого обрали торік?", LAST_YEAR),
        ("Кого вбили в четвер?", THURSDAY),
        ("Що було минулої п’ятниці?", FRIDAY),
        ("Що було за останні три дні?", THREE_DAYS),
        ("Кого вбили два тижні тому?", TWO_WEEKS_AGO),
        ("Хто підірвав себе в лютому?", FEBRUARY),
        ("рейд у лютому 2022 року", FEBRUARY),
        ("Що було у березні минулого року?", MARCH_LAST_YEAR),
        ("Що було з березня до травня 2022 року?", MARCH_TO_MAY),
        ("Що сталося з червня?", SINCE_JUNE),
        ("Що сталося влітку?", SUMMER),
        ("Що сталося навесні 2021 року?", SPRING_2021),
        ("Скільки загинуло від початку року?", SINCE_JANUARY),
        ("Що було 2022 року?", IN_2022),
        ("Які рейди були до 2020 року?", BEFORE_2020),
        ("Хто загинув 6 жовтня 2022 року?", OCTOBER_6),
    ],
    "ar": [
        ("ماذا حدث اليوم؟", TODAY),
        ("من قُتل أمس؟", YESTERDAY),
        ("ماذا حدث هذا الأسبوع؟", THIS_WEEK),
        ("ماذا حدث الأسبوع الماضي؟", LAST_WEEK),
        ("من قتل الشهر الماضي؟", LAST_MONTH),
        ("من قتل في نهاية الأسبوع الماضي؟", WEEKEND),
        ("من قتل يوم الخميس؟", THURSDAY),
        ("من قتل الجمعة الماضية؟", FRIDAY),
        ("ماذا حدث خلال الأيام الثلاثة الماضية؟", THREE_DAYS),
        ("من قتل قبل أسبوعين؟", TWO_WEEKS_AGO),
        ("من قتل قبل أسبوع؟", WEEK_AGO),
        ("من فجّر نفسه في فبراير؟", FEBRUARY),
        ("من قاد غارة شباط 2022؟", FEBRUARY),
        ("ماذا حدث في مارس من العام الماضي؟", MARCH_LAST_YEAR),
        ("ماذا حدث بين مارس ومايو 2022؟", MARCH_TO_MAY),
        ("ماذا حدث منذ يونيو؟", SINCE_JUNE),
        ("ماذا حدث في صيف 2022؟", SUMMER),
        ("ماذا حدث في ربيع 2021؟", SPRING_2021),
        ("ماذا حدث عام ٢٠٢٢؟", IN_2022),
        ("ماذا حدث قبل عام 2020؟", BEFORE_2020),
        ("من قتل في ٦ تشرين الأول؟", OCTOBER_6),
        ("من قتل في 6 أكتوبر/تشرين الأول 2022؟", OCTOBER_6),
    ],
    "tr": [
        ("Bugün ne oldu?", TODAY),
        ("Dün kim öldürüldü?", YESTERDAY),
        ("Bu hafta ne oldu?", THIS_WEEK),
        ("Geçen hafta ne oldu?", LAST_WEEK),
        ("Geçen ay kim öldürüldü?", LAST_MONTH),
        ("Geçen hafta sonu ne oldu?", WEEKEND),
        ("Perşembe günü kim öldürüldü?", THURSDAY),
        ("Geçen cuma kim öldürüldü?", FRIDAY),
        ("Son üç gün içinde ne oldu?", THREE_DAYS),
        ("İki hafta önce kim öldürüldü?", TWO_WEEKS_AGO),
        ("Şubat'ta kim kendini patlattı?", FEBRUARY),
        ("Şubat ayında kim öldü?", FEBRUARY),
        ("Şubat 2022'deki baskını kim yönetti?", FEBRUARY),
        ("Geçen yıl Mart'ta ne oldu?", MARCH_LAST_YEAR),
        ("Mart ile Mayıs 2022 arasında ne oldu?", MARCH_TO_MAY),
        ("Haziran'dan beri ne oldu?", SINCE_JUNE),
        ("2022 yazında ne oldu?", SUMMER),
        ("2021 baharında ne oldu?", SPRING_2021),
        ("2022'de ne oldu?", IN_2022),
        ("2020'den önce hangi baskınlar oldu?", BEFORE_2020),
        ("6 Ekim 2022'de kim öldürüldü?", OCTOBER_6),
        ("Kasım'da ne oldu?", (date(2021, 11, 1), date(2021, 11, 30))),
    ],
    "fr": [
        ("Que s'est-il passé aujourd'hui ?", TODAY),
        ("Qui a été tué hier ?", YESTERDAY),
        ("Qui a été tué avant-hier ?", BEFORE_YESTERDAY),
        ("Que s'est-il passé cette semaine ?", THIS_WEEK),
        ("Qui est mort la semaine dernière ?", LAST_WEEK),
        ("Qui est mort le mois dernier ?", LAST_MONTH),
        ("Qui est mort le week-end dernier ?", WEEKEND),
        ("Qui a été tué jeudi ?", THURSDAY),
        ("Qui a été tué vendredi dernier ?", FRIDAY),
        ("Qui est mort au cours des trois derniers jours ?", THREE_DAYS),
        ("Qui est mort il y a deux semaines ?", TWO_WEEKS_AGO),
        ("Qui est mort il y a une semaine ?", WEEK_AGO),
        ("Qui s'est fait exploser en février ?", FEBRUARY),
        ("Qui a mené le raid de février 2022 ?", FEBRUARY),
        ("Qui est mort en mars de l'année dernière ?", MARCH_LAST_YEAR),
        ("Qui est mort entre mars et mai 2022 ?", MARCH_TO_MAY),
        ("Qui est mort de mars à mai 2022 ?", MARCH_TO_MAY),
        ("Combien de morts depuis juin ?", SINCE_JUNE),
        ("Qui est mort à l'été 2022 ?", SUMMER),
        ("Qui est mort au printemps 2021 ?", SPRING_2021),
        ("Combien de morts depuis le début de l'année ?", SINCE_JANUARY),
        ("Que s'est-il passé en 2022 ?", IN_2022),
        ("Qui est mort avant 2020 ?", BEFORE_2020),
        ("Qui a été tué le 6 octobre 2022 ?", OCTOBER_6),
    ],
    "es": [
        ("¿Qué pasó hoy?", TODAY),
        ("¿Quién murió ayer?", YESTERDAY),
        ("¿Quién murió anteayer?", BEFORE_YESTERDAY),
        ("¿Qué pasó esta semana?", THIS_WEEK),
        ("¿Qué pasó la semana pasada?", LAST_WEEK),
        ("¿Quién murió el mes pasado?", LAST_MONTH),
        ("¿Quién murió el fin de semana pasado?", WEEKEND),
        ("¿A quién mataron el jueves?", THURSDAY),
        ("¿A quién mataron el viernes pasado?", FRIDAY),
        ("¿Qué pasó en los últimos tres días?", THREE_DAYS),
        ("¿Qué pasó en los tres últimos días?", THREE_DAYS),
        ("¿Quién murió hace dos semanas?", TWO_WEEKS_AGO),
        ("¿Quién murió hace una semana?", WEEK_AGO),
        ("¿Quién se inmoló en febrero?", FEBRUARY),
        ("¿Quién dirigió la redada de febrero de 2022?", FEBRUARY),
        ("¿Qué pasó en marzo del año pasado?", MARCH_LAST_YEAR),
        ("¿Qué pasó entre marzo y mayo de 2022?", MARCH_TO_MAY),
        ("¿Cuántos murieron desde junio?", SINCE_JUNE),
        ("¿Quién murió en el verano de 2022?", SUMMER),
        ("¿Quién murió en la primavera de 2021?", SPRING_2021),
        ("¿Cuántos murieron desde principios de año?", SINCE_JANUARY),
        ("¿Qué pasó en 2022?", IN_2022),
        ("¿Qué redadas hubo antes de 2020?", BEFORE_2020),
        ("¿Quién murió el 6 de octubre de 2022?", OCTOBER_6),
        ("¿Qué pasó el domingo?", (date(2022, 10, 16), date(2022, 10, 16))),
    ],
    "de": [
        ("Was geschah heute?", TODAY),
        ("Wer wurde gestern getötet?", YESTERDAY),
        ("Wer wurde vorgestern getötet?", BEFORE_YESTERDAY),
        ("Was geschah diese Woche?", THIS_WEEK),
        ("Was geschah letzte Woche?", LAST_WEEK),
        ("Wer starb im vergangenen Monat?", LAST_MONTH),
        ("Wer starb am letzten Wochenende?", WEEKEND),
        ("Wer wurde am Donnerstag getötet?", THURSDAY),
        ("Wer wurde letzten Freitag getötet?", FRIDAY),
        ("Was geschah in den letzten drei Tagen?", THREE_DAYS),
        ("Wer starb vor zwei Wochen?", TWO_WEEKS_AGO),
        ("Wer starb vor einer Woche?", WEEK_AGO),
        ("Wer sprengte sich im Februar in die Luft?", FEBRUARY),
        ("Wer führte den Angriff vom Februar 2022?", FEBRUARY),
        ("Was begann im März letzten Jahres?", MARCH_LAST_YEAR),
        ("Was geschah zwischen März und Mai 2022?", MARCH_TO_MAY),
        ("Wie viele starben seit Juni?", SINCE_JUNE),
        ("Wer starb im Sommer 2022?", SUMMER),
        ("Wer starb im Frühjahr 2021?", SPRING_2021),
        ("Wie viele starben seit Anfang des Jahres?", SINCE_JANUARY),
        ("Was geschah 2022 in Kobane?", IN_2022),
        ("Wer starb vor 2020?", BEFORE_2020),
        ("Wer wurde am 6. Oktober 2022 getötet?", OCTOBER_6),
    ],
}


@pytest.mark.parametrize(
    ("question", "days"), [pair for pairs in EXPRESSIONS.values() for pair in pairs]
)
def test_a_question_speaks_of_days(question: str, days: tuple[date, date]) -> None:
    found = period(question, ASKED)

    assert found is not None
    assert (found.since, found.until) == days


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Who was killed?",
        "What may he do?",
        "Who will march on Moscow?",
        "Did they fall from power in the fall of Kabul?",
        "Who wrote the 1984 novel?",
        "How many of the 2,000 people came back?",
        "How many of 2000 people came back?",
        "Which Boeing 737 crashed?",
        "Who won Euro 2020?",
        "What became of this gun?",
        "Where do people pray every Friday?",
        "What sold well on Black Friday?",
        "What is to happen next week?",
        "Where will the games of 2024 be held?",
        "What was declared on July 4, 1776?",
        "Who says so after the 2020 election?",
        "Who died on 2022-13-01?",
        "Kasım Süleymani'yi kim öldürdü?",
        "Pazar yerine ne oldu?",
        "¿Quién gobierna en Santo Domingo?",
        "¿Quiénes son los jefes?",
        "Wer ist hier der Chef?",
        "Was geschieht nächste Woche?",
        "Qui explore Mars ?",
        "Qui arrive la semaine prochaine ?",
        "Кто загрязняет окружающую среду?",
        "Хто лютий ворог?",
        "من هو الأمين العام للأمم المتحدة؟",
        "من هو أب الطفل؟",
    ],
)
def test_a_question_that_speaks_of_no_day_has_no_period(question: str) -> None:
    assert period(question, ASKED) is None


def test_a_name_is_told_from_what_counts_from_the_question() -> None:
    named, relative = period("raid in February", ASKED), period("raid last month", ASKED)

    assert named is not None
    assert relative is not None
    assert not named.relative
    assert relative.relative


def test_what_counts_from_the_question_wins_then_what_is_shorter() -> None:
    borders = "Who said this week that borders, closed in March 2020, would open?"
    both = "Was it in 2021, in February 2021?"

    assert period(borders, ASKED) == Period(*THIS_WEEK, relative=True)
    assert period(both, ASKED) == Period(date(2021, 2, 1), date(2021, 2, 28), relative=False)


@pytest.mark.parametrize(
    "question",
    ["Who died last week?", "Who died in June?", "on Friday", "between March and May"],
)
def test_without_the_day_of_the_question_nothing_counts_from_it(question: str) -> None:
    assert period(question, None) is None


def test_without_the_day_of_the_question_full_dates_count() -> None:
    assert period("Who died in February 2022?", None) == Period(*FEBRUARY, relative=False)
    assert period("What happened since June 2022?", None) == Period(
        SINCE_JUNE[0], date.max, relative=False
    )


@pytest.mark.parametrize(
    ("asked", "question", "since"),
    [
        (date(2022, 10, 16), "What happened last weekend?", date(2022, 10, 8)),
        (date(2022, 10, 15), "What happened on the weekend?", date(2022, 10, 14)),
        (date(2022, 10, 14), "What happened on Friday?", date(2022, 10, 14)),
        (date(2022, 10, 14), "What happened last Friday?", date(2022, 10, 7)),
        (date(2022, 3, 5), "What happened last March?", date(2021, 3, 1)),
        (date(2022, 1, 31), "What happened last month?", date(2021, 12, 1)),
        (date(2022, 12, 5), "Who froze this winter?", date(2022, 12, 1)),
        (date(2022, 2, 5), "Who froze in the winter?", date(2021, 12, 1)),
        (date(2022, 5, 1), "Who died on February 30?", date(2022, 2, 1)),
    ],
)
def test_the_same_words_depend_on_the_day_of_the_question(
    asked: date, question: str, since: date
) -> None:
    found = period(question, asked)

    assert found is not None
    # The Saturday of a weekend that has only begun, else the first day.
    assert found.since - since in (timedelta(0), timedelta(1))


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest on Mosul?",
        "How many have been killed so far?",
        "Who currently leads the group?",
        "What was the most recent raid?",
        "Who leads them now?",
        "Was ist der aktuelle Stand?",
        "Wer führt derzeit die Gruppe?",
        "Wie viele starben bisher?",
        "Quelle est la dernière attaque ?",
        "Qui dirige actuellement le groupe ?",
        "Combien de morts jusqu'à présent ?",
        "¿Cuál es el ataque más reciente?",
        "¿Quién dirige ahora el grupo?",
        "¿Cuáles son las últimas noticias?",
        "En son baskın neredeydi?",
        "Şu anda lider kim?",
        "Son durum nedir?",
        "Каковы последние новости?",
        "Кто сейчас возглавляет группу?",
        "Сколько погибло на данный момент?",
        "Які останні новини?",
        "Хто зараз очолює групу?",
        "Скільки загинуло досі?",
        "ما هي آخر التطورات؟",
        "من يقود التنظيم حاليًا؟",
        "كم قتل حتى الآن؟",
        "ما أحدث غارة؟",
    ],
)
def test_a_question_wants_what_is_latest(question: str) -> None:
    assert wants_latest(question)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Who was killed in February?",
        "Who was Assad's son?",
        "Who died last week?",
        "Qui est mort la semaine dernière ?",
        "¿Quiénes son los jefes?",
        "Wer war der Sohn?",
        "Кто погиб в Мосуле?",
        "Хто загинув у Мосулі?",
        "Hafta sonu kim öldü?",
        "من قتل رجلا آخر في الموصل؟",
    ],
)
def test_another_question_does_not(question: str) -> None:
    assert not wants_latest(question)


FEBRUARY_2022 = Period(*FEBRUARY, relative=False)


@pytest.mark.parametrize(
    ("published", "worth"),
    [
        (date(2022, 2, 1), 1),
        (date(2022, 2, 28), 1),
        (date(2022, 3, 3), 1),
        (date(2022, 3, 10), 0.5),
        (date(2022, 3, 17), 0.25),
        (date(2022, 1, 25), 0.5),
        (None, 0),
    ],
)
def test_an_article_of_the_period_or_just_after_it_fits(
    published: date | None, worth: float
) -> None:
    assert agreement(FEBRUARY_2022, published, ASKED) == pytest.approx(worth)
    assert agreement(FEBRUARY_2022, published, None) == pytest.approx(worth)


def test_a_question_of_a_year_prefers_its_reports_to_those_of_today() -> None:
    year = period("What happened in October 2020?", ASKED)

    assert agreement(year, date(2020, 10, 20), ASKED) > agreement(year, ASKED, ASKED)


def test_without_a_period_an_article_near_the_question_fits() -> None:
    assert agreement(None, ASKED, ASKED) == 1
    assert agreement(None, ASKED - timedelta(7), ASKED) == pytest.approx(0.5)
    assert agreement(None, None, ASKED) == 0
    assert agreement(None, ASKED, None) == 0


_PIECES = st.sampled_from(
    [
        *(word for pairs in EXPRESSIONS.values() for text, _ in pairs for word in text.split()),
        *("-", "–", "31", "0", "99999", "2022", "1865", "2099", "9999-99-99", "99.99.2022"),
    ]
)
_QUESTIONS = st.one_of(st.text(), st.lists(_PIECES, max_size=12).map(" ".join))


@given(_QUESTIONS, st.none() | st.dates(), st.none() | st.dates())
def test_any_question_on_any_day_can_be_read(
    question: str, asked: date | None, published: date | None
) -> None:
    found = period(question, asked)

    assert found is None or found.since <= found.until
    assert 0 <= agreement(found, published, asked) <= 1
    assert wants_latest(question) in (True, False)
