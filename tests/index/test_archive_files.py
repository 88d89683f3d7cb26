"""Lines that are imported: good, bad, endless, cut off."""

import gzip
import io
import json
import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import Buffer

from index.archives import archive_files, archive_lines
from index.archives.archive import Archive, Imported
from index.archives.archive_lines import MOST, Entry
from index.archives.importing import Importer
from index.errors import ExtractionError, SourceError
from index.records import Problem
from index.results import Filters
from tests.fakes import FakeEmbedder
from tests.index.archives import entry, exported, imported, written


def problems(results: Sequence[Imported | Problem]) -> list[str]:
    return [f"{item.name}: {item.message}" for item in results if isinstance(item, Problem)]


def changed(**fields: Any) -> bytes:
    """A line in which something else stands."""
    return json.dumps({**json.loads(written(entry(1))), **fields}).encode() + b"\n"


WRONG: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"nonsense\n", "Invalid JSON"),
    "no UTF-8": (b"\xff\xfe{\n", "Invalid JSON"),
    "half a line": (written(entry(1))[:100], "Invalid JSON"),
    "a list": (b"[]\n", "`sitrep add` takes"),
    "an article of other origin": (b'{"title": "A", "text": "B"}\n', "`sitrep add` takes"),
    "nested without end": (b"[" * 100_000 + b"\n", "Invalid JSON"),
    "a newer Sitrep's": (b'{"sitrep": 2, "new": 1}\n', "newer Sitrep; update"),
    "no such version": (changed(sitrep=0), "`sitrep add` takes"),
    "a number too high": (changed(number=MOST + 1), '"number"'),
    "a number below 1": (changed(number=0), '"number"'),
    "a number in words": (changed(number="1"), '"number"'),
    "a story too high": (changed(story=2**63 - 1), '"story"'),
    "a blank title": (changed(title=" \n"), '"title"'),
    "a blank text": (changed(text="\u3000"), '"text"'),
    "a lone surrogate": (changed(title="\ud800"), "Invalid JSON"),
    "no address": (changed(url="javascript:alert(1)"), '"url"'),
    "no such day": (changed(published="2022-02-30"), '"published"'),
    "no moment": (changed(added="yesterday"), '"added"'),
    "no such moment": (changed(added="2022-13-06T12:00:00+00:00"), '"added"'),
    "digits of another script": (changed(added="٢٠٢٢-10-06T12:00:00+00:00"), '"added"'),
    "no such event": (changed(history=[{"event": "eaten"}]), '"history.0'),
    "no hash": (changed(sources=[{"text_hash": "'; DROP TABLE articles"}]), '"sources.0'),
    "too long": (b" " * 3000, "longer than"),
}


@pytest.mark.parametrize(("line", "remedy"), WRONG.values(), ids=WRONG)
def test_a_bad_line_is_named_and_the_others_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: bytes, remedy: str
) -> None:
    monkeypatch.setattr(archive_files, "LONGEST", 200_000 if len(line) > 3000 else 2_999)
    line = b"x" + line if remedy == "longer than" else line
    with closing(Archive.open(tmp_path, create=True)) as archive:
        stream = io.BytesIO(written(entry(7)) + line.rstrip(b"\n") + b"\n" + written(entry(9)))
        results = list(Importer(archive, FakeEmbedder).take(archive_files.entries(stream, "lines")))
        [problem] = problems(results)
        assert problem.startswith("lines, line 2: ")
        assert remedy in problem
        assert [entry.number for entry in archive.entries(Filters())] == [7, 9]


@given(st.binary() | st.binary().map(lambda raw: written(entry(1)) + raw))
@settings(max_examples=200)
def test_any_bytes_give_articles_or_problems(raw: bytes) -> None:
    try:
        found = list(archive_files.entries(io.BytesIO(raw), "any"))
    except SourceError:
        return
    assert all(isinstance(item, Problem | Entry) for item in found)


@given(st.data())
@settings(max_examples=200)
def test_a_line_with_any_value_is_an_article_or_a_problem(data: st.DataObject) -> None:
    fields = json.loads(written(entry(1, story=1)))
    key = data.draw(st.sampled_from(sorted(fields)))
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    )
    line = json.dumps({**fields, key: data.draw(anything)}).encode()
    try:
        found = archive_lines.read(line)
    except ExtractionError:
        return
    assert archive_lines.read(archive_lines.written(found)) == found


def test_a_file_of_something_else_is_refused_after_a_few_lines(tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Buffer, /) -> int:
            line = b'{"title": "A", "text": "B"}\n'
            memoryview(buffer)[: len(line)] = line
            return len(line)

    with pytest.raises(SourceError, match=r"no export.*`sitrep add`"):
        list(archive_files.entries(io.BufferedReader(Endless()), "articles.jsonl"))


def test_blank_lines_and_a_byte_order_mark_do_no_harm() -> None:
    raw = (
        b"\xef\xbb\xbf" + written(entry(1)) + b"\n \r\n" + written(entry(2)).replace(b"\n", b"\r\n")
    )
    found = list(archive_files.entries(io.BytesIO(raw), "lines"))
    assert [item.number for item in found if isinstance(item, Entry)] == [1, 2]


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    assert imported(tmp_path / "new", b"") == []
    assert exported(tmp_path / "new") == b""


def test_a_packed_file_that_was_cut_off_gives_what_comes_before(tmp_path: Path) -> None:
    packed = tmp_path / "lines.jsonl.gz"
    lines = [
        entry(n, text=os.urandom(5000).hex() + f" in village {n}, where a patrol was.")
        for n in range(1, 5)
    ]
    whole = gzip.compress(written(*lines))
    packed.write_bytes(whole[: len(whole) // 2])
    with archive_files.opened(packed) as stream:
        *found, last = archive_files.entries(stream, "lines")
    read = [item for item in found if isinstance(item, Entry)]
    assert read == lines[: len(read)]
    assert 0 < len(read) == archive_files.survey(packed).highest
    assert isinstance(last, Problem)
    assert "get the file again" in last.message


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match=r"check the path|is no file"):
        archive_files.opened(tmp_path / name)
