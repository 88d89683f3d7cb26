"""A BERT encoder in whatever numbers the processor multiplies fastest (see `products`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from index.encoding.adapters import modules
from index.encoding.products import Product


@dataclass(frozen=True, slots=True)
class Norm:
    """A layer normalisation."""

    weight: Tensor
    bias: Tensor
    epsilon: float

    def __call__(self, rows: Tensor) -> Tensor:
        """Each row with mean 0 and variance 1, then scaled and shifted."""
        return functional.layer_norm(rows, self.weight.shape, self.weight, self.bias, self.epsilon)


@dataclass(frozen=True, slots=True)
class Layer:
    """One encoder layer: attention, then the feed-forward network."""

    projections: Product
    output: Product
    attended: Norm
    up: Product
    down: Product
    fed: Norm
    heads: int

    def __call__(self, rows: Tensor, shape: tuple[int, int], mask: Tensor | None) -> Tensor:
        """``[n * length, hidden]`` to the same; ``shape`` is ``(n, length)``."""
        rows = self.attended(rows + self.output(self._attention(rows, shape, mask)))
        return self.fed(rows + self.down(functional.gelu(self.up(rows))))

    def _attention(self, rows: Tensor, shape: tuple[int, int], mask: Tensor | None) -> Tensor:
        size = rows.shape[1] // self.heads
        split = self.projections(rows).view(*shape, 3, self.heads, size).permute(2, 0, 3, 1, 4)
        query, key, value = split.unbind(0)
        if shape[1] > self.output.short:
            found = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        else:
            likeness = (query * size**-0.5) @ key.transpose(2, 3)
            if mask is not None:
                likeness.masked_fill_(~mask, -torch.inf)
            found = torch.softmax(likeness, -1) @ value
        return found.transpose(1, 2).reshape(rows.shape)


class Encoder:
    """Tokens to states. Calls may overlap; nothing in it changes."""

    def __init__(
        self,
        embeddings: Mapping[str, Tensor],
        norm: Norm,
        layers: Sequence[Layer],
        dtype: torch.dtype,
    ) -> None:
        self._words = embeddings["words"]
        self._places = embeddings["places"]
        self._norm = norm
        self._dtype = dtype
        self.layers = tuple(layers)

    @classmethod
    def of(cls, model: Any, product: type[Product]) -> "Encoder":
        """The encoder of a `transformers.BertModel`; shares its word embeddings."""
        table = model.embeddings
        norm = _norm(table.LayerNorm, torch.float32)
        # A single text is all of type 0.
        places = table.position_embeddings.weight + table.token_type_embeddings.weight[0]
        embeddings = {
            "words": table.word_embeddings.weight.detach(),
            "places": places.detach().float(),
        }
        layers = [layer_of(each, product) for each in model.encoder.layer]
        return cls(embeddings, norm, layers, product.dtype)

    @property
    def hidden(self) -> int:
        """Numbers in a state."""
        return self._places.shape[1]

    def states(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """The last layer's states.

        Args:
            tokens: int64 ``[n, length]``, padded at the end.
            mask: bool ``[n, length]``, False where padded.

        Returns:
            float32 ``[n, length, hidden]``.
        """
        n, length = tokens.shape
        with torch.inference_mode():
            rows = functional.embedding(tokens, self._words).float() + self._places[:length]
            rows = self._norm(rows).view(n * length, -1).to(self._dtype)
            seen = None if bool(mask.all()) else mask[:, None, None, :]
            for layer in self.layers:
                rows = layer(rows, (n, length), seen)
            return rows.float().view(n, length, -1)


def layer_of(layer: Any, product: type[Product]) -> Layer:
    """A `transformers.BertLayer`, with all that it multiplies as ``product`` does it."""
    own = modules(layer)

    def one(name: str) -> Product:
        return product(own[name].weight, own[name].bias)

    # One product for the three projections: wider is faster.
    projections = [own[name] for name in ("query", "key", "value")]
    return Layer(
        projections=product(
            torch.cat([each.weight for each in projections]),
            torch.cat([each.bias for each in projections]),
        ),
        output=one("output"),
        attended=_norm(layer.attention.output.LayerNorm, product.dtype),
        up=one("up"),
        down=one("down"),
        fed=_norm(layer.output.LayerNorm, product.dtype),
        heads=layer.attention.self.num_attention_heads,
    )


def _norm(module: Any, dtype: torch.dtype) -> Norm:
    weight, bias = module.weight.detach().to(dtype), module.bias.detach().to(dtype)
    return Norm(weight, bias, float(module.eps))
