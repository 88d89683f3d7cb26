"""Portraits of the reports that a library holds, made when they are needed, and kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

import numpy as np

from index.errors import ArticleNotFound
from index.models import Float32, Vectors32
from index.records import Article, Draft
from index.storage.store import Store
from index.stories.backdrop import backdrop
from index.stories.portraits import LEAD, READ, Portrait, Rarity, portrait
from index.stories.stories import WINDOW, Known, assign
from index.stories.watching import story_weights

MOST = 2_000
"""Reports that a new one is compared with at most: the newest of the window."""

Between = Callable[[date, date, int], Iterable[Article]]
"""Articles from one day to another, by publication or else by when they came in, at most so many,
the newest first."""

Stories = Callable[[Sequence[int]], Mapping[int, int]]
"""Article numbers to the numbers of their stories, as far as they have one."""


class Gallery:
    """Finds new reports' stories; what was looked at once is kept. Calls must not overlap."""

    def __init__(self, store: Store, rarity: Rarity, between: Between, stories: Stories) -> None:
        """Nothing is looked at before the first `story`.

        Args:
            store: what holds the reports.
            rarity: `Lexical.rarity`; the closer it follows the store, the better.
            between: the store's.
            stories: the store's.
        """
        self._store = store
        self._rarity = rarity
        self._between = between
        self._stories = stories
        self._kept: dict[tuple[int, datetime], Portrait] = {}

    def story(self, draft: Draft, vectors: Vectors32, model: str, today: date) -> int | None:
        """The story that a new report belongs to; None where it begins one.

        Args:
            draft: the report, not in the store yet.
            vectors: its passages', float32 ``[n, dim]``, n at least 1.
            model: the name of the model that made them.
            today: the day that an undated report counts for.
        """
        new = portrait(
            draft.title,
            draft.text,
            vectors,
            rarity=self._rarity,
            language=draft.language,
            day=draft.published or today,
        )
        recent = self._recent(new.day)
        before = backdrop(_meanings(recent, new), [k.portrait.language for k in recent], _of(model))
        return assign(new, recent, before)

    def _recent(self, day: date) -> list[Known]:
        kept: dict[tuple[int, datetime], Portrait] = {}
        # No day lies before the calendar's first or after its last.
        since = date.min + max(day - date.min - WINDOW, timedelta())
        until = date.max - max(date.max - day - WINDOW, timedelta())
        for article in self._between(since, until, MOST):
            with suppress(ArticleNotFound):  # another process removed it a moment ago
                kept[article.id, article.added] = self._portrait(article)
        self._kept = kept
        numbers = self._stories([number for number, _ in kept])
        return [
            Known(story=numbers.get(number, number), portrait=each)
            for (number, _), each in kept.items()
        ]

    def _portrait(self, article: Article) -> Portrait:
        known = self._kept.get((article.id, article.added))
        return known or portrait_of(self._store, self._rarity, article)


def portrait_of(store: Store, rarity: Rarity, article: Article) -> Portrait:
    """A report's portrait, from the store.

    Raises:
        ArticleNotFound: it was removed meanwhile.
    """
    vectors = store.vectors_of(store.passage_ids([article.id])[:READ])
    return portrait(
        article.title,
        store.text(article.id)[:LEAD],  # last: it tells if the article is gone
        vectors,
        rarity=rarity,
        language=article.language,
        day=article.published or article.added.date(),
    )


def pictured(store: Store, rarity: Rarity) -> Iterator[tuple[str, Portrait]]:
    """The portraits of all reports that have an external id, by these."""
    for article in store.articles():
        if article.external_id is not None:
            yield article.external_id, portrait_of(store, rarity, article)


def _meanings(recent: Sequence[Known], new: Portrait) -> Float32:
    """float32 ``[len(recent), dim]``."""
    found = np.array([known.portrait.vector for known in recent], np.float32)
    return found.reshape(-1, new.vector.size)


def _of(model: str) -> Float32 | None:
    return story_weights().known(model)
