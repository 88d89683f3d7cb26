"""A process that loads the real model once, and forks one that works with it whenever asked to.

Loading takes seconds, forking milliseconds; and a process that forks must have no threads, which
the tests' own has.
"""

import os
from multiprocessing.connection import Connection
from pathlib import Path

from index.encoding.embedder import load
from tests.index.killable import Step, work

Task = tuple[Path, list[Step]]


def serve(cache: Path, control: Connection, teller: Connection) -> None:
    """Fork a worker for each task that comes, tell its number, and wait for its end."""
    embedder = load(None, cache, threads=1)
    control.send(os.getpid())
    while (task := control.recv()) is not None:
        folder, steps = task
        worker = os.fork()
        if worker == 0:
            try:
                work(folder, steps, teller, embedder)
            finally:
                os._exit(0)  # nothing of the parent's may run a second time
        control.send(worker)
        os.waitpid(worker, 0)
        teller.send_bytes(b"ended")
