import gzip
import json
import os
from datetime import date
from pathlib import Path

import pytest

from index.errors import SourceError
from index.intake import read
from index.records import Draft, Given, Problem

GOOD = json.dumps({"title": "A", "text": "One.\n\nAdvertisement\n\nTwo.", "id": 7, "outlet": "CNN"})


def test_a_bad_line_is_named_by_its_number_and_the_others_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{GOOD}\n\n{{bad\n["x"]\n{{"title": "no text"}}\n{GOOD}\n')
    first, *problems, last = read(str(path))
    assert isinstance(first, Draft)
    assert isinstance(last, Draft)
    assert [problem.name for problem in problems if isinstance(problem, Problem)] == [
        f"{path}, line {number}" for number in (3, 4, 5)
    ]


def test_an_article_keeps_what_its_line_says(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    line = json.loads(GOOD) | {
        "published": "2022-10-06",
        "url": "http://a.example/#b",
        "language": "en",
    }
    path.write_bytes(gzip.compress(json.dumps(line).encode()))
    (found,) = read(str(path))
    assert found == Draft(
        title="A",
        text="One.\n\nTwo.",
        url="http://a.example/",
        outlet="CNN",
        published=date(2022, 10, 6),
        language="en",
        external_id="7",
        cut=("Advertisement",),
    )


def test_a_file_without_articles_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "Who?"}\n' * 50)
    (found,) = read(str(path))
    assert isinstance(found, Problem)
    assert found.name == str(path)


def test_damage_in_the_middle_leaves_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    noise = json.dumps({"title": "B", "text": os.urandom(40_000).hex()})
    path.write_bytes(gzip.compress(f"{GOOD}\n{noise}\n".encode())[:-20_000])
    first, second = read(str(path))
    assert isinstance(first, Draft)
    assert isinstance(second, Problem)
    assert "incomplete" in second.message


def test_a_line_too_long_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"a" * 45_000_000 + f"\n{GOOD}\n".encode()))
    first, second = read(str(path))
    assert isinstance(first, Problem)
    assert first.name.endswith("line 1")
    assert isinstance(second, Draft)


def test_lone_surrogates_cant_stop_the_store(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "a\\ud800", "text": "b\\udfff"}')
    (found,) = read(str(path))
    assert isinstance(found, Draft)
    assert (found.title, found.text) == ("a\ufffd", "b\ufffd")


def test_a_title_for_many_articles_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(GOOD)
    with pytest.raises(SourceError, match="one by one"):
        list(read(str(path), Given(title="T")))
