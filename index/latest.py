"""The newest reports, story by story."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from index.records import Article, Story

NEWEST = 200
"""Articles that are looked at: the newest by publication."""


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
