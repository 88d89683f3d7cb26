"""A web page -> a draft. trafilatura tells the article from the page around it."""

import logging
import re
import sys
import warnings
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import lxml.html
import trafilatura
from lxml.etree import LxmlError
from trafilatura.utils import load_html

from index.documents import boilerplate, decoding, page_days, page_language
from index.documents.drafting import Facts, draft
from index.documents.page_lines import divided, is_list, plea_to_pay
from index.documents.page_markup import Markup, address_of, markup
from index.documents.page_names import Names
from index.documents.page_parts import headline
from index.documents.page_shape import shape
from index.errors import ExtractionError
from index.records import Document, Draft, Given
from index.web.addresses import canonical, same_site

# They report each page without an article as an error of theirs; it is a Problem of ours.
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)
# And htmldate's parser warns of each time zone that a page made up.
warnings.filterwarnings("ignore", "tzname .* identified but not understood")

_MANY_BLOCKS = 3000
_BLOCKS = (
    *("p", "div", "br", "li", "ul", "dl", "dd", "dt", "td", "th", "tr", "table", "caption", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "center", "form", "fieldset", "legend"),
    *("option", "optgroup", "textarea"),
)
# XML 1.0, section 2.2.
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&#(?:(?P<decimal>\d+)|[xX](?P<hex>[0-9a-fA-F]+));?", re.ASCII)
_MOST_DIGITS = 9

_SHORT = 1500
"""Characters; a report so short may be the beginning of one."""

# Where trafilatura finds no more, it takes a page's menu, or its plea for JavaScript.
_HAS_TEXT = (
    "boolean(//body//text()[normalize-space() and not(ancestor::script or ancestor::style"
    " or ancestor::template or ancestor::noscript or ancestor::nav or ancestor::footer"
    " or ancestor::button or ancestor::select or ancestor::a)])"
)


def read(document: Document, given: Given) -> Draft:
    """An HTML page -> a draft.

    Raises:
        ExtractionError: it holds no article that can be told from the page around it.
    """
    charset = document.charset or decoding.declared(document.data)
    source = decoding.clean(decoding.decode(document.data, charset))
    tree = _parsed(_in_xml(source))
    shape(tree)
    found = _extracted(tree, document.url)
    lines = [" ".join(line.split()) for line in (found.text or "").split("\n") if line.strip()]
    address = _address(tree, document.url)
    stated = markup(tree, canonical(address or ""))
    if is_list(tree, lines) and not stated.is_article:
        raise ExtractionError("the page lists articles and holds none; give the address of one")
    locale = page_language.tag(tree, stated, lines)
    facts = _facts(tree, stated, found, address, locale)
    head, lines, report = divided(lines, facts, locale)
    day = page_days.published(
        tree,
        stated,
        address=address,
        locale=locale,
        byline=_byline(tree, facts.title, report),
    )
    facts = replace(facts, published=day)
    read = draft([[line] for line in lines], facts, given, headed=True)
    return replace(read, cut=(*head, *read.cut, *_plea(tree, stated, read)))


def _facts(
    tree: lxml.html.HtmlElement,
    stated: Markup,
    found: trafilatura.settings.Document,
    address: str | None,
    locale: str | None,
) -> Facts:
    """All but the day of publication."""
    names = Names(tree, stated, address)
    title = names.headline() or found.title
    return Facts(
        title=title,
        url=address,
        outlet=names.outlet(title) or found.sitename,
        author=found.author,
        language=locale,
    )


def _plea(tree: lxml.html.HtmlElement, stated: Markup, read: Draft) -> list[str]:
    """The plea for a subscription where a report breaks off and extraction dropped it.

    Many pages carry one unseen, to show it to some: of a long report it says nothing.
    """
    if boilerplate.breaks_off(read.cut) or not (stated.is_paid or len(read.text) < _SHORT):
        return []
    plea = plea_to_pay(tree)
    return [plea] if plea else []


def _byline(
    tree: lxml.html.HtmlElement, title: str | None, report: str | None
) -> page_days.Byline | None:
    """Where the byline stands: below the headline that the page shows, above the report."""
    shown = headline(tree, title) if title else None
    if shown is None or report is None:
        return None
    return page_days.Byline(headline=shown, report=report)


def _in_xml(source: str) -> str:
    """Without the characters that no tree can hold, and references to them.

    Word processors leave "&#11;" in pages, and with one of them trafilatura finds no text at all.
    """
    return _REFERENCE.sub(_reference, _NOT_IN_XML.sub(" ", source))


def _reference(match: re.Match[str]) -> str:
    digits = (match["decimal"] or match["hex"]).lstrip("0")[:_MOST_DIGITS]
    number = int(digits or "0", 10 if match["decimal"] else 16)
    known = number <= sys.maxunicode and not _NOT_IN_XML.match(chr(number))
    return match[0] if known else " "


def _parsed(source: str) -> lxml.html.HtmlElement:
    try:
        tree = load_html(source)
    except (LxmlError, ValueError, TypeError) as error:
        raise _no_article() from error
    if tree is None or not tree.xpath(_HAS_TEXT):
        raise _no_article()
    return tree


def _extracted(tree: lxml.html.HtmlElement, url: str | None) -> trafilatura.settings.Document:
    try:
        found = trafilatura.bare_extraction(
            tree,
            url=url,
            # The second and third opinions that it takes otherwise compare every short paragraph
            # with all others, which costs minutes on a page of twenty thousand.
            fast=sum(1 for _ in tree.iter(*_BLOCKS)) > _MANY_BLOCKS,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (LxmlError, LookupError, AttributeError, RecursionError) as error:
        raise _no_article() from error
    if not isinstance(found, trafilatura.settings.Document):
        raise _no_article()
    return found


def _no_article() -> ExtractionError:
    return ExtractionError(
        "the page holds no article's text (a page built by scripts doesn't, in its source); "
        "copy the text from the browser into a .txt file"
    )


def _address(tree: lxml.html.HtmlElement, fetched: str | None) -> str | None:
    """The address that the page calls its own, if it may; else where it was fetched.

    A page must not pass itself off as another site's article, whose place it would take. Templates
    that name the front page on every article would make all of them one.
    """
    said = tree.xpath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")
    said += tree.xpath("//meta[@property='og:url']/@content")
    base = _joined(fetched or "", next(iter(tree.xpath("//base/@href")), ""))
    for address in said:
        own = address_of(_joined(base, address))
        if own and urlsplit(own).path not in {"", "/"} and _may_name(own, fetched):
            return own
    return fetched


def _may_name(own: str, fetched: str | None) -> bool:
    """Whether both are one host's, or one registered domain's."""
    if fetched is None or urlsplit(own).hostname == urlsplit(fetched).hostname:
        return True
    return same_site(own, fetched)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:  # what looks like an IPv6 address, and is none
        return ""
