"""A library's week with the real bot, which writes itself down: curators, feeds, updates, alerts.

``python -m tests.scenario.library`` runs it over the 200 pages of `tests.site` on loopback and
writes ``bot/LIBRARY.md``.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from platformdirs import user_cache_path

from bot.announcing import Announcer
from bot.upkeep import Feeding, Withdrawing
from index import Embedder, Engine, Keeper, load_embedder, retrieve
from tests.scenario.stage import ANN, BOB, DESK, EVE, WIRE, Stage, stage
from tests.scenario.transcript import Transcript
from tests.site.changing import URL as CHANGING
from tests.site.server import Site, serving

PAGE = Path(__file__).parents[2] / "bot" / "LIBRARY.md"
RAID = "http://gazette.example/world/karsa-raid-1000"
DEPOT = "http://northernwire.example/news/1002.html"
REPRINT = "http://gazette.example/world/velin-depot-reprint-1003"
TOLL = "http://northernwire.example/n/1016"
FEED = "http://gazette.example/feed.xml"
CHECKPOINT = (
    "Checkpoint north of Karsa attacked\n\nGunmen on two motorcycles fired at the checkpoint north "
    "of Karsa on Wednesday evening, wounding a sergeant and a lorry driver who was waiting there, "
    "the district commander said. The road to the border was closed until midnight.\n\nIt was the "
    "second attack on that checkpoint since special forces raided a farm outside the town."
)
_DAY = 24 * 60 * 60
_INTRODUCTION = """# A library's week, as it really ran

