"""An article's text -> passages: whole sentences, in order, each knowing its place.

A passage is a slice of the text, so nothing but the white space between passages is lost and
what is shown is verbatim. As a rule it is one paragraph: that is how reporters part one fact from
the next. Headings and one-liners join a neighbour, since alone they match much and answer nothing;
paragraphs longer than what the model reads well are cut between sentences.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import sentencex

from index.records import Span

MAX_TOKENS = 248
"""256, which retrieval models are tuned on, less the prompt and the special tokens."""

MIN_CHARACTERS = 60
"""Below it a paragraph joins a neighbour. The shortest true paragraphs of news run to about 80."""

MAX_CHARACTERS = 2_000
"""No text longer than this is handed to a tokenizer whole: at 8 characters a token it is too long
in any language, and a tokenizer's time on one endless word grows faster than the word."""

WINDOW = 10_000
"""Characters given to the sentence splitter at once; its time can grow with their square."""

TokenCounter = Callable[[Sequence[str]], list[int]]

_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_WORD_START = re.compile(r"(?<=\s)\S")


def cut(text: str, count_tokens: TokenCounter, *, language: str | None = None) -> list[Span]:
    """Cut a text into passages.

    Args:
        text: paragraphs parted by an empty line.
        count_tokens: the embedding model's own counter, without prompt and special tokens.
        language: ISO 639-1, for the sentence splitter.

    Returns:
        Spans in order that don't overlap, with nothing but white space between them; each has at
        most ``MAX_TOKENS`` tokens and ends with a sentence, except where one sentence alone is
        longer. Empty only for a text without a visible character.
    """
    pieces = [
        piece
        for paragraph in paragraphs(text)
        for piece in _short_enough(text, paragraph, count_tokens, language)
    ]
    return _joined(text, pieces, count_tokens)


def paragraphs(text: str) -> list[Span]:
    """The text's paragraphs, parted by empty lines, without the white space around them."""
    gaps = [m.span() for m in _EMPTY_LINE.finditer(text)]
    edges = [0, *(edge for gap in gaps for edge in gap), len(text)]
    spans = (_trimmed(text, start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))
    return [span for span in spans if span.end > span.start]


def sentences(text: str, language: str | None = None) -> list[Span]:
    """The text's sentences, in order, without the white space around them.

    A quotation of several sentences stays one: it is torn from its speaker otherwise.
    """
    found: list[Span] = []
    start = 0
    while start < len(text):
        window = next(_windows(text, WINDOW, start))
        inside = _split(text, window, language)
        start = window.end
        if start < len(text) and len(inside) > 1:
            # The window may have cut the last one: the next window begins with it.
            start = inside.pop().start
        found += inside
    return _whole(text, found)


def _whole(text: str, spans: list[Span]) -> list[Span]:
    """The spans, with what only goes on with a sentence put back to it."""
    found: list[Span] = []
    for span in spans:
        if found and _is_fragment(text[span.start : span.end]):
            found[-1] = _union(found[-1], span)
        else:
            found.append(span)
    return found


def _is_fragment(text: str) -> bool:
    """A stray full stop, or a start in lower case: what a careless copy makes of a sentence."""
    first = next((character for character in text if character.isalnum()), "")
    return not first or first.islower()


def _split(text: str, window: Span, language: str | None) -> list[Span]:
    part = text[window.start : window.end]
    spans = (
        _trimmed(text, window.start + boundary["start_index"], window.start + boundary["end_index"])
        for boundary in sentencex.get_sentence_boundaries(language or "en", part)
    )
    return [span for span in spans if span.end > span.start]


def _trimmed(text: str, start: int, end: int) -> Span:
    """The slice without white space at its ends."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return Span(start=start, end=max(start, start + len(part.strip())))


def _windows(text: str, size: int, start: int = 0) -> Iterator[Span]:
    """The text in windows of at most ``size`` characters, ending at white space if possible."""
    while start < len(text):
        end = min(start + size, len(text))
        if end < len(text) and (space := _last_word_start(text, start, end)):
            end = space
        yield Span(start=start, end=end)
        start = end


def _last_word_start(text: str, start: int, end: int) -> int | None:
    """Where the last word of ``text[start:end]`` starts, looking back a quarter of the way."""
    back = end - (end - start) // 4
    starts = [m.start() for m in _WORD_START.finditer(text, max(back, start + 1), end)]
    return starts[-1] if starts else None


def _short_enough(
    text: str, paragraph: Span, count_tokens: TokenCounter, language: str | None
) -> list[Span]:
    """The paragraph itself, or, where it is too long, pieces of it of about equal size."""
    if _fits(text, paragraph, count_tokens):
        return [paragraph]
    found = sentences(text[paragraph.start : paragraph.end], language)
    shifted = [Span(start=s.start + paragraph.start, end=s.end + paragraph.start) for s in found]
    units = [unit for s in shifted for unit in _halved(text, s, count_tokens)]
    return _grouped(units, count_tokens([text[u.start : u.end] for u in units]))


def _fits(text: str, span: Span, count_tokens: TokenCounter) -> bool:
    """Whether the model reads all of it."""
    if span.end - span.start > MAX_CHARACTERS:
        return False
    return count_tokens([text[span.start : span.end]])[0] <= MAX_TOKENS


def _halved(text: str, sentence: Span, count_tokens: TokenCounter) -> list[Span]:
    """An endless sentence (a list, a table, a language without full stops), cut between words."""
    if _fits(text, sentence, count_tokens):
        return [sentence]
    half = min(MAX_CHARACTERS, (sentence.end - sentence.start + 1) // 2 + 1)
    part = text[sentence.start : sentence.end]
    trimmed = (
        _trimmed(text, sentence.start + w.start, sentence.start + w.end)
        for w in _windows(part, half)
    )
    # A window may hold nothing but white space.
    kept = (span for span in trimmed if span.end > span.start)
    return [piece for span in kept for piece in _halved(text, span, count_tokens)]


def _grouped(units: list[Span], tokens: list[int]) -> list[Span]:
    """Neighbouring units put together into as few groups as fit, and those about equally full."""
    groups = -(-sum(tokens) // MAX_TOKENS)
    target = sum(tokens) / max(groups, 1)
    found: list[Span] = []
    filled = 0
    for unit, count in zip(units, tokens, strict=True):
        if found and filled + count <= MAX_TOKENS and filled + count / 2 <= target:
            found[-1] = Span(start=found[-1].start, end=unit.end)
            filled += count
        else:
            found.append(unit)
            filled = count
    return found


def _joined(text: str, pieces: list[Span], count_tokens: TokenCounter) -> list[Span]:
    """Short pieces joined to what follows them, the last one to what stands before it."""
    if not any(_is_short(piece) for piece in pieces):
        return pieces
    joined: list[Span] = []
    for piece in pieces:
        if (
            joined
            and _is_short(joined[-1])
            and _fits(text, _union(joined[-1], piece), count_tokens)
        ):
            joined[-1] = _union(joined[-1], piece)
        else:
            joined.append(piece)
    for before, last in pairwise(joined[-2:]):
        if _is_short(last) and _fits(text, _union(before, last), count_tokens):
            joined[-2:] = [_union(before, last)]
    return joined


def _is_short(span: Span) -> bool:
    return span.end - span.start < MIN_CHARACTERS


def _union(first: Span, second: Span) -> Span:
    return Span(start=first.start, end=second.end)
