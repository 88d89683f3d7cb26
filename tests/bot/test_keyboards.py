"""The buttons below cards: what they carry, and that the handlers understand all of it."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import keyboards
from bot.chats import Votes
from bot.emulator import Params
from bot.emulator.checks import inline_keyboard
from bot.handlers import buttons, preferences
from bot.keyboards import Place
from bot.messages import LANGUAGES, Messages

SAY = Messages()
TOKEN = "abc-_fghijk"
UNDERSTOOD = (buttons.ANSWER_PAGE, buttons.WHOLE_PAGE, buttons.VOTE, buttons.ARTICLES_PAGE)

votes = st.builds(Votes, up=st.integers(0, 10**6), down=st.integers(0, 10**6))
says = st.sampled_from(LANGUAGES).map(Messages)
urls = st.none() | st.text() | st.text().map(lambda text: f"https://a.example/{text}")


@st.composite
def places(draw: st.DrawFn) -> Place:
    total = draw(st.integers(0, 11))
    page = draw(st.integers(0, max(total - 1, 0)))
    token = draw(st.text("abXYZ019_-", min_size=11, max_size=11))
    return Place(token=token, page=page, total=total, votes=draw(votes))


def shown(markup: InlineKeyboardMarkup | None) -> list[list[str]]:
    """What each button carries or opens, where Telegram takes them and a handler knows each."""
    if markup is None:
        return []
    assert inline_keyboard(Params({"reply_markup": json.dumps(markup.to_dict())}))
    for button in (button for row in markup.inline_keyboard for button in row):
        data = button.callback_data
        assert (data is None) is bool(button.url)
        if data is not None:
            assert len(str(data).encode()) <= 64
            assert sum(bool(re.match(pattern, str(data))) for pattern in UNDERSTOOD) == 1
            assert not re.match(preferences.PRESS, str(data))
    return [[str(b.callback_data or b.url) for b in row] for row in markup.inline_keyboard]


def place(page: int = 0, total: int = 3, **more: Votes) -> Place:
    return Place(token=TOKEN, page=page, total=total, **more)


VOTES = [f"v:{TOKEN}:u", f"v:{TOKEN}:d"]


@given(places(), urls, says)
def test_any_keyboard_can_be_sent_and_is_understood(
    at: Place, url: str | None, say: Messages
) -> None:
    shown(keyboards.passage(at, url, say))
    shown(keyboards.passage(None, url, say))
    shown(keyboards.whole(at, url, say))
    shown(keyboards.listed(at))
    shown(keyboards.gone(at))
    shown(keyboards.refusal(at, say))


@given(st.integers(0, 2**52), st.integers(0, 10**8), st.integers(1, 10**9))
def test_any_list_of_articles_can_be_turned(asker: int, page: int, n_pages: int) -> None:
    shown(keyboards.articles(asker, page, n_pages))


def test_below_a_passage() -> None:
    url = "https://news.example/1"
    assert shown(keyboards.passage(place(1), url, SAY)) == [
        [f"p:{TOKEN}:0", f"p:{TOKEN}:2"],
        [f"w:{TOKEN}:1", url],
        VOTES,
    ]
    assert shown(keyboards.passage(place(0, 1), None, SAY)) == [[f"w:{TOKEN}:0"], VOTES]
    assert shown(keyboards.passage(None, url, SAY)) == [[url]]
    assert keyboards.passage(None, None, SAY) is None
    assert keyboards.passage(None, "javascript:alert(1)", SAY) is None


def test_below_a_passage_with_its_surroundings() -> None:
    assert shown(keyboards.whole(place(2), "https://a.example", SAY)) == [
        [f"p:{TOKEN}:2", "https://a.example"],
        VOTES,
    ]


def test_below_a_list_a_gone_page_and_a_refusal() -> None:
    assert shown(keyboards.listed(place(0, 4))) == [[f"p:{TOKEN}:1"], VOTES]
    assert keyboards.listed(None) is None
    assert shown(keyboards.gone(place(1, 3))) == [[f"p:{TOKEN}:0", f"p:{TOKEN}:2"]]
    assert keyboards.gone(place(0, 1)) is None
    assert shown(keyboards.refusal(place(0, 3), SAY)) == [[f"p:{TOKEN}:0"], VOTES]
    assert shown(keyboards.refusal(place(0, 0), SAY)) == [VOTES]


@pytest.mark.parametrize(
    ("page", "total", "turns"),
    [(0, 1, []), (0, 2, [1]), (1, 2, [0]), (4, 9, [3, 5]), (8, 9, [7]), (0, 0, [])],
)
def test_pages_lead_to_their_neighbours_and_nowhere_else(
    page: int, total: int, turns: list[int]
) -> None:
    rows = shown(keyboards.gone(place(page, total)))
    assert [data for row in rows for data in row] == [f"p:{TOKEN}:{turn}" for turn in turns]
    rows = shown(keyboards.articles(7, page, total))
    assert [data for row in rows for data in row] == [f"a:7:{turn}" for turn in turns]


def test_votes_are_counted_on_their_buttons_and_none_is_no_number() -> None:
    def thumbs(up: int, down: int) -> list[str]:
        markup = keyboards.listed(place(votes=Votes(up, down)))
        assert markup
        return [button.text for button in markup.inline_keyboard[-1]]

    assert thumbs(0, 0) == ["👍", "👎"]
    assert thumbs(2, 0) == ["👍 2", "👎"]
    assert thumbs(0, 11) == ["👍", "👎 11"]


@given(places(), urls, says, votes)
def test_new_votes_leave_all_other_buttons_as_they_were(
    at: Place, url: str | None, say: Messages, new: Votes
) -> None:
    for make in (keyboards.passage, keyboards.whole):
        before = make(at, url, say)
        assert before
        after = keyboards.with_votes(before, at.token, new)
        assert after == make(
            Place(token=at.token, page=at.page, total=at.total, votes=new), url, say
        )


def test_votes_are_put_below_whatever_buttons_telegram_tells() -> None:
    link = InlineKeyboardButton("x", url="https://a.example")
    odd = InlineKeyboardMarkup([[], [link]])
    assert shown(keyboards.with_votes(odd, TOKEN, Votes())) == [["https://a.example"], VOTES]
    assert shown(keyboards.with_votes(InlineKeyboardMarkup([]), TOKEN, Votes())) == [VOTES]
