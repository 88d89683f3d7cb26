"""Articles -> passages -> vectors; questions -> passages -> an answer. Knows nothing of Telegram.

``bot`` and scripts use the names that stand here, and no others. They are looked up when first
used (PEP 562), so that a command which needs no model does not wait for one's libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from index.errors import (
    ArticleNotFound,
    ExtractionError,
    FetchError,
    LibraryBusy,
    LibraryError,
    LibraryFull,
    LibraryReadOnly,
    ModelError,
    SitrepError,
    SourceError,
)
from index.models import Embedder, ModelIdentity
from index.records import (
    Addition,
    Answer,
    Article,
    Coverage,
    Document,
    Draft,
    Filters,
    Given,
    Hit,
    Outcome,
    Passage,
    Problem,
    Span,
)

if TYPE_CHECKING:
    from index.checks import Check
    from index.embedder import load as load_embedder
    from index.engine import Engine
    from index.evaluation import Evaluation, evaluate
    from index.intake import read
    from index.translations import Comparison, evaluate_translations

_LATER = {
    "Check": ("index.checks", "Check"),
    "Comparison": ("index.translations", "Comparison"),
    "Engine": ("index.engine", "Engine"),
    "Evaluation": ("index.evaluation", "Evaluation"),
    "evaluate": ("index.evaluation", "evaluate"),
    "evaluate_translations": ("index.translations", "evaluate_translations"),
    "load_embedder": ("index.embedder", "load"),
    "read": ("index.intake", "read"),
}


def __getattr__(name: str) -> Any:
    """Import what is heavy at its first use."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _LATER[name]
    return getattr(import_module(module), attribute)


__all__ = [
    "Addition",
    "Answer",
    "Article",
    "ArticleNotFound",
    "Check",
    "Comparison",
    "Coverage",
    "Document",
    "Draft",
    "Embedder",
    "Engine",
    "Evaluation",
    "ExtractionError",
    "FetchError",
    "Filters",
    "Given",
    "Hit",
    "LibraryBusy",
    "LibraryError",
    "LibraryFull",
    "LibraryReadOnly",
    "ModelError",
    "ModelIdentity",
    "Outcome",
    "Passage",
    "Problem",
    "SitrepError",
    "SourceError",
    "Span",
    "evaluate",
    "evaluate_translations",
    "load_embedder",
    "read",
]
