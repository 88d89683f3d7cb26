"""What both packages' tests share: the real model, and how property-based tests run."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from platformdirs import user_cache_path

from index.encoding.embedder import SentenceTransformerEmbedder, load

# How long one example takes says nothing on a machine that others use too.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

LONGEST_ID = 80


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a test by how a long text begins: each worker sends all the names of its tests."""
    if isinstance(val, str | bytes) and len(val) > LONGEST_ID:
        return f"{val[:LONGEST_ID]!r} and so on"
    return None


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """The user's own cache, where the settings have it too: there the model is converted once."""
    return user_cache_path("sitrep", appauthor=False)


@pytest.fixture(scope="session")
def embedder(model_cache: Path) -> SentenceTransformerEmbedder:
    """The real default model, loaded once."""
    return load(None, model_cache, threads=1)


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """A test that sets logging up leaves no handler behind to write into another's output."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = [kept for kept in root.handlers if kept in handlers]
    root.setLevel(level)
