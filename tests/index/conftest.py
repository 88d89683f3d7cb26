"""Fixtures of the index's tests."""

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.engine import Engine
from tests.index import asking, taught


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """One that other users may look into, which they may not into ``tmp_path``."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)  # whatever the test did, it can be taken away


@pytest.fixture
def taught_library(tmp_path: Path) -> Path:
    """A library of the reports that training is taught with."""
    taught.fill(tmp_path / "library")
    return tmp_path / "library"


@pytest.fixture
def taught_engine(taught_library: Path) -> Iterator[Engine]:
    """It, opened."""
    with closing(asking.engine(taught_library)) as found:
        yield found
