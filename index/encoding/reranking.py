"""A cross-encoder of the operator's choice, which reads question and passage together.

None comes along: one trained from the default model's weights gained too little for what it cost
(see the README's list of what was tried). Any `CrossEncoder` of sentence-transformers is a setting.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from index.errors import ModelError
from index.models import Float32
from index.wording.texts import storable

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

SETTING = "set SITREP_RERANKER to a cross-encoder's folder or hub name, or unset it for none"


class HubCrossEncoder:
    """A `CrossEncoder` of sentence-transformers."""

    def __init__(self, model: "CrossEncoder") -> None:
        self._model = model

    def score(self, question: str, passages: Sequence[tuple[str, str]]) -> Float32:
        """The model's score for each headline and text, before any activation: float32 ``[n]``."""
        pairs = [(storable(question), storable(f"{title}\n{text}")) for title, text in passages]
        if not pairs:
            return np.zeros(0, np.float32)
        found = self._model.predict(
            pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False
        )
        # Of several classes the last one is the better match, as in sentence-transformers' own.
        return np.asarray(found, np.float32).reshape(len(pairs), -1)[:, -1]


def load(name: str) -> HubCrossEncoder:
    """Load a cross-encoder: a folder's, or a hub's, which is downloaded.

    Raises:
        ModelError: there is none of that name, or its files are damaged.
    """
    from safetensors import SafetensorError
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(str(Path(name).expanduser()), device="cpu")
    except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
        raise ModelError(f"the reranker {name!r} can't be loaded ({error}): {SETTING}") from error
    return HubCrossEncoder(model)
