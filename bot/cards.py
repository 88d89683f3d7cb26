"""What the bot shows: Telegram HTML and buttons, within every limit of Telegram's. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot import keyboards
from bot.footers import MAX_NOTE as MAX_NOTE
from bot.footers import Footer, footer_of, source_of
from bot.footers import note_of as note_of
from bot.footers import source_line as source_line
from bot.keyboards import Place
from bot.messages import Messages
from bot.texts import clean, html_marked, html_text, isolated, shorten, utf16_length
from index import Answer, Article, Hit, Passage

ARTICLES_PER_PAGE = 10
MAX_TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
# A bold sentence longer than this leaves too little room for the paragraph around it.
MAX_SENTENCE = 1500

MAX_SEVERAL = 5
MIN_SENTENCE = 200  # with less room it would tell nothing: the days meant make way for it
# A list's bullet, dash and empty line, and the marks that keep a sentence's direction.
_AROUND_SENTENCE = len("\n\n•  — \u2068\u2069")
# What comes closest is shown by its sentence alone; the rest of it is behind the button.
MAX_CLOSEST = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message to be sent.

    Attributes:
        html: in Telegram's HTML; at most 4,096 UTF-16 units once the tags are taken away.
        keyboard: the buttons below it, or None.
    """

    html: str
    keyboard: InlineKeyboardMarkup | None = None


def answer(hit: Hit, say: Messages, place: Place | None = None, note: str = "") -> Card:
    """The card of one passage: its sentence, the paragraph around it, its source.

    Args:
        hit: the passage.
        say: the language.
        place: for a card with buttons; ``page`` counts from 0.
        note: what the bot has to say of the search, such as what a follow-up was taken to mean.
    """
    source, footer = source_of(hit, say), footer_of(say, place, note)
    room = MAX_TEXT - source.length - footer.length
    return Card(
        html=body(hit, room) + source.html + footer.html,
        keyboard=keyboards.passage(place, hit.article.url, say),
    )


def whole(around: Sequence[Passage], hit: Hit, say: Messages, place: Place, note: str = "") -> Card:
    """The card of a passage between its neighbours in the report.

    Args:
        around: the passage and what stands before and after it, in order.
        hit: the passage.
        say: the language.
        place: of the page that it is.
        note: as of the page.
    """
    source, footer = source_of(hit, say), footer_of(say, place, note)
    room = MAX_TEXT - source.length - footer.length - 2 * len(around)
    own = shorten(clean(hit.passage.text), room)
    # What the passage itself leaves, the others share.
    share = (room - utf16_length(own)) // max(len(around) - 1, 1)
    parts = [
        f"<b>{html_text(own)}</b>"
        if passage.id == hit.passage.id
        else html_text(shorten(clean(passage.text), share))
        for passage in around
    ]
    text = "\n\n".join(part for part in parts if part)
    return Card(
        html=f"<blockquote>{text}</blockquote>\n{source.html}{footer.html}",
        keyboard=keyboards.whole(place, hit.article.url, say),
    )


def several(
    hits: Sequence[Hit],
    say: Messages,
    place: Place | None = None,
    note: str = "",
    *,
    differing: bool = False,
) -> Card:
    """The card of several sentences that answer together, each with its source.

    Args:
        hits: in the order to show them, at least one and at most `MAX_SEVERAL`.
        say: the language.
        place: for a card with buttons; ``page`` counts from 0.
        note: what the bot has to say of the search.
        differing: whether they contradict each other, so that the card must say so.
    """
    hits = hits[:MAX_SEVERAL]
    heading = say.differing if differing else say.several(len(hits))
    footer = footer_of(say, place, note)
    free = MAX_TEXT - 1 - utf16_length(heading) - footer.length
    sources = [source_of(hit, say) for hit in hits]
    if _room_beside(sources, free) < MIN_SENTENCE:
        sources = [source_of(hit, say, days=False) for hit in hits]
    room = _room_beside(sources, free)
    lines = [f"• {_sentence(h, room)} — {s.html}" for h, s in zip(hits, sources, strict=True)]
    html = "\n\n".join([html_text(heading), *lines]) + ("\n" if footer.html else "") + footer.html
    return Card(html=html, keyboard=keyboards.listed(place))


