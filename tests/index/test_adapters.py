"""Adapters merged into a model's weights, and the file that comes along."""

import pytest
import torch

from index.encoding.adapters import merge, modules, shipped
from index.learning.adapting import LAYERS, RANK
from tests.index.test_encoder import tiny

SIZES = {"up": (1536, 384), "down": (384, 1536)}


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_the_product_is_added_in_place_to_the_named_matrices_only(dtype: torch.dtype) -> None:
    model = tiny()
    torch.nn.Module.to(model, dtype)
    before = {name: each.clone() for name, each in model.state_dict().items()}
    down, up = torch.randn(2, 64).half(), torch.randn(64, 2).half()
    wide, narrow = torch.randn(2, 128).half(), torch.randn(64, 2).half()
    query = modules(model.encoder.layer[2])["query"]
    merge(model, {"2.query.down": down, "2.query.up": up, "0.down.down": wide, "0.down.up": narrow})
    assert modules(model.encoder.layer[2])["query"] is query
    changed = {
        "encoder.layer.2.attention.self.query.weight": up.float() @ down.float(),
        "encoder.layer.0.output.dense.weight": narrow.float() @ wide.float(),
    }
    for name, found in model.state_dict().items():
        assert found.dtype == before[name].dtype
        if name in changed:
            torch.testing.assert_close(found, (before[name].float() + changed[name]).to(dtype))
        else:
            assert torch.equal(found, before[name])


def test_the_shipped_file_fits_the_default_model() -> None:
    found = shipped()
    names = ["query", "key", "value", "output", "up", "down"]
    expected = {}
    for layer in LAYERS:
        for name in names:
            wide, narrow = SIZES.get(name, (384, 384))
            expected[f"{layer}.{name}.up"] = (wide, RANK)
            expected[f"{layer}.{name}.down"] = (RANK, narrow)
    assert {name: tuple(each.shape) for name, each in found.items()} == expected
    assert {each.dtype for each in found.values()} == {torch.float16}
    assert all(bool(each.isfinite().all()) for each in found.values())
    assert all(bool(each.any()) for each in found.values())
