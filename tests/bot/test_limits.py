"""Who may ask how much, and how often they are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.emulator.pace import most_within
from bot.limits import (
    COMMANDS_A_MINUTE,
    DAY,
    INLINE_A_MINUTE,
    MINUTE,
    PRESSES_A_MINUTE,
    Limit,
    Limits,
    Verdict,
)
from bot.settings import Settings
from tests.fakes import Clock

ANN, BOB, GROUP, OTHER_GROUP = 1, 2, -1, -2


@pytest.fixture
def limits(clock: Clock) -> Limits:
    return Limits(Settings(), clock)


def few(clock: Clock, *, minute: int = 3, day: int = 8, group: int = 4) -> Limits:
    numbers = {
        "SITREP_PERSON_MINUTE": minute,
        "SITREP_PERSON_DAY": day,
        "SITREP_GROUP_MINUTE": group,
    }
    return Limits(Settings.model_validate(numbers), clock)


def n_asked(limits: Limits, chat: int, person: int | None, times: int) -> int:
    """How many of so many questions at once are let through."""
    return sum(limits.question(chat, person).exceeded is None for _ in range(times))


def test_five_a_minute_and_person_in_private(limits: Limits, clock: Clock) -> None:
    assert n_asked(limits, ANN, ANN, 20) == 5
    assert n_asked(limits, BOB, BOB, 20) == 5
    clock.now += MINUTE - 0.5
    assert n_asked(limits, ANN, ANN, 20) == 0
    clock.now += 0.5
    assert n_asked(limits, ANN, ANN, 20) == 5


def test_a_person_is_counted_across_all_chats(limits: Limits) -> None:
    assert n_asked(limits, GROUP, ANN, 3) == 3
    assert n_asked(limits, OTHER_GROUP, ANN, 1) == 1
    assert n_asked(limits, ANN, ANN, 5) == 1
    assert limits.question(GROUP, ANN).exceeded is Limit.PERSON_MINUTE


def test_fifty_a_day_and_person(limits: Limits, clock: Clock) -> None:
    let = 0
    for _ in range(30):
        let += n_asked(limits, ANN, ANN, 5)
        clock.now += MINUTE
    assert let == 50
    assert limits.question(ANN, ANN).exceeded is Limit.PERSON_DAY
    clock.now += DAY - 30 * MINUTE
    assert n_asked(limits, ANN, ANN, 5) == 5


def test_ten_a_minute_and_group(limits: Limits, clock: Clock) -> None:
    assert sum(n_asked(limits, GROUP, person, 1) for person in range(1, 31)) == 10
    assert limits.question(GROUP, 40).exceeded is Limit.GROUP_MINUTE
    assert n_asked(limits, OTHER_GROUP, 40, 1) == 1
    clock.now += MINUTE
    assert n_asked(limits, GROUP, 40, 1) == 1


def test_what_is_turned_down_is_not_counted(limits: Limits, clock: Clock) -> None:
    n_asked(limits, ANN, ANN, 5)
    for _ in range(100):
        clock.now += 0.1
        assert limits.question(ANN, ANN).exceeded is Limit.PERSON_MINUTE
    clock.wait(seconds=50.5)
    assert n_asked(limits, ANN, ANN, 5) == 5


def test_what_the_group_turns_down_is_not_counted_for_the_person(limits: Limits) -> None:
    for person in range(10, 20):
        n_asked(limits, GROUP, person, 1)
    assert n_asked(limits, GROUP, ANN, 10) == 0
    assert n_asked(limits, ANN, ANN, 10) == 5


def test_what_the_person_is_turned_down_for_is_not_counted_for_the_group(limits: Limits) -> None:
    n_asked(limits, ANN, ANN, 5)
    assert n_asked(limits, GROUP, ANN, 10) == 0
    assert sum(n_asked(limits, GROUP, person, 1) for person in range(10, 30)) == 10


def test_anonymous_administrators_count_for_the_group_only(limits: Limits) -> None:
    assert n_asked(limits, GROUP, None, 20) == 10
    assert limits.question(GROUP, None).exceeded is Limit.GROUP_MINUTE
    # Not for each other in other groups, as they would under one number.
    assert n_asked(limits, OTHER_GROUP, None, 20) == 10
    assert limits.question(GROUP, ANN).exceeded is Limit.GROUP_MINUTE


def test_the_day_is_named_before_the_minute_and_the_person_before_the_group(clock: Clock) -> None:
    limits = few(clock, minute=3, day=3, group=3)
    n_asked(limits, GROUP, ANN, 3)
    assert limits.question(GROUP, ANN).exceeded is Limit.PERSON_DAY
    clock.now += MINUTE
    assert limits.question(GROUP, ANN).exceeded is Limit.PERSON_DAY
    others = few(clock, minute=3, day=50, group=3)
    n_asked(others, GROUP, ANN, 3)
    assert others.question(GROUP, ANN).exceeded is Limit.PERSON_MINUTE
    assert others.question(GROUP, BOB).exceeded is Limit.GROUP_MINUTE


def test_the_first_one_too_many_is_told_and_then_silence_for_a_minute(
    limits: Limits, clock: Clock
) -> None:
    n_asked(limits, ANN, ANN, 5)
    assert limits.question(ANN, ANN) == Verdict(Limit.PERSON_MINUTE, told=True)
    assert limits.question(ANN, ANN) == Verdict(Limit.PERSON_MINUTE, told=False)
    clock.now += MINUTE
    n_asked(limits, ANN, ANN, 5)
    assert limits.question(ANN, ANN).told


def test_one_notice_a_minute_and_chat_whoever_it_is_for(limits: Limits) -> None:
    for person in (ANN, BOB):
        n_asked(limits, person, person, 5)
    assert limits.question(GROUP, ANN).told
    assert not limits.question(GROUP, BOB).told
    assert not limits.may_tell(GROUP)
    assert limits.question(OTHER_GROUP, BOB).told


pauses = st.one_of(st.just(0.0), st.floats(0, 1), st.floats(0, 90), st.floats(59.99, 60.01))
questions = st.tuples(
    st.sampled_from([GROUP, OTHER_GROUP, 0]), st.sampled_from([ANN, BOB, 3, None]), pauses
)


@given(st.lists(questions, max_size=120))
def test_no_limit_is_ever_exceeded(asked: list[tuple[int, int | None, float]]) -> None:
    clock = Clock()
    limits = few(clock)
    let: dict[tuple[str, int], list[float]] = {}
    notices: dict[int, list[float]] = {}
    for place, person, pause in asked:
        clock.now += pause
        chat = place or person or GROUP
        verdict = limits.question(chat, person)
        if verdict.told:
            assert verdict.exceeded
            notices.setdefault(chat, []).append(clock.now)
        if verdict.exceeded is None:
            assert not verdict.told
            let.setdefault(("chat", chat), []).append(clock.now)
            if person is not None:
                let.setdefault(("person", person), []).append(clock.now)
    for (kind, number), times in let.items():
        if kind == "person":
            assert most_within(times, MINUTE) <= 3
            assert most_within(times, DAY) <= 8
        elif number < 0:
            assert most_within(times, MINUTE) <= 4
    assert all(most_within(times, MINUTE) <= 1 for times in notices.values())


@pytest.mark.parametrize(
    ("what", "allowed"),
    [
        ("command", COMMANDS_A_MINUTE),
        ("press", PRESSES_A_MINUTE),
        ("inline", INLINE_A_MINUTE),
    ],
)
def test_commands_presses_and_inline_queries_have_limits_of_their_own(
    limits: Limits, clock: Clock, what: str, allowed: int
) -> None:
    count = getattr(limits, what)
    assert sum(count(ANN) for _ in range(100)) == allowed
    assert count(BOB)
    assert n_asked(limits, ANN, ANN, 9) == 5
    clock.now += MINUTE
    assert sum(count(ANN) for _ in range(100)) == allowed


def test_a_supergroup_goes_on_with_the_groups_counts(limits: Limits) -> None:
    assert n_asked(limits, GROUP, None, 6) == 6
    assert limits.may_tell(GROUP)
    # Some may ask in the supergroup before the bot is told of it.
    assert n_asked(limits, OTHER_GROUP, None, 3) == 3
    limits.move(GROUP, OTHER_GROUP)
    assert not limits.may_tell(OTHER_GROUP)
    assert n_asked(limits, OTHER_GROUP, None, 9) == 1
    limits.move(GROUP, OTHER_GROUP)
    assert limits.question(OTHER_GROUP, None).exceeded is Limit.GROUP_MINUTE


def test_people_and_groups_that_are_gone_take_no_memory(clock: Clock) -> None:
    limits = Limits(Settings(), clock)
    for number in range(1, 20_001):
        limits.question(-number, number)
        limits.command(number)
        limits.press(number)
        limits.inline(number)
        limits.may_tell(number)
        clock.now += 10
    kept = {name: len(part) for name, part in vars(limits).items() if hasattr(part, "__len__")}
    assert len(kept) == 7
    days = kept.pop("_person_day")
    assert days <= 2 * DAY / 10
    assert max(kept.values()) <= 2 * MINUTE / 10 + 1
