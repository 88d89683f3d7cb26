"""What the bot says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.emulator import parse_html, utf16_length
from bot.messages import LANGUAGES, Messages
from bot.messages.voice import Sentence
from index import Coverage
from tests.bot.fakes import hit, refused

SAY = Messages()
DAY = date(2022, 10, 6)

in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def held(count: int, earliest: date | None = None, latest: date | None = None) -> Coverage:
    return Coverage(n_articles=count, n_passages=count, earliest=earliest, latest=latest)


@pytest.mark.parametrize(
    ("code", "language"),
    [(None, "en"), ("", "en"), ("ru", "ru"), ("uk", "uk"), ("AR", "ar"), ("fr-ca", "fr"),
     ("es_419", "es"), ("pt-br", "en"), ("english", "en"), ("../ru", "en")],
)  # fmt: skip
def test_a_language_code_chooses_its_language_and_else_english(
    code: str | None, language: str
) -> None:
    assert Messages(code).language == language


@given(st.text())
def test_any_language_code_is_taken(code: str) -> None:
    assert Messages(code).language in LANGUAGES
    assert isinstance(SAY.language_name(code), str)


@pytest.mark.parametrize(
    ("count", "earliest", "latest", "said"),
    [
        (0, None, None, "The library is empty."),
        (1, DAY, DAY, "The library holds 1 article, published on 6 October 2022."),
        (2261, date(2022, 2, 3), DAY,
         "The library holds 2,261 articles, published between 3 February 2022 and 6 October 2022."),
        (3, None, None, "The library holds 3 articles, undated."),
    ],
)  # fmt: skip
def test_coverage(count: int, earliest: date | None, latest: date | None, said: str) -> None:
    assert SAY.coverage(held(count, earliest, latest)) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "تضم المكتبة 2,261 مقالًا نُشرت في 6 أكتوبر 2022."),
        ("ru", "В библиотеке 2\u00a0261 статья, опубликованная 6 октября 2022 года."),
        ("uk", "У бібліотеці 2\u00a0261 стаття, опублікована 6 жовтня 2022 року."),
        ("fr", "La bibliothèque contient 2\u202f261 articles, publiés le 6 octobre 2022."),
        ("es", "La biblioteca contiene 2.261 artículos, publicados el 6 de octubre de 2022."),
        ("tr", "Kitaplıkta 2.261 haber var; yayın tarihi: 6 Ekim 2022."),
    ],
)
def test_numbers_days_and_plurals_are_those_of_the_language(language: str, said: str) -> None:
    assert Messages(language).coverage(held(2261, DAY, DAY)) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", ["مقطع واحد", "مقطعان", "3 مقاطع", "11 مقطعًا", "100 مقطع"]),
        ("ru", ["1 фрагмент", "2 фрагмента", "3 фрагмента", "11 фрагментов", "100 фрагментов"]),
        ("uk", ["1 уривок", "2 уривки", "3 уривки", "11 уривків", "100 уривків"]),
        ("tr", ["1 bölüm", "2 bölüm", "3 bölüm", "11 bölüm", "100 bölüm"]),
    ],
)
def test_each_plural_form_is_used(language: str, said: list[str]) -> None:
    assert [Messages(language).passages_named(count) for count in (1, 2, 3, 11, 100)] == said


def test_days() -> None:
    assert SAY.day(None) == "undated"
    assert Messages("uk").day(None) == "без дати"
    assert Messages("fr").day(date(2022, 3, 1)) == "1er mars 2022"


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


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("uk", "У жодній публікації про це не сказано: «Where is al-Hol?»"),
        ("fr", "Aucun article ne répond à ceci\u00a0: «\u00a0Where is al-Hol?\u00a0»"),
        ("tr", "Şu sorunun yanıtı hiçbir haberde yok: “Where is al-Hol?”"),
    ],
)
def test_other_languages_quote_a_question_and_make_no_clause_of_it(
    language: str, said: str
) -> None:
    assert Messages(language).no_report("Where is al-Hol?") == said
    assert Messages(language).no_report("Who is @ann?") == ""


def near_miss(question: str, confidence: float, *marks: str) -> str:
    near = (hit("Two died.", "Two died.", marks=marks),)
    result = replace(refused(held(1)), question=question, hits=near, confidence=confidence)
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


def test_choices_are_named() -> None:
    assert [SAY.mode_name(mode) for mode in ("mention", "auto", "all", "off")] == [
        "When I'm mentioned", "Also when I'm sure", "After every message", "Never",
    ]  # fmt: skip
    assert [SAY.period_name(days) for days in (None, 7)] == ["Any time", "The last 7 days"]
    assert [SAY.sources_chosen(count) for count in (0, 2)] == ["All", "2 chosen"]
    assert [SAY.passages_named(count) for count in (1, 3)] == ["1 passage", "3 passages"]


def test_a_language_is_called_by_its_own_name() -> None:
    assert [Messages("tr").language_name(code) for code in LANGUAGES] == [
        "English", "العربية", "русский", "українська", "français", "español", "Türkçe",
    ]  # fmt: skip
    assert SAY.language_name(None) == "Of whoever asks"


def test_limits_are_named() -> None:
    assert SAY.slow_down(1).startswith("That is more than 1 question in a minute.")
    assert SAY.slow_down(20).startswith("That is more than 20 questions in a minute.")
    assert SAY.group_slow_down(60).startswith("This chat has asked more than 60 questions in")
    assert SAY.enough_today(1000).startswith("That is more than 1,000 questions in a day.")


def test_what_is_kept_is_told_in_numbers_and_words() -> None:
    said = SAY.kept_html(questions=["Who <was> it?"], answers=2, votes=1, settings=0, posts=3)
    assert parse_html(said)[0] == (
        "What is kept of you\n"
        "• 2 answers with buttons\n• 1 vote\n• 3 posts of a channel\n"
        "• your questions of the last half hour:\n“Who <was> it?”\n\n"
        "/deletemydata deletes it."
    )
    assert SAY.kept_html(questions=[], answers=0, votes=0, settings=0) == SAY.nothing_kept


@in_each_language
@given(
    questions=st.lists(st.text(max_size=300) | st.just("x" * 1000), max_size=40),
    votes=st.integers(0, 10**6),
)
def test_what_is_kept_can_be_sent_however_much_it_is(
    language: str, questions: list[str], votes: int
) -> None:
    html = Messages(language).kept_html(
        questions=questions, answers=votes, votes=votes, settings=9, posts=votes
    )
    text, _ = parse_html(html)
    assert utf16_length(text) <= 4096
    assert text.count("\n") <= 20


def everything(say: Messages) -> Iterator[str]:
    """All that is sent as a message: each sentence, and each longer text."""
    for kind in Messages.__mro__:
        yield from (getattr(say, n) for n, v in vars(kind).items() if isinstance(v, Sentence))
    for coverage in (held(0), held(1), held(12, DAY, DAY), held(9999, date(1, 1, 1), DAY)):
        yield say.about_html(coverage, "<model> & more", "0.1")
    yield say.start_html()
    yield say.help_html("a_bot")
    yield say.ask_hint_html("a_bot")
    yield say.privacy_html()
    for mode in ("mention", "auto", "all", "off"):
        yield say.mode_explained(mode)


@in_each_language
def test_everything_said_is_html_that_telegram_takes(language: str) -> None:
    for html in everything(Messages(language)):
        text, entities = parse_html(html)
        assert 1 <= utf16_length(text) <= 4096
        assert len(entities) <= 100
        assert "{" not in text


def test_a_sentence_reads_in_english_on_its_class() -> None:
    assert Messages.expired == SAY.expired
    assert Messages("ru").expired != SAY.expired
