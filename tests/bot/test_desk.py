"""The queue before the engine: fair, in order, bounded, and nothing is lost in it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import Desk, Full
from tests.bot import virtual_time


async def soon() -> None:
    """Let everybody do what can be done now."""
    for _ in range(10):
        await asyncio.sleep(0)


@dataclass
class Counter:
    """People who come to a desk, and whom it served, in order."""

    desk: Desk = field(default_factory=lambda: Desk(1000))
    served: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    here: list[tuple[str, asyncio.Event]] = field(default_factory=list)
    most_at_once: int = 0
    tasks: "dict[str, asyncio.Task[None]]" = field(default_factory=dict)

    def come(self, chat: int, name: str) -> None:
        self.tasks[name] = asyncio.create_task(self._wait(chat, name), name=name)

    async def _wait(self, chat: int, name: str) -> None:
        try:
            async with self.desk.turn(chat):
                leave = asyncio.Event()
                self.here.append((name, leave))
                self.most_at_once = max(self.most_at_once, len(self.here))
                try:
                    await leave.wait()
                    self.served.append(name)
                finally:
                    self.here.remove((name, leave))
        except asyncio.CancelledError:
            self.given_up.append(name)
            raise

    def serve(self) -> None:
        """Whoever is at the desk leaves."""
        for _, leave in self.here:
            leave.set()

    async def serve_all(self) -> None:
        await soon()
        while self.here:
            self.serve()
            await soon()


def test_a_chat_with_many_questions_holds_up_another_for_one() -> None:
    async def main() -> list[str]:
        counter = Counter()
        for n in range(100):
            counter.come(1, f"many{n}")
        await soon()
        counter.come(2, "one")
        counter.come(3, "other")
        await counter.serve_all()
        return counter.served

    served = virtual_time.run(main())
    assert len(served) == 102
    # The one at the desk and one more of the line are served before.
    assert served.index("one") <= 2
    assert served.index("other") <= 3
    assert [name for name in served if name.startswith("many")] == [f"many{n}" for n in range(100)]


def test_chats_take_turns() -> None:
    async def main() -> list[str]:
        counter = Counter()
        for chat in "abc":
            for n in range(3):
                counter.come(ord(chat), f"{chat}{n}")
        await counter.serve_all()
        return counter.served

    assert virtual_time.run(main()) == ["a0", "a1", "b0", "c0", "a2", "b1", "c1", "b2", "c2"]


def test_one_is_served_at_a_time_and_the_desk_is_free_afterwards() -> None:
    async def main() -> None:
        counter = Counter()
        for n in range(5):
            counter.come(n, str(n))
        await soon()
        assert counter.desk.waiting == 4
        await counter.serve_all()
        assert counter.most_at_once == 1
        assert counter.desk.waiting == 0
        counter.come(9, "later")
        await soon()
        assert [name for name, _ in counter.here] == ["later"]
        await counter.serve_all()

    virtual_time.run(main())


def test_whoever_fails_at_the_desk_gives_the_turn_on() -> None:
    async def main() -> None:
        counter = Counter()

        async def fail() -> None:
            async with counter.desk.turn(1):
                await asyncio.sleep(0)
                raise ValueError

        failing = asyncio.create_task(fail())
        await asyncio.sleep(0)
        counter.come(1, "next")
        with pytest.raises(ValueError):  # noqa: PT011 - it is this test's own
            await failing
        await counter.serve_all()
        assert counter.served == ["next"]

    virtual_time.run(main())


def test_places_are_bounded() -> None:
    async def main() -> None:
        desk = Desk(2)
        assert not desk.is_full
        async with desk.place(), desk.place():
            assert desk.is_full
            assert desk.under_way == 2
            with pytest.raises(Full):
                async with desk.place():
                    raise AssertionError("there is no third place")
            assert desk.under_way == 2
        assert desk.under_way == 0
        with pytest.raises(ValueError, match="its own"):
            async with desk.place():
                raise ValueError("its own")
        assert desk.under_way == 0

    virtual_time.run(main())


def test_a_closed_desk_sends_all_away_but_whoever_is_there() -> None:
    async def main() -> None:
        counter = Counter()
        for n in range(4):
            counter.come(n % 2, str(n))
        await soon()
        assert not counter.desk.is_closed
        counter.desk.close()
        assert counter.desk.is_closed
        await soon()
        assert sorted(counter.given_up) == ["1", "2", "3"]
        counter.come(5, "later")
        await soon()
        assert counter.given_up[-1] == "later"
        assert counter.tasks["later"].cancelled()
        assert counter.desk.waiting == 0
        await counter.serve_all()
        assert counter.served == ["0"]
        counter.desk.close()

    virtual_time.run(main())


def test_whoever_gave_up_neither_counts_nor_costs_the_chat_its_turn() -> None:
    async def main() -> None:
        counter = Counter()
        counter.come(0, "first")
        for name in ("a0", "a1"):
            counter.come(1, name)
        for name in ("b0", "b1"):
            counter.come(2, name)
        await soon()
        counter.tasks["a0"].cancel()
        await soon()
        assert counter.desk.waiting == 3
        await counter.serve_all()
        assert counter.served == ["first", "a1", "b0", "b1"]

    virtual_time.run(main())


@pytest.mark.parametrize("is_called_first", [True, False])
def test_a_turn_that_is_given_up_in_the_moment_it_comes_goes_to_the_next(
    is_called_first: bool,
) -> None:
    async def main() -> None:
        counter = Counter()
        for n, name in enumerate(("first", "second", "third")):
            counter.come(n, name)
        await soon()
        if is_called_first:
            counter.serve()
            # Not a moment more: the second has been called, and has not come yet.
            await asyncio.sleep(0)
            assert counter.served == ["first"]
        counter.tasks["second"].cancel()
        await counter.serve_all()
        assert counter.served == ["first", "third"]
        assert counter.given_up == ["second"]

    virtual_time.run(main())


def test_a_supergroup_goes_on_with_the_groups_line() -> None:
    async def main() -> None:
        counter = Counter()
        counter.come(0, "first")
        counter.come(-1, "group0")
        counter.come(-1, "group1")
        counter.come(-2, "super0")
        await soon()
        counter.desk.move(-1, -2)
        counter.desk.move(-1, -2)
        counter.desk.move(-7, -8)
        counter.desk.move(-2, -2)
        counter.come(-2, "super1")
        await soon()
        assert counter.desk.waiting == 4
        await counter.serve_all()
        assert counter.served == ["first", "group0", "group1", "super0", "super1"]

    virtual_time.run(main())


def test_a_line_moves_where_there_is_none_yet() -> None:
    async def main() -> None:
        counter = Counter()
        for n in range(3):
            counter.come(-1, str(n))
        await soon()
        counter.desk.move(-1, -2)
        await counter.serve_all()
        assert counter.served == ["0", "1", "2"]

    virtual_time.run(main())


# What happens: somebody comes to a chat's line, somebody is cancelled, whoever is there is served,
# a chat moves, or everybody gets to do so many steps.
happenings = st.one_of(
    st.tuples(st.just("come"), st.integers(0, 3)),
    st.tuples(st.just("cancel"), st.integers(0, 30)),
    st.tuples(st.just("serve"), st.just(0)),
    st.tuples(st.just("move"), st.integers(0, 3)),
    st.tuples(st.just("steps"), st.integers(1, 3)),
)


async def _happen(what: str, which: int, counter: Counter, homes: dict[str, int]) -> None:
    name = f"{len(counter.tasks):03}"
    match what:
        case "come":
            homes[name] = which
            counter.come(which, name)
        case "cancel" if counter.tasks:
            list(counter.tasks.values())[which % len(counter.tasks)].cancel()
        case "serve":
            counter.serve()
        case "move":
            counter.desk.move(which, (which + 1) % 4)
        case "steps":
            for _ in range(which):
                await asyncio.sleep(0)


@given(st.lists(happenings, max_size=60))
def test_no_turn_is_ever_lost(happening: list[tuple[str, int]]) -> None:
    async def main() -> Counter:
        counter = Counter()
        for what, which in happening:
            await _happen(what, which, counter, {})
            assert len(counter.here) <= 1
        await counter.serve_all()
        counter.come(77, "last")
        await counter.serve_all()
        return counter

    counter = virtual_time.run(main())
    assert counter.served[-1] == "last"
    assert all(task.done() for task in counter.tasks.values())
    served = {name for name, task in counter.tasks.items() if not task.cancelled()}
    assert set(counter.served) == served
    assert len(counter.served) == len(served)
    assert counter.most_at_once <= 1
    assert counter.desk.waiting == 0


@given(st.lists(happenings.filter(lambda each: each[0] != "move"), max_size=60))
def test_each_chat_is_served_in_the_order_asked(happening: list[tuple[str, int]]) -> None:
    homes: dict[str, int] = {}

    async def main() -> Counter:
        counter = Counter()
        for what, which in happening:
            await _happen(what, which, counter, homes)
        await counter.serve_all()
        return counter

    served = virtual_time.run(main()).served
    for chat in range(4):
        of_chat = [name for name in served if homes[name] == chat]
        assert of_chat == sorted(of_chat)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=60), st.integers(0, 60))
def test_nobody_waits_longer_than_one_question_of_each_other_chat(
    chats: list[int], before: int
) -> None:
    async def main() -> list[str]:
        counter = Counter()
        for n, chat in enumerate(chats[:before]):
            counter.come(chat, f"{chat}:{n}")
        await soon()
        counter.come(99, "new")
        for n, chat in enumerate(chats[before:]):
            counter.come(chat, f"{chat}:later{n}")
        await counter.serve_all()
        return counter.served

    served = virtual_time.run(main())
    first = served.index("new")
    # Besides whoever was at the desk already.
    others = [name.partition(":")[0] for name in served[min(1, first) : first]]
    assert len(others) == len(set(others))


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=40), st.integers(0, 40))
def test_closing_sends_everybody_away_at_any_moment(
    comers: list[tuple[int, bool]], at: int
) -> None:
    async def main() -> Counter:
        counter = Counter()
        close: Callable[[], None] = counter.desk.close
        for n, (chat, steps) in enumerate(comers):
            if n == at:
                close()
            counter.come(chat, str(n))
            if steps:
                await soon()
                counter.serve()
        close()
        await counter.serve_all()
        return counter

    counter = virtual_time.run(main())
    assert all(task.done() for task in counter.tasks.values())
    assert set(counter.served) == {n for n, task in counter.tasks.items() if not task.cancelled()}
    assert not set(counter.served) & {str(n) for n in range(at + 1, len(comers))}
