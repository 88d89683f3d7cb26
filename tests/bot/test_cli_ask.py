"""``sitrep ask``: cards for people, and for scripts a format that is a promise."""

import json
import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import as_json, batch, card
from index import Answer, Article, Coverage, Hit, Passage, Span
from index.records import Dated
from tests.bot.command_line import CommandLine

KEYS = ["question", "answered", "confidence", "answer", "passages", "marks", "several"]


@pytest.fixture
def sitrep(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path).stocked()


def an_answer(*, answered: bool) -> Answer:
    article = Article(
        id=7,
        title="Raid “near” Qamishli",
        url=None,
        outlet="CNN",
        author=None,
        published=date(2022, 10, 6),
        language="en",
        external_id="x1",
        added=datetime(2026, 1, 1, tzinfo=UTC),
        n_passages=1,
    )
    text = "It was dark. A man died."
    passage = Passage(id=3, article_id=7, position=0, start=0, end=len(text), text=text)
    hit = Hit(
        passage=passage,
        article=article,
        score=0.5,
        sentence=Span(start=13, end=24),
        marks=(Span(start=2, end=5),),
    )
    return Answer(
        question="Who?",
        answered=answered,
        confidence=0.25,
        hits=(hit, hit),
        near=(),
        coverage=Coverage(n_articles=1, n_passages=1, earliest=None, latest=None),
    )


ARTICLE = '{"id": 7, "title": "Raid “near” Qamishli", "url": null, "published": "2022-10-06"}'
PASSAGE = f'{{"text": "It was dark. A man died.", "score": 0.5, "article": {ARTICLE}}}'


def test_the_promised_form_of_an_answer() -> None:
    printed = json.dumps(as_json.answer(an_answer(answered=True), 2), ensure_ascii=False)
    assert printed == (
        '{"question": "Who?", "answered": true, "confidence": 0.25, "answer": "A man died.", '
        f'"passages": [{PASSAGE}, {PASSAGE}], '
        '"marks": [{"start": 2, "end": 5, "words": "man"}], "several": []}'
    )


def test_the_promised_form_of_several_answers() -> None:
    answer = an_answer(answered=True)
    told = as_json.answer(replace(answer, several=answer.hits[:1]), 1)
    assert json.dumps(told["several"], ensure_ascii=False) == (
        f'[{{"sentence": "A man died.", "article": {ARTICLE}}}]'
    )


