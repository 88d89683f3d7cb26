"""What both packages' tests share: the real model, and how property-based tests run."""

from pathlib import Path

import pytest
from hypothesis import settings
from platformdirs import user_cache_path

from index.embedder import SentenceTransformerEmbedder, load

# How long one example takes says nothing on a machine that others use too.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """The user's own cache, where the settings have it too: there the model is converted once."""
    return user_cache_path("sitrep", appauthor=False)


@pytest.fixture(scope="session")
def embedder(model_cache: Path) -> SentenceTransformerEmbedder:
    """The real default model, loaded once."""
    return load(None, model_cache, threads=1)
