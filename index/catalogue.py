"""What a library holds, looked up without a model: the part of the engine that encodes nothing.

It waits for no question that is being answered: the store hands itself out one read at a time.
"""

from collections.abc import Iterable

from index.changes import Event, Version
from index.records import Article, Passage
from index.results import Coverage
from index.storage.store import Store
from index.web.addresses import canonical


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

    def count(self, query: str) -> int:
        """How many articles have a text in title or outlet."""
        return self._store.count(query)

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

    def history(self, article_id: int) -> list[Version]:
        """What became of an article, oldest first; also of one that is gone."""
        return self._store.history(article_id)

    def brought_about(self, origin: str) -> list[Version]:
        """What a request brought about, oldest first; nothing for one that is unknown."""
        return self._store.brought_about(origin)

    def events(self, after: int, event: Event, limit: int = 100) -> list[Version]:
        """The events of a kind that came after a number, oldest first.

        Args:
            after: the number of a `Version`; 0 for all.
            event: of which kind.
            limit: how many at most.
        """
        return self._store.events(after, event, limit)

    def last_event(self) -> int:
        """The number of the latest event; 0 in a new library."""
        return self._store.last_event()

    def story(self, article_id: int) -> int:
        """The number of the first article of an article's story; its own where it is alone."""
        return self._store.story(article_id)

    def is_unwanted(self, url: str) -> bool:
        """Whether an address was taken out, and nobody has asked for it since."""
        address = canonical(url)
        return address is not None and self._store.is_unwanted(address)

    def coverage(self) -> Coverage:
        """What the library holds."""
        return self._store.coverage()

    def revision(self) -> int:
        """A number that rises with each article added, replaced or removed; 0 for a new library."""
        return self._store.revision()