Written by `python -m tests.scenario.library`: the real application with the default model and an
empty library, in the emulated Telegram, over a web of 200 pages on loopback (`tests/site`), whose
hosts, people and events are invented. Nothing below was edited. The messages that people wrote are
numbered; ↩ says what is replied to. `*…*` is bold, `[…]` underlined, ┃ a quotation, and brackets
below a card are its buttons. Ann is the owner.
"""


@dataclass
class Ahead:
    """The time, and as much more as the week has gone on by a remark."""

    seconds: float = 60.0

    def __call__(self) -> float:
        return time.time() + self.seconds


@dataclass(frozen=True, kw_only=True)
class Week:
    """The stage, the library, the web, and what the bot does by itself, each a round at a time."""

    on: Stage
    engine: Engine
    site: Site
    clock: Ahead
    announcer: Announcer
    withdrawing: Withdrawing
    feeding: Feeding

    async def alerts(self) -> None:
        while await self.announcer.follow():
            pass
        await self.announcer.tell()
        await self.announcer.settled()

    async def cards(self) -> None:
        while await self.withdrawing.round():
            pass

    async def feeds(self) -> None:
        # One request a host and round; sites are left alone for some seconds in between.
        for _ in range(15):
            await self.feeding.round()
            self.clock.seconds += 10


async def play(week: Week) -> None:
    """All acts in turn."""
    await week.cards()
    await week.alerts()
    await curating(week.on)
    await by_itself(week)
    await waiting(week)
    await staying_right(week)


async def curating(on: Stage) -> None:
    """Reports by hand: addresses, a file, what is there already, and who may do that."""
    await on.say(ANN, ANN, RAID)
    await on.say(ANN, ANN, f"/add {DEPOT} http://gazette.example/nowhere")
    await on.say(ANN, ANN, REPRINT)
    await on.say(BOB, BOB, f"/add {RAID}")
    await on.say(ANN, ANN, f"/curators add {BOB}")
    await on.send(BOB, "karsa.txt", b"Curfew in Karsa lifted\n\n" + _CURFEW.encode())
    await on.say(BOB, BOB, "Who was led away alive after the raid near Karsa?")
    await on.say(BOB, BOB, "/articles karsa")
    await on.say(BOB, BOB, "/show 2")


async def by_itself(week: Week) -> None:
    """A feed and a channel."""
    on = week.on
    looking = asyncio.create_task(_soon(week.feeds))
    await on.say(ANN, ANN, f"/feeds add {FEED}")
    await looking
    await on.say(ANN, ANN, "/feeds older 1")
    await on.happens(week.feeds, "They are fetched, one after the other.")
    await on.say(ANN, ANN, "/feeds")
    on.transcript.note("Ann makes the bot an administrator of her channel.")
    on.telegram.people.member(WIRE, ANN, "administrator")
    await on.post(CHECKPOINT)
    await on.say(BOB, BOB, "Who was wounded at the checkpoint?")


async def _soon(deed: Callable[[], Awaitable[None]]) -> None:
    await asyncio.sleep(1)
    await deed()


async def waiting(week: Week) -> None:
    """Alerts: a watch, an announcement, a digest."""
    on = week.on
    await week.alerts()
    await on.say(BOB, BOB, "/watch raid on a farm outside Karsa")
    await on.say(DESK, ANN, "/watch drones on Velin", "Raids")
    await on.say(ANN, ANN, TOLL)
    await on.happens(week.alerts, "The bot looks at what is new.")
    await on.say(BOB, BOB, "/digest daily 08:00 Europe/Kyiv")
    await on.say(BOB, BOB, "/latest Karsa")


async def staying_right(week: Week) -> None:
    """A report that changes and goes; a removal that is taken back."""
    on, asked = week.on, "How many people died in the ferry fire off Velin?"
    await on.say(ANN, ANN, CHANGING)
    number = next(found.id for found in week.engine.articles(query="Ferry"))
    await on.say(BOB, BOB, asked)
    week.site.change()
    week.clock.seconds += 100 * _DAY
    await on.happens(week.feeds, "The page changes, and is looked at again months later.")
    await on.say(BOB, BOB, f"/history {number}")
    week.site.gone(CHANGING)
    week.clock.seconds += 200 * _DAY
    await on.happens(week.feeds, "The page is withdrawn (HTTP 410), which the next look finds.")
    await on.happens(week.cards, "Bob's card still shows it.")
    await on.say(BOB, BOB, asked)
    card = await on.say(BOB, BOB, "/remove 1")
    card = await on.press(BOB, card, "Remove it")
    await on.press(BOB, card, "Bring it back")
    await on.say(EVE, EVE, "/remove 1")


_CURFEW = (
    "The night curfew in Karsa ends on Saturday after eleven weeks, the town's mayor announced. "
    "Shops may stay open until midnight again, and the two checkpoints at the bridge are withdrawn."
    "\n\nThe mayor said that the decision had been agreed with the army, which keeps its post at "
    "the grain silo north of the town."
)


async def run(embedder: Embedder) -> Transcript:
    """Run the whole week."""
    clock = Ahead()
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Engine.open(Path(folder), embedder=embedder)) as engine,
        serving() as site,
    ):
        fetch = partial(retrieve, transport=site.transport(), resolve=site.resolve)
        keeper = Keeper(engine, fetch=fetch, clock=clock, revisits=engine.revisits)
        async with stage(engine, retrieve=fetch, now=time.time(), SITREP_OWNERS=f"{ANN}") as on:
            await _by_hand(on)
            week = Week(
                on=on,
                engine=engine,
                site=site,
                clock=clock,
                announcer=Announcer(on.application),
                withdrawing=Withdrawing(on.application),
                feeding=Feeding(on.application, keeper),
            )
            await play(week)
    return on.transcript


async def _by_hand(on: Stage) -> None:
    """From here on nothing happens by itself, so that all happens in the same order each time."""
    background = on.application.bot_data.background
    for task in background:
        task.cancel()
    await asyncio.gather(*background, return_exceptions=True)
    background.clear()


def page(transcript: Transcript) -> str:
    """The transcript as a page of the docs."""
    body = "\n".join(transcript.lines).strip("\n")
    return f"{_INTRODUCTION}\n```\n{body}\n```\n"


def main() -> None:
    """Run it and write the page."""
    embedder = load_embedder(None, user_cache_path("sitrep", appauthor=False), threads=1)
    PAGE.write_text(page(asyncio.run(run(embedder))), "utf-8")


if __name__ == "__main__":
    main()
