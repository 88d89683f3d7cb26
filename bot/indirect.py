"""An English question as a clause: "How many were lost?" -> "how many were lost". Pure.

A question after its subject stands as it is. Others are put in order again ("When did it happen?"
-> "when it happened") only where the end of the subject and the verb's form are certain; a clause
that might be wrong is worse than none.
"""

import re

MAX_QUESTION = 200
"""A longer question is no clause to be read at ease."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_SHORT = 4
"""A subject of so many words is hardly more than one noun phrase."""

_QUESTION = _words("who whom whose what which when where why how")
_BE = _words("is are was were")
_HAVE = _words("has have had")
_DO = _words("do does did")
_MODALS = _words("will would can could should may might must")
_AUXILIARIES = _BE | _HAVE | _DO | _MODALS
_PREPOSITIONS = _words(
    "about after against at before by during for from in near of on since to under until with"
)
_PRONOUNS = _words("he she it they")
_DETERMINERS = _words("the a an his her its their this that these those no")
_JOINING = _words("who that when where while after before because")
_ADJECTIVES = _words("alive aware dead guilty ill innocent missing present responsible")
_PARTICIPLES = _words(
    "beaten begun blown born bought broken brought built burnt caught chosen done drawn"
    " driven fought found given gone heard held hidden hit hurt kept known laid lost made met"
    " paid sold seen sent shot spent spoken stolen struck sworn taken thrown told torn won"
    " written"
)
_NO_PARTICIPLES = _words("hundred indeed naked need sacred seed speed")
# Verbs that are hardly ever nouns, with their past.
_PAST = {
    "announce": "announced", "arrive": "arrived", "become": "became", "begin": "began",
    "believe": "believed", "bring": "brought", "build": "built", "buy": "bought",
    "capture": "captured", "choose": "chose", "come": "came", "destroy": "destroyed",
    "detain": "detained", "die": "died", "do": "did", "enter": "entered", "expect": "expected",
    "fall": "fell", "find": "found", "get": "got", "give": "gave", "go": "went",
    "happen": "happened", "hear": "heard", "injure": "injured", "invade": "invaded",
    "kill": "killed", "know": "knew", "learn": "learned", "live": "lived", "lose": "lost",
    "meet": "met", "occur": "occurred", "receive": "received", "say": "said", "see": "saw",
    "seize": "seized", "sell": "sold", "send": "sent", "speak": "spoke", "spend": "spent",
    "take": "took", "tell": "told", "think": "thought", "throw": "threw", "win": "won",
    "write": "wrote",
}  # fmt: skip
_THIRD = {"do": "does", "go": "goes"}

_NOT_OURS = re.compile(
    r"[@#/\\<>{}\[\]|*_`~^]|\w{2,}\.[a-z]{2,}|[!?؟;]\s*\S|[a-z]{3}\.\s"
    r"|\b(?:[Yy]ours?|[Yy]ou|I|[Mm]e|[Mm]y|[Ww]e|[Oo]ur)\b"
)
"""Addresses, mentions and marks, a second sentence, and questions about the two who talk."""


def is_quotable(question: str) -> bool:
    """Whether a question can be said again word for word: short, one, and nothing to press on."""
    text = question.strip()
    words = text.rstrip("?؟ ")
    return 0 < len(words) < len(text) <= MAX_QUESTION and _NOT_OURS.search(words) is None


def clause(question: str) -> str | None:
    """The question as a clause behind "tells", or None where that isn't certain."""
    text = " ".join(question.split()).rstrip("? ")
    if not 0 < len(text) <= MAX_QUESTION or _NOT_OURS.search(text) or "," in text:
        return None
    words = text.split(" ")
    first = words[0].lower()
    if first in _AUXILIARIES:
        ordered = _ordered(["whether"], first, words[1:], asks_for_subject=False)
    elif first in _QUESTION:
        ordered = _after_word(0, [first, *words[1:]])
    elif first in _PREPOSITIONS and len(words) > 1 and words[1].lower() in _QUESTION:
        ordered = _after_word(1, [first, words[1].lower(), *words[2:]])
    else:
        return None
    return " ".join(ordered) if ordered else None


