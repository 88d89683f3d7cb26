"""Whether what stands at an article's address is still the article: pure.

An address goes on answering when the report is gone: with a plea for cookies or money, the front
page, another report, a line that says that there is nothing. None of these may take the report's
place. A report that changes keeps something of itself: of two reports of one site, picked at
random among 1,002 such pairs, none shared even a fifth of its words in the same order.
"""

from enum import StrEnum
from itertools import pairwise

from index.copies import copies, shingles
from index.rechecks import notices
from index.rechecks.notices import Notice
from index.wording.texts import text_hash

LEAST_KEPT = 0.25
"""The share of the report's words that are still there in about the same words."""

LEAST_LENGTH = 0.5
"""A text less than so long as the report is taken for its beginning, shown to who hasn't paid."""

LEAST_BEGINNING = 0.8
"""The same for a text that keeps the first paragraphs and none of the others; where the page says
that the rest is for subscribers, one that is at all shorter is."""

FLASH = 150
"""Words; a report of fewer may be a first flash, which is soon written anew from end to end."""

LONGEST = 3_000
"""Words; what is longer may tell of anything, along with what a flash told."""

LEAST_TOLD = 0.5
"""The share of a flash's telling words that are told again. Of 1,786 headlines with their first
paragraphs, 74 in 100 have that much in common with the rest of their report below that headline,
and 7 in all with another report of their site."""

FEWEST_TOLD = 6
_TELLING = 5
"""Characters of a word that tells something, where it is no number."""


class Standing(StrEnum):
    """How a text stands to the report that was at its address before."""

    SAME = "same"
    CHANGED = "changed"
    SHORTENED = "shortened"
    """It is the report, or its beginning; most likely the rest is kept from who hasn't paid."""

    RETRACTED = "retracted"
    MISSING = "missing"
    FOREIGN = "foreign"
    """Something else."""


def standing(old: tuple[str, str], new: tuple[str, str], *, breaks_off: bool = False) -> Standing:
    """Compare what was at an address with what is there now.

    Args:
        old: the report's headline and text.
        new: the page's.
        breaks_off: whether the page says that the rest is for subscribers.
    """
    if text_hash(old[1]) == text_hash(new[1]):
        return Standing.SAME
    likeness = copies.likeness(old[1], new[1])
    before, after = likeness.one, likeness.other
    kept = before.kept / before.words if before.words else 0.0
    if kept >= LEAST_KEPT:
        least = LEAST_LENGTH if kept >= LEAST_LENGTH else 1
        is_less = after.words < least * before.words or (
            len(new[1]) < (1 if breaks_off else LEAST_BEGINNING) * len(old[1])
            and _is_beginning(old[1], new[1])
        )
        return Standing.SHORTENED if is_less else Standing.CHANGED
    if notice := notices.notice(*new):
        return Standing.RETRACTED if notice is Notice.RETRACTED else Standing.MISSING
    if after.is_within:
        return Standing.SHORTENED
    return Standing.CHANGED if _is_flash_rewritten(old, new) else Standing.FOREIGN


def _is_beginning(old: str, new: str) -> bool:
    """Whether a shorter text holds the other's first paragraphs, and none of those after them."""
    before, after = _paragraphs(old), _paragraphs(new)
    n_same = next(
        (n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]),
        min(len(before), len(after)),
    )
    cut_off = after[n_same].rstrip(" .…") if n_same < len(after) else ""
    starts = n_same > 0 or (bool(cut_off) and before[0].startswith(cut_off))
    return starts and not set(before[n_same:]) & set(after[n_same:])


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _is_flash_rewritten(old: tuple[str, str], new: tuple[str, str]) -> bool:
    """Whether a text of some length tells again what few words told."""
    before, after = (shingles.words("\n".join(each)) for each in (old, new))
    if len(before) > FLASH or not len(before) <= len(after) <= LONGEST:
        return False
    told = _telling(before)
    return len(told) >= FEWEST_TOLD and len(told & _telling(after)) >= LEAST_TOLD * len(told)


def _telling(words: list[str]) -> set[str]:
    """Names, numbers, and what else is long enough to tell one thing from another."""
    unparted = {one + two for one, two in pairwise(words) if shingles.is_unparted(one)}
    return {word for word in words if len(word) >= _TELLING or word[0].isdecimal()} | unparted
