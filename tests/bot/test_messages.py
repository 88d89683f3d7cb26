"""What the bot says."""

from dataclasses import replace
from datetime import date

import pytest

from bot.emulator import parse_html, utf16_length
from bot.messages import Messages
from index import Coverage
from tests.bot.fakes import hit, refused

SAY = Messages()


@pytest.mark.parametrize(
    ("count", "earliest", "latest", "said"),
    [
        (0, None, None, "The library is empty."),
        (1, date(2022, 10, 6), date(2022, 10, 6),
         "The library holds 1 article, published on 6 October 2022."),
        (2261, date(2022, 2, 3), date(2022, 10, 6),
         "The library holds 2,261 articles, published between 3 February 2022 and 6 October 2022."),
        (3, None, None, "The library holds 3 articles, undated."),
    ],
)  # fmt: skip
def test_coverage(count: int, earliest: date | None, latest: date | None, said: str) -> None:
    held = Coverage(n_articles=count, n_passages=count, earliest=earliest, latest=latest)
    assert SAY.coverage(held) == said


def test_an_undated_day_is_called_so() -> None:
    assert SAY.day(None) == "undated"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many helicopters were lost?", "No report tells how many helicopters were lost."),
        ("Where is al-Hol?", "No report tells where al-Hol is."),
        ("What does a pizza cost?", "No report tells this: “What does a pizza cost?”"),
        ("Кто погиб?", "No report tells this: “Кто погиб?”"),
        ("من قُتل؟", "No report tells this: “\u2068من قُتل؟\u2069”"),
        ("pizza price", ""),
        ("Who is @ann?", ""),
        ("Is it on evil.example?", ""),
        ("Is it? Really?", ""),
        ("Who " + "x" * 200 + "?", ""),
        ("", ""),
    ],
)
def test_what_no_report_tells_is_named(question: str, said: str) -> None:
    assert SAY.no_report(question) == said


def near_miss(question: str, confidence: float, *marks: str) -> str:
    nothing = Coverage(n_articles=1, n_passages=1, earliest=None, latest=None)
    near = (hit("Two died.", "Two died.", marks=marks),)
    result = replace(refused(nothing), question=question, hits=near, confidence=confidence)
    return SAY.near_miss(result)


def test_where_a_report_may_tell_it_is_only_not_certain() -> None:
    asked = "How many died?"
    assert near_miss(asked, 0.1, "Two") == "No report tells how many died. The closest is:"
    assert near_miss(asked, 0.4) == "No report tells how many died. The closest is:"
    assert near_miss(asked, 0.4, "Two") == (
        "No report tells for certain how many died. The closest is:"
    )
    assert near_miss("Сколько погибло?", 0.4, "Two") == (
        "No report tells this for certain: “Сколько погибло?” The closest is:"
    )
    assert near_miss("Qamishli", 0.4, "Two") == "The closest is:"


def test_several_answers_have_a_heading() -> None:
    assert SAY.several(1) == "From 1 report, by date:"
    assert SAY.several(3) == "From 3 reports, by date:"


def test_everything_said_is_html_that_telegram_takes() -> None:
    held = Coverage(n_articles=1, n_passages=1, earliest=None, latest=None)
    for html in (
        SAY.start_html(),
        SAY.help_html("a_bot"),
        SAY.about_html(held, "<model>", "0.1"),
        SAY.privacy_html(),
        SAY.ask_hint_html("a_bot"),
        SAY.empty_library_html,
        SAY.too_long,
        SAY.unknown_command,
        SAY.text_only,
        SAY.failed,
    ):
        text, _ = parse_html(html)
        assert 1 <= utf16_length(text) <= 4096


def test_what_answers_a_press_is_short_enough() -> None:
    for notice in (SAY.expired, SAY.not_yours, SAY.removed, SAY.replaced, SAY.failed):
        assert len(notice) <= 200
