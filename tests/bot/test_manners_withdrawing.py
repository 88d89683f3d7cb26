"""Demand 5: what is removed is in no answer and no open card from that moment on."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.chats import Chats
from bot.emulator import JsonObject
from bot.upkeep import Forgetting, Withdrawing
from index import Engine
from tests.bot.fakes import ANN, BOB, GROUP
from tests.bot.library_world import Curation, curating, engine_in, raid_and_strike

GONE = "This report is no longer in the library."
QUESTION = "Who was arrested in the raid outside Karvan by soldiers?"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with raid_and_strike(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
async def world(engine: Engine) -> AsyncIterator[Curation]:
    async with curating(engine, Chats.open(None)) as started:
        # From here on the library's events are followed.
        await Withdrawing(started.application).round()
        yield started


async def asked(world: Curation, chat: int, person: int) -> JsonObject:
    text = QUESTION if chat > 0 else f"/ask {QUESTION}"
    await world.say(chat, person, text)
    return world.last(chat)


async def withdrawn(world: Curation) -> None:
    while await Withdrawing(world.application).round():
        pass


async def test_open_cards_lose_what_is_removed(world: Curation, engine: Engine) -> None:
    private, shared = await asked(world, BOB, BOB), await asked(world, GROUP, BOB)
    assert "Soldiers raided" in private["text"]
    assert "Soldiers raided" in shared["text"]
    await world.say(ANN, ANN, "/remove 1")
    await world.press(ANN, ANN, world.last(ANN), "Remove it")
    await withdrawn(world)
    assert world.last(BOB)["text"].startswith(GONE)
    assert world.last(GROUP)["text"].startswith(GONE)
    await world.say(BOB, BOB, QUESTION)
    assert "Soldiers raided" not in world.last(BOB)["text"]


async def test_a_removal_by_another_process_counts_as_well(
    world: Curation, engine: Engine, tmp_path: Path
) -> None:
    await asked(world, BOB, BOB)
    with engine_in(tmp_path / "library") as other:
        other.remove(1)
    await withdrawn(world)
    assert world.last(BOB)["text"].startswith(GONE)


async def test_a_card_that_shows_another_report_now_is_left_alone(
    world: Curation, engine: Engine
) -> None:
    card = await asked(world, BOB, BOB)
    await world.press(BOB, BOB, card, "▶")
    while "Soldiers" in world.last(BOB)["text"] or "Neighbours" in world.last(BOB)["text"]:
        await world.press(BOB, BOB, world.last(BOB), "▶")
    before = world.last(BOB)["text"]
    shown = world.application.bot_data.chats.showing(1)
    engine.remove(1)
    await withdrawn(world)
    assert (world.last(BOB)["text"] == before) == (not shown)


async def test_what_is_gone_is_not_offered_inline(world: Curation, engine: Engine) -> None:
    people = world.telegram.people
    engine.remove(1)
    query = people.inline(BOB, QUESTION)["id"]
    await world.settle()
    assert "Soldiers" not in str(world.telegram.state.answers[query])


async def test_an_hour_after_a_removal_its_words_are_in_no_file(
    world: Curation, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.remove(1)
    forgetting = Forgetting(world.application)
    await forgetting.round()
    assert holds(tmp_path, "helicopter")
    monkeypatch.setattr("index.storage.removal.UNDO_SECONDS", 0)
    await forgetting.round()
    assert not holds(tmp_path, "helicopter")
    # What the word index kept of it, too: tantivy merges terms away when it pleases.
    words = engine._lexical._words
    assert words._index.searcher().doc_freq("body", words.terms("helicopter")[0]) == 0


def holds(folder: Path, word: str) -> bool:
    return any(word.encode() in path.read_bytes() for path in folder.rglob("sitrep.db*"))


async def test_a_crash_while_cards_are_withdrawn_leaves_none_behind(
    world: Curation, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked(world, BOB, BOB)
    engine.remove(1)
    withdrawing = Withdrawing(world.application)

    async def killed(*_: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(withdrawing, "_edit", killed)
    with pytest.raises(RuntimeError):
        await withdrawing.round()
    await withdrawn(world)
    assert world.last(BOB)["text"].startswith(GONE)
