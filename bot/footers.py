"""What stands below what a card quotes: source, days meant, page, and a note on the search. Pure.

The note is kept nowhere but there: whoever turns the page reads it back from the message.
"""

from dataclasses import dataclass

from telegram import MaybeInaccessibleMessage, Message, MessageEntity

from bot.keyboards import Place
from bot.messages import Messages
from bot.texts import clean, html_link, html_text, isolated, one_line, shorten, utf16_length
from index import Article, Hit, Source

MAX_NOTE = 400
"""UTF-16 units."""

# A headline or outlet longer than these is not one; what is left over belongs to the passage.
MAX_HEADLINE = 200
MAX_OUTLET = 60
MAX_FURTHER = 5
"""Further sources of a report that are named; how many more there are is told."""

MAX_DAYS = 2
"""Expressions of a sentence whose days are told."""
MAX_WORDS = 40


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands below a text: as HTML, and how many UTF-16 units it takes."""

    html: str = ""
    length: int = 0


def source_of(hit: Hit, say: Messages, *, days: bool = True) -> Footer:
    """A hit's source; below it, if ``days``, the days that the words mean which answer."""
    plain, html = source_line(hit.article, say)
    meant = _days_meant(hit, say) if days else []
    return Footer(
        "\n".join([html, *map(html_text, meant)]), utf16_length("\n".join([plain, *meant]))
    )


def _days_meant(hit: Hit, say: Messages) -> list[str]:
    told = [
        (shorten(one_line(hit.quote[dated.span.start : dated.span.end]), MAX_WORDS), dated)
        for dated in hit.meant
    ]
    lines = [say.meaning(words, dated.since, dated.until) for words, dated in told if words]
    return list(dict.fromkeys(lines))[:MAX_DAYS]


def source_line(article: Article, say: Messages) -> tuple[str, str]:
    """Outlet, linked headline, date and further outlets on one line: as plain text, and as HTML."""
    outlet = isolated(shorten(one_line(article.outlet or ""), MAX_OUTLET))
    headline = isolated(shorten(one_line(article.title), MAX_HEADLINE))
    # A day in Arabic words after a Latin headline would have its number on the wrong side.
    day = isolated(say.as_of(article.published))
    further = _further(article, say)
    also = say.also(", ".join(name for name, _ in further)) if further else ""
    also_html = say.also(", ".join(link for _, link in further)) if further else ""
    link = html_link(headline, article.url) if headline else ""
    lead = say.lead(headline)
    plain = [part for part in (outlet, headline, day, also) if part]
    linked = [part for part in (html_text(outlet), link, day, also_html) if part]
    return lead + " · ".join(plain), lead + " · ".join(linked)


def _further(article: Article, say: Messages) -> list[tuple[str, str]]:
    """Where else the report stands, each outlet once: as plain text, and as HTML."""
    places: dict[str, list[Source]] = {}
    for source in article.sources:
        places.setdefault(one_line(source.outlet or source.title), []).append(source)
    shown = []
    for outlet, sources in list(places.items())[:MAX_FURTHER]:
        name = isolated(shorten(outlet, MAX_OUTLET))
        times = f" ×{len(sources)}" if len(sources) > 1 else ""
        shown.append((name + times, html_link(name, sources[0].url) + times))
    if (left := len(places) - len(shown)) > 0:
        more = say.more(left)
        shown.append((more, html_text(more)))
    return shown


def footer_of(say: Messages, place: Place | None, note: str) -> Footer:
    """Which page it is, where there are several, and a note in italics at the very end."""
    page = say.page(place.page + 1, place.total) if place and place.total > 1 else ""
    # Not `one_line`, which takes out the marks that keep a quoted question in its direction.
    note = shorten(clean(note), MAX_NOTE)
    html = f"\n{html_text(page)}" * bool(page) + f"\n<i>{html_text(note)}</i>" * bool(note)
    return Footer(html, utf16_length(page) + utf16_length(note) + 2)


def note_of(message: MaybeInaccessibleMessage) -> str:
    """The note at the end of a card that the bot sent; "" where there is none.

    Telegram cuts the italics where it finds a mention, a hashtag or an address in them, so all that
    reach to the end belong to the note.
    """
    if not isinstance(message, Message) or not message.text:
        return ""
    units = message.text.encode("utf-16-le", "surrogatepass")
    start = len(units)
    italics = [each for each in message.entities if each.type == MessageEntity.ITALIC]
    for entity in sorted(italics, key=lambda each: each.offset, reverse=True):
        end = 2 * (entity.offset + entity.length)
        if units[end:start].decode("utf-16-le", "replace").strip():
            break
        start = 2 * entity.offset
    return units[start:].decode("utf-16-le", "replace") if start else ""
