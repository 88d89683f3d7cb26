import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents.decoding import clean, declared, decode
from index.errors import ExtractionError

RUSSIAN = "Сегодня армия провела операцию на севере Сирии, один боевик погиб, двое задержаны. " * 3
FRENCH = "L'armée a déclaré qu'une opération s'est déroulée près de la frontière, à côté du fleuve."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_is_recognised_in_each_of_its_forms(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)) == FRENCH


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "koi8-r"), (FRENCH, "cp1252")])
def test_an_older_encoding_is_recognised_by_its_looks(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_declared_encoding_counts_where_it_fits() -> None:
    assert decode("Süd".encode("cp1250"), "windows-1250") == "Süd"
    assert decode("日本".encode("iso2022_jp"), "iso-2022-jp") == "日本"


@pytest.mark.parametrize(
    "lie", ["latin-1", "utf-16", "no-such", "hex", "punycode", "undefined", ""]
)
def test_a_wrong_declaration_does_no_harm(lie: str) -> None:
    assert decode("Zürich – Müller".encode(), lie) == "Zürich – Müller"


def test_utf8_with_a_lost_byte_stays_utf8() -> None:
    assert decode((RUSSIAN + "я").encode()[:-1]) == RUSSIAN + "\ufffd"


@pytest.mark.parametrize(
    "junk", [bytes(range(256)) * 4, bytes(100), b"\x7fELF\x02\x01" + bytes(90)]
)
def test_binary_data_is_refused(junk: bytes) -> None:
    with pytest.raises(ExtractionError, match="UTF-8"):
        decode(junk)


def test_a_page_declares_its_encoding() -> None:
    assert declared(b'<html><meta charset="koi8-r">') == "koi8-r"
    assert declared(b'<?xml version="1.0" encoding="cp1251"?>') == "cp1251"
    assert declared(b"<html>") is None


def test_unseen_characters_go_and_joiners_stay() -> None:
    assert clean("a\0b\u200bc\u202ed\ufeffe\xadf\u2066g\x1bh") == "abcdefgh"
    assert clean("می\u200cخواهم 👩\u200d🚀") == "می\u200cخواهم 👩\u200d🚀"


def test_line_ends_become_one_kind() -> None:
    assert clean("a\r\nb\rc\x0bd\x85e\u2028f\u2029g") == "a\nb\nc\nd\ne\nf\n\ng"


@given(st.binary(), st.none() | st.text(max_size=12))
def test_any_bytes_decode_to_what_can_be_stored_or_are_refused(
    data: bytes, charset: str | None
) -> None:
    try:
        text = decode(data, charset)
    except ExtractionError:
        return
    assert clean(text).encode().decode() == clean(text)


@given(st.text(alphabet=st.characters()))
def test_cleaning_once_is_enough(text: str) -> None:
    assert clean(clean(text)) == clean(text)
