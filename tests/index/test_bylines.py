from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents.byline_words import Label, names
from index.documents.bylines import ends_in_a_day, label, written

DAY = date(2022, 10, 6)
WRITTEN = """
en | 6 October 2022
en | Thursday, October 6, 2022 at 2:30 p.m. EDT
en | Oct. 6, 2022
en | 6th October 2022 18:41 BST
en | By 6 Oct 2022 - 18:41 GMT+3
en-GB | 06/10/2022
en-US | 10/06/2022 2:30 PM
en | 2022-10-06
ru | 6 октября 2022 года, 14:30 (МСК)
ru | четверг, 6 октября 2022 г. в 14:30
uk | 6 жовтня 2022 р. о 14:30
ar | الخميس 6 تشرين الأول/أكتوبر 2022 - 14:30
ar | ٦ أكتوبر ٢٠٢٢
ar | 6 أكتوبر، 2022
tr | 6 EKİM 2022 Perşembe 14:30
fr | jeudi 6 octobre 2022 à 14h30
es | 6 de octubre de 2022 a las 14:30
de | Donnerstag, 06. Oktober 2022, 14:30 Uhr
de | 6.10.2022
pt | 6 de outubro de 2022
"""
NOT_CERTAIN = """
en | 06/10/2022
en | October 2022
en | 6 October
en | 10/06/22
en | 31 November 2022
en | The hearing begins on 6 October 2022
en | 6 October 2022: the day everything changed
en | Brussels, 6 October 2022
de | Am 6. Oktober 2022 begann der Prozess
ar | 6 تشرين الأول/سبتمبر 2022
xx-no-such-locale | 06/10/2022
"""


def rows(block: str) -> list[list[str]]:
    return [line.split(" | ", 1) for line in block.strip().split("\n")]


@pytest.mark.parametrize(("locale", "text"), rows(WRITTEN))
def test_a_day_is_read_as_bylines_write_it(locale: str, text: str) -> None:
    (found,) = written(text, locale)
    assert (found.day, found.label) == (DAY, None)


@pytest.mark.parametrize(("locale", "text"), rows(NOT_CERTAIN))
def test_what_leaves_doubt_is_no_day(locale: str, text: str) -> None:
    assert written(text, locale) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Published: 6 October 2022", Label.PUBLISHED),
        ("Дата публикации: 6 октября 2022", Label.PUBLISHED),
        ("Дата публікації: 6 жовтня 2022", Label.PUBLISHED),
        ("نُشر في 6 أكتوبر 2022", Label.PUBLISHED),
        ("6 Ekim 2022 tarihinde yayınlandı", Label.PUBLISHED),
        ("Mis à jour le 6 octobre 2022", Label.UPDATED),
        ("Última actualización: 6 de octubre de 2022", Label.UPDATED),
        ("Stand: 6. Oktober 2022", Label.UPDATED),
        ("آخر تحديث: 6 أكتوبر 2022", Label.UPDATED),
        ("Printed on 6 October 2022", Label.OTHER),
    ],
)
def test_a_label_says_which_day_it_is(text: str, expected: Label) -> None:
    (found,) = written(text)
    assert (found.day, found.label) == (DAY, expected)


def test_several_days_each_have_their_own_label() -> None:
    found = written("Published 6 October 2022 | Updated 7 October 2022, 9:00")
    assert [(one.day.day, one.label) for one in found] == [
        (6, Label.PUBLISHED),
        (7, Label.UPDATED),
    ]


def test_a_label_alone_is_told_from_a_sentence() -> None:
    assert label("Zuletzt aktualisiert:") is Label.UPDATED
    assert label("Опубликовано") is Label.PUBLISHED
    assert label("The report was published") is None


def test_a_byline_that_ran_into_its_date_is_known_by_its_end() -> None:
    assert ends_in_a_day("Автор: РедакцияОпубликовано: 3 сентября 2023, 14:30")
    assert not ends_in_a_day("The hearing begins on 6 October 2022")


def test_no_two_languages_call_two_months_by_one_name() -> None:
    months = names().months
    assert set(months.values()) == set(range(1, 13))
    assert months["mart"] == 3
    assert months["мая"] == months["mai"] == 5
    assert months["kasim"] == months["نوفمبر"] == months["تشرين الثاني"] == 11


pieces = st.sampled_from(["6", "October", "2022", ".", "/", ":", "Published", "à", "|", "٦", " "])


@given(st.text(max_size=60) | st.lists(pieces, max_size=12).map(" ".join), st.text(max_size=12))
def test_any_text_in_any_locale_gives_days_or_none(text: str, locale: str) -> None:
    for found in written(text, locale):
        assert isinstance(found.day, date)
    assert label(text) in {None, *Label}
