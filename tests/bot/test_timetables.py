"""Quiet hours and digests by the wall clock of any zone, also on the days when that is changed."""

from collections import Counter
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.timetables import (
    Quiet,
    Timetable,
    find_zone,
    near_zones,
    read_quiet,
    read_time,
    zone_of,
)

KYIV = "Europe/Kyiv"
NIGHT = Quiet(time(22), time(7))
HOUR = 3600
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
zones = st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"}))
moments = st.integers(
    int(datetime(2005, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2035, 1, 1, tzinfo=UTC).timestamp()),
)


def at(year: int, month: int, day: int, hour: int, minute: int = 0, zone: str = KYIV) -> float:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).timestamp()


def wall(moment: float, zone: str) -> time:
    return datetime.fromtimestamp(moment, ZoneInfo(zone)).time()


def is_steady(moment: float, zone: str) -> bool:
    """Whether the zone's clock isn't changed within two days of a moment."""
    around = [moment + hours * HOUR for hours in range(-48, 49)]
    return len({datetime.fromtimestamp(each, ZoneInfo(zone)).utcoffset() for each in around}) == 1


def test_without_anything_set_nothing_is_quiet_and_there_are_no_digests() -> None:
    plain = Timetable()
    assert not plain.is_quiet(0)
    assert plain.last_digest(0) is None
    assert plain.next_digest(0) is None


def test_quiet_hours_go_over_midnight() -> None:
    table = Timetable(zone=KYIV, quiet=NIGHT)
    quiet = [hour for hour in range(24) if table.is_quiet(at(2026, 11, 25, hour))]
    assert quiet == [0, 1, 2, 3, 4, 5, 6, 22, 23]
    assert table.is_quiet(at(2026, 11, 25, 6, 59))
    assert not table.is_quiet(at(2026, 11, 25, 21, 59))


@given(times, times, zones, moments)
def test_hours_are_quiet_by_the_wall_clock(start: time, end: time, zone: str, moment: int) -> None:
    if start == end or not is_steady(moment, zone):
        return
    shown = wall(moment, zone)
    between = start <= shown < end if start < end else shown >= start or shown < end
    assert Timetable(zone=zone, quiet=Quiet(start, end)).is_quiet(moment) is between


@given(times, zones, moments)
def test_digests_come_at_their_time_once_a_day(digest: time, zone: str, moment: int) -> None:
    table = Timetable(zone=zone, digest=digest)
    last, following = table.last_digest(moment), table.next_digest(moment)
    assert last is not None
    assert following is not None
    assert last <= moment < following.timestamp()
    # A zone may leave out a day, and the clocks may be changed by an hour or two.
    assert 20 * HOUR <= following.timestamp() - last <= 50 * HOUR
    if is_steady(moment, zone):
        assert wall(last, zone) == digest
        assert following.time() == digest
        assert following.timestamp() - last == 24 * HOUR


@pytest.mark.parametrize("digest", [time(2, 30), time(3), time(3, 30), time(4), time(8)])
@pytest.mark.parametrize("month_and_day", [(3, 29), (10, 25)])
def test_there_is_one_digest_a_day_when_the_clocks_change(
    digest: time, month_and_day: tuple[int, int]
) -> None:
    """In Kyiv from 3 to 4 o'clock in spring, from 4 to 3 in autumn."""
    table = Timetable(zone=KYIV, digest=digest)
    month, day = month_and_day
    start = at(2026, month, day - 1, 0)
    seen = {table.last_digest(start + minutes * 60) for minutes in range(0, 3 * 24 * 60, 10)}
    days = Counter(
        datetime.fromtimestamp(each, ZoneInfo(KYIV)).date() for each in seen if each is not None
    )
    assert set(days.values()) == {1}
    assert [(day + n) in {each.day for each in days} for n in (-1, 0, 1)] == [True] * 3


