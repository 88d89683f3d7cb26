"""A text as words and runs of words, whatever a reprint did to its marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.copies.shingles import MAX_WORDS, WIDTH, shingled, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The U.S. Navy's ship—the “Grebe”", ["the", "us", "navys", "ship", "the", "grebe"]),
        ("1,200 or 1.200 or 1\u202f200 people", ["1200", "or", "1200", "or", "1200", "people"]),
        ("3.5 % and 3,5 %, at 07:30", ["3.5", "and", "3.5", "at", "7", "30"]),
        ("0.5 or 0,5 or 00.5, 007 or 7", ["0.5", "or", "0.5", "or", "0.5", "7", "or", "7"]),
        ("0 or 00 or 000", ["0", "or", "0", "or", "0"]),
        ("to -5 degrees, −3.5 % or \u20117°C", ["to", "5-", "degrees", "3.5-", "or", "7-", "c"]),
        ("3-5 degrees, 3 -5 %", ["3", "5", "degrees", "3", "5"]),
        ("-5 percent", ["5", "percent"]),
        ("they -5 men - 3 percent—2%", ["they", "5", "men", "3", "percent", "2"]),
        ("the 1st, 22nd or 3ʳᵈ; 4 then", ["the", "1st", "22nd", "or", "3rd", "4", "then"]),
        ("٣٥ شخصًا أُصيبوا", ["35", "شخصا", "اصيبوا"]),
        ("Ещё йод в Киеве", ["еще", "иод", "в", "киеве"]),
        ("IŞIK ışık", ["isik", "isik"]),
        ("渡轮12人", ["渡", "轮", "12", "人"]),
        ("🙂 — …", []),
    ],
)
def test_words_are_told_without_their_marks(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_every_letters_cases_are_one() -> None:
    cased = [c for c in map(chr, range(0x110000)) if c.upper() != c or c.lower() != c]
    for character in cased:
        both = words(character)
        assert words(character.upper()) == both
        assert words(character.lower()) == both


def test_a_dropped_word_leaves_numbers_apart() -> None:
    assert words("from 500 to 700") != words("from 500700")
    assert words("500 700") == ["500", "700"]


def test_shingles_are_runs_of_words_wherever_they_stand() -> None:
    text = shingled("One two three.\n\nFour five.")
    assert text.shingles == ["one two three four", "two three four five"]
    assert [len(line) for line in text.lines] == [3, 2]
    assert shingled("Zero one two three four five").held >= text.held


def test_where_words_are_not_parted_a_shingle_has_twice_as_many_characters() -> None:
    text = shingled("海岸警卫队说渡轮在")
    assert [len(shingle.split()) for shingle in text.shingles] == [2 * WIDTH] * 2


def test_a_text_of_few_words_is_one_shingle() -> None:
    assert shingled("Ferry aground").shingles == ["ferry aground"]


def test_of_an_endless_text_the_beginning_is_taken() -> None:
    assert len(shingled("a b " * 100_000).words) == MAX_WORDS


@given(st.text())
def test_all_words_are_in_the_lines_and_all_shingles_in_the_words(text: str) -> None:
    taken = shingled(text)
    assert [word for line in taken.lines for word in line] == list(taken.words)
    assert len(taken.sizes) == len(taken.words)
    assert len(taken.places) == len(taken.shingles)
    assert all(0 <= start < stop <= len(taken.words) for start, stop in taken.places)
    assert bool(taken.shingles) == bool(taken.words)
