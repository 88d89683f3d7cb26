"""A BERT encoder that computes in 8 bits: what takes the time is multiplied as whole bytes.

Each row of activations is scaled by its own largest number and each output of a weight matrix by
its own, so that one outlier costs its own row alone (per-token and per-channel quantisation, as in
Yao et al. 2022, ZeroQuant). Vectors stay within a cosine of .999 of float32's. The products run
where the processor multiplies bytes (VNNI); attention, normalisation and sums stay in float32.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from index.adapters import modules

LARGEST = 127
STEPS = 255
TINY = 1e-6
SHORT = 96
"""Tokens up to which plain products are faster than the fused attention."""


def supported() -> bool:
    """Whether this processor multiplies bytes fast, and torch knows how to."""
    capable = torch.cpu.get_capabilities()
    fast = capable.get("avx512_vnni") or capable.get("avx_vnni") or capable.get("amx_int8")
    return bool(fast) and hasattr(torch.ops.onednn, "qlinear_pointwise")


class Linear:
    """``x @ weight.T + bias`` with both factors in 8 bits."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        """Quantise a weight ``[out, in]``, once; the bias ``[out]`` stays as it is."""
        weight = weight.detach().float()
        self._scale = weight.abs().amax(1).clamp_min(TINY) / LARGEST
        whole = (weight / self._scale[:, None]).round().clamp(-LARGEST, LARGEST).to(torch.int8)
        self._weight = torch.ops.onednn.qlinear_prepack(whole.contiguous(), None)
        self._zero = torch.zeros(len(weight), dtype=torch.int64)
        self._bias = bias.detach().float().clone()
        self._sums = self._scale * whole.float().sum(1)

    def __call__(self, rows: Tensor) -> Tensor:
        """float32 ``[n, in]`` to float32 ``[n, out]``.

        A row is taken as its least number and, above it, 0 to 255 steps: rows are lopsided, and
        as many steps below 0 as above it would be half of them wasted.
        """
        # Not aminmax, which takes twenty times as long.
        least, most = rows.amin(1, keepdim=True), rows.amax(1, keepdim=True)
        step = (most - least).clamp_min_(TINY) / STEPS
        # Conversion to bytes cuts off what is behind the point: with a half more, it rounds.
        whole = torch.addcmul(0.5 - least / step, rows, 1 / step).to(torch.uint8)
        product = torch.ops.onednn.qlinear_pointwise(
            whole,
            1.0,
            0,
            self._weight,
            self._scale,
            self._zero,
            None,
            1.0,
            0,
            torch.float32,
            "none",
            [],
            "",
        )
        return torch.addcmul(self._bias, product, step).addr_(least[:, 0], self._sums)


class Plain:
    """The same in floating point, where the processor doesn't multiply bytes."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        self._weight, self._bias = weight.detach().float(), bias.detach().float()

    def __call__(self, rows: Tensor) -> Tensor:
        """float32 ``[n, in]`` to float32 ``[n, out]``."""
        return functional.linear(rows, self._weight, self._bias)


Product = Linear | Plain


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
        """float32 ``[n * length, hidden]`` to the same; ``shape`` is ``(n, length)``."""
        rows = self.attended(rows + self.output(self._attention(rows, shape, mask)))
        return self.fed(rows + self.down(functional.gelu(self.up(rows))))

    def _attention(self, rows: Tensor, shape: tuple[int, int], mask: Tensor | None) -> Tensor:
        size = rows.shape[1] // self.heads
        split = self.projections(rows).view(*shape, 3, self.heads, size).permute(2, 0, 3, 1, 4)
        query, key, value = split.unbind(0)
        if shape[1] > SHORT:
            found = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        else:
            likeness = (query * size**-0.5) @ key.transpose(2, 3)
            if mask is not None:
                likeness.masked_fill_(~mask, -torch.inf)
            found = torch.softmax(likeness, -1) @ value
        return found.transpose(1, 2).reshape(rows.shape)


class Encoder:
    """Tokens to states. Calls may overlap; nothing in it changes."""

    def __init__(self, embeddings: Mapping[str, Tensor], norm: Norm, layers: Sequence[Layer]):
        self._words = embeddings["words"]
        self._places = embeddings["places"]
        self._norm = norm
        self.layers = tuple(layers)

    @classmethod
    def of(cls, model: Any, product: type[Product] = Linear) -> "Encoder":
        """The encoder of a `transformers.BertModel`; shares its word embeddings."""
        table = model.embeddings
        norm = _norm(table.LayerNorm)
        # A single text is all of type 0.
        places = table.position_embeddings.weight + table.token_type_embeddings.weight[0]
        embeddings = {
            "words": table.word_embeddings.weight.detach(),
            "places": places.detach().float(),
        }
        return cls(embeddings, norm, [layer_of(each, product) for each in model.encoder.layer])

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
            rows = self._norm(rows).view(n * length, -1)
            seen = None if bool(mask.all()) else mask[:, None, None, :]
            for layer in self.layers:
                rows = layer(rows, (n, length), seen)
            return rows.view(n, length, -1)


def layer_of(layer: Any, product: type[Product] = Linear) -> Layer:
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
        attended=_norm(layer.attention.output.LayerNorm),
        up=one("up"),
        down=one("down"),
        fed=_norm(layer.output.LayerNorm),
        heads=layer.attention.self.num_attention_heads,
    )


def _norm(module: Any) -> Norm:
    weight, bias = module.weight.detach().float(), module.bias.detach().float()
    return Norm(weight, bias, float(module.eps))
