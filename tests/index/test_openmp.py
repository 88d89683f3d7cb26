"""torch and FAISS each bring an OpenMP; either may come first, and threads may use both."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import faiss as untyped_faiss
import numpy as np
import pytest

from tests.fakes import DIM
from tests.index import two_openmps
from tests.index.libraries import Opened, draft, opened

# The package's stubs don't know the Python layer that it puts over its C++ classes.
faiss: Any = untyped_faiss


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("library")
    with closing(opened(found)) as library:
        library.add(*(draft(name, n_paragraphs=40) for name in "ABCDEFGHIJ"))
    return found


def best_cosines(folder: Path, number: int) -> list[float]:
    """By brute force, in one thread."""
    with closing(opened(folder)) as library:
        vectors = np.concatenate([vectors for _, vectors in library.store.vectors()])
        cosines = vectors @ library.embedder.encode_query(f"report {number}")[0]
    best: list[float] = np.sort(cosines)[::-1][:5].tolist()
    return best


@pytest.mark.slow
@pytest.mark.parametrize("order", [("torch", "faiss"), ("faiss", "torch")])
def test_threads_search_and_multiply_whichever_library_came_first(
    order: tuple[str, str], folder: Path
) -> None:
    run = subprocess.run(
        [sys.executable, "-m", two_openmps.__name__, str(folder), *order],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    assert said["torch"] == 1
    assert said["helpers"] <= 0
    assert len(said["worked"]) == two_openmps.N_THREADS
    for number, (found, n_threads) in enumerate(said["worked"]):
        assert n_threads == 1
        assert found == [found[0]] * two_openmps.N_TIMES
        assert found[0][1] == pytest.approx(best_cosines(folder, number), abs=2e-3)


@pytest.mark.parametrize("n_threads", [1, 2])
def test_a_search_leaves_the_number_of_threads_as_it_was(folder: Path, n_threads: int) -> None:
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(n_threads)
    try:
        with closing(opened(folder)) as library:
            search(library)
        assert faiss.omp_get_max_threads() == n_threads
    finally:
        faiss.omp_set_num_threads(before)


def test_a_search_that_fails_leaves_the_number_of_threads_as_it_was(folder: Path) -> None:
    before = faiss.omp_get_max_threads()
    with closing(opened(folder)) as library:
        library.follow()
        with pytest.raises(AssertionError):
            library.vectors.search(np.ones((1, DIM + 1), np.float32), 3)
    assert faiss.omp_get_max_threads() == before


def search(library: Opened) -> None:
    library.follow()
    assert library.vectors.search(library.embedder.encode_query("patrol"), 3)[0].size == 3


@pytest.mark.model
def test_loading_a_model_sets_torchs_number_of_threads(
    model_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from index.encoding.embedder import MINILM, load

    asked: list[int] = []
    monkeypatch.setattr(torch, "set_num_threads", asked.append)
    load(MINILM, model_cache, threads=3)
    load(MINILM, model_cache)
    assert asked == [3]
