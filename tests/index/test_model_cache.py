"""The converted model's folder: made once, whole or not at all, and checked."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest
from filelock import FileLock

from index.encoding import e5, model_cache
from index.encoding.model_cache import converted
from index.errors import ModelError
from tests.index import converting

MODEL = "a model of a few bytes"


class Conversions:
    """In place of a real conversion: the model is a copy of the weights. Counts itself."""

    def __init__(self) -> None:
        self.count = 0
        self.error: Exception | None = None

    def __call__(self, weights: Path, folder: Path) -> None:
        self.count += 1
        (folder / "parts").mkdir()
        (folder / "model" / "1_Pooling").mkdir(parents=True)
        (folder / "model" / "1_Pooling" / "config.json").write_text("{}")
        if self.error:
            raise self.error
        (folder / "model" / "weights").write_bytes(weights.read_bytes())


@pytest.fixture
def conversions(monkeypatch: pytest.MonkeyPatch) -> Conversions:
    pretended = Conversions()
    monkeypatch.setattr(e5, "convert", pretended)
    return pretended


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "e5.bin"
    path.write_text(MODEL)
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "some" / "cache"


def folders(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if path.is_dir())


def test_a_model_is_converted_once(conversions: Conversions, weights: Path, cache: Path) -> None:
    folder, fingerprint = converted(weights, cache)
    assert (folder / "weights").read_text() == MODEL
    assert converted(weights, cache) == (folder, fingerprint)
    assert conversions.count == 1
    assert folders(cache) == [folder.parent.name]
    assert not (folder.parent / "parts").exists()


def test_other_weights_are_another_model(
    conversions: Conversions, weights: Path, cache: Path
) -> None:
    folder, fingerprint = converted(weights, cache)
    weights.write_text("another model")
    other, other_fingerprint = converted(weights, cache)
    assert other != folder
    assert other_fingerprint != fingerprint
    assert len(other_fingerprint) == model_cache.FINGERPRINT_LENGTH
    assert conversions.count == 2


def test_threads_that_start_at_once_convert_once(
    conversions: Conversions, weights: Path, cache: Path
) -> None:
    barrier = Barrier(4)
    found: list[tuple[Path, str]] = []

    def start() -> None:
        barrier.wait()
        found.append(converted(weights, cache))

    threads = [Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert conversions.count == 1


def run(*arguments: object) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", converting.__name__, *map(str, arguments)]
    return subprocess.Popen(command, cwd=Path(__file__).parents[2])


def test_processes_that_start_at_once_convert_once(
    conversions: Conversions, weights: Path, cache: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    processes = [run(cache, weights, log, "slow") for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert log.read_text() == "converted\n"
    assert (converted(weights, cache)[0] / "weights").read_text() == MODEL
    assert conversions.count == 0


def test_a_killed_conversion_is_done_again_and_leaves_nothing(
    conversions: Conversions, weights: Path, cache: Path, tmp_path: Path
) -> None:
    assert run(cache, weights, tmp_path / "log", "killed").wait() == -signal.SIGKILL
    assert len(folders(cache)) == 1
    folder, _ = converted(weights, cache)
    assert conversions.count == 1
    assert folders(cache) == [folder.parent.name]


def damage(file: Path) -> None:
    file.write_text("something else")


def add(file: Path) -> None:
    file.with_name("more.json").write_text("{}")


@pytest.mark.parametrize("act", [damage, Path.unlink, add])
def test_a_damaged_model_is_made_anew(
    conversions: Conversions, weights: Path, cache: Path, act: Callable[[Path], None]
) -> None:
    folder, _ = converted(weights, cache)
    act(folder / "weights")
    assert converted(weights, cache)[0] == folder
    assert (folder / "weights").read_text() == MODEL
    assert not (folder / "more.json").exists()
    assert conversions.count == 2


@pytest.mark.parametrize("stamp", ["", "{}", "[]", "\x00"])
def test_a_model_with_a_damaged_stamp_is_made_anew(
    conversions: Conversions, weights: Path, cache: Path, stamp: str
) -> None:
    folder, _ = converted(weights, cache)
    (folder.parent / model_cache.STAMP).write_text(stamp)
    converted(weights, cache)
    assert conversions.count == 2


def test_a_failed_conversion_leaves_nothing(
    conversions: Conversions, weights: Path, cache: Path
) -> None:
    conversions.error = ModelError("the weights are damaged")
    with pytest.raises(ModelError, match="weights are damaged"):
        converted(weights, cache)
    assert folders(cache) == []


def test_a_full_disk_names_the_remedy(conversions: Conversions, weights: Path, cache: Path) -> None:
    conversions.error = OSError(28, "No space left on device")
    with pytest.raises(ModelError, match=r"No space left on device\): make room .* SITREP_CACHE"):
        converted(weights, cache)
    assert folders(cache) == []


def test_a_cache_that_cannot_be_made_names_the_setting(
    conversions: Conversions, weights: Path
) -> None:
    with pytest.raises(ModelError, match="SITREP_CACHE"):
        converted(weights, weights / "cache")
    assert conversions.count == 0


def test_another_start_that_takes_too_long_is_named(
    conversions: Conversions, weights: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = converted(weights, cache)
    damage(folder / "weights")
    monkeypatch.setattr(model_cache, "LOCK_SECONDS", 0.05)
    with (
        FileLock(cache / f"{folder.parent.name}.lock"),
        pytest.raises(ModelError, match="another start has been preparing the model"),
    ):
        converted(weights, cache)
