import gzip
import os
from pathlib import Path

import pytest

from index.documents.sources import documents
from index.errors import SourceError
from index.records import Document, Problem


def names(found: list[Document | Problem], folder: Path) -> list[str]:
    return [one.name.removeprefix(f"{folder}/") for one in found]


def test_a_folder_is_read_whole_in_order_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "sub" / ".git").mkdir(parents=True)
    for name in ("b.txt", "a.md", "sub/c.html", ".hidden.txt", "sub/.git/d.txt"):
        (tmp_path / name).write_text("x")
    assert names(list(documents(str(tmp_path))), tmp_path) == ["a.md", "b.txt", "sub/c.html"]


def test_a_file_that_cant_be_read_is_a_problem_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(b"no gzip")
    (tmp_path / "b.png").write_bytes(b"\x89PNG")
    (tmp_path / "c.txt").write_text("x")
    first, second, third = documents(str(tmp_path))
    assert isinstance(first, Problem)
    assert "not gzip" in first.message
    assert isinstance(second, Problem)
    assert "skipped" in second.message
    assert isinstance(third, Document)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("page", b"<!DOCTYPE html><html></html>", "text/html"),
        ("report", b"%PDF-1.7", "application/pdf"),
        ("notes.doc", b"Plain text.", "text/plain"),
        ("page.htm.gz", gzip.compress(b"x", mtime=0), "text/html"),
    ],
)
def test_a_file_is_known_by_its_suffix_or_its_contents(
    tmp_path: Path, name: str, data: bytes, media_type: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (found,) = documents(str(tmp_path / name))
    assert isinstance(found, Document)
    assert found.media_type == media_type


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("big.txt", b"a" * 20_000_001, "larger than 20 MB"),
        ("bomb.txt.gz", gzip.compress(bytes(30_000_000)), "larger than 20 MB"),
        ("cut.txt.gz", gzip.compress(os.urandom(500))[:-100], "incomplete gzip"),
        ("text.txt.gz", b"text", "not gzip"),
        ("picture", b"\x89PNG\r\n", "picture"),
    ],
    # By name: the data is long, and another one in each process.
    ids=["big.txt", "bomb.txt.gz", "cut.txt.gz", "text.txt.gz", "picture"],
)
def test_a_bad_file_is_refused_with_its_name(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match=message) as refusal:
        list(documents(str(tmp_path / name)))
    assert name in str(refusal.value)


@pytest.mark.parametrize(
    "target", ["", "no/such/file.txt", "ftp://a.example/", "a\0b", "/dev/null"]
)
def test_what_is_no_source_is_refused(target: str) -> None:
    with pytest.raises(SourceError):
        list(documents(target))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no files"):
        list(documents(str(tmp_path)))


def test_an_address_is_fetched() -> None:
    page = Document(data=b"x", media_type="text/html", name="it")
    assert list(documents("https://a.example/", fetch=lambda url: page)) == [page]
