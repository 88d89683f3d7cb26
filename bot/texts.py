"""Measuring, cleaning and cutting text the way Telegram counts it. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from html import escape
from itertools import pairwise, takewhile
from urllib.parse import urlsplit

from wcwidth import iter_graphemes

from index import Span

ELLIPSIS = "…"
MAX_URL = 2048

# Control characters but tab and line feed, and lone surrogates: Telegram refuses or drops them.
_UNSENDABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Marks that steer the direction of what follows; inside a headline they would turn the line around.
_DIRECTIONS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*(?=\s)")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def utf16_length(text: str) -> int:
    """How long Telegram finds ``text``: its UTF-16 code units."""
    return len(text) + sum(char > "\uffff" for char in text)


def clean(text: str) -> str:
    """``text`` without characters that can't be sent, and without space around it."""
    return _UNSENDABLE.sub("", text).strip()


def one_line(text: str) -> str:
    """``text`` on one line, each run of white space one blank, for headlines and outlets."""
    return " ".join(_DIRECTIONS.sub("", _UNSENDABLE.sub(" ", text)).split())


def isolated(text: str) -> str:
    """``text``, wrapped so that right-to-left words don't reorder what stands beside it."""
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text):
        return f"\u2068{text}\u2069"
    return text


def shorten(text: str, limit: int) -> str:
    """``text`` itself if it fits, else its beginning with "…".

    Cuts after a sentence if that keeps at least half of what fits, else after a word, else between
    graphemes: a letter is never parted from its accents, an emoji never from its parts.

    Args:
        text: any text.
        limit: UTF-16 units that the result may have, the ellipsis included.
    """
    if utf16_length(text) <= limit:
        return text
    if limit < 1:
        return ""
    head = _graphemes_within(text, limit - 2)
    return _at_boundary(head, text).rstrip() + _mark_of_cut(head, text)


def _graphemes_within(text: str, limit: int) -> str:
    kept, room = [], limit
    # No more code points than units can fit; the one beyond shows whether the last is whole.
    for grapheme in iter_graphemes(text[: max(limit, 0) + 1]):
        room -= utf16_length(grapheme)
        if room < 0:
            break
        kept.append(grapheme)
    return "".join(kept)


def _last_sentence_end(head: str, text: str) -> int:
    # One character more than the head, so that a full stop at its very end is seen as one.
    ends = [match.end() for match in _SENTENCE_END.finditer(text[: len(head) + 1])]
    return ends[-1] if ends and ends[-1] * 2 >= len(head) else 0


def _at_boundary(head: str, text: str) -> str:
    if end := _last_sentence_end(head, text):
        return head[:end]
    if text[len(head)].isspace():
        return head
    words = re.match(r".*\s", head, re.DOTALL)
    return words.group() if words and words.group().strip() else head


def _mark_of_cut(head: str, text: str) -> str:
    return f" {ELLIPSIS}" if _last_sentence_end(head, text) else ELLIPSIS


def pieces(text: str, spans: Sequence[Span]) -> list[tuple[str, bool]]:
    """``text`` cut at the spans' ends; each piece with whether it is a span.

    Args:
        text: any text.
        spans: slices of it in order, none overlapping.
    """
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    return [(text[a:b], place % 2 == 1) for place, (a, b) in enumerate(pairwise(edges))]


def html_marked(text: str, spans: Sequence[Span], limit: int) -> str:
    """``text``, cleaned and shortened, for the body of an HTML message; the spans are underlined.

    Args:
        text: any text.
        spans: slices of it in order, none overlapping.
        limit: UTF-16 units that what is shown may have.
    """
    # Cleaned piece by piece, since the spans' places are those of the text as it was.
    parts = [(_UNSENDABLE.sub("", part), marked) for part, marked in pieces(text, spans)]
    whole = "".join(part for part, _ in parts)
    short = shorten(whole.strip(), limit)
    begin = len(whole) - len(whole.lstrip())
    end = begin + _n_alike(whole.strip(), short)
    html, at = [], 0
    for part, marked in parts:
        shown = part[max(begin - at, 0) : max(end - at, 0)]
        html.append(f"<u>{html_text(shown)}</u>" if marked and shown.strip() else html_text(shown))
        at += len(part)
    return "".join(html) + html_text(short[end - begin :])


def _n_alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def safe_link(url: str | None) -> str | None:
    """``url`` if it is an http(s) address that may stand in a link, else None."""
    if url is None or len(url) > MAX_URL or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
        parts.port  # noqa: B018 - raises where the port isn't a number
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and host else None


def html_text(text: str) -> str:
    """``text`` for the body of an HTML message."""
    return escape(text, quote=False)


def html_link(text: str, url: str | None) -> str:
    """``text`` as a link to ``url``, or alone where that is no sane address."""
    target = safe_link(url)
    if target is None:
        return html_text(text)
    return f'<a href="{escape(target)}">{html_text(text)}</a>'