def test_the_promised_form_of_a_refusal() -> None:
    printed = json.dumps(as_json.answer(an_answer(answered=False), 1), ensure_ascii=False)
    assert printed == (
        '{"question": "Who?", "answered": false, "confidence": 0.25, "answer": null, '
        f'"passages": [{PASSAGE}], "marks": [], "several": []}}'
    )


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def objects(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


QUESTIONS = lines(
    {"question": "Who captured Hani al-Kurdi?"},
    {"question": "Where did American troops land by helicopter?", "asked": "2022-10-07"},
    {"question": "Qamishli?", "asked": None, "id": 9},
)


def test_a_batch_is_answered_in_order_a_line_each(sitrep: CommandLine) -> None:
    file = sitrep.file("questions.jsonl", QUESTIONS)
    result = sitrep("ask", "--batch", file, "--json", "--passages", "2")
    assert (result.exit_code, result.stderr) == (0, "")
    answers = objects(result.stdout)
    assert [answer["question"] for answer in answers] == [
        "Who captured Hani al-Kurdi?",
        "Where did American troops land by helicopter?",
        "Qamishli?",
    ]
    for answer in answers:
        assert list(answer) == KEYS
        assert isinstance(answer["answered"], bool)
        assert 0 <= answer["confidence"] <= 1
        assert 1 <= len(answer["passages"]) <= 2
        for passage in answer["passages"]:
            assert list(passage) == ["text", "score", "article"]
            assert list(passage["article"]) == ["id", "title", "url", "published"]
    assert answers[0]["passages"][0]["article"]["id"] == 2


def test_a_batch_from_stdin_is_the_same(sitrep: CommandLine) -> None:
    file = sitrep.file("questions.jsonl", QUESTIONS)
    piped = sitrep("ask", "--batch", "-", "--json", stdin=QUESTIONS)
    assert piped.stdout == sitrep("ask", "--batch", file, "--json").stdout


def test_a_batch_prints_json_without_being_told(sitrep: CommandLine) -> None:
    assert len(objects(sitrep("ask", "--batch", "-", stdin=QUESTIONS).stdout)) == 3


def test_bad_lines_keep_their_place_and_the_rest_is_answered(sitrep: CommandLine) -> None:
    bad: list[bytes] = [
        b"nonsense",
        b'"text"',
        b"{}",
        b'{"question": " "}',
        b'{"question": 5}',
        b'{"question": "a", "asked": "soon"}',
        b'{"question": "a", "asked": 5}',
        b'{"question": "\\ud800"}',
        b'{"question": "\xff"}',
        b"[" * 100_000,
    ]
    stdin = b"\n".join([*bad, b"", b'\xef\xbb\xbf{"question": "Qamishli?"}'])
    result = sitrep("ask", "--batch", "-", "--json", stdin=stdin)
    assert result.exit_code == 1
    printed = objects(result.stdout)
    assert [list(row) for row in printed] == [["error", "line"]] * len(bad) + [KEYS]
    assert [row["line"] for row in printed[:-1]] == list(range(1, len(bad) + 1))
    assert "error: line 3: " in result.stderr


@given(st.binary())
def test_any_line_is_a_question_or_a_bad_line(line: bytes) -> None:
    # Any other exception fails the test.
    with suppress(batch.BadLine):
        assert batch.parse(line).text.strip()


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(str.strip), st.none() | st.dates())
def test_any_question_is_read_back(text: str, asked: date | None) -> None:
    row = {"question": text, "asked": asked.isoformat() if asked else None}
    assert batch.parse(json.dumps(row).encode()) == batch.Question(text, asked)


def test_a_missing_batch_file_is_an_error(sitrep: CommandLine) -> None:
    result = sitrep("ask", "--batch", sitrep.folder / "none.jsonl")
    assert result.exit_code == 1
    assert "none.jsonl" in result.stderr


def test_one_question_as_json_has_the_same_form(sitrep: CommandLine) -> None:
    answer = sitrep.json("ask", "Who captured Hani al-Kurdi?", "--passages", "1")
    assert list(answer) == KEYS
    assert len(answer["passages"]) == 1


def test_words_need_no_quotes(sitrep: CommandLine) -> None:
    assert sitrep.json("ask", "Who", "captured", "him?")["question"] == "Who captured him?"


def test_filters_choose_the_articles(sitrep: CommandLine) -> None:
    def ids(*options: str) -> set[int]:
        answer = sitrep.json("ask", "Thursday troops soldiers", "--passages", "9", *options)
        return {passage["article"]["id"] for passage in answer["passages"]}

    assert ids() == {1, 2}
    assert ids("--article", "2") == {2}
    assert ids("--outlet", "cnn") == {1}
    assert ids("--since", "2022-10-06") == {1}
    assert ids("--until", "2022-10-05") == {2}
    assert ids("--about-since", "2022-10-06") == {1}
    assert ids("--about-since", "2022-06-01", "--about-until", "2022-06-30") == {2}
    assert ids("--about-until", "2020-01-01") == set()


def test_an_article_that_is_not_there_is_an_error(sitrep: CommandLine) -> None:
    result = sitrep("ask", "Who?", "--article", "99")
    assert result.exit_code == 1
    assert "99" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        (" ",),
        ("Who?", "--batch", "-"),
        ("Who?", "--passages", "0"),
        ("Who?", "--since", "2022-02-30"),
        ("Who?", "--since", "2022-02-03", "--until", "2022-02-02"),
        ("Who?", "--about-since", "2022-02-03", "--about-until", "2022-02-02"),
        ("Who?", "--about-until", "Thursday"),
    ],
)
def test_a_misused_option_is_code_2(sitrep: CommandLine, arguments: tuple[str, ...]) -> None:
    assert sitrep("ask", *arguments).exit_code == 2


