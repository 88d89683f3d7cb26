"""Passages -> vectors, fast: the encoder, and the mean of its states.

For models that are a BERT with mean pooling, as the default one and MiniLM are; any other is
encoded by sentence-transformers itself.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from index.encoding.batching import batches
from index.encoding.encoder import Encoder
from index.encoding.products import fastest
from index.models import Vectors32

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BERT = "bert"


class PooledEncoder:
    """A sentence-transformers model of BERT's kind, in the fastest numbers there are."""

    def __init__(self, model: "SentenceTransformer") -> None:
        tokenizer: Any = model.tokenizer
        self._backend = tokenizer.backend_tokenizer
        self._pad: int = tokenizer.pad_token_id
        self._most = int(model.max_seq_length or tokenizer.model_max_length)
        self._prompt = model.prompts.get("document") or model.prompts.get("passage") or ""
        product = fastest()
        self._batch_tokens = product.batch_tokens
        self._encoder = Encoder.of(bert_of(model), product)

    @classmethod
    def of(cls, model: "SentenceTransformer") -> "PooledEncoder | None":
        """The model as it is now, copied; None where it is of another kind."""
        return cls(model) if _is_mean_of_bert(model) else None

    def encode(self, texts: Sequence[str]) -> Vectors32:
        """float32 ``[len(texts), dim]``, in the texts' order, of any length."""
        sequences = self._tokens(texts)
        vectors = np.zeros((len(texts), self._encoder.hidden), np.float32)
        for batch in batches([len(each) for each in sequences], self._batch_tokens):
            tokens, mask = padded([sequences[i] for i in batch], self._pad)
            vectors[batch] = mean(self._encoder.states(tokens, mask), mask).numpy()
        return vectors

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        # Set anew each time: sentence-transformers and the counting of tokens set it as well.
        self._backend.enable_truncation(self._most)
        self._backend.no_padding()
        return [each.ids for each in self._backend.encode_batch([self._prompt + t for t in texts])]


def mean(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean of the states that count: float32 ``[n, hidden]``."""
    seen = mask[..., None].float()
    return (states * seen).sum(1) / seen.sum(1)


def padded(sequences: Sequence[list[int]], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Tokens int64 ``[n, longest]`` and which of them count, bool."""
    longest = max(len(each) for each in sequences)
    tokens = torch.full((len(sequences), longest), pad)
    lengths = torch.tensor([len(each) for each in sequences])
    mask = torch.arange(longest) < lengths[:, None]
    tokens[mask] = torch.tensor([token for each in sequences for token in each])
    return tokens, mask


def bert_of(model: "SentenceTransformer") -> Any:
    """The transformers model within a sentence-transformers one, whatever its wrapper calls it."""
    first: Any = model[0]
    return first.auto_model if hasattr(first, "auto_model") else first.model


def _is_mean_of_bert(model: "SentenceTransformer") -> bool:
    kinds = [type(module).__name__ for module in model]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return False
    config, pooling = bert_of(model).config, model[1]
    plain = config.model_type == BERT and config.hidden_act == "gelu"
    return plain and getattr(pooling, "pooling_mode", None) in ("mean", ["mean"], ("mean",))
