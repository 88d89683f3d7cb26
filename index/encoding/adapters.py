"""The query side of the default model, adapted to what people ask of news.

Small matrices that are added to the upper layers' weights (LoRA, Hu et al. 2021) when a question is
encoded, and never when a passage is: so the vectors of a library stay as they are, and a question
costs no more. ``python -m index.learning.adapting`` learns them.
"""

from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any

import torch
from safetensors.torch import load_file

FILE = "adapters.safetensors"


def shipped() -> dict[str, torch.Tensor]:
    """The adapters that come with Sitrep, for multilingual-e5-small: float16, by name.

    ``layer.matrix.down`` is ``[rank, in]``, ``layer.matrix.up`` is ``[out, rank]``.
    """
    with as_file(files("index") / FILE) as path:
        return load_file(path)


def merge(model: Any, adapters: Mapping[str, torch.Tensor]) -> None:
    """Add the adapters to a `transformers.BertModel`'s weights, in place."""
    for name in sorted({key.rpartition(".")[0] for key in adapters}):
        number, matrix = name.split(".")
        weight = modules(model.encoder.layer[int(number)])[matrix].weight
        change = adapters[f"{name}.up"].float() @ adapters[f"{name}.down"].float()
        weight.data = (weight.data.float() + change).to(weight.dtype)


def modules(layer: Any) -> dict[str, Any]:
    """A `transformers.BertLayer`'s six linear modules, by the names used here."""
    return {
        "query": layer.attention.self.query,
        "key": layer.attention.self.key,
        "value": layer.attention.self.value,
        "output": layer.attention.output.dense,
        "up": layer.intermediate.dense,
        "down": layer.output.dense,
    }
