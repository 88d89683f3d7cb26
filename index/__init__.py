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
    Event,
    Filters,
    Given,
    Hit,
    Match,
    Note,
    Outcome,
    Passage,
    Problem,
    Sameness,
    Source,
    Span,
    Story,
    Version,
)

if TYPE_CHECKING:
    from index.addresses import is_address
    from index.checks import Check
    from index.collecting import (
        Collected,
        Reading,
        Retrieve,
        keep,
        read_address,
        read_document,
        read_file,
    )
    from index.embedder import load as load_embedder
    from index.engine import Engine
    from index.evaluation import Evaluation, evaluate
    from index.feed_records import FeedNotFound, Subscription
    from index.fetching import Retrieved, Validators, retrieve, user_agent
    from index.intake import read
    from index.keeping import Keeper
    from index.subscriptions import Subscriptions
    from index.translations import Comparison, evaluate_translations

_LATER = {
    "Check": ("index.checks", "Check"),
    "Comparison": ("index.translations", "Comparison"),
    "Engine": ("index.engine", "Engine"),
    "Evaluation": ("index.evaluation", "Evaluation"),
    "Collected": ("index.collecting", "Collected"),
    "Reading": ("index.collecting", "Reading"),
    "Retrieve": ("index.collecting", "Retrieve"),
    "FeedNotFound": ("index.feed_records", "FeedNotFound"),
    "Subscription": ("index.feed_records", "Subscription"),
    "Subscriptions": ("index.subscriptions", "Subscriptions"),
    "Retrieved": ("index.fetching", "Retrieved"),
    "Validators": ("index.fetching", "Validators"),
    "user_agent": ("index.fetching", "user_agent"),
    "retrieve": ("index.fetching", "retrieve"),
    "is_address": ("index.addresses", "is_address"),
    "Keeper": ("index.keeping", "Keeper"),
    "keep": ("index.collecting", "keep"),
    "read_address": ("index.collecting", "read_address"),
    "read_document": ("index.collecting", "read_document"),
    "read_file": ("index.collecting", "read_file"),
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
    "Collected",
    "Comparison",
    "Coverage",
    "Document",
    "Draft",
    "Embedder",
    "Engine",
    "Evaluation",
    "Event",
    "ExtractionError",
    "FeedNotFound",
    "FetchError",
    "Filters",
    "Given",
    "Hit",
    "Keeper",
    "LibraryBusy",
    "LibraryError",
    "LibraryFull",
    "LibraryReadOnly",
    "Match",
    "ModelError",
    "ModelIdentity",
    "Note",
    "Outcome",
    "Passage",
    "Problem",
    "Reading",
    "Retrieve",
    "Retrieved",
    "Sameness",
    "SitrepError",
    "Source",
    "SourceError",
    "Span",
    "Story",
    "Subscription",
    "Subscriptions",
    "Validators",
    "Version",
    "evaluate",
    "evaluate_translations",
    "is_address",
    "keep",
    "load_embedder",
    "read",
    "read_address",
    "read_document",
    "read_file",
    "retrieve",
    "user_agent",
]
