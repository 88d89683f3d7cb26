"""The sample articles: what every installation can answer from, so each must be sound."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import frontmatter
import pytest

FOLDER = Path(__file__).parents[2] / "index" / "samples"
SAMPLES = sorted(FOLDER.glob("*.md"))
SEED = Path(__file__).parents[3] / "shared" / "data" / "seed" / "article.txt"
LONGEST_SHARED_RUN = 7
"""Words in a row that a sample may have in common with the report: names and titles are long."""

each_sample = pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)


def load(path: Path) -> tuple[dict[str, Any], str]:
    """A sample's front matter and its text."""
    said, body = frontmatter.parse(path.read_text(encoding="utf-8"))
    return said, body


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Every run of so many words, without case, punctuation and the shape of apostrophes."""
    words = re.findall(r"\w+", re.sub(r"['‘’]", "", text.lower()))
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_there_are_eight_to_twelve_samples() -> None:
    assert 8 <= len(SAMPLES) <= 12


@each_sample
def test_front_matter_is_complete(path: Path) -> None:
    said, _ = load(path)
    assert set(said) == {"title", "outlet", "published", "language", "note"}
    assert said["title"]
    assert said["outlet"] == "Sitrep samples"
    assert said["language"] == "en"


@each_sample
def test_note_says_that_sitrep_wrote_it_and_after_which_report(path: Path) -> None:
    said, _ = load(path)
    assert re.match(r"Written for Sitrep, (after|as background to) .+\d{4}", said["note"])


@each_sample
def test_date_is_a_day_of_the_past_and_begins_the_file_name(path: Path) -> None:
    said, _ = load(path)
    assert type(said["published"]) is date
    assert date(2019, 10, 27) <= said["published"] < date(2023, 1, 1)
    assert path.name.startswith(said["published"].isoformat() + "-")


@each_sample
def test_sample_is_short_and_in_whole_paragraphs(path: Path) -> None:
    _, text = load(path)
    paragraphs = text.strip().split("\n\n")
    assert 4 <= len(paragraphs) <= 9
    assert 250 <= len(text.split()) <= 450
    assert all(re.search(r"[.!?]$", paragraph) for paragraph in paragraphs)
    assert not any("\n" in paragraph for paragraph in paragraphs)


@each_sample
def test_no_sentence_is_copied_from_the_seed_report(path: Path) -> None:
    if not SEED.is_file():
        pytest.skip("the seed report is not beside this repository")
    length = LONGEST_SHARED_RUN + 1
    _, text = load(path)
    assert runs(text, length) & runs(SEED.read_text(encoding="utf-8"), length) == set()


def test_titles_are_distinct() -> None:
    titles = sorted(load(path)[0]["title"] for path in SAMPLES)
    assert all(one != other for one, other in pairwise(titles))


def test_one_sentence_names_both_who_were_killed_in_the_october_airstrike() -> None:
    _, text = load(FOLDER / "2022-10-06-airstrike-northern-syria.md")
    first = text.strip().split("\n\n")[0]
    for fact in ("airstrike", "northern Syria", "killed", "Abu 'Ala", "al-Qahtani", "October 2022"):
        assert fact in first


@each_sample
def test_samples_leave_untold_what_refusals_are_shown_with(path: Path) -> None:
    words = path.read_text(encoding="utf-8").lower()
    assert not re.search(
        r"aircraft carrier|reward|bounty|election|macron|president of france", words
    )
