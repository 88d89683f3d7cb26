"""A web page -> a draft. trafilatura tells the article from the page around it."""

import copy
import logging
from datetime import date
from urllib.parse import urlsplit

import htmldate
import lxml.html
import trafilatura
from lxml.etree import LxmlError
from trafilatura.utils import load_html

from index import decoding
from index.addresses import canonical, same_site
from index.dates import parse_day
from index.drafting import Facts, draft
from index.errors import ExtractionError
from index.records import Document, Draft, Given

# They report each page without an article as an error of theirs; it is a Problem of ours.
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

# Where a page says by its markup that this is the day of publication. Any other date on it, in the
# text above all, may be anything's.
_DATED = (
    "//script[contains(@type, 'ld+json')] | //time[@pubdate]"
    " | //*[@itemprop='datePublished' or @property='datePublished']"
)
_MANY_PARAGRAPHS = 5000
_STATED = (
    "//*[@itemprop='datePublished' or @property='datePublished']/@*[name() = 'content' or"
    " name() = 'datetime']"
)
_ARTICLE_TIMES = "(//article | //main)//time/@datetime"
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
    tree = _parsed(source)
    found = _extracted(tree, document.url)
    address = _address(found.url, document.url)
    facts = Facts(
        title=found.title,
        url=address,
        outlet=found.sitename,
        author=found.author,
        published=_published(tree, address),
        language=tree.get("lang"),
    )
    lines = [line for line in (found.text or "").split("\n") if line.strip()]
    return draft([[" ".join(line.split())] for line in lines], facts, given, headed=True)


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
            # The second and third opinions that it takes otherwise cost minutes on a huge page.
            fast=len(tree.xpath("//p")) > _MANY_PARAGRAPHS,
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


def _address(said: str | None, fetched: str | None) -> str | None:
    """The address that the page calls its own, if it may; else where it was fetched.

    A page must not pass itself off as another site's article, whose place it would take. Templates
    that name the front page on every article would make all of them one.
    """
    own = canonical(said) if said else None
    if own is None or urlsplit(own).path in {"", "/"}:
        return fetched
    return own if fetched is None or same_site(own, fetched) else fetched


def _published(tree: lxml.html.HtmlElement, address: str | None) -> date | None:
    """The day that the address, the page's head or its markup names; never one from the text."""
    marked = lxml.html.Element("html")
    head = tree.find("head")
    if head is not None:
        marked.append(copy.deepcopy(head))
        for title in marked.iter("title"):
            title.text = None
    body = lxml.html.Element("body")
    marked.append(body)
    for element in tree.xpath(_DATED):
        body.append(copy.deepcopy(element))
        body[-1].tail = None
    found = htmldate.find_date(
        marked, extensive_search=False, original_date=True, url=address, deferred_url_extractor=True
    )
    if found:
        return parse_day(found)
    for where in (_STATED, _ARTICLE_TIMES):
        days = {parse_day(str(moment)) for moment in tree.xpath(where)}
        if len(days) == 1:
            return days.pop()
    return None
