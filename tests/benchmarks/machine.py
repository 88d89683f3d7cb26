"""What the numbers were measured on."""

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import torch

from index import Coverage, ModelIdentity
from index.encoding.products import Plain, fastest

_LIBRARIES = ("torch", "sentence-transformers", "faiss-cpu", "tantivy")


@dataclass(frozen=True, slots=True)
class Conditions:
    """Everything that a reader needs to compare one run with another."""

    date: str
    processor: str
    cores: int
    threads: int
    avx512_bf16: bool
    amx_bf16: bool
    load_average: float
    model: str
    articles: int
    passages: int
    versions: dict[str, str]

    @property
    def has_fast_numbers(self) -> bool:
        """Whether passages are encoded in fewer bits than 32: the promised speed rests on it."""
        return fastest() is not Plain


def conditions(model: ModelIdentity, coverage: Coverage) -> Conditions:
    """This machine at this moment, and the library that is asked."""
    flags = torch.cpu.get_capabilities()
    return Conditions(
        date=datetime.now(UTC).isoformat(timespec="minutes"),
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        threads=torch.get_num_threads(),
        avx512_bf16=bool(flags.get("avx512_bf16")),
        amx_bf16=bool(flags.get("amx_bf16")),
        load_average=round(os.getloadavg()[0], 2),
        model=model.name,
        articles=coverage.n_articles,
        passages=coverage.n_passages,
        versions={"python": platform.python_version()}
        | {name: version(name) for name in _LIBRARIES},
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
