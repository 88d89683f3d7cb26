"""What was found in a document, and what the operator says of it -> a draft."""

import re
from dataclasses import dataclass
from datetime import date

from index.documents import boilerplate
from index.documents.decoding import clean
from index.errors import ExtractionError
from index.records import Draft, Given
from index.web.addresses import canonical
from index.wording import language

_LONGEST_TITLE = 300
_LONGEST_NAME = 120
_HEADLINE = 200
_FROM_SENTENCE = 90
# A headline may end in "?" or "!" or hold "U.S."; a full stop at its end makes it a sentence.
_SENTENCE_END = re.compile(r"[.…。؟۔][\"'”’»)]*\Z")
_FIRST_SENTENCE = re.compile(r".+?[.!?…。؟۔][\"'”’»)]*(?=\s|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a document tells of itself, as it was written there."""

    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None
    external_id: str | None = None


def draft(pieces: list[list[str]], facts: Facts, given: Given, *, headed: bool = False) -> Draft:
    """Cut the furniture, and put together what is known; what was given wins.

    Args:
        pieces: the paragraphs, each as its lines.
        facts: what the document tells.
        given: what the operator says.
        headed: whether the first paragraph is the headline where nothing else names one and it
            reads like one.

    Raises:
        ExtractionError: nothing is left of the text, or the address given is none.
    """
    kept, cut = boilerplate.divide(pieces)
    title = _line(facts.title, _LONGEST_TITLE)
    if headed and len(kept) > 1 and _is_headline(kept[0]):
        first = kept[0]
        if title is None or title.casefold() == first.casefold():
            title, kept = _line(first, _LONGEST_TITLE), kept[1:]
    if not kept:
        raise ExtractionError("it holds no text; copy the article's text into a .txt file")
    text = "\n\n".join(kept)
    return Draft(
        title=_line(given.title, _LONGEST_TITLE) or title or _from_sentence(text),
        text=text,
        url=_address(given) or canonical(facts.url or ""),
        outlet=_line(given.outlet or facts.outlet, _LONGEST_NAME),
        author=_line(given.author or facts.author, _LONGEST_NAME),
        published=given.published or facts.published,
        language=language.code(given.language)
        or language.code(facts.language)
        or language.identify(text),
        external_id=_line(facts.external_id, _LONGEST_NAME),
        cut=tuple(cut),
    )


def _address(given: Given) -> str | None:
    if given.url is None:
        return None
    address = canonical(given.url)
    if address is None:
        raise ExtractionError(f"{given.url!r} is not an http(s) address; give it whole")
    return address


def _is_headline(paragraph: str) -> bool:
    return len(paragraph) < _HEADLINE and not _SENTENCE_END.search(paragraph)


def _from_sentence(text: str) -> str:
    """The first sentence, cut at a word."""
    first = text[:1000].split("\n\n", 1)[0]
    sentence = _FIRST_SENTENCE.match(first)
    return _shortened(sentence[0] if sentence else first, _FROM_SENTENCE)


def _line(value: str | None, longest: int) -> str | None:
    """On one line, without characters that nobody sees; None for nothing."""
    folded = " ".join(clean(value).split()) if value else ""
    return _shortened(folded, longest) or None


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    start = text[:longest]
    return start.rpartition(" ")[0].rstrip(" ,;:–—-") + "…" if " " in start else start + "…"
