"""A program that searches and multiplies from four threads: ``FOLDER torch faiss`` or the reverse.

The libraries are imported in the order in which they are named. It prints, as JSON, what each
thread found, how many threads torch says that it uses, and how many the libraries started.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib import import_module
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np

from index.models import Vectors32
from index.storage.store import Store
from tests.fakes import DIM, FakeEmbedder

N_THREADS = 4
N_TIMES = 25


def main(folder: Path, order: list[str]) -> dict[str, Any]:
    """Multiply and search, in all threads at once."""
    for name in order:
        import_module(name)
    import torch

    from index.search.vectors import Vectors

    torch.set_num_threads(1)  # as `embedder.load` does when told to
    turn = torch.from_numpy(np.linalg.qr(np.random.default_rng(1).normal(size=(DIM, DIM)))[0])
    embedder = FakeEmbedder()
    start = Barrier(N_THREADS)

    def encode(text: str) -> Vectors32:
        """As the fake does, by way of another basis."""
        with torch.inference_mode():
            query = torch.from_numpy(embedder.encode_query(text)).double() @ turn @ turn.T
        found: Vectors32 = query.float().numpy()
        return found

    def work(number: int) -> list[Any]:
        # A thread learns torch's number when it first computes in parallel, as any model does; on
        # some processors a lone product would else take helpers that nobody allowed.
        torch.get_num_threads()
        start.wait()
        found = []
        for _ in range(N_TIMES):
            ids, scores = vectors.search(encode(f"report {number}"), 5)
            found.append([ids.tolist(), [round(score, 3) for score in scores.tolist()]])
        return [found, torch.get_num_threads()]

    with closing(Store.open(folder, create=False)) as store:
        vectors = Vectors(folder, store)
        vectors.follow()
        before = n_tasks()
        with ThreadPoolExecutor(N_THREADS) as pool:
            worked = list(pool.map(work, range(N_THREADS)))
            helpers = n_tasks() - before - N_THREADS
    return {"worked": worked, "helpers": helpers, "torch": torch.get_num_threads()}


def n_tasks() -> int:
    """How many threads this process has, where the system counts them: on Linux."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else 0


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1]), sys.argv[2:]), sys.stdout)
