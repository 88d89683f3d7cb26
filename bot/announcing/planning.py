"""The library's new reports -> whom to tell of them, written down together with how far it came."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from bot import access
from bot.chats import Chats, News, Watch, Where
from bot.chats.alerts import FOLLOWED
from bot.chats.watches import fold
from bot.context import BotContext
from bot.logs import outline
from bot.settings import Settings
from index import Article, ArticleNotFound, Event, Hit, Match, SitrepError, Version

NEWS_FOR = timedelta(days=7)
"""A report that was published longer before it came in is no news."""

_EVENTS_AT_ONCE = 100
# So that a question waits for the engine no longer than some topics take.
_TOPICS_AT_ONCE = 16
_log = logging.getLogger(__name__)


async def plan(context: BotContext) -> int:
    """Deal with the library's next new reports, a hundred at most.

    Returns:
        How many there were: there may be more where it is not 0.

    Raises:
        SitrepError: the library, the model or `chats` can't be used now; what was dealt with stays
            so, and the next call goes on from there.
    """
    library = context.engine
    chats = context.chats
    followed = await context.noted(chats.progress, FOLLOWED)
    last = await context.off_loop(library.last_event)
    if followed is None or last < followed:
        # The very first start, or the library is another one: what is in it is old.
        await _follow(context, last)
        return 0
    if last == followed:
        return 0
    watches = await context.noted(_watches, chats, context.settings)
    if not watches:
        await _follow(context, last)
        return 0
    added = partial(library.events, followed, Event.ADDED, limit=_EVENTS_AT_ONCE)
    events = await context.off_loop(added)
    for event in events:
        await _follow(context, event.id, event, await _news(context, event, watches))
    if not events:
        await _follow(context, last)
    return len(events)


async def _follow(
    context: BotContext, number: int, event: Version | None = None, news: Sequence[News] = ()
) -> None:
    came = int(event.at.timestamp()) if event else 0
    await context.noted(context.chats.follow, number, came, news)


def _watches(chats: Chats, settings: Settings) -> list[Watch]:
    """The watches of all places in which the bot may be used."""
    return [watch for watch in chats.every_watch() if may(chats, settings, watch.where)]


def may(chats: Chats, settings: Settings, where: Where) -> bool:
    """Whether the bot may be used in a place; a private chat has its person's number."""
    if where.chat_id > 0:
        return access.person_may(settings, where.chat_id)
    return access.chat_may(settings, where.chat_id, chats.former(where.chat_id))


async def _news(context: BotContext, event: Version, watches: Sequence[Watch]) -> list[News]:
    """Whom to tell of a new report."""
    try:
        return await _found(context, event, watches)
    except ArticleNotFound:
        return []
    except SitrepError:
        raise
    except Exception as error:  # noqa: BLE001 - one odd report must not end all announcements
        _log.error("Report %d could not be announced\n%s", event.article_id, outline(error))
        return []


async def _found(context: BotContext, event: Version, watches: Sequence[Watch]) -> list[News]:
    library = context.engine
    article = await context.off_loop(library.article, event.article_id)
    if article.published and event.at.date() - article.published > NEWS_FOR:
        return []
    found = await _matching(context, article, watches)
    if not found:
        return []
    places = {watch.where for watch in found}
    wanting = await context.noted(_wanting, context.chats, places, article)
    story = await context.off_loop(library.story, article.id)
    return [
        _of_place(where, article, story, {w: hit for w, hit in found.items() if w.where == where})
        for where in sorted(wanting, key=lambda where: (where.chat_id, where.thread_id))
    ]


async def _matching(
    context: BotContext, article: Article, watches: Sequence[Watch]
) -> dict[Watch, tuple[float, Hit]]:
    """The watches that an article matches, with how surely and by which passage."""
    library = context.engine
    # Many wait for the same: what a topic finds is asked once.
    topics = {fold(watch.topic): watch.topic for watch in watches}
    matches: list[Match] = []
    for at in range(0, len(topics), _TOPICS_AT_ONCE):
        some = list(topics.values())[at : at + _TOPICS_AT_ONCE]
        matches += await context.off_loop(library.matches, some, article.id)
    found = {
        folded: (match.probability, match.hit)
        for folded, match in zip(topics, matches, strict=True)
        if match.matched and match.hit
    }
    return {watch: found[key] for watch in watches if (key := fold(watch.topic)) in found}


def _wanting(chats: Chats, places: Iterable[Where], article: Article) -> set[Where]:
    """The places that haven't chosen other sources than the article's."""
    outlet = _key(article.outlet or "")
    chosen = {where: chats.preferences(where).outlets for where in places}
    return {
        where for where, outlets in chosen.items() if not outlets or outlet in map(_key, outlets)
    }


def _key(outlet: str) -> str:
    return outlet.strip().casefold()


def _of_place(
    where: Where, article: Article, story: int, found: Mapping[Watch, tuple[float, Hit]]
) -> News:
    """One place's news, with the passage that fits one of its topics most surely."""
    _, hit = max(found.values(), key=lambda each: each[0])
    return News(
        where=where,
        article_id=article.id,
        story=story,
        watches=tuple(watch.id for watch in found),
        passage_id=hit.passage.id,
        sentence=hit.sentence,
    )
