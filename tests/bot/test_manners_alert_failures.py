"""Where an announcement can't be sent, or nobody knows whether it arrived."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

import pytest

from bot.announcing import Announcer
from bot.announcing.posting import MUTED_PAUSE
from bot.chats import Where
from bot.upkeep import Withdrawing
from index import LibraryBusy, LibraryFull
from tests.bot.fakes import ANN, BOB, FORUM, GROUP, started
from tests.bot.newsroom import (
    CAMP,
    NewsEngine,
    Newsroom,
    application_of,
    headings,
    open_newsroom,
    replied,
    resume,
    until,
)
from tests.bot.scenes import SAY, labels, last, lead

NEW_ID = -1001234567890
T = TypeVar("T")


@pytest.fixture
async def room() -> AsyncIterator[Newsroom]:
    async with open_newsroom() as room:
        yield room


@pytest.mark.parametrize("end", ["blocked", "chat not found", "deactivated"])
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


async def test_who_blocks_it_while_something_is_due_is_not_written_to(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    await room.say(ANN, ANN, "/quiet 11:00-13:00 UTC")
    room.engine.report(2, CAMP)
    await room.look()
    room.telegram.people.member(ANN, ANN, "kicked")
    await room.settle()
    n_calls = len(room.calls("sendMessage"))
    room.clock.wait(minutes=61)
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
    assert room.chats.waiting() == []


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


async def test_what_was_in_several_messages_is_shown_in_one(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    for number in (2, 3):
        room.engine.report(number, CAMP)
        for _ in range(2):  # the announcement, and the notice about it
            room.telegram.people.fault("sendMessage", 502)
            resume(room)
            assert await room.news() == []
    await Withdrawing(room.application).round()
    card = await room.watch("")
    assert SAY.perhaps_missing(2) in card["text"]
    assert labels(card) == ["✕ al-Hol camp", "Show them"]
    await room.press(ANN, ANN, card, "Show them")
    shown = last(room, ANN)
    assert shown["message_id"] == card["message_id"]
    assert headings([shown]) == ["2 new reports on “al-Hol camp”"]
    assert "Show them" not in labels(await room.watch(""))
    room.engine.take_out(3)
    await Withdrawing(room.application).round()
    (left,) = [m for m in room.messages(ANN) if m["message_id"] == card["message_id"]]
    assert "Report 2 " in left["text"]
    assert "Report 3 " not in left["text"]


async def test_one_place_waits_for_no_other(room: Newsroom) -> None:
    """Telegram makes the bot wait for one of them."""
    for person in (ANN, BOB):
        await room.watch("al-Hol camp", person, person)
    room.engine.report(2, CAMP)
    lane = room.application.bot_data.pacer._lane(ANN)
    await room.announcer.follow()
    async with lane.lock:
        await room.announcer.tell()
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


class Full:
    """A disk that has no room for some writes, and then has."""

    def __init__(self, times: int = 1) -> None:
        self.times = times

    def __call__(self, write: Callable[..., T]) -> Callable[..., T]:
        def written(*args: Any, **kwargs: Any) -> T:
            if self.times > 0:
                self.times -= 1
                raise LibraryFull("no room")
            return write(*args, **kwargs)

        return written


async def test_what_cannot_be_written_down_is_not_sent(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.watch("al-Hol camp")
    monkeypatch.setattr(room.chats, "begin", Full()(room.chats.begin))
    room.engine.report(2, CAMP)
    assert await room.news() == []
    resume(room)
    assert len(await room.news()) == 1


@pytest.mark.parametrize(
    ("write", "refusal"),
    [("sent", None), ("take_back", 429), ("doubt", 502), ("forget", 403)],
)
async def test_what_became_of_a_message_is_written_down_later(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, write: str, refusal: int | None
) -> None:
    await room.watch("al-Hol camp")
    monkeypatch.setattr("bot.pacing.MAX_REFUSALS", 1)
    if refusal:
        wait = 1 if refusal == 429 else None
        room.telegram.people.fault("sendMessage", refusal, retry_after=wait)
    monkeypatch.setattr(room.chats, write, Full()(getattr(room.chats, write)))
    room.engine.report(2, CAMP)
    for _ in range(3):
        await room.look()
        resume(room)
    n_announced = sum("Report 2 · " in text for text in room.texts(ANN))
    n_noticed = room.texts(ANN).count(SAY.interrupted_one(["al-Hol camp"]))
    assert (n_announced, n_noticed) == {None: (1, 0), 429: (1, 0), 502: (0, 1), 403: (0, 0)}[
        refusal
    ]
    assert room.chats.waiting() == []
    assert bool(room.chats.every_watch()) is (refusal != 403)


@pytest.mark.parametrize("meanwhile", ["forgotten", "stopped"])
async def test_what_waits_for_its_turn_is_not_sent_to_a_chat_that_ended_meanwhile(
    room: Newsroom, meanwhile: str
) -> None:
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP)
    await room.announcer.follow()
    lane = room.application.bot_data.pacer._lane(ANN)
    async with lane.lock:
        await room.announcer.tell()
        await until(lambda: lane.users)
        if meanwhile == "forgotten":
            room.chats.forget(ANN)
        else:
            room.chats.drop(room.chats.due(Where(ANN)))
    await room.announcer.settled()
    assert len(room.messages(ANN)) == 1


async def test_what_telegram_will_never_take_holds_up_nothing_else(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    room.telegram.people.fault("sendMessage", 400, "Bad Request: can't parse entities")
    room.engine.report(2, CAMP)
    room.engine.report(3, CAMP)
    (card,) = await room.news()
    assert "Report 3 · " in card["text"]
    assert room.chats.waiting() == []


async def test_whatever_breaks_while_sending_it_is_not_sent_twice(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP)

    async def fail(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("bot.announcing.posting.Poster._post", fail)
        assert await room.news() == []
    resume(room)
    (notice,) = await room.news()
    assert labels(notice) == ["Show it"]


@pytest.mark.parametrize("error", [LibraryFull("no room"), ZeroDivisionError()])
async def test_a_place_that_cannot_be_told_is_tried_again_later(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def fail(*args: object, **kwargs: object) -> None:
        raise error

    for person in (ANN, BOB):
        await room.watch("al-Hol camp", person, person)
    room.engine.report(2, CAMP)
    with monkeypatch.context() as broken:
        broken.setattr("bot.announcing.worker.scene", fail)
        assert await room.news() == []
    assert await room.news() == []
    resume(room)
    assert (len(await room.news()), len(room.messages(BOB))) == (1, 2)


@pytest.mark.parametrize("error", [LibraryBusy("try again"), ZeroDivisionError()])
async def test_it_goes_on_after_any_failure(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail() -> int:
        room.engine.last_event = NewsEngine.last_event.__get__(room.engine)  # type: ignore[method-assign]
        raise error

    monkeypatch.setattr("bot.announcing.worker.PAUSE", 0.01)
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP)
    room.engine.last_event = fail  # type: ignore[method-assign]
    running = asyncio.create_task(Announcer(room.application).run())
    await until(lambda: len(room.messages(ANN)) == 2)
    running.cancel()
    await asyncio.wait([running])


async def test_while_an_import_goes_on_what_was_found_is_sent(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.announcing.planning._EVENTS_AT_ONCE", 1)
    await room.watch("al-Hol camp")
    for number in range(2, 12):
        room.engine.report(number, CAMP)
    assert await room.announcer.follow()
    await room.announcer.tell()
    await room.announcer.settled()
    assert len(room.messages(ANN)) == 1 + 5
    assert headings(await room.news()) == []


async def test_it_looks_by_itself_and_at_once_when_something_came_in(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP)
    application = application_of(room.telegram, room.engine, room.chats)
    async with started(application):
        await until(lambda: len(room.messages(ANN)) == 2)
        room.engine.report(3, CAMP)
        application.bot_data.poke()
        await until(lambda: len(room.messages(ANN)) == 3)


async def test_it_ends_at_once_and_finishes_what_telegram_is_taking(room: Newsroom) -> None:
    await room.watch("al-Hol camp")
    room.engine.report(2, CAMP)
    running = asyncio.create_task(Announcer(room.application).run())
    await until(lambda: len(room.messages(ANN)) == 2)
    running.cancel()
    await asyncio.wait([running], timeout=1)
    assert running.cancelled()
    assert room.chats.unsure(Where(ANN)) == []
    assert await room.news() == []
