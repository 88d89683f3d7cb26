"""A lock that is given in the order in which it was asked for.

Python's own goes to whoever happens to wake first: of many threads that ask all the time, some
wait for all the others again and again.
"""

from collections import deque
from threading import Lock, get_ident


class Turns:
    """First come, first served; reentrant, as `threading.RLock` is. Use it in a ``with``."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._waiting: deque[tuple[int, Lock]] = deque()
        self._owner: int | None = None
        self._depth = 0

    def __enter__(self) -> None:
        thread = get_ident()
        if self._owner == thread:  # nobody else can make that so, or undo it
            self._depth += 1
            return
        with self._mutex:
            if self._owner is None:
                self._owner, self._depth = thread, 1
                return
            turn = Lock()
            turn.acquire()
            self._waiting.append((thread, turn))
        try:
            turn.acquire()  # released by whoever hands over
        except BaseException:  # Ctrl-C while waiting
            self._withdraw(thread, turn)
            raise

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            with self._mutex:
                self._hand_over()

    def _hand_over(self) -> None:
        """Make the next in line the owner: nobody who comes now can slip in between."""
        if not self._waiting:
            self._owner = None
            return
        self._owner, turn = self._waiting.popleft()
        self._depth = 1
        turn.release()

    def _withdraw(self, thread: int, turn: Lock) -> None:
        with self._mutex:
            if (thread, turn) in self._waiting:
                self._waiting.remove((thread, turn))
            else:  # it was handed over at the same moment
                self._hand_over()
