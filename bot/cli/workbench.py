"""What the commands work with, built from the settings when a command asks for it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import index
from bot.settings import Settings, load_settings
from index import Embedder

if TYPE_CHECKING:
    # At run time it comes with FAISS and SQLite; `sitrep --help` need not wait for them.
    from index import Engine, Retrieve


class OpensEngine(Protocol):
    """The signature of ``Engine.open``."""

    def __call__(
        self, folder: Path, *, embedder: Callable[[], Embedder], create: bool = True
    ) -> "Engine":
        """Open the library in a folder."""


def embedder_of(settings: Settings) -> Embedder:
    """Load the model that the settings name; takes seconds.

    Raises:
        ModelError: it isn't there or can't be loaded.
    """
    return index.load_embedder(
        settings.model, settings.cache, settings.threads, reranker=settings.reranker
    )


def retrieve_of(settings: Settings) -> "Retrieve":
    """What fetches an address, and says on whose behalf."""
    return partial(index.retrieve, agent=index.user_agent(settings.contact))


def open_library(
    folder: Path, *, embedder: Callable[[], Embedder], create: bool = True
) -> "Engine":
    """Open the library in a folder, as ``Engine.open`` does."""
    return index.Engine.open(folder, embedder=embedder, create=create)


@dataclass(frozen=True, kw_only=True)
class Workbench:
    """The composition root: which parts a command gets, and how they are made.

    The last four attributes are for tests to replace.

    Attributes:
        library: the folder that ``--library`` named; None leaves it to the settings.
        verbose: whether errors show where they come from.
    """

    library: Path | None = None
    verbose: bool = False
    read_settings: Callable[[], Settings] = load_settings
    make_embedder: Callable[[Settings], Embedder] = embedder_of
    open_engine: OpensEngine = open_library
    make_retrieve: "Callable[[Settings], Retrieve]" = retrieve_of

    @cached_property
    def settings(self) -> Settings:
        """The settings, with the library that the command line names."""
        settings = self.read_settings()
        if self.library is None:
            return settings
        return settings.model_copy(update={"library": self.library.expanduser()})

    def engine(self, *, create: bool = False, folder: Path | None = None) -> "Engine":
        """Open the library, or another folder's; the model loads when it is first needed.

        Raises:
            LibraryError: there is none and ``create`` is false, or it can't be opened.
        """
        return self.open_engine(
            folder or self.settings.library,
            embedder=lambda: self.make_embedder(self.settings),
            create=create,
        )
