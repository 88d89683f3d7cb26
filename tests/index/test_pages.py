from datetime import date, timedelta
from time import thread_time

import pytest

from index.documents import boilerplate, extraction
from index.documents.page_shape import MOST_ELEMENTS
from index.records import Document, Draft
from tests.index.documents import only_draft, only_problem

PARAGRAPHS = "".join(
    f"<p>US forces carried out raid number {number} near the village on 3 May 2019, officials "
    "said, and an operative was killed.</p>"
    for number in range(6)
)


def page(head: str = "", body: str = "", language: str = "en", above: str = "") -> str:
    return (
        f'<html lang="{language}"><head><title>Raid near Qamishli</title>{head}</head><body>'
        f"<nav>Home World</nav><article>{above}<h1>Raid near Qamishli</h1>{body}{PARAGRAPHS}"
        "</article><footer>© 2022 Somebody</footer></body></html>"
    )


def soup(title: str, body: str, footer: str = "") -> str:
    """A page without a headline of the test's own."""
    return (
        f"<html><head><title>{title}</title></head><body>{body}<div>{PARAGRAPHS}</div>"
        f"<footer>{footer}</footer></body></html>"
    )


def published(*args: str, **more: str) -> date | None:
    return only_draft(page(*args, **more), "text/html").published


def fetched(source: str, url: str) -> Draft:
    document = Document(data=source.encode(), media_type="text/html", name=url, url=url)
    (found,) = extraction.drafts(document)
    assert isinstance(found, Draft)
    return found


def test_the_article_is_told_from_its_page() -> None:
    draft = only_draft(page('<meta property="og:site_name" content="CNN">'), "text/html")
    assert (draft.title, draft.outlet, draft.language) == ("Raid near Qamishli", "CNN", "en")
    assert len(draft.text.split("\n\n")) == 6
    assert "Home" not in draft.text


def test_a_date_in_the_text_is_not_the_articles() -> None:
    assert only_draft(page(), "text/html").published is None


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2022-10-06T18:00:00Z">', ""),
        ("", '<script type="application/ld+json">{"datePublished": "2022-10-06"}</script>'),
        ("", '<time datetime="2022-10-06T10:00">Thursday</time>'),
        ("", '<span itemprop="datePublished" content="2022-10-06">Thursday</span>'),
    ],
)
def test_a_date_in_the_markup_is_the_articles(head: str, body: str) -> None:
    assert only_draft(page(head, body), "text/html").published == date(2022, 10, 6)


def test_two_times_in_the_article_are_no_date() -> None:
    body = '<time datetime="2022-10-06">x</time><time datetime="2021-01-01">y</time>'
    assert published(body=body) is None


DAY = date(2022, 10, 6)


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("<p>Published: 6 October 2022, 14:30</p>", "en"),
        ("<p>By Jane Doe | October 6, 2022 2:30 p.m. ET</p>", "en"),
        ("<span>Опубликовано</span> <span>6 октября 2022 г.</span>", "ru"),
        ("<p>06.10.2022, 14:30</p>", "de"),
        ("<p>٦ تشرين الأول ٢٠٢٢</p>", "ar"),
        ("<p>Giriş: 06.10.2022 - 09:29 Güncelleme: 20.10.2022 - 09:51</p>", "tr"),
        ("<p>Publié le 06/10/2022 à 14h30, mis à jour le 07/10/2022</p>", "fr"),
        (
            '<time class="updated" datetime="2022-11-01">x</time>'
            '<time datetime="2022-10-06"></time>',
            "en",
        ),
        ("<p>Updated 7 October 2022</p><p>First published on 6 October 2022</p>", "en"),
        ("<p>06/10/2022</p>", "en-GB"),
        ("<p>10/06/2022</p>", "en-US"),
    ],
)
def test_a_date_in_the_byline_is_the_articles(body: str, language: str) -> None:
    assert published(body=body, language=language) == DAY


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("<p>06/10/2022</p>", "en"),
        ("<p>Updated: 6 October 2022</p>", "en"),
        ("<p>Распечатано 6 октября 2022</p>", "ru"),
        ("<h2>The hearing begins on 6 October 2022</h2>", "en"),
        ("<p>6 October 2022</p><p>7 October 2022</p>", "en"),
        ("<aside>Published: 6 October 2022</aside>", "en"),
        ('<div class="related-stories"><time datetime="2022-10-06">x</time></div>', "en"),
        ("<p>31 November 2022</p>", "en"),
    ],
)
def test_a_date_that_leaves_doubt_is_none(body: str, language: str) -> None:
    assert published(body=body, language=language) is None


def test_a_date_above_the_headline_is_the_articles_unless_it_is_todays() -> None:
    assert published(above="<p>6 October 2022</p>") == DAY
    assert published(above="<p>6 October 2022</p>", body="<p>Updated 7 October 2022</p>") is None
    assert published(above=f"<p>{date.today():%d %B %Y}</p>") is None


def test_a_date_below_the_report_is_none() -> None:
    source = page().replace("</article>", "<p>Published: 6 October 2022</p></article>")
    assert only_draft(source, "text/html").published is None


