"""What is looked up in a library without a model: addresses, outlets, neighbours, its state."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine import Engine
from index.records import Draft
from index.results import Filters
from tests.index.asking import CAMP, REPORTS, STRIKE, engine
from tests.index.libraries import draft


@pytest.fixture
def reports(tmp_path: Path) -> Iterator[Engine]:
    with closing(engine(tmp_path / "library")) as found:
        list(found.add(REPORTS))
        yield found


def by(outlet: str | None, number: int) -> Draft:
    return replace(draft(f"R{number}"), outlet=outlet)


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/strike",
        "HTTPS://News.Example:443/strike?utm_source=telegram#comments",
        " https://news.example/strike ",
    ],
)
def test_an_article_is_found_by_its_address_in_whatever_form(reports: Engine, url: str) -> None:
    found = reports.article_at(url)
    assert found is not None
    assert found.title == STRIKE.title


@pytest.mark.parametrize("url", ["https://news.example/other", "news.example/strike", "", "\ud800"])
def test_no_article_is_found_at_another_address_or_none(reports: Engine, url: str) -> None:
    assert reports.article_at(url) is None


@given(st.text())
def test_any_text_may_be_taken_for_an_address(text: str) -> None:
    assert Engine.article_at(_Empty(), text) is None  # type: ignore[arg-type]


class _Empty:
    """A library that holds no article at any address."""

    @property
    def _store(self) -> "_Empty":
        return self

    def article_at(self, address: str) -> None:
        assert address.startswith(("http://", "https://"))


def test_outlets_come_by_how_many_articles_they_have_then_by_name(reports: Engine) -> None:
    assert reports.outlets() == ["AP", "CNN"]
    list(reports.add(by(outlet, n) for n, outlet in enumerate(["Zeit", "Reuters", "CNN", "CNN"])))
    assert reports.outlets() == ["CNN", "AP", "Reuters", "Zeit"]
    assert reports.outlets(limit=2) == ["CNN", "AP"]
    assert reports.outlets(limit=0) == []


def test_an_outlet_is_there_once_in_its_commonest_spelling(reports: Engine) -> None:
    spellings = ["cnn", "cnn", " CNN ", "Ünlü Gazete", "ÜNLÜ GAZETE", "ünlü gazete", None, " "]
    list(reports.add(by(outlet, n) for n, outlet in enumerate(spellings)))
    found = reports.outlets()
    assert found[0] == "cnn"
    assert [name.casefold() for name in found] == ["cnn", "ünlü gazete", "ap"]
    for name in found:
        hits = reports.ask("report", filters=Filters(outlets=(name,)), limit=99).hits
        assert hits
        assert {(hit.article.outlet or "").strip().casefold() for hit in hits} == {name.casefold()}


def test_a_library_without_outlets_names_none(tmp_path: Path) -> None:
    with closing(engine(tmp_path / "library")) as empty:
        assert empty.outlets() == []
        list(empty.add([replace(CAMP, outlet=None)]))
        assert empty.outlets() == []


def test_neighbours_stay_within_the_article_and_in_order(tmp_path: Path) -> None:
    with closing(engine(tmp_path / "library")) as found:
        list(found.add([draft("A"), draft("B", n_paragraphs=5), draft("C")]))
        own = found.passages_of(2)
        assert found.around(own[2].id) == own[1:4]
        assert found.around(own[2].id, 0) == [own[2]]
        assert found.around(own[0].id, 2) == own[:3]
        assert found.around(own[4].id, 9) == own
        found.remove(2)
        assert found.around(own[2].id, 9) == []
        assert found.around(own[2].id, -1) == []


def test_the_revision_rises_with_each_change(reports: Engine) -> None:
    seen = [reports.revision()]
    list(reports.add([STRIKE]))
    assert reports.revision() == seen[0]  # nothing new came in
    list(reports.add([draft("A")]))
    seen.append(reports.revision())
    reports.remove(1)
    seen.append(reports.revision())
    assert seen == sorted(set(seen))
