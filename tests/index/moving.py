"""Processes that export, import, back up, restore and write meanwhile, until they are killed."""

import multiprocessing
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random

from index.archives.backup import Companion, back_up
from index.archives.exporting import export
from index.archives.importing import import_
from index.archives.restoring import restore
from tests.fakes import FakeEmbedder
from tests.index.libraries import draft, opened

PATIENCE_SECONDS = 120.0


def export_on_and_on(library: Path, target: Path, teller: Connection) -> None:
    while True:
        teller.send_bytes(b"began")
        export(library, target)


def import_once(library: Path, source: Path, teller: Connection) -> None:
    for _ in import_(library, source, FakeEmbedder):
        teller.send_bytes(b"done")


NOTES = Companion(name="notes.db", schema=7, clean=lambda copy: None)
"""Somebody else's database beside a library: a row for each of its articles."""


@contextmanager
def notes(library: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(library / NOTES.name, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute("CREATE TABLE IF NOT EXISTS notes (number INTEGER PRIMARY KEY)")
        connection.execute(f"PRAGMA user_version = {NOTES.schema}")
        yield connection


def write_on_and_on(library: Path, teller: Connection) -> None:
    """Add an article after the other, with a note to each, telling of each one done."""
    with closing(opened(library)) as held, notes(library) as connection:
        for number in range(1_000_000):
            held.add(draft(f"N{number}", n_paragraphs=2))
            connection.execute("INSERT INTO notes VALUES (?)", (number,))
            teller.send_bytes(b"done")


def use(library: Path, teller: Connection) -> None:
    """Have a library open, and do nothing with it."""
    with closing(opened(library, create=False)):
        teller.send_bytes(b"ready")
        time.sleep(PATIENCE_SECONDS)


def back_up_on_and_on(library: Path, folder: Path, teller: Connection) -> None:
    while True:
        teller.send_bytes(b"began")
        back_up(library, folder, by="test", companions=[NOTES], progress=nothing)


def restore_on_and_on(backups: list[Path], library: Path, teller: Connection) -> None:
    while True:
        for backup in backups:
            teller.send_bytes(b"began")
            restore(backup, library, companions=[NOTES], progress=nothing)


def nothing(what: str, done: int, total: int) -> None:
    """Who is told of progress here."""


@contextmanager
def running(
    work: Callable[..., None], *arguments: object
) -> Iterator[tuple[ForkServerProcess, Connection]]:
    """A process that does it, and what tells of it; killed at the end of the block."""
    # A server that has everything imported forks the processes, so that each starts at once.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.index.moving"])
    listener, teller = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(*arguments, teller))
    process.start()
    teller.close()
    with listener:
        try:
            yield process, listener
        finally:
            process.kill()
            process.join(PATIENCE_SECONDS)
            process.close()


def moments(rounds: int, most: int, drawn: Random) -> list[float]:
    """When to kill in each round, as ``waited`` takes it: spread over so many tellings."""
    found = [2 + (number + drawn.random()) * most / rounds for number in range(rounds)]
    drawn.shuffle(found)
    return found


def waited(moment: float, listener: Connection) -> int:
    """Wait until a process is as far as that in its work, however fast the machine is.

    At 3.5 it has told of something three times, and then half of the longest time has gone by that
    it took from one telling to the next.

    Returns:
        How many tellings were taken from the pipe.
    """
    tellings = []
    for _ in range(int(moment)):
        assert listener.poll(PATIENCE_SECONDS), "it tells of nothing"
        listener.recv_bytes()
        tellings.append(time.monotonic())
    longest = max(after - before for before, after in pairwise(tellings))
    time.sleep(moment % 1 * longest)
    return len(tellings)


def killed(moment: float, work: Callable[..., None], *arguments: object) -> int:
    """Kill a process when it is as far as that; how often it told of something."""
    with running(work, *arguments) as (process, listener):
        taken = waited(moment, listener)
        process.kill()
        process.join(PATIENCE_SECONDS)
        return taken + told(listener)


def told(listener: Connection) -> int:
    """How often something was told of until the process ended, or until now."""
    count = 0
    try:
        while listener.poll(0):
            listener.recv_bytes()
            count += 1
    except EOFError:
        pass
    return count
