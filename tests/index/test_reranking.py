"""A cross-encoder of the operator's choice: a tiny one, made here."""

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from index.encoding import reranking
from index.encoding.embedder import load
from index.errors import ModelError
from index.models import Float32
from tests.index.test_embedder import tiny


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(2)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "who", "fell", "umawi", "rain"]
    tokenizer = Tokenizer(
        models.WordLevel({word: place for place, word in enumerate(words)}, unk_token="[UNK]")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    made = tmp_path_factory.mktemp("cross")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=32,
    ).save_pretrained(made)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=32,
        id2label={0: "answers"},
    )
    BertForSequenceClassification(config).save_pretrained(made)
    return made


@pytest.mark.slow
def test_a_folders_cross_encoder_scores_passages_in_their_order(folder: Path) -> None:
    reader = reranking.load(str(folder))
    pairs = [("rain", "umawi fell"), ("", "rain rain"), ("who", "who fell")]
    found = reader.score("who fell", pairs)
    assert found.dtype == np.float32
    assert found.shape == (3,)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(reader.score("who fell", pairs[::-1]), found[::-1], atol=1e-5)
    assert reader.score("who fell", []).shape == (0,)


def test_a_missing_one_is_refused_with_the_settings_name(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with pytest.raises(ModelError, match="SITREP_RERANKER"):
        reranking.load(str(tmp_path / "none"))


def test_the_embedder_brings_the_reranker_that_is_set(folder: Path, tmp_path: Path) -> None:
    model = tiny(tmp_path)
    reader = load(model, tmp_path, threads=1, reranker=str(folder)).reranker
    assert reader is not None
    pairs = [("rain", "umawi fell"), ("who", "who fell")]
    expected = reranking.load(str(folder)).score("who fell", pairs)
    np.testing.assert_allclose(reader.score("who fell", pairs), expected, atol=1e-6)
    assert load(model, tmp_path, threads=1).reranker is None
    with pytest.raises(ModelError, match="SITREP_RERANKER"):
        load(model, tmp_path, threads=1, reranker=str(tmp_path))


def test_headline_and_text_are_read_together_and_broken_characters_do_no_harm(
    folder: Path,
) -> None:
    from sentence_transformers import CrossEncoder

    reader = reranking.load(str(folder))
    exact = CrossEncoder(str(folder), device="cpu").predict(
        [("who fell", "rain\numawi fell")], activation_fn=torch.nn.Identity()
    )
    found = reader.score("who fell", [("rain", "umawi fell")])
    np.testing.assert_allclose(found, np.asarray(exact), atol=1e-6)
    assert np.isfinite(reader.score("who \ud800", [("\x00", "\ud800 rain")])).all()


def test_of_several_classes_the_last_one_is_the_score() -> None:
    class Several:
        """A cross-encoder of two classes."""

        def predict(self, pairs: list[tuple[str, str]], **options: object) -> Float32:
            return np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)

    reader = reranking.HubCrossEncoder(Several())  # type: ignore[arg-type]  # a stand-in
    assert reader.score("q", [("a", "b"), ("c", "d")]).tolist() == [2.0, 4.0]
