"""Fakes that a reader can predict."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.models import ModelIdentity, Reranker, Vectors32

DIM = 256

_WORD = re.compile(r"\w+")


class FakeEmbedder:
    """A bag of words: each word is a direction, drawn by its CRC-32 out of 256.

    Texts that share words are near each other, those that share none are at right angles (but for
    two words that fall on one direction). A text without words points where the empty word does.
    """

    def __init__(self, name: str = "fake", fingerprint: str = "fake-1") -> None:
        self._identity = ModelIdentity(name, DIM, fingerprint)
        self.calls = 0
        self.reranker: Reranker | None = None
        self.texts_encoded = 0

    @property
    def identity(self) -> ModelIdentity:
        return self._identity

    def encode_query(self, question: str) -> Vectors32:
        return bag_of_words([question])

    def encode_passages(self, texts: Sequence[str]) -> Vectors32:
        self.calls += 1
        self.texts_encoded += len(texts)
        return bag_of_words(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_WORD.findall(text)) for text in texts]


def bag_of_words(texts: Sequence[str]) -> Vectors32:
    """float32 ``[len(texts), 256]``, unit-norm."""
    vectors = np.zeros((len(texts), DIM), np.float32)
    for row, text in zip(vectors, texts, strict=True):
        for word in _WORD.findall(text.casefold()) or [""]:
            row[zlib.crc32(word.encode("utf-8", "surrogatepass")) % DIM] += 1
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


@dataclass
class Clock:
    """Seconds since 1970; it stands until a test moves it."""

    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now

    def wait(self, *, seconds: float = 0, minutes: float = 0, days: float = 0) -> None:
        self.now += seconds + 60 * minutes + 24 * 60 * 60 * days
