"""A web page's tree brought into a shape from which an article is extracted in bounded time."""

from itertools import takewhile

import lxml.html
from lxml import etree

from index.errors import ExtractionError

MOST_ELEMENTS = 30_000
"""An article's page has some thousands; each takes a third of a millisecond."""

_CROWD = 1000
"""What is done for each child of a paragraph looks at all of them."""

_INLINE = {
    *(
        "a",
        "br",
        "b",
        "i",
        "u",
        "em",
        "strong",
        "span",
        "font",
        "small",
        "big",
        "sub",
        "sup",
        "code",
    ),
    *(
        "abbr",
        "cite",
        "del",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "strike",
        "tt",
        "var",
    ),
}
_CELLS = frozenset({"td", "th"})
_PARTS = _CELLS | {"table", "tbody", "thead", "tfoot", "tr"}
_LONG = 300
"""Characters; no cell of a table of data holds so many."""


def shape(tree: lxml.html.HtmlElement) -> None:
    """Unfold tables that only lay out the page, and crowds of links and emphases; in place.

    Raises:
        ExtractionError: it has more elements than any article's page.
    """
    _thin_out(tree)
    _unfold_layout(tree)


def _thin_out(tree: lxml.html.HtmlElement) -> None:
    crowded = []
    for number, element in enumerate(tree.iter()):
        if number >= MOST_ELEMENTS:
            raise ExtractionError(
                f"the page has more than {MOST_ELEMENTS:,} elements, as no article's has; copy the "
                "article's text into a .txt file"
            )
        if len(element) > _CROWD:
            crowded.append(element)
    for element in crowded:
        _flatten(element)


def _flatten(element: lxml.html.HtmlElement) -> None:
    """Leave the text of an element's inline children, and nothing else of them."""
    before = None
    texts = [element.text]
    for child in list(element):
        if child.tag in _INLINE:
            texts += ["\n" if child.tag == "br" else child.text_content(), child.tail]
            element.remove(child)
        else:
            _put(texts, element, before)
            before, texts = child, [child.tail]
    _put(texts, element, before)


def _put(
    texts: list[str | None], element: lxml.html.HtmlElement, before: lxml.html.HtmlElement | None
) -> None:
    """Set what stands in an element after one of its children, or before the first."""
    text = "".join(filter(None, texts))
    if before is None:
        element.text = text
    else:
        before.tail = text


def _unfold_layout(tree: lxml.html.HtmlElement) -> None:
    """Turn each table that holds a long text into blocks; tables of data stay.

    Pages were laid out in tables before 2005; an article in a cell would come out as one line.
    """
    for cell, length in _cells(tree):
        if length > _LONG:
            row = cell.getparent()
            for element in (cell, row, *row.iterchildren(*_CELLS), *_parts_above(row)):
                if element.tag in _PARTS:
                    element.tag = "div"


def _parts_above(row: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """The row's table and its parts; those around that table hold a long text themselves."""
    above = takewhile(lambda element: element.tag in _PARTS - _CELLS, row.iterancestors())
    return list(above)


def _cells(tree: lxml.html.HtmlElement) -> list[tuple[lxml.html.HtmlElement, int]]:
    """All cells, with how many characters each holds."""
    found = []
    length = 0
    starts: list[int] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            starts.append(length)
            length += len((element.text or "").strip())
        else:
            start = starts.pop()
            if element.tag in _CELLS:
                found.append((element, length - start))
            length += len((element.tail or "").strip())
    return found
