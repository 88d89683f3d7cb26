"""The rules by which feeds and hosts are left in peace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.web.politeness import (
    DAY,
    HOUR,
    MINUTE,
    Limits,
    apart,
    articles_from,
    backoff,
    day,
    jittered,
    pause_after,
    polls_from,
    tomorrow,
)

LIMITS = Limits()
MIDNIGHT = 1_709_510_400
UNTOLD = None


def test_a_feed_with_news_is_polled_sooner_and_one_without_later() -> None:
    assert pause_after(2 * HOUR, 3, UNTOLD, LIMITS) == HOUR
    assert pause_after(2 * HOUR, 0, UNTOLD, LIMITS) == 3 * HOUR
    assert pause_after(5 * HOUR, 0, UNTOLD, LIMITS) == 6 * HOUR


def test_what_a_feed_says_makes_its_polls_rarer_but_never_more_frequent() -> None:
    assert pause_after(HOUR, 0, 8 * HOUR, LIMITS) == 8 * HOUR
    assert pause_after(8 * HOUR, 0, UNTOLD, LIMITS) == 8 * HOUR, "it wasn't asked what it says"
    assert pause_after(HOUR, 0, 5 * MINUTE, LIMITS) == 90 * MINUTE
    assert pause_after(HOUR, 0, 365 * DAY, LIMITS) == DAY


@given(
    pause=st.integers(0, 10 * DAY),
    n_new=st.integers(0, 500),
    told=st.none() | st.integers(-5, 10**9),
    n_feeds=st.integers(0, 40),
    limit=st.integers(2, 1000),
)
def test_polls_alone_never_use_up_a_hosts_day(
    pause: int, n_new: int, told: int | None, n_feeds: int, limit: int
) -> None:
    limits = Limits(requests_a_day=limit)
    found = pause_after(pause, n_new, told, limits, n_feeds=n_feeds)
    assert found >= limits.shortest
    assert n_feeds * DAY // found <= limit


def test_a_failure_is_followed_by_longer_and_longer_pauses_up_to_a_day() -> None:
    minutes = [backoff(n, UNTOLD) // MINUTE for n in range(1, 11)]
    assert minutes == [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]
    assert backoff(10**9, UNTOLD) == DAY


def test_a_server_that_asks_for_longer_gets_it() -> None:
    assert backoff(1, 2 * HOUR) == 2 * HOUR
    assert backoff(5, 60) == 160 * MINUTE


def test_the_end_of_a_failures_first_day_is_not_overslept() -> None:
    assert backoff(8, UNTOLD, failing_for=DAY - HOUR) == HOUR
    assert backoff(8, UNTOLD, failing_for=DAY - 1) == 10 * MINUTE
    assert backoff(8, UNTOLD, failing_for=DAY) == 1280 * MINUTE


def test_jitter_only_makes_longer() -> None:
    assert (jittered(HOUR, 0.0), jittered(HOUR, 0.5)) == (HOUR, 63 * MINUTE)


@pytest.mark.parametrize(
    ("delay", "seconds"), [(None, 5), (0, 5), (1.5, 5), (30, 30), (10 * DAY, 600)]
)
def test_a_crawl_delay_counts_between_five_seconds_and_ten_minutes(
    delay: float | None, seconds: float
) -> None:
    assert apart(delay, LIMITS) == seconds


def test_a_host_that_was_polled_as_often_as_allowed_waits_for_tomorrow() -> None:
    now = MIDNIGHT + 20 * HOUR
    assert polls_from(199, now, LIMITS) == now
    assert polls_from(200, now, LIMITS) == tomorrow(now) == MIDNIGHT + DAY


def test_half_of_the_day_is_kept_for_polls_and_ever_less_towards_its_end() -> None:
    assert articles_from(99, MIDNIGHT, LIMITS) == MIDNIGHT
    assert articles_from(100, MIDNIGHT, LIMITS) == MIDNIGHT + DAY // 100
    assert articles_from(150, MIDNIGHT, LIMITS) == MIDNIGHT + 51 * DAY // 100
    assert articles_from(150, MIDNIGHT + 13 * HOUR, LIMITS) == MIDNIGHT + 13 * HOUR
    assert articles_from(200, MIDNIGHT + 23 * HOUR, LIMITS) == MIDNIGHT + DAY


@given(n=st.integers(0, 2000), second=st.integers(0, DAY - 1), limit=st.integers(2, 1000))
def test_an_article_is_allowed_when_its_moment_has_come(n: int, second: int, limit: int) -> None:
    limits, now = Limits(requests_a_day=limit), MIDNIGHT + second
    moment = articles_from(n, now, limits)
    assert now <= moment <= MIDNIGHT + DAY
    if moment < MIDNIGHT + DAY:
        assert n < limit
        assert articles_from(n, moment, limits) == moment


def test_days_are_those_of_utc() -> None:
    assert day(MIDNIGHT - 1) == "2024-03-03"
    assert day(MIDNIGHT) == "2024-03-04"
