"""Measuring, cleaning and cutting text."""

import re
import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import (
    clean,
    html_link,
    html_marked,
    isolated,
    one_line,
    pieces,
    safe_link,
    shorten,
    utf16_length,
)
from index import Span

ANY = st.text() | st.text(alphabet="aé\u0301👩\u200d🚀🇸🇾ا. \n!<&")


@given(ANY)
def test_length_is_counted_in_utf16_units(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(ANY, st.integers(0, 60))
def test_a_shortened_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert utf16_length(short) <= limit
    if short != text and short:
        assert short.endswith("…")
        assert text.startswith(short[:-1].rstrip())


@given(ANY, st.integers(2, 60))
def test_a_shortened_text_parts_no_letter_from_its_accents(text: str, limit: int) -> None:
    short = shorten(text, limit)
    if short != text:
        rest = text[len(short[:-1].rstrip()) :]
        assert not (rest and unicodedata.combining(rest[0])) or short == "…"


def test_text_is_cut_after_a_sentence_then_after_a_word_then_anywhere() -> None:
    assert shorten("One two. Three four five.", 18) == "One two. …"
    assert shorten("One two three four", 12) == "One two…"
    assert shorten("Onetwothreefour", 8) == "Onetwo…"
    assert shorten("One two three", 13) == "One two three"


@pytest.mark.parametrize("whole", ["👩‍🚀", "🇸🇾", "e\u0301\u0302", "각"])
def test_a_grapheme_stays_whole_or_goes(whole: str) -> None:
    for limit in range(1, 12):
        short = shorten(whole * 8, limit)
        assert short.removesuffix("…") in {whole * n for n in range(9)}


@given(st.text(alphabet="a\x00\x1b\x85\ud800\udfff\n\t "))
def test_what_cannot_be_sent_is_taken_out(text: str) -> None:
    assert set(clean(text)) <= set("a\n\t ")
    clean(text).encode()


@given(
    ANY | st.text(alphabet="a<&\x00 \n\ud800…"),
    st.lists(st.integers(0, 40), max_size=8, unique=True),
    st.integers(0, 60),
)
def test_marks_change_nothing_of_what_is_shown(text: str, edges: list[int], limit: int) -> None:
    inside = sorted(edge for edge in edges if edge <= len(text))
    marks = [Span(start=a, end=b) for a, b in zip(inside[::2], inside[1::2], strict=False)]
    assert "".join(piece for piece, _ in pieces(text, marks)) == text
    marked = [text[mark.start : mark.end] for mark in marks]
    assert [piece for piece, is_marked in pieces(text, marks) if is_marked] == marked
    html = html_marked(text, marks, limit)
    assert unescape(re.sub("</?u>", "", html)) == shorten(clean(text), limit)
    for words in re.findall("<u>(.*?)</u>", html, re.DOTALL):
        assert any(unescape(words).strip() in clean(one) for one in marked)


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert one_line(text).splitlines() in ([], [one_line(text)])


def test_a_headline_cannot_turn_the_line_around() -> None:
    assert one_line("Army \u202eretreats\u2066") == "Army retreats"
    assert isolated("غارة") == "\u2068غارة\u2069"
    assert isolated("Raid") == "Raid"


@pytest.mark.parametrize(
    "url", ["http://a.example", "https://a.example:8080/ü?q=1&r=%22#x", "https://[::1]/"]
)
def test_web_addresses_are_linked(url: str) -> None:
    assert safe_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "tg://user?id=1", "file:///etc/passwd", "https://",
        "//a.example", "https://a.example/a b", "https://a.example/\n", "https://a:x/",
        "https://[::1", "https://a.example/" + "x" * 3000,
    ],
)  # fmt: skip
def test_other_addresses_are_not_linked(url: str | None) -> None:
    assert safe_link(url) is None
    assert html_link("A < B", url) == "A &lt; B"


def test_an_address_cannot_leave_its_attribute() -> None:
    link = html_link("x", "https://a.example/\"'><b>&")
    assert link == '<a href="https://a.example/&quot;&#x27;&gt;&lt;b&gt;&amp;">x</a>'