def test_a_date_to_come_is_none() -> None:
    day = date.today() + timedelta(days=9)
    assert published(f'<meta property="article:published_time" content="{day}">') is None


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:modified_time" content="2022-11-01">'
        '<meta property="article:published_time" content="2022-10-06">',
        '<script type="application/ld+json">{"@graph": [{"@type": "ItemList", "itemListElement":'
        ' [{"@type": "NewsArticle", "datePublished": "2020-01-01"}]}, {"@type": ["Report",'
        ' "NewsArticle"], "dateModified": "2022-11-01", "datePublished": "2022-10-06"}]}</script>',
        '<script type="application/ld+json">[{"@type": "NewsArticle", "headline": "Another",'
        ' "datePublished": "2020-01-01"}, {"@type": "NewsArticle", "headline":'
        ' "Raid near Qamishli", "datePublished": "2022-10-06"}]</script>',
        '<script type="application/ld+json">{"@type": "NewsArticle", "text": "no "JSON",'
        ' "datePublished": "2022-10-06T10:00"}</script>',
    ],
)
def test_what_the_markup_calls_published_wins_over_changes_and_other_articles(head: str) -> None:
    assert published(head) == DAY


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:updated_time" content="2022-10-06">',
        '<meta http-equiv="last-modified" content="2022-10-06">',
        '<meta name="date" content="06/10/2022">',
        '<meta property="og:image" content="https://a.example/2022/10/06/a.jpg">',
        '<script type="application/ld+json">[{"@type": "NewsArticle", "datePublished":'
        ' "2020-01-01"}, {"@type": "NewsArticle", "datePublished": "2022-10-06"}]</script>',
    ],
)
def test_what_the_markup_leaves_in_doubt_is_no_date(head: str) -> None:
    assert published(head) is None


def test_the_microdata_of_teasers_is_not_the_articles() -> None:
    teaser = (
        '<div itemscope itemtype="http://schema.org/NewsArticle"><b itemprop="headline">Other</b>'
        '<meta itemprop="datePublished" content="2020-01-01"></div>'
    )
    own = (
        '<div itemscope itemtype="http://schema.org/NewsArticle"><h1>Raid near Qamishli</h1>'
        f'<meta itemprop="datePublished" content="2022-10-06">{PARAGRAPHS}</div>'
    )
    source = f"<html><body>{teaser}{own}{teaser}</body></html>"
    assert only_draft(source, "text/html").published == DAY


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        (
            "Raid near Karsa | The Post",
            '<a href="/">The Post</a><h1>Raid near Karsa</h1>',
            "The Post",
        ),
        (
            "The Post: Raid near Karsa",
            '<h1><a href="/">The Post</a></h1><h2>Raid near Karsa</h2>',
            "The Post",
        ),
        ("Raid near Karsa - what is known", "<h1>Raid near Karsa - what is known</h1>", None),
        ("Raid near Karsa - World", "<h1>Raid near Karsa</h1>", None),
        ("Raid near Karsa", '<a href="/">Home</a><h1>Raid near Karsa</h1>', None),
        (
            "Raid near Karsa",
            '<a href="https://video.example/">Video</a><b>Video</b><h1>Raid near Karsa</h1>',
            None,
        ),
    ],
)
def test_what_the_title_and_another_part_call_the_site_is_the_outlet(
    title: str, body: str, expected: str | None
) -> None:
    draft = only_draft(soup(title, body), "text/html")
    assert draft.title.startswith("Raid near Karsa")
    assert draft.title in title
    assert draft.outlet == expected


def test_a_page_that_is_titled_by_its_site_alone_has_the_headline_that_it_shows() -> None:
    body = '<a href="/">The Post</a><h2>Raid near Karsa</h2>'
    draft = only_draft(soup("The Post", body, "© 2022 The Post"), "text/html")
    assert (draft.title, draft.outlet) == ("Raid near Karsa", "The Post")


@pytest.mark.parametrize("around", ["<form>", '<div class="content-sidebar-wrap">'])
def test_what_holds_the_whole_page_is_not_beside_it(around: str) -> None:
    body = f"{around}<h1>Raid near Karsa</h1><p>6 October 2022</p>"
    draft = only_draft(soup("Raid near Karsa", body), "text/html")
    assert (draft.title, draft.published) == ("Raid near Karsa", DAY)


def test_a_relative_canonical_address_is_that_of_the_pages_base() -> None:
    head = '<base href="/world/"><link rel="canonical" href="raid.html">'
    assert fetched(page(head), "https://cnn.com/a/b?c=d").url == "https://cnn.com/world/raid.html"


def test_the_headline_that_is_shown_wins_over_the_one_for_search_engines() -> None:
    head = '<meta property="og:title" content="SHOCK raid: what we know (VIDEO)">'
    source = page(head).replace("<title>Raid near Qamishli", "<title>SHOCK raid: what we know")
    assert only_draft(source, "text/html").title == "Raid near Qamishli"


