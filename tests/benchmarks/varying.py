"""Articles that nobody wrote: real ones with other numbers, names and days, and other vectors."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import numpy as np

from index import Draft, ModelIdentity
from index.models import Vectors32
from index.records import Article, Span
from index.storage.store import Store

SEED = 20221006

TURN = 0.5
"""How far a copy's vector is turned towards another passage's, both taken without what all vectors
have in common: the cosine to its original is then about .97. What it would be if
copies were really encoded was not measured."""

NAME_STRIDE = 997
"""A prime: each copy swaps a name for another one."""

_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")
_WITHIN_A_SENTENCE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as the store takes it: vectors float32 ``[len(spans), dim]``."""

    draft: Draft
    spans: tuple[Span, ...]
    vectors: Vectors32


class Material:
    """The real articles, and as many copies of each as anybody wants."""

    def __init__(self, base: Path, identity: ModelIdentity) -> None:
        """Read the library in the folder ``base``, all of it.

        Raises:
            ModelError: its vectors are another model's.
        """
        with closing(Store.open(base, create=False)) as store:
            store.require(identity)
            self._pieces = [_piece(store, article) for article in _in_order(store)]
        texts = (piece.draft.text for piece in self._pieces)
        names: set[str] = {name for text in texts for name in _WITHIN_A_SENTENCE.findall(text)}
        self._names = sorted(names)
        self._places = {name: place for place, name in enumerate(self._names)}
        vectors = np.concatenate([piece.vectors for piece in self._pieces])
        common = vectors.mean(axis=0)
        self._common = common / np.linalg.norm(common)
        self._own, _ = self._without_common(vectors)

    def keys(self, first: int = 0) -> Iterator[tuple[int, int]]:
        """Which articles there are: the copy's number, 0 for the real ones, and the article's."""
        return ((copy, place) for copy in count(first) for place in range(len(self._pieces)))

    def piece(self, copy: int, place: int) -> Piece:
        """The article of that key; always the same."""
        piece = self._pieces[place]
        draft = replace(piece.draft, external_id=key(copy, place))
        if copy == 0:
            return Piece(draft, piece.spans, piece.vectors)
        text, spans = self._varied_text(piece, copy)
        draft = replace(
            draft,
            title=self._varied(draft.title, copy),
            text=text,
            url=f"https://copies.example/{copy}/{place}",
            published=draft.published and draft.published - timedelta(days=7 * copy),
        )
        return Piece(draft, spans, self._turned(piece.vectors, SEED + 100_003 * copy + place))

    def _varied_text(self, piece: Piece, copy: int) -> tuple[str, tuple[Span, ...]]:
        """Passage by passage, so that each stays a passage."""
        text, spans, end = "", [], 0
        for span in piece.spans:
            text += piece.draft.text[end : span.start]
            varied = self._varied(piece.draft.text[span.start : span.end], copy)
            spans.append(Span(start=len(text), end=len(text) + len(varied)))
            text, end = text + varied, span.end
        return text, tuple(spans)

    def _varied(self, text: str, copy: int) -> str:
        def other_name(match: re.Match[str]) -> str:
            name: str = match.group()
            place = self._places.get(name)
            if place is None:
                return name
            return self._names[(place + NAME_STRIDE * copy) % len(self._names)]

        shifted = _NUMBER.sub(
            lambda match: str(int(match.group()) + copy).zfill(len(match.group())), text
        )
        return _NAME.sub(other_name, shifted)

    def _turned(self, vectors: Vectors32, seed: int) -> Vectors32:
        """Noise that looks like passages do: what all vectors have in common stays as it is."""
        random = np.random.default_rng(seed)
        own, length = self._without_common(vectors)
        others = self._own[random.integers(len(self._own), size=len(own))]
        turned = own + TURN * others
        turned *= length / np.linalg.norm(turned, axis=1, keepdims=True)
        turned += (vectors @ self._common)[:, None] * self._common
        found: Vectors32 = turned / np.linalg.norm(turned, axis=1, keepdims=True)
        return found

    def _without_common(self, vectors: Vectors32) -> tuple[Vectors32, Vectors32]:
        """What is left without the common direction, at length 1; and its length ``[n, 1]``."""
        own = vectors - (vectors @ self._common)[:, None] * self._common
        length = np.linalg.norm(own, axis=1, keepdims=True)
        return own / length, length


def key(copy: int, place: int) -> str:
    """What an article is known by in a library that was filled."""
    return f"{copy}/{place}"


def _in_order(store: Store) -> Sequence[Article]:
    return sorted(store.articles(), key=lambda article: article.id)


def _piece(store: Store, article: Article) -> Piece:
    passages = store.passages_of(article.id)
    draft = Draft(
        title=article.title,
        text=store.text(article.id),
        url=article.url,
        outlet=article.outlet,
        author=article.author,
        published=article.published,
        language=article.language,
    )
    spans = tuple(Span(start=passage.start, end=passage.end) for passage in passages)
    vectors = store.vectors_of(np.array([passage.id for passage in passages], np.int64))
    return Piece(draft, spans, vectors)
