"""A bot with a library that changes: a real engine with a fake model, and a web of a few pages."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.chats import Chats
from bot.context import SitrepApplication
from bot.emulator import JsonObject, Telegram
from index import Document, Draft, Engine, FetchError, Keeper, Retrieved, Validators
from tests.bot.fakes import ANN, FakeEngine, World, started
from tests.bot.scenes import built
from tests.fakes import Clock, FakeEmbedder

OWNER = ANN
CHANNEL = -1009

RAID = (
    "Soldiers raided a farmhouse outside Karvan before dawn on Tuesday and arrested two men.",
    "A spokeswoman for the interior ministry said that rifles and a radio had been seized there.",
    "Neighbours described hearing one helicopter and several shots, and nobody was hurt.",
)
RAID_AT = "https://gazette.example/raid-at-karvan"
STRIKE = (
    "A drone struck a lorry on the road to Zelin on Friday evening, killing its driver.",
    "The governor of the province said that the lorry had carried flour for a bakery.",
    "No group has said that the drone was its own, and the army did not comment.",
)


def page(
    title: str, *paragraphs: str, published: str = "2026-11-20", outlet: str = "Gazette"
) -> str:
    """A page as a newspaper's template makes them."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html lang='en'><head><title>{title} | {outlet}</title>"
        f"<meta property='og:title' content='{title}'>"
        f"<meta property='og:site_name' content='{outlet}'>"
        f"<meta property='article:published_time' content='{published}T08:00:00Z'></head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{body}</article>"
        "<footer>All rights reserved.</footer></body></html>"
    )


def feed(*entries: tuple[str, str, str]) -> str:
    """An RSS feed: each entry's address, title and date of publication (RFC 2822)."""
    items = "".join(
        f"<item><guid>{url}</guid><link>{url}</link><title>{title}</title>"
        f"<pubDate>{date}</pubDate></item>"
        for url, title, date in entries
    )
    channel = f"<channel><title>Gazette feed</title>{items}</channel>"
    return f"<?xml version='1.0'?><rss version='2.0'>{channel}</rss>"


@dataclass
class Web:
    """Pages by address. An error stands for a page that answers with it."""

    pages: dict[str, str | FetchError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    # A little ahead: what is added by the clock on the wall is due at once.
    clock: Clock = field(default_factory=lambda: Clock(time.time() + 60))

    def retrieve(self, url: str, **_: Any) -> Retrieved:
        self.asked.append(url)
        found = self.pages.get(url.partition("?")[0])
        if found is None:
            raise FetchError(f"{url} has no page (HTTP 404); check the address")
        if isinstance(found, FetchError):
            raise found
        data = found.encode()
        media_type = "application/xml" if found.startswith("<?xml") else "text/html"
        document = Document(data=data, media_type=media_type, name=url, url=url)
        return Retrieved(document=document, validators=Validators(), fresh_for=None)


@dataclass
class Curation(World):
    """People, a bot, a library and a web."""

    library: Engine
    web: Web
    is_new: bool = True

    def __post_init__(self) -> None:
        if self.is_new:
            super().__post_init__()

    def last(self, chat: int) -> JsonObject:
        return self.messages(chat)[-1]

    def titles(self) -> list[str]:
        return sorted(article.title for article in self.library.articles())


async def until(done: Callable[[], bool]) -> None:
    """Wait for what the bot does by itself."""
    async with asyncio.timeout(20):
        while not done():  # noqa: ASYNC110 - nothing in the bot tells that a loop went round
            await asyncio.sleep(0.02)


@contextmanager
def engine_in(folder: Path) -> Iterator[Engine]:
    with closing(Engine.open(folder, embedder=FakeEmbedder())) as engine:
        yield engine


@contextmanager
def raid_and_strike(folder: Path) -> Iterator[Engine]:
    """A library of two articles: 1 with an address, 2 without one."""
    with engine_in(folder) as engine:
        drafts = [
            Draft(title="Raid at Karvan", text="\n\n".join(RAID), url=RAID_AT),
            Draft(title="Strike near Zelin", text="\n\n".join(STRIKE), outlet="Courier"),
        ]
        list(engine.add(drafts))
        yield engine


@asynccontextmanager
async def curating(
    engine: Engine,
    chats: Chats,
    web: Web | None = None,
    *,
    telegram: Telegram | None = None,
    **settings: Any,
) -> AsyncIterator[Curation]:
    """A started bot whose owner is Ann; ``telegram`` is given where it goes on after a restart."""
    web = web or Web()
    place = telegram or Telegram(privacy=False)
    owned = {"SITREP_OWNERS": str(OWNER)} | settings
    keeper = Keeper(engine, fetch=web.retrieve, clock=web.clock)
    application: SitrepApplication = built(
        place, engine, chats, retrieve=web.retrieve, keeper=keeper, **owned
    )
    async with started(application):
        yield Curation(place, application, FakeEngine(), engine, web, is_new=telegram is None)
