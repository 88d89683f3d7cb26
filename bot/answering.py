"""What a conversation needs of the engine; tests have one that answers by rote."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from index import (
    Addition,
    Answer,
    Article,
    Coverage,
    Draft,
    Embedder,
    Event,
    Filters,
    Match,
    Note,
    Passage,
    Revisits,
    Story,
    Subscriptions,
    Validators,
    Version,
)


class Answering(Protocol):
    """The part of `index.Engine` that a conversation needs. All of it blocks."""

    @property
    def embedder(self) -> Embedder:
        """The model, loaded."""

    def ask(
        self,
        question: str,
        *,
        filters: Filters = ...,
        asked: date | None = None,
        limit: int = 3,
    ) -> Answer:
        """Answer a question from the articles."""

    def ask_text(
        self, question: str, draft: Draft, *, asked: date | None = None, limit: int = 3
    ) -> Answer:
        """Answer from one text that isn't in the library; its passages have no lasting numbers."""

    def article(self, article_id: int) -> Article:
        """One article; raises `ArticleNotFound`."""

    def article_at(self, url: str) -> Article | None:
        """The article of an address."""

    def articles(
        self, *, offset: int = 0, limit: int | None = None, query: str | None = None
    ) -> Sequence[Article]:
        """Articles, newest published first; ``query`` is sought in title and outlet."""

    def count(self, query: str) -> int:
        """How many articles have a text in title or outlet."""

    def passages_of(self, article_id: int) -> Sequence[Passage]:
        """An article's passages, in order."""

    def history(self, article_id: int) -> Sequence[Version]:
        """What became of an article, oldest first; also of one that is gone."""

    def brought_about(self, origin: str) -> Sequence[Version]:
        """What a request brought about, oldest first."""

    def events(self, after: int, event: Event, limit: int = 100) -> Sequence[Version]:
        """The events of a kind that came after a number, oldest first."""

    def last_event(self) -> int:
        """The number of the latest event."""

    def latest(self, topic: str = "", limit: int = 10) -> Sequence[Story]:
        """The newest reports, of all or of those on a topic, story by story."""

    def story(self, article_id: int) -> int:
        """The number of the first article of an article's story."""

    def matches(self, topics: Sequence[str], article_id: int) -> Sequence[Match]:
        """How well an article fits each topic, in their order."""

    @property
    def feeds(self) -> Subscriptions:
        """The feeds that are followed."""

    @property
    def revisits(self) -> Revisits:
        """The looks that articles are given again."""

    def purge(self) -> bool:
        """Forget what can't be brought back any more; False: it is to be called again."""

    def is_unwanted(self, url: str) -> bool:
        """Whether an address was taken out, and nobody has asked for it since."""

    def look_again(self, article_id: int, validators: Validators) -> None:
        """Look at an article's address again from time to time."""

    def add(
        self, drafts: Iterable[Draft], *, note: Note = ..., merging: bool = True
    ) -> Iterable[Addition]:
        """Add articles one by one."""

    def remove(self, article_id: int, *, note: Note = ...) -> Article:
        """Take an article out; raises `ArticleNotFound`."""

    def restore(self, article_id: int, *, note: Note = ...) -> Article:
        """Bring an article back; raises `ArticleNotFound`, `LibraryError`."""

    def outlets(self, limit: int | None = None) -> Sequence[str]:
        """The library's sources, those with most articles first."""

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """Passages by number; those that are gone are left out."""

    def around(self, passage_id: int, n: int = 1) -> Sequence[Passage]:
        """A passage between its neighbours in the article."""

    def coverage(self) -> Coverage:
        """What the library holds."""

    def revision(self) -> int:
        """The number of the library's last change."""