def test_hours_that_a_change_of_the_clock_doubles_are_quiet_twice() -> None:
    table = Timetable(zone=KYIV, quiet=Quiet(time(2), time(5)))
    first = at(2026, 10, 25, 2)
    n_minutes = sum(table.is_quiet(first + 60 * minute) for minute in range(-60, 8 * 60))
    assert n_minutes == 4 * 60


def test_a_digest_in_quiet_hours_comes_at_their_end() -> None:
    table = Timetable(zone=KYIV, quiet=NIGHT, digest=time(6))
    following = table.next_digest(at(2026, 11, 25, 12))
    assert following == datetime(2026, 11, 26, 7, tzinfo=ZoneInfo(KYIV))


def test_a_zone_that_left_out_a_day_has_its_next_digest_the_day_after() -> None:
    """Samoa had no 30 December 2011."""
    table = Timetable(zone="Pacific/Apia", digest=time(8))
    following = table.next_digest(at(2011, 12, 29, 9, zone="Pacific/Apia"))
    assert following is not None
    assert (following.month, following.day, following.hour) == (12, 31, 8)


@pytest.mark.parametrize(
    ("written", "zone"),
    [("Europe/Kyiv", KYIV), ("europe/kyiv", KYIV), ("Kyiv", KYIV), (" new  york ",
     "America/New_York"), ("utc", "UTC"), ("Europe/Kiev", "Europe/Kiev"), ("Atlantis", None),
     ("", None), ("../../etc/passwd", None), ("/etc/localtime", None), ("localtime", None),
     ("+03:00", None), ("Europe/Kyiv" * 1000, None)],
)  # fmt: skip
def test_zones_are_found_by_their_names(written: str, zone: str | None) -> None:
    assert find_zone(written) == zone


@pytest.mark.parametrize(
    ("written", "near"),
    [("Europe/Kiyv", KYIV), ("Kyev", KYIV), ("Moskow", "Europe/Moscow"), ("Berln",
     "Europe/Berlin")],
)  # fmt: skip
def test_a_zone_that_is_none_has_others_like_it(written: str, near: str) -> None:
    found = near_zones(written)
    assert near in found
    assert len(found) <= 3


@given(st.text())
def test_any_text_is_a_zone_or_none(written: str) -> None:
    zone = find_zone(written)
    assert zone is None or zone in available_timezones()
    assert all(each in available_timezones() for each in near_zones(written))


def test_a_zone_that_this_machine_does_not_know_is_taken_for_utc() -> None:
    assert zone_of("Mars/Olympus_Mons") is UTC
    assert Timetable(zone="Mars/Olympus_Mons", digest=time(8)).last_digest(8 * HOUR) == 8 * HOUR


@pytest.mark.parametrize(
    ("written", "read"),
    [("8:00", (time(8), "")), ("08:00 Europe/Kyiv", (time(8), KYIV)), ("23.59", (time(23, 59), "")),
     ("8:05\tKyiv", (time(8, 5), "Kyiv")), ("24:00", None), ("8:60", None), ("8", None),
     ("800", None), ("", None), ("08:00Kyiv", None), ("08:000", None), ("-8:00", None),
     ("٠٨:٠٠", None)],
)  # fmt: skip
def test_times_of_day_are_read(written: str, read: object) -> None:
    assert read_time(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("22:00-07:00", (NIGHT, "")), ("22:00 – 7.00 Kyiv", (NIGHT, "Kyiv")),
     ("22:00-22:00", None), ("22:00", None), ("22:00-25:00", None), ("-", None), ("", None),
     ("22:00-07:00x", None)],
)  # fmt: skip
def test_hours_are_read(written: str, read: object) -> None:
    assert read_quiet(written) == read


@given(st.text())
def test_any_text_is_a_time_or_none(written: str) -> None:
    assert read_time(written) is None or ":" in written or "." in written
    assert read_quiet(written) is None or len(written) >= len("0:00-0:01")


@given(times, times)
def test_hours_are_read_as_they_are_written(start: time, end: time) -> None:
    hours = Quiet(start, end)
    assert read_quiet(str(hours)) == ((hours, "") if start != end else None)
