"""Watches, announcements, digests and quiet hours, by real updates through the real application."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.announcing import Announcer
from bot.announcing.posting import MUTED_PAUSE
from bot.chats import MAX_WATCHES, Chats, Where
from bot.chats.alerts import FOLLOWED
from bot.emulator import JsonObject, Telegram
from bot.handlers.watching import MAX_TOPIC
from index import LibraryBusy
from tests.bot.fakes import ANN, BOB, FORUM, GROUP, started
from tests.bot.newsroom import (
    NOON,
    NewsEngine,
    Newsroom,
    application_of,
    newsroom,
    reopened,
    until,
)
from tests.bot.scenes import SAY, choose, labels, last, lead
from tests.fakes import Clock

CAMP = "Forty families left the al-Hol camp for Kobani."
KOBANI = "A convoy reached Kobani before dawn."
NEW_ID = -1001234567890


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON.timestamp())


@pytest.fixture
def chats(clock: Clock) -> Iterator[Chats]:
    opened = Chats.open(None, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def engine(clock: Clock) -> NewsEngine:
    """A library with an old report."""
    engine = NewsEngine(clock=clock)
    engine.report(1, CAMP)
    return engine


@pytest.fixture
async def room(engine: NewsEngine, chats: Chats) -> AsyncIterator[Newsroom]:
    async with newsroom(engine, chats) as room:
        yield room


def headings(messages: list[JsonObject]) -> list[str]:
    return [message["text"].partition("\n")[0] for message in messages]


def replied(message: JsonObject) -> int | None:
    number = message.get("reply_to_message", {}).get("message_id")
    return None if number is None else int(number)


def resume(room: Newsroom) -> None:
    """Have all pauses be over."""
    room.announcer._paused.clear()


# Watching.


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


async def test_what_is_due_is_not_sent_once_its_watch_was_stopped(
    room: Newsroom, clock: Clock
) -> None:
    card = await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/quiet 11:00-13:00 UTC")
    room.engine.report(2, CAMP)
    assert await room.news() == []
    await room.press(ANN, ANN, card, "Stop")
    clock.wait(minutes=61)
    assert await room.news() == []


# Who may.


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


async def test_where_the_bot_may_not_be_used_nothing_is_announced(
    room: Newsroom, chats: Chats
) -> None:
    for person in (ANN, BOB):
        await room.watch("al-Hol camp", person, person)
    await room.say(ANN, ANN, "/quiet 11:00-13:00 UTC")
    room.engine.report(2, CAMP)
    await room.look()
    n_before = len(room.messages(ANN))
    await room.say(ANN, ANN, "/quiet off")
    async with reopened(room, chats, SITREP_ALLOWED_PEOPLE=str(BOB)) as closed:
        closed.engine.report(3, CAMP)
        assert len(await closed.news(BOB)) == 1
        assert len(closed.messages(ANN)) == n_before + 1  # what /quiet was answered with
    async with reopened(room, chats) as open_again:
        assert await open_again.news(ANN) == []
        open_again.engine.report(4, CAMP)
        assert len(await open_again.news(ANN)) == 1


# Which reports.


async def test_a_report_that_was_old_when_it_came_is_no_news(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    for number, days in ((2, 8), (3, 7)):
        room.engine.report(number, CAMP, published=(NOON - timedelta(days=days)).date())
    room.engine.report(4, CAMP, published=None)
    cards = await room.news()
    assert [card["text"].splitlines()[-1].split(" · ")[1] for card in cards] == [
        "Report 3", "Report 4"
    ]  # fmt: skip


async def test_a_report_that_was_removed_before_it_was_announced_is_not(
    room: Newsroom, clock: Clock
) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/quiet 11:00-13:00 UTC")
    room.engine.report(2, CAMP)
    room.engine.report(3, CAMP)
    room.engine.take_out(3)
    assert await room.news() == []
    room.engine.take_out(2)
    clock.wait(minutes=61)
    assert await room.news() == []
    assert room.chats.places_to_tell() == []


async def test_the_sources_that_a_chat_has_chosen_count(room: Newsroom) -> None:
    await choose(room, ANN, ANN, SAY.sources_label, "CNN")
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP, outlet="AP")
    assert await room.news() == []
    room.engine.report(3, CAMP, outlet="cnn")
    assert len(await room.news()) == 1


async def test_later_reports_on_a_story_reply_to_its_first_announcement(
    room: Newsroom, clock: Clock
) -> None:
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP)
    room.engine.report(3, CAMP, story=2)
    first, second = await room.news()
    assert headings([first, second]) == [
        "New on “al-Hol camp”", "Another report on the same story: “al-Hol camp”"
    ]  # fmt: skip
    assert (replied(first), replied(second)) == (None, first["message_id"])
    clock.wait(days=13)
    room.engine.report(4, CAMP, story=2)
    (third,) = await room.news()
    assert replied(third) == first["message_id"]
    clock.wait(days=2)  # the first two are forgotten
    room.engine.report(5, CAMP, story=2)
    (fourth,) = await room.news()
    assert replied(fourth) == third["message_id"]
    clock.wait(days=15)
    room.engine.report(6, CAMP, story=2)
    (fifth,) = await room.news()
    assert replied(fifth) is None


async def test_a_later_report_comes_also_where_the_first_message_was_deleted(
    room: Newsroom,
) -> None:
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP)
    (first,) = await room.news()
    room.telegram.people.delete(ANN, first["message_id"])
    room.engine.report(3, CAMP, story=2)
    (second,) = await room.news()
    assert replied(second) is None


async def test_announcements_speak_the_language_of_the_place_or_of_whoever_watches(
    room: Newsroom,
) -> None:
    room.telegram.people.user(BOB, "Bob", language_code="ru")
    await room.watch("al-Hol camp", BOB, BOB)
    assert room.chats.watches(Where(BOB))[0].language == "ru"
    room.chats.prefer(Where(ANN), "language", "fr")
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP)
    await room.look()
    opens = [labels(last(room, person))[0] for person in (BOB, ANN)]
    assert opens == [type(SAY)("ru").open_button, type(SAY)("fr").open_button]


# When.


async def test_more_than_five_at_once_come_as_one_digest(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    for number in range(2, 8):
        room.engine.report(number, CAMP)
    (card,) = await room.news()
    assert headings([card]) == ["6 new reports on “al-Hol camp”"]
    assert card["text"].count("• CNN · Report") == 6
    room.engine.report(8, CAMP, story=3)
    (later,) = await room.news()
    assert replied(later) == card["message_id"]


async def test_an_import_does_not_flood(room: Newsroom, clock: Clock) -> None:
    await room.watch("al-Hol camp")
    n_messages = []
    for number in range(2, 62):
        room.engine.report(number, CAMP)
        clock.wait(seconds=20)
        n_messages.append(len(await room.news()))
    assert sum(n_messages) <= 20
    clock.wait(minutes=11)
    await room.look()
    assert room.chats.places_to_tell() == []
    text = "\n".join(room.texts(ANN))
    assert all(f"Report {number} · " in text for number in range(2, 62))


async def test_a_digest_of_very_many_takes_three_messages_and_counts_the_rest(
    room: Newsroom,
) -> None:
    await room.watch("al-Hol camp")
    for number in range(2, 122):
        room.engine.report(number, CAMP)
    cards = await room.news()
    assert len(cards) == 3
    assert cards[-1]["text"].endswith("and 45 more: /latest")
    assert room.chats.places_to_tell() == []


async def test_quiet_hours_gather_what_came_in_them(room: Newsroom, clock: Clock) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/quiet 22:00-07:00 Europe/Kyiv")
    assert "From 22:00 to 07:00 (Europe/Kyiv)" in last(room, ANN)["text"]
    clock.now = datetime(2026, 11, 25, 20, 30, tzinfo=UTC).timestamp()
    for number in (2, 3):
        room.engine.report(number, CAMP)
        assert await room.news() == []
    clock.now = datetime(2026, 11, 26, 4, 59, tzinfo=UTC).timestamp()
    assert await room.news() == []
    clock.wait(minutes=1)
    (card,) = await room.news()
    assert headings([card]) == ["2 new reports on “al-Hol camp”"]


async def test_one_report_that_came_in_quiet_hours_comes_by_itself(
    room: Newsroom, clock: Clock
) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/quiet 11:00-13:00")
    room.engine.report(2, CAMP)
    assert await room.news() == []
    clock.wait(minutes=60)
    assert headings(await room.news()) == ["New on “al-Hol camp”"]


async def test_a_daily_digest_comes_instead_of_single_messages(
    room: Newsroom, clock: Clock
) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/digest daily 08:00 Europe/Kyiv")
    said = last(room, ANN)["text"]
    assert "at 08:00 (Europe/Kyiv)" in said
    assert "26 November 2026, 08:00" in said
    room.engine.report(2, CAMP)
    assert await room.news() == []
    clock.now = datetime(2026, 11, 26, 6, 0, tzinfo=UTC).timestamp()
    (card,) = await room.news()
    assert headings([card]) == ["1 new report on “al-Hol camp”"]
    room.engine.report(3, CAMP)
    assert await room.news() == []
    clock.wait(days=1)
    assert len(await room.news()) == 1
    clock.wait(days=1)
    assert await room.news() == []
    await room.say(ANN, ANN, "/digest off")
    room.engine.report(4, CAMP)
    assert headings(await room.news()) == ["New on “al-Hol camp”"]


async def test_what_waits_for_a_digest_comes_at_once_when_there_is_none_any_more(
    room: Newsroom,
) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/digest 8:00")
    room.engine.report(2, CAMP)
    assert await room.news() == []
    await room.say(ANN, ANN, "/digest OFF")
    assert len(await room.news()) == 1


async def test_a_digest_that_was_missed_comes_later_that_day_and_once(
    room: Newsroom, chats: Chats, clock: Clock
) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/digest 08:00 UTC")
    room.engine.report(2, CAMP)
    await room.look()
    clock.now = datetime(2026, 11, 26, 7, 30, tzinfo=UTC).timestamp()
    room.engine.report(3, CAMP)  # the bot is down by then
    clock.now = datetime(2026, 11, 26, 17, 0, tzinfo=UTC).timestamp()
    for n_messages in (1, 0):
        async with reopened(room, chats) as later:
            cards = await later.news()
            assert len(cards) == n_messages
            assert headings(cards) == ["2 new reports on “al-Hol camp”"] * n_messages


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


# Where nobody can be told.


@pytest.mark.parametrize("end", ["kicked", "blocked by the user", "chat not found", "deactivated"])
async def test_who_blocked_the_bot_is_forgotten_and_told_nothing(room: Newsroom, end: str) -> None:
    await room.watch("al-Hol camp")
    await room.watch("al-Hol camp", BOB, BOB)
    room.engine.report(2, CAMP)
    if end == "chat not found":
        room.telegram.people.fault("sendMessage", 400, "Bad Request: chat not found")
    elif end == "deactivated":
        room.telegram.people.drop(ANN)
    else:
        room.telegram.people.member(ANN, ANN, "kicked")
        room.telegram.state.updates.clear()
    await room.look()
    n_calls = len(room.calls("sendMessage"))
    assert [each.where for each in room.chats.every_watch()] == [Where(BOB)]
    assert len(room.messages(BOB)) == 2
    room.engine.report(3, CAMP)
    resume(room)
    await room.look()
    assert len(room.calls("sendMessage")) == n_calls + 1


async def test_who_blocks_it_while_something_is_due_is_not_written_to(
    room: Newsroom, clock: Clock
) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/quiet 11:00-13:00 UTC")
    room.engine.report(2, CAMP)
    await room.look()
    room.telegram.people.member(ANN, ANN, "kicked")
    await room.settle()
    n_calls = len(room.calls("sendMessage"))
    clock.wait(minutes=61)
    await room.look()
    assert len(room.calls("sendMessage")) == n_calls


@pytest.mark.parametrize("gone", ["deleted", "closed"])
async def test_a_topic_that_is_gone_watches_no_more(room: Newsroom, gone: str) -> None:
    lead(room, FORUM, ANN)
    topic = room.telegram.people.topic(FORUM, ANN)
    await room.watch("al-Hol camp", FORUM, thread=topic)
    await room.watch("Kobani", FORUM)
    if gone == "deleted":
        room.telegram.people.delete_topic(FORUM, topic)
    else:
        room.telegram.people.close_topic(FORUM, topic)
    room.engine.report(2, "The al-Hol camp burns.")
    assert await room.news(FORUM) == []
    assert [each.topic for each in room.chats.every_watch()] == ["Kobani"]
    assert room.chats.places_to_tell() == []


async def test_where_the_bot_is_muted_it_tries_again_later(room: Newsroom) -> None:
    lead(room, GROUP, ANN)
    await room.watch("al-Hol camp", GROUP)
    room.engine.report(2, CAMP)
    room.telegram.people.fault("sendMessage", 400, "Bad Request: not enough rights to send")
    assert await room.news(GROUP) == []
    left = room.announcer._paused[Where(GROUP)] - asyncio.get_running_loop().time()
    assert left == pytest.approx(MUTED_PAUSE, abs=5)
    assert await room.news(GROUP) == []
    resume(room)
    assert len(await room.news(GROUP)) == 1


async def test_a_group_that_became_a_supergroup_is_told_there_once(room: Newsroom) -> None:
    people = room.telegram.people
    people.group(-500, members=[ANN, BOB], type="group")
    lead(room, -500, ANN)
    await room.watch("al-Hol camp", -500)
    room.engine.report(2, CAMP)
    assert len(await room.news(-500)) == 1
    people.migrate(-500, NEW_ID)
    room.telegram.state.updates.clear()  # the bot missed what tells of it
    room.engine.report(3, CAMP, story=2)
    await room.look()
    resume(room)
    (card,) = await room.news(NEW_ID)
    assert replied(card) is None
    assert await room.news(NEW_ID) == []
    told = await room.press(NEW_ID, ANN, card, "Stop")
    assert told["text"] == SAY.stopped("al-Hol camp")


# Failures.


async def test_too_many_requests_are_waited_out_and_nothing_comes_twice(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    room.telegram.people.fault("sendMessage", 429, retry_after=1)
    room.engine.report(2, CAMP)
    assert len(await room.news()) == 1
    assert await room.news() == []


async def test_where_telegram_stays_busy_it_is_tried_again_later(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.watch("al-Hol camp")
    monkeypatch.setattr("bot.pacing.MAX_REFUSALS", 1)
    room.telegram.people.fault("sendMessage", 429, retry_after=1)
    room.engine.report(2, CAMP)
    assert await room.news() == []
    resume(room)
    assert len(await room.news()) == 1


async def test_where_nobody_knows_whether_it_arrived_that_is_said_once(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    room.telegram.people.fault("sendMessage", 502)
    room.engine.report(2, CAMP)
    assert await room.news() == []
    resume(room)
    (notice,) = await room.news()
    assert notice["text"] == SAY.interrupted_one(["al-Hol camp"])
    assert labels(notice) == ["Show it"]
    resume(room)
    assert await room.news() == []
    assert (await room.press(ANN, ANN, notice, "Show it")).get("text") is None
    shown = last(room, ANN)
    assert shown["message_id"] == notice["message_id"]
    assert headings([shown]) == ["New on “al-Hol camp”"]
    assert labels(shown) == ["Open the report", "Stop “al-Hol camp”"]
    room.engine.report(3, CAMP, story=2)
    (later,) = await room.news()
    assert replied(later) == notice["message_id"]


async def test_a_report_that_is_gone_is_not_shown_any_more(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    room.telegram.people.fault("sendMessage", 502)
    room.engine.report(2, CAMP)
    await room.look()
    resume(room)
    (notice,) = await room.news()
    room.engine.take_out(2)
    await room.press(ANN, ANN, notice, "Show it")
    assert last(room, ANN)["text"] == SAY.removed
    assert labels(last(room, ANN)) == []


async def test_what_may_be_missing_altogether_is_listed(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    for number in range(2, 8):
        room.engine.report(number, CAMP)
    for _ in range(2):  # the digest, and the notice about it
        room.telegram.people.fault("sendMessage", 502)
        resume(room)
        assert await room.news() == []
    resume(room)
    assert await room.news() == []
    card = await room.watch("")
    assert SAY.perhaps_missing(6) in card["text"]
    assert labels(card) == ["✕ al-Hol camp", "Show them"]
    await room.press(ANN, ANN, card, "Show them")
    assert headings([last(room, ANN)]) == ["6 new reports on “al-Hol camp”"]
    assert "Show them" not in labels(await room.watch(""))


async def test_one_place_waits_for_no_other(room: Newsroom) -> None:
    """Telegram makes the bot wait for one of them."""
    for person in (ANN, BOB):
        await room.watch("al-Hol camp", person, person)
    room.engine.report(2, CAMP)
    lane = room.application.bot_data.pacer._lane(ANN)
    async with lane.lock:
        await room.announcer.round()
        await until(lambda: len(room.messages(BOB)) == 2)
        assert len(room.messages(ANN)) == 1
    await room.announcer.settled()
    assert len(room.messages(ANN)) == 2


async def test_a_model_that_fails_loses_nothing(room: Newsroom) -> None:
    def fail() -> None:
        raise LibraryBusy("try again")

    await room.watch("al-Hol camp")
    room.engine.before_matching = fail
    room.engine.report(2, CAMP)
    with pytest.raises(LibraryBusy):
        await room.look()
    room.engine.before_matching = lambda: None
    assert len(await room.news()) == 1


async def test_one_odd_report_does_not_end_all_announcements(room: Newsroom) -> None:
    def fail() -> None:
        room.engine.before_matching = lambda: None
        raise ZeroDivisionError

    await room.watch("al-Hol camp")
    room.engine.before_matching = fail
    room.engine.report(2, CAMP)
    room.engine.report(3, CAMP)
    (card,) = await room.news()
    assert "Report 3" in card["text"]


async def test_another_library_is_taken_for_old(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    room.engine.log.clear()
    room.engine.texts.clear()
    assert await room.news() == []
    room.engine.report(2, CAMP)
    assert len(await room.news()) == 1


# By itself.


async def test_it_looks_by_itself_and_at_once_when_something_came_in(
    engine: NewsEngine, chats: Chats
) -> None:
    telegram = Telegram(privacy=False)
    application = application_of(telegram, engine, chats)
    async with started(application):
        room = Newsroom(telegram, application, engine)
        await until(lambda: chats.progress(FOLLOWED) == 1)
        await room.watch("al-Hol camp")
        engine.report(2, CAMP)
        application.bot_data.poke()
        await until(lambda: len(room.messages(ANN)) == 2)


async def test_it_ends_at_once_and_finishes_what_telegram_is_taking(
    room: Newsroom, chats: Chats
) -> None:
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP)
    running = asyncio.create_task(Announcer(room.application).run())
    await until(lambda: len(room.messages(ANN)) == 2)
    running.cancel()
    await asyncio.wait([running], timeout=1)
    assert running.cancelled()
    assert chats.unsure(Where(ANN)) == []
    assert await room.news() == []


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
