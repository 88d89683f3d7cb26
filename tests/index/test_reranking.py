"""A cross-encoder of the operator's choice: a tiny one, made here."""

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from index import reranking
from index.errors import ModelError


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
