"""Cards stay within Telegram's limits and its HTML, whatever articles hold."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot import cards
from bot.cards import Card, Place
from bot.emulator import JsonObject, parse_html, utf16_length
from bot.messages import Messages
from index import Answer, Article, Coverage, Hit, Span
from tests.bot.fakes import article, hit, refused

SAY = Messages()
SOME = Coverage(n_articles=2, n_passages=5, earliest=date(2022, 2, 3), latest=date(2022, 10, 6))
PLACE = Place(token="abcdefghijk", page=0, total=3)

words = st.text(max_size=80) | st.text(alphabet="a<b>&;\"' \n.é\u0301👩\u200d🚀\u202eا\x00\ud800")
long_words = st.builds(lambda text, times: text * times, words, st.integers(1, 300))
urls = st.none() | words | words.map(lambda text: f"https://a.example/{text}")
articles = st.builds(
    lambda n, title, **facts: article(n, title, **facts),
    st.integers(1, 2**62),
    long_words,
    url=urls,
    outlet=st.none() | long_words,
    published=st.none() | st.dates(),
)


@st.composite
def hits(draw: st.DrawFn) -> Hit:
    text = draw(long_words)
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    found = hit(text, "", of=draw(articles))
    return replace(found, sentence=Span(start=start, end=end))


def shown(card: Card) -> tuple[str, list[JsonObject]]:
    """The text and entities of a card that Telegram would take."""
    text, entities = parse_html(card.html)
    assert 1 <= utf16_length(text) <= 4096
    assert len(entities) <= 100
    for row in card.keyboard.inline_keyboard if card.keyboard else ():
        for button in row:
            assert len(str(button.callback_data).encode()) <= 64
    return text, entities


@given(hits(), st.none() | st.just(PLACE))
def test_an_answer_of_any_article_can_be_sent(found: Hit, place: Place | None) -> None:
    text, entities = shown(cards.answer(found, SAY, place))
    links = [entity["url"] for entity in entities if entity["type"] == "text_link"]
    assert all(link.startswith("https://a.example") for link in links)
    assert SAY.day(found.article.published) in text
    assert place is None or text.endswith("1 of 3")


@given(st.lists(articles, max_size=4))
def test_a_refusal_with_any_near_articles_can_be_sent(near: list[Article]) -> None:
    text, _ = shown(cards.refusal(refused(SOME, *near), SAY))
    assert text.count("• ") >= min(len(near), 2)


@given(st.lists(articles, min_size=1, max_size=10), st.integers(0, 10**6), st.integers(0, 2**52))
def test_any_list_of_articles_can_be_sent(listed: list[Article], page: int, asker: int) -> None:
    shown(cards.articles(listed, page, 10**8, asker, SAY))


@given(words)
def test_a_page_that_is_gone_can_be_sent(sentence: str) -> None:
    shown(cards.gone(SAY.removed, PLACE, SAY))


def test_an_answer_shows_sentence_paragraph_and_source() -> None:
    found = hit("A <raid> took place. Three died.", of=article(6, "Raid & rescue"))
    card = cards.answer(found, SAY, PLACE)
    assert card.html == (
        "<b>A &lt;raid&gt; took place</b>\n"
        "<blockquote expandable>A &lt;raid&gt; took place. Three died.</blockquote>\n"
        'CNN · <a href="https://news.example/6">Raid &amp; rescue</a> · 7 October 2022\n'
        "1 of 3"
    )


def test_a_passage_of_one_sentence_is_not_repeated() -> None:
    text, entities = shown(cards.answer(hit("It ended."), SAY))
    assert text.count("It ended.") == 1
    assert [entity["type"] for entity in entities] == ["bold", "text_link"]


def test_a_passage_without_a_sentence_is_quoted() -> None:
    _, entities = shown(cards.answer(hit("It ended.", ""), SAY))
    assert [entity["type"] for entity in entities] == ["expandable_blockquote", "text_link"]


def test_a_long_passage_is_trimmed_and_its_link_is_not() -> None:
    address = "https://news.example/" + "x" * 1500
    found = hit("A raid. " + "Then more. " * 900, of=article(1, url=address))
    text, entities = shown(cards.answer(found, SAY, PLACE))
    assert "Then more. …\nCNN" in text
    assert utf16_length(text) > 4000
    assert entities[-1]["url"] == address


def test_a_monstrous_headline_is_trimmed() -> None:
    text, _ = shown(cards.answer(hit("A raid.", of=article(1, "Raid " * 1000)), SAY))
    assert utf16_length(text) < 300


def test_what_an_article_lacks_is_left_out() -> None:
    bare = article(1, "Raid", url=None, outlet=None, published=None)
    assert cards.answer(hit("It ended.", of=bare), SAY).html == "<b>It ended.</b>\nRaid · undated"


def test_buttons_lead_to_the_neighbouring_pages() -> None:
    keyboard = cards.answer(hit("A. B."), SAY, replace(PLACE, page=1)).keyboard
    assert keyboard is not None
    (row,) = keyboard.inline_keyboard
    assert [(button.text, button.callback_data) for button in row] == [
        ("◀", "p:abcdefghijk:0"),
        ("▶", "p:abcdefghijk:2"),
    ]


def test_an_empty_library_is_refused_with_the_remedy() -> None:
    nothing = Coverage(n_articles=0, n_passages=0, earliest=None, latest=None)
    empty: Answer = refused(nothing)
    assert "sitrep add" in cards.refusal(empty, SAY).html


@given(hits())
def test_a_closest_passage_can_be_sent_and_holds_out_no_answer(found: Hit) -> None:
    _, entities = shown(cards.closest(found, SAY, PLACE))
    assert "bold" not in {entity["type"] for entity in entities}


def test_a_refusal_offers_what_comes_closest() -> None:
    card = cards.refusal(refused(SOME), SAY, PLACE)
    assert card.keyboard is not None
    assert card.keyboard.inline_keyboard[0][0].callback_data == "p:abcdefghijk:0"
