"""The headline of a web page's article, and the name of the outlet that publishes it.

Titles carry the site's name before or behind them, and a page's first heading may be the site's
own. What two of these say alike is believed: a heading that the title repeats, a name in the title
that the logo, the copyright line or the host repeats.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

import lxml.html
from anyascii import anyascii

from index.documents.page_markup import Markup
from index.documents.page_parts import headings, text_of
from index.wording.folding import folded

_SHORTEST_NAME = 2
_LONGEST_NAME = 60
_LONGEST_TEXT = 300
_MOST_RIGHTS = 20
_MOST_PARTS = 12
_MOST_HEADINGS = 100
_FEW_WORDS = 3
_BETWEEN = re.compile(r"(\s+[|•·»›–—:-]+\s+|\s*\|\s*|:\s+)")
_HOME = re.compile(r"(?:(?:https?:)?//(?P<host>[^/?#:]+)(?::\d+)?)?/?(?:index\.\w+)?")
_WORD = re.compile(r"\w+")
_RIGHTS = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:©|\(c\)|copyright)[\s,:©]*+(?:\d{4}(?:\s*[-–—]\s*\d{4})?)?[\s,]*+(?P<name>[^\d.|©,]{2,60})",
    re.IGNORECASE,
)
_TOP = 12
"""How many pieces of text from a page's top may be its name."""


class Names:
    """The names on one page.

    Args:
        tree: the page.
        stated: what its markup says.
        address: where it stands.
    """

    def __init__(self, tree: lxml.html.HtmlElement, stated: Markup, address: str | None) -> None:
        self._stated = stated
        self._host = urlsplit(address or "").hostname or ""
        self._headings = [(h.tag, text_of(h)) for h in islice(headings(tree), _MOST_HEADINGS)]
        self._title = " ".join((tree.findtext(".//title") or "").split())
        self._of_home = _names_of_home(tree, self._host)
        texts = list(_texts(tree))
        self._top = {folded(text) for text in texts[:_TOP]}
        self._rights = [text for text in texts if _RIGHTS.search(text)][-_MOST_RIGHTS:]
        self._words_of_rights = [_words(text) for text in self._rights]

    def headline(self) -> str | None:
        """The article's headline; None where the page tells none."""
        bare = (self._bare(title) for title in self._titles())
        told = [title for title in bare if not self._is_a_name(title)]
        own = [(tag, text) for tag, text in self._headings if not self._is_a_name(text)]
        alike = {folded(title) for title in told}
        for _, text in own:
            if folded(text) in alike:
                return text
        first = [text for tag, text in own if tag == "h1"]
        if len(first) == 1 and len(first[0].split()) >= _FEW_WORDS:
            return first[0]
        return next(iter([*told, *(text for _, text in own)]), None)

    def outlet(self, headline: str | None) -> str | None:
        """Who publishes; None where the page doesn't tell it twice over."""
        if self._stated.outlets:
            return self._stated.outlets[0]
        for name in self._candidates(headline):
            if self._n_witnesses(name) > 1:
                return name
        return None

    def _titles(self) -> list[str]:
        meta = self._stated.meta
        said = (meta.get("headline"), *self._stated.headlines, meta.get("shared headline"))
        return [title for title in (*said, self._title) if title]

    def _bare(self, title: str) -> str:
        """A title without the site's name and section."""
        parts = _parts(title)
        shown = {folded(text): text for _, text in self._headings if not self._is_a_name(text)}
        for part in _runs(parts):
            if folded(part) in shown:
                return part
        while len(parts) > 1 and self._is_a_name(parts[-1]):
            parts = parts[:-2]
        while len(parts) > 1 and self._is_a_name(parts[0]):
            parts = parts[2:]
        return "".join(parts)

    def _is_a_name(self, text: str) -> bool:
        """Whether it is the outlet's name, as far as its markup, host or two other things tell."""
        names = {folded(name) for name in self._stated.outlets}
        return folded(text) in names or self._n_witnesses(text) > 1

    def _n_witnesses(self, name: str) -> int:
        """How many of a page's independent parts call its site so."""
        wanted = folded(name)
        if not _SHORTEST_NAME <= len(wanted) <= _LONGEST_NAME:
            return 0
        outer = _parts(self._title)
        titled = len(outer) > 1 and wanted in (folded(outer[0]), folded(outer[-1]))
        of_home = wanted in self._of_home
        # A headline and the word "Home" stand on top of a page too.
        on_top = wanted in self._top and not titled and not of_home
        in_rights = any(_words(name) in words for words in self._words_of_rights)
        return titled + of_home + on_top + in_rights + (_letters(name) in self._host.split("."))

    def _candidates(self, headline: str | None) -> Iterator[str]:
        """What may be the outlet's name, most likely first."""
        title = _parts(self._title)
        if len(title) > 1:
            yield from (p for p in (title[-1], title[0]) if folded(p) != folded(headline or ""))
        yield from self._of_home.values()
        yield from (m["name"].strip() for line in self._rights if (m := _NAMED.search(line)))


def _parts(title: str) -> list[str]:
    """A title's parts, with what parts them in between."""
    return _BETWEEN.split(title, maxsplit=_MOST_PARTS)


def _runs(parts: Sequence[str]) -> Iterator[str]:
    """All runs of parts, the longest first."""
    for length in range(len(parts), 0, -2):
        for start in range(0, len(parts) - length + 1, 2):
            yield "".join(parts[start : start + length])


def _letters(name: str) -> str:
    """A name as hosts spell it: Latin letters and digits alone."""
    return "".join(filter(str.isalnum, anyascii(name).lower()))


def _words(text: str) -> str:
    """A text's words with a space around each, so that only whole ones are found in it."""
    return f" {' '.join(_WORD.findall(folded(text)))} "


def _names_of_home(tree: lxml.html.HtmlElement, host: str) -> dict[str, str]:
    """What links to the front page are called, by its folded form."""
    found: dict[str, str] = {}
    for link in tree.iter("a"):
        home = _HOME.fullmatch(link.get("href") or "-")
        if home and (home["host"] or host) == host:
            pictures = (image.get("alt") or "" for image in link.iter("img"))
            for name in (text_of(link), link.get("title") or "", *pictures):
                if name.strip() and len(name) <= _LONGEST_NAME:
                    found.setdefault(folded(name), " ".join(name.split()))
    return found


def _texts(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """The page's short texts, each as it stands in one element."""
    body = tree.find("body")
    for text in body.itertext() if body is not None else ():
        if text.strip() and len(text) <= _LONGEST_TEXT:
            yield " ".join(text.split())
