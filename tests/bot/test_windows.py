"""Never more than the limit within any window, and never fewer than it allows."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.emulator.pace import most_within
from bot.windows import Window, Windows

pauses = st.one_of(st.just(0.0), st.floats(0, 0.3), st.floats(0, 100), st.floats(59.999, 60.001))
starts = st.floats(0, 1e9)


@given(starts, st.lists(pauses, max_size=80), st.integers(1, 6))
def test_never_more_than_the_limit_within_any_window(
    now: float, waits: list[float], limit: int
) -> None:
    window, happened = Window(limit, 60.0), list[float]()
    for wait in waits:
        now += wait
        if not window.wait(now):
            window.add(now)
            happened.append(now)
    assert most_within(happened, 60.0) <= limit


@given(starts, st.lists(pauses, max_size=60), st.integers(1, 6))
def test_what_would_be_too_many_is_the_only_thing_that_waits(
    now: float, waits: list[float], limit: int
) -> None:
    window, happened = Window(limit, 60.0), list[float]()
    for wait in waits:
        now += wait
        too_many = sum(now - time < 60.0 for time in happened) >= limit
        assert bool(window.wait(now)) is too_many
        if not too_many:
            window.add(now)
            happened.append(now)


@given(starts, st.lists(pauses, min_size=1, max_size=40), st.integers(1, 6))
def test_whoever_waits_as_long_as_told_may(now: float, waits: list[float], limit: int) -> None:
    window = Window(limit, 60.0)
    for wait in waits:
        now += wait
        # Rounding may leave a rest, which is waited for once more.
        for _ in range(3):
            now = max(now + window.wait(now), math.nextafter(now, math.inf))
        assert not window.wait(now)
        window.add(now)


def test_a_full_window_opens_with_its_first_moment() -> None:
    window = Window(2, 60.0)
    window.add(0.0)
    window.add(10.0)
    assert window.wait(20.0) == 40.0
    assert window.wait(59.9) == pytest.approx(0.1)
    assert window.wait(60.0) == 0.0
    window.add(60.0)
    assert window.wait(60.0) == 10.0


def test_rounding_lets_nothing_through_too_early() -> None:
    window = Window(1, 60.0)
    first, second = 43.27670679050534, 103.27670679050533
    window.add(first)
    assert second - first < 60.0
    assert first + 60.0 - second == 0.0
    assert window.wait(second) > 0.0


def test_only_the_latest_times_are_kept() -> None:
    window = Window(3, 60.0)
    for second in range(10_000):
        if not window.wait(float(second)):
            window.add(float(second))
    assert len(window.times) <= 3


def test_what_is_under_way_takes_a_place_until_after_its_end() -> None:
    window = Window(2, 60.0)
    window.begin()
    window.add(5.0)
    assert window.wait(10.0) == 55.0
    window.begin()
    assert window.wait(500.0) == math.inf
    assert not window.is_idle(500.0)
    window.end(510.0)
    window.end(520.0)
    assert window.wait(530.0) == 40.0
    assert window.is_idle(580.0)


@given(
    st.lists(st.tuples(pauses, st.booleans(), st.floats(0, 90), st.floats(0, 1)), max_size=60),
    st.integers(1, 6),
)
def test_whenever_between_its_beginning_and_end_each_one_happens_the_limit_holds(
    steps: list[tuple[float, bool, float, float]], limit: int
) -> None:
    window, under_way, happened, now = Window(limit, 60.0), list[tuple[float, float]](), [], 0.0
    for wait, begins, duration, place in steps:
        now += wait
        for end, happens in sorted(each for each in under_way if each[0] <= now):
            window.end(end)
            under_way.remove((end, happens))
        if begins and not window.wait(now):
            window.begin()
            under_way.append((now + duration, now + duration * place))
            happened.append(now + duration * place)
    assert most_within(sorted(happened), 60.0) <= limit


def test_keys_are_counted_apart() -> None:
    windows: Windows[str] = Windows(1, 60.0)
    windows.of("a", 0.0).add(0.0)
    assert windows.of("a", 1.0).wait(1.0) == 59.0
    assert windows.of("b", 1.0).wait(1.0) == 0.0


@given(st.lists(st.tuples(st.integers(0, 5), pauses), max_size=80), st.integers(1, 4))
def test_forgetting_idle_keys_forgives_nothing(steps: list[tuple[int, float]], limit: int) -> None:
    windows: Windows[int] = Windows(limit, 60.0)
    happened: dict[int, list[float]] = {}
    now = 0.0
    for key, wait in steps:
        now += wait
        window = windows.of(key, now)
        if not window.wait(now):
            window.add(now)
            happened.setdefault(key, []).append(now)
    assert all(most_within(times, 60.0) <= limit for times in happened.values())


def test_keys_that_nothing_happens_to_are_forgotten() -> None:
    windows: Windows[int] = Windows(5, 60.0)
    for key in range(100_000):
        windows.of(key, key * 0.1).add(key * 0.1)
    assert len(windows) <= 2 * 600 + 1
    windows.of(0, 20_000.0)
    assert len(windows) == 1


def test_a_key_goes_on_under_another_name() -> None:
    windows: Windows[str] = Windows(2, 60.0)
    windows.of("old", 0.0).add(0.0)
    windows.of("old", 1.0).add(1.0)
    windows.move("old", "new")
    assert windows.of("new", 2.0).wait(2.0) == 58.0
    assert windows.of("old", 2.0).wait(2.0) == 0.0
    windows.move("unknown", "new")
    assert windows.of("new", 2.0).wait(2.0) == 58.0


@given(st.lists(st.tuples(st.sampled_from("ab"), pauses), max_size=40), st.integers(0, 40))
def test_what_happened_under_both_names_counts_after_a_move(
    steps: list[tuple[str, float]], at: int
) -> None:
    windows: Windows[str] = Windows(3, 60.0)
    happened, now = list[float](), 0.0
    for place, (key, wait) in enumerate(steps):
        now += wait
        if place == at:
            windows.move("a", "b")
        name = "b" if place >= at else key
        window = windows.of(name, now)
        too_many = sum(now - time < 60.0 for time in happened) >= 3
        if place >= at:
            assert bool(window.wait(now)) is too_many
        if not window.wait(now):
            window.add(now)
            happened.append(now)


def test_a_move_to_itself_changes_nothing() -> None:
    windows: Windows[str] = Windows(2, 60.0)
    windows.of("a", 0.0).add(0.0)
    windows.move("a", "a")
    windows.of("a", 1.0).add(1.0)
    assert windows.of("a", 2.0).wait(2.0) == 58.0
