"""The 200 pages: 25 a language, five a report, each with what ought to be read from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Template
from urllib.parse import quote

from tests.site.fields import Scene, fields
from tests.site.layouts import OLD_ENCODINGS, SLOTS, Encoding, Layout
from tests.site.reports import LANGUAGES, REPORTS, Report

_TEMPLATES = Path(__file__).with_name("templates")
_UTF8 = Encoding(codec="utf-8", in_header="utf-8")
_REPORTS_EACH = len(REPORTS) // len(LANGUAGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What an operator would say of a page.

    Attributes:
        published: None where the page doesn't tell, or not for certain.
        url: the canonical address.
        paragraphs: what must be in the text, each whole.
        may_keep: other lines that may be.
    """

    title: str
    published: date | None
    outlet: str
    url: str
    paragraphs: tuple[str, ...]
    may_keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it is served.

    Attributes:
        url: its address; the host exists nowhere but in tests.
        body: the bytes of its HTML.
        content_type: the header that it is served with.
        expected: None where it holds no article, so that a problem is due.
    """

    url: str
    layout: str
    report: Report
    body: bytes
    content_type: str
    expected: Expected | None

    @property
    def language(self) -> str:
        """The ISO 639-1 code of its language."""
        return self.report.language


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a report stands in which layout."""

    report: Report
    layout: Layout
    number: int

    @property
    def url(self) -> str:
        path = self.layout.path.format(
            slug=self.report.slug,
            number=self.number,
            day=self.report.published,
            native=quote("-".join(self.report.title.replace(":", "").split())),
        )
        return f"http://{self.report.outlet.host}{path}"


def _pages() -> Iterator[Page]:
    places = list(_places())
    for place in places:
        # The first of the report's pages that is an article, and not a version of another one.
        sibling = next(
            other
            for other in places
            if other.report is place.report
            and other.layout.is_article
            and not other.layout.of_sibling
        )
        yield _page(place, sibling)


def _places() -> Iterator[_Place]:
    for row, language in enumerate(LANGUAGES):
        reports = [report for report in REPORTS if report.language == language]
        for slot, layouts in enumerate(SLOTS):
            (layout,) = (layout for layout in layouts if language in layout.languages)
            report = reports[(slot + row) % _REPORTS_EACH]
            yield _Place(report=report, layout=layout, number=1000 + len(SLOTS) * row + slot)


def _page(place: _Place, sibling: _Place) -> Page:
    scene = Scene(report=place.report, url=place.url, sibling=sibling.url, number=place.number)
    encoding = OLD_ENCODINGS[place.report.language] if place.layout.name == "old" else _UTF8
    blanks = {**fields(scene), "charset_meta": _charset_meta(encoding)}
    source = _template(place.layout.name).substitute(blanks)
    charset = f"; charset={encoding.in_header}" if encoding.in_header else ""
    return Page(
        url=place.url,
        layout=place.layout.name,
        report=place.report,
        body=source.encode(encoding.codec, "xmlcharrefreplace"),
        content_type=f"text/html{charset}",
        expected=_expected(place, sibling, scene) if place.layout.is_article else None,
    )


def _charset_meta(encoding: Encoding) -> str:
    if encoding.in_page is None:
        return ""
    return f'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={encoding.in_page}">\n'


@cache
def _template(name: str) -> Template:
    return Template((_TEMPLATES / f"{name}.html").read_text("utf-8"))


def _expected(place: _Place, sibling: _Place, scene: Scene) -> Expected:
    report, layout = place.report, place.layout
    kept = [scene.wording.one(name) for name in layout.may_keep]
    shown = report.paragraphs[: layout.shows]
    if layout.has_table:
        cells = [row[2] for row in scene.wording.table()[1:]]
        shown = (*shown, cells[0])
        kept += [cell for row in scene.wording.table() for cell in row]
    return Expected(
        title=report.title,
        published=None if report.language in layout.undated_in else report.published,
        outlet=report.outlet.name,
        url=(sibling if layout.of_sibling else place).url,
        paragraphs=shown,
        may_keep=tuple(kept),
    )


PAGES = tuple(_pages())
