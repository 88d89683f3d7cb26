"""Cards of anything: articles, passages and notes as strangers may write them; and their judge."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from bot.cards import Card
from bot.emulator import JsonObject, parse_html, utf16_length
from bot.keyboards import Place
from bot.messages import LANGUAGES, Messages
from index import Coverage, Hit, Passage, Span
from tests.bot.fakes import article, hit

SOME = Coverage(n_articles=2, n_passages=5, earliest=date(2022, 2, 3), latest=date(2022, 10, 6))
PLACE = Place(token="abcdefghijk", page=0, total=3)

words = st.text(max_size=80) | st.text(alphabet="a<b>&;\"' \n.é\u0301👩\u200d🚀\u202eا\x00\ud800")
long_words = st.builds(lambda text, times: text * times, words, st.integers(1, 300))
urls = st.none() | words | words.map(lambda text: f"https://a.example/{text}")
says = st.sampled_from(LANGUAGES).map(Messages)
notes = st.just("") | st.text(max_size=500) | words
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
    edges = sorted(draw(st.lists(st.integers(0, end - start), max_size=8, unique=True)))
    marks = tuple(Span(start=a, end=b) for a, b in zip(edges[::2], edges[1::2], strict=False))
    found = hit(text, "", of=draw(articles))
    return replace(found, sentence=Span(start=start, end=end), marks=marks)


@st.composite
def surroundings(draw: st.DrawFn) -> tuple[list[Passage], Hit]:
    """A passage, and what stands before and after it in its report."""
    found = draw(hits())
    texts = draw(st.lists(long_words, max_size=4))
    others = [replace(found.passage, id=-n, text=text) for n, text in enumerate(texts, 1)]
    place = draw(st.integers(0, len(others)))
    return [*others[:place], found.passage, *others[place:]], found


def shown(card: Card) -> tuple[str, list[JsonObject]]:
    """The text and entities of a card that Telegram would take."""
    text, entities = parse_html(card.html)
    assert 1 <= utf16_length(text) <= 4096
    assert len(entities) <= 100
    for row in card.keyboard.inline_keyboard if card.keyboard else ():
        for button in row:
            assert len(str(button.callback_data).encode()) <= 64
    return text, entities
