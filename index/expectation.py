"""What kind of thing a question asks for, and whether a text holds one.

Only English question words are known; any other question expects nothing in particular.
"""

import re

NEUTRAL = 0.5
"""What a text is worth to a question that expects nothing in particular."""

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|twenty|thirty"
    r"|forty|fifty|hundreds?|thousands?|millions?|billions?|half)"
)
_NAME = r"[A-Z][\w'’‘-]+"

# Asked for -> what the question says, what an answering text holds. The first that fits counts.
_KINDS = {
    "time of day": (
        r"\b(?:what time|which hour|what hour)\b",
        r"\b\d{1,2}(?::\d\d)?\s?[ap]\.?\s?m\b|\b\d{1,2}:\d\d\b|\b(?:noon|midnight|dawn)\b",
    ),
    "number": (
        r"\b(?:how (?:many|much|old|long|far|large|often)|what (?:percentage|share|number))\b",
        rf"\d|\b(?i:{_NUMBER_WORD})\b",
    ),
    "date": (
        r"\b(?:when|(?:what|which) (?:day|date|week|month|year))\b",
        rf"\b(?:{_MONTH}|{_DAY}|(?:19|20)\d\d|[Yy]esterday|[Tt]oday|[Ll]ast (?:week|month|year))\b",
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
_COMPILED = [
    (re.compile(asks, re.IGNORECASE), re.compile(holds)) for asks, holds in _KINDS.values()
]


def fit(question: str, text: str) -> float:
    """Whether ``text`` holds what ``question`` asks for: 1 or 0; `NEUTRAL` if that is not known."""
    for asks, holds in _COMPILED:
        if asks.search(question):
            return 1.0 if holds.search(text) else 0.0
    return NEUTRAL
