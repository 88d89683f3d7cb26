"""The days that a report's words mean: "Thursday", "last month", "in February".

Expressions are found by a grammar over letters that stand for kinds of words, as in a question
(`dating_reading`, `dating_grammar`), and resolved against the day of publication (`dating_rules`).
In languages that have no table here, dateparser reads days and months (`dating_elsewhere`).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache, partial
from itertools import islice

from index.dating import dating_elsewhere
from index.dating.dating_context import Found
from index.dating.dating_frame import Days, Frame
from index.dating.dating_grammar import expressions
from index.dating.dating_reading import read
from index.dating.dating_rules import by_publication, by_year
from index.dating.dating_tense import tense
from index.dating.dating_words import WORDS
from index.dating.period_words import likely_languages, plain_words
from index.records import Dated, Span

MAX_CHARACTERS = 4_000
"""What is longer than this is no passage; its rest is not read."""

MOST = 40
"""Expressions of a text that are resolved at most: a table of dates tells no story."""

_SENTENCE_END = re.compile(r"[.!?؟…]['\"”’»)]*\s|\n\s*\n")
_YEAR = re.compile(r"(?<![\d.,$€£])(?:19|20)\d\d(?!\d)")
_LISTED = re.compile(r"[odfI]*(?:,&|[,&=/])[odfI]*")
_JOINED = re.compile(r"[&=,oIdf]*")


def resolve(text: str, published: date | None, language: str | None) -> tuple[Dated, ...]:
    """The expressions of time in a report's sentence or passage, in order, with the days meant.

    A wrong day is worse than none, so what is ambiguous is left out.

    Args:
        text: a sentence or a passage; its first `MAX_CHARACTERS` are read.
        published: the day of publication; without it, only what tells its own year is resolved.
        language: ISO 639-1; None where it isn't known, and then the words must tell.
    """
    return _resolve(text[:MAX_CHARACTERS], published, language)


@lru_cache(maxsize=2_000)
def _resolve(text: str, published: date | None, language: str | None) -> tuple[Dated, ...]:
    known = language or _language(text)
    if known is None:
        return ()
    found = list(islice(_expressions(text, known), MOST))
    return tuple(
        Dated(span=one.span, since=days[0], until=days[1])
        for one, days in zip(found, _resolved(text, found, published, known), strict=True)
        if days
    )


def meant(
    sentence: str, marks: Sequence[Span], published: date | None, language: str | None
) -> tuple[Dated, ...]:
    """What a card should say beside the marked words of a sentence: the days they mean.

    Only where the words don't say it by themselves: "Thursday" and "6 October", not "6 October
    2022".
    """
    if not marks:
        return ()
    told = {dated.span for dated in resolve(sentence, None, language)}
    return tuple(
        dated
        for dated in resolve(sentence, published, language)
        if dated.span not in told
        and any(mark.start < dated.span.end and dated.span.start < mark.end for mark in marks)
    )


def _expressions(text: str, language: str) -> Iterator[Found]:
    if language in WORDS:
        return expressions(read(text, language))
    return dating_elsewhere.expressions(text, language)


def _language(text: str) -> str | None:
    likely = likely_languages(plain_words(text))
    return likely[0] if len(likely) == 1 else None


def _resolved(
    text: str, found: Sequence[Found], published: date | None, language: str
) -> Iterator[Days | None]:
    """The days of each expression, None for what is ambiguous."""
    told: list[tuple[Found, Days]] = []
    first: Found | None = None
    for place, one in enumerate(found):
        if first is None or not _is_listed(found[place - 1], one):
            first = one  # of a list, whose tense is that of all
        days = by_year(one)
        if published is not None and not one.has("YO"):
            frame = Frame(
                published=published,
                language=language,
                tense=partial(tense, text, first.span, language),
                anchor=_anchor(text, one, told),
                year=_year_beside(one, found[place + 1 : place + 2]),
            )
            days = _unless_of_another_year(text, one, by_publication(one, frame))
        if days:
            told.append((one, days))
        yield days


def _anchor(text: str, one: Found, told: Sequence[tuple[Found, Days]]) -> date | None:
    """The last day by itself that was told in the same sentence or the one before."""
    for found, days in reversed(told):
        if len(_SENTENCE_END.findall(text, found.span.end, one.span.start)) > 1:
            return None
        if days[0] == days[1]:
            return days[0]
    return None


def _is_listed(one: Found, following: Found) -> bool:
    """Whether they are members of a list: "Friday and Saturday"."""
    gap = following.before[len(one.before) + len(one.codes) :]
    return one.kind == following.kind and bool(_LISTED.fullmatch(gap))


def _year_beside(one: Found, following: Sequence[Found]) -> int | None:
    """The year of the next, where it is told for both: "March and May 2021"."""
    for after in following:
        gap = one.after[: len(one.after) - len(after.after) - len(after.codes)]
        year, month, next_month = after.value("YO"), one.value("Mm"), after.value("Mm")
        if year and month and next_month and _JOINED.fullmatch(gap):
            return year - (month > next_month)
    return None


def _unless_of_another_year(text: str, one: Found, days: Days | None) -> Days | None:
    """The days of what has no year of its own, unless the text has just told another year."""
    if days is None or one.kind not in ("day", "month_bare"):
        return days
    before = text[: one.span.start]
    ends = [end.end() for end in _SENTENCE_END.finditer(before)]
    years = _YEAR.findall(before, ends[-2] if len(ends) > 1 else 0)
    return None if years and days[0].year != int(years[-1]) else days
