"""What is announced when, and cards that Telegram takes, whatever reports and topics hold."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.announcing import cards, lists
from bot.announcing.cards import MOST_LINES, Entry
from bot.announcing.choosing import MOST_SINGLE, Batch, choose, is_time
from bot.announcing.fates import Fate, fate
from bot.cards import Card
from bot.chats import MAX_WATCHES, Alert, AlertState, News, Watch, Where
from bot.chats.news import Waiting
from bot.emulator import utf16_length
from bot.handlers.watching import SHOWING
from bot.messages import Messages
from bot.texts import html_text
from bot.timetables import Quiet, Timetable
from index import Article, Hit, Span
from tests.bot.card_strategies import articles, hits, says, shown, words
from tests.bot.fakes import article, hit

SAY = Messages()
HERE, TOPIC = Where(-1001), Where(-1001, 7)
DAY = datetime(2026, 11, 25, tzinfo=UTC)
NIGHT = Quiet(time(22), time(7))
PLAIN, DAILY = Timetable(), Timetable(digest=time(8))


def at(hour: int, minute: int = 0, day: int = 25) -> int:
    return int(DAY.replace(day=day, hour=hour, minute=minute).timestamp())


def alert(number: int, made: int = 0, story: int | None = None, **more: Any) -> Alert:
    told = News(
        where=HERE,
        article_id=number,
        story=story or number,
        watches=(1,),
        passage_id=number * 10,
        sentence=Span(start=0, end=1),
    )
    facts = {"state": AlertState.DUE, "batch": None, "message_id": None} | more
    return Alert(id=number, news=told, made=made, **facts)


def watch(number: int = 1, topic: str = "al-Hol camp", language: str | None = None) -> Watch:
    return Watch(id=number, where=HERE, person_id=None, topic=topic, language=language)


def entry(number: int, topic: str = "al-Hol camp", story: int | None = None, **facts: Any) -> Entry:
    found = article(number, **{"title": f"Report {number}", **facts})
    return Entry(
        alert=alert(number, story=story),
        article=found,
        watches=(watch(1, topic),),
        hit=hit("Two people fled. Nobody saw them.", of=found),
    )


# What goes out now.


def chosen(*came: int, table: Timetable = PLAIN, recent: int = 0, now: int) -> Batch | None:
    due = [alert(number, made) for number, made in enumerate(came, 1)]
    return choose(due, table, recent, now)


def test_where_nothing_is_due_nothing_is_sent() -> None:
    assert chosen(now=at(12)) is None
    assert chosen(table=DAILY, now=at(12)) is None


def test_a_few_reports_come_one_by_one() -> None:
    batch = chosen(*[at(12)] * MOST_SINGLE, now=at(12))
    assert batch == Batch(alerts=(alert(1, at(12)),), gathered=False)


def test_more_than_five_at_once_are_gathered() -> None:
    batch = chosen(*[at(12)] * 6, now=at(12))
    assert batch is not None
    assert batch.gathered
    assert len(batch.alerts) == 6


def test_more_than_five_within_ten_minutes_wait_and_are_gathered() -> None:
    assert chosen(at(12), now=at(12), recent=5) is None
    single = chosen(at(12), now=at(12), recent=4)
    assert single is not None
    assert not single.gathered
    gathered = chosen(*[at(12)] * 3, now=at(12), recent=3)
    assert gathered is not None
    assert gathered.gathered


def test_in_quiet_hours_nothing_is_sent() -> None:
    table = Timetable(quiet=NIGHT)
    assert chosen(at(21), at(23), now=at(23), table=table) is None
    assert chosen(*[at(23)] * 9, now=at(6, 59, day=26), table=table) is None


@pytest.mark.parametrize(
    ("came", "gathered"),
    [((at(23),), False), ((at(23), at(3, day=26)), True), ((at(21), at(23)), False)],
)
def test_after_quiet_hours_what_came_in_them_is_one_message(
    came: tuple[int, ...], gathered: bool
) -> None:
    batch = chosen(*came, now=at(7, day=26), table=Timetable(quiet=NIGHT))
    assert batch is not None
    assert batch.gathered is gathered
    assert len(batch.alerts) == (len(came) if gathered else 1)


def test_a_daily_digest_holds_what_came_before_it() -> None:
    batch = chosen(at(9, day=24), at(7), at(8), at(8, 1), now=at(10), table=DAILY)
    assert batch is not None
    assert [each.id for each in batch.alerts] == [1, 2, 3]
    assert (batch.gathered, batch.slot, batch.before) == (True, at(8), None)


def test_a_digest_is_sent_once_and_what_was_late_comes_with_the_next() -> None:
    table = replace(DAILY, digested=at(8))
    assert chosen(at(7), at(9), now=at(10), table=table) is None
    assert chosen(at(7), at(9), now=at(7, 59, day=26), table=table) is None
    batch = chosen(at(7), at(9), now=at(8, day=26), table=table)
    assert batch is not None
    assert (len(batch.alerts), batch.slot, batch.before) == (2, at(8, day=26), at(8))


def test_a_digest_that_was_missed_is_sent_later_that_day() -> None:
    batch = chosen(at(7), now=at(23), table=replace(DAILY, digested=at(8, day=24)))
    assert batch is not None
    assert batch.slot == at(8)


def test_a_digest_in_quiet_hours_waits_for_their_end() -> None:
    table = Timetable(digest=time(6), quiet=NIGHT)
    assert chosen(at(5), now=at(6, 30), table=table) is None
    batch = chosen(at(5), now=at(7), table=table)
    assert batch is not None
    assert batch.slot == at(6)


@given(
    st.lists(st.integers(at(0, day=20), at(0, day=27)), max_size=12).map(sorted),
    st.builds(
        Timetable,
        quiet=st.sampled_from([None, NIGHT, Quiet(time(0), time(23, 59))]),
        digest=st.sampled_from([None, time(8), time(23)]),
        digested=st.none() | st.integers(at(0, day=20), at(0, day=27)),
    ),
    st.integers(0, 9),
    st.integers(at(0, day=26), at(0, day=28)),
)
def test_whatever_is_set_only_what_is_due_is_chosen(
    came: list[int], table: Timetable, recent: int, now: int
) -> None:
    due = [alert(number, made) for number, made in enumerate(came, 1)]
    batch = choose(due, table, recent, now)
    if batch is None:
        return
    assert is_time(Waiting(where=HERE, oldest=min(came), is_unsure=False), table, now)
    assert not table.is_quiet(now)
    assert batch.alerts
    assert set(batch.alerts) <= set(due)
    assert batch.gathered or batch.alerts == (due[0],)
    assert (batch.slot is not None) == (table.digest is not None)
    if batch.slot is not None:
        assert batch.slot <= now
        assert table.digested is None or table.digested < batch.slot


@pytest.mark.parametrize(
    ("table", "oldest", "unsure", "now", "expected"),
    [
        (PLAIN, at(12), False, at(12), True),
        (PLAIN, None, True, at(12), True),
        (Timetable(quiet=NIGHT), at(12), True, at(23), False),
        (DAILY, at(7), False, at(8), True),
        (DAILY, at(9), False, at(10), False),
        (DAILY, None, True, at(10), True),
        (replace(DAILY, digested=at(8)), at(7), False, at(10), False),
    ],
)
def test_a_place_is_looked_at_when_it_may_be_told(
    table: Timetable, oldest: int | None, unsure: bool, now: int, expected: bool
) -> None:
    waiting = Waiting(where=HERE, oldest=oldest, is_unsure=unsure)
    assert is_time(waiting, table, now) is expected


# What became of a message.


def error_of(cause: str) -> NetworkError:
    """As PTB has it when a request never left."""
    error = NetworkError("no connection")
    error.__cause__ = type(cause, (Exception,), {})()
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ChatMigrated(-100), Fate.MOVED),
        (Forbidden("bot was blocked by the user"), Fate.GONE),
        (Forbidden("bot was kicked from the supergroup chat"), Fate.GONE),
        (BadRequest("Chat not found"), Fate.GONE),
        (BadRequest("Not enough rights to send text messages to the chat"), Fate.MUTED),
        (BadRequest("CHAT_SEND_PLAIN_FORBIDDEN"), Fate.MUTED),
        (BadRequest("something that nobody has seen yet"), Fate.MUTED),
        (BadRequest("Can't parse entities: unclosed tag"), Fate.REFUSED),
        (BadRequest("Message is too long"), Fate.REFUSED),
        (BadRequest("BUTTON_DATA_INVALID"), Fate.REFUSED),
        (RetryAfter(30), Fate.LATER),
        (error_of("ConnectError"), Fate.LATER),
        (error_of("ReadError"), Fate.UNSURE),
        (TimedOut(), Fate.UNSURE),
        (NetworkError("Bad Gateway"), Fate.UNSURE),
        (TelegramError("?"), Fate.UNSURE),
        (ValueError("?"), Fate.UNSURE),
    ],
)
def test_an_error_tells_what_becomes_of_a_message(error: Exception, expected: Fate) -> None:
    assert fate(error, HERE) is expected


@pytest.mark.parametrize("words", ["Message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED"])
def test_a_topic_that_is_gone_is_no_place_any_more(words: str) -> None:
    assert fate(BadRequest(words), TOPIC) is Fate.TOPIC_GONE
    assert fate(BadRequest(words), HERE) is Fate.MUTED


# The cards.


def buttons(card: Card) -> list[tuple[str, str]]:
    rows = card.keyboard.inline_keyboard if card.keyboard else ()
    return [(each.text, str(each.callback_data or each.url)) for row in rows for each in row]


def test_an_announcement_has_its_topic_sentence_source_and_buttons() -> None:
    card = cards.announcement(entry(3), SAY)
    text, entities = shown(card)
    heading, sentence, passage, source = text.splitlines()
    assert heading == "New on “al-Hol camp”"
    assert sentence == "Two people fled"
    assert passage == "Two people fled. Nobody saw them."
    assert source.startswith("CNN · Report 3 · ")
    assert [each["type"] for each in entities] == ["bold", "expandable_blockquote", "text_link"]
    assert buttons(card) == [
        ("Open the report", "https://news.example/3"), ("Stop “al-Hol camp”", "ws:1")
    ]  # fmt: skip


def test_a_later_report_says_so() -> None:
    text, _ = shown(cards.announcement(entry(3), SAY, later=True))
    assert text.startswith("Another report on the same story: “al-Hol camp”\n")


def test_all_topics_are_stopped_each_by_its_own_button() -> None:
    watches = tuple(watch(n, f"topic {n}") for n in range(1, 6))
    card = cards.announcement(replace(entry(3), watches=watches), SAY)
    assert shown(card)[0].startswith("New on “topic 1”, “topic 2”, “topic 3”, and 2 more\n")
    assert [data for _, data in buttons(card)][1:] == [f"ws:{n}" for n in range(1, 6)]


def test_a_report_that_was_replaced_meanwhile_is_announced_by_its_headline() -> None:
    text, _ = shown(cards.announcement(replace(entry(3), hit=None), SAY))
    assert text.startswith("New on “al-Hol camp”\nCNN · Report 3")


def test_a_report_without_an_address_has_no_button_to_open_it() -> None:
    card = cards.announcement(entry(3, url=None), SAY)
    assert [data for _, data in buttons(card)] == ["ws:1"]


def test_a_digest_has_the_newest_first_and_each_story_together() -> None:
    days = {1: date(2026, 11, 20), 2: date(2026, 11, 22), 3: date(2026, 11, 21), 4: None}
    entries = [
        entry(1, story=1, published=days[1]), entry(2, story=2, published=days[2]),
        entry(3, story=1, published=days[3]), entry(4, story=4, published=days[4]),
    ]  # fmt: skip
    card, n_told = cards.digest(cards.in_order(entries), SAY)
    text, entities = shown(card)
    assert n_told == 4
    heading, *lines = text.splitlines()
    assert heading == "4 new reports on “al-Hol camp”"
    found = [line.split(" · ")[1] if line else "" for line in lines]
    assert found == ["", "Report 2", "", "Report 3", "Report 1", "", "Report 4"]
    assert sum(each["type"] == "text_link" for each in entities) == 4
    assert buttons(card) == [("Stop “al-Hol camp”", "ws:1")]


def test_a_digest_on_several_topics_names_them_beside_each_report() -> None:
    other = replace(entry(2), watches=(watch(1), watch(2, "Kobani")))
    text, _ = shown(cards.digest([entry(1), other], SAY)[0])
    assert text.startswith("2 new reports\n\n• ")
    first, second = [line for line in text.splitlines() if line.startswith("•")]
    assert first.endswith(" · “al-Hol camp”")
    assert second.endswith(" · “al-Hol camp” and “Kobani”")


def test_what_a_digest_has_no_room_for_is_counted_or_left_for_the_next_message() -> None:
    entries = [entry(n) for n in range(1, 61)]
    card, n_told = cards.digest(entries, SAY, last=False)
    assert n_told == MOST_LINES
    assert shown(card)[0].startswith(f"{MOST_LINES} new reports on")
    card, n_told = cards.digest(entries, SAY)
    text, _ = shown(card)
    assert n_told == 60
    assert text.startswith("60 new reports on")
    assert text.endswith(f"\n\nand {60 - MOST_LINES} more: /latest")


def test_a_digest_of_long_headlines_has_fewer() -> None:
    entries = [entry(n, title="word " * 40, outlet="x" * 60) for n in range(1, 61)]
    for last in (False, True):
        card, n_told = cards.digest(entries, SAY, last=last)
        n_lines = shown(card)[0].count("• ")
        assert 10 < n_lines < MOST_LINES
        assert n_told == (60 if last else n_lines)


def test_the_notice_names_the_topic_and_has_a_button() -> None:
    card = cards.notice([entry(3)], 3, SAY)
    assert "a report on “al-Hol camp”" in shown(card)[0]
    assert buttons(card) == [("Show it", "wa:3")]
    card = cards.notice([entry(3), entry(4)], 3, SAY)
    assert "2 reports" in shown(card)[0]
    assert buttons(card) == [("Show them", "wa:3")]


topics = words | st.text(max_size=200) | st.just("مخيم الهول") | st.just("<b>&{topic}")
watches = st.lists(st.builds(watch, st.integers(1, 10**15), topics), max_size=MAX_WATCHES).map(
    tuple
)


def entries_of(found: st.SearchStrategy[tuple[Article, Hit | None]]) -> st.SearchStrategy[Entry]:
    return st.builds(
        lambda number, story, found, watches: Entry(
            alert=alert(number, story=story), article=found[0], watches=watches, hit=found[1]
        ),
        st.integers(1, 10**15),
        st.integers(1, 3),
        found,
        watches,
    )


entries = entries_of(hits().map(lambda found: (found.article, found)))
listed = entries_of(st.tuples(articles, st.none()))


@given(entries | listed, says, st.booleans())
def test_an_announcement_of_any_report_can_be_sent(
    found: Entry, say: Messages, later: bool
) -> None:
    text, entities = shown(cards.announcement(found, say, later=later))
    links = [each["url"] for each in entities if each["type"] == "text_link"]
    assert all(link.startswith("https://a.example") for link in links)
    assert say.day(found.article.published) in text


@settings(max_examples=40)
@given(st.lists(listed, min_size=1, max_size=8), says, st.booleans())
def test_a_digest_of_any_reports_can_be_sent(found: list[Entry], say: Messages, last: bool) -> None:
    ordered = cards.in_order(found)
    assert sorted(map(id, ordered)) == sorted(map(id, found))
    card, n_told = cards.digest(ordered, say, last=last)
    shown(card)
    assert n_told == len(found) if last else 1 <= n_told <= len(found)


@settings(max_examples=40)
@given(st.lists(listed, min_size=1, max_size=3), says)
def test_a_notice_of_any_reports_can_be_sent(found: list[Entry], say: Messages) -> None:
    text, _ = shown(cards.notice(found, 10**15, say))
    assert utf16_length(text) < 500


@given(
    watches,
    st.builds(
        Timetable,
        zone=st.sampled_from(["UTC", "Europe/Kyiv", "America/Argentina/ComodRivadavia"]),
        quiet=st.sampled_from([None, NIGHT]),
        digest=st.sampled_from([None, time(8)]),
    ),
    says,
    st.dictionaries(st.integers(1, 10**15 - 1), st.integers(1, 100), max_size=9),
)
def test_any_list_of_watches_can_be_sent(
    found: tuple[Watch, ...], table: Timetable, say: Messages, missing: dict[int, int]
) -> None:
    card = lists.watched(found, table, at(12), say, missing)
    shown(card)
    showing = buttons(card)[len(found) :]
    assert len(showing) == bool(missing)
    for _, data in showing:
        numbers = [int(each) for each in data.removeprefix("wa:").split(",")]
        assert re.match(SHOWING, data)
        assert len(data) <= 64
        assert numbers == list(missing)[: len(numbers)]
        assert len(numbers) == 1 or sum(missing[each] for each in numbers) <= MOST_LINES
    for each in (lists.digests(table, at(12), say), lists.quiet_hours(table, say)):
        shown(each)


@given(st.text(max_size=100), st.lists(st.text(max_size=30), max_size=3), says)
def test_any_zone_can_be_refused(written: str, near: list[str], say: Messages) -> None:
    shown(Card(html=say.unknown_zone_html(written, near)))


def test_right_to_left_topics_turn_no_line_around() -> None:
    text, _ = shown(cards.announcement(entry(3, topic="مخيم الهول"), SAY))
    assert text.startswith("New on \u2068“\u2068مخيم الهول\u2069”\u2069\n")
    card = lists.watched([watch(1, "مخيم الهول")], Timetable(), 0, SAY)
    assert "• \u2068مخيم الهول\u2069" in shown(card)[0]
    assert buttons(card) == [("✕ \u2068مخيم الهول\u2069", "wl:1")]


def test_topics_cannot_turn_or_break_what_stands_around_them() -> None:
    card = cards.announcement(entry(3, topic="\u202egnirts </b><a href='x'>"), SAY)
    text, entities = shown(card)
    assert "\u202e" not in text
    assert "gnirts </b><a href='x'>" in text
    assert len(entities) == 3
    assert html_text("<a href='x'>") in card.html


def test_a_report_is_shown_by_the_sentence_that_was_found() -> None:
    found: Article = article(3)
    second: Hit = hit("Two fled. Nobody saw them.", "Nobody saw them.", of=found)
    card = cards.announcement(replace(entry(3), article=found, hit=second), SAY)
    assert shown(card)[0].splitlines()[1] == "Nobody saw them."
