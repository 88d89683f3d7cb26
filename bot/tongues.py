"""A text as words, and a language as lists of them. Pure."""

import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_DOTTED = "i\u0307"
"""What Python folds Turkish's capital of i to."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written and folded, and where it stands."""

    text: str
    folded: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """A text's words; apostrophes and hyphens part them too: "d'où", "al-Hol", "a-t-il"."""
    return [
        Word(found[0], found[0].casefold().replace(_DOTTED, "i"), found.start(), found.end())
        for found in _WORD.finditer(text)
    ]


class Tongue:
    """A language's words.

    Attributes:
        asks: those that ask, "who" as much as Russian's "ли".
        verbs: auxiliaries and copulas: with them a question begins, or goes on.
        articles: definite ones.
        small: all that stands between: articles, prepositions, adverbs that tell nothing.
        quantities: what belongs to a question word: "many".
        points: those that stand for something named elsewhere: "he", "there", "those".
        persons: those of the two who talk: "you", "we".
        asides: what is said before a question, or instead of one: "thanks".
        joins: what joins a message to the one before, and starts it: "and".
        about: what names another thing to ask the same of, as a pattern: "what about".
        harmless: where a word of ``points`` stands for nothing: "is it true that". What the group
            ``kept`` holds is no part of it.
        leads: a pattern of ``joins`` and ``about`` at a text's start.
        known: all that names nothing, nouns and verbs like "people" and "happened" among it.
        telling: those by which the language is told.
    """

    def __init__(
        self,
        *,
        asks: str,
        verbs: str,
        small: str,
        vague: str,
        points: str,
        persons: str,
        asides: str,
        joins: str,
        about: str,
        harmless: str,
        articles: str = "",
        quantities: str = "",
    ) -> None:
        self.asks = frozenset(asks.split())
        self.verbs = frozenset(verbs.split())
        self.articles = frozenset(articles.split())
        self.quantities = frozenset(quantities.split())
        self.small = self.articles | self.quantities | frozenset(small.split())
        self.points = frozenset(points.split())
        self.persons = frozenset(persons.split())
        self.asides = frozenset(asides.split())
        self.joins = frozenset(joins.split())
        either = "|".join(sorted(self.joins))
        self.leads = re.compile(
            rf"(?:(?:{either})[\s,]+)?(?:{about})(?!\w)\s*|(?:{either})(?!\w)[\s,]*", re.IGNORECASE
        )
        self.harmless = re.compile(harmless, re.IGNORECASE)
        self.known = self.asks | self.verbs | self.small | self.points | self.asides
        self.known = self.known.union(vague.split())
        self.telling = self.known | self.persons | self.joins
