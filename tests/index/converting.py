"""A program that prepares a model with a pretended conversion: ``CACHE WEIGHTS LOG slow|killed``.

LOG gets a line for each conversion; the line comes before the conversion's end.
"""

import os
import signal
import sys
import time
from pathlib import Path

from index.encoding import e5, model_cache


def main(cache: Path, weights: Path, log: Path, how: str) -> None:
    """Prepare, slowly, or until killed in the middle."""

    def convert(path: Path, folder: Path) -> None:
        with log.open("a") as file:
            file.write("converted\n")
        (folder / "model").mkdir()
        (folder / "parts").mkdir()
        (folder / "model" / "weights").write_bytes(path.read_bytes())
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.3)

    e5.convert = convert
    model_cache.converted(weights, cache)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
