"""The days that a report's words mean, told from the day of its publication."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date, format_timedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dating.dating import MAX_CHARACTERS, MOST, meant, resolve
from index.records import Span
from tests.benchmarks import dating as benchmark

FRIDAY = date(2022, 10, 7)
MONDAY = date(2023, 1, 16)
SUNDAY = date(2023, 3, 5)
WEDNESDAY = date(2022, 11, 30)

LANGUAGES = ("en", "ru", "uk", "ar", "tr", "fr", "es", "de")
DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))

THURSDAYS = {
    "en": "Two men were killed on Thursday.",
    "ru": "Двое погибли в четверг.",
    "uk": "Двоє загинули в четвер.",
    "ar": "قتل رجلان يوم الخميس.",
    "tr": "Perşembe günü iki kişi öldü.",
    "fr": "Deux hommes ont été tués jeudi.",
    "es": "Dos hombres murieron el jueves.",
    "de": "Zwei Männer wurden am Donnerstag getötet.",
}


def told(text: str, published: date | None = FRIDAY, language: str | None = "en") -> list[str]:
    """Each expression, and the days it means."""
    return [
        f"{text[one.span.start : one.span.end]}: {one.since}"
        + (f" to {one.until}" if one.until != one.since else "")
        for one in resolve(text, published, language)
    ]


@pytest.mark.parametrize(
    ("published", "text", "expected"),
    [
        (FRIDAY, "He was shot on Thursday.", ["Thursday: 2022-10-06"]),
        (FRIDAY, "He was shot on Friday.", ["Friday: 2022-10-07"]),
        (FRIDAY, "He was shot on Saturday.", ["Saturday: 2022-10-01"]),
        (FRIDAY, "He was shot after Friday prayers.", ["Friday: 2022-10-07"]),
        (FRIDAY, "The court will meet on Monday.", ["Monday: 2022-10-10"]),
        (FRIDAY, "On Monday, the court will meet.", ["Monday: 2022-10-10"]),
        (FRIDAY, "They will be buried on Monday.", ["Monday: 2022-10-10"]),
        (FRIDAY, "She is due to be freed on Monday.", ["Monday: 2022-10-10"]),
        (FRIDAY, "He said on Monday that he will resign.", ["Monday: 2022-10-03"]),
        (FRIDAY, "He said Monday he will resign.", ["Monday: 2022-10-03"]),
        (MONDAY, "He was hit last Thursday.", ["last Thursday: 2023-01-12"]),
        (MONDAY, "It starts next Thursday, he said.", []),
        (WEDNESDAY, "It starts next Tuesday, he said.", ["next Tuesday: 2022-12-06"]),
        (FRIDAY, "He was seen last Wednesday.", []),
        (FRIDAY, "He was seen on Thursday of last week.", ["Thursday of last week: 2022-09-29"]),
        (MONDAY, "Fighting resumed over the weekend.", ["weekend: 2023-01-14 to 2023-01-15"]),
        (SUNDAY, "Fighting resumed over the weekend.", ["weekend: 2023-03-04 to 2023-03-05"]),
        (FRIDAY, "It fell last week.", ["last week: 2022-09-26 to 2022-10-02"]),
        (FRIDAY, "It fell this week.", ["this week: 2022-10-03 to 2022-10-09"]),
        (FRIDAY, "It fell last month.", ["last month: 2022-09-01 to 2022-09-30"]),
        (MONDAY, "It fell last month.", ["last month: 2022-12-01 to 2022-12-31"]),
        (FRIDAY, "It fell last year.", ["last year: 2021-01-01 to 2021-12-31"]),
        (FRIDAY, "It fell earlier this month.", ["earlier this month: 2022-10-01 to 2022-10-07"]),
        (FRIDAY, "In February, it fell.", ["February: 2022-02-01 to 2022-02-28"]),
        (SUNDAY, "It fell in November.", ["November: 2022-11-01 to 2022-11-30"]),
        (FRIDAY, "The meeting in November was called off.", []),
        (WEDNESDAY, "It will reopen in March.", ["March: 2023-03-01 to 2023-03-31"]),
        (FRIDAY, "It fell on October 6.", ["October 6: 2022-10-06"]),
        (FRIDAY, "It fell on Oct. 6.", ["Oct. 6: 2022-10-06"]),
        (FRIDAY, "Inspectors return on October 30.", ["October 30: 2022-10-30"]),
        (MONDAY, "It fell on 20 December.", ["20 December: 2022-12-20"]),
        (FRIDAY, "It ran on October 3-6.", ["October 3-6: 2022-10-03 to 2022-10-06"]),
        (FRIDAY, "Thursday, October 6, was quiet.", ["Thursday, October 6: 2022-10-06"]),
        (FRIDAY, "Wednesday, October 6, was quiet.", []),
        (FRIDAY, "It fell two weeks ago.", ["two weeks ago: 2022-09-20 to 2022-09-26"]),
        (FRIDAY, "It fell two days ago.", ["two days ago: 2022-10-05"]),
        (FRIDAY, "It fell three years ago.", ["three years ago: 2019-01-01 to 2019-12-31"]),
        (FRIDAY, "It fell the day before yesterday.", ["the day before yesterday: 2022-10-05"]),
        (MONDAY, "He rose last summer.", ["last summer: 2022-06-01 to 2022-08-31"]),
    ],
)  # fmt: skip
def test_an_expression_means_what_it_means_in_news(
    published: date, text: str, expected: list[str]
) -> None:
    assert told(text, published) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=30)
@given(published=DAYS)
def test_a_past_thursday_is_the_latest_one(language: str, published: date) -> None:
    [found] = resolve(THURSDAYS[language], published, language)
    assert found.since == found.until
    assert found.since.strftime("%a") == "Thu"
    assert timedelta(0) <= published - found.since < timedelta(days=7)


MONDAYS = {
    "en": "The soldier will be buried on Monday.",
    "ru": "Погибшие будут похоронены в понедельник.",
    "uk": "Загиблих буде поховано в понеділок.",
    "ar": "سيجتمع المجلس يوم الاثنين.",
    "tr": "Asker pazartesi günü defnedilecek.",
    "fr": "Le soldat sera enterré lundi.",
    "es": "El soldado será enterrado el lunes.",
    "de": "Der Soldat wird am Montag beerdigt.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sure_future_makes_it_the_coming_one(language: str) -> None:
    [found] = resolve(MONDAYS[language], FRIDAY, language)
    assert found.since == found.until == date(2022, 10, 10)


@pytest.mark.parametrize(
    "text",
    [
        "He may march on the capital.",
        "April Hassan and June Carter met August Schmidt.",
        "The girl, 4 years old, survived two months without them.",
        "The line is staffed 24/7 since 9/11.",
        "A Boeing 737 and an F-2000 stood there under Article 58 of the 2015 code.",
        "Black Friday was quiet, Monday.com said, and so was Bloody Sunday.",
        "The Sunday Times asked Wednesday Addams.",
        "It opens on Sundays and every Friday.",
        "The sun, Mars and a second moon were seen.",
        "In 2000 homes the lights went out.",
        "It was the last week of his last month in office.",
        "A few days ago, more than a year ago, some 30 years ago.",
        "That Thursday, in March of that year, the same month, it fell.",
        "The “Saturday Night” fever and the ‘Wednesday’ dance.",
        "A year ago this week it fell.",
        "The 3 March Brigade holds the hill.",
        "February 30 and 31 June never came.",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The office would have more details Tuesday."),
        ("en", "They say Sunday might be hot."),
        ("en", "He will be tried for the attack on Tuesday."),
        ("en", "Tuesday's meeting will be long."),
        ("en", "He will visit the base attacked on Tuesday."),
        ("en", "The team travels there on Tuesday."),
        ("en", "The 2023 season begins May 19."),
        ("en", "He gave them until March."),
        ("en", "He was killed on October 30."),
        ("en", "He agreed to meet them on Tuesday."),
        ("es", "Murió el lunes, tres días después de la boda, todos los jueves."),
        ("fr", "Le verdict n'est pas attendu avant mars."),
        ("fr", "Elle vit aujourd'hui près de Lyon."),
        ("de", "Das Opfer, heute in Köln."),
        ("tr", "Saldırıdan iki gün önce kayboldu."),
        ("ar", "اختفى قبل يومين من الهجوم."),
        ("ar", "احتفلت المدينة باليوم العالمي للطفل."),
        ("ru", "Все четверо до пятницы улетят на родину."),
        ("ru", "Накануне выборов он рос в среде военных."),
        ("uk", "Листопад почався рано, рада збирається щочетверга."),
    ],
)
def test_what_may_be_past_or_to_come_is_left_open(language: str, text: str) -> None:
    expressions = [one for one in told(text, FRIDAY, language) if "lunes" not in one]
    assert expressions == []


def test_a_day_that_became_a_name_is_no_date_in_later_years() -> None:
    attacks = "The attacks of September 11 changed it."
    assert told(attacks, MONDAY) == []
    assert told(attacks, date(2001, 9, 20)) == ["September 11: 2001-09-11"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He was shot on Thursday, and buried the next day.", ["2022-10-06", "2022-10-07"]),
        ("He was shot on 3 May. They had met two days earlier.", ["2022-05-03", "2022-05-01"]),
        ("He was buried the next day.", []),
    ],
)
def test_the_next_day_is_told_from_the_day_before_it(text: str, expected: list[str]) -> None:
    assert [str(one.since) for one in resolve(text, FRIDAY, "en")] == expected


def test_members_of_a_list_share_year_and_tense() -> None:
    assert told("It rained in March and May 2021.") == [
        "March: 2021-03-01 to 2021-03-31",
        "May 2021: 2021-05-01 to 2021-05-31",
    ]
    games = "They will play on Saturday, Sunday and Monday."
    assert told(games) == ["Saturday: 2022-10-08", "Sunday: 2022-10-09", "Monday: 2022-10-10"]


def test_after_another_year_a_month_without_one_is_of_that_year_or_not() -> None:
    assert told("In 2011, protests began in March.") == ["2011: 2011-01-01 to 2011-12-31"]


def test_undated_reports_tell_only_what_has_its_year() -> None:
    text = "On 23 March 2019 it fell, in May 2020 it burned; on Thursday, last month, it rose."
    assert told(text, None) == ["23 March 2019: 2019-03-23", "May 2020: 2020-05-01 to 2020-05-31"]


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=30)
@given(day=DAYS, published=DAYS)
def test_dates_as_babel_writes_them_are_read(language: str, day: date, published: date) -> None:
    for form in ("long", "full"):
        text = format_date(day, form, locale=language)
        assert [(one.since, one.until) for one in resolve(text, published, language)] == [
            (day, day)
        ], text


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=30)
@given(back=st.integers(1, 14), published=DAYS)
def test_days_ago_as_babel_writes_them_are_read(language: str, back: int, published: date) -> None:
    text = format_timedelta(
        timedelta(days=-back), "day", threshold=99, add_direction=True, locale=language
    )
    [found] = resolve(text, published, language)
    assert found.since == found.until == published - timedelta(days=back)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("it", "Il 6 ottobre 2021 due uomini sono morti.", ["6 ottobre 2021: 2021-10-06"]),
        ("it", "Sono morti il 3 ottobre dopo 3 giorni.", ["3 ottobre: 2022-10-03"]),
        ("pl", "Zginęli 3 października.", ["3 października: 2022-10-03"]),
        ("pt", "Morreram em 20 de janeiro de 2022.", ["20 de janeiro de 2022: 2022-01-20"]),
        ("nl", "Op 5 mei 2021 stierven 20 mensen.", ["5 mei 2021: 2021-05-05"]),
        ("it", "Avevano 12 anni e 5 milioni, il 6 marzo 3000.", []),
        ("xx", "On 6 October 2021 and 20 people.", []),
    ],
)
def test_other_languages_tell_days_by_their_months(
    language: str, text: str, expected: list[str]
) -> None:
    assert told(text, FRIDAY, language) == expected


def test_where_the_language_is_not_known_the_words_tell() -> None:
    assert told("Двое погибли в четверг, 6 октября.", FRIDAY, None) == [
        "четверг, 6 октября: 2022-10-06"
    ]
    assert told("qwerty 6.", FRIDAY, None) == []


PIECES = """
Thursday May march 6 30 31 2021 1999 last next this week month ago two the a of in on , . - ’ s Oct.
6-8 29 February yesterday today will said every weekend летом в четверг марта 6-го года назад يوم
الخميس الماضي قبل أسبوعين أمس salı günü Ekim'de önce geçen jeudi dernier il y a deux semaines hace
el pasado 2022-13-40 99.99.2021 am Donnerstagabend vor
"""
ANY_WORDS = st.lists(st.sampled_from(PIECES.split()), max_size=40).map(" ".join)


@given(
    text=st.text() | ANY_WORDS,
    published=st.none() | st.dates(),
    language=st.sampled_from((*LANGUAGES, "it", "zh", "xx", "", None)),
)
def test_whatever_is_read_it_holds_together(
    text: str, published: date | None, language: str | None
) -> None:
    end = 0
    for one in resolve(text, published, language):
        assert end <= one.span.start < one.span.end <= len(text)
        assert one.since <= one.until
        end = one.span.end


def test_a_hostile_text_is_read_up_to_a_bound() -> None:
    for words in ("Thursday, ", "on Thursday will ", "the ", "two days ago ", "Ii1.", "morning "):
        found = resolve(words * 100_000, FRIDAY, "en")
        assert len(found) <= MOST
        assert all(one.span.end <= MAX_CHARACTERS for one in found)


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        ("He was shot on Thursday.", "Thursday", ["2022-10-06"]),
        ("He was shot on Thursday night.", "Thursday", ["2022-10-06"]),
        ("He was shot on October 6.", "October 6", ["2022-10-06"]),
        ("He was shot on 6 October 2022.", "6 October 2022", []),
        ("On Thursday they shot him.", "him", []),
    ],
)
def test_a_card_says_what_marked_words_leave_open(
    sentence: str, words: str, expected: list[str]
) -> None:
    start = sentence.index(words)
    found = meant(sentence, [Span(start=start, end=start + len(words))], FRIDAY, "en")
    assert [str(one.since) for one in found] == expected


def test_what_was_written_for_it_is_read() -> None:
    right, found, told_ = benchmark.counts(benchmark.load(), benchmark.ours)
    assert right / found >= 0.97
    assert right / told_ >= 0.93
