"""What a library with near-duplicates merged holds, told as simply as can be: the tests' model.

Reports differ wholly from each other; each has a short form and a fuller one, a near-copy of it.
"""

from dataclasses import dataclass, field

from index.records import Draft
from tests.index.reprinting import ADDED, report

NAMES = ("raid", "fire", "trial")
PLACES = ("gazette.example", "courier.example", "herald.example", None)


@dataclass(frozen=True)
class Offer:
    """A report in one of its two forms, at an address or at none."""

    name: str
    is_full: bool
    url: str | None

    @property
    def draft(self) -> Draft:
        found = report(self.name, None, *([ADDED] if self.is_full else []))
        return Draft(title=found.title, text=found.text, url=self.url, language="en")

    @property
    def form(self) -> tuple[str, bool]:
        return self.name, self.is_full


@dataclass
class Held:
    """An article: which text, where it is quoted from, and where else it stands in what form."""

    form: tuple[str, bool]
    url: str | None
    sources: dict[str, tuple[str, bool]] = field(default_factory=dict)


class Shelf:
    """Articles by number, and those that were removed."""

    def __init__(self) -> None:
        self.held: dict[int, Held] = {}
        self.removed: dict[int, Held] = {}
        self._last = 0

    def add(self, offer: Offer) -> int:
        """The number of the article that stands for it then."""
        number = self._settled(offer)
        if number is None:
            number = self._placed(offer)
        return number

    def remove(self, number: int) -> None:
        self.removed[number] = self.held.pop(number)

    def restore(self, number: int) -> bool:
        """Whether it can be."""
        back = self.removed[number]
        taken = {held.url for held in self.held.values()} - {None}
        further = {url for held in self.held.values() for url in held.sources}
        if any(held.form == back.form for held in self.held.values()):
            return False
        if back.url is not None and back.url in taken | further:
            return False
        del self.removed[number]
        back.sources = {u: f for u, f in back.sources.items() if u not in taken | further}
        self.held[number] = back
        return True

    def _at(self, url: str | None) -> int | None:
        return next((n for n, h in self.held.items() if url is not None and h.url == url), None)

    def _settled(self, offer: Offer) -> int | None:
        """Its very text is known: as an article's, or as that of a reprint of the same report."""
        for number, held in self.held.items():
            if held.form == offer.form:
                if held.url is None and self._at(offer.url) is None:
                    self._drop(offer.url)
                    held.url = offer.url
                elif offer.url not in {None, held.url} and self._at(offer.url) is None:
                    self._add_source(number, offer)
                return number
        if self._at(offer.url) is not None:
            return None
        for number in sorted(self.held):
            held = self.held[number]
            if offer.form in held.sources.values() and held.form[0] == offer.name:
                if offer.url is not None:
                    self._add_source(number, offer)
                return number
        return None

    def _placed(self, offer: Offer) -> int:
        """Its text is new: in the place of what stands there, as a copy, or as a new article."""
        own = self._at(offer.url)
        twin = next((n for n, h in sorted(self.held.items()) if h.form[0] == offer.name), None)
        if own is not None:
            self.held[own].form = offer.form
            return own
        if twin is None:
            self._drop(offer.url)
            self._last += 1
            self.held[self._last] = Held(offer.form, offer.url)
            return self._last
        held = self.held[twin]
        if self._is_quoted(offer, held):
            self._drop(offer.url)
            if held.url is not None and offer.url != held.url:
                held.sources[held.url] = held.form
            held.form, held.url = offer.form, offer.url
        elif offer.url is not None:
            self._add_source(twin, offer)
        return twin

    @staticmethod
    def _is_quoted(offer: Offer, held: Held) -> bool:
        """The fuller text is; one without an address only in the place of another such."""
        return held.url is None if offer.url is None else offer.is_full

    def _add_source(self, number: int, offer: Offer) -> None:
        assert offer.url is not None
        known = next((h for h in self.held.values() if offer.url in h.sources), None)
        if known is self.held[number]:
            known.sources[offer.url] = offer.form
            return
        self._drop(offer.url)
        self.held[number].sources[offer.url] = offer.form

    def _drop(self, url: str | None) -> None:
        for held in self.held.values():
            held.sources.pop(url or "", None)
