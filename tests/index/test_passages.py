"""Passages: whole sentences in order, and nothing of the text lost but white space."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents.passages import MAX_TOKENS, WINDOW, cut, paragraphs, sentences
from index.encoding.embedder import SentenceTransformerEmbedder
from index.records import Span

LANGUAGES = st.sampled_from([None, "en", "ru", "ar", "zh", "tr", "no such language"])
WORDS = st.sampled_from(
    [
        "Col.",
        "U.S.",
        "6:23 p.m.",
        "said.",
        "“No,”",
        "удар.",
        "قال.",
        "。",
        "the",
        "1,5",
        "(a)",
        "😀",
    ]
)
GAPS = st.sampled_from([" ", " ", " ", "  ", "\n", "\n\n", "\n \n", "\t", "\u2028", "\x85", ""])
REPORTS = st.lists(st.tuples(WORDS, GAPS), max_size=120).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def count_dearly(texts: Sequence[str]) -> list[int]:
    """So that ten words are too many for a passage."""
    return [25 * len(text.split()) for text in texts]


def slices(text: str, spans: Sequence[Span]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def assert_covers(text: str, spans: Sequence[Span]) -> None:
    """In order, without overlap, trimmed, and with nothing but white space left out."""
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    assert edges == sorted(edges)
    assert all(piece and piece == piece.strip() for piece in slices(text, spans))
    gaps = [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    assert "".join(gaps).strip() == ""


@given(st.one_of(st.text(), REPORTS), LANGUAGES)
def test_cutting_loses_nothing_but_white_space(text: str, language: str | None) -> None:
    spans = cut(text, count_dearly, language=language)
    assert_covers(text, spans)
    assert bool(spans) == bool(text.strip())
    assert all(count <= MAX_TOKENS for count in count_dearly(slices(text, spans)))


@given(st.one_of(st.text(), REPORTS), LANGUAGES)
def test_sentences_lose_nothing_but_white_space(text: str, language: str | None) -> None:
    assert_covers(text, sentences(text, language))


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=3000))
def test_a_text_of_one_token_a_character_is_cut_small_enough(text: str) -> None:
    def count(texts: Sequence[str]) -> list[int]:
        return [len(one) for one in texts]

    spans = cut(text, count)
    assert_covers(text, spans)
    assert all(span.end - span.start <= MAX_TOKENS for span in spans)


@pytest.mark.parametrize(
    "expected",
    [
        [
            "The airstrike took place at 6:23 p.m. local time.",
            "Col. Joe Buccino, a spokesman, said that no U.S. soldier was hurt.",
        ],
        ["U.S. forces killed two men, the U.S. Central Command said.", "It gave no names."],
        ["The raid cost $1.5 million.", "Was it worth it?", "Nobody said."],
        ["He met Gen. Michael Kurilla and Dr. Ali on Oct. 6 in Washington, D.C., on a visit."],
    ],
)
def test_sentences_are_whole(expected: list[str]) -> None:
    text = " ".join(expected)
    assert slices(text, sentences(text)) == expected


def test_a_quotation_of_several_sentences_stays_one() -> None:
    text = "He said: “We struck. We left. We are safe.” Then he went."
    assert slices(text, sentences(text))[0].startswith("He said: “We struck. We left.")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ru", ["Удар был нанесён в 18:23.", "Погибли двое."]), ("zh", ["他死了。", "她走了。"])],
)
def test_other_languages_have_sentences_too(language: str, expected: list[str]) -> None:
    text = ("" if language == "zh" else " ").join(expected)
    assert slices(text, sentences(text, language)) == expected


def test_sentences_of_a_long_text_are_not_cut_where_the_splitters_window_ends() -> None:
    expected = [f"Patrol number {number} came back in the evening." for number in range(1000)]
    text = " ".join(expected)
    assert len(text) > 4 * WINDOW
    assert slices(text, sentences(text)) == expected


def test_paragraphs_are_parted_by_empty_lines() -> None:
    text = "\n One\nline. \n \t\nTwo.\r\n\r\n\n\nThree."
    assert slices(text, paragraphs(text)) == ["One\nline.", "Two.", "Three."]


def test_a_paragraph_is_a_passage() -> None:
    text = "\n\n".join(
        f"Report {n}: a spokesman told the press at length what had happened." for n in "ABC"
    )
    assert slices(text, cut(text, count_words)) == text.split("\n\n")


def test_short_paragraphs_join_what_follows_and_the_last_one_what_stands_before() -> None:
    long = "A spokesman told the press at length what had happened there."
    text = f"Heading\n\nSubheading\n\n{long}\n\n{long}\n\nThe end."
    assert slices(text, cut(text, count_words)) == [
        f"Heading\n\nSubheading\n\n{long}",
        f"{long}\n\nThe end.",
    ]


def test_a_short_paragraph_that_nothing_has_room_for_stays_alone() -> None:
    full = " ".join(["word"] * MAX_TOKENS) + "."
    text = f"Heading\n\n{full}\n\nThe end."
    assert slices(text, cut(text, count_words)) == ["Heading", full, "The end."]


def test_a_text_of_one_word_is_a_passage() -> None:
    assert cut(" Fire. ", count_words) == [Span(start=1, end=6)]


def test_long_paragraphs_are_cut_between_sentences_into_about_equal_parts() -> None:
    one = "The patrol went from village to village and asked everyone about it."
    text = " ".join([one] * 50)
    found = slices(text, cut(text, count_words))
    assert all(piece.endswith(one) and piece.startswith("The patrol") for piece in found)
    counts = count_words(found)
    assert len(counts) == 3
    assert max(counts) <= MAX_TOKENS
    assert min(counts) > 0.8 * max(counts)


def test_an_endless_sentence_is_cut_between_words() -> None:
    text = " ".join(f"item{number}" for number in range(5000))
    found = slices(text, cut(text, count_words))
    assert " ".join(found) == text
    assert all(count <= MAX_TOKENS for count in count_words(found))


def test_an_endless_word_is_cut_anywhere() -> None:
    text = "x" * 100_000
    found = slices(text, cut(text, lambda texts: [len(one) // 4 for one in texts]))
    assert "".join(found) == text
    assert all(len(piece) // 4 <= MAX_TOKENS for piece in found)


def test_a_desert_of_spaces_makes_no_empty_passage() -> None:
    text = "word " * 300 + " " * 10_000 + "word " * 300
    spans = cut(text, count_words)
    assert_covers(text, spans)
    assert sum(count_words(slices(text, spans))) == 600


def test_a_paragraph_of_a_million_characters_is_cut() -> None:
    text = "The patrol went from village to village. " * 25_000
    spans = cut(text, count_words)
    assert_covers(text, spans)
    assert sum(count_words(slices(text, spans))) == 7 * 25_000
    assert all(piece.endswith(".") for piece in slices(text, spans))


@pytest.mark.model
@pytest.mark.parametrize(
    "unit",
    [
        "Col. Joe Buccino said that the U.S. strike took place at 6:23 p.m. local time. ",
        "Удар был нанесён на северо-востоке Сирии, сообщило Центральное командование. ",
        "قالت القيادة المركزية إن الضربة وقعت في شمال سوريا مساء الخميس. ",
        "美国中央司令部说，空袭发生在叙利亚北部。",
        "a1b2c3-d4/e5:f6;",
        "😀🚁💥",
        "﷽ﷺ ",
        "x",
    ],
)
def test_the_model_reads_every_passage_whole(
    embedder: SentenceTransformerEmbedder, unit: str
) -> None:
    text = unit * 60 + "\n\n" + unit * 7 + "\n\n" + unit * 400
    found = slices(text, cut(text, embedder.count_tokens))
    special = 2
    prompted = embedder.count_tokens([f"passage: {piece}" for piece in found])
    assert max(prompted) + special <= 256


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said so on Thursday. .", ["He said so on Thursday. ."]),
        (
            "It does not increase. in strength. He left.",
            ["It does not increase. in strength.", "He left."],
        ),
    ],
)
def test_what_a_careless_copy_broke_off_stays_with_its_sentence(
    text: str, expected: list[str]
) -> None:
    assert [text[s.start : s.end] for s in sentences(text)] == expected
