"""The days that a passage tells of, by its words and by its report's day of publication."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from index.dating.dating import resolve
from index.records import Article, Dated, Passage, Span
from index.results import Filters, Hit

AT_MOST = timedelta(days=31)
"""What means a longer time tells of no day in it: "in 2022" says little about the first of May."""


def days_meant(hit: Hit) -> Hit:
    """The hit with the days that its marked words mean, where they don't say it by themselves.

    So "Thursday" and "6 October" get their days, and "6 October 2022" doesn't. The whole passage is
    read: "two days later" counts from what an earlier sentence tells.
    """
    return replace(hit, meant=tuple(_meant(hit))) if hit.marks else hit


def _meant(hit: Hit) -> Iterator[Dated]:
    text, article, quoted = hit.passage.text, hit.article, hit.sentence
    if article.published is None:
        return
    told = {dated.span for dated in resolve(text, None, article.language)}
    for dated in resolve(text, article.published, article.language):
        within = quoted.start <= dated.span.start and dated.span.end <= quoted.end
        if within and dated.span not in told:
            place = Span(start=dated.span.start - quoted.start, end=dated.span.end - quoted.start)
            if any(mark.start < place.end and place.start < mark.end for mark in hit.marks):
                yield replace(dated, span=place)


def tells_of(passage: Passage, article: Article, filters: Filters) -> bool:
    """Whether a passage tells of days within ``about_since`` and ``about_until`` of the filters.

    Its own words decide: one expression of time in it must mean such a day, or a time of at most
    `AT_MOST` that holds one. Where they mean no days, the day of publication must be one.
    """
    first, last = filters.about_since or date.min, filters.about_until or date.max
    found = resolve(passage.text, article.published, article.language)
    if not found:
        return article.published is not None and first <= article.published <= last
    return any(_lies_within(dated, first, last) for dated in found)


def _lies_within(dated: Dated, first: date, last: date) -> bool:
    if dated.until - dated.since > AT_MOST:
        return first <= dated.since and dated.until <= last
    return dated.since <= last and first <= dated.until
