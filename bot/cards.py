"""What the bot shows: Telegram HTML and buttons, within every limit of Telegram's. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.messages import Messages
from bot.texts import (
    clean,
    html_link,
    html_marked,
    html_text,
    isolated,
    one_line,
    shorten,
    utf16_length,
)
from index import Answer, Article, Hit

ARTICLES_PER_PAGE = 10
MAX_TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
# A headline or outlet longer than these is not one; what is left over belongs to the passage.
MAX_HEADLINE = 200
MAX_OUTLET = 60
# A bold sentence longer than this leaves too little room for the paragraph around it.
MAX_SENTENCE = 1500

MAX_SEVERAL = 5
# A list's bullet, dash and empty line, and the marks that keep a sentence's direction.
_AROUND_SENTENCE = len("\n\n•  — \u2068\u2069")
# What comes closest is shown by its sentence alone; the rest of it is behind the button.
MAX_CLOSEST = 600

PAGE = "p"
ARTICLES = "a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message to be sent.

    Attributes:
        html: in Telegram's HTML; at most 4,096 UTF-16 units once the tags are taken away.
        keyboard: the buttons below it, or None.
    """

    html: str
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which page of how many a card is, and the token its buttons carry."""

    token: str
    page: int
    total: int


def answer(hit: Hit, say: Messages, place: Place | None = None) -> Card:
    """The card of one passage: its sentence, the paragraph around it, its source.

    Args:
        hit: the passage.
        say: the language.
        place: for a card with buttons to turn pages; ``page`` counts from 0.
    """
    plain_source, source = _source(hit.article, say)
    footer = f"\n{say.page(place.page + 1, place.total)}" if place else ""
    room = MAX_TEXT - utf16_length(plain_source) - utf16_length(footer)
    return Card(html=_body(hit, room) + source + html_text(footer), keyboard=_pages(place))


def several(hits: Sequence[Hit], say: Messages, place: Place | None = None) -> Card:
    """The card of several sentences that answer together, each with its source.

    Args:
        hits: in the order to show them, at least one and at most `MAX_SEVERAL`.
        say: the language.
        place: for a card with buttons to turn pages; ``page`` counts from 0.
    """
    hits = hits[:MAX_SEVERAL]
    heading = say.several(len(hits))
    sources = [_source(hit.article, say) for hit in hits]
    footer = f"\n\n{say.page(place.page + 1, place.total)}" if place else ""
    taken = utf16_length(heading + footer) + sum(utf16_length(plain) for plain, _ in sources)
    room = (MAX_TEXT - taken) // len(hits) - _AROUND_SENTENCE
    sentences = [_sentence(hit, room) for hit in hits]
    lines = [f"• {s} — {source}" for s, (_, source) in zip(sentences, sources, strict=True)]
    html = "\n\n".join([html_text(heading), *lines]) + html_text(footer)
    return Card(html=html, keyboard=_pages(place))


def closest(hit: Hit, say: Messages, place: Place) -> Card:
    """The card of a passage that comes close to a question without answering it.

    Nothing in it is bold: no sentence of it is held out as the answer.
    """
    plain_source, source = _source(hit.article, say)
    footer = f"\n{say.page(place.page + 1, place.total)}"
    room = MAX_TEXT - utf16_length(say.closest + plain_source + footer) - 1
    return Card(
        html=f"<i>{html_text(say.closest)}</i>\n"
        + _quotation(shorten(clean(hit.passage.text), room - 1))
        + source
        + html_text(footer),
        keyboard=_pages(place),
    )


def gone(sentence: str, place: Place, say: Messages) -> Card:
    """The card in place of a page whose report the library doesn't hold any more."""
    footer = say.page(place.page + 1, place.total)
    return Card(
        html=f"{html_text(sentence)}\n{html_text(footer)}",
        keyboard=_pages(place),
    )


def refusal(result: Answer, say: Messages, place: Place | None = None) -> Card:
    """The card for a question that the articles don't answer.

    Args:
        result: the refused answer.
        say: the language.
        place: for a button that shows the passages which come closest.
    """
    if result.coverage.n_articles == 0:
        return Card(html=say.empty_library_html)
    covered = html_text(say.coverage(result.coverage))
    parts = [f"<b>{html_text(say.not_told)}</b>"]
    if result.hits and clean(result.hits[0].quote):
        parts += [_near_miss(result, say), "", covered]
    elif result.near:
        near = "\n".join(f"• {_source(article, say)[1]}" for article in result.near[:2])
        parts += [covered, "", html_text(say.near), near]
    else:
        parts.append(covered)
    return Card(html="\n".join(parts), keyboard=_closest_button(place, say) if place else None)


