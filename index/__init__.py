"""Articles -> passages -> vectors; questions -> passages -> an answer. Knows nothing of Telegram.

``bot`` and scripts use the names that stand here, and no others. They are looked up when first
used (PEP 562), so that a command which needs no model does not wait for one's libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from index.changes import Addition, Event, Note, Outcome, Sameness, Version
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
from index.records import Article, Dated, Document, Draft, Given, Passage, Problem, Source, Span
from index.results import Answer, Coverage, Filters, Hit, Match, Story

if TYPE_CHECKING:
    from index.answering.contradictions import reports_differ
    from index.archives.archive import Fate, Imported
    from index.archives.backup import Companion, back_up, drop_older
    from index.archives.backup_manifest import Manifest
    from index.archives.exporting import export as export_articles
    from index.archives.importing import import_ as import_articles
    from index.archives.restoring import restore as restore_backup
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
    from index.dating.told_days import days_meant
    from index.encoding.embedder import load as load_embedder
    from index.engine import Engine
    from index.feeds.feed_records import FeedNotFound, Subscription
    from index.feeds.subscriptions import Subscriptions
    from index.intake import read
    from index.keeping import Keeper, Kept
    from index.learning.evaluation import Evaluation, evaluate
    from index.learning.translations import Comparison, evaluate_translations
    from index.rechecks.recheck_queue import Revisits
    from index.rechecks.revisits import Trouble
    from index.web.addresses import is_address
    from index.web.fetching import Retrieved, retrieve, user_agent

_LATER = {
    "Check": ("index.checks", "Check"),
    "Comparison": ("index.learning.translations", "Comparison"),
    "Engine": ("index.engine", "Engine"),
    "Evaluation": ("index.learning.evaluation", "Evaluation"),
    "Collected": ("index.collecting", "Collected"),
    "Reading": ("index.collecting", "Reading"),
    "Retrieve": ("index.collecting", "Retrieve"),
    "FeedNotFound": ("index.feeds.feed_records", "FeedNotFound"),
    "Subscription": ("index.feeds.feed_records", "Subscription"),
    "Subscriptions": ("index.feeds.subscriptions", "Subscriptions"),
    "Retrieved": ("index.web.fetching", "Retrieved"),
    "Validators": ("index.records", "Validators"),
    "Revisits": ("index.rechecks.recheck_queue", "Revisits"),
    "Trouble": ("index.rechecks.revisits", "Trouble"),
    "user_agent": ("index.web.fetching", "user_agent"),
    "retrieve": ("index.web.fetching", "retrieve"),
    "days_meant": ("index.dating.told_days", "days_meant"),
    "reports_differ": ("index.answering.contradictions", "reports_differ"),
    "is_address": ("index.web.addresses", "is_address"),
    "Companion": ("index.archives.backup", "Companion"),
    "Fate": ("index.archives.archive", "Fate"),
    "Imported": ("index.archives.archive", "Imported"),
    "Manifest": ("index.archives.backup_manifest", "Manifest"),
    "back_up": ("index.archives.backup", "back_up"),
    "drop_older": ("index.archives.backup", "drop_older"),
    "export_articles": ("index.archives.exporting", "export"),
    "import_articles": ("index.archives.importing", "import_"),
    "restore_backup": ("index.archives.restoring", "restore"),
    "Kept": ("index.keeping", "Kept"),
    "Keeper": ("index.keeping", "Keeper"),
    "keep": ("index.collecting", "keep"),
    "read_address": ("index.collecting", "read_address"),
    "read_document": ("index.collecting", "read_document"),
    "read_file": ("index.collecting", "read_file"),
    "evaluate": ("index.learning.evaluation", "evaluate"),
    "evaluate_translations": ("index.learning.translations", "evaluate_translations"),
    "load_embedder": ("index.encoding.embedder", "load"),
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
