"""Passages a second: the index's embedder against sentence-transformers used plainly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from bot.settings import Settings
from index import Embedder
from index.encoding.embedder import locate
from tests.benchmarks.timing import Measure, alternate, median

REPEATS = 3
TARGET = 3.0
LEAST_COSINE = 0.999


@dataclass(frozen=True, slots=True)
class Speed:
    """What encoding the same passages both ways gave.

    Attributes:
        ours: the medians' passages a second, of the index's embedder.
        plain: the same of ``SentenceTransformer.encode`` in float32.
        cosine: the least of the passages' cosines between the two.
    """

    ours: float
    plain: float
    cosine: float

    def measures(self, *, promised: bool) -> list[Measure]:
        """For the report; the ratio was promised where fewer bits than 32 are faster."""
        ratio = self.ours / self.plain
        return [
            Measure("Sitrep", self.ours, "passages/s"),
            Measure("plain, float32", self.plain, "passages/s"),
            Measure(
                "ratio",
                ratio,
                target=f"at least {TARGET}, with AMX or VNNI",
                met=ratio >= TARGET if promised else None,
            ),
            Measure(
                "least cosine",
                self.cosine,
                target=f"at least {LEAST_COSINE}",
                met=self.cosine >= LEAST_COSINE,
            ),
        ]


def run(settings: Settings, embedder: Embedder, texts: Sequence[str]) -> Speed:
    """Encode the texts both ways, in turns."""
    plain = _Plain(settings)

    def ours() -> object:
        return embedder.encode_passages(texts)

    def theirs() -> object:
        return plain.encode(texts)

    cosine = np.sum(embedder.encode_passages(texts) * plain.encode(texts), axis=1).min()
    own, other = alternate(ours, theirs, REPEATS)
    return Speed(len(texts) / median(own), len(texts) / median(other), float(cosine))


class _Plain:
    """The same weights as anybody would load them who asks for float32."""

    def __init__(self, settings: Settings) -> None:
        _, location, _ = locate(settings.model, settings.cache)
        self._model = SentenceTransformer(
            location, device="cpu", model_kwargs={"dtype": torch.float32}
        )
        # Without the prompt the texts would be others, and no vector comparable.
        self._prompt = "document" if self._model.prompts.get("document") else None

    def encode(self, texts: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """float32 ``[len(texts), dim]``, unit-norm."""
        return self._model.encode(
            list(texts),
            prompt_name=self._prompt,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
