"""Where a sentence tells numbers, and which of them count what a question asks to be counted."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from index.dating import days
from index.records import Span
from index.wording.question_words import is_english
from index.wording.vocabulary import NUMBER_WORD, word_set

_ABOUT = (
    r"(?:(?:more|less|fewer|greater|higher|lower)\s+than|at\s+(?:least|most)|about|around|over|under"
    r"|nearly|almost|approximately|roughly|some|up\s+to|an?\s+estimated|as\s+(?:many|much|few)\s+as"
    r"|close\s+to|only|just)\s+"
)
_SCALE = r"(?:hundred|thousand|million|billion|trillion|bn|m|dozen)"
_PLAIN = rf"\d+(?:[.,]\d+)*(?:\s?(?:%|per\s?cent\b)|[-\s]?{_SCALE}\b(?:\s+per\s?cent\b)?)?"
_MONEY_DIGITS = rf"[$€£¥]{_PLAIN}"
_TO = r"\s?(?:to|or|[-–])\s?"
_DIGITS = rf"(?:{_PLAIN}(?:{_TO}{_PLAIN})?|{_MONEY_DIGITS}(?:{_TO}{_MONEY_DIGITS})?)"
_TEENS = r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:six|seven|eigh|nine)ty"
_WORD = rf"(?:{NUMBER_WORD}|{_TEENS})"
_WORDS = (
    rf"(?:a\s+(?=dozen|hundred|thousand|million|billion))?{_WORD}"
    rf"(?:[-\s](?:of\s+)?(?:and\s+)?{_WORD})*\b(?:\s+per\s?cent\b)?"
)
_FIGURE = re.compile(
    rf"(?<![\w.,:/$€£-])(?:{_ABOUT}){{0,2}}(?:(?P<digits>{_DIGITS})"
    rf"|(?P<words>{_WORDS}(?:\s+(?:to|or)\s+{_WORD})?)|(?P<none>no(?=\s)))(?![\w:/]|[-–]\w|\.\d|\s+years?\s+old\b)",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"(?<=, )\d{1,3}(?=,)|(?<=\baged )\d{1,3}\b|(?<=\bage )\d{1,3}\b|(?<=\bage of )\d{1,3}\b"
    r"|\b\d{1,3}(?:[-\s]years?[-\s]old\b|\s+years\s+of\s+age\b)|(?<=\bturned )\d{1,3}\b"
)
_UNITS = re.compile(
    r"\s+(?:dollars?|euros?|pounds?|(?:kilo|centi|milli)?met(?:er|re)s?|km|miles?|feet|foot|inch(?:es)?"
    r"|yards?|(?:kilo)?grams?|kg|tons?|tonnes?|lit(?:er|re)s?|degrees?|percentage\s+points?|acres?"
    r"|seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))\b"
)
_MEASURES = {
    # What a question says -> what must stand in or behind the number.
    r"\bhow\s+(?:long|much\s+time)\b": re.compile(
        r"\s+(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur\w+|feet|miles?"
        r"|(?:kilo)?met(?:er|re)s?)\b"
    ),
    r"\bhow\s+far\b": re.compile(r"\s+(?:(?:kilo)?met(?:er|re)s?|km|miles?|feet|yards?)\b"),
    r"\bhow\s+(?:tall|high|large|big)\b": re.compile(
        r"\s+(?:(?:square\s+)?(?:(?:kilo)?met(?:er|re)s?|km|miles?|feet)|acres?|stor(?:ey|ie)s)\b"
    ),
}
_SHARE = re.compile(r"%|per\s?cent\b", re.IGNORECASE)
_MONEY = re.compile(r"[$€£¥]|\b(?:dollar|euro|pound|rouble|lira|riyal)s?\b", re.IGNORECASE)
_HEARD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[.,;:!?()]")
_COUNTED_END = word_set(
    "is are was were be been has have had do does did will would can could shall should may might"
    " must in on at to from by with for about after before during since who that which and or near"
    " there it they he she we you i its the a of live lives lived die dies work stay stayed remain"
    " took fled came left lost fell"
)
_SMALL = word_set("no one half")
"""Words that are numbers only beside what is counted."""
_WINDOW = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a sentence.

    Attributes:
        span: its place, with "about" before it and its unit behind it.
        counts: whether it counts what the question asks for.
    """

    span: Span
    counts: bool


def figures(question: str, sentence: str) -> list[Figure]:
    """The numbers of a sentence that may answer a question after one, in order.

    Not years, days and times, nor what the question itself says.
    """
    if re.search(r"\bhow\s+old\b", question, re.IGNORECASE):
        return [Figure(Span(start=m.start(), end=m.end()), True) for m in _AGE.finditer(sentence)]
    taken = [*days.dates(sentence), *days.times(sentence)]
    nouns = _counted(question)
    found = (_figure(match, sentence, question, nouns) for match in _numbers(sentence, taken))
    return [figure for figure in found if figure is not None]


