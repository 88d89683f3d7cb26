"""Plain text -> paragraphs, whichever way its lines were broken."""

import re
from itertools import pairwise

from index.documents import decoding
from index.documents.drafting import Facts, draft
from index.records import Document, Draft, Given

_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_WIDEST = 100
"""Columns that hard-wrapped text has at most; longer lines are whole paragraphs."""

_ENDS_SENTENCE = re.compile(r"[.!?…:;。؟۔][\"'”’»)]*\Z")
_WRAPPED_SHARE = 0.6
"""Of full lines, so many end inside a sentence where the margin broke them and not the writer."""


def read(document: Document, given: Given) -> Draft:
    """A text as somebody pasted it -> a draft; its first line may be the headline.

    Raises:
        ExtractionError: it is no text, or nothing is left of it.
    """
    text = decoding.clean(decoding.decode(document.data, document.charset))
    return draft(pieces(text), Facts(url=document.url), given, headed=True)


def pieces(text: str, widest: int = _WIDEST) -> list[list[str]]:
    """Divide a text into paragraphs, each given as the lines that it stood in, white space folded.

    Paragraphs are parted by empty lines; where there are none, each line is one. Lines that a
    margin broke are joined to one line.

    Args:
        text: clean text, its lines ended by line feeds.
        widest: columns that a line broken by a margin has at most.
    """
    blocks = [
        [" ".join(line.split()) for line in block.split("\n") if line.strip()]
        for block in _EMPTY_LINE.split(text.strip())
        if block.strip()
    ]
    width = _margin(blocks, widest)
    if width:
        return [[line] for block in blocks for line in _unwrapped(block, width)]
    if len(blocks) == 1:
        return [[line] for line in blocks[0]]
    return [piece for block in blocks for piece in _unbroken(block)]


def _unbroken(block: list[str]) -> list[list[str]]:
    """A block is one paragraph, unless a line in it is long enough to be one by itself."""
    if max(map(len, block)) > _WIDEST:
        return [[line] for line in block]
    return [block]


def _margin(blocks: list[list[str]], widest: int) -> int | None:
    """The column at which the lines were broken; None where no margin did it."""
    width = max((len(line) for block in blocks for line in block if " " in line), default=0)
    if not 40 <= width <= widest:
        return None
    full = [
        line
        for block in blocks
        for line, following in pairwise(block)
        if _is_full(line, following, width)
    ]
    inside = sum(1 for line in full if not _ENDS_SENTENCE.search(line))
    return width if len(full) >= 2 and inside >= _WRAPPED_SHARE * len(full) else None


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word had no room on this one."""
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width


def _unwrapped(block: list[str], width: int) -> list[str]:
    """Join the lines that were full; a short one ends its paragraph."""
    joined = [block[0]]
    for line, following in pairwise(block):
        if _is_full(line, following, width):
            joined[-1] += f" {following}"
        else:
            joined.append(following)
    return joined
