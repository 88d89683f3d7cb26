"""An event loop whose time passes only where everybody waits, so that an hour takes no time."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_MOMENT = 1e-9


class _Impatient(selectors.SelectSelector):
    """Instead of waiting for as long as it is told to, moves the clock by as much."""

    now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("everybody waits for somebody else")
        # Each round takes a moment, as it does in life: or else whoever waits for less than the
        # clock's resolution would wait for ever.
        self.now += _MOMENT if ready or not timeout else timeout + _MOMENT
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """For code without threads and without a network."""

    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        return self._impatient.now


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run ``main`` to its end in a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def now() -> float:
    """The running loop's time."""
    return asyncio.get_running_loop().time()
