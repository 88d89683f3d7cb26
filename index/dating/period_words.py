"""Words as letters that stand for kinds of words: "last" is L, "week" U, "March" M.

A language is a table in ``index/period_words.toml``, which tells what its lines mean.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

FIRST_YEAR, LAST_YEAR = 1990, 2099
"""Numbers outside are no years: nobody's library has reports from then."""

LONG_AGO = 1000
"""From here to `FIRST_YEAR` a number beside a month is a year: the day is history, no news."""

DAYS = {"h": 0, "d": 1, "w": 7, "m": 30}
"""Days of a unit, by its letter in the tables. Hours are counted apart."""

YEAR_DAYS = 365

Word = tuple[str, int]
"""A letter of the table and, where the word has one, its number: of a month, a day, days."""

_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0640]+")
_LETTERS = {ord("ı"): "i", ord("ى"): "ي"} | dict.fromkeys(map(ord, "’ʼ‘`´"), "'")
_LETTERS |= {ord(digit): str(i % 10) for i, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_WORD = re.compile(
    r"\d{4}-\d\d-\d\d(?!\d)|\d+(?:[.,:/]\d+)+|[^\W_]+|[-–—?!;:()«»“”\"$€£]|(?<=[^\W\d_]{5})\."
)
_NUMBER = re.compile(r"(\d{1,4})(?:st|nd|rd|th|er|e|го|е|я|й|ого)?")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ARABIC = re.compile("(و)?([بلف])?(?:ال)?(.+)")


def plain_words(text: str) -> list[str]:
    """The words, numbers and signs of a text, plain."""
    return _WORD.findall(_plain(text))


def likely_languages(words: Sequence[str]) -> list[str]:
    """The languages whose tables know most of the words; several where they know as many."""
    folded = {word.casefold() for word in words}
    known = {language: len(folded & _longest(language).keys()) for language in _tables()}
    most = max(known.values())
    return [language for language, count in known.items() if count == most]


def read_words(words: Sequence[str], language: str) -> tuple[str, list[int]]:
    """The letters that stand for the words, and the number of each."""
    read: list[Word] = []
    folded = [word.casefold() for word in words]
    at = 0
    while at < len(words):
        meaning, length = _phrase(folded, at, language)
        read += meaning or _number(words[at]) or _prefixed(folded[at], language)
        if not meaning and read[-1][0] == "x" and words[at][0].isupper() and at:
            read[-1] = ("c", 0)
        at += length
    return "".join(code for code, _ in read), [value for _, value in read]


def asks_latest(text: str) -> bool:
    """Whether a text asks for how things stand by now."""
    return bool(_latest().search(_plain(text).casefold()))


def _plain(text: str) -> str:
    """The text without accents and vowel signs, its digits ASCII."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_LETTERS)))


@cache
def _tables() -> dict[str, dict[str, Any]]:
    text = files("index").joinpath("period_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _latest() -> re.Pattern[str]:
    """What asks how things stand by now, in any of the languages."""
    asks = (_plain(table["latest"]).casefold().replace("\n", "") for table in _tables().values())
    return re.compile("|".join(rf"(?<!\w)(?:{ask})(?!\w)" for ask in asks))


@cache
def _lexicons() -> dict[str, dict[str, tuple[Word, ...]]]:
    return {language: _lexicon(language) for language in _tables()}


def _lexicon(language: str) -> dict[str, tuple[Word, ...]]:
    """A language's words and phrases, as `plain_words` writes them, with what they stand for."""
    lexicon: dict[str, tuple[Word, ...]] = {}
    for line in _tables()[language]["words"].replace("\n ", " ").strip().splitlines():
        key, *columns = line.split()
        for place, column in enumerate(columns):
            for form in _forms(column, language):
                lexicon[form] = _meaning(key, place)
    return lexicon


def _forms(column: str, language: str) -> Iterator[str]:
    for word in column.split("/"):
        stem = word.removesuffix("~")
        endings = _tables()[language]["endings"] if stem != word else ("",)
        for ending in endings if stem != "-" else ():
            yield " ".join(plain_words((stem + ending).replace("_", " "))).casefold()


def _meaning(key: str, place: int) -> tuple[Word, ...]:
    """What a table's line says of the word in a place: "2*Uw" is two words, "2" and "weeks"."""
    count, _, letters = key.rpartition("*")
    found: list[Word] = [("n", int(count))] if count and letters != "P" else []
    for letter in letters:
        if letter in DAYS and found and found[-1][0] == "U":
            found[-1] = ("U", DAYS[letter])
        elif letter == "A":
            found.append((letter, YEAR_DAYS))
        else:
            found.append((letter, place + 1 - (letter in "Ww") if letter in "MmWwEen" else 0))
    return (*found, ("n", int(count))) if letters == "P" and count else tuple(found)


@cache
def _longest(language: str) -> dict[str, int]:
    """How many words the longest phrase has that begins with a word."""
    longest: dict[str, int] = {}
    for phrase in _lexicons()[language]:
        first, *others = phrase.split(" ")
        longest[first] = max(longest.get(first, 1), 1 + len(others))
    return longest


def _phrase(folded: Sequence[str], at: int, language: str) -> tuple[tuple[Word, ...], int]:
    """What the longest phrase of the table at a place means, and how many words it has."""
    lexicon = _lexicons()[language]
    for length in range(_longest(language).get(folded[at], 0), 0, -1):
        if meaning := lexicon.get(" ".join(folded[at : at + length])):
            return meaning, length
    return (), 1


def _number(word: str) -> tuple[Word, ...]:
    """A number, a year or a day in figures, or a dash; else nothing."""
    if found := _NUMBER.fullmatch(word):
        number = int(found[1])
        if FIRST_YEAR <= number <= LAST_YEAR:
            return (("Y", number),)
        return (("O" if LONG_AGO <= number < FIRST_YEAR else "N", number),)
    if found := _ISO.fullmatch(word):
        return _figures(found[1], found[2], found[3])
    if found := _DOTTED.fullmatch(word):
        return _figures(found[3], found[2], found[1])
    return (("=", 0),) if word in "-–—" else ()


def _figures(year: str, month: str, day: str) -> tuple[Word, ...]:
    if not (FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12):
        return ()
    return ("N", int(day)), ("M", int(month)), ("Y", int(year))


def _prefixed(word: str, language: str) -> tuple[Word, ...]:
    """An Arabic word with "and", "in" or the article written onto it; else an unknown word."""
    found = _ARABIC.fullmatch(word) if language == "ar" else None
    meaning = found and _lexicons()[language].get(found[3])
    if not found or not meaning:
        return (("x", 0),)
    return (*([("&", 0)] if found[1] else []), *([("I", 0)] if found[2] else []), *meaning)
