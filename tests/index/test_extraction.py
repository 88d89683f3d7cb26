import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import extraction
from index.records import Document, Draft, Given, Problem
from index.web import media_types
from tests.index.documents import document, only_draft, only_problem

KINDS = [
    media_types.TEXT,
    media_types.HTML,
    media_types.MARKDOWN,
    media_types.PDF,
    media_types.JSONL,
    media_types.JSON,
    "image/png",
]
STARTS = [b"", b"%PDF-1.4\n", b"<html><p>", b"---\na: ", b'{"title": "a", "text": "', b"\xff\xfe"]


@pytest.mark.parametrize("kind", KINDS)
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=300))
def test_any_bytes_give_drafts_or_problems(kind: str, start: bytes, rest: bytes) -> None:
    for found in extraction.drafts(document(start + rest, kind)):
        if isinstance(found, Draft):
            assert found.title.strip()
            assert found.text.strip()
            assert "\n" not in found.title
            (found.title + found.text).encode()
        else:
            assert isinstance(found, Problem)
            assert found.message


@pytest.mark.parametrize("kind", KINDS[:4])
def test_an_empty_document_is_a_problem(kind: str) -> None:
    assert "empty" in only_problem(" \n", kind).message


def test_a_page_of_furniture_alone_is_a_problem() -> None:
    assert "no text" in only_problem("Advertisement\n\nLeave a Comment").message


def test_an_office_document_is_named_with_its_remedy() -> None:
    assert "save it as text or PDF" in only_problem(b"PK\x03\x04rest of it").message


def test_what_is_given_wins() -> None:
    said = Given(title="T", url="https://a.example/?utm_source=b#c", outlet="O", language="ar-SY")
    source = "---\ntitle: X\noutlet: Y\nurl: https://x.example\n---\nText."
    draft = only_draft(source, "text/markdown", said)
    assert (draft.title, draft.url, draft.outlet) == ("T", "https://a.example/", "O")
    assert draft.language == "ar"


def test_a_given_address_that_is_none_is_a_problem() -> None:
    (found,) = extraction.drafts(document("Text."), Given(url="cnn.com/a"))
    assert isinstance(found, Problem)
    assert "give it whole" in found.message


def test_the_language_is_told_only_where_the_text_is_long_enough() -> None:
    assert only_draft("Короткий текст.").language is None
    long = "Сегодня армия провела операцию на севере страны, один главарь убит, двое взяты. "
    assert only_draft(long * 2).language == "ru"


def test_the_address_of_a_fetched_text_is_kept() -> None:
    page = Document(data=b"Text.", media_type="text/plain", name="it", url="https://a.example/x#y")
    (found,) = extraction.drafts(page)
    assert isinstance(found, Draft)
    assert found.url == "https://a.example/x"
