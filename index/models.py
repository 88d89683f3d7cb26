"""What a model is to the index: text to vectors, and who it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Float32 = npt.NDArray[np.float32]

Vectors32 = npt.NDArray[np.float32]
"""float32 ``[n, dim]``, each row of length 1."""


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model made a library's vectors.

    Attributes:
        name: as a setting names it.
        dim: numbers in a vector.
        fingerprint: changes whenever the weights, the prompts or the pooling do.
    """

    name: str
    dim: int
    fingerprint: str


class Reranker(Protocol):
    """Question and passage, read together."""

    def score(self, question: str, passages: Sequence[tuple[str, str]]) -> Float32:
        """How well each passage (headline and text) answers: float32 ``[n]``, more is better."""


class Embedder(Protocol):
    """Text to vectors. Queries and passages are two calls, since models prompt them differently."""

    @property
    def reranker(self) -> Reranker | None:
        """What reads question and passage together; None without one."""

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""

    def encode_query(self, question: str) -> Vectors32:
        """Encode one question: float32 ``[1, dim]``, unit-norm."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors32:
        """Encode passages: float32 ``[len(texts), dim]``, unit-norm, in the texts' order."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, without the prompt and special tokens."""
