"""What kind of thing a question asks for, and whether a text holds one.

English patterns come first, and the ranking's weights were learned with them. The other languages'
question words stand in `index.wording.question_words`; any other question expects nothing in
particular.
"""

import re

from index.wording import question_words
from index.wording.vocabulary import (
    MONTH,
    MONTH_ELSEWHERE,
    NUMBER_ELSEWHERE,
    NUMBER_WORD,
    UPPER,
    WEEKDAY,
    WEEKDAY_ELSEWHERE,
    YEAR,
)

NEUTRAL = 0.5
"""What a text is worth to a question that expects nothing in particular."""

_NAME = r"[A-Z][\w'’‘-]+"
_NAME_ELSEWHERE = rf"[{UPPER}][\w'’‘-]+"

# Asked for -> what the question says, what an answering text holds. The first that fits counts.
_KINDS = {
    "time of day": (
        r"\b(?:what time|which hour|what hour)\b",
        r"\b\d{1,2}(?::\d\d)?\s?[ap]\.?\s?m\b|\b\d{1,2}:\d\d\b|\b(?:noon|midnight|dawn)\b",
    ),
    "number": (
        r"\b(?:how (?:many|much|old|long|far|large|often)|what (?:percentage|share|number))\b",
        rf"\d|\b(?i:{NUMBER_WORD})\b",
    ),
    "date": (
        r"\b(?:when|(?:what|which) (?:day|date|week|month|year))\b",
        rf"\b(?:{MONTH}|{WEEKDAY}|(?:19|20)\d\d|[Yy]esterday|[Tt]oday"
        r"|[Ll]ast (?:week|month|year))\b",
    ),
    "person": (
        r"\b(?:who|whom|whose)\b",
        rf"\b{_NAME}(?:\s+(?:al-|bin |ibn |de |van |von )?{_NAME})+",
    ),
    "place": (
        r"\b(?:where|(?:what|which) (?:country|city|town|village|state|province|region|place))\b",
        rf"\b(?:in|at|near|from|to|of|outside|around)\s+(?:the\s+|northern\s+|southern\s+)?{_NAME}",
    ),
}
_COMPILED = {
    kind: (re.compile(asks, re.IGNORECASE), re.compile(holds))
    for kind, (asks, holds) in _KINDS.items()
}
_REASON = re.compile(r"(?:why|how come|(?:what|which) (?:reason|cause))\b", re.IGNORECASE)
_WHICH_PERSON = re.compile(
    # Names, numerals and adjectives may stand between, and no verb: "what did the president say".
    r"(?:what|which)\s+(?:(?:(?-i:[A-Z][\w-]*)|\d+|two|three|former|current|senior|top|late|new|old"
    r"|other|famous|world|pop|film|movie|tennis|football|business|\w+(?:al|ic|ish|an|ese|ous|ive"
    r"|ing|ar))\s+){0,3}(?:leader|commander|president|minister|general|senator|governor|mayor"
    r"|spokes(?:man|woman|person)|official|politician|candidate|king|queen|prince|princess|pope"
    r"|soldier|fighter|militant|terrorist|smuggler|suspect|actor|actress|singer|musician|artist"
    r"|author|director|celebrity|star|host|player|billionaire|mogul|person|people|man|woman|men"
    r"|women)s?\b(?!['’])",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
_WORDS = r"(?:who|whom|whose|when|where|why|which|what|how)\b"
_BEGINS = re.compile(
    r"\W*(?:(?:and|so|but|about|approximately|around|at|by|for|from|in|of|on|since|to|until|with"
    rf"|according\s[^,]*,)\s+){{0,3}}(?={_WORDS})",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(rf"\b{_WORDS}", re.IGNORECASE)

# What a text may hold besides, for a question in another language than English. Its report may be
# in any language.
_PREPOSITIONS = (
    r"(?i:[вуоз]|во|на|под|из|около|близ|возле|біля|під|із"
    r"|à|en|dans|de|cerca de|près de|bei|nahe|aus|nach|im)"
)
_HOLDS_ELSEWHERE = {
    "time of day": re.compile(
        r"\b\d{1,2}\s?(?:h|Uhr|ч)\b|\b\d{1,2}\.\d\d\b|полноч|полдень|рассвет|опівноч|світанк"
        r"|منتصف الليل|الساعة|gece yarısı|şafak|minuit|midi|medianoche|mediodía|Mitternacht|Mittag"
    ),
    "number": re.compile(rf"\b{NUMBER_ELSEWHERE}\b", re.IGNORECASE),
    "date": re.compile(
        rf"\b(?:{MONTH_ELSEWHERE}|{WEEKDAY_ELSEWHERE}|{YEAR})\b|\b\d{{1,2}}\.\d{{1,2}}\.",
        re.IGNORECASE,
    ),
    "person": re.compile(
        rf"\b{_NAME_ELSEWHERE}"
        rf"(?:\s+(?:al-|аль-|bin |ibn |бин |ибн |de |van |von )?{_NAME_ELSEWHERE})+"
    ),
    "place": re.compile(
        rf"\b{_PREPOSITIONS}\s+(?:(?:la|le|el|los|las|der|dem|die)\s+)?{_NAME_ELSEWHERE}"
        rf"|\b{_NAME_ELSEWHERE}['’](?:n?[dt][ae]n?|y?[ae])\b"
    ),
}
_WITHOUT_CAPITALS = re.compile("[\u0600-\u06ff]")


def kind(question: str) -> str | None:
    """The kind of thing that a question asks for; None where it is not known.

    One of "person", "place", "number", "date", "time of day" and "reason". It looks at the word
    that asks, where `fit` looks at the whole question: the ranking's weights rest on that.
    """
    asking = _asking(question)
    if asking is None:
        return question_words.kind(question)
    for name, (asks, _) in _COMPILED.items():
        if asks.match(asking):
            return name
    if _WHICH_PERSON.match(asking):
        return "person"
    return "reason" if _REASON.match(asking) else None


def _asking(question: str) -> str | None:
    """What an English question asks, from its question word on; None where it has none.

    What stands before its last sentence only leads up to it. Where that begins with a question
    word, the word counts; else the last one that doesn't join a clause: "It hit which city?".
    """
    last = _SENTENCE.split(question.strip()[:1000])[-1]
    if begins := _BEGINS.match(last):
        return last[begins.end() :]
    words = [match.start() for match in _QUESTION_WORD.finditer(last)]
    asking = [start for start in words if not last[:start].endswith(", ")] or words
    return last[asking[-1] :] if asking else None


def fit(question: str, text: str) -> float:
    """Whether ``text`` holds what ``question`` asks for: 1 or 0; `NEUTRAL` if that is not known."""
    for asks, holds in _COMPILED.values():
        if asks.search(question):
            return 1.0 if holds.search(text) else 0.0
    asked_for = question_words.kind(question)
    if asked_for is None or asked_for == "reason":
        return NEUTRAL
    return _fit_elsewhere(asked_for, text)


def _fit_elsewhere(asked_for: str, text: str) -> float:
    if _COMPILED[asked_for][1].search(text) or _HOLDS_ELSEWHERE[asked_for].search(text):
        return 1.0
    by_capitals = asked_for in {"person", "place"}
    return NEUTRAL if by_capitals and _WITHOUT_CAPITALS.search(text) else 0.0