def test_a_card_tells_sentence_and_source(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.Engine.ask", lambda *_, **__: an_answer(answered=True))
    printed = sitrep("ask", "Who?").stdout.splitlines()
    assert printed[:3] == ["A man died.", "", "It was dark. A man died."]
    assert "Raid “near” Qamishli · CNN · as of 6 October 2022 · #7" in printed


def test_a_refusal_tells_what_is_covered_and_near(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = an_answer(answered=False)
    near = Answer(
        question="Who?",
        answered=False,
        confidence=0.1,
        hits=refused.hits,
        near=(refused.hits[0].article,),
        coverage=refused.coverage,
    )
    monkeypatch.setattr("index.Engine.ask", lambda *_, **__: near)
    printed = sitrep("ask", "Who?").stdout
    assert "don't answer" in printed
    assert "1 article, undated" in printed
    assert "#7 Raid “near” Qamishli (CNN · as of 6 October 2022)" in printed
    assert "No report tells who. The closest is:\nA man died.\n" in printed


def test_a_card_lists_several_answers(sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = an_answer(answered=True)
    several = replace(answer, several=answer.hits)
    monkeypatch.setattr("index.Engine.ask", lambda *_, **__: several)
    assert sitrep("ask", "Which men?").stdout == (
        "From 2 reports, by date:\n"
        "\nA man died.\nRaid “near” Qamishli · CNN · as of 6 October 2022 · #7\n"
        "\nA man died.\nRaid “near” Qamishli · CNN · as of 6 October 2022 · #7\n"
    )


def test_a_card_says_that_reports_differ_and_which_days_words_mean(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = an_answer(answered=True)
    dark = Dated(span=Span(start=0, end=5), since=date(2022, 9, 1), until=date(2022, 9, 30))
    told = replace(answer.hits[0], meant=(dark,))
    differing = replace(answer, several=(told, answer.hits[1]), differing=True)
    monkeypatch.setattr("index.Engine.ask", lambda *_, **__: differing)
    assert sitrep("ask", "Which men?").stdout == (
        "Reports differ; by date:\n"
        "\nA man died.\nRaid “near” Qamishli · CNN · as of 6 October 2022 · #7\n"
        "“A man” is September 2022\n"
        "\nA man died.\nRaid “near” Qamishli · CNN · as of 6 October 2022 · #7\n"
    )


def test_a_batch_is_asked_of_the_days_that_are_told(sitrep: CommandLine) -> None:
    stdin = lines({"question": "Thursday troops soldiers"})
    result = sitrep("ask", "--batch", "-", "--about-since", "2022-10-06", stdin=stdin)
    (answer,) = objects(result.stdout)
    assert {passage["article"]["id"] for passage in answer["passages"]} == {1}


def test_the_words_that_answer_are_underlined_in_a_terminal() -> None:
    sentence = card.sentence(an_answer(answered=True).hits[0])
    assert sentence.plain == "A man died."
    assert [(span.start, span.end, str(span.style)) for span in sentence.spans] == [
        (0, 2, "bold"),
        (2, 5, "bold underline"),
        (5, 11, "bold"),
    ]


def test_an_empty_library_says_how_to_fill_it(tmp_path: Path) -> None:
    sitrep = CommandLine(tmp_path).stocked()
    sitrep("remove", "1", "2", "--yes")
    assert "sitrep add" in sitrep("ask", "Who?").stdout


def test_explain_tells_what_is_asked_for(
    sitrep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = replace(an_answer(answered=True), asked_for="person")
    monkeypatch.setattr("index.Engine.ask", lambda *_, **__: answer)
    assert "asked for  person\n" in sitrep("ask", "Who?", "--explain").stdout


def test_explain_shows_the_features(sitrep: CommandLine) -> None:
    printed = sitrep("ask", "Who captured Hani al-Kurdi?", "--explain").stdout
    assert re.search(r"its odds +e to the sum of: bias [+-]\d\.\d\d, cosine [+-]", printed)
    assert "confidence" in printed
    assert "dense" in printed
