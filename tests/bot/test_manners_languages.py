"""Languages: the person's, unless the chat has set its own; and every card can be sent in each."""

import unicodedata
from typing import Any

import pytest

from bot.chats import Chats
from bot.messages import LANGUAGES, Messages
from tests.bot.fakes import ANN, BOB, GROUP, FakeEngine, World, article
from tests.bot.scenes import (
    ANSWER,
    OTHER_QUESTION,
    QUESTION,
    SAY,
    UNANSWERED,
    ask,
    choose,
    labels,
    last,
    lead,
    world_of,
)

CODES = [*LANGUAGES, "pt-br", "en-GB", "AR", "uk_UA", "tlh"]
ARABIC = Messages("ar")
MARK = "\u200f"


def speaks(world: World, person: int, code: str) -> Messages:
    """Have a person's Telegram be set to a language; returns what the bot should speak."""
    world.telegram.people.user(person, "Ann", language_code=code)
    return Messages(code)


def bare(text: str) -> str:
    """A text without the marks that steer its direction."""
    return text.translate(dict.fromkeys(map(ord, "\u200f\u2068\u2069")))


def is_right_to_left(line: str) -> bool:
    """Whether a line is aligned to the right, as Telegram Desktop does by its first letter."""
    directions = (unicodedata.bidirectional(char) for char in line)
    return next((each != "L" for each in directions if each in {"L", "R", "AL"}), True)


async def everything(world: World, person: int) -> None:
    """Have the bot say all that it can say to one person in private."""
    say = Messages(world.telegram.state.users[person]["language_code"])
    commands = ("start", "help", "about", "privacy", "articles", "reset", "mydata", "ask", "nix")
    for command in commands:
        await world.say(person, person, f"/{command}")
    await world.say(person, person, "", photo=True)
    for question in (QUESTION, "And when was that?", UNANSWERED, "why " * 300):
        await world.say(person, person, question)
    world.engine.sure = False
    await world.say(person, person, QUESTION)
    await world.press(person, person, last(world, person), say.closest_button)
    await world.press(person, person, last(world, person), say.whole_button)
    world.engine.sure, world.engine.several = True, True
    await world.say(person, person, QUESTION)
    for label in ("▶", "👍", "👍"):
        await world.press(person, person, last(world, person), label)


async def all_choices(world: World, chat: int) -> None:
    """Have the bot show every page of the settings."""
    await world.say(chat, ANN, "/settings")
    card = last(world, chat)
    rows = card["reply_markup"]["inline_keyboard"]
    for data in [row[0]["callback_data"] for row in rows if ":open:" in row[0]["callback_data"]]:
        await world.press_data(chat, ANN, card["message_id"], data)


@pytest.mark.parametrize("code", CODES)
async def test_it_speaks_the_language_of_whoever_writes(world: World, code: str) -> None:
    say = speaks(world, ANN, code)
    await world.say(ANN, ANN, UNANSWERED)
    assert last(world, ANN)["text"].startswith(say.not_told)


async def test_whose_telegram_tells_no_language_is_answered_in_english(world: World) -> None:
    del world.telegram.state.users[ANN]["language_code"]
    await world.say(ANN, ANN, UNANSWERED)
    assert last(world, ANN)["text"].startswith(SAY.not_told)


async def test_in_a_group_each_is_answered_in_their_own_language(world: World) -> None:
    french, turkish = speaks(world, ANN, "fr"), speaks(world, BOB, "tr")
    assert (await ask(world, GROUP, ANN, UNANSWERED))["text"].startswith(french.not_told)
    assert (await ask(world, GROUP, BOB, UNANSWERED))["text"].startswith(turkish.not_told)


async def test_who_presses_is_told_in_their_own_language(world: World) -> None:
    speaks(world, ANN, "fr")
    turkish = speaks(world, BOB, "tr")
    card = await ask(world, GROUP, ANN, QUESTION)
    assert (await world.press(GROUP, BOB, card, "▶"))["text"] == turkish.not_yours


async def test_the_chats_language_wins_over_the_persons(world: World) -> None:
    lead(world, GROUP, ANN)
    await choose(world, GROUP, ANN, SAY.language_label, SAY.language_name("ru"))
    french, russian = speaks(world, BOB, "fr"), Messages("ru")
    card = await ask(world, GROUP, BOB, QUESTION)
    assert russian.whole_button in labels(card)
    assert (await world.press(GROUP, BOB, card, "👍"))["text"] == russian.voted
    assert (await ask(world, GROUP, BOB, UNANSWERED))["text"].startswith(russian.not_told)
    # Elsewhere Bob is answered as before.
    assert (await ask(world, BOB, BOB, UNANSWERED))["text"].startswith(french.not_told)


