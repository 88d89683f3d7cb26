"""Which language and country a web page is of, as far as it says so."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice

import lxml.html
from babel.core import get_global

from index.documents.page_markup import Markup
from index.wording import language

_SAMPLE = 200
"""Letters."""


def tag(tree: lxml.html.HtmlElement, stated: Markup, lines: Sequence[str]) -> str | None:
    """The page's language tag, with its country where it names one; else the text's language.

    A template that calls every page English is not believed of one in another script.
    """
    said = next((t for t in _said(tree, stated) if language.code(t)), None)
    if said is None or (_is_latin(language.code(said) or "") and not _in_latin_letters(lines)):
        return language.identify("\n".join(lines))
    of_site = stated.meta.get("locale", "")
    if len(said) <= 3 and language.code(of_site) == language.code(said):
        return of_site
    return said


def _said(tree: lxml.html.HtmlElement, stated: Markup) -> Iterator[str]:
    yield tree.get("lang") or ""
    yield tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang") or ""
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "content-language":
            yield (meta.get("content") or "").partition(",")[0].strip()
    yield stated.meta.get("locale", "")


def _is_latin(code: str) -> bool:
    """Whether the language is written in Latin letters, by CLDR's likely subtags."""
    return "_Latn" in str(get_global("likely_subtags").get(code, ""))


def _in_latin_letters(lines: Sequence[str]) -> bool:
    letters = list(islice((c for line in lines for c in line if c.isalpha()), _SAMPLE))
    n_latin = sum("LATIN" in unicodedata.name(letter, "LATIN") for letter in letters)
    return 2 * n_latin >= len(letters)
