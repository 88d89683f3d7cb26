"""Reprints are told from other reports, in any script; `tests.benchmarks.copies` measures it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.copies import copies

RAID = (
    "Soldiers raided a farmhouse outside Karvan before dawn on Tuesday and arrested two men.",
    "A spokeswoman for the interior ministry said that rifles and a radio had been seized there.",
    "Neighbours described hearing one helicopter and several shots, and nobody was hurt.",
    "The road from Karvan to the border was closed until noon, the governor's office said.",
    "Both men are to appear before a judge in the provincial capital later this week.",
)
STRIKE = (
    "A drone struck a lorry on the road to Zelin on Friday evening, killing its driver.",
    "The governor of the province said that the lorry had carried flour for a bakery.",
    "No group has said that the drone was its own, and the army did not comment.",
    "It was the third attack on that road since the bridge at Zelin was opened again.",
)
RUSSIAN = (
    "Рано утром во вторник солдаты обыскали ферму под Карваном и задержали двух мужчин.",
    "Представительница министерства сообщила, что там нашли винтовки и рацию.",
    "Соседи рассказали, что слышали вертолёт и несколько выстрелов, никто не пострадал.",
    "Дорога от Карвана к границе была закрыта до полудня, сообщили в администрации.",
)


def text(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


@pytest.mark.parametrize("report", [RAID, STRIKE, RUSSIAN])
def test_copies_of_a_report_are_told(report: tuple[str, ...]) -> None:
    original = text(*report)
    shuffled = list(report)
    random.Random(1).shuffle(shuffled)
    for copy in (
        text(*shuffled),
        text("Reported by our partners", *report),
        text(*report[:-1]),
        original.replace("said that", "said"),
    ):
        assert copies.same_report(original, copy)
        assert set(enumerate(copies.signature(original))) & set(enumerate(copies.signature(copy)))


def test_other_reports_are_others() -> None:
    assert not copies.same_report(text(*RAID), text(*STRIKE))
    assert not copies.same_report(text(*RAID), text(*RUSSIAN))


def test_a_report_that_tells_another_number_is_another() -> None:
    later = text(*RAID).replace("two men", "five men")
    assert not copies.same_report(text(*RAID), later)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_has_keys_and_can_be_compared_both_ways(one: str, other: str) -> None:
    keys = copies.signature(one)
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert copies.signature(one) == keys
    assert copies.same_report(one, other) == copies.same_report(other, one)


AROUND = (
    "The regional office said in a statement on the website that {} when the convoy was hit on the"
    " road behind the old bridge near the village of Orekhove in the afternoon. The governor later"
    " thanked the neighbours who had helped with the search and promised that the office would"
    " publish the names before winter. Witnesses in the street told reporters that several families"
    " left early, and that the discussion about shelters had been long."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("one person was killed", "three people were killed"),
        ("no people were killed there", "nine people were killed there"),
        ("5 people were killed there", "5,000 people were killed there"),
        ("1,000 people were killed there", "1 people were killed there"),
        ("prices rose by 0.5 percent", "prices rose by 0.9 percent"),
        ("1.2 million dollars were stolen", "1.2 billion dollars were stolen"),
        ("the first attack of this kind came", "the third attack of this kind came"),
    ],
)
def test_a_report_with_another_figure_is_another_report(one: str, other: str) -> None:
    assert not copies.same_report(AROUND.format(one), AROUND.format(other))
    assert not copies.same_report(AROUND.format(other), AROUND.format(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3 people were killed there", "three people were killed there"),
        ("1.2 million dollars were stolen", "1,200,000 dollars were stolen"),
        ("007 people were killed there", "7 people were killed there"),
        ("one of the houses burned down", "a house burned down"),
    ],
)
def test_a_figure_in_another_spelling_is_the_same_report(one: str, other: str) -> None:
    assert copies.same_report(AROUND.format(one), AROUND.format(other))
