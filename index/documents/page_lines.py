"""The lines that were extracted from a web page: its head before the report, and lists of links."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import lxml.html

from index.documents import bylines, furniture
from index.documents.byline_words import ROLE, STAFF
from index.documents.drafting import Facts
from index.documents.page_parts import text_of
from index.wording.folding import folded

_SENTENCE = 60
"""Characters; a line so long, or a sentence, is the report's."""

_SENTENCE_END = re.compile(r"[.!?…。؟۔][\"'”’»)]*\Z")
_MOST_HEAD_LINES = 8
_LONGEST_PLEA = 200
_LONGEST_ROLE = 40
_NAME = r"[^\W\d_a-zа-яёіїєґ][\w.'’-]*"
_BY = re.compile(
    rf"(?:By|BY|Von|VON|Par|PAR|Por|POR|Автор:?|Текст:|Haber:|Yazar:|بقلم:?) ?{_NAME}"
    rf"(?:,? (?:and|und|et|y|ve|и|і|та|و|de|von|van|al|bin)?,? ?{_NAME}){{0,5}}"
    rf"|{_NAME}(?: {_NAME}){{0,4}}[,،] {ROLE}"
    rf"|(?:By|Von|Par|Por|Автор:|Haber:|بقلم:?) .{{0,40}}{STAFF}.{{0,40}}",
)
_HEADINGS = ("h1", "h2", "h3", "h4")
_BLOCKS = (*_HEADINGS, "p", "li", "div", "td", "blockquote")
_TEASER = re.compile(r"h+t+")
_OTHERS = re.compile(r"t+")
_FEW_TEASERS = 4
_LINES_BETWEEN = 2


def divided(
    lines: Sequence[str], facts: Facts, locale: str | None
) -> tuple[list[str], list[str], str | None]:
    """Part what stands above the report from the rest.

    Args:
        lines: what was extracted.
        facts: title, outlet and author, as far as they are known.
        locale: the page's language tag.

    Returns:
        The lines of outlet, author and dates; all others; and that with which the report begins,
        the first that is long or a sentence.
    """
    head: list[str] = []
    rest: list[str] = []
    for number, line in enumerate(lines[:_MOST_HEAD_LINES]):
        if _is_of_head(line, facts, locale):
            head.append(line)
        elif folded(line) != folded(facts.title or "") and _is_told(line):
            return head, [*rest, *lines[number:]], line
        else:
            rest.append(line)
    return head, [*rest, *lines[_MOST_HEAD_LINES:]], None


def plea_to_pay(tree: lxml.html.HtmlElement) -> str | None:
    """The line with which a page asks for a subscription, wherever in its body it stands."""
    for text in tree.xpath("//body//text()[not(ancestor::header or ancestor::footer)]"):
        line = " ".join(text.split()) if len(text) <= _LONGEST_PLEA else ""
        if line and furniture.asks_to_pay(line):
            return line
    return None


def is_list(tree: lxml.html.HtmlElement, lines: Sequence[str]) -> bool:
    """Whether the page is one of teasers: headlines that are links, with a line or two after each.

    Args:
        tree: the page.
        lines: what was extracted from it.
    """
    order = "".join(_order(tree, {folded(line) for line in lines}))
    longest = max(map(len, _OTHERS.findall(order)), default=0)
    return len(_TEASER.findall(order)) >= _FEW_TEASERS and longest <= _LINES_BETWEEN


def _order(tree: lxml.html.HtmlElement, lines: set[str]) -> Iterator[str]:
    """In order, ``h`` for a heading that is a link and ``t`` for each other line of the text."""
    for element in tree.iter(*_BLOCKS):
        if next(islice(element.iter(*_BLOCKS), 1, None), None) is not None:
            continue
        text = folded(text_of(element))
        linked = element.tag in _HEADINGS and text and text == _linked(element)
        if linked:
            yield "h"
        elif text in lines:
            yield "t"


def _linked(heading: lxml.html.HtmlElement) -> str:
    """The text of the links in a heading, or of the link that it stands in."""
    around = next(heading.iterancestors("a"), None)
    inside = " ".join(text_of(link) for link in heading.iter("a"))
    return folded(text_of(heading) if around is not None else inside)


def _is_told(line: str) -> bool:
    return len(line) >= _SENTENCE or bool(_SENTENCE_END.search(line))


def _is_of_head(line: str, facts: Facts, locale: str | None) -> bool:
    if len(line) > bylines.LONGEST:
        return False
    if bylines.written(line, locale) or _BY.fullmatch(line):
        return True
    if facts.outlet and folded(line) == folded(facts.outlet):
        return True
    author = facts.author
    if author is not None and author in line and len(line) <= len(author) + _LONGEST_ROLE:
        return True
    return bylines.ends_in_a_day(line)
