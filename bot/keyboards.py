"""The buttons below cards, and what they carry: never more than 64 bytes. Pure.

What a button says is a token and a number; what they stand for is remembered in `bot.chats`.
"""

from dataclasses import dataclass, field

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chats import Votes
from bot.messages import Messages
from bot.texts import safe_link

PAGE = "p"
WHOLE = "w"
VOTE = "v"
ARTICLES = "a"
FOUND = "f"
UP, DOWN = "u", "d"

Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which page of how many a card is, the token its buttons carry, and the votes on it."""

    token: str
    page: int
    total: int
    votes: Votes = field(default_factory=Votes)


def passage(place: Place | None, url: str | None, say: Messages) -> InlineKeyboardMarkup | None:
    """Below a passage: other pages, its surroundings, its report, and votes.

    Args:
        place: None where nothing could be remembered; then the report alone is left.
        url: the report's address.
        say: the language.
    """
    opening = _open(url, say)
    if place is None:
        return _markup(opening)
    whole = InlineKeyboardButton(say.whole_button, callback_data=_data(WHOLE, place))
    return _markup(_turning(place), [whole, *opening], _voting(place))


def whole(place: Place, url: str | None, say: Messages) -> InlineKeyboardMarkup | None:
    """Below a passage with its surroundings: back to it alone, its report, and votes."""
    back = InlineKeyboardButton(say.back_button, callback_data=_data(PAGE, place))
    return _markup([back, *_open(url, say)], _voting(place))


def listed(place: Place | None) -> InlineKeyboardMarkup | None:
    """Below several answers together."""
    return _markup(_turning(place), _voting(place)) if place else None


def gone(place: Place) -> InlineKeyboardMarkup | None:
    """In place of a page whose report is gone."""
    return _markup(_turning(place))


def refusal(place: Place, say: Messages) -> InlineKeyboardMarkup | None:
    """Below a refusal: what comes closest, if there is anything, and votes."""
    closest = InlineKeyboardButton(say.closest_button, callback_data=_data(PAGE, place))
    return _markup([closest] if place.total else [], _voting(place))


def articles(asker: int, page: int, n_pages: int) -> InlineKeyboardMarkup | None:
    """Below the list of articles; ``asker`` is who turns its pages, 0 for anybody."""
    return _markup(_turner(f"{ARTICLES}:{asker}:{{}}", page, n_pages))


def found(token: str, page: int, n_pages: int) -> InlineKeyboardMarkup | None:
    """Below a list of articles that were searched for."""
    return _markup(_turner(f"{FOUND}:{token}:{{}}", page, n_pages))


def with_votes(
    markup: InlineKeyboardMarkup, token: str, votes: Votes
) -> InlineKeyboardMarkup | None:
    """The same buttons, with the votes as they stand now."""
    rows = [list(row) for row in markup.inline_keyboard]
    kept = [row for row in rows if row and not str(row[0].callback_data).startswith(f"{VOTE}:")]
    return _markup(*kept, _voting(Place(token=token, page=0, total=0, votes=votes)))


def _data(kind: str, place: Place) -> str:
    return f"{kind}:{place.token}:{place.page}"


def _turning(place: Place) -> Row:
    return _turner(f"{PAGE}:{place.token}:{{}}", place.page, place.total)


def _turner(data: str, page: int, total: int) -> Row:
    """Buttons to the pages before and after; ``data`` is the template of what they carry."""
    row = []
    if page > 0:
        row.append(InlineKeyboardButton("◀", callback_data=data.format(page - 1)))
    if page < total - 1:
        row.append(InlineKeyboardButton("▶", callback_data=data.format(page + 1)))
    return row


def _open(url: str | None, say: Messages) -> Row:
    target = safe_link(url)
    return [InlineKeyboardButton(say.open_button, url=target)] if target else []


def _voting(place: Place) -> Row:
    return [
        InlineKeyboardButton(
            f"{thumb} {count}" if count else thumb, callback_data=f"{VOTE}:{place.token}:{value}"
        )
        for thumb, value, count in (
            ("👍", UP, place.votes.up),
            ("👎", DOWN, place.votes.down),
        )
    ]


def _markup(*rows: Row) -> InlineKeyboardMarkup | None:
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None
