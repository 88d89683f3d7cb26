"""Numbers, days and names that two texts tell differently in the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.copies.differing import figures, name_words, names
from index.copies.shingles import words


def lines(text: str) -> list[list[str]]:
    return [words(line) for line in text.split("\n")]


def told(one: str, other: str) -> tuple[tuple[str, str], ...]:
    return figures(lines(one), lines(other))


@pytest.mark.parametrize(
    ("one", "other", "pair"),
    [
        ("At least 12 people were killed", "At least 14 people were killed", ("12", "14")),
        ("Twelve people were killed here", "14 people were killed here", ("twelve", "14")),
        (
            "They met on Monday in the town",
            "They met on Tuesday in the town",
            ("monday", "tuesday"),
        ),
        ("It was on 3 May that he left", "It was on 3 June that he left", ("may", "june")),
        ("More than 5 million people came", "More than 7 million people came", ("5", "7")),
        (
            "Погибли по меньшей мере два человека",
            "Погибли по меньшей мере три человека",
            ("два", "три"),
        ),
    ],
)
def test_another_number_or_day_in_the_same_place_is_told(
    one: str, other: str, pair: tuple[str, str]
) -> None:
    assert told(one, other) == (pair,)
    assert told(other, one) == (pair[::-1],)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("About twelve people were killed there", "About 12 people were killed there"),
        ("About 1,200 people were killed there", "About 1.200 people were killed there"),
        ("It cost them 1.2 million crowns there", "It cost them 1,200,000 crowns there"),
        ("They met on Oct. 6 in the town", "They met on October 6 in the town"),
        ("Погибли по меньшей мере два человека", "Погибли по меньшей мере 2 человека"),
        ("At least 12 people were killed", "In the end 14 men had been wounded"),
        ("12 14 15 16 17 18", "12 15 15 16 17 18"),
    ],
)
def test_the_same_number_and_another_place_are_no_difference(one: str, other: str) -> None:
    assert told(one, other) == ()


SAID = "The office said in a statement that {} when the convoy was hit on the road"


@pytest.mark.parametrize(
    ("one", "other", "pair"),
    [
        ("prices rose by 0.5 percent", "prices rose by 0.9 percent", ("0.5", "0.9")),
        ("prices rose by 0.5 percent", "prices rose by 5 percent", ("0.5", "5")),
        ("one person was killed", "three people were killed", ("one", "three")),
        ("one man was killed", "2 men were killed", ("one", "2")),
        ("no people were killed", "nine people were killed", ("no", "nine")),
        ("no one was killed", "nine people were killed", ("no", "nine")),
        ("no one was killed", "nine were killed", ("no", "nine")),
        ("no-one was killed", "one person was killed", ("no", "one")),
        ("zero people were killed", "7 people were killed", ("zero", "7")),
        ("5 people were killed", "5,000 people were killed", ("5", "5000")),
        ("1 people were killed", "1,000,000 people were killed", ("1", "1000000")),
        ("5 million people came", "5,000 million people came", ("5", "5000")),
        ("5k people were moved", "5,000k people were moved", ("5", "5000")),
        ("it was -5 degrees", "it was 5 degrees", ("5-", "5")),
        ("it was −5 degrees", "it was −7 degrees", ("5-", "7-")),
        ("prices fell by 5% to -0.3%", "prices fell by 5% to 0.3%", ("0.3-", "0.3")),
        ("the first attack came", "the third attack came", ("first", "third")),
        ("the 1st attack came", "the 2nd attack came", ("1st", "2nd")),
        ("the first attack came", "the 22nd attack came", ("first", "22nd")),
    ],
)
def test_small_and_signed_figures_are_told(one: str, other: str, pair: tuple[str, str]) -> None:
    one, other = SAID.format(one), SAID.format(other)
    assert told(one, other) == (pair,)
    assert told(other, one) == (pair[::-1],)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("007 people were killed", "7 people were killed"),
        ("prices rose by 0.5 percent", "prices rose by 0,5 percent"),
        ("three people were killed", "3 people were killed"),
        ("one person was killed", "1 person was killed"),
        ("no people were killed", "zero people were killed"),
        ("no one was killed", "no-one was killed"),
        ("one house burned down", "a house burned down"),
        ("one of the houses burned", "some of the houses burned"),
        ("no people were killed", "the people were killed"),
        ("5k people were moved", "5,000 people were moved"),
        ("5 тыс people were moved", "5,000 people were moved"),
        ("1.2 mn crowns were lost", "1,200,000 crowns were lost"),
        ("it was -1.2 million degrees", "it was -1,200,000 degrees"),
        ("it was -5 degrees", "it was −5 degrees"),
        ("it was –5 degrees", "it was \u20115 degrees"),
        ("it was 3-5 degrees", "it was 3–5 degrees"),
        ("a boat -5 people aboard- sank", "a boat—5 people aboard—sank"),
        ("the first attack came", "the 1st attack came"),
        ("the first attack came", "the new attack came"),
        ("the first attacks came", "the two attacks came"),
        ("it was May 5th", "it was May 5"),
    ],
)
def test_the_same_figure_in_other_signs_is_no_difference(one: str, other: str) -> None:
    assert told(SAID.format(one), SAID.format(other)) == ()
    assert told(SAID.format(other), SAID.format(one)) == ()


def test_numbers_too_unlike_to_be_divided_are_compared() -> None:
    least, most = f"0.{'0' * 300}1", "9" * 300
    one = SAID.format(f"{least} million people were moved")
    other = SAID.format(f"{most} twelve people were moved")
    assert told(one, other) == ((least, most),)
    assert told(other, one) == ((most, least),)


def test_a_name_beside_no_one_stands_in_one_place() -> None:
    one = "The mayor said that no one in Fairview had been hurt by it."
    other = one.replace("Fairview", "Longhope")
    named = name_words(f"{one}\n{other}")
    assert names(lines(one), lines(other), named, times=2) == ()
    assert names(lines(one), lines(other), named, times=1) == (("fairview", "longhope"),)


def test_numbers_side_by_side_are_not_mistaken_for_each_other() -> None:
    one = "Brazil said that more than 123 million voters stood in long lines"
    assert told(one, one.replace("123", "125")) == (("123", "125"),)


def test_a_lists_rows_are_no_places() -> None:
    rows = [f"The runner came in after {number} minutes and was tired" for number in range(2, 60)]
    assert told("\n".join(rows[::2]), "\n".join(rows[1::2])) == ()


def test_endless_lists_take_no_time() -> None:
    one = "\n".join(f"row {number} of the long list here" for number in range(5_000))
    assert told(one, one.replace("row", "now")) == ()


STORM = (
    "The storm reached {0} before dawn that day. Nobody in {0} was hurt by it. "
    "Schools near {0} stay shut for now."
)


def test_a_name_that_stands_for_another_is_told() -> None:
    one, other = STORM.format("Fairview"), STORM.format("Longhope")
    named = name_words(f"{one}\n{other}")
    assert names(lines(one), lines(other), named, times=2) == (("fairview", "longhope"),)
    once = one.replace("Fairview", "Longhope", 1)
    assert names(lines(one), lines(once), named, times=2) == ()


def test_a_name_in_another_spelling_is_the_same() -> None:
    one, other = STORM.format("Kyiv"), STORM.format("Kiev")
    named = name_words(f"{one}\n{other}")
    assert names(lines(one), lines(other), named, times=1) == ()


def test_names_are_words_that_are_never_written_without_a_capital() -> None:
    assert name_words("The ferry of Plonk. Ferry and the Mill.") == {"plonk", "mill"}
    assert name_words("قال خفر السواحل") == frozenset()


@given(st.text(), st.text())
def test_any_two_texts_are_compared_and_none_differs_from_itself(one: str, other: str) -> None:
    assert {*told(one, other)} == {(b, a) for a, b in told(other, one)}
    assert told(one, one) == ()
