"""Metrics: what Prometheus reads, checked with its client's own parser."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast, get_args

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import __version__
from bot.limits import Limit
from bot.metrics import Metrics, Place, Vote

# Samples by name and labels: ("sitrep_votes_total", "value=up").
Samples = dict[tuple[str, str], float]


def read(metrics: Metrics) -> Samples:
    text = metrics.exposition()[0].decode()
    return {
        (sample.name, ",".join(f"{name}={value}" for name, value in sample.labels.items())): (
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name.startswith("sitrep_") and not sample.name.endswith("_created")
    }


def changed(metrics: Metrics, event: Callable[[Metrics], None]) -> Samples:
    before = read(metrics)
    event(metrics)
    after = read(metrics)
    assert after.keys() == before.keys()
    return {key: after[key] - before[key] for key in after if after[key] != before[key]}


def test_the_promised_series_are_there_before_anything_happens() -> None:
    places, votes = get_args(Place), get_args(Vote)
    counters = {
        *(
            (f"sitrep_{name}_total", f"where={w}")
            for name in ("questions", "refusals")
            for w in places
        ),
        *(("sitrep_throttled_total", f"limit={limit}") for limit in Limit),
        *(("sitrep_votes_total", f"value={value}") for value in votes),
        ("sitrep_silences_total", ""),
        ("sitrep_telegram_429_total", ""),
        ("sitrep_handler_errors_total", ""),
    }
    gauges = {("sitrep_queue_waiting", ""), ("sitrep_library_revision", "")}
    samples = read(Metrics())
    others = {key: n for key, n in samples.items() if not key[0].startswith("sitrep_answer_")}
    assert others.pop(("sitrep_info", f"version={__version__}")) == 1
    assert others == dict.fromkeys(counters | gauges, 0.0)


@pytest.mark.parametrize(
    ("event", "series"),
    [
        (lambda m: m.question("comment"), ("sitrep_questions_total", "where=comment")),
        (lambda m: m.refused("inline"), ("sitrep_refusals_total", "where=inline")),
        (lambda m: m.silent(), ("sitrep_silences_total", "")),
        (lambda m: m.throttled(Limit.PERSON_DAY), ("sitrep_throttled_total", "limit=person_day")),
        (lambda m: m.slowed_down(), ("sitrep_telegram_429_total", "")),
        (lambda m: m.handler_failed(), ("sitrep_handler_errors_total", "")),
        (lambda m: m.voted("withdrawn"), ("sitrep_votes_total", "value=withdrawn")),
    ],
)
def test_an_event_counts_once_and_nowhere_else(
    event: Callable[[Metrics], None], series: tuple[str, str]
) -> None:
    assert changed(Metrics(), event) == {series: 1.0}


def test_an_answers_time_falls_into_its_buckets() -> None:
    counted = changed(Metrics(), lambda m: m.answered(0.3))
    assert counted.pop(("sitrep_answer_seconds_count", "")) == 1
    assert counted.pop(("sitrep_answer_seconds_sum", "")) == pytest.approx(0.3)
    bounds = ["0.5", "1.0", "2.0", "5.0", "10.0", "20.0", "30.0", "+Inf"]
    assert counted == {("sitrep_answer_seconds_bucket", f"le={bound}"): 1.0 for bound in bounds}


def test_gauges_are_asked_at_each_reading() -> None:
    metrics = Metrics()
    waiting = [1]
    metrics.watch_waiting(lambda: len(waiting))
    metrics.serves(42)
    assert read(metrics)[("sitrep_queue_waiting", "")] == 1
    waiting.append(2)
    assert read(metrics)[("sitrep_queue_waiting", "")] == 2
    assert read(metrics)[("sitrep_library_revision", "")] == 42


def test_no_label_comes_from_outside() -> None:
    metrics = Metrics()
    before = read(metrics)
    for value in ("Ann", "-1001", "", "private\n"):
        with pytest.raises(KeyError):
            metrics.question(cast("Place", value))
        with pytest.raises(KeyError):
            metrics.voted(cast("Vote", value))
    assert read(metrics) == before


def test_each_bot_has_its_own_numbers() -> None:
    one, other = Metrics("1.0"), Metrics("2.0")
    one.silent()
    assert read(one)[("sitrep_silences_total", "")] == 1
    assert read(other)[("sitrep_silences_total", "")] == 0
    assert read(other)[("sitrep_info", "version=2.0")] == 1


def test_threads_may_count_at_once() -> None:
    metrics = Metrics()
    with ThreadPoolExecutor(8) as pool:
        for _ in range(2000):
            pool.submit(metrics.question, "group")
    assert read(metrics)[("sitrep_questions_total", "where=group")] == 2000


def test_the_process_is_measured_too() -> None:
    assert b"\nprocess_resident_memory_bytes " in Metrics().exposition()[0]


def test_the_format_is_the_one_that_every_prometheus_reads() -> None:
    assert Metrics().exposition()[1] == "text/plain; version=0.0.4; charset=utf-8"
