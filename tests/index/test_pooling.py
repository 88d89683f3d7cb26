"""The encoder of passages: order, padding, batches, and which models it takes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from index.encoding import pooling
from index.encoding.batching import batches
from index.encoding.pooling import PooledEncoder, mean, padded
from index.encoding.products import Plain
from tests.index.test_embedder import tiny

WORDS = ["the raid", "the village", "raid village the raid village the raid", "the", "village"]
PASSAGES = ["Rain fell.", "Ten ships sailed north on Monday.", "A man was held in Aleppo. " * 12]


def loaded(folder: Path, mode: str = "mean") -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(tiny(folder, pooling=mode), device="cpu").eval()


def cosines(first: Any, second: Any) -> Any:
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    return (first * second).sum(1) / lengths


def test_vectors_are_in_the_texts_order_and_padding_changes_none(tmp_path: Path) -> None:
    encoder = PooledEncoder(loaded(tmp_path))
    together = encoder.encode(WORDS)
    assert together.dtype == np.float32
    alone = np.concatenate([encoder.encode([word]) for word in WORDS])
    assert cosines(together, alone).min() > 0.999
    assert cosines(encoder.encode(WORDS[::-1])[::-1], together).min() > 0.999


def test_vectors_are_those_of_sentence_transformers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = loaded(tmp_path)
    expected = model.encode_document(WORDS, show_progress_bar=False)
    monkeypatch.setattr(pooling, "fastest", lambda: Plain)
    np.testing.assert_allclose(PooledEncoder(model).encode(WORDS), expected, atol=1e-5)


def test_many_batches_give_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = PooledEncoder(loaded(tmp_path))
    together = encoder.encode(WORDS)
    monkeypatch.setattr(pooling, "batches", lambda lengths, most: batches(lengths, 8))
    assert cosines(encoder.encode(WORDS), together).min() > 0.999


def test_a_model_that_pools_otherwise_is_not_taken(tmp_path: Path) -> None:
    assert PooledEncoder.of(loaded(tmp_path / "cls", "cls")) is None
    assert PooledEncoder.of(loaded(tmp_path / "mean")) is not None


def test_a_model_of_other_modules_is_not_taken(tmp_path: Path) -> None:
    model = loaded(tmp_path)
    model.append(torch.nn.Identity())
    assert PooledEncoder.of(model) is None


def test_padding_counts_in_no_mean() -> None:
    tokens, mask = padded([[5, 6, 7], [8]], pad=9)
    assert tokens.tolist() == [[5, 6, 7], [8, 9, 9]]
    assert mask.tolist() == [[True, True, True], [True, False, False]]
    assert mean(tokens[..., None].float(), mask).tolist() == [[6.0], [8.0]]


def test_batches_hold_each_place_once_and_little_padding() -> None:
    found = list(batches([3, 20, 1, 4], most=8))
    assert found == [[1], [3, 0], [2]]
    assert list(batches([])) == []


@pytest.mark.model
def test_the_real_models_passages_are_those_of_float32(model_cache: Path, embedder: Any) -> None:
    from sentence_transformers import SentenceTransformer

    from index.encoding.embedder import locate

    exact = SentenceTransformer(locate(None, model_cache)[1], device="cpu").float()
    expected = exact.encode_document(PASSAGES, show_progress_bar=False)
    found = embedder.encode_passages(PASSAGES)
    assert cosines(found, expected).min() >= 0.999
    alone = np.concatenate([embedder.encode_passages([text]) for text in PASSAGES])
    assert cosines(found, alone).min() > 0.999
