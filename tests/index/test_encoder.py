"""The encoder in each kind of numbers, against torch and transformers."""

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

from index.encoding.encoder import Encoder
from index.encoding.products import SHORT, EightBit, Half, Plain, Product, fastest

needs_bytes = pytest.mark.skipif(fastest() is Plain, reason="this processor doesn't multiply bytes")


def tiny() -> BertModel:
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=50,
        hidden_size=64,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=128,
        max_position_embeddings=256,
    )
    model: BertModel = BertModel(config)
    model.eval()
    return model


def cosine(first: torch.Tensor, second: torch.Tensor) -> float:
    return float(torch.cosine_similarity(first.flatten(), second.flatten(), dim=0))


def half_padded(length: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Three texts' tokens, of which the second is half as long, and which of them count."""
    tokens = torch.randint(1, 50, (3, length))
    mask = torch.ones(3, length, dtype=torch.bool)
    mask[1, length // 2 :] = False
    return tokens, mask


@needs_bytes
def test_a_product_in_bytes_is_nearly_exact_with_outliers_and_constant_rows() -> None:
    torch.manual_seed(1)
    weight, bias = torch.randn(32, 64), torch.randn(32)
    rows = torch.randn(6, 64)
    rows[1, 3], rows[2], rows[3] = 300.0, 5.0, 0.0
    exact = torch.nn.functional.linear(rows, weight, bias)
    found = EightBit(weight, bias)(rows)
    for row, wanted in zip(found, exact, strict=True):
        assert float((row - wanted).abs().max()) <= 0.03 * float(wanted.abs().max())


def test_a_plain_product_is_exact() -> None:
    weight, bias, rows = torch.randn(8, 4), torch.randn(8), torch.randn(3, 4)
    torch.testing.assert_close(
        Plain(weight, bias)(rows), torch.nn.functional.linear(rows, weight, bias)
    )


@pytest.mark.parametrize(
    ("product", "least"),
    [(Plain, 0.99999), (Half, 0.9995), pytest.param(EightBit, 0.99, marks=needs_bytes)],
)
@pytest.mark.parametrize("length", [7, SHORT + 20])
def test_states_are_those_of_the_model(product: type[Product], least: float, length: int) -> None:
    model = tiny()
    tokens, mask = half_padded(length)
    with torch.inference_mode():
        wanted = model(input_ids=tokens, attention_mask=mask.long()).last_hidden_state
        whole = model(input_ids=tokens).last_hidden_state
    encoder = Encoder.of(model, product)
    assert encoder.hidden == 64
    found = encoder.states(tokens, mask)
    assert found.dtype == torch.float32
    assert np.isfinite(found.numpy()).all()
    assert cosine(found[mask], wanted[mask]) >= least
    assert cosine(encoder.states(tokens, torch.ones_like(mask)), whole) >= least


@pytest.mark.parametrize("length", [7, SHORT, SHORT + 20])
def test_plain_states_are_the_models_to_the_fourth_place(length: int) -> None:
    model = tiny()
    tokens, mask = half_padded(length)
    with torch.inference_mode():
        wanted = model(input_ids=tokens, attention_mask=mask.long()).last_hidden_state
    found = Encoder.of(model, Plain).states(tokens, mask)
    torch.testing.assert_close(found[mask], wanted[mask], atol=1e-4, rtol=0)


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ({}, Plain),
        ({"avx512_bf16": True}, Plain),
        ({"avx512_vnni": True}, EightBit),
        ({"avx_vnni": True, "amx_bf16": False}, EightBit),
        ({"avx512_vnni": True, "amx_int8": True, "amx_bf16": True}, Half),
    ],
)
def test_numbers_are_those_that_the_processor_multiplies_fastest(
    capabilities: dict[str, bool], expected: type[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    assert fastest() is expected
