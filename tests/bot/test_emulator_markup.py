"""The emulator's HTML parser: as strict as Telegram's, with UTF-16 offsets."""

import html

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from bot.emulator import ApiError, JsonObject, parse_html, utf16_length
from bot.emulator.markup import detect

TAGS = ["b", "i", "u", "s", "code", "blockquote", "blockquote expandable", 'a href="https://x.org"']


def cut(text: str, entity: JsonObject) -> str:
    """The part of the text that an entity covers."""
    units = text.encode("utf-16-le")
    start = 2 * entity["offset"]
    return units[start : start + 2 * entity["length"]].decode("utf-16-le")


def refusal(source: str) -> str:
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.code == 400
    return refused.value.description.removeprefix("Bad Request: can't parse entities: ")


def test_offsets_count_utf16_units() -> None:
    text, entities = parse_html("😀 <b>strike</b>")
    assert text == "😀 strike"
    assert entities == [{"type": "bold", "offset": 3, "length": 6}]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("em", "italic"),
        ("ins", "underline"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
    ],
)
def test_each_tag_becomes_its_entity(tag: str, kind: str) -> None:
    assert parse_html(f"<{tag}>x</{tag}>")[1] == [{"type": kind, "offset": 0, "length": 1}]


def test_expandable_quotes_are_told_apart() -> None:
    assert parse_html("<blockquote expandable>x</blockquote>")[1][0]["type"] == (
        "expandable_blockquote"
    )


def test_links_carry_their_unescaped_address() -> None:
    _, [entity] = parse_html('<a href="https://x.org/?a=1&amp;b=2">there</a>')
    assert entity["url"] == "https://x.org/?a=1&b=2"


@pytest.mark.parametrize("address", ["no-scheme", "http://[", ""])
def test_links_to_nowhere_stay_text(address: str) -> None:
    assert parse_html(f'<a href="{address}">x</a>') == ("x", [])


def test_a_language_belongs_to_its_pre() -> None:
    _, entities = parse_html('<pre><code class="language-py">x</code></pre>')
    assert entities == [{"type": "pre", "offset": 0, "length": 1, "language": "py"}]


def test_only_four_named_references_are_known() -> None:
    assert parse_html("&lt;&gt;&amp;&quot;&#65;&#x42;&nbsp;&")[0] == '<>&"AB&nbsp;&'


def test_white_space_at_the_ends_is_cut_from_text_and_entities() -> None:
    assert parse_html("\n <b> x </b>\n") == ("x", [{"type": "bold", "offset": 0, "length": 1}])


def test_an_entity_of_white_space_alone_is_dropped() -> None:
    assert parse_html("<b> </b>x") == ("x", [])


def test_an_end_tag_without_a_name_closes_the_last() -> None:
    assert parse_html("<b>x</>")[1] == [{"type": "bold", "offset": 0, "length": 1}]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("é<b", "Unclosed start tag at byte offset 2"),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("1 < 2 >", 'Unsupported start tag " " at byte offset 2'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source: str, message: str) -> None:
    assert refusal(source) == message


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    parsed, entities = parse_html(html.escape(text, quote=False))
    assert parsed == text.strip()
    assert entities == []


@given(st.lists(st.tuples(st.sampled_from(TAGS), st.text()), max_size=6))
def test_entities_cover_what_their_tags_enclosed(pieces: list[tuple[str, str]]) -> None:
    source = "|".join(
        f"<{tag}>{html.escape(text, quote=False)}</{tag.split()[0]}>" for tag, text in pieces
    )
    text, entities = parse_html(f"|{source}|")
    assert text == f"|{'|'.join(text for _, text in pieces)}|"
    assert [cut(text, e) for e in entities] == [text for _, text in pieces if text]


@given(st.text(alphabet="<>/&;ab \"'=é😀\n"))
def test_any_input_parses_or_is_refused(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except ApiError as error:
        event(error.description.partition(" at byte")[0])
        return
    ends = [e["offset"] + e["length"] for e in entities]
    assert all(
        e["offset"] < end <= utf16_length(text) for e, end in zip(entities, ends, strict=True)
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://news.example/1, and HTTP://NEWS.EXAMPLE/2.", 2),
        ("news.com", ["news.com"]),
        ("(www.news.co.uk/a/b?c=d).", ["www.news.co.uk/a/b?c=d"]),
        ("Новости.com/статья и дальше", ["Новости.com/статья"]),
        ("It ended.Then more came. 3.com/ 4.5", ["3.com/"]),
        ("ann@news.com t.me/some_wire", ["t.me/some_wire"]),
        ("report.txt e.g. this.example news.comma https://", []),
    ],
)
def test_addresses_are_found_with_a_scheme_and_without(text: str, found: int | list[str]) -> None:
    urls = [cut(text, entity) for entity in detect(text) if entity["type"] == "url"]
    assert (len(urls) if isinstance(found, int) else urls) == found


@given(st.text(alphabet="a.-/@:hts com"))
def test_addresses_are_looked_for_in_anything(text: str) -> None:
    for entity in detect(text):
        assert cut(text, entity).strip()
