"""Where a sentence names people: capitals, particles and titles, and no dictionary of names.

What is capitalised and no person (places, organisations, months, peoples, works) is told by its
words and by what stands before it. Where that doesn't tell, it is left out: see
`index.answering.marking`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.records import Span
from index.wording.name_words import (
    KUNYAS,
    NO_PEOPLE,
    OFFICES,
    OPENERS,
    PARTICLES,
    PEOPLES,
    PLACE_BEGINS,
    PLACED,
    ROLES,
    TITLES,
)
from index.wording.vocabulary import MONTH, UPPER, WEEKDAY

_MOST_WORDS = 6
"""A longer row of capitals is a headline, or a work's title."""

_TOKEN = re.compile(
    rf"(?P<initial>(?:[{UPPER}]\.\s?)+(?=[{UPPER}]))"
    r"|(?P<name>(?:\b(?:al|el|as|ad|an|ar|at|az|ash|ul|ur)[-‑])?"
    rf"[‘’'ʿʻ]?[{UPPER}]\w*(?:[-‑'’‘ʿʻ]\w+)*)"
    r"|(?P<word>\w+(?:[-‑'’]\w+)*)"
)
_CALENDAR = re.compile(rf"{MONTH}|{WEEKDAY}")
_ORDINARY = re.compile(r"\w(?:ial|ous|ful|ists|ians|tions?|ments?)$")
_ROMAN = re.compile(r"[IVX]{1,4}")
_OPENING, _CLOSING = "\"“‘'«", "\"”’'»"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name in a sentence.

    Attributes:
        span: its place.
        words: its words, folded, without particles and prefixes.
    """

    span: Span
    words: tuple[str, ...]


def people(sentence: str) -> list[Person]:
    """The people whom a sentence names, in order; names of one word only after a title or role."""
    tokens = list(_tokens(sentence))
    return [
        Person(_span(run), _words(run))
        for first, run in _runs(sentence, tokens)
        if _is_person(sentence, tokens, first, run)
    ]


def folded(name: str) -> str:
    """A name's word as it is compared: without prefix, marks and case."""
    plain = re.sub(r"^(?:al|el|as|ad|an|ar|at|az|ash|ul|ur)[-‑]", "", name.casefold())
    return re.sub(r"\W", "", re.sub(r"['’]s$", "", plain))


def _tokens(sentence: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(sentence):
        text = match.group()
        kind = "initial" if match["initial"] else "name" if match["name"] else "word"
        text = text.rstrip() if kind == "initial" else re.sub(r"['’]s?$", "", text)
        yield _Token(kind, text, match.start(), match.start() + len(text))


def _runs(sentence: str, tokens: list[_Token]) -> Iterator[tuple[int, list[_Token]]]:
    """Rows of capitalised words with nothing but space between them, each with its first's place.

    Titles, peoples, acronyms and a sentence's first word end a row.
    """
    run: list[_Token] = []
    for place, token in enumerate(tokens):
        part = _is_part(sentence, tokens, place)
        if run and not (part and _adjoins(sentence, run[-1], token)):
            yield place - len(run), _trimmed(run)
            run = []
        if part:
            run.append(token)
    if run:
        yield len(tokens) - len(run), _trimmed(run)


def _is_part(sentence: str, tokens: list[_Token], place: int) -> bool:
    token = tokens[place]
    if token.kind == "word":
        return token.text in PARTICLES and place > 0 and tokens[place - 1].kind != "word"
    if token.kind == "initial":
        return True
    if token.text in OFFICES and place > 1 and tokens[place - 1].text == "of":
        return False
    if token.text in TITLES or token.text in PEOPLES or _CALENDAR.fullmatch(token.text):
        return False
    if _ROMAN.fullmatch(token.text):
        return place > 0 and tokens[place - 1].kind == "name"
    if token.text.isupper():
        return False
    ordinary = token.text in OPENERS or _ORDINARY.search(token.text)
    return not (ordinary and _opens(sentence, token))


def _opens(sentence: str, token: _Token) -> bool:
    """Whether a word stands where a sentence or a speech begins."""
    before = sentence[: token.start].rstrip(" " + _OPENING)
    return not before or before[-1] in ".!?:;—–-…," or sentence[token.start - 1] in _OPENING


def _adjoins(sentence: str, one: _Token, other: _Token) -> bool:
    between = sentence[one.end : other.start]
    return between.isspace() or (one.kind == "initial" and not between)


def _trimmed(run: list[_Token]) -> list[_Token]:
    """The row without particles at its end."""
    while run and run[-1].kind == "word":
        run = run[:-1]
    return run


def _is_person(sentence: str, tokens: list[_Token], first: int, run: list[_Token]) -> bool:
    names = [token.text for token in run if token.kind == "name"]
    if not names or len(run) > _MOST_WORDS or _is_quoted(sentence, run):
        return False
    before = _word_before(sentence, tokens, first)
    if not NO_PEOPLE.isdisjoint(names) or before.casefold() in PLACED:
        return False
    if len(_words(run)) == 1:
        after = tokens[first + len(run)].text if first + len(run) < len(tokens) else ""
        return before in ROLES | TITLES and after not in ROLES
    return names[-1] not in KUNYAS and names[0] not in PLACE_BEGINS


def _word_before(sentence: str, tokens: list[_Token], first: int) -> str:
    """The word directly before a row; a title's full stop may stand between."""
    if first == 0:
        return ""
    between = sentence[tokens[first - 1].end : tokens[first].start].strip()
    return tokens[first - 1].text if between in {"", ".", *_OPENING} else ""


def _is_quoted(sentence: str, run: list[_Token]) -> bool:
    """Whether the row alone stands between quotation marks: a work's title, a nickname."""
    start, end = run[0].start, run[-1].end
    opened = start > 0 and sentence[start - 1] in _OPENING
    return opened and sentence[end : end + 2].lstrip(",.")[:1] in set(_CLOSING)


def _span(run: list[_Token]) -> Span:
    # Before the first name it may be a quotation mark; within, "‘Ala" is written so.
    mark = len(run[0].text) - len(run[0].text.lstrip("‘’'ʿʻ"))
    return Span(start=run[0].start + mark, end=run[-1].end)


def _words(run: list[_Token]) -> tuple[str, ...]:
    return tuple(folded(token.text) for token in run if token.kind != "word")
