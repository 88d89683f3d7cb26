"""Questions with their passages -> ``adapters.safetensors``: how a question is encoded.

    python -m index.learning.adapting FOLDER LIBRARY CACHE WRITTEN [--minutes N] [--out OUT]

FOLDER holds ``pairs.jsonl`` (quiz questions), LIBRARY the articles beside it, CACHE the model,
WRITTEN the questions written for its passages. Passages stay encoded as they are, so a step needs
nothing but its questions: each is to be nearer to its passage than to every other of the library
(the softmax over all passages, InfoNCE; Oord et al. 2018). Adapters of rank 8 in the upper half of
the layers learn it (LoRA, Hu et al. 2021). Every fifth written question is held out, and how often
its passage is found among the first five is printed before and after.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from index.encoding.adapters import FILE, modules
from index.encoding.embedder import load, locate
from index.encoding.pooling import bert_of, mean, padded
from index.engine import Engine
from index.learning.examples import (
    Example,
    from_quiz,
    from_written,
    held_out,
    learned_from,
    load_written,
)
from index.learning.labels import QUESTIONS, load_questions
from index.storage.store import Store

LAYERS = range(6, 12)
RANK = 8
SCALE = 4.0
STRENGTH = 0.5
"""How much of what was learned is kept: half way between the model as it came and as it became
finds more than either (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models")."""

RATE = 3e-4
WARM_UP = 20
QUESTIONS_A_STEP = 32
TEMPERATURE = 0.02
LONGEST = 128
"""Tokens of a question that are read."""

MINUTES = 5.0
SEED = 20221006


class Adapter(nn.Module):
    """A linear module whose weight has a product of two small matrices added to it."""

    def __init__(self, inner: nn.Linear) -> None:
        super().__init__()
        self.inner = inner
        self.down = nn.Parameter(torch.randn(RANK, inner.in_features) * 0.02)
        self.up = nn.Parameter(torch.zeros(inner.out_features, RANK))

    def forward(self, rows: Tensor) -> Tensor:
        """One product, with both weights in one; the gradient goes to the small ones."""
        weight = self.inner.weight + SCALE * self.up @ self.down
        return functional.linear(rows, weight, self.inner.bias)


class Learner(nn.Module):
    """The query side of the model, with adapters in its upper layers."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.bert = bert_of(model).requires_grad_(False).eval()
        self._backend, self._pad = model.tokenizer.backend_tokenizer, model.tokenizer.pad_token_id
        self._prompt = model.prompts["query"]
        self.adapters = {
            f"{number}.{name}": _replaced(self.bert, module)
            for number in LAYERS
            for name, module in modules(self.bert.encoder.layer[number]).items()
        }

    def forward(self, questions: Sequence[str]) -> Tensor:
        """float32 ``[n, dim]``, unit-norm."""
        self._backend.enable_truncation(LONGEST)
        self._backend.no_padding()
        found = [
            each.ids for each in self._backend.encode_batch([self._prompt + q for q in questions])
        ]
        tokens, mask = padded(found, self._pad)
        states = self.bert(input_ids=tokens, attention_mask=mask.long()).last_hidden_state
        return functional.normalize(mean(states, mask), dim=1)

    def small(self) -> list[nn.Parameter]:
        """What is learned."""
        return [p for each in self.adapters.values() for p in (each.down, each.up)]

    def saved(self) -> dict[str, Tensor]:
        """What `adapters.merge` reads."""
        found: dict[str, Tensor] = {}
        for name, adapter in self.adapters.items():
            found[f"{name}.down"], found[f"{name}.up"] = adapter.down, STRENGTH * SCALE * adapter.up
        return {name: each.detach().half().contiguous() for name, each in found.items()}


def _replaced(root: nn.Module, old: nn.Linear) -> Adapter:
    """Put an adapter in a module's place, wherever it stands."""
    name = next(name for name, module in root.named_modules() if module is old)
    parent, _, last = name.rpartition(".")
    adapter = Adapter(old)
    setattr(root.get_submodule(parent), last, adapter)
    return adapter


@dataclass(frozen=True, slots=True)
class Passages:
    """All passages of a library: float32 ``[n, dim]``, and each one's place by its number."""

    vectors: Tensor
    places: dict[int, int]

    @classmethod
    def of(cls, store: Store) -> "Passages":
        """Read them."""
        chunks = list(store.vectors())
        ids = [number for numbers, _ in chunks for number in numbers.tolist()]
        vectors = torch.from_numpy(np.concatenate([found for _, found in chunks]))
        return cls(vectors, {number: place for place, number in enumerate(ids)})

    def loss(self, queries: Tensor, examples: Sequence[Example]) -> Tensor:
        """The mean of how far from certain the right passages are."""
        scores = queries @ self.vectors.T / TEMPERATURE
        unclear = torch.zeros_like(scores, dtype=torch.bool)
        for row, example in enumerate(examples):
            unclear[row, [self.places[number] for number in example.unclear]] = True
        scores = scores.masked_fill(unclear, -torch.inf)
        right = [scores[row, self._right(each)].logsumexp(0) for row, each in enumerate(examples)]
        return (scores.logsumexp(1) - torch.stack(right)).mean()

    def found(self, queries: Tensor, examples: Sequence[Example], k: int = 5) -> float:
        """Hit@k: how often a right passage is among the nearest."""
        nearest = (queries @ self.vectors.T).topk(k).indices.tolist()
        pairs = zip(nearest, examples, strict=True)
        return sum(bool({*row} & {*self._right(each)}) for row, each in pairs) / len(examples)

    def _right(self, example: Example) -> list[int]:
        return [self.places[number] for number in example.right]


def adapt(
    learner: Learner, passages: Passages, examples: Sequence[Example], minutes: float
) -> Iterator[float]:
    """Learn for so many minutes of the clock, over the examples again and again.

    Yields:
        The loss of each step.
    """
    draw = random.Random(SEED)  # noqa: S311  it decides nothing but an order
    optimizer = torch.optim.AdamW(learner.small(), lr=RATE, weight_decay=0.01)
    started, step, waiting = time.monotonic(), 0, list[Example]()
    while (done := (time.monotonic() - started) / (60 * minutes)) < 1:
        if not waiting:
            waiting = draw.sample(list(examples), len(examples))
        batch, waiting = waiting[:QUESTIONS_A_STEP], waiting[QUESTIONS_A_STEP:]
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, step / WARM_UP) * (1 - done)
        loss = passages.loss(learner([each.question for each in batch]), batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        nn.utils.clip_grad_norm_(learner.small(), 1.0)
        optimizer.step()
        step += 1
        yield float(loss.detach())


def encode(learner: Learner, examples: Sequence[Example]) -> Tensor:
    """The questions' vectors as they are now, float32 ``[len(examples), dim]``."""
    with torch.no_grad():
        return torch.cat([learner([each.question]) for each in examples])


def quiz_of(folder: Path) -> list[dict[str, Any]]:
    """The quiz questions that are not among the folder's labelled ones."""
    labelled = {question.text.strip().lower() for question in load_questions(folder / QUESTIONS)}
    rows = (folder / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, rows) if row["question"].strip().lower() not in labelled]


