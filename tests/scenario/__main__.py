"""Runs the conversation and writes it down, as it really ran."""

import asyncio
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from bot.cli import samples
from index import Draft, Embedder, Engine, load_embedder
from tests.scenario.script import play
from tests.scenario.stage import ANN, BOB, DESK, NIGHT, OLENA, TALK, YUSUF, stage
from tests.scenario.transcript import Transcript

PAGE = Path(__file__).parents[2] / "bot" / "CONVERSATION.md"
MERGANSER = Draft(
    title="Coast guard searches a trawler off Port Aldwyn",
    text=(
        "The coast guard found eleven crates of stolen rifles aboard the trawler Merganser off "
        "Port Aldwyn on Sunday.\n\n"
        "The crew of five was arrested. A spokeswoman said that the rifles had been taken from an "
        "army store in February."
    ),
    url="https://gazette.example/merganser",
    outlet="Harbour Gazette",
    language="en",
)
_INTRODUCTION = """# A conversation, as it really ran

Written by `python -m tests.scenario`: the real application with the default model, the ten sample
articles and one more, in the emulated Telegram. Nothing below was edited. The messages that people
wrote are numbered; ↩ says what is replied to. `*…*` is bold, `[…]` underlined, ┃ a quotation, and
brackets below a card are its buttons. *Syria desk* is a supergroup with topics that Ann leads,
*Harbour wire* a channel, *Harbour talk* its discussion group, *Night shift* a small group. Olena's
Telegram is in Ukrainian, Yusuf's in Arabic. 20 seconds pass with each message. The operator allows
these chats and everybody but Eve, and has left privacy mode off.
"""


async def run(embedder: Embedder) -> Transcript:
    """Run the whole conversation."""
    allowed: dict[str, Any] = {
        "SITREP_OWNERS": f"{ANN}",
        "SITREP_ALLOWED_CHATS": f"{DESK},{TALK},{NIGHT}",
        "SITREP_ALLOWED_PEOPLE": f"{BOB},{OLENA},{YUSUF}",
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Engine.open(Path(folder), embedder=embedder)) as engine,
    ):
        samples.stock(engine)
        list(engine.add([MERGANSER]))
        async with stage(engine, **allowed) as on_stage:
            await play(on_stage)
    return on_stage.transcript


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
