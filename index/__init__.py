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
    Dated,
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
    from index.archive import Fate, Imported
    from index.backup import Companion, back_up, drop_older
    from index.backup_manifest import Manifest
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
    from index.contradictions import reports_differ
    from index.embedder import load as load_embedder
    from index.engine import Engine
    from index.evaluation import Evaluation, evaluate
    from index.exporting import export as export_articles
    from index.feed_records import FeedNotFound, Subscription
    from index.fetching import Retrieved, retrieve, user_agent
    from index.importing import import_ as import_articles
    from index.intake import read
    from index.keeping import Keeper, Kept
    from index.recheck_queue import Revisits
    from index.restoring import restore as restore_backup
    from index.revisits import Trouble
    from index.subscriptions import Subscriptions
    from index.told_days import days_meant
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
    "Validators": ("index.records", "Validators"),
    "Revisits": ("index.recheck_queue", "Revisits"),
    "Trouble": ("index.revisits", "Trouble"),
    "user_agent": ("index.fetching", "user_agent"),
    "retrieve": ("index.fetching", "retrieve"),
    "days_meant": ("index.told_days", "days_meant"),
    "reports_differ": ("index.contradictions", "reports_differ"),
    "is_address": ("index.addresses", "is_address"),
    "Companion": ("index.backup", "Companion"),
    "Fate": ("index.archive", "Fate"),
    "Imported": ("index.archive", "Imported"),
    "Manifest": ("index.backup_manifest", "Manifest"),
    "back_up": ("index.backup", "back_up"),
    "drop_older": ("index.backup", "drop_older"),
    "export_articles": ("index.exporting", "export"),
    "import_articles": ("index.importing", "import_"),
    "restore_backup": ("index.restoring", "restore"),
    "Kept": ("index.keeping", "Kept"),
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
    "Companion",
    "Comparison",
    "Coverage",
    "Dated",
    "Document",
    "Draft",
    "Embedder",
    "Engine",
    "Evaluation",
    "Event",
    "ExtractionError",
    "Fate",
    "FeedNotFound",
    "FetchError",
    "Filters",
    "Given",
    "Hit",
    "Imported",
    "Keeper",
    "Kept",
    "LibraryBusy",
    "LibraryError",
    "LibraryFull",
    "LibraryReadOnly",
    "Manifest",
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
    "Revisits",
    "Sameness",
    "SitrepError",
    "Source",
    "SourceError",
    "Span",
    "Story",
    "Subscription",
    "Subscriptions",
    "Trouble",
    "Validators",
    "Version",
    "back_up",
    "days_meant",
    "drop_older",
    "evaluate",
    "evaluate_translations",
    "export_articles",
    "import_articles",
    "is_address",
    "keep",
    "load_embedder",
    "read",
    "read_address",
    "read_document",
    "read_file",
    "reports_differ",
    "restore_backup",
    "retrieve",
    "user_agent",
]
