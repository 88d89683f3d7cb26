"""The 200 pages of `tests.site` over real HTTP on loopback, and through what an operator uses."""

from collections.abc import Iterator
from datetime import date

import feedparser
import httpx
import pytest

from index.errors import FetchError
from index.intake import read
from index.records import Document, Draft, Problem
from index.web.fetching import fetch
from tests.site import changing
from tests.site.feeds import FEEDS, HELD_BACK, Feed
from tests.site.layouts import SLOTS
from tests.site.pages import PAGES
from tests.site.reports import HALVES, LANGUAGES, REPORTS
from tests.site.scoring import Dated, Score
from tests.site.server import Site, serving
from tests.site.table import HEAD, scores, table, wrong_days

ARTICLES = 192
"""Pages that hold an article; the other eight are front pages, or built by scripts."""

LINES_LEFT = 3

pytestmark = [pytest.mark.xdist_group("site"), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def visited() -> Iterator[Site]:
    """A site that every page was read of once."""
    with serving() as site:
        yield site


@pytest.fixture(scope="module")
def found(visited: Site) -> list[Score]:
    return scores(visited)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def fetched(site: Site, url: str) -> Document:
    return fetch(url, transport=site.transport(), resolve=site.resolve)


def articles(found: list[Score]) -> list[Score]:
    return [score for score in found if score.page.expected]


def get(site: Site, url: str, **headers: str) -> httpx.Response:
    with httpx.Client(transport=site.transport(), trust_env=False) as client:
        return client.get(url, headers={name.replace("_", "-"): v for name, v in headers.items()})


def test_there_are_two_hundred_pages_five_of_each_of_forty_reports() -> None:
    assert len(PAGES) == len({page.url for page in PAGES}) == 200
    assert {sum(p.report is report for p in PAGES) for report in REPORTS} == {5}
    assert {sum(p.language == language for p in PAGES) for language in LANGUAGES} == {25}
    assert {sum(p.report.half == half for p in PAGES) for half in HALVES} == {100}
    assert {page.layout for page in PAGES} == {layout.name for slot in SLOTS for layout in slot}


def test_an_article_is_found_where_there_is_one_and_a_problem_elsewhere(found: list[Score]) -> None:
    assert len(articles(found)) == ARTICLES
    assert [score.page.url for score in found if not score.is_right_kind] == []
    messages = {score.found.message for score in found if isinstance(score.found, Problem)}
    assert all("copy the text" in text or "the address of one" in text for text in messages)


def test_titles_outlets_and_addresses_are_the_articles(found: list[Score]) -> None:
    assert [s.page.url for s in articles(found) if not (s.title and s.outlet and s.url)] == []


def test_no_date_is_wrong_and_none_that_is_told_is_missing(found: list[Score]) -> None:
    assert wrong_days(found) == []
    assert [s.page.url for s in articles(found) if s.dated is Dated.MISSING] == []
    told = [s for s in articles(found) if s.dated is Dated.RIGHT]
    assert len(told) == ARTICLES - 9  # one leaves June or October open, eight tell none


def test_no_paragraph_of_a_report_is_lost(found: list[Score]) -> None:
    assert {s.page.url: s.lost for s in articles(found) if s.lost} == {}


def test_hardly_a_line_of_furniture_is_left(found: list[Score]) -> None:
    left = [line for score in articles(found) for line in score.furniture]
    assert len(left) <= LINES_LEFT, left


def test_the_table_counts_what_was_found(found: list[Score]) -> None:
    rows = table(found)
    assert {len(row) for row in rows} == {len(HEAD)}
    assert rows[-1][:5] == ("in all", "200", "200", str(ARTICLES), f"{ARTICLES}, 0, 0")


def test_versions_of_an_article_have_its_address(found: list[Score]) -> None:
    versions = [s for s in found if s.page.layout in {"amp", "print"}]
    known = {page.url for page in PAGES}
    assert {
        isinstance(s.found, Draft) and s.found.url in known - {s.page.url} for s in versions
    } == {True}


def test_only_loopback_was_dialled_and_every_request_came_to_the_site(
    visited: Site, found: list[Score]
) -> None:
    asked = [hit.url for hit in visited.hits if not hit.url.endswith("/robots.txt")]
    assert asked == [page.url for page in PAGES]
    assert {hit.agent.startswith("Sitrep/") for hit in visited.hits} == {True}


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.url)
def test_a_feed_is_well_formed_and_leads_to_its_pages(site: Site, feed: Feed) -> None:
    answer = get(site, feed.url)
    parsed = feedparser.parse(answer.content, response_headers=dict(answer.headers))
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.feed.title == feed.outlet.name
    shown = feed.pages[HELD_BACK:]
    assert len(shown) >= 5
    links = [entry.link.partition("?")[0] for entry in parsed.entries]
    assert links == [page.url for page in shown]
    moments = [entry.get("published_parsed") or entry.updated_parsed for entry in parsed.entries]
    days = [date(*moment[:3]) for moment in moments]
    assert days == [page.report.published for page in shown]
    assert [entry.title for entry in parsed.entries] == [page.report.title for page in shown]


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.url)
def test_a_feed_is_sent_again_only_when_it_shows_more(site: Site, feed: Feed) -> None:
    first = get(site, feed.url)
    known = {"If_None_Match": first.headers["etag"]}
    since = {"If_Modified_Since": first.headers["last-modified"]}
    assert get(site, feed.url, **known).status_code == 304
    assert get(site, feed.url, **since).status_code == 304
    newest = site.publish(feed.url)
    again = get(site, feed.url, **known, **since)
    assert again.status_code == 200
    assert newest == feed.pages[HELD_BACK - 1].url
    assert newest.rpartition("/")[2].encode() in again.content


def test_the_changing_page_tells_a_higher_toll_in_each_version(site: Site) -> None:
    first = fetched(site, changing.URL)
    site.change()
    texts = []
    for version in (2, 4):
        site.change(to=version)
        (draft,) = read(changing.URL, fetch=lambda url: fetched(site, url))
        assert isinstance(draft, Draft)
        assert draft.title == changing.title(version)
        assert draft.published == date(2024, 6, 9)
        texts.append(draft.text)
    assert first.data != fetched(site, changing.URL).data
    assert [text.split("\n\n") for text in texts] == [
        list(changing.paragraphs(version)) for version in (2, 4)
    ]


def test_the_changing_page_is_not_sent_again_while_it_stays(site: Site) -> None:
    known = {"If_None_Match": get(site, changing.URL).headers["etag"]}
    assert get(site, changing.URL, **known).status_code == 304
    site.change()
    assert get(site, changing.URL, **known).status_code == 200


def test_a_page_may_be_gone(site: Site) -> None:
    site.gone("/changing")
    site.gone(PAGES[0].url)
    for url in (changing.URL, PAGES[0].url):
        with pytest.raises(FetchError, match="410"):
            fetched(site, url)
    assert fetched(site, PAGES[1].url).data == PAGES[1].body


def test_by_hand_the_host_is_the_first_part_of_the_path(site: Site) -> None:
    url = f"{site.base}/{changing.URL.removeprefix('http://')}"
    assert changing.title(1) in httpx.get(url, trust_env=False).text
    assert site.hits[-1].url == changing.URL
