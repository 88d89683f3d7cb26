"""A report's words as letters that stand for kinds of words, each with its place in the text.

The letters are those of `period_words`, which reads questions, with what `dating_words` adds. Signs
stand for themselves, and an empty line for `|`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from index.dating.dating_words import COMPOUNDS, WORDS
from index.dating.period_words import plain_words, read_words

_TOKEN = re.compile(
    r"\d{4}-\d\d-\d\d(?!\d)|\d+(?:[.,:/]\d+)+"
    r"|[^\W_][\w\u0300-\u036f\u064b-\u065f\u0670\u0640]*|\n\s*\n|[^\w\s]"
)
_SIGNS = {"’": "'", "ʼ": "'", "‘": "'", "`": "'", "–": "=", "—": "=", "-": "=", "،": ","}
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_FIGURES = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")
_UNITS = {0: "H", 1: "G", 7: "K", 30: "B"}
# What the table of questions calls these, reports read otherwise, or have words of their own for.
_OF_QUESTIONS = {"S": "I", "B": "I", "G": "I", "i": "'", "v": "Z", "g": "r", "s": "S"}
_KEPT = frozenset("MmWwEenNYOAFTLZVIQrStyp&=")

Meaning = tuple[tuple[str, int], ...]
"""Letters with their numbers: of a month, a weekday, a day."""

Phrase = tuple[tuple[str, ...], Meaning]
"""The words after a phrase's first, and what it means."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text's letters.

    Attributes:
        text: the text itself.
        letters: one for each word or phrase; a word that says several things has several.
        values: the number of each, 0 where it has none.
        places: where the words of each begin and end in the text.
        language: whose words they were taken for.
    """

    text: str
    letters: str
    values: Sequence[int]
    places: Sequence[tuple[int, int]]
    language: str


def read(text: str, language: str) -> Reading:
    """The letters of a text in one of the languages of `WORDS`."""
    words, starts, ends = [], [], []
    for token in _TOKEN.finditer(text):
        words.append(token[0])
        starts.append(token.start())
        ends.append(token.end())
    letters: list[str] = []
    values: list[int] = []
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        meaning, length = _read_at(words, at, language)
        for letter, value in meaning:
            letters.append(letter)
            values.append(value)
            places.append((starts[at], ends[at + length - 1]))
        at += length
    return Reading(
        text=text, letters="".join(letters), values=values, places=places, language=language
    )


def _read_at(words: Sequence[str], at: int, language: str) -> tuple[Meaning, int]:
    """What the word or the longest phrase at a place means, and how many words it has."""
    meaning, phrases = _word_and_phrases(words[at], language)
    for others, meant in phrases:
        end = at + 1 + len(others)
        if tuple(map(_folded, words[at + 1 : end])) == others:
            return meant, 1 + len(others)
    return meaning, 1


@lru_cache(maxsize=50_000)
def _word_and_phrases(word: str, language: str) -> tuple[Meaning, Sequence[Phrase]]:
    """What a word means by itself, and the phrases that it begins."""
    return _word(word, language), _phrases(language).get(_folded(word), ())


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    """A word as the tables are compared with it: without accents, small."""
    return _SIGNS.get(word) or "".join(plain_words(word)).casefold() or word


def _word(word: str, language: str) -> Meaning:
    if not word[0].isalnum():
        return ((_SIGNS.get(word, "|" if word.isspace() else word), 0),)
    if found := _FIGURES.fullmatch(word):
        return _figures(int(found[1]), int(found[3]), int(found[4]), found[2] == "/", language)
    plain = [word] if _ISO.fullmatch(word) else plain_words(word)
    if len(plain) != 1:
        return (("x", 0),)
    codes, values = read_words(plain, language)
    meaning = tuple(map(_letter, codes, values))
    named = word[0].isalpha() and any(letter in "MmWw" for letter, _ in meaning)
    if named and language in ("en", "de") and not word[0].isupper():
        return (("x", 0),)
    if meaning == (("x", 0),) and word[0].isupper():
        return (("c", 0),)
    return meaning


def _letter(code: str, value: int) -> tuple[str, int]:
    if code == "U":
        return _UNITS[value], value
    code = _OF_QUESTIONS.get(code, code)
    return (code, value) if code in _KEPT or code == "'" else ("x", 0)


def _figures(first: int, second: int, year: int, slashed: bool, language: str) -> Meaning:
    """A day in figures. With strokes in English, which of them is the month must be certain."""
    day, month = (second, first) if second > 12 else (first, second)
    unsure = slashed and language == "en" and day <= 12 and day != month
    if unsure or not (1 <= month <= 12 and 1 <= day <= 31):
        return (("x", 0),)
    return ("N", day), ("M", month), ("Y", year)


@cache
def _phrases(language: str) -> dict[str, list[Phrase]]:
    """By their first word, what follows it in a phrase, and what it means; the longest first."""
    found: dict[tuple[str, ...], Meaning] = dict(_compounds()) if language == "de" else {}
    for line in WORDS[language].split("\n"):
        key, *forms = line.split() or [""]
        for form in forms:
            words = tuple(map(_folded, _TOKEN.findall(form.replace("_", " "))))
            found[words] = ((key[0], int(key[1:] or 0)),)
    phrases: dict[str, list[Phrase]] = {}
    for words in sorted(found, key=len, reverse=True):
        phrases.setdefault(words[0], []).append((words[1:], found[words]))
    return phrases


def _compounds() -> Iterator[Phrase]:
    """German's "Montagabend"."""
    for day in ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"):
        meaning = read_words([day], "de")
        for part in COMPOUNDS:
            yield (day + part,), (("W", meaning[1][0]), ("D", 0))