def _after_word(place: int, words: list[str]) -> list[str] | None:
    """A question with its question word at ``place``."""
    behind = next((i for i in range(place + 1, len(words)) if words[i] in _AUXILIARIES), None)
    asks_how = words[place] in {"when", "where", "why"} or (words[place] == "how" and behind == 1)
    if behind is None or not _JOINING.isdisjoint(words[place + 1 : behind]):
        return None if asks_how and len(words) > place + 1 else words
    lead, auxiliary, rest = words[:behind], words[behind], words[behind + 1 :]
    alone = behind == place + 1
    if words[place] == "who" and alone and auxiliary in _BE and rest and rest[0] in _DETERMINERS:
        # "who was the target": who may be its subject.
        return words if rest[-1] not in _PREPOSITIONS else None
    if words[place] == "what" and alone and auxiliary in _BE and rest and _is_thing(rest):
        return [*lead, *rest, auxiliary]
    return _ordered(lead, auxiliary, rest, asks_for_subject=not asks_how and place == 0)


def _ordered(
    lead: list[str], auxiliary: str, rest: list[str], *, asks_for_subject: bool
) -> list[str] | None:
    """``lead``, the subject, the verb: however they stand in the question."""
    if not rest:
        return None
    if asks_for_subject and auxiliary not in _DO and _goes_on(rest[0]):
        return [*lead, auxiliary, *rest]
    if rest[0] == "there" and auxiliary in _BE:
        return [*lead, "there", auxiliary, *rest[1:]]
    if auxiliary in _DO:
        return _with_verb(lead, auxiliary, rest)
    end = _subject_end(auxiliary, rest)
    return [*lead, *rest[:end], auxiliary, *rest[end:]] if end else None


def _goes_on(word: str) -> bool:
    """Whether the verb goes on with this word, so that its subject stands before it."""
    return (
        _is_participle(word)
        or word in _PREPOSITIONS | _ADJECTIVES | {"be", "been", "being", "not", "also"}
        or (word.islower() and word.endswith("ly"))
    )


def _subject_end(auxiliary: str, rest: list[str]) -> int | None:
    """How many words the subject has; None where that isn't certain."""
    if rest[0] in _PRONOUNS:
        return 1
    names = 0
    while names < len(rest) and _is_name(rest[names]):
        names += 1
    if names and (names == len(rest) or _goes_on(rest[names])):
        return names if auxiliary in _BE or names < len(rest) else None
    verbs = [i for i in range(1, len(rest)) if _is_verb(rest, i, auxiliary)]
    if len(verbs) == 1 and (auxiliary not in {"is", "are"} or verbs[0] == len(rest) - 1):
        return verbs[0]
    # "where the camp is"
    is_short = auxiliary in _BE and rest[0] == "the" and len(rest) <= _SHORT
    return len(rest) if is_short and _is_thing(rest) and _PREPOSITIONS.isdisjoint(rest) else None


def _is_verb(rest: list[str], place: int, auxiliary: str) -> bool:
    word, before = rest[place], rest[place - 1]
    if before in _DETERMINERS or before == "to":
        return False
    if auxiliary in _MODALS:
        return word in _PAST or word == "be"
    return _is_participle(word) or word in {"been", "being"}


def _with_verb(lead: list[str], auxiliary: str, rest: list[str]) -> list[str] | None:
    """The clause of a question with "do": the verb gets the form that "do" had."""
    start = 1 if rest[0] not in _DETERMINERS else 2
    verbs = range(start, 2 if rest[0] in _PRONOUNS else len(rest))
    place = next((i for i in verbs if i < len(rest) and rest[i] in _PAST), None)
    if place is None or rest[place - 1] == "to" or not _JOINING.isdisjoint(rest[:place]):
        return None
    verb = rest[place]
    form = {"did": _PAST[verb], "does": _THIRD.get(verb, f"{verb}s"), "do": verb}[auxiliary]
    return [*lead, *rest[:place], form, *rest[place + 1 :]]


def _is_thing(rest: list[str]) -> bool:
    """Whether the words are one noun phrase: "the name of the operation"."""
    if rest[0] not in _DETERMINERS or rest[-1] in _PREPOSITIONS:
        return False
    return not any(_is_participle(word) or word.endswith("ing") for word in rest)


def _is_name(word: str) -> bool:
    bare = word.lstrip("‘’'\"“")
    return bare[:1].isupper() or bare.startswith(("al-", "el-")) or bare in {"bin", "ibn"}


def _is_participle(word: str) -> bool:
    if word in _PARTICIPLES:
        return True
    regular = word.islower() and word.isalpha() and len(word) > 4 and word.endswith("ed")
    return regular and word not in _NO_PARTICIPLES
