"""The sample articles that come with Sitrep, so that a first start has something to answer from."""

from contextlib import ExitStack
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import index
from bot.cli import terminal
from index import Problem

if TYPE_CHECKING:
    from index import Engine


def paths(stack: ExitStack) -> list[Path]:
    """Return the samples' files, which stay there until the stack closes."""
    folder = resources.files("index") / "samples"
    files = [file for file in folder.iterdir() if file.name.endswith(".md")]
    files.sort(key=lambda file: file.name)
    return [stack.enter_context(resources.as_file(file)) for file in files]


def stock(engine: "Engine") -> None:
    """Add the samples to a library that holds nothing; leave any other as it is."""
    if engine.coverage().n_articles:
        return
    with ExitStack() as stack, terminal.progress_bar("Sample articles") as (_, count):
        files = paths(stack)
        read_all = (item for file in files for item in index.read(str(file)))
        drafts = [item for item in read_all if not isinstance(item, Problem)]
        added = 0
        for added, _addition in enumerate(engine.add(drafts), 1):
            count(added, len(drafts))
    terminal.note(
        f"The library was empty, so it now holds the {added} sample articles that come with Sitrep."
    )
