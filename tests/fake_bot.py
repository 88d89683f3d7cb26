"""``sitrep`` over a real library and a fake model: it starts in a second, and takes its time.

``python -m tests.fake_bot run`` is for tests that end the bot many times.
"""

import time

from bot.cli import app
from bot.cli.workbench import Workbench
from index.models import Vectors32
from tests.fakes import FakeEmbedder

SECONDS = 0.05
"""For a question; about what the real model takes."""


class SlowEmbedder(FakeEmbedder):
    """Long enough for something to happen meanwhile."""

    def encode_query(self, question: str) -> Vectors32:
        time.sleep(SECONDS)
        return super().encode_query(question)


if __name__ == "__main__":
    app(prog_name="sitrep", obj=Workbench(make_embedder=lambda _: SlowEmbedder()))