async def test_a_failure_is_owned_up_to_in_the_chats_language(world: World) -> None:
    def fail(question: str) -> None:
        raise ValueError

    lead(world, GROUP, ANN)
    await choose(world, GROUP, ANN, SAY.language_label, SAY.language_name("ar"))
    world.engine.before = fail
    assert (await ask(world, GROUP, BOB, QUESTION))["text"] == ARABIC.failed


@pytest.mark.parametrize("code", LANGUAGES)
async def test_all_that_it_says_can_be_sent_in_each_language(
    world: World, code: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = speaks(world, ANN, code)
    await everything(world, ANN)
    assert last(world, ANN)["text"] not in {say.failed, SAY.failed}
    refused = [call for call in world.telegram.state.calls if call.status != 200]
    assert [(call.method, call.description) for call in refused] == []
    assert "A handler failed" not in caplog.text


@pytest.mark.parametrize("code", LANGUAGES)
async def test_all_settings_can_be_shown_in_each_language(world: World, code: str) -> None:
    speaks(world, ANN, code)
    lead(world, GROUP, ANN)
    for chat in (ANN, GROUP):
        await all_choices(world, chat)
    assert [call for call in world.telegram.state.calls if call.status != 200] == []


@pytest.mark.parametrize("code", LANGUAGES)
async def test_all_notices_can_be_sent_in_each_language(
    engine: FakeEngine, chats: Chats, code: str
) -> None:
    closed: dict[str, Any] = {"SITREP_ALLOWED_CHATS": str(GROUP), "SITREP_OWNERS": str(ANN)}
    async with world_of(engine, chats, SITREP_PERSON_MINUTE=1, **closed) as world:
        say = speaks(world, ANN, code)
        speaks(world, BOB, code)
        for _ in range(2):
            await world.say(ANN, ANN, QUESTION)
        assert world.texts(ANN)[1] == say.slow_down(1)
        await world.say(BOB, BOB, QUESTION)
        assert world.texts(BOB) == [say.person_refused]
        world.telegram.people.group(-1999, members=[BOB])
        await world.say(-1999, BOB, "Hello")
        assert world.texts(-1999) == [say.chat_refused]
        for person, query in ((ANN, "a"), (ANN, UNANSWERED), (BOB, QUESTION)):
            world.telegram.people.inline(person, query)
        await world.settle()
        assert len(world.telegram.state.answers) == 3


async def test_every_line_of_the_bots_own_goes_from_right_to_left_in_arabic(world: World) -> None:
    speaks(world, ANN, "ar")
    for command in ("start", "help", "privacy", "about", "reset", "mydata", "ask", "nix"):
        await world.say(ANN, ANN, f"/{command}")
    await all_choices(world, ANN)
    lines = [line for text in world.texts(ANN) for line in text.splitlines()]
    assert len(lines) > 40
    assert [line for line in lines if not is_right_to_left(line)] == []


async def test_an_arabic_card_keeps_latin_and_arabic_reports_readable(world: World) -> None:
    say = speaks(world, ANN, "ar")
    world.engine.put(
        article(4, "غارة أمريكية", outlet="الجزيرة"),
        "قُتل أبو هشام الأموي في غارة جوية. وقعت في سوريا.",
    )
    for question in (QUESTION, "من الأموي؟", UNANSWERED):
        await world.say(ANN, ANN, question)
        text = last(world, ANN)["text"]
        for line in text.splitlines():
            assert line.count("\u2068") == line.count("\u2069"), line
    latin, arabic, refused = world.texts(ANN)
    # The report's own words stand as the report has them, in their own direction.
    assert latin.startswith(ANSWER)
    assert "CNN · US kills ISIS leaders · " in bare(latin)
    assert bare(arabic).startswith("قُتل أبو هشام الأموي في غارة جوية")
    assert "الجزيرة · غارة أمريكية · " in bare(arabic)
    assert refused.startswith(say.not_told)


async def test_an_arabic_report_does_not_turn_an_english_card_around(world: World) -> None:
    world.engine.put(
        article(4, "غارة أمريكية", outlet="الجزيرة"), "قُتل أبو هشام الأموي في غارة جوية."
    )
    await world.say(ANN, ANN, "من الأموي؟")
    assert "\u2068الجزيرة\u2069 · \u2068غارة أمريكية\u2069 · " in last(world, ANN)["text"]


@pytest.mark.parametrize("length", [900, 4096])
async def test_a_text_of_nothing_but_marks_is_answered_like_any_other(
    world: World, length: int
) -> None:
    await world.say(ANN, ANN, MARK * length)
    (text,) = world.texts(ANN)
    assert text == SAY.too_long if length > 1000 else text.startswith(SAY.not_told)


async def test_an_edit_is_answered_in_the_persons_language_too(world: World) -> None:
    say = speaks(world, ANN, "es")
    asked = await world.say(ANN, ANN, OTHER_QUESTION)
    await world.edit(ANN, asked, UNANSWERED)
    assert world.texts(ANN)[0].startswith(say.not_told)
