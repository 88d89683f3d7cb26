"""What the bot says of a search stands at a card's foot, and is read back from there."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from telegram import Chat, InaccessibleMessage, Message
from telegram.constants import ChatType

from bot import cards
from bot.cards import Card
from bot.emulator import JsonObject, parse_html, utf16_length
from bot.emulator.markup import detect
from bot.footers import MAX_NOTE, footer_of, note_of
from bot.keyboards import Place
from bot.messages import LANGUAGES, Messages
from bot.texts import clean, shorten
from index import Hit
from tests.bot.card_strategies import PLACE, SOME, hits, says
from tests.bot.fakes import article, hit, refused

CHAT = Chat(1, ChatType.PRIVATE)
FOUND = hit("Kurdi was killed. It ended.", of=article(1, "Raid"))

notes = st.one_of(
    st.text(max_size=600),
    st.text("a<i>&;/ \n👩\u200d🚀ا\u2068\u2069é\u0301", max_size=900),
    st.sampled_from(["x" * n for n in (399, 400, 401)]),
    st.sampled_from(["متى قُتل الكردي؟ " * 30, "🚀" * 200, "🚀" * 201, "</i><b>x"]),
)


def sent(card: Card) -> Message:
    """The message that Telegram makes of a card."""
    text, entities = parse_html(card.html)
    return message(text, entities)


def message(text: str, entities: list[JsonObject]) -> Message:
    content = {
        "message_id": 1,
        "date": 0,
        "chat": {"id": 1, "type": "private"},
        "text": text,
        "entities": entities,
    }
    made = Message.de_json(content, None)
    assert made is not None
    return made


def every_card(found: Hit, say: Messages, place: Place, note: str) -> list[Card]:
    result = replace(refused(SOME, found.article), hits=(found,), question="Who?")
    return [
        cards.answer(found, say, place, note),
        cards.answer(found, say, None, note),
        cards.whole([found.passage], found, say, place, note),
        cards.several([found, found], say, place, note),
        cards.closest(found, say, place, note),
        cards.refusal(result, say, place, note),
        cards.refusal(replace(result, hits=()), say, place, note),
    ]


@given(hits(), says, notes)
@example(FOUND, Messages("ar"), "\u2068Who was killed?\u2069 متى")
def test_what_was_written_below_any_card_is_read_back(found: Hit, say: Messages, note: str) -> None:
    written = shorten(clean(note), MAX_NOTE)
    for card in every_card(found, say, PLACE, note):
        assert note_of(sent(card)) == written


@given(hits(), says)
def test_where_nothing_was_written_nothing_is_read(found: Hit, say: Messages) -> None:
    for card in every_card(found, say, PLACE, ""):
        assert note_of(sent(card)) == ""
    assert note_of(sent(cards.gone(say.removed, PLACE, say))) == ""
    assert note_of(sent(cards.articles([found.article], 0, 30, 1, say))) == ""


@given(notes)
def test_a_note_stays_the_same_from_page_to_page(note: str) -> None:
    first = note_of(sent(cards.answer(FOUND, Messages(), PLACE, note)))
    second = note_of(sent(cards.closest(FOUND, Messages("ar"), replace(PLACE, page=1), first)))
    assert second == first
    assert utf16_length(first) <= MAX_NOTE


@given(says, notes, st.integers(0, 9), st.integers(0, 10))
def test_a_footer_is_as_long_as_it_says(say: Messages, note: str, page: int, total: int) -> None:
    place = Place(token="abcdefghijk", page=page, total=total)
    for where in (None, place):
        footer = footer_of(say, where, note)
        text, _ = parse_html(f"a{footer.html}")
        assert utf16_length(text) - 1 <= footer.length


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_follow_ups_meaning_is_read_back(language: str) -> None:
    note = Messages(language).searched("When was \u202eAbu Hashum <al-Umawi> killed? متى")
    for card in every_card(FOUND, Messages(language), PLACE, note):
        assert note_of(sent(card)) == note


def parted(text: str, italic: JsonObject) -> list[JsonObject]:
    """Italics as Telegram parts them where it finds something in them, and what it found."""
    found = [each for each in detect(text) if each["offset"] >= italic["offset"]]
    ends = [edge for each in (italic, *found) for edge in (each["offset"], _end(each))]
    pieces = [
        {**italic, "offset": start, "length": end - start}
        for start, end in pairwise(sorted(set(ends)))
        if text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le").strip()
    ]
    return sorted(pieces + found, key=lambda each: (each["offset"], -each["length"]))


def _end(entity: JsonObject) -> int:
    return int(entity["offset"] + entity["length"])


@pytest.mark.parametrize(
    "note",
    [
        "Searched for: what did @cnn_news say of #raid in https://a.example/x today?",
        "Searched for: @cnn_news",
        "@cnn_news and /help",
        "Searched for: 🚀 what is https://a.example/🚀 about",
        "#one #two #three",
    ],
)
def test_a_note_in_which_telegram_finds_something_is_read_back_whole(note: str) -> None:
    for card in every_card(FOUND, Messages(), PLACE, note):
        text, entities = parse_html(card.html)
        *others, italic = entities
        assert note_of(message(text, [*others, *parted(text, italic)])) == note
        assert note_of(message(text, [*entities, *detect(text)])) == note


def test_only_italics_at_the_very_end_are_a_note() -> None:
    text = "An answer\nof one\nand more"
    italic: JsonObject = {"type": "italic", "offset": 10, "length": 6}
    assert note_of(message(text, [italic])) == ""
    assert note_of(message(text, [{**italic, "offset": 17, "length": 8}])) == "and more"
    assert note_of(message(text, [{**italic, "offset": 17, "length": 7}])) == ""
    assert note_of(message(text, [{**italic, "type": "bold", "offset": 17, "length": 8}])) == ""
    assert note_of(message(text, [])) == ""
    # A message that is nothing else holds no answer that a note could belong to.
    assert note_of(message(text, [{**italic, "offset": 0, "length": 25}])) == ""


def test_messages_without_text_have_no_note() -> None:
    assert note_of(Message(1, datetime.now(UTC), CHAT)) == ""
    assert note_of(InaccessibleMessage(CHAT, 1)) == ""


@given(
    st.text(max_size=20),
    st.lists(st.tuples(st.integers(-3, 25), st.integers(-3, 25)), max_size=4),
)
def test_entities_that_make_no_sense_do_no_harm(text: str, spans: list[tuple[int, int]]) -> None:
    entities = [{"type": "italic", "offset": a, "length": n} for a, n in spans]
    assert isinstance(note_of(message(text, entities)), str)