def _numbers(sentence: str, taken: list[Span]) -> Iterator[re.Match[str]]:
    for match in _FIGURE.finditer(sentence):
        core = match.start("digits") if match["digits"] else match.end() - 1
        if not any(span.start <= core < span.end for span in taken):
            yield match


def _figure(match: re.Match[str], sentence: str, question: str, nouns: list[str]) -> Figure | None:
    number = match["digits"] or match["words"] or match["none"]
    if re.search(rf"(?<!\w){re.escape(number)}(?!\w)", question, re.IGNORECASE):
        return None
    measured = _measured(question, sentence, match)
    if measured is False:
        return None
    end = _counted_end(sentence, match.end(), nouns)
    counts = end is not None or measured is True
    if end is None and stem("people") in nouns:
        # "killed 13 civilians": it may be all the people, or some of them.
        end = _counted_end(sentence, match.end(), _PEOPLE_STEMS)
    bare = end is None and measured is None
    if bare and (number.casefold() in _SMALL or _is_age(sentence, match)):
        return None
    if bare and _counts_another(sentence, match.end(), nouns):
        return None
    if end is None:
        unit = _UNITS.match(sentence, match.end())
        end = unit.end() if unit else match.end()
    return Figure(Span(start=match.start(), end=end), counts)


def _measured(question: str, sentence: str, match: re.Match[str]) -> bool | None:
    """Whether a number has the unit that a question asks for; None where it asks for none."""
    unit = _UNITS.match(sentence, match.end())
    text = sentence[match.start() : unit.end() if unit else match.end()]
    if re.search(r"\b(?:percentage|share)\b", question, re.IGNORECASE):
        return _SHARE.search(text) is not None
    if re.search(r"\bhow\s+much\s+money\b", question, re.IGNORECASE):
        return _MONEY.search(text) is not None
    for asks, has in _MEASURES.items():
        if re.search(asks, question, re.IGNORECASE):
            return has.match(sentence, match.end()) is not None
    if re.search(r"\bhow\s+much\b", question, re.IGNORECASE):
        return True if _MONEY.search(text) or _SHARE.search(text) else None
    return None


def _is_age(sentence: str, match: re.Match[str]) -> bool:
    return sentence[: match.start()].endswith(", ") and sentence[match.end() :].startswith(",")


def _counted(question: str) -> list[str]:
    """The stems of what a question asks to be counted: "how many gang members were …"."""
    asks = re.search(
        r"\b(?:how\s+many|how\s+much|number\s+of|сколько|скільки|combien\s+de|cu[aá]nt[oa]s"
        r"|wie\s*viele?|kaç)\b|كم",
        question,
        re.IGNORECASE,
    )
    # In other languages it isn't known where the noun ends and the verb begins.
    most = _WINDOW if is_english(question) else 1
    nouns: list[str] = []
    for word in _HEARD.findall(question[asks.end() :]) if asks else ():
        if word.casefold() in _COUNTED_END or not word[0].isalpha() or len(nouns) == most:
            break
        if not word.endswith("ed"):  # "fighters died", "armed men"
            nouns.append(stem(word))
    return nouns


def _counted_end(sentence: str, start: int, nouns: Collection[str]) -> int | None:
    """Where what a number counts ends, if the question asks for that."""
    found = None
    words = _HEARD.finditer(sentence, start)
    for _, word in zip(range(_WINDOW), words, strict=False):
        text = word.group()
        if not text[0].isalpha() or (text.casefold() in _COUNTED_END and text.casefold() != "of"):
            break
        if stem(text) in nouns:
            found = word.end()
    return found


def _counts_another(sentence: str, start: int, nouns: list[str]) -> bool:
    """Whether a number counts something else: "the two ministries", where drones are asked for."""
    if not nouns:
        return False
    for _, word in zip(range(_WINDOW), _HEARD.finditer(sentence, start), strict=False):
        text = word.group()
        if not text[0].isalpha() or text.casefold() in _COUNTED_END:
            return False
        if stem(text) in _PEOPLE_STEMS:
            return True
        if text.islower() and len(text) > 3 and text.endswith("s") and not text.endswith("ss"):
            return True
    return False


def stem(word: str) -> str:
    """A word without case and ending, so that "leaders" and "leader" are the same."""
    plain = re.sub(r"['’]s?$", "", word.casefold())
    if len(plain) > 4:
        plain = re.sub(r"(?:ies|ied|y)$", "i", plain)
        plain = re.sub(r"(?<=\w{3})(?:ings?|ed|es|s|e)$", "", plain)
    return {"person": "peopl", "men": "man", "women": "woman"}.get(plain, plain)


_PEOPLE_STEMS = {
    stem(word)
    for word in word_set(
        "people persons civilians men women children soldiers troops fighters militants residents"
        " victims prisoners refugees workers passengers members dead wounded"
    )
}
