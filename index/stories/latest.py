"""The newest reports, story by story."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from index.records import Article
from index.results import Filters, Story

NEWEST = 200
"""Articles that are looked at: the newest by publication."""

WINDOWS = (7, 30, 120, 480)
"""Days before the newest report in which those on a topic are looked for, until there are enough:
a ranking holds the best of all times, and would leave out new ones for better old ones."""


def newest_first(article: Article) -> tuple[date, datetime]:
    """What sorts articles by publication, undated ones by when they came in."""
    return article.published or article.added.date(), article.added


def stories(
    articles: Iterable[Article], story_of: Callable[[Sequence[int]], dict[int, int]], limit: int
) -> list[Story]:
    """Group articles into stories, the one with the newest article first.

    Args:
        articles: the newest first.
        story_of: article numbers to the numbers of their stories.
        limit: how many stories at most.
    """
    listed = list(articles)
    numbers = story_of([article.id for article in listed])
    grouped: dict[int, list[Article]] = {}
    for article in listed:
        grouped.setdefault(numbers.get(article.id, article.id), []).append(article)
    return [
        Story(id=number, articles=tuple(members))
        for number, members in list(grouped.items())[:limit]
    ]


def on_topic(
    ranked: Callable[[Filters], Iterable[Article]],
    is_on: Callable[[int], bool],
    newest: date | None,
    is_enough: Callable[[Sequence[Article]], bool],
) -> list[Article]:
    """Articles on a topic, the newest first.

    Undated ones are found only where all of the library is looked through.

    Args:
        ranked: the best candidates among some articles; may name one several times.
        is_on: whether the article of that number is about the topic.
        newest: the day of the newest report.
        is_enough: whether no older ones are to be looked for.
    """
    seen: set[int] = set()
    held: list[Article] = []
    for filters in _windows(newest):
        for article in ranked(filters):
            if article.id not in seen:
                seen.add(article.id)
                held += [article] if is_on(article.id) else []
        held.sort(key=newest_first, reverse=True)
        if is_enough(held):
            break
    return held


def _windows(newest: date | None) -> Iterator[Filters]:
    """Ever longer times before a day, in the end all of them."""
    if newest:
        yield from (Filters(since=newest - timedelta(days)) for days in WINDOWS)
    yield Filters()