def _room_beside(sources: Sequence[Footer], free: int) -> int:
    """UTF-16 units that each sentence of a list may have."""
    return (free - sum(source.length for source in sources)) // len(sources) - _AROUND_SENTENCE


def closest(hit: Hit, say: Messages, place: Place | None, note: str = "") -> Card:
    """The card of a passage that comes close to a question without answering it.

    Nothing in it is bold: no sentence of it is held out as the answer.
    """
    plain_source, source = source_line(hit.article, say)
    footer = footer_of(say, place, note)
    room = MAX_TEXT - utf16_length(say.closest + plain_source) - footer.length - 1
    return Card(
        html=f"<i>{html_text(say.closest)}</i>\n"
        + _quotation(shorten(clean(hit.passage.text), room - 1))
        + source
        + footer.html,
        keyboard=keyboards.passage(place, hit.article.url, say),
    )


def gone(sentence: str, place: Place, say: Messages) -> Card:
    """The card in place of a page whose report the library doesn't hold any more."""
    footer = say.page(place.page + 1, place.total)
    return Card(html=f"{html_text(sentence)}\n{html_text(footer)}", keyboard=keyboards.gone(place))


def refusal(result: Answer, say: Messages, place: Place | None = None, note: str = "") -> Card:
    """The card for a question that the articles don't answer.

    Args:
        result: the refused answer.
        say: the language.
        place: for a button that shows the passages which come closest.
        note: what the bot has to say of the search.
    """
    if result.coverage.n_articles == 0:
        return Card(html=say.empty_library_html)
    covered = html_text(say.coverage(result.coverage))
    parts = [f"<b>{html_text(say.not_told)}</b>"]
    if result.hits and clean(result.hits[0].quote):
        parts += [_near_miss(result, say), "", covered]
    elif result.near:
        near = "\n".join(f"• {source_line(article, say)[1]}" for article in result.near[:2])
        parts += [covered, "", html_text(say.near), near]
    else:
        parts.append(covered)
    return Card(
        html="\n".join(parts) + footer_of(say, None, note).html,
        keyboard=keyboards.refusal(place, say) if place else None,
    )


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
    html = _list(say.articles_heading(total), listed, page, total, say)
    return Card(html=html, keyboard=keyboards.articles(asker, page, page_count(total)))


def found(
    listed: Sequence[Article], page: int, total: int, token: str, query: str, say: Messages
) -> Card:
    """One page of the articles that were searched for.

    Args:
        listed: the page's articles, at most `ARTICLES_PER_PAGE`.
        page: counts from 0.
        total: how many were found.
        token: what the search is remembered by.
        query: what was searched for.
        say: the language.
    """
    if total == 0:
        return Card(html=html_text(say.nothing_found))
    html = _list(say.found_heading(total, query), listed, page, total, say)
    return Card(html=html, keyboard=keyboards.found(token, page, page_count(total)))


def _list(heading: str, listed: Sequence[Article], page: int, total: int, say: Messages) -> str:
    lines = [f"<b>{html_text(heading)}</b>", ""]
    lines += [f"#{each.id} {source_line(each, say)[1]}" for each in listed[:ARTICLES_PER_PAGE]]
    if (n_pages := page_count(total)) > 1:
        lines += ["", html_text(say.page(page + 1, n_pages))]
    return "\n".join(lines)


def page_count(total: int) -> int:
    """How many pages ``total`` articles take, at least 1."""
    return max(1, -(-total // ARTICLES_PER_PAGE))


def _near_miss(result: Answer, say: Messages) -> str:
    """What no report tells, and what comes closest: quoted, and held out as no answer."""
    hit = result.hits[0]
    quote = html_text(shorten(clean(hit.quote), MAX_CLOSEST))
    source = source_line(hit.article, say)[1]
    return f"{html_text(say.near_miss(result))}\n<blockquote>{quote}</blockquote>\n{source}"


def body(hit: Hit, room: int) -> str:
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
