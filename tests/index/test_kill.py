"""Killed at any instant, a library holds each article whole or not at all."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from index.encoding.embedder import SentenceTransformerEmbedder
from index.models import Embedder
from tests.index.killable import ARTICLES, State, Step, held, plan, work
from tests.index.killable_model import serve
from tests.index.libraries import assert_sound, draft, opened
from tests.index.moving import PATIENCE_SECONDS, killed, moments, running, waited
from tests.length import WHOLE

ROUNDS = 200 if WHOLE else 40
STEPS = 60
MOST_STEPS = 30
MODEL_ROUNDS = 12 if WHOLE else 5
MODEL_STEPS = 200
MOST_MODEL_STEPS = 15
READY = 1
"""What a process tells of before its first step."""


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_library_survives_being_killed_at_any_moment(tmp_path: Path) -> None:
    random = _random()
    state: State = {}
    done_in_rounds: list[int] = []
    for moment in moments(ROUNDS, MOST_STEPS, random):
        steps = plan(random, state, STEPS)
        done = killed(moment, work, tmp_path, steps) - READY
        state = _state_after(tmp_path, state, steps, done)
        done_in_rounds.append(done)
    assert min(done_in_rounds) > 0, "killed before it did anything"
    assert max(done_in_rounds) < STEPS, "not killed while it was working"


def _random() -> Random:
    seed = int(os.environ.get("SITREP_TEST_SEED", time.time_ns() % 1_000_000))
    print(f"to do the same again: SITREP_TEST_SEED={seed}")  # noqa: T201  shown when the test fails
    return Random(seed)


def _state_after(
    folder: Path, before: State, steps: list[Step], done: int, embedder: Embedder | None = None
) -> State:
    """What the library holds: all that was told, and at most the one step that was under way."""
    with closing(opened(folder, embedder=embedder)) as library:
        assert_sound(library)
        assert library.embedder.texts_encoded == 0
        assert library.lexical.state().on_disk
        found = held(library)
        for step in steps[:done]:
            before = step.applied(before)
        assert found in (before, steps[done].applied(before))
        for article, version in found.items():
            [standing] = library.store.articles(query=f"report {article},")
            expected = draft(article, version, n_paragraphs=version).text
            assert library.store.text(standing.id) == expected
        return found


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.timeout(300)
def test_a_library_survives_being_killed_with_the_real_model(
    tmp_path: Path, embedder: SentenceTransformerEmbedder, model_cache: Path
) -> None:
    random = _random()
    state: State = {}
    done_in_rounds: list[int] = []
    with _loaded(model_cache) as (control, listener):
        for moment in moments(MODEL_ROUNDS, MOST_MODEL_STEPS, random):
            steps = plan(random, state, MODEL_STEPS)
            control.send((tmp_path, steps))
            worker = control.recv()
            taken = waited(moment, listener)
            os.kill(worker, signal.SIGKILL)
            done = taken + _count_to_end(listener) - READY
            state = _state_after(tmp_path, state, steps, done, embedder)
            done_in_rounds.append(done)
    assert min(done_in_rounds) > 0, "killed before it did anything"
    assert max(done_in_rounds) < MODEL_STEPS, "not killed while it was working"


@contextmanager
def _loaded(cache: Path) -> Iterator[tuple[Connection, Connection]]:
    """A process with the model in it: what takes tasks, and what tells of the work."""
    context = multiprocessing.get_context("spawn")
    control, its_control = context.Pipe()
    listener, teller = context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(cache, its_control, teller))
    process.start()
    its_control.close()
    teller.close()
    with control, listener:
        assert control.poll(PATIENCE_SECONDS)
        assert control.recv() == process.pid
        yield control, listener
        control.send(None)
        process.join(PATIENCE_SECONDS)
        assert process.exitcode == 0


def _count_to_end(listener: Connection) -> int:
    count = 0
    while (told := listener.recv_bytes()) != b"ended":
        count += told == b"done"
    return count


def test_processes_that_start_and_write_at_once_all_succeed(tmp_path: Path) -> None:
    with ExitStack() as stack:
        processes = []
        for article in ARTICLES[:4]:
            steps = [Step(article, version) for version in (1, 2, 0, 3)]
            process, _ = stack.enter_context(running(work, tmp_path / "new", steps))
            processes.append(process)
        for process in processes:
            process.join(PATIENCE_SECONDS)
            assert process.exitcode == 0
    with closing(opened(tmp_path / "new")) as library:
        assert_sound(library)
        assert held(library) == dict.fromkeys(ARTICLES[:4], 3)
