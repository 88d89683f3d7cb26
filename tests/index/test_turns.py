"""A lock that is given in the order in which it was asked for."""

import threading
import time
from collections.abc import Callable
from functools import partial

import pytest

from index.turns import Turns


def eventually(true: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if true():
            return
        time.sleep(0.001)
    pytest.fail("it never came")


def waiting(turns: Turns) -> int:
    return len(turns._waiting)


def waits(turns: Turns, threads: int) -> bool:
    return waiting(turns) == threads


def test_threads_are_served_in_the_order_in_which_they_came() -> None:
    turns, served = Turns(), list[int]()

    def come(number: int) -> None:
        with turns:
            served.append(number)

    threads = [threading.Thread(target=come, args=(number,)) for number in range(20)]
    with turns:
        for number, thread in enumerate(threads):
            thread.start()
            eventually(partial(waits, turns, number + 1))
    for thread in threads:
        thread.join()
    assert served == list(range(20))


def test_one_thread_at_a_time_may_be_inside() -> None:
    turns, inside, most = Turns(), list[int](), list[int]()

    def work(number: int) -> None:
        for _ in range(200):
            with turns, turns:
                inside.append(number)
                most.append(len(inside))
                time.sleep(0)
                inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 8 * 200
    assert max(most) == 1


def test_who_comes_back_goes_to_the_end_of_the_line() -> None:
    turns, served = Turns(), list[str]()

    def wait() -> None:
        with turns:
            served.append("waited")

    thread = threading.Thread(target=wait)
    with turns:
        thread.start()
        eventually(lambda: waiting(turns) == 1)
    with turns:
        served.append("came back")
    thread.join()
    assert served == ["waited", "came back"]


def test_an_error_inside_lets_the_next_one_in() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="inside"), turns, turns:
        raise ValueError("inside")
    entered = threading.Event()

    def enter() -> None:
        with turns:
            entered.set()

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert entered.is_set()


def test_who_gives_up_waiting_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns()
    interrupt(turns, lambda: None, monkeypatch)
    with turns:
        assert waiting(turns) == 0


def test_a_turn_given_to_who_gives_up_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns()
    interrupt(turns, turns._hand_over, monkeypatch)
    assert turns._owner is None
    with turns:
        assert waiting(turns) == 0


def interrupt(
    turns: Turns, meanwhile: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Have somebody else inside, and this thread interrupted while it waits."""
    held, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with turns:
            held.set()
            leave.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()

    class Turn:
        """Taken by who comes; interrupted when it is waited for."""

        def __init__(self) -> None:
            self._taken = False

        def acquire(self) -> None:
            if self._taken:
                meanwhile()
                raise KeyboardInterrupt
            self._taken = True

        def release(self) -> None: ...

    with monkeypatch.context() as patched:
        patched.setattr("index.turns.Lock", Turn)
        with pytest.raises(KeyboardInterrupt):
            turns.__enter__()
    leave.set()
    thread.join()
