"""The day on which a web page's article was published, where the page tells it for certain.

What the page states in its markup comes first, then its address, then the byline: what stands
between the headline and the report. Dates in the report, beside it and below it are of anything.
A wrong day is worse than none.
"""

import copy
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

import htmldate
import lxml.html

from index.documents import bylines
from index.documents.byline_words import LABELS, Label
from index.documents.dates import parse_day
from index.documents.page_markup import Markup
from index.documents.page_parts import Piece, before, between
from index.wording.folding import folded

# A day in meta elements of other names is that of a change, of the newest comment, of the copy.
_NOT_OF_PUBLICATION = re.compile(
    r"modif|updat|revis|expir|valid|last|utime|copyright|image|video|url", re.IGNORECASE
)
_MOST_META = 50
_MOST_LOOKED_AT = 500
_ISO = re.compile(r"\s*(\d{4}-\d\d-\d\d)(?!\d)")
_CHANGED = re.compile(r"updat|modif|edit|revis", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|posted|created|entry-date", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """Where a page's byline stands: after the headline and before the report.

    Attributes:
        headline: the element whose text is the headline.
        report: the text with which the report begins.
    """

    headline: lxml.html.HtmlElement
    report: str


def published(
    tree: lxml.html.HtmlElement,
    stated: Markup,
    *,
    address: str | None,
    locale: str | None,
    byline: Byline | None,
) -> date | None:
    """The day of publication; None where nothing tells it, or several things tell several.

    Args:
        tree: the page.
        stated: what its markup says.
        address: where it stands.
        locale: its language tag: whether 06/10 is June or October.
        byline: where its byline stands, if that could be told.
    """
    found = (
        _only(_stated_day(text, locale) for text in stated.published)
        or _of_meta(tree, address, locale)
        or (byline and _of_byline(byline, locale))
    )
    return found or None


def _only(days: Iterable[date | None]) -> date | None:
    """The one day that all name, if it can be one of publication."""
    different = {day for day in days if day}
    latest = date.today() + timedelta(days=1)  # it is tomorrow already somewhere
    return different.pop() if len(different) == 1 and max(different) <= latest else None


def _stated_day(text: str, locale: str | None) -> date | None:
    """The day that a value in the markup stands for."""
    if len(text) > bylines.LONGEST:
        return None
    iso = _ISO.match(text)
    if day := parse_day(iso[1] if iso else text):
        return day
    return _only(found.day for found in bylines.written(text, locale))


def _of_meta(tree: lxml.html.HtmlElement, address: str | None, locale: str | None) -> date | None:
    """What meta elements tell, under the many names that htmldate knows, or else the address.

    It is shown days that were read here: of what could be two it would take one.
    """
    page = lxml.html.Element("html")
    head = lxml.html.Element("head")
    page.append(head)
    for element, day in islice(_dated_meta(tree, locale), _MOST_META):
        meta = copy.deepcopy(element)
        meta.tail = None
        meta.set("content", day.isoformat())
        head.append(meta)
    found = htmldate.find_date(
        page, extensive_search=False, original_date=True, url=address, deferred_url_extractor=True
    )
    return _only([parse_day(found)]) if found else None


def _dated_meta(
    tree: lxml.html.HtmlElement, locale: str | None
) -> Iterator[tuple[lxml.html.HtmlElement, date]]:
    """Meta elements that may name the day of publication, and that day where it is certain."""
    for element in islice(tree.iter("meta"), _MOST_LOOKED_AT):
        name = " ".join(element.get(key) or "" for key in ("name", "property", "http-equiv"))
        is_named = name.strip() and not _NOT_OF_PUBLICATION.search(name)
        if is_named and (day := _stated_day(element.get("content") or "", locale)):
            yield element, day


def _of_byline(byline: Byline, locale: str | None) -> date | None:
    """The day in the byline; above the headline only where none stands below it."""
    below = list(_written(between(byline.headline, byline.report), locale))
    if below:
        return _of_publication(below)
    # Above it mastheads show what day it is, which is no longer so when it is some days old.
    yesterday = date.today() - timedelta(days=1)
    above = _written(before(byline.headline), locale)
    return _of_publication([one for one in above if one.label or one.day < yesterday])


def _of_publication(found: list[bylines.Written]) -> date | None:
    """The day that a label calls the one of publication, or else the one without a label."""
    labelled = [one.day for one in found if one.label is Label.PUBLISHED]
    return _only(labelled or [one.day for one in found if one.label is None])


def _written(pieces: Iterable[Piece], locale: str | None) -> Iterator[bylines.Written]:
    """The days in pieces of text; a label may stand in a piece of its own before its day."""
    label: Label | None = None
    for piece in pieces:
        if (said := bylines.label(piece.text)) and piece.moment is None:
            label = said
            continue
        for one in _days(piece, locale):
            yield replace(one, label=one.label or label)
            label = None


def _days(piece: Piece, locale: str | None) -> list[bylines.Written]:
    day = _stated_day(piece.moment, locale) if piece.moment else None
    if day is None:
        return bylines.written(piece.text, locale)
    words = folded(piece.text[: bylines.LONGEST])
    label = next((name for name, rule in LABELS.items() if rule.search(words)), None)
    if label is None and piece.classes:
        changed, first = _CHANGED.search(piece.classes), _PUBLISHED.search(piece.classes)
        label = Label.UPDATED if changed and not first else Label.PUBLISHED if first else None
    return [bylines.Written(day=day, label=label)]
