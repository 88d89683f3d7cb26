"""What curators and readers of the library are shown: outcomes, articles, histories. Pure."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards import MAX_TEXT, Card, source_line
from bot.messages import Messages
from bot.texts import clean, html_text, one_line, safe_link, shorten, utf16_length
from index import (
    Addition,
    Article,
    Collected,
    Event,
    Outcome,
    Passage,
    Problem,
    Story,
    Version,
)

REMOVE, UNDO = "rm", "un"
"""What the buttons of a removal begin with; a number and, for the first, what to do follow."""

_MOST_SHOWN = 10
_MAX_REASON = 300
_MAX_START = 700
_MAX_PARAGRAPH = 280
_MOST_PARAGRAPHS = 4
_MARKS = {
    Event.ADDED: "●",
    Event.CHANGED: "↻",
    Event.REPRINTED: "＋",
    Event.REMOVED: "✕",
    Event.RESTORED: "●",
}


def collected(results: Sequence[Collected], say: Messages) -> Card:
    """What became of all that one message brought."""
    parts = [outcome(each, say) for found in results for each in found.additions]
    parts += [problem(each, say) for found in results for each in found.problems]
    shown = parts[:_MOST_SHOWN]
    if left := len(parts) - len(shown):
        shown.append(html_text(say.more(left)))
    return Card(html="\n\n".join(shown) or html_text(say.not_added("–")))


def outcome(addition: Addition, say: Messages) -> str:
    """What became of one article: in words, then the article, then what was kept of it."""
    article = addition.article
    lines = [f"<b>{html_text(say.outcome(addition))}</b>", source_line(article, say)[1]]
    details = []
    if addition.outcome in {Outcome.ADDED, Outcome.REPLACED}:
        details.append(say.n_passages(article.n_passages))
        details.append(say.n_cut(len(addition.cut)))
    if addition.outcome is Outcome.REPLACED:
        details.append(say.changed(len(addition.came), len(addition.went)))
    return "\n".join([*lines, html_text(" · ".join(details))] if details else lines)


def problem(found: Problem, say: Messages) -> str:
    """What gave no article, and how to mend it."""
    reason = shorten(one_line(found.message), _MAX_REASON)
    return html_text(say.not_added(reason))


def confirmation(article: Article, say: Messages) -> Card:
    """The question before an article is taken out."""
    keyboard = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(say.remove_button, callback_data=f"{REMOVE}:{article.id}:yes"),
                InlineKeyboardButton(say.keep_button, callback_data=f"{REMOVE}:{article.id}:no"),
            ]
        ]
    )
    html = f"<b>{html_text(say.really_remove(article))}</b>\n{source_line(article, say)[1]}"
    return Card(html=html, keyboard=keyboard)


def removed(article_id: int, say: Messages) -> Card:
    """That an article was taken out, with a button that brings it back."""
    undo = InlineKeyboardButton(say.undo_button, callback_data=f"{UNDO}:{article_id}")
    return Card(
        html=html_text(say.was_removed(article_id)), keyboard=InlineKeyboardMarkup([[undo]])
    )


def shown(article: Article, first: Passage | None, say: Messages, *, curator: bool) -> Card:
    """One article: where it stands, when it came in, how it begins.

    Args:
        article: which.
        first: its first passage.
        say: the language.
        curator: whether there is a button that removes it.
    """
    came_in = say.came_in(article.added.date())
    lines = [
        f"<b>#{article.id}</b> {source_line(article, say)[1]}",
        html_text(" · ".join([say.n_passages(article.n_passages), came_in])),
    ]
    start = clean(first.text) if first else ""
    if start:
        lines.append(f"<blockquote>{html_text(shorten(start, _MAX_START))}</blockquote>")
    buttons = []
    if target := safe_link(article.url):
        buttons.append(InlineKeyboardButton(say.open_button, url=target))
    if curator:
        buttons.append(
            InlineKeyboardButton(say.remove_button, callback_data=f"{REMOVE}:{article.id}:ask")
        )
    return Card(
        html="\n".join(lines), keyboard=InlineKeyboardMarkup([buttons]) if buttons else None
    )


def latest(stories: Sequence[Story], topic: str, say: Messages) -> Card:
    """The newest reports, story by story, as far as there is room.

    Args:
        stories: the one with the newest report first.
        topic: what they are about; "" for anything.
        say: the language.
    """
    if not stories:
        return Card(html=html_text(say.no_latest))
    heading = say.latest_heading(topic)
    room = MAX_TEXT - utf16_length(heading)
    parts = [f"<b>{html_text(heading)}</b>"]
    for story in stories:
        plain, html = _story(story, say)
        room -= utf16_length(plain) + 2
        if room < 0:
            break
        parts.append(html)
    return Card(html="\n\n".join(parts))


def _story(story: Story, say: Messages) -> tuple[str, str]:
    """A story's newest reports: as plain text, and as HTML."""
    lines = []
    for sign, article in zip("•◦◦", story.articles, strict=False):
        plain, html = source_line(article, say)
        lines.append((f"{sign} #{article.id} {plain}", f"{sign} #{article.id} {html}"))
    if (left := len(story.articles) - len(lines)) > 0:
        more = f"◦ {say.same_story(left)}"
        lines.append((more, html_text(more)))
    return "\n".join(plain for plain, _ in lines), "\n".join(html for _, html in lines)


def history(versions: Sequence[Version], say: Messages) -> Card:
    """What became of an article, the latest first, as far as there is room.

    Args:
        versions: of one article, oldest first, at least one.
        say: the language.
    """
    heading = f"<b>{html_text(say.history_heading(versions[0].article_id))}</b>"
    room = MAX_TEXT - utf16_length(say.history_heading(versions[0].article_id))
    parts = []
    for left, version in zip(range(len(versions), 0, -1), reversed(versions), strict=True):
        plain, html = _version(version, say)
        more = say.earlier_versions(left)
        if utf16_length(plain) + utf16_length(more) + 4 > room:
            parts.append(html_text(more))
            break
        room -= utf16_length(plain) + 2
        parts.append(html)
    return Card(html="\n\n".join([heading, *parts]))


def _version(version: Version, say: Messages) -> tuple[str, str]:
    """A line of a history, with the paragraphs that came and went: as plain text, and as HTML."""
    what = f"{_MARKS[version.event]} {say.day(version.at.date())} · {say.event(version.event)}"
    title = shorten(one_line(version.title), _MAX_PARAGRAPH)
    plain, html = [what], [f"<b>{html_text(what)}</b>"]
    if title and version.event is not Event.CHANGED:
        plain.append(title)
        html.append(html_text(title))
    for sign, paragraphs in (("+", version.came), ("−", version.went)):
        for paragraph in paragraphs[:_MOST_PARAGRAPHS]:
            line = f"{sign} {shorten(one_line(paragraph), _MAX_PARAGRAPH)}"
            plain.append(line)
            html.append(f"<s>{html_text(line)}</s>" if sign == "−" else html_text(line))
        if (left := len(paragraphs) - _MOST_PARAGRAPHS) > 0:
            line = f"{sign} {say.more(left)}"
            plain.append(line)
            html.append(html_text(line))
    return "\n".join(plain), "\n".join(html)
