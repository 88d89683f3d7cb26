"""Announcements: of which reports, when, and what they reply to."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.announcing import redrawn
from bot.chats import Where
from bot.context import BotContext
from tests.bot.fakes import ANN, BOB
from tests.bot.newsroom import (
    CAMP,
    NOON,
    Newsroom,
    headings,
    open_newsroom,
    reopened,
    replied,
)
from tests.bot.scenes import SAY, choose, labels, last


@pytest.fixture
async def room() -> AsyncIterator[Newsroom]:
    async with open_newsroom() as room:
        yield room


async def test_a_report_that_was_old_when_it_came_is_no_news(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    for number, days in ((2, 8), (3, 7)):
        room.engine.report(number, CAMP, published=(NOON - timedelta(days=days)).date())
    room.engine.report(4, CAMP, published=None)
    cards = await room.news()
    assert [card["text"].splitlines()[-1].split(" · ")[1] for card in cards] == [
        "Report 3", "Report 4"
    ]  # fmt: skip


async def test_a_report_that_was_removed_before_it_was_announced_is_not(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/quiet 11:00-13:00 UTC")
    room.engine.report(2, CAMP)
    room.engine.report(3, CAMP)
    room.engine.take_out(3)
    assert await room.news() == []
    room.engine.take_out(2)
    room.clock.wait(minutes=61)
    assert await room.news() == []
    assert room.chats.waiting() == []


async def test_a_report_that_was_replaced_before_it_was_announced_is_there_by_its_headline(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/quiet 11:00-13:00 UTC")
    room.engine.report(2, CAMP)
    await room.look()
    monkeypatch.setattr(room.engine, "passages", lambda ids: {})  # it has others now
    room.clock.wait(minutes=61)
    (card,) = await room.news()
    heading, source = card["text"].splitlines()
    assert heading == "New on “al-Hol camp”"
    assert source.startswith("CNN · Report 2 · ")


async def test_the_sources_that_a_chat_has_chosen_count(room: Newsroom) -> None:
    await choose(room, ANN, ANN, SAY.sources_label, "CNN")
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP, outlet="AP")
    assert await room.news() == []
    room.engine.report(3, CAMP, outlet="cnn")
    assert len(await room.news()) == 1


async def test_later_reports_on_a_story_reply_to_its_first_announcement(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP)
    room.engine.report(3, CAMP, story=2)
    first, second = await room.news()
    assert headings([first, second]) == [
        "New on “al-Hol camp”", "Another report on the same story: “al-Hol camp”"
    ]  # fmt: skip
    assert (replied(first), replied(second)) == (None, first["message_id"])
    room.clock.wait(days=13)
    room.engine.report(4, CAMP, story=2)
    (third,) = await room.news()
    assert replied(third) == first["message_id"]
    room.clock.wait(days=2)  # the first two are forgotten
    room.engine.report(5, CAMP, story=2)
    (fourth,) = await room.news()
    assert replied(fourth) == third["message_id"]
    room.clock.wait(days=15)
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


async def test_an_import_does_not_flood(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    n_messages = []
    for number in range(2, 62):
        room.engine.report(number, CAMP)
        room.clock.wait(seconds=20)
        n_messages.append(len(await room.news()))
    assert sum(n_messages) <= 20
    room.clock.wait(minutes=11)
    await room.look()
    assert room.chats.waiting() == []
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
    assert room.chats.waiting() == []


async def test_quiet_hours_gather_what_came_in_them(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/quiet 22:00-07:00 Europe/Kyiv")
    assert "From 22:00 to 07:00 (Europe/Kyiv)" in last(room, ANN)["text"]
    room.clock.now = datetime(2026, 11, 25, 20, 30, tzinfo=UTC).timestamp()
    for number in (2, 3):
        room.engine.report(number, CAMP)
        assert await room.news() == []
    room.clock.now = datetime(2026, 11, 26, 4, 59, tzinfo=UTC).timestamp()
    assert await room.news() == []
    room.clock.wait(minutes=1)
    (card,) = await room.news()
    assert headings([card]) == ["2 new reports on “al-Hol camp”"]


async def test_one_report_that_came_in_quiet_hours_comes_by_itself(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/quiet 11:00-13:00")
    room.engine.report(2, CAMP)
    assert await room.news() == []
    room.clock.wait(minutes=60)
    assert headings(await room.news()) == ["New on “al-Hol camp”"]


async def test_a_daily_digest_comes_instead_of_single_messages(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/digest daily 08:00 Europe/Kyiv")
    said = last(room, ANN)["text"]
    assert "at 08:00 (Europe/Kyiv)" in said
    assert "26 November 2026, 08:00" in said
    room.engine.report(2, CAMP)
    assert await room.news() == []
    room.clock.now = datetime(2026, 11, 26, 6, 0, tzinfo=UTC).timestamp()
    (card,) = await room.news()
    assert headings([card]) == ["1 new report on “al-Hol camp”"]
    room.engine.report(3, CAMP)
    assert await room.news() == []
    room.clock.wait(days=1)
    assert len(await room.news()) == 1
    room.clock.wait(days=1)
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


async def test_a_digest_that_was_missed_comes_later_that_day_and_once(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/digest 08:00 UTC")
    room.engine.report(2, CAMP)
    await room.look()
    room.clock.now = datetime(2026, 11, 26, 7, 30, tzinfo=UTC).timestamp()
    room.engine.report(3, CAMP)  # the bot is down by then
    room.clock.now = datetime(2026, 11, 26, 17, 0, tzinfo=UTC).timestamp()
    for n_messages in (1, 0):
        async with reopened(room, room.chats) as later:
            cards = await later.news()
            assert len(cards) == n_messages
            assert headings(cards) == ["2 new reports on “al-Hol camp”"] * n_messages


async def test_a_report_that_is_removed_leaves_a_digest_and_the_others_stay(
    room: Newsroom,
) -> None:
    await room.watch("al-Hol camp")
    for number in range(2, 8):
        room.engine.report(number, CAMP)
    (card,) = await room.news()
    context = BotContext(room.application)
    (alert,) = room.chats.announced(3)
    assert (alert.where, alert.message_id) == (Where(ANN), card["message_id"])
    in_message = room.chats.in_message(ANN, card["message_id"])
    room.engine.take_out(3)
    left = (await redrawn(context, in_message)).html
    assert left.startswith("<b>5 new reports on “al-Hol camp”</b>")
    assert "Report 3<" not in left
    for number in (2, 4, 5, 6, 7):
        room.engine.take_out(number)
    gone = await redrawn(context, in_message)
    assert (gone.html, gone.keyboard) == (SAY.removed, None)


async def test_another_library_is_taken_for_old(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    room.engine.log.clear()
    room.engine.texts.clear()
    assert await room.news() == []
    room.engine.report(2, CAMP)
    assert len(await room.news()) == 1
