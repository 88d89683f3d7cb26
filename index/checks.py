"""What ``sitrep check`` says of a library, its model and its caches."""

from collections.abc import Callable
from dataclasses import dataclass

from index.errors import SitrepError
from index.models import Embedder
from index.results import Coverage


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: whether it is well, and what mends it if not."""

    name: str
    ok: bool
    detail: str
    remedy: str | None = None


def of_library(coverage: Coverage) -> Check:
    """That it can be read, and what it holds."""
    held = f"{coverage.n_articles} articles, {coverage.n_passages} passages"
    return Check("library", ok=True, detail=held)


def of_model(load: Callable[[], Embedder]) -> Check:
    """Whether the model can be loaded, and made the library."""
    try:
        identity = load().identity
    except SitrepError as error:
        return Check("model", ok=False, detail=str(error), remedy="see the message")
    return Check("model", ok=True, detail=f"{identity.name}, {identity.dim} dimensions")


def of_cache(name: str, count: int, expected: int) -> Check:
    """Whether a cache holds as many passages as the store."""
    ok = count == expected
    return Check(
        name,
        ok=ok,
        detail=f"{count} of {expected} passages",
        remedy=None if ok else "run `sitrep rebuild`",
    )