def articles(listed: Sequence[Article], page: int, total: int, asker: int, say: Messages) -> Card:
    """One page of the list of articles.

    Args:
        listed: the page's articles, at most `ARTICLES_PER_PAGE`.
        page: counts from 0.
        total: how many articles the library holds.
        asker: whose list it is; only they turn its pages in a group. 0 for nobody in particular.
        say: the language.
    """
    if total == 0:
        return Card(html=say.empty_library_html)
    lines = [f"<b>{html_text(say.articles_heading(total))}</b>", ""]
    lines += [f"• {_source(article, say)[1]}" for article in listed[:ARTICLES_PER_PAGE]]
    n_pages = page_count(total)
    if n_pages > 1:
        lines += ["", html_text(say.page(page + 1, n_pages))]
    return Card(html="\n".join(lines), keyboard=_turner(f"{ARTICLES}:{asker}:{{}}", page, n_pages))


def page_count(total: int) -> int:
    """How many pages ``total`` articles take, at least 1."""
    return max(1, -(-total // ARTICLES_PER_PAGE))


def _near_miss(result: Answer, say: Messages) -> str:
    """What no report tells, and what comes closest: quoted, and held out as no answer."""
    hit = result.hits[0]
    quote = html_text(shorten(clean(hit.quote), MAX_CLOSEST))
    source = _source(hit.article, say)[1]
    return f"{html_text(say.near_miss(result))}\n<blockquote>{quote}</blockquote>\n{source}"


def _body(hit: Hit, room: int) -> str:
    """The bold sentence and the quoted passage, in at most ``room`` UTF-16 units."""
    sentence, passage = clean(hit.quote), clean(hit.passage.text)
    if not sentence:
        return _quotation(shorten(passage, room - 1))
    if sentence == passage:
        return f"<b>{html_marked(hit.quote, hit.marks, room - 1)}</b>\n"
    length = utf16_length(shorten(sentence, MAX_SENTENCE))
    passage = shorten(passage, room - length - 2)
    return f"<b>{html_marked(hit.quote, hit.marks, MAX_SENTENCE)}</b>\n" + _quotation(passage)


def _sentence(hit: Hit, room: int) -> str:
    """The bold sentence, which doesn't turn the line around, in at most ``room`` UTF-16 units."""
    html = f"<b>{html_marked(hit.quote, hit.marks, room)}</b>"
    is_turning = isolated(hit.quote) != hit.quote
    return f"\u2068{html}\u2069" if is_turning else html


def _quotation(passage: str) -> str:
    return f"<blockquote expandable>{html_text(passage)}</blockquote>\n" if passage else ""


def _source(article: Article, say: Messages) -> tuple[str, str]:
    """Outlet, linked headline and date on one line: as plain text, and as HTML."""
    outlet = isolated(shorten(one_line(article.outlet or ""), MAX_OUTLET))
    headline = isolated(shorten(one_line(article.title), MAX_HEADLINE))
    day = say.day(article.published)
    plain = [part for part in (outlet, headline, day) if part]
    linked = [html_text(outlet), html_link(headline, article.url) if headline else "", day]
    return " · ".join(plain), " · ".join(part for part in linked if part)


def _pages(place: Place | None) -> InlineKeyboardMarkup | None:
    return _turner(f"{PAGE}:{place.token}:{{}}", place.page, place.total) if place else None


def _closest_button(place: Place, say: Messages) -> InlineKeyboardMarkup:
    data = f"{PAGE}:{place.token}:{place.page}"
    return InlineKeyboardMarkup([[InlineKeyboardButton(say.closest_button, callback_data=data)]])


def _turner(data: str, page: int, total: int) -> InlineKeyboardMarkup | None:
    """Buttons to the pages before and after; ``data`` is the template of what they carry."""
    row = []
    if page > 0:
        row.append(InlineKeyboardButton("◀", callback_data=data.format(page - 1)))
    if page < total - 1:
        row.append(InlineKeyboardButton("▶", callback_data=data.format(page + 1)))
    return InlineKeyboardMarkup([row]) if row else None
