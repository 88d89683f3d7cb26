"""Demand 1: people whom the owners allow change the library from a chat, and nobody else does."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.chats import Chats
from index import Engine
from tests.bot.fakes import ANN, BOB, GROUP
from tests.bot.library_world import RAID, STRIKE, Curation, Web, curating, engine_in, page

RAID_AT = "https://gazette.example/raid-at-karvan"
STRIKE_AT = "https://gazette.example/strike-near-zelin"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with engine_in(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
async def world(engine: Engine) -> AsyncIterator[Curation]:
    web = Web(
        {
            RAID_AT: page("Raid at Karvan", *RAID),
            STRIKE_AT: page("Strike near Zelin", *STRIKE, outlet="Courier"),
        }
    )
    async with curating(engine, Chats.open(None), web) as started:
        yield started


async def test_an_address_alone_is_added_and_told_in_one_message(world: Curation) -> None:
    await world.say(ANN, ANN, RAID_AT)
    (told,) = world.texts(ANN)
    assert told.startswith("Added as #1\nGazette · Raid at Karvan · as of 20 November 2026")
    assert "passage" in told
    assert "cut" in told
    assert len(world.calls("sendMessage")) == len(world.calls("editMessageText")) == 1


async def test_the_command_takes_several_addresses_and_names_what_fails(world: Curation) -> None:
    await world.say(ANN, ANN, f"/add {RAID_AT} {STRIKE_AT} https://gazette.example/nowhere")
    (told,) = world.texts(ANN)
    assert "#1" in told
    assert "#2" in told
    assert "Not added: https://gazette.example/nowhere has no page" in told
    assert world.titles() == ["Raid at Karvan", "Strike near Zelin"]


async def test_what_is_there_is_told_with_the_reason(world: Curation) -> None:
    await world.say(ANN, ANN, RAID_AT)
    await world.say(ANN, ANN, f"{RAID_AT}?utm_source=telegram")
    assert "The same as #1: it stands at the same address" in world.texts(ANN)[-1]
    world.web.pages["https://mirror.example/raid"] = page("A raid", *RAID, outlet="Mirror")
    await world.say(ANN, ANN, "https://mirror.example/raid")
    told = world.texts(ANN)[-1]
    assert "The same as #1: it has the same text. It is named as a further source now" in told
    assert "also: Mirror" in told


async def test_a_forwarded_post_is_a_report(world: Curation) -> None:
    chat = {"id": -1009, "type": "channel", "title": "Frontline"}
    channel = {"type": "channel", "chat": chat, "message_id": 7, "date": 1_790_000_000}
    text = "Checkpoint attacked\n" + " ".join(RAID)
    world.telegram.people.forward(ANN, ANN, channel, text)
    await world.settle()
    assert world.titles() == ["Checkpoint attacked"]
    assert "Frontline" in world.texts(ANN)[-1]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("raid.txt", "Raid at Karvan\n\n" + "\n\n".join(RAID)),
        ("raid.md", "# Raid at Karvan\n\n" + "\n\n".join(RAID)),
        ("raid.html", page("Raid at Karvan", *RAID)),
    ],
)
async def test_a_file_is_a_report(world: Curation, name: str, data: str) -> None:
    world.telegram.people.send_file(ANN, ANN, name, data.encode(), caption=RAID_AT)
    await world.settle()
    (article,) = world.library.articles()
    assert (article.title, article.url) == ("Raid at Karvan", RAID_AT)
    assert "Added as #1" in world.texts(ANN)[-1]


async def test_other_files_and_those_too_large_are_told(world: Curation) -> None:
    people = world.telegram.people
    people.send_file(ANN, ANN, "raid.docx", b"x")
    people.send_file(ANN, ANN, "raid.pdf", b"x", size=20_000_001)
    await world.settle()
    assert "I read .txt, .md, .html and .pdf files only." in world.texts(ANN)[0]
    assert "larger than 20 MB" in world.texts(ANN)[1]


async def test_nobody_else_can_change_the_library(world: Curation) -> None:
    await world.say(ANN, ANN, RAID_AT)
    people = world.telegram.people
    await world.say(BOB, BOB, f"/add {STRIKE_AT}")
    await world.say(BOB, BOB, STRIKE_AT)
    await world.say(BOB, BOB, "/remove 1")
    people.send_file(BOB, BOB, "x.txt", "\n\n".join(STRIKE).encode())
    people.forward(BOB, BOB, "channel", " ".join(STRIKE))
    await world.settle()
    assert world.titles() == ["Raid at Karvan"]
    assert any("Only curators" in text for text in world.texts(BOB))
    assert world.web.asked == [RAID_AT]


async def test_a_curators_button_is_nobody_elses(world: Curation) -> None:
    await world.say(ANN, ANN, f"/add {RAID_AT}")
    await world.say(ANN, ANN, "/remove 1")
    card = world.last(ANN)
    told = await world.press_data(ANN, BOB, card["message_id"], "rm:1:yes")
    assert "Only curators" in told["text"]
    assert world.titles() == ["Raid at Karvan"]


async def test_removal_asks_first_and_can_be_undone(world: Curation) -> None:
    await world.say(ANN, ANN, RAID_AT)
    await world.say(ANN, ANN, "/remove 1")
    assert world.titles() == ["Raid at Karvan"]
    await world.press(ANN, ANN, world.last(ANN), "Keep it")
    assert world.texts(ANN)[-1] == "It stays in the library."
    await world.say(ANN, ANN, "/remove #1")
    await world.press(ANN, ANN, world.last(ANN), "Remove it")
    assert world.titles() == []
    await world.press(ANN, ANN, world.last(ANN), "Bring it back")
    assert world.titles() == ["Raid at Karvan"]
    assert world.texts(ANN)[-1] == "#1 is back in the library."
    events = [str(version.event) for version in world.library.history(1)]
    assert events == ["added", "removed", "restored"]


async def test_owners_choose_curators_and_groups(world: Curation) -> None:
    await world.say(BOB, BOB, f"/curators add {BOB}")
    assert world.texts(BOB)[-1] == "Only the bot's owners can do that."
    await world.say(ANN, ANN, f"/curators add {BOB}")
    assert world.texts(ANN)[-1] == f"{BOB} can change the library now."
    await world.say(BOB, BOB, RAID_AT)
    assert world.titles() == ["Raid at Karvan"]
    await world.say(GROUP, BOB, f"/add {STRIKE_AT}")
    assert "The library isn't changed from this group." in world.texts(GROUP)[-1]
    await world.say(GROUP, ANN, "/curators here")
    await world.say(GROUP, BOB, STRIKE_AT)
    assert world.titles() == ["Raid at Karvan", "Strike near Zelin"]
    await world.say(ANN, ANN, f"/curators remove {BOB}")
    await world.say(GROUP, BOB, "/remove 1")
    assert world.titles() == ["Raid at Karvan", "Strike near Zelin"]


async def test_in_a_curation_group_talk_stays_talk(world: Curation) -> None:
    await world.say(GROUP, ANN, "/curators here")
    before = len(world.texts(GROUP))
    await world.say(GROUP, ANN, "Shall we take this one?")
    await world.say(GROUP, BOB, STRIKE_AT)
    assert len(world.texts(GROUP)) == before
    assert world.titles() == []


async def test_an_article_is_shown_with_its_history(world: Curation) -> None:
    await world.say(ANN, ANN, RAID_AT)
    changed = [RAID[0].replace("two men", "three men"), *RAID[1:]]
    world.web.pages[RAID_AT] = page("Raid at Karvan", *changed)
    await world.say(ANN, ANN, RAID_AT)
    assert "#1 was brought up to date" in world.texts(ANN)[-1]
    await world.say(BOB, BOB, "/show 1")
    assert "arrested three men" in world.texts(BOB)[-1]
    assert "Remove it" not in str(world.last(BOB))
    await world.say(BOB, BOB, "/history 1")
    told = world.texts(BOB)[-1]
    assert (
        "+ Soldiers raided a farmhouse outside Karvan before dawn on Tuesday and arrested three"
        in told
    )
    assert "− Soldiers raided" in told
    await world.say(BOB, BOB, "/history 99")
    assert world.texts(BOB)[-1].startswith("There is no article of that number.")


async def test_articles_are_searched(world: Curation) -> None:
    await world.say(ANN, ANN, f"/add {RAID_AT} {STRIKE_AT}")
    await world.say(BOB, BOB, "/articles zelin")
    assert world.texts(BOB)[-1].startswith(
        "1 article with “zelin”\n\n#2 Courier · Strike near Zelin"
    )
    await world.say(BOB, BOB, "/articles nothing of the kind")
    assert world.texts(BOB)[-1] == "No article has that in its headline or outlet."