def test_outlet_author_and_dates_above_the_report_are_cut_and_reported() -> None:
    head = '<meta property="og:site_name" content="The Post">'
    body = "<p>The Post</p><p>By Jane Doe</p><p>Published: 6 October 2022</p>"
    draft = only_draft(page(head, body), "text/html")
    assert draft.text.startswith("US forces")
    assert draft.cut[:3] == ("The Post", "By Jane Doe", "Published: 6 October 2022")


def test_a_stub_before_a_paywall_is_taken_and_told_as_such() -> None:
    source = page(body="<p>The army said so.</p>").replace(
        "</article>", '<div class="paywall"><p>Subscribe to continue reading</p></div></article>'
    )
    draft = only_draft(source, "text/html")
    assert "raid number 5" in draft.text
    assert "Subscribe" not in draft.text
    assert boilerplate.breaks_off(draft.cut)
    assert not boilerplate.breaks_off(only_draft(page(), "text/html").cut)


def test_a_page_of_teasers_is_a_problem() -> None:
    teasers = "".join(
        f"<h2><a href='/{n}'>Council votes on matter {n}</a></h2><p>Council votes on matter {n}. "
        "The ferry timetable changes from Monday on.</p>"
        for n in range(6)
    )
    source = f"<html><body><h1>The Post</h1>{teasers}</body></html>"
    assert "give the address of one" in only_problem(source, "text/html").message


def test_an_article_laid_out_in_a_table_keeps_its_paragraphs() -> None:
    text = "<br><br>".join(
        f"Raid number {n} took place near the village, they said." for n in range(9)
    )
    menu = "<a href=/>Home</a><br><a href=/w>World</a>"
    source = f"<table><tr><td>{menu}</td><td><h2>Nine raids</h2>{text}</td></tr></table>"
    draft = only_draft(f"<html><body>{source}</body></html>", "text/html")
    assert draft.title == "Nine raids"
    assert len(draft.text.split("\n\n")) == 9


def test_a_table_of_figures_stays_a_table() -> None:
    table = "<table><tr><td>Upper ford</td><td>2 dead</td></tr></table>"
    assert "Upper ford" in only_draft(page(body=table), "text/html").text


@pytest.mark.parametrize("reference", ["&#1;", "&#xB;", "&#xFFFF;", "&#0;", "&#99999999999;"])
def test_a_reference_to_what_is_no_character_costs_no_more_than_itself(reference: str) -> None:
    draft = only_draft(page().replace("US forces", f"US{reference}forces"), "text/html")
    assert len(draft.text.split("\n\n")) == 6
    assert "’" in only_draft(page().replace("US", "US&#0000000008217;"), "text/html").text


def test_a_page_with_more_elements_than_any_article_is_a_problem() -> None:
    source = page(body="<p>x</p>" * MOST_ELEMENTS)
    assert "copy the article's text" in only_problem(source, "text/html").message


@pytest.mark.parametrize("crowd", ["<a href=x>y</a> ", "<br>x ", "<td>1<td>2<tr>", "<b>x</b> "])
def test_crowds_of_elements_take_seconds_not_minutes(crowd: str) -> None:
    source = page(body=f"<p>{crowd * 7000}</p>")
    started = thread_time()
    assert "raid number 5" in only_draft(source, "text/html").text
    assert thread_time() - started < 20


def test_a_page_that_calls_itself_english_in_another_script_is_not_believed() -> None:
    text = "Сегодня армия провела операцию на севере страны, один главарь убит, двое взяты. "
    source = f"<html lang='en'><body><h1>Операция</h1><p>{text * 3}</p></body></html>"
    assert only_draft(source, "text/html").language == "ru"


@pytest.mark.parametrize(
    ("canonical", "known_as"),
    [
        ("https://www.cnn.com/raid?utm_source=a", "https://www.cnn.com/raid"),
        ("https://other.example/raid", "https://edition.cnn.com/a"),
        ("https://edition.cnn.com/", "https://edition.cnn.com/a"),
    ],
)
def test_a_page_names_its_address_but_no_other_sites(canonical: str, known_as: str) -> None:
    head = f'<link rel="canonical" href="{canonical}">'
    assert fetched(page(head), "https://edition.cnn.com/a").url == known_as


def test_an_endless_canonical_address_is_passed_over_at_once() -> None:
    head = f'<link rel="canonical" href="https://edition.cnn.com/{"a-1" * 20_000}">'
    started = thread_time()
    assert fetched(page(head), "https://edition.cnn.com/a").url == "https://edition.cnn.com/a"
    assert thread_time() - started < 5


def test_the_encoding_that_a_page_declares_counts() -> None:
    source = page('<meta charset="windows-1251">').replace("village", "село")
    assert "село" in only_draft(source.encode("cp1251"), "text/html").text


@pytest.mark.parametrize("source", ["<html><body><script>x()</script></body></html>", "<p>"])
def test_a_page_without_text_is_a_problem(source: str) -> None:
    assert "copy the text" in only_problem(source, "text/html").message
