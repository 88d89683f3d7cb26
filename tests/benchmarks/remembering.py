"""A model that encodes no text twice."""

from collections.abc import Sequence

import numpy as np

from index import Embedder, ModelIdentity
from index.models import Reranker, Vectors32


class Remembering:
    """An embedder around another: a report may stand in several libraries at the price of one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._queries: dict[str, Vectors32] = {}
        self._passages: dict[str, Vectors32] = {}

    @property
    def identity(self) -> ModelIdentity:
        return self._embedder.identity

    @property
    def reranker(self) -> Reranker | None:
        return self._embedder.reranker

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._embedder.count_tokens(texts)

    def encode_query(self, question: str) -> Vectors32:
        if question not in self._queries:
            self._queries[question] = self._embedder.encode_query(question)
        return self._queries[question]

    def encode_passages(self, texts: Sequence[str]) -> Vectors32:
        unknown = [text for text in dict.fromkeys(texts) if text not in self._passages]
        if unknown or not texts:  # without texts, the model knows the shape
            encoded = self._embedder.encode_passages(unknown)
            self._passages.update(zip(unknown, encoded, strict=True))
        return np.stack([self._passages[text] for text in texts]) if texts else encoded
