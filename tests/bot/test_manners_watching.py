"""/watch, /digest and /quiet: what is taken, who may, and how a watch ends."""

from collections.abc import AsyncIterator

import pytest

from bot.chats import MAX_WATCHES, Where
from bot.handlers.watching import MAX_TOPIC
from tests.bot.fakes import ANN, BOB, FORUM, GROUP
from tests.bot.newsroom import (
    CAMP,
    KOBANI,
    Newsroom,
    headings,
    open_newsroom,
    reopened,
    replied,
    resume,
)
from tests.bot.scenes import SAY, labels, last, lead


@pytest.fixture
async def room() -> AsyncIterator[Newsroom]:
    async with open_newsroom() as room:
        yield room


async def test_a_new_report_is_announced_to_whoever_watches_for_it(room: Newsroom) -> None:
    said = await room.watch("al-Hol camp")
    assert said["text"] == SAY.watching("al-Hol camp")
    assert labels(said) == ["Stop “al-Hol camp”"]
    room.engine.report(2, CAMP, title="Families leave")
    (card,) = await room.news()
    heading, sentence, *_, source = card["text"].splitlines()
    assert heading == "New on “al-Hol camp”"
    assert sentence == CAMP
    assert source.startswith("CNN · Families leave · ")
    assert labels(card) == ["Open the report", "Stop “al-Hol camp”"]
    assert replied(card) is None
    assert await room.news() == []


async def test_what_was_there_before_is_not_announced(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    assert await room.news() == []
    room.engine.report(2, "Something else altogether happened.")
    assert await room.news() == []


async def test_several_topics_that_a_report_matches_make_one_announcement(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    await room.watch("Kobani families")
    room.engine.report(2, CAMP)
    (card,) = await room.news()
    assert headings([card]) == ["New on “al-Hol camp” and “Kobani families”"]
    assert labels(card)[1:] == ["Stop “al-Hol camp”", "Stop “Kobani families”"]


async def test_each_topic_is_matched_once_for_all_that_watch_for_it(room: Newsroom) -> None:
    for person in (ANN, BOB):
        await room.watch("al-Hol camp", person, person)
        await room.watch("AL-HOL  camp", person, person)
    room.engine.report(2, CAMP)
    assert len(await room.news(ANN)) == 1
    assert len(room.messages(BOB)) == 3
    assert room.engine.matched == ["al-Hol camp"]


async def test_without_a_topic_the_watches_are_listed(room: Newsroom) -> None:
    assert (await room.watch(""))["text"].startswith("I watch for nothing here yet.")
    await room.watch("al-Hol camp")
    await room.watch("Kobani")
    card = await room.watch("")
    assert card["text"].startswith("I watch for 2 topics here:\n• al-Hol camp\n• Kobani")
    assert labels(card) == ["✕ al-Hol camp", "✕ Kobani"]
    told = await room.press(ANN, ANN, card, "✕ al-Hol camp")
    assert told["text"] == SAY.stopped("al-Hol camp")
    assert labels(last(room, ANN)) == ["✕ Kobani"]
    assert last(room, ANN)["message_id"] == card["message_id"]


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("x" * (MAX_TOPIC + 1), SAY.topic_too_long(MAX_TOPIC)),
        ("?!", "Please write what to watch for"),
        ("👩‍🚀", "Please write what to watch for"),
        ("x" * MAX_TOPIC, "I watch for “xxx"),
        ("two\nlines", "I watch for “two lines” now"),
        ("<b>&{topic} %s", "I watch for “<b>&{topic} %s” now"),
        ("مخيم الهول", "I watch for “\u2068مخيم الهول\u2069” now"),
    ],
)
async def test_any_topic_is_taken_or_refused_with_words(
    room: Newsroom, topic: str, said: str
) -> None:
    assert (await room.watch(topic))["text"].startswith(said)


