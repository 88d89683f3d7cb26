"""Products of matrices in the numbers that a processor multiplies fastest.

They are what encoding passages takes most of its time for. Each kind also tells ``dtype``, the
numbers between two products; ``batch_tokens``, how many tokens are best encoded at once; and
``short``, the tokens up to which plain products are faster than torch's fused attention.
"""

from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional

from index.encoding.batching import BATCH_TOKENS

LARGEST = 127
STEPS = 255
TINY = 1e-6
SHORT = 96


class EightBit:
    """``x @ weight.T + bias`` with both factors in 8 bits.

    Each row of activations is scaled by its own largest number and each output of a weight matrix
    by its own, so that one outlier costs its own row alone (per-token and per-channel quantisation,
    as in Yao et al. 2022, ZeroQuant). Vectors stay within a cosine of .999 of float32's. Attention,
    normalisation and sums stay in float32.
    """

    dtype: ClassVar = torch.float32
    batch_tokens: ClassVar = BATCH_TOKENS
    short: ClassVar = SHORT

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


class Half:
    """The same in bfloat16, as everything between one product and the next is.

    Vectors stay within a cosine of .9999 of float32's.
    """

    dtype: ClassVar = torch.bfloat16
    batch_tokens: ClassVar = 2 * BATCH_TOKENS
    short: ClassVar = 0

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        self._weight, self._bias = weight.detach().bfloat16(), bias.detach().bfloat16()

    def __call__(self, rows: Tensor) -> Tensor:
        """bfloat16 ``[n, in]`` to bfloat16 ``[n, out]``."""
        return functional.linear(rows, self._weight, self._bias)


class Plain:
    """The same in float32."""

    dtype: ClassVar = torch.float32
    batch_tokens: ClassVar = BATCH_TOKENS
    short: ClassVar = SHORT

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        self._weight, self._bias = weight.detach().float(), bias.detach().float()

    def __call__(self, rows: Tensor) -> Tensor:
        """float32 ``[n, in]`` to float32 ``[n, out]``."""
        return functional.linear(rows, self._weight, self._bias)


Product = EightBit | Half | Plain


def fastest() -> type[Product]:
    """What this processor, and the torch that is installed, computes fastest.

    With matrix units for bfloat16 (AMX) that is bfloat16, 4 times as fast as float32; without, 8
    bits where bytes are multiplied (VNNI), 2.3 to 2.6 times; else float32.
    """
    capable = torch.cpu.get_capabilities()
    if capable.get("amx_bf16"):
        return Half
    bytes_ = capable.get("avx512_vnni") or capable.get("avx_vnni") or capable.get("amx_int8")
    return EightBit if bytes_ and hasattr(torch.ops.onednn, "qlinear_pointwise") else Plain
