"""Work that ends in good order when Ctrl-C or SIGTERM asks for it."""

import math
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

SLICE: Final = 0.2
"""Seconds; a signal ends no sleep, so this is how long one is heeded after."""


class Stop:
    """Whether it was asked for.

    Attributes:
        asked: the signal's number; None as long as none came.
    """

    def __init__(self) -> None:
        self.asked: int | None = None

    def __call__(self) -> bool:
        """Whether to leave it at what is done."""
        return self.asked is not None

    def sleep(self, seconds: float) -> None:
        """Wait, but not when a stop was asked for."""
        for _ in range(math.ceil(seconds / SLICE)):
            if self():
                return
            time.sleep(SLICE)


@contextmanager
def heeding() -> Iterator[Stop]:
    """Have the first signal ask for a stop, and the next one end the process as ever."""
    stop = Stop()

    def ask(number: int, _frame: FrameType | None) -> None:
        stop.asked = number
        restore()

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        restore()