async def test_the_same_topic_again_says_so(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    assert (await room.watch("AL-HOL CAMP"))["text"] == SAY.watching_already("al-Hol camp")


async def test_the_twenty_first_is_refused(room: Newsroom) -> None:
    for number in range(MAX_WATCHES):
        room.chats.watch(Where(ANN), f"topic {number}", person_id=ANN, language=None)
    assert (await room.watch("one more"))["text"] == SAY.too_many_watches(MAX_WATCHES)
    card = await room.watch("")
    assert len(labels(card)) == MAX_WATCHES


async def test_a_watch_is_stopped_below_an_announcement(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP)
    (card,) = await room.news()
    told = await room.press(ANN, ANN, card, "Stop")
    assert told["text"] == SAY.stopped("al-Hol camp")
    after = last(room, ANN)
    assert after["text"] == card["text"]
    assert labels(after) == ["Open the report"]
    room.engine.report(3, CAMP)
    assert await room.news() == []
    confirmation = room.messages(ANN)[0]
    told = await room.press(ANN, ANN, confirmation, "Stop")
    assert told["text"] == SAY.stopped_already
    assert labels(room.messages(ANN)[0]) == []


async def test_what_is_due_is_not_sent_once_its_watch_was_stopped(room: Newsroom) -> None:
    card = await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/quiet 11:00-13:00 UTC")
    room.engine.report(2, CAMP)
    assert await room.news() == []
    await room.press(ANN, ANN, card, "Stop")
    room.clock.wait(minutes=61)
    assert await room.news() == []


@pytest.mark.parametrize("command", ["/watch Kobani", "/watch", "/digest 8:00", "/quiet off"])
async def test_in_a_group_its_administrators_decide(room: Newsroom, command: str) -> None:
    lead(room, GROUP, ANN)
    await room.say(GROUP, BOB, command)
    assert last(room, GROUP)["text"] == SAY.only_administrators_watch
    await room.say(GROUP, ANN, command)
    assert last(room, GROUP)["text"] != SAY.only_administrators_watch


async def test_an_anonymous_administrator_decides_too(room: Newsroom) -> None:
    said = await room.watch("Kobani", GROUP, 0, anonymous=True)
    assert said["text"] == SAY.watching("Kobani")
    assert room.chats.watches(Where(GROUP))[0].person_id is None


async def test_a_watch_in_a_group_is_stopped_by_its_administrators_alone(room: Newsroom) -> None:
    lead(room, GROUP, ANN)
    await room.watch("al-Hol camp", GROUP)
    room.engine.report(2, CAMP)
    (card,) = await room.news(GROUP)
    told = await room.press(GROUP, BOB, card, "Stop")
    assert told["text"] == SAY.only_administrators_watch
    assert len(room.chats.watches(Where(GROUP))) == 1
    await room.press(GROUP, ANN, card, "Stop")
    assert room.chats.watches(Where(GROUP)) == []


async def test_nobody_stops_anothers_watch_with_a_forged_press(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    own = await room.watch("Kobani", BOB, BOB)
    (anns,) = room.chats.watches(Where(ANN))
    for data in (f"ws:{anns.id}", f"wl:{anns.id}", f"wa:{anns.id}", "ws:99", "wa:99", "ws:"):
        await room.press_data(BOB, BOB, own["message_id"], data)
    assert room.chats.watches(Where(ANN)) == [anns]
    own_button = room.data(own, "Stop")
    room.telegram.state.chats[BOB].messages[own["message_id"]]["reply_markup"] = {
        "inline_keyboard": [[{"text": "x", "callback_data": f"ws:{anns.id}"}]]
    }
    told = await room.press_data(BOB, BOB, own["message_id"], f"ws:{anns.id}")
    assert told["text"] == SAY.stopped_already
    assert room.chats.watches(Where(ANN)) == [anns]
    assert own_button != f"ws:{anns.id}"


async def test_a_topic_watches_for_itself(room: Newsroom) -> None:
    lead(room, FORUM, ANN)
    topic = room.telegram.people.topic(FORUM, ANN)
    await room.watch("al-Hol camp", FORUM, thread=topic)
    await room.watch("Kobani", FORUM)
    room.engine.report(2, KOBANI)
    (general,) = await room.news(FORUM)
    assert "message_thread_id" not in general
    room.engine.report(3, "The al-Hol camp burns.")
    (card,) = await room.news(FORUM)
    assert card["message_thread_id"] == topic
    assert headings([card]) == ["New on “al-Hol camp”"]


async def test_where_the_bot_may_not_be_used_nothing_is_announced(room: Newsroom) -> None:
    for person in (ANN, BOB):
        await room.watch("al-Hol camp", person, person)
    await room.say(ANN, ANN, "/quiet 11:00-13:00 UTC")
    room.engine.report(2, CAMP)
    await room.look()
    n_before = len(room.messages(ANN))
    await room.say(ANN, ANN, "/quiet off")
    async with reopened(room, room.chats, SITREP_ALLOWED_PEOPLE=str(BOB)) as closed:
        closed.engine.report(3, CAMP)
        assert len(await closed.news(BOB)) == 1
        assert len(closed.messages(ANN)) == n_before + 1  # what /quiet was answered with
    async with reopened(room, room.chats) as open_again:
        assert await open_again.news(ANN) == []
        open_again.engine.report(4, CAMP)
        assert len(await open_again.news(ANN)) == 1


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/digest", SAY.single),
        ("/digest hourly", "For one digest a day: /digest daily 08:00 Europe/Kyiv"),
        ("/digest 25:00", "For one digest a day:"),
        ("/digest daily", SAY.single),
        ("/digest Daily 8:00 kyiv", "New reports come in one digest a day, at 08:00 (Europe/Kyiv)"),
        ("/digest 8:00 Europe/Kiyv", "I know no time zone “Europe/Kiyv”. Did you mean Europe/Kyiv"),
        ("/digest 8:00 <b>", "I know no time zone “<b>”. Its name is that of a large city"),
        ("/digest 8:00", "New reports come in one digest a day, at 08:00 (UTC)"),
        ("/quiet", SAY.no_quiet_hours),
        ("/quiet 22:00", "For hours in which I write nothing: /quiet 22:00-07:00"),
        ("/quiet 22:00-22:00", "For hours in which I write nothing:"),
        ("/quiet 22:00 – 7.00 Atlantis", "I know no time zone “Atlantis”."),
        ("/quiet 22:00 – 7.00 kyiv", "From 22:00 to 07:00 (Europe/Kyiv) I write nothing"),
        ("/quiet off", SAY.no_quiet_hours),
    ],
)
async def test_every_way_to_set_the_time_has_its_answer(
    room: Newsroom, command: str, said: str
) -> None:
    await room.say(ANN, ANN, command)
    assert last(room, ANN)["text"].startswith(said)


