"""What an earlier question was about, to be asked about again. Pure."""

import re
from collections.abc import Sequence

from bot.conversation_words import TONGUES, tongue_of
from bot.indirect import clause
from bot.tongues import Tongue, Word, words

APART = " — "
"""Between what is asked and what about, in a question that was put together."""

ENDS = " \t\r\n.!?؟…¿¡,;:–—-"
"""What may stand around a question and is no part of it."""

_BEFORE_VERB = 4
"""So many words stand between a question word and its verb: "which of the two men did"."""

_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_STOP = re.compile(r"[.!?؟…]+(?=\s|$)|[¿¡]")
_LOOSE = re.compile(r"(?<!\S)['’,;:–—-]+(?!\S)|['’](?=\s)")

_ENGLISH = re.compile(
    "the|is|were|did|does|has|of|and|with|from|by|said|there|their|his|they|this|that|been|about"
    "|told|killed|after|any|not"
)
"""By these the index tells that a question is English, besides by English question words."""


def asks(text: str, tongue: Tongue) -> bool:
    """Whether it is a question by itself: it has a question word or a verb of its own."""
    return any(word.folded in tongue.asks | tongue.verbs for word in words(text))


def core(question: str) -> str:
    """An earlier question without what was added to it here, so that a chain doesn't grow."""
    head, mark, tail = question.rpartition(": ")
    is_ours = mark and asks(head, tongue_of(head)) and not asks(tail, tongue_of(tail))
    return without_stops(head if is_ours else question)


def topic(question: str, follower: Tongue) -> str:
    """What an earlier question is about; "" where it names nothing.

    Args:
        question: as it was asked, or as it was put together here.
        follower: the language of what is asked now.
    """
    asked, _, about = core(question).rpartition(APART)
    return subject(about if asked and asks(asked, tongue_of(asked)) else core(question), follower)


def subject(text: str, follower: Tongue) -> str:
    """A question or a headline without words that ask, lest they ask once more.

    Before a follow-up in another language an English text loses the words that only English has:
    with one of them, the whole would be taken for English and its question word be overlooked.
    """
    tongue = tongue_of(text)
    is_english = tongue is TONGUES["en"]
    # Statements read better: "al-Baghdadi died" than "al-Baghdadi die".
    told = (clause(text) if is_english else None) or text
    is_told = _spoken(told) != _spoken(text)
    found = words(told)
    found = found[_start(found, tongue, is_told=is_told) :]
    while found and found[-1].folded in tongue.small | tongue.verbs:
        found.pop()
    if all(word.folded in tongue.known for word in found):
        return ""
    is_foreign = is_english and follower is not tongue
    gone = [
        word
        for word in found
        if word.folded in tongue.asks or (is_foreign and _ENGLISH.fullmatch(word.folded))
    ]
    return _cut_out(told, found[0].start, found[-1].end, gone)


def without_stops(text: str) -> str:
    """Without marks at which a sentence would end: a question is read from its last sentence."""
    joined = _ABBREVIATION.sub(lambda found: found[0].replace(".", ""), text)
    return " ".join(_STOP.sub(" ", joined).split()).strip(ENDS)


def _start(said: Sequence[Word], tongue: Tongue, *, is_told: bool) -> int:
    """Where the subject starts: behind the question word, the verb and what is only said of it.

    Args:
        said: the question's words.
        tongue: its language.
        is_told: whether they are in a statement's order, the verb behind its subject.
    """
    naming = next((i for i, word in enumerate(said) if word.folded not in tongue.known), len(said))
    asking = next((i for i, word in enumerate(said[:naming]) if word.folded in tongue.asks), -1)
    if is_told or (naming and said[naming - 1].folded in tongue.articles | tongue.points):
        return naming
    start = asking + 1
    reach = range(start, min(start + _BEFORE_VERB, len(said)) if start else min(1, len(said)))
    start = next((i + 1 for i in reach if said[i].folded in tongue.verbs), start)
    while start < naming and said[start].folded in tongue.verbs | tongue.quantities:
        start += 1
    return start


def _cut_out(text: str, start: int, end: int, gone: Sequence[Word]) -> str:
    """``text[start:end]`` without some of its words."""
    parts = []
    for word in gone:
        parts.append(text[start : word.start])
        start = word.end
    parts.append(text[start:end])
    # Neither mark may stand in a topic by which what was put together here is taken apart again.
    told = _LOOSE.sub(" ", " ".join(parts)).replace(": ", ", ")
    return " ".join(told.split()).strip(ENDS)


def _spoken(text: str) -> list[str]:
    return [word.folded for word in words(text)]
