"""Which words of a sentence answer a question after who, when, at what time or how many.

Cheap and careful: patterns tell what may answer, and where more than one thing may, the one whose
part of the sentence says most of what the question says. Where that doesn't tell, nothing is
marked.
"""

import re
from collections.abc import Callable, Sequence

from index.answering.figures import figures, stem
from index.answering.several import asks_for_several
from index.dating import days
from index.records import Span
from index.search.expectation import kind
from index.wording.people import folded, people
from index.wording.question_words import is_english
from index.wording.vocabulary import word_set

MOST = 4
"""Marks in a sentence; where more would stand there, none does."""

MAX_CHARACTERS = 2_000
"""What is longer than this is no sentence."""

# A question after who somebody is: their name doesn't answer it, nor does anybody else's.
_IDENTITY = re.compile(
    r"\W*[Ww]ho(?:\s+(?:is|was|are|were)|['’]s)\s+"
    r"(?:(?:(?:al|bin|ibn|de|van|von|der)[\s-]|[‘’']?[A-Z])[\w.'’‘-]*\s*)+\W*"
)
_SAYING = r"(?:said|says|told|added|wrote|tweeted|stated)"
_SAID = re.compile(rf"\s*(?:,[^,]{{1,80}},)?\s+{_SAYING}\b")
_SAID_BY = re.compile(rf"(?:\b{_SAYING}|\baccording\s+to)(?:\s+(?!that\b)[\w.-]+){{0,5}}\s*$")
# Questions that may be answered by the name of somebody who is quoted.
_ASKS_FOR_SPEAKER = re.compile(
    rf"\b(?:{_SAYING}|say|tell|announced?|speak|spoke|warn\w*)\b|^\W*who(?:\s+(?:is|was)|['’]s)\s+the\b",
    re.IGNORECASE,
)
# What joins the members of a list: "A, B and C", "A and General B", "10 to 20".
_AND = re.compile(
    r"\s*(?:,?\s*\b(?:and|or|as well as|to|until)\b|&|[-–])\s*(?:[A-Z][\w.]+\s+){0,3}"
)
_COMMA = re.compile(r"\s*,\s*")
_CLAUSE = re.compile(
    r"[;:!?]\s|\s?[–—]"
    r"|,\s+(?:and|but|while|whereas|as|after|before|when|where|which|who|with|\w+ing)\s"
    r"|\s(?:while|whereas|after|before|when|but)\s"
)
_REMARK = re.compile(r"\s?[–—]|,\s+(?:where|which|who)\s")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_EMPTY = word_set(
    "a an the of in on at to from by with for about after before during since who whom whose what"
    " which when where why how many much time was were is are be been has have had did does do and"
    " or that this it its his her their there"
)


def marks(question: str, sentence: str) -> tuple[Span, ...]:
    """The words of a sentence that answer a question: slices of it, in order, none overlapping.

    Args:
        question: as it was asked.
        sentence: the one that answers it.

    Returns:
        At most `MOST` spans; none for a question that asks for something else than a person, a
        number, a date or a time of day, and none where it isn't sure which words answer.
    """
    find = _FINDERS.get(kind(question) or "")
    if find is None or len(sentence) > MAX_CHARACTERS:
        return ()
    found = find(question, sentence)
    return found if len(found) <= MOST else ()


def _persons(question: str, sentence: str) -> tuple[Span, ...]:
    if not is_english(question) or _IDENTITY.fullmatch(question):
        return ()
    named = {folded(word) for word in _WORD.findall(question)}
    spans = [person.span for person in people(sentence) if named.isdisjoint(person.words)]
    if not _ASKS_FOR_SPEAKER.search(question):
        spans = [span for span in spans if not _only_speaks(sentence, span)]
    # Even one that stands alone must have to do with the question: names of one word aren't seen.
    return _nearest(question, sentence, _lists(sentence, spans))


def _only_speaks(sentence: str, span: Span) -> bool:
    """Whether the sentence names somebody because it quotes them."""
    before, after = sentence[: span.start], sentence[span.end :]
    return _SAID.match(after) is not None or _SAID_BY.search(before) is not None


def _dates(question: str, sentence: str) -> tuple[Span, ...]:
    return _chosen(question, sentence, _news(question, sentence, days.dates(sentence)))


def _times(question: str, sentence: str) -> tuple[Span, ...]:
    return _chosen(question, sentence, _news(question, sentence, days.times(sentence)))


def _news(question: str, sentence: str, spans: Sequence[Span]) -> list[Span]:
    """The spans that say more than the question itself does."""
    asked = _words(question)
    return [span for span in spans if not _words(sentence[span.start : span.end]) <= asked]


def _numbers(question: str, sentence: str) -> tuple[Span, ...]:
    found = figures(question, sentence)
    counting = [figure.span for figure in found if figure.counts]
    if counting:
        return _chosen(question, sentence, counting)
    return (found[0].span,) if len(found) == 1 else ()


def _chosen(question: str, sentence: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """What is the only one, or one list; else the one nearest to the question."""
    lists = _lists(sentence, spans)
    return tuple(lists[0]) if len(lists) == 1 else _nearest(question, sentence, lists)


def _nearest(question: str, sentence: str, lists: Sequence[list[Span]]) -> tuple[Span, ...]:
    """The one beside which most of the question's words stand; of several equal ones none.

    A question that asks for several things is also answered by what stands almost as near.
    """
    asked = {stem(word) for word in _words(question) - _EMPTY}
    scores = [_told_beside(asked, sentence, spans) for spans in lists]
    best = max(scores, default=0)
    enough = max(1, best - asks_for_several(question))
    nearest = [spans for spans, score in zip(lists, scores, strict=True) if score >= enough]
    if len(nearest) > 1 and not asks_for_several(question):
        return ()
    return tuple(span for spans in nearest for span in spans)


def _lists(sentence: str, spans: Sequence[Span]) -> list[list[Span]]:
    """The spans, the members of a list together: what an "and" joins, and commas before it."""
    lists: list[list[Span]] = []
    joined = False
    for span in reversed(spans):
        between = sentence[span.end : lists[0][0].start] if lists else ""
        joined = bool(_AND.fullmatch(between)) or (joined and bool(_COMMA.fullmatch(between)))
        if joined:
            lists[0].insert(0, span)
        else:
            lists.insert(0, [span])
    return lists


def _told_beside(asked: set[str], sentence: str, spans: Sequence[Span]) -> int:
    """How many of the question's words stand in the same part of the sentence."""
    first, last = spans[0].start, spans[-1].end
    start = max((m.end() for m in _CLAUSE.finditer(sentence) if m.end() <= first), default=0)
    after = _CLAUSE.search(sentence, last)
    if after and after.start() == last and _REMARK.match(after.group()):
        after = _CLAUSE.search(sentence, after.end())  # what follows at once tells of them
    end = after.start() if after else len(sentence)
    return len(asked & {stem(word) for word in _words(sentence[start:end])})


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


_FINDERS: dict[str, Callable[[str, str], tuple[Span, ...]]] = {
    "person": _persons,
    "number": _numbers,
    "date": _dates,
    "time of day": _times,
}