async def test_a_zone_is_kept_until_another_is_named(room: Newsroom) -> None:
    await room.say(ANN, ANN, "/quiet 22:00-07:00 Asia/Tokyo")
    await room.say(ANN, ANN, "/digest 8:00")
    assert "(Asia/Tokyo)" in last(room, ANN)["text"]
    await room.watch("Kobani")
    listed = (await room.watch(""))["text"]
    assert "at 08:00 (Asia/Tokyo)" in listed
    assert "From 22:00 to 07:00 (Asia/Tokyo)" in listed


async def test_presses_below_messages_that_are_gone_or_unknown_are_answered(
    room: Newsroom,
) -> None:
    said = await room.watch("al-Hol camp")
    press = room.telegram.people.press(ANN, ANN, said["message_id"], room.data(said, "Stop"))
    room.telegram.people.delete(ANN, said["message_id"])
    await room.settle()
    told = room.telegram.state.answers[press["id"]]
    assert told["text"] == SAY.stopped("al-Hol camp")
    said = await room.watch("al-Hol camp")
    room.telegram.state.chats[ANN].messages[said["message_id"]]["reply_markup"] = {
        "inline_keyboard": [[{"text": "x", "callback_data": "wa:77"}]]
    }
    told = await room.press_data(ANN, ANN, said["message_id"], "wa:77")
    assert told["text"] == SAY.expired


async def test_a_message_that_telegram_shows_no_more_stops_its_watch_all_the_same(
    room: Newsroom,
) -> None:
    """Nor does it tell in which topic that stands, and what other buttons it has."""
    lead(room, FORUM, ANN)
    topic = room.telegram.people.topic(FORUM, ANN)
    said = await room.watch("al-Hol camp", FORUM, thread=topic)
    query = room.telegram.state.open_query("callback")
    await room.push(
        callback_query={
            "id": query,
            "from": room.telegram.state.users[ANN],
            "chat_instance": "1",
            "message": {"chat": said["chat"], "message_id": said["message_id"], "date": 0},
            "data": room.data(said, "Stop"),
        }
    )
    assert room.telegram.state.answers[query]["text"] == SAY.stopped("al-Hol camp")
    assert room.chats.every_watch() == []
    assert last(room, FORUM) == said


async def test_whoever_has_their_data_deleted_hears_no_more(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP)
    await room.say(ANN, ANN, "/deletemydata")
    await room.look()
    room.engine.report(3, CAMP)
    assert await room.news() == []


async def test_an_edited_command_watches_for_nothing(room: Newsroom) -> None:
    number = await room.say(ANN, ANN, "/watch Kobani")
    await room.edit(ANN, number, "/watch Raqqa")
    assert [each.topic for each in room.chats.every_watch()] == ["Kobani"]


async def test_no_topic_is_logged(room: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "bot")
    await room.watch("zebedee eleven")
    for code in (502, 403):
        room.engine.report(len(room.engine.log) + 1, "Then zebedee eleven came.")
        room.telegram.people.fault("sendMessage", code)
        resume(room)
        await room.look()
    assert caplog.text
    assert "zebedee" not in caplog.text
