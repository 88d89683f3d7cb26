"""Stopwatches for machines that others use too: alternate, repeat, take the median."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a report.

    Attributes:
        target: what it is to be, in words; None where nothing was promised.
        met: whether it is; None where nothing was promised, or not for this machine.
    """

    name: str
    value: float
    unit: str = ""
    target: str | None = None
    met: bool | None = None


def timed(call: Callable[[], T]) -> tuple[float, T]:
    """The seconds that the call took, and what it returned."""
    started = time.perf_counter()
    result = call()
    return time.perf_counter() - started, result


def alternate(
    one: Callable[[], object], other: Callable[[], object], repeats: int
) -> tuple[list[float], list[float]]:
    """The seconds of each call, made in turns, so that a slow minute slows both alike."""
    pairs = [(timed(one)[0], timed(other)[0]) for _ in range(repeats)]
    return [first for first, _ in pairs], [second for _, second in pairs]


def median(seconds: Sequence[float]) -> float:
    """The middle one."""
    return float(np.median(seconds))


def p95(seconds: Sequence[float]) -> float:
    """What 19 of 20 stay below."""
    return float(np.percentile(seconds, 95))
