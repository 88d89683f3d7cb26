"""Cards stay within Telegram's limits and its HTML, whatever articles hold."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import cards
from bot.emulator import utf16_length
from bot.keyboards import Place
from bot.messages import LANGUAGES, Messages
from index import Answer, Article, Coverage, Hit, Passage, Source, Span
from index.records import Dated
from tests.bot.card_strategies import (
    PLACE,
    SOME,
    articles,
    hits,
    notes,
    says,
    shown,
    surroundings,
    words,
)
from tests.bot.fakes import article, hit, refused

SAY = Messages()


@st.composite
def dated_hits(draw: st.DrawFn) -> Hit:
    """Hits in whose sentences words mean days, and which may stand in many places."""
    found = draw(hits())
    edges = st.integers(0, len(found.quote))
    places = draw(st.lists(st.tuples(edges, edges).map(sorted), max_size=4))
    days = [sorted(draw(st.tuples(st.dates(), st.dates()))) for _ in places]
    meant = tuple(
        Dated(span=Span(start=a, end=b), since=since, until=until)
        for (a, b), (since, until) in zip(places, days, strict=True)
    )
    source = Source(title="T" * 90, url=None, outlet=draw(words), published=None)
    article = replace(found.article, sources=(source,) * draw(st.integers(0, 9)))
    return replace(found, article=article, meant=meant)


def on(found: Hit, words: str, since: date, until: date | None = None) -> Hit:
    """The hit, in whose sentence ``words`` mean these days."""
    start = found.quote.index(words)
    span = Span(start=start, end=start + len(words))
    return replace(found, meant=(*found.meant, Dated(span=span, since=since, until=until or since)))


@given(hits(), st.none() | st.just(PLACE))
def test_an_answer_of_any_article_can_be_sent(found: Hit, place: Place | None) -> None:
    text, entities = shown(cards.answer(found, SAY, place))
    links = [entity["url"] for entity in entities if entity["type"] == "text_link"]
    assert all(link.startswith("https://a.example") for link in links)
    assert SAY.day(found.article.published) in text
    assert place is None or text.endswith("1 of 3")


@given(st.lists(hits(), min_size=1, max_size=6), st.none() | st.just(PLACE))
def test_a_list_of_any_answers_can_be_sent(found: list[Hit], place: Place | None) -> None:
    text, entities = shown(cards.several(found, SAY, place))
    n_shown = min(len(found), 5)
    assert text.count(" — ") >= n_shown - 1
    assert sum(entity["type"] == "bold" for entity in entities) <= n_shown
    for one in found[:5]:
        assert SAY.day(one.article.published) in text
    assert place is None or text.endswith("1 of 3")


@given(hits(), st.text() | st.sampled_from(["Who <was> it?", "How many & which were lost?"]))
def test_a_refusal_with_any_near_miss_can_be_sent(found: Hit, question: str) -> None:
    result = replace(refused(SOME, found.article), hits=(found,), question=question)
    _, entities = shown(cards.refusal(result, SAY, PLACE))
    assert sum(entity["type"] == "bold" for entity in entities) == 1
    assert "underline" not in {entity["type"] for entity in entities}


@given(st.lists(articles, max_size=4))
def test_a_refusal_with_any_near_articles_can_be_sent(near: list[Article]) -> None:
    text, _ = shown(cards.refusal(refused(SOME, *near), SAY))
    assert text.count("• ") >= min(len(near), 2)


@given(st.lists(articles, min_size=1, max_size=10), st.integers(0, 10**6), st.integers(0, 2**52))
def test_any_list_of_articles_can_be_sent(listed: list[Article], page: int, asker: int) -> None:
    shown(cards.articles(listed, page, 10**8, asker, SAY))


@given(surroundings(), says, notes)
def test_a_passage_among_any_neighbours_can_be_sent(
    around: tuple[list[Passage], Hit], say: Messages, note: str
) -> None:
    passages, found = around
    card = cards.whole(passages, found, say, PLACE, note)
    text, entities = shown(card)
    assert say.day(found.article.published) in text
    assert sum(entity["type"] == "bold" for entity in entities) <= 1
    assert say.page(1, 3) in text


@given(hits(), says, st.none() | st.just(PLACE), notes, st.text(max_size=1000))
def test_every_card_can_be_sent_in_every_language(
    found: Hit, say: Messages, place: Place | None, note: str, question: str
) -> None:
    result = replace(refused(SOME, found.article), hits=(found,), question=question)
    shown(cards.answer(found, say, place, note))
    shown(cards.several([found] * 5, say, place, note))
    shown(cards.several([found] * 5, say, place, note, differing=True))
    shown(cards.refusal(result, say, place, note))
    shown(cards.refusal(replace(result, hits=()), say, place, note))
    shown(cards.closest(found, say, PLACE, note))
    shown(cards.gone(say.removed, PLACE, say))
    shown(cards.articles([found.article] * 10, 3, 99, 7, say))


def test_the_longest_of_everything_fits() -> None:
    of = article(1, "W" * 300, outlet="O" * 100)
    found = hit("A strike hit. " * 400, "A strike hit. " * 400, of=of)
    for language in LANGUAGES:
        say, note = Messages(language), "n" * 500
        shown(cards.answer(found, say, PLACE, note))
        shown(cards.several([found] * 5, say, PLACE, note))
        shown(cards.closest(found, say, PLACE, note))
        text, _ = shown(cards.whole([found.passage], found, say, PLACE, note))
        assert utf16_length(text) > 4000


@given(words)
def test_a_page_that_is_gone_can_be_sent(sentence: str) -> None:
    shown(cards.gone(SAY.removed, PLACE, SAY))


def test_an_answer_shows_sentence_paragraph_and_source() -> None:
    found = hit("A <raid> took place. Three died.", of=article(6, "Raid & rescue"))
    card = cards.answer(found, SAY, PLACE)
    assert card.html == (
        "<b>A &lt;raid&gt; took place</b>\n"
        "<blockquote expandable>A &lt;raid&gt; took place. Three died.</blockquote>\n"
        'CNN · <a href="https://news.example/6">Raid &amp; rescue</a> · as of 7 October 2022\n'
        "1 of 3"
    )


def test_the_words_that_answer_are_underlined() -> None:
    found = hit("A <raid> killed Abu & Co and Kurdi. Three died.", marks=["Abu & Co", "Kurdi"])
    assert cards.answer(found, SAY).html.startswith(
        "<b>A &lt;raid&gt; killed <u>Abu &amp; Co</u> and <u>Kurdi</u></b>\n<blockquote"
    )
    alone = hit("It killed Kurdi.", marks=["Kurdi"])
    assert cards.answer(alone, SAY).html.startswith("<b>It killed <u>Kurdi</u>.</b>\nCNN")


def test_marks_keep_their_words_in_a_sentence_that_is_cleaned_and_cut() -> None:
    text = " \x00\x01 On\x02 Monday, " + "as was said, " * 150 + "or on Tuesday. It ended."
    found = hit(text, text.removesuffix(" It ended."), marks=["On\x02 Monday", "Tuesday"])
    html = cards.answer(found, SAY).html
    assert html.startswith("<b><u>On Monday</u>, as was said, ")
    assert html.count("<u>") == 1


def test_several_answers_are_listed_with_their_sources() -> None:
    found = [
        hit("A raid killed Kurdi. It ended.", of=article(1, "Raid & rescue"), marks=["Kurdi"]),
        hit("Then Umawi died.", of=article(2, "Strike", url=None, published=None)),
    ]
    card = cards.several(found, SAY, replace(PLACE, total=3))
    assert card.html == (
        "From 2 reports, by date:\n\n"
        "• <b>A raid killed <u>Kurdi</u></b> — "
        'CNN · <a href="https://news.example/1">Raid &amp; rescue</a> · as of 2 October 2022\n\n'
        "• <b>Then Umawi died.</b> — CNN · Strike · undated\n\n"
        "1 of 3"
    )
    assert card.keyboard is not None
    assert card.keyboard.inline_keyboard[0][0].callback_data == "p:abcdefghijk:1"


def test_a_right_to_left_sentence_does_not_turn_its_line_around() -> None:
    text, _ = shown(cards.several([hit("قُتل الأموي", of=article(1))], SAY))
    assert "• \u2068قُتل الأموي\u2069 — CNN" in text


def test_five_long_answers_fit_into_a_message() -> None:
    found = [
        hit("A strike hit. " * 200, "A strike hit. " * 200, of=article(n, "Headline " * 99))
        for n in range(5)
    ]
    text, _ = shown(cards.several(found, SAY, PLACE))
    assert text.count(" … — CNN") == 5
    assert utf16_length(text) > 3500


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


def test_a_whole_paragraph_has_the_passage_in_bold_between_its_neighbours() -> None:
    found = hit("It <ended>.", of=article(1, "Raid"))
    before = replace(found.passage, id=1, text="A raid & more.")
    after = replace(found.passage, id=2, text="Then all left.")
    card = cards.whole([before, found.passage, after], found, SAY, PLACE, "Searched for: raid")
    assert card.html == (
        "<blockquote>A raid &amp; more.\n\n<b>It &lt;ended&gt;.</b>\n\n"
        "Then all left.</blockquote>\n"
        'CNN · <a href="https://news.example/1">Raid</a> · as of 2 October 2022\n'
        "1 of 3\n"
        "<i>Searched for: raid</i>"
    )


def test_the_passage_itself_comes_before_its_long_neighbours() -> None:
    found = hit("It ended. " * 50, of=article(1))
    long = [replace(found.passage, id=n, text="And so on. " * 900) for n in (1, 2)]
    text, entities = shown(cards.whole([long[0], found.passage, long[1]], found, SAY, PLACE))
    assert ("It ended. " * 50).strip() in text
    assert text.count("And so on. …") == 2
    assert entities[1]["type"] == "bold"
    assert utf16_length(text) > 4000


def test_buttons_lead_to_the_neighbouring_pages() -> None:
    keyboard = cards.answer(hit("A. B."), SAY, replace(PLACE, page=1)).keyboard
    assert keyboard is not None
    assert [
        [(button.text, button.callback_data or button.url) for button in row]
        for row in keyboard.inline_keyboard
    ] == [
        [("◀", "p:abcdefghijk:0"), ("▶", "p:abcdefghijk:2")],
        [(SAY.whole_button, "w:abcdefghijk:1"), (SAY.open_button, "https://news.example/1")],
        [("👍", "v:abcdefghijk:u"), ("👎", "v:abcdefghijk:d")],
    ]


def test_an_empty_library_is_refused_with_the_remedy() -> None:
    nothing = Coverage(n_articles=0, n_passages=0, earliest=None, latest=None)
    empty: Answer = refused(nothing)
    assert "sitrep add" in cards.refusal(empty, SAY).html


@given(hits())
def test_a_closest_passage_can_be_sent_and_holds_out_no_answer(found: Hit) -> None:
    _, entities = shown(cards.closest(found, SAY, PLACE))
    assert "bold" not in {entity["type"] for entity in entities}


def test_a_refusal_names_the_near_miss() -> None:
    near = hit("One <helicopter> was destroyed. It ended.", of=article(6, "Raid"))
    result = replace(
        refused(SOME, near.article), question="How many helicopters were lost?", hits=(near, near)
    )
    assert cards.refusal(result, SAY, PLACE).html == (
        "<b>The articles in the library don't answer that.</b>\n"
        "No report tells how many helicopters were lost. The closest is:\n"
        "<blockquote>One &lt;helicopter&gt; was destroyed</blockquote>\n"
        'CNN · <a href="https://news.example/6">Raid</a> · as of 7 October 2022\n\n'
        "The library holds 2 articles, published between 3 February 2022 and 6 October 2022."
    )
    unsure = hit("One helicopter was lost.", marks=["One"])
    may_tell = replace(result, hits=(unsure,), confidence=0.4)
    assert "tells for certain how many" in cards.refusal(may_tell, SAY).html
    keywords = replace(result, question="helicopters")
    assert "that.</b>\nThe closest is:\n<blockquote>" in cards.refusal(keywords, SAY).html


def test_a_refusal_offers_what_comes_closest() -> None:
    card = cards.refusal(refused(SOME), SAY, PLACE)
    assert card.keyboard is not None
    assert card.keyboard.inline_keyboard[0][0].callback_data == "p:abcdefghijk:0"


@given(dated_hits(), says, st.none() | st.just(PLACE), notes)
def test_every_card_with_days_meant_can_be_sent(
    found: Hit, say: Messages, place: Place | None, note: str
) -> None:
    shown(cards.answer(found, say, place, note))
    beside = [replace(found.passage, id=number) for number in (1, 2)]
    shown(cards.whole([beside[0], found.passage, beside[1]], found, say, PLACE, note))
    shown(cards.several([found] * 5, say, place, note))


def test_the_day_that_a_word_means_stands_below_the_source() -> None:
    found = on(
        hit("It began on <Thursday>.", marks=["<Thursday>"]), "<Thursday>", date(2022, 10, 6)
    )
    assert cards.answer(found, SAY, PLACE, "Searched for: raid").html.endswith(
        "· as of 2 October 2022\n“&lt;Thursday&gt;” is 6 October 2022\n1 of 3\n"
        "<i>Searched for: raid</i>"
    )
    assert (
        "\n“&lt;Thursday&gt;” is 6 October 2022\n"
        in cards.whole([found.passage], found, SAY, PLACE).html
    )


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (date(2022, 9, 1), date(2022, 9, 30), "“then” is September 2022"),
        (date(2021, 1, 1), date(2021, 12, 31), "“then” is 2021"),
        (date(2022, 9, 26), date(2022, 10, 2), "“then” is 26 September 2022 to 2 October 2022"),
        (date(2022, 9, 1), date(2022, 10, 31), "“then” is 1 September 2022 to 31 October 2022"),
        (date(2021, 9, 1), date(2022, 9, 30), "“then” is 1 September 2021 to 30 September 2022"),
        (date(9999, 12, 1), date.max, "“then” is December 9999"),
    ],
)
def test_longer_times_are_told_as_a_reader_would(since: date, until: date, told: str) -> None:
    text, _ = shown(cards.answer(on(hit("It began then."), "then", since, until), SAY))
    assert text.endswith(f"\n{told}")


def test_at_most_two_words_have_their_days_told_and_each_once() -> None:
    day = date(2022, 10, 6)
    found = hit("It began Friday, went on Saturday and ended Sunday.")
    for name in ("Friday", "Friday", "Saturday", "Sunday"):
        found = on(found, name, day)
    text, _ = shown(cards.answer(found, SAY))
    assert text.count(" is 6 October 2022") == 2
    assert "“Sunday”" not in text


def test_what_comes_close_tells_no_days_since_nothing_in_it_is_held_out() -> None:
    found = on(hit("It began on Thursday."), "Thursday", date(2022, 10, 6))
    result = replace(refused(SOME, found.article), hits=(found,), question="When did it begin?")
    assert "“Thursday”" not in cards.closest(found, SAY, PLACE).html
    assert "“Thursday”" not in cards.refusal(result, SAY).html


def test_reports_that_differ_are_said_to_do_so() -> None:
    found = [
        on(hit("On Monday 12 died.", of=article(1)), "Monday", date(2022, 10, 3)),
        hit("The strike killed 14.", of=article(2)),
    ]
    card = cards.several(found, SAY, replace(PLACE, total=3), differing=True)
    assert card.html == (
        "Reports differ; by date:\n\n"
        "• <b>On Monday 12 died.</b> — "
        'CNN · <a href="https://news.example/1">Headline</a> · as of 2 October 2022\n'
        "“Monday” is 3 October 2022\n\n"
        "• <b>The strike killed 14.</b> — "
        'CNN · <a href="https://news.example/2">Headline</a> · as of 3 October 2022\n\n'
        "1 of 3"
    )


def test_days_make_way_for_long_sources() -> None:
    sources = [Source(title="T", url=None, outlet=c * 90, published=None) for c in "ABCDEFGHI"]
    of = article(1, "W" * 300, outlet="O" * 100, sources=tuple(sources))
    long = hit("It began on Thursday, and then on Friday. " * 30, "It began on Thursday", of=of)
    found = on(on(long, "Thursday", date(2022, 10, 6)), "It", date(2022, 9, 3), date(2022, 11, 5))
    text, _ = shown(cards.several([found] * 5, SAY, PLACE, "n" * 400))
    assert "“Thursday”" not in text
    assert text.count("It began on Thursday") == 5
    assert "“Thursday” is 6 October 2022" in shown(cards.several([found] * 2, SAY))[0]