def main(arguments: Sequence[str]) -> None:
    """Learn adapters from a folder with its library; write them."""
    parser = argparse.ArgumentParser(prog="python -m index.learning.adapting")
    for name in ("folder", "library", "cache", "written"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / FILE)
    told = parser.parse_args(arguments)
    written = load_written(told.written)
    plain = load(None, told.cache, adapted=False)
    with closing(Engine.open(told.library, embedder=plain, create=False)) as engine:
        examples = [
            *from_written(engine, learned_from(written)),
            *from_quiz(engine, quiz_of(told.folder)),
        ]
        held = list(from_written(engine, held_out(written)))
    with closing(Store.open(told.library, create=False)) as store:
        passages = Passages.of(store)

    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(locate(None, told.cache)[1], device="cpu")
    learner = Learner(model.float())
    _tell(f"{len(examples)} questions; {len(held)} held out, Hit@5 ", learner, passages, held)
    for step, loss in enumerate(adapt(learner, passages, examples, told.minutes), 1):
        if step % 50 == 0:
            print(f"step {step}, loss {loss:.3f}", file=sys.stderr)  # noqa: T201
    _tell("held out, Hit@5 ", learner, passages, held)
    save_file(learner.saved(), told.out)


def _tell(what: str, learner: Learner, passages: Passages, held: Sequence[Example]) -> None:
    share = passages.found(encode(learner, held), held)
    print(f"{what}{share:.3f}", file=sys.stderr)  # noqa: T201  a command's own words


if __name__ == "__main__":
    main(sys.argv[1:])
