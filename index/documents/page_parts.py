"""The parts of a web page that stand around its report: headings, byline, what is beside it."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

import lxml.html
from lxml import etree

from index.wording.folding import folded

_HEADINGS = ("h1", "h2", "h3")
_LONGEST_HEADLINE = 400
_LONGEST_NAMES = 400
# What stands there is about the whole site, or about other articles.
_BESIDE = {
    *("script", "style", "noscript", "template", "nav", "aside", "footer", "figure"),
    *("button", "select", "svg", "dialog", "iframe", "textarea"),
}
_BESIDE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:comments?|related|recommend\w*|sidebar|widget|ticker|popular|promo|breadcrumbs?"
    r"|menu|navbar|navigation|newsletter|cookies?|consent|modal|share|social)(?=$|[\s_-])",
    re.IGNORECASE,
)
_OWN_PART = re.compile(r"(?:^|[\s_-])(?:article|post|entry|story)(?=$|[\s_-])", re.IGNORECASE)
_MOST_HEADINGS = 100
_MOST_PIECES = 40
_MOST_BEFORE = 12
_TELLING = 3
_CERTAIN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of text that stands by itself in one element.

    Attributes:
        moment: what the ``datetime`` of a ``time`` element says; then the text is all of its own.
        classes: that element's classes.
    """

    text: str
    moment: str | None = None
    classes: str = ""


def headings(tree: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """The page's own headings, the larger ones first; not those of what stands beside it."""
    is_known_beside = cache(is_beside)  # many headings stand in the same elements
    for tag in _HEADINGS:
        for element in tree.iter(tag):
            around = (element, *element.iterancestors())
            if text_of(element) and not any(map(is_known_beside, around)):
                yield element


def text_of(element: lxml.html.HtmlElement) -> str:
    """Its text, white space folded."""
    return " ".join(str(element.text_content()).split())


def is_beside(element: lxml.html.HtmlElement) -> bool:
    """Whether an element and all that is in it is not of the article."""
    if not isinstance(element.tag, str) or element.tag in _BESIDE:
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''}"[:_LONGEST_NAMES]
    # "content-with-sidebar" holds the article too.
    return bool(_BESIDE_CLASS.search(named)) and element.find(".//h1") is None


def headline(tree: lxml.html.HtmlElement, title: str) -> lxml.html.HtmlElement | None:
    """The element whose text is the headline: a heading, or whatever else shows it."""
    wanted = folded(title)
    for element in islice(headings(tree), _MOST_HEADINGS):
        if folded(text_of(element)) == wanted:
            return element
    for text in tree.xpath("//body//text()"):
        if len(text) < _LONGEST_HEADLINE + len(title) and folded(text) == wanted:
            owner = text.getparent()
            return owner.getparent() if text.is_tail else owner
    return None


def between(headline: lxml.html.HtmlElement, report: str) -> Iterator[Piece]:
    """What stands between the headline and the report that begins so, in at most 40 pieces."""
    for piece in islice(_pieces(_body(headline), after=headline), _MOST_PIECES):
        if piece.moment is None and _begins(report, piece.text):
            return
        yield piece


def before(headline: lxml.html.HtmlElement) -> Iterator[Piece]:
    """What stands right above the headline in the same part of the page, if that is its own."""
    ancestors = [headline, *headline.iterancestors()]
    own = next((element for element in ancestors[1:] if _is_own(element)), ancestors[1])
    if own.tag not in {"html", "body"}:
        yield from deque(_pieces(own, until=headline), maxlen=_MOST_BEFORE)


def _is_own(element: lxml.html.HtmlElement) -> bool:
    """Whether an element holds the article and nothing else."""
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag in {"html", "body"}:
        return False
    if element.tag in {"article", "main"} or element.get("itemscope") is not None:
        return True
    return bool(_OWN_PART.search(named[:_LONGEST_NAMES]))


def _body(element: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    above = [element, *element.iterancestors()]
    return next((one for one in above if one.tag == "body"), above[-1])


def _begins(report: str, text: str) -> bool:
    return len(text) >= _TELLING and (
        report.startswith(text) or (len(text) >= _CERTAIN and text in report)
    )


def _pieces(
    root: lxml.html.HtmlElement,
    *,
    after: lxml.html.HtmlElement | None = None,
    until: lxml.html.HtmlElement | None = None,
) -> Iterator[Piece]:
    """The texts within an element, in order, without what stands beside the article."""
    going = after is None
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if element is until:
            return
        text = element.text if event == "start" else element.tail
        if event == "start" and element is not root and is_beside(element):
            walk.skip_subtree()
            text = None
        elif event == "start" and element.tag == "time" and element.get("datetime"):
            walk.skip_subtree()
            text = None
            if going:
                yield _time(element)
        going = going or (event == "end" and element is after)
        if going and text and text.strip() and (event == "start" or element is not root):
            yield Piece(text=" ".join(text.split()))


def _time(element: lxml.html.HtmlElement) -> Piece:
    return Piece(
        text=text_of(element), moment=element.get("datetime"), classes=element.get("class") or ""
    )
