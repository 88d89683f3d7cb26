"""Processes that export, import, back up, restore and write meanwhile, until they are killed."""

import multiprocessing
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from index.archives.backup import Companion, back_up
from index.archives.exporting import export
from index.archives.importing import import_
from index.archives.restoring import restore
from tests.fakes import FakeEmbedder
from tests.index.libraries import draft, opened

PATIENCE_SECONDS = 60.0


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


def killed(seconds: float, work: Callable[..., None], *arguments: object) -> int:
    """Let a process work until some time after it first told of something; how often it did."""
    with running(work, *arguments) as (process, listener):
        assert listener.poll(PATIENCE_SECONDS)
        time.sleep(random.uniform(0, seconds))
        process.kill()
        process.join(PATIENCE_SECONDS)
        return told(listener)


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
