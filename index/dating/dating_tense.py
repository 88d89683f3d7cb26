"""Whether what a report dates had happened or was to come, by the words of the same clause.

Careful: what may be said of either makes it unclear, and what is unclear is not dated.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from index.dating.dating_verbs import VERBS
from index.records import Span


class Tense(Enum):
    """When something happens, as its clause or its sentence has it."""

    UNTOLD = auto()
    PAST = auto()
    FUTURE = auto()
    UNCLEAR = auto()
    ASKED = auto()
    """It had happened that something was asked for, or agreed on: never of a whole clause."""


_WINDOW = 200
"""Characters on either side of an expression that are looked at."""

_SIGN = r"[.;:!?()«»“”\"–—\n] | [,،]\s"
_SENTENCE_END = re.compile(r"[.!?؟…:]['\"”’»)]*\s|\n|[“«]")
_SINCE = re.compile(
    r"\b(?:since|seit|depuis|desde|منذ|со?|з|із|зі|від)\s+(?:\w{2,3}\s+)?$", re.IGNORECASE
)
_SINCE_AFTER = re.compile(r"\s(?:beri|bu yana|itibaren)\b")
_OPENING = re.compile(r"\W*(?:\w+\W+)?(?:\w{1,3}\W+)?")
"""What stands before an expression that opens its clause: a preposition and an article."""

# English: a day that something is said of, "they say Sunday might be hot".
_SAID_OF_IT = re.compile(r"\s(?:will|would|could|may|might|should|is|looks)\b")
_POSSESSIVE = re.compile(r"['’]s?\b")
_LAST_WORD = re.compile(r"\w+\s*$")
_OPENERS = frozenset({"", ".", ";", ":", "but", "aber", "mais", "pero", "но", "але", "لكن", "ama"})
"""After these, what stands before a comma belongs to what follows it: "but on Monday, he will"."""

_LATER = {Tense.ASKED: Tense.PAST}
_ON = re.compile(r"\b(?:on|by|in|of|since|until|for|after|before)\s$")


@dataclass(frozen=True, slots=True)
class _Patterns:
    edges: re.Pattern[str]
    cues: re.Pattern[str]
    event: re.Pattern[str]


def tense(text: str, span: Span, language: str) -> Tense:
    """The tense of what a span dates: of its clause, else of its sentence."""
    if language not in VERBS:
        return Tense.UNTOLD
    patterns = _patterns(language)
    before, after = _sentence(text, span)
    if _SINCE.search(before) or _SINCE_AFTER.match(after):
        return Tense.PAST
    clause, edge = _clause(before, patterns.edges)
    opens = bool(_OPENING.fullmatch(clause))
    if _POSSESSIVE.match(after):
        clause = _LAST_WORD.sub("", clause)
    told = _cues(clause, patterns)
    following = _following(after, patterns.edges, opening=opens and edge in _OPENERS)
    later = [_LATER.get(cue, cue) for cue in _cues(following, patterns)[:1]]
    if opens and edge and set(_cues(before, patterns)) == {Tense.PAST}:
        told = [Tense.PAST]  # "he vetoed it, in February, ..."
    if language == "tr" or (language == "en" and _is_subject(before, after)):
        told = []  # the verb comes after it
    if told == [] and later == [Tense.FUTURE] and language != "tr":
        # Of whatever has that date: "Thursday's attack will" or "the meeting on Thursday will".
        return Tense.FUTURE if opens and not _POSSESSIVE.match(after) else Tense.UNCLEAR
    if Tense.FUTURE in told and (told[-1] is Tense.PAST or patterns.event.search(before)):
        return Tense.UNCLEAR  # of what it says of something past: "will visit the base attacked"
    found = (told[-1:] or later or [_of_sentence(before, after, patterns)])[0]
    return Tense.UNCLEAR if found is Tense.ASKED else found


def _clause(before: str, edges: re.Pattern[str]) -> tuple[str, str]:
    """What stands before a span in its clause, and the sign or the word before that."""
    found = list(edges.finditer(before))
    return (before[found[-1].end() :], found[-1][0].strip()) if found else (before, "")


@cache
def _patterns(language: str) -> _Patterns:
    verbs = VERBS[language]
    named = {
        Tense.ASKED: verbs.asked,
        Tense.FUTURE: verbs.future,
        Tense.UNCLEAR: verbs.unclear,
        Tense.PAST: verbs.past,
    }
    cues = "|".join(f"(?P<{tense.name}>{pattern})" for tense, pattern in named.items())
    return _Patterns(
        edges=re.compile(f"{_SIGN} | {verbs.parts}", re.VERBOSE),
        cues=re.compile(cues, re.VERBOSE),
        event=re.compile(verbs.event, re.VERBOSE),
    )


def _sentence(text: str, span: Span) -> tuple[str, str]:
    """The sentence before and after a span."""
    before = text[max(0, span.start - _WINDOW) : span.start]
    after = text[span.end : span.end + _WINDOW]
    start = max((end.end() for end in _SENTENCE_END.finditer(before)), default=0)
    end = _SENTENCE_END.search(after)
    return before[start:], after[: end.start()] if end else after


def _following(after: str, edges: re.Pattern[str], *, opening: bool) -> str:
    """The rest of the clause; where the date opens its sentence, what follows the comma too."""
    edge = edges.search(after)
    if edge is None:
        return after
    if opening and edge.start() == 0 and edge[0][0] in ",،":
        return _following(after[edge.end() :], edges, opening=False)
    return after[: edge.start()]


def _is_subject(before: str, after: str) -> bool:
    return bool(_SAID_OF_IT.match(after)) and not _ON.search(before)


def _cues(clause: str, patterns: _Patterns) -> list[Tense]:
    return [Tense[str(cue.lastgroup)] for cue in patterns.cues.finditer(clause)]


def _of_sentence(before: str, after: str, patterns: _Patterns) -> Tense:
    told = {_LATER.get(cue, cue) for cue in _cues(before, patterns) + _cues(after, patterns)}
    if told == {Tense.PAST}:
        return Tense.PAST
    return Tense.UNCLEAR if told else Tense.UNTOLD
