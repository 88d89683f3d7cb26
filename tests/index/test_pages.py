from datetime import date

import pytest

from index import extraction
from index.records import Document, Draft
from tests.index.documents import only_draft, only_problem

PARAGRAPHS = "".join(
    f"<p>US forces carried out raid number {number} near the village on 3 May 2019, officials "
    "said, and an operative was killed.</p>"
    for number in range(6)
)


def page(head: str = "", body: str = "", language: str = "en") -> str:
    return (
        f'<html lang="{language}"><head><title>Raid near Qamishli</title>{head}</head><body>'
        f"<nav>Home World</nav><article><h1>Raid near Qamishli</h1>{body}{PARAGRAPHS}</article>"
        "<footer>© 2022 Somebody</footer></body></html>"
    )


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
    assert only_draft(page(body=body), "text/html").published is None


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


def test_the_encoding_that_a_page_declares_counts() -> None:
    source = page('<meta charset="windows-1251">').replace("village", "село")
    assert "село" in only_draft(source.encode("cp1251"), "text/html").text


@pytest.mark.parametrize("source", ["<html><body><script>x()</script></body></html>", "<p>"])
def test_a_page_without_text_is_a_problem(source: str) -> None:
    assert "copy the text" in only_problem(source, "text/html").message
