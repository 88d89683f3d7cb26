"""Whether a text is still the report, what a notice says, and what a page says of itself."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.rechecks import telling
from index.rechecks.notices import Notice, notice
from index.rechecks.recognition import Standing, standing
from index.rechecks.telling import GIVEN
from index.records import Article, Draft, Given
from tests.index.reprinting import ADDED, CREDIT, FIRE, RAID, REPORTS, TITLES, TRIAL

TITLE = TITLES["raid"]
LONG = (*RAID, *FIRE, *TRIAL)


def found(old: tuple[str, ...], new: tuple[str, ...], *, breaks_off: bool = False) -> Standing:
    texts = ("\n\n".join(old), "\n\n".join(new))
    return standing((TITLE, texts[0]), (TITLE, texts[1]), breaks_off=breaks_off)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (RAID, Standing.SAME),
        (tuple(part.upper() for part in RAID), Standing.SAME),
        ((*RAID, ADDED), Standing.CHANGED),
        ((ADDED, *RAID), Standing.CHANGED),
        ((ADDED, CREDIT, *RAID, *FIRE), Standing.CHANGED),
        ((RAID[0], ADDED, *RAID[2:]), Standing.CHANGED),
        (RAID[1:], Standing.CHANGED),
        (RAID[2:], Standing.SHORTENED),
        (RAID[:3], Standing.SHORTENED),
        (RAID[:2], Standing.SHORTENED),
        ((RAID[0], RAID[1][:60] + "…"), Standing.SHORTENED),
        ((RAID[0][:90] + "…", "Subscribe for a pound a month and read on."), Standing.FOREIGN),
        ((RAID[0], ADDED), Standing.SHORTENED),
        (FIRE, Standing.FOREIGN),
        ((TITLE,), Standing.FOREIGN),
        (("This article has been removed.",), Standing.RETRACTED),
        (("The page was not found.",), Standing.MISSING),
    ],
)
def test_how_a_text_stands_to_the_report_before(new: tuple[str, ...], expected: Standing) -> None:
    assert found(RAID, new) is expected


def test_a_report_that_loses_a_little_at_its_end_is_changed_unless_the_rest_is_for_payers() -> None:
    assert found(LONG, LONG[:-1]) is Standing.CHANGED
    assert found(LONG, LONG[:-1], breaks_off=True) is Standing.SHORTENED
    assert found(LONG, (*LONG, ADDED), breaks_off=True) is Standing.CHANGED


def test_a_report_most_of_which_is_written_anew_must_be_no_shorter() -> None:
    assert found(LONG, (*LONG[:4], *[ADDED] * 2)) is Standing.SHORTENED
    other = tuple(paragraph[::-1] for paragraph in LONG[4:])
    assert found(LONG, (*LONG[:4], *other, ADDED)) is Standing.CHANGED


def test_a_flash_is_recognised_by_what_it_told() -> None:
    flash = "A ferry is burning off the port of Velin, the coast guard said; three people died."
    assert (
        standing(("Ferry burning off Velin", flash), (TITLES["fire"], "\n\n".join(FIRE)))
        is Standing.CHANGED
    )
    assert standing(("Ferry burning off Velin", flash), (TITLE, "\n\n".join(RAID))) is (
        Standing.FOREIGN
    )


def test_a_flash_is_recognised_in_scripts_that_part_no_words() -> None:
    flash = ("渡轮起火三人死亡", "海岸警卫队周日说维林港外一艘渡轮起火,三人死亡。")
    report = (
        "维林港渡轮起火三人死亡",
        "周日晚间,武装人员在维林港外一海里处点燃一艘渡轮,至少三人死亡," * 2,
    )
    other = (
        "法院判处军官",
        "首都一家法院判处北方驻军前军需官十二年监禁,罪名是出售柴油和靴子。" * 2,
    )
    assert standing(flash, report) is Standing.CHANGED
    assert standing(flash, other) is Standing.FOREIGN


def test_reports_of_one_site_are_not_taken_for_each_other() -> None:
    for one, old in REPORTS.items():
        for other, new in REPORTS.items():
            if one != other:
                assert found(old, new) is Standing.FOREIGN


texts = st.text(max_size=300) | st.sampled_from(["\n\n".join(r) for r in REPORTS.values()])


@given(texts, texts, texts, texts, st.booleans())
def test_any_two_texts_can_be_compared(
    title: str, text: str, new_title: str, new: str, breaks_off: bool
) -> None:
    assert standing((title, text), (new_title, new), breaks_off=breaks_off) in Standing
    assert standing((title, text), (new_title, text)) is Standing.SAME


# Notices.


@pytest.mark.parametrize(
    "text",
    [
        "This article has been removed.",
        "The story was retracted on Monday because its source could not be verified.",
        "The Gazette has withdrawn this report.",
        "Статья удалена по просьбе редакции.",
        "Материал отозван.",
        "Статтю видалено на вимогу суду.",
        "تم حذف هذا المقال.",
        "Bu haber yayından kaldırıldı.",
        "Cet article a été retiré à la demande de la rédaction.",
        "Este artículo ha sido retirado.",
        "Dieser Artikel wurde von der Redaktion zurückgezogen.",
    ],
)
def test_a_notice_that_a_report_was_taken_back(text: str) -> None:
    assert notice("Gazette", text) is Notice.RETRACTED


@pytest.mark.parametrize(
    "text",
    [
        "Sorry, the page you are looking for could not be found.",
        "404\n\nPage not found",
        "The requested URL was not found on this server.",
        "This page doesn't exist any more.",
        "Страница не найдена",
        "Сторінку не знайдено",
        "الصفحة غير موجودة",
        "Aradığınız sayfa bulunamadı.",
        "Cette page est introuvable.",
        "La página no existe.",
        "Die Seite wurde nicht gefunden.",
    ],
)
def test_a_notice_that_there_is_no_page(text: str) -> None:
    assert notice("Gazette", text) is Notice.MISSING


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Subscribe to continue reading this article.",
        "We use cookies. Accept all of them, or none.",
        "This content is not available in your country.",
        "The page was not found in your region.",
        "Two men were removed from the building by the police, and the story went round.",
        "Das Wasser wurde aus dem Keller entfernt.",
        "This article has been removed. " * 40,
        "\n\n".join(RAID),
    ],
)
def test_what_is_no_notice(text: str) -> None:
    assert notice("Gazette", text) is None


# What a page says of itself.

ARTICLE = Article(
    id=1,
    title=TITLE,
    url="https://gazette.example/raid",
    outlet="Gazette",
    author=None,
    published=date(2024, 3, 5),
    language="en",
    external_id=None,
    added=datetime(2024, 3, 5, tzinfo=UTC),
    n_passages=4,
)


def draft(**said: object) -> Draft:
    told: dict[str, object] = {"title": TITLE, "outlet": "Gazette", "published": date(2024, 3, 5)}
    return Draft(text="x", **(told | {"language": "en"} | said))  # type: ignore[arg-type] # each is right


def test_what_a_page_says_as_before_is_no_news_though_something_else_is_known() -> None:
    before = telling.told(draft(outlet="GZT", title="Raid"))
    revised = telling.revised(draft(outlet="GZT", title="Raid"), ARTICLE, before, rewritten=True)
    assert (revised.title, revised.outlet) == (TITLE, "Gazette")
    assert not telling.says_more(revised, ARTICLE)


def test_what_a_page_says_otherwise_than_before_is_news() -> None:
    now = draft(title="Raid near Karvan", published=date(2024, 3, 6))
    revised = telling.revised(now, ARTICLE, telling.told(draft()), rewritten=False)
    assert (revised.title, revised.published) == ("Raid near Karvan", date(2024, 3, 6))
    assert telling.says_more(revised, ARTICLE)


def test_what_was_given_stands() -> None:
    before = telling.told(draft(title="Raid"), Given(title="Raid", published=date(2024, 3, 5)))
    assert before == (GIVEN, "Gazette", None, GIVEN, "en")
    now = draft(title="Two held", published=date(2024, 3, 9))
    revised = telling.revised(now, ARTICLE, before, rewritten=True)
    assert (revised.title, revised.published) == (TITLE, date(2024, 3, 5))
    assert telling.next_told(before, now) == before


def test_what_was_not_known_is_taken_over() -> None:
    revised = telling.revised(draft(author="M. Holt"), ARTICLE, None, rewritten=False)
    assert revised.author == "M. Holt"


def test_of_what_is_not_known_to_be_said_before_a_new_texts_headline_counts() -> None:
    now = draft(title="Raid near Karvan", outlet="GZT")
    assert telling.revised(now, ARTICLE, None, rewritten=False).title == TITLE
    revised = telling.revised(now, ARTICLE, None, rewritten=True)
    assert (revised.title, revised.outlet) == ("Raid near Karvan", "Gazette")


def test_what_is_said_no_more_was_said_all_the_same() -> None:
    before = telling.told(draft(author="M. Holt"))
    assert telling.next_told(before, draft(published=None)) == before
    revised = telling.revised(draft(published=None), ARTICLE, before, rewritten=True)
    assert revised.published == ARTICLE.published


said = st.none() | st.text(max_size=9)


@given(st.none() | st.tuples(said, said, said, said, said))
def test_what_is_said_comes_back_from_the_store(told: tuple[str | None, ...] | None) -> None:
    assert telling.unpacked(telling.packed(told)) == told


@pytest.mark.parametrize("stored", ['["a"]', "[]", "null"])
def test_what_is_no_such_thing_is_taken_for_unknown(stored: str) -> None:
    assert telling.unpacked(stored) is None
