"""What a library holds, looked up without a model: the part of the engine that encodes nothing.

It waits for no question that is being answered: the store hands itself out one read at a time.
"""

from collections.abc import Iterable

from index.addresses import canonical
from index.records import Article, Coverage, Passage
from index.store import Store


class Catalogue:
    """Articles, their texts and their passages, each call as the library is at this moment."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def article(self, article_id: int) -> Article:
        """One article, without its text.

        Raises:
            ArticleNotFound: there is none of that number.
        """
        return self._store.article(article_id)

    def article_at(self, url: str) -> Article | None:
        """The article of an address, in whatever form it is given; None where there is none."""
        address = canonical(url)
        return None if address is None else self._store.article_at(address)

    def articles(
        self, *, offset: int = 0, limit: int | None = None, query: str | None = None
    ) -> list[Article]:
        """Articles, the newest first and undated last; ``query`` is sought in title and outlet."""
        return self._store.articles(offset=offset, limit=limit, query=query)

    def outlets(self, limit: int | None = None) -> list[str]:
        """Who published the articles: each once, the one with most articles first, then by name.

        Args:
            limit: how many at most; None for all.
        """
        return self._store.outlets(limit)

    def text(self, article_id: int) -> str:
        """An article's text.

        Raises:
            ArticleNotFound: there is none of that number.
        """
        return self._store.text(article_id)

    def passages_of(self, article_id: int) -> list[Passage]:
        """An article's passages, in order."""
        return self._store.passages_of(article_id)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by number; those that are gone are left out."""
        return self._store.passages(ids)

    def around(self, passage_id: int, n: int = 1) -> list[Passage]:
        """A passage and its neighbours in the article, in order; none where it is gone.

        Args:
            passage_id: the passage's number.
            n: how many on each side, 0 or more; fewer at the article's ends.
        """
        return self._store.around(passage_id, n)

    def coverage(self) -> Coverage:
        """What the library holds."""
        return self._store.coverage()

    def revision(self) -> int:
        """A number that rises with each article added, replaced or removed; 0 for a new library."""
        return self._store.revision()
