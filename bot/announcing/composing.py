"""Alerts -> cards, by what the library, the watches and the settings are at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.announcing.cards import Entry, announcement, digest, in_order, notice
from bot.answering import Answering
from bot.cards import Card
from bot.chats import Alert, Chats, Preferences, Watch, Where
from bot.context import BotContext
from bot.messages import Messages
from bot.texts import html_text
from index import Article, ArticleNotFound, Hit, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """One message that is ready to be sent.

    Attributes:
        alerts: those that it tells of.
        reply_to: the message about an earlier report on the same story, if there is one.
    """

    card: Card
    alerts: tuple[Alert, ...]
    reply_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A place's watches and language, and what its alerts are about.

    Attributes:
        entries: the alerts that can be shown, in the order in which they came.
        over: those whose report is gone, or for which nobody waits any more.
    """

    say: Messages
    entries: tuple[Entry, ...]
    over: tuple[Alert, ...] = ()


async def scene(context: BotContext, alerts: Sequence[Alert], *, unwatched: bool = False) -> Scene:
    """Look up what alerts of one place are about.

    Args:
        context: with the library and what is remembered.
        alerts: at least one.
        unwatched: whether to show also what nobody waits for any more.
    """
    where = alerts[0].where
    set_there = await context.noted(_set_there, context.chats, where)
    watches, preferences = set_there
    held = await context.off_loop(_held, context.engine, alerts)
    by_number = {watch.id: watch for watch in watches}
    entries = []
    for alert in alerts:
        kept = tuple(by_number[n] for n in alert.news.watches if n in by_number)
        if alert.id in held and (kept or unwatched):
            article, passage = held[alert.id]
            hit = _hit(alert, article, passage)
            entries.append(Entry(alert=alert, article=article, watches=kept, hit=hit))
    shown = {entry.alert.id for entry in entries}
    return Scene(
        say=_language(preferences, [*(w for entry in entries for w in entry.watches), *watches]),
        entries=tuple(entries),
        over=tuple(alert for alert in alerts if alert.id not in shown),
    )


def _set_there(chats: Chats, where: Where) -> tuple[list[Watch], Preferences]:
    return chats.watches(where), chats.preferences(where)


def _language(preferences: Preferences, watches: Sequence[Watch]) -> Messages:
    """The place's own language, or that of whoever set the first of the watches."""
    theirs = watches[0].language if watches else None
    return Messages(preferences.language or theirs)


def _held(library: Answering, alerts: Sequence[Alert]) -> dict[int, tuple[Article, Passage | None]]:
    """What the library has of the alerts' reports, by the alerts' numbers."""
    passages = library.passages([alert.news.passage_id for alert in alerts])
    held = {}
    for alert in alerts:
        try:
            article = library.article(alert.news.article_id)
        except ArticleNotFound:
            continue
        held[alert.id] = article, passages.get(alert.news.passage_id)
    return held


def _hit(alert: Alert, article: Article, passage: Passage | None) -> Hit | None:
    if passage is None:
        return None
    return Hit(passage=passage, article=article, score=0.0, sentence=alert.news.sentence)


async def one(context: BotContext, found: Scene) -> Drafted:
    """The announcement of a scene's first report."""
    entry = found.entries[0]
    reply_to = await context.noted(context.chats.earlier_message, entry.alert)
    card = announcement(entry, found.say, later=reply_to is not None)
    return Drafted(card=card, alerts=(entry.alert,), reply_to=reply_to)


def several(found: Scene, most: int) -> list[Drafted]:
    """A digest of all of a scene's reports.

    Args:
        found: the scene.
        most: how many messages it may take; what has no room in the last one is counted there.
    """
    left, drafted = in_order(found.entries), list[Drafted]()
    while left:
        card, n_told = digest(left, found.say, last=len(drafted) == most - 1)
        alerts = tuple(entry.alert for entry in left[:n_told])
        drafted.append(Drafted(card=card, alerts=alerts))
        left = left[n_told:]
    return drafted


def doubtful(found: Scene) -> Drafted:
    """The notice about a scene's reports, which may have arrived in one message."""
    alerts = tuple(entry.alert for entry in found.entries)
    batch = min(alert.id for alert in alerts)
    return Drafted(card=notice(found.entries, batch, found.say), alerts=alerts)


async def redrawn(context: BotContext, alerts: Sequence[Alert]) -> Card:
    """What a message says, or was to say, as the library is now.

    Args:
        context: with the library and what is remembered.
        alerts: all those of one message.
    """
    found = await scene(context, alerts, unwatched=True)
    if not found.entries:
        return Card(html=html_text(found.say.removed))
    if len(alerts) == 1:
        return (await one(context, found)).card
    return several(found, most=1)[0].card
