"""When it speaks: to people who call it, and to nobody else."""

import pytest

from bot.chats import Chats
from bot.emulator import JsonObject
from tests.bot.fakes import ANN, BOB, GROUP, FakeEngine, World
from tests.bot.scenes import (
    ANSWER,
    OTHER_QUESTION,
    QUESTION,
    ask,
    last,
    set_mode,
    world_of,
)

OTHER_BOT, CHANNEL = 2002, -1003
MODES = ("mention", "auto", "all")


async def test_in_private_every_text_is_a_question(world: World) -> None:
    await world.say(ANN, ANN, QUESTION)
    await world.say(ANN, ANN, "airstrike")
    await world.say(ANN, ANN, "/ask " + OTHER_QUESTION)
    assert world.engine.asked == [QUESTION, "airstrike", OTHER_QUESTION]
    assert len(world.messages(ANN)) == 3


@pytest.mark.parametrize(
    "called",
    [
        "/ask Who died in the airstrike in northern Syria?",
        "/ask@sitrep_test_bot Who died in the airstrike in northern Syria?",
        "@sitrep_test_bot Who died in the airstrike in northern Syria?",
        "Who died in the airstrike in northern Syria? @sitrep_test_bot",
    ],
)
@pytest.mark.parametrize("mode", MODES)
async def test_a_group_that_calls_it_is_answered(world: World, called: str, mode: str) -> None:
    await set_mode(world, GROUP, mode)
    await world.say(GROUP, BOB, called)
    assert world.engine.asked == [QUESTION]
    assert last(world, GROUP)["text"].startswith(ANSWER)


async def test_a_mention_without_a_username_calls_it_too(world: World) -> None:
    bot = world.telegram.state.me
    entity = {"type": "text_mention", "offset": 0, "length": 6, "user": bot}
    await world.say(GROUP, ANN, f"Sitrep {QUESTION}", entities=[entity])
    assert world.engine.asked == [QUESTION]


async def test_a_mention_of_somebody_else_does_not_call_it(world: World) -> None:
    bob = world.telegram.state.users[BOB]
    entity = {"type": "text_mention", "offset": 0, "length": 3, "user": bob}
    await world.say(GROUP, ANN, f"Bob {QUESTION}", entities=[entity])
    await world.say(GROUP, ANN, f"@sitrep_test_bot_2 {QUESTION}")
    assert world.calls("sendMessage") == []


async def test_a_reply_to_it_calls_it(world: World) -> None:
    card = await ask(world, GROUP, ANN, QUESTION)
    await world.say(GROUP, BOB, OTHER_QUESTION, reply_to=card["message_id"])
    assert world.engine.asked == [QUESTION, OTHER_QUESTION]


async def test_by_default_it_keeps_silent_unless_called(world: World) -> None:
    first = await world.say(GROUP, ANN, QUESTION)
    await world.say(GROUP, BOB, QUESTION, reply_to=first)
    assert world.calls("sendMessage") == world.calls("sendChatAction") == []
    assert world.engine.asked == []


@pytest.mark.parametrize(
    "call",
    [
        "@sitrep_test_bot",
        "/ask",
        "/ask@sitrep_test_bot",
        "@Sitrep_Test_Bot ?",
        "@sitrep_test_bot 👆",
    ],
)
async def test_a_bare_call_in_reply_answers_the_message_replied_to(world: World, call: str) -> None:
    asked = await world.say(GROUP, BOB, QUESTION)
    await world.say(GROUP, ANN, call, reply_to=asked)
    assert world.engine.asked == [QUESTION]
    assert last(world, GROUP)["text"].startswith(ANSWER)


async def test_a_bare_call_in_reply_to_a_caption_answers_the_caption(world: World) -> None:
    photo = await world.say(GROUP, BOB, QUESTION, photo=True)
    await world.say(GROUP, ANN, "@sitrep_test_bot", reply_to=photo)
    assert world.engine.asked == [QUESTION]


async def test_a_bare_call_in_reply_to_a_quoted_part_answers_that_part(world: World) -> None:
    said = await world.say(GROUP, BOB, f"Hello. {QUESTION} Bye.")
    await world.say(GROUP, ANN, "@sitrep_test_bot", reply_to=said, quote=QUESTION)
    assert world.engine.asked == [QUESTION]


@pytest.mark.parametrize("photo", [True, False])
async def test_a_bare_call_with_nothing_to_answer_gets_a_hint(world: World, photo: bool) -> None:
    wordless = await world.say(GROUP, BOB, "", photo=True) if photo else None
    await world.say(GROUP, ANN, "@sitrep_test_bot", reply_to=wordless)
    (text,) = world.texts(GROUP)
    assert text.startswith("Please write your question after the command")
    assert world.engine.asked == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "how",
    [
        {"user": OTHER_BOT},
        {"via_bot": OTHER_BOT},
        {"via_bot": 123456789},
        {"sender_chat": {"id": CHANNEL, "type": "channel", "title": "News"}},
    ],
)
async def test_it_never_answers_what_no_person_wrote(
    world: World, how: dict[str, object], mode: str
) -> None:
    world.telegram.people.user(OTHER_BOT, "Other", "other_bot", is_bot=True)
    await set_mode(world, GROUP, mode)
    for text in (
        QUESTION,
        f"/ask {QUESTION}",
        f"@sitrep_test_bot {QUESTION}",
        "/help",
        "/settings",
    ):
        await world.say(GROUP, **({"user": ANN} | how), text=text)  # type: ignore[arg-type]
    assert world.messages(GROUP) == []
    assert world.engine.asked == []


@pytest.mark.parametrize(
    "event",
    [
        {"new_chat_title": "airstrike"},
        {"new_chat_members": [{"id": BOB, "is_bot": False, "first_name": "airstrike"}]},
        {"forum_topic_created": {"name": "airstrike", "icon_color": 1}},
        {"video_chat_started": {}},
    ],
)
async def test_it_never_answers_service_messages(world: World, event: JsonObject) -> None:
    await set_mode(world, GROUP, "all")
    group = world.telegram.state.chats[GROUP]
    service = world.telegram.state.store(group, sender=world.telegram.state.users[ANN], **event)
    await world.push(message=service)
    assert world.messages(GROUP) == []


async def test_it_never_answers_itself(world: World) -> None:
    await set_mode(world, GROUP, "all")
    await ask(world, GROUP, ANN, QUESTION)
    await world.push(message=last(world, GROUP))
    assert len(world.messages(GROUP)) == 1


async def test_an_anonymous_administrator_is_answered(world: World) -> None:
    await world.say(GROUP, 0, f"/ask {QUESTION}", anonymous=True)
    assert world.texts(GROUP)[0].startswith(ANSWER)


async def test_in_privacy_mode_it_is_called_as_elsewhere(engine: FakeEngine, chats: Chats) -> None:
    async with world_of(engine, chats, privacy=True) as world:
        await world.say(GROUP, ANN, f"@sitrep_test_bot {QUESTION}")
        await world.say(GROUP, BOB, OTHER_QUESTION, reply_to=last(world, GROUP)["message_id"])
        await world.say(GROUP, BOB, QUESTION)
        assert len(world.messages(GROUP)) == 2
