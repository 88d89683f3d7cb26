"""Files that are exported: whole or not at all, the same each time, of one moment."""

import gzip
import io
import os
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from index.archives.archive import Archive
from index.archives.exporting import export
from index.errors import LibraryError
from index.records import Span
from index.storage.writing import Encoded
from tests import length
from tests.fakes import FakeEmbedder
from tests.index.archives import entry, exported, imported, live, objects, written
from tests.index.libraries import draft, opened
from tests.index.moving import export_on_and_on, killed, moments


@pytest.fixture
def lived(tmp_path: Path) -> Path:
    return live(tmp_path / "lived")


def test_the_same_library_gives_the_same_packed_file(lived: Path, tmp_path: Path) -> None:
    for name in ("one.jsonl.gz", "two.JSONL.GZ"):
        written_ = export(lived, tmp_path / name)
    one, two = ((tmp_path / name).read_bytes() for name in ("one.jsonl.gz", "two.JSONL.GZ"))
    assert one == two
    assert gzip.decompress(one) == exported(lived)
    assert (written_.n_articles, written_.n_bytes) == (4, len(exported(lived)))


def test_only_what_is_wanted_is_exported(tmp_path: Path) -> None:
    days = (None, date(2021, 1, 1), date(2022, 10, 6), date(2023, 1, 1))
    outlets = (None, "Agency", "agency ", "Ágence")
    imported(
        tmp_path,
        written(
            *(
                entry(n, published=day, outlet=outlet)
                for n, (day, outlet) in enumerate(zip(days, outlets, strict=True), 1)
            )
        ),
    )

    def numbers(**wanted: Any) -> list[int]:
        return [told["number"] for told in objects(exported(tmp_path, **wanted))]

    assert numbers() == [1, 2, 3, 4]
    assert numbers(since=date(2022, 10, 6)) == [3, 4]
    assert numbers(until=date(2022, 10, 6)) == [2, 3]
    assert numbers(outlets=("AGENCY",)) == [2, 3]
    assert numbers(outlets=("ágence", "Agency"), since=date(2022, 1, 1)) == [3, 4]
    assert numbers(outlets=("nobody",)) == []


def test_an_article_at_a_time_is_in_memory(tmp_path: Path) -> None:
    text = "The patrol searched the village and found weapons there. " * 1000
    embedder = FakeEmbedder()
    with closing(Archive.open(tmp_path, create=True)) as archive:
        for number in range(1, 51):
            one = entry(number, text=f"{number} {text}")
            spans = [Span(start=0, end=60)]
            vectors = embedder.encode_passages([one.text[:60]])
            encoded = Encoded(draft=one.draft, spans=spans, vectors=vectors)
            archive.put(one, encoded, embedder.identity)
    tracemalloc.start()
    try:
        with Path(os.devnull).open("wb") as nowhere:
            n_bytes = export(tmp_path, nowhere).n_bytes
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert n_bytes > 50 * len(text)
    assert peak < 12 * len(text)


def test_an_export_is_of_one_moment(lived: Path) -> None:
    lines = exported(lived)
    stream = io.BytesIO()
    with closing(opened(lived)) as other:

        def progress(done: int, total: int) -> None:
            other.add(draft(f"N{done}"))
            other.library.remove(5) if done == 1 else None

        export(lived, stream, progress=progress)
    assert stream.getvalue() == lines


def test_a_file_is_whole_or_as_it_was(lived: Path, tmp_path: Path) -> None:
    target = tmp_path / "out" / "lines.jsonl"
    target.parent.mkdir()
    target.write_text("an older one")

    def fails(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(lived, target, progress=fails)
    assert target.read_text() == "an older one"
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    export(lived, target)
    assert target.read_bytes() == exported(lived)


def test_killed_half_way_an_export_leaves_no_half_file(lived: Path, tmp_path: Path) -> None:
    lines = exported(lived)
    for n, moment in enumerate(moments(30 if length.WHOLE else 4, 4, Random())):
        target = tmp_path / f"{n}.jsonl"
        killed(moment, export_on_and_on, lived, target)
        assert not target.exists() or target.read_bytes() == lines


UNWRITABLE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a folder": (lambda folder: folder, "is a folder: name a file"),
    "in no folder": (lambda folder: folder / "no" / "a.jsonl", "make the folder first"),
    "in a file": (lambda folder: folder / "lived" / "sitrep.db" / "a.jsonl", "in its way"),
}


@pytest.mark.parametrize(("target", "remedy"), UNWRITABLE.values(), ids=UNWRITABLE)
def test_a_file_that_cannot_be_written_is_named(
    lived: Path, tmp_path: Path, target: Callable[[Path], Path], remedy: str
) -> None:
    with pytest.raises(LibraryError, match=remedy):
        export(lived, target(tmp_path))


def test_a_links_target_is_replaced_and_the_link_stays(lived: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (tmp_path / "link.jsonl").symlink_to(there / "export.jsonl")
    export(lived, tmp_path / "link.jsonl")
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (there / "export.jsonl").read_bytes() == exported(lived)


def test_a_pipe_is_written_to_and_stays_one(lived: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_bytes)
        export(lived, pipe)
        assert read.result(timeout=10) == exported(lived)
    assert pipe.is_fifo()


def test_what_a_link_without_a_path_leads_to_is_written_to(lived: Path) -> None:
    # As /dev/stdout is in a pipeline.
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as reader, os.fdopen(reading, "rb") as pipe:
        read = reader.submit(pipe.read)
        try:
            export(lived, Path(f"/dev/fd/{writing}"))
        finally:
            os.close(writing)
        assert read.result(timeout=10) == exported(lived)


def test_a_device_is_written_to_and_stays_one(lived: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(os.devnull)
    before = Path(os.devnull).stat()
    assert export(lived, tmp_path / "link").n_articles == 4
    after = Path(os.devnull).stat()
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert (tmp_path / "link").is_symlink()


def test_a_link_to_itself_is_named(lived: Path, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(LibraryError, match=r"loop can't be written"):
        export(lived, tmp_path / "loop")
    assert (tmp_path / "loop").is_symlink()


def test_there_is_no_export_of_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="there is no library"):
        export(tmp_path / "none", tmp_path / "a.jsonl")
    assert list(tmp_path.iterdir()) == []
