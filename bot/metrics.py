"""What Prometheus reads: how much is asked, refused and throttled, and how long answers take.

Labels have fixed values. No text, number or name of a person or a chat ever becomes one.
"""

from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector
from prometheus_client.exposition import choose_encoder

from bot import __version__
from bot.limits import Limit

Place: TypeAlias = Literal["private", "group", "comment", "inline"]
Vote: TypeAlias = Literal["up", "down", "withdrawn"]

# From an answer out of a warm library to one that waited in a long queue.
_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)


class Metrics:
    """The numbers of one bot, in a registry of their own; any thread may count."""

    def __init__(self, version: str = __version__) -> None:
        self._registry = CollectorRegistry()
        self._questions = self._counters("questions", "Questions asked.", "where", get_args(Place))
        self._refusals = self._counters(
            "refusals", "Questions that the articles don't answer.", "where", get_args(Place)
        )
        self._silences = self._counter(
            "silences", "Messages that nobody addressed to the bot, left without an answer."
        )
        self._throttled = self._counters(
            "throttled", "Questions turned away, by the limit that was reached.", "limit", Limit
        )
        self._answer_seconds = Histogram(
            "sitrep_answer_seconds",
            "From an update's arrival until its answer was sent.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._telegram_429 = self._counter(
            "telegram_429", "Times that Telegram asked the bot to slow down."
        )
        self._handler_errors = self._counter("handler_errors", "Updates whose handler failed.")
        self._votes = self._counters("votes", "Votes on answers.", "value", get_args(Vote))
        self._waiting = self._gauge("queue_waiting", "Questions that wait for their turn.")
        self._revision = self._gauge("library_revision", "The library's revision being served.")
        Info("sitrep", "The version that runs.", registry=self._registry).info({"version": version})
        # Memory, processor time and open files, under the names that every dashboard knows.
        ProcessCollector(registry=self._registry)

    def question(self, where: Place) -> None:
        """A question was asked."""
        self._questions[where].inc()

    def refused(self, where: Place) -> None:
        """A question was answered with a refusal."""
        self._refusals[where].inc()

    def silent(self) -> None:
        """A message that did not address the bot got no answer: it was not sure enough."""
        self._silences.inc()

    def throttled(self, limit: Limit) -> None:
        """A question was turned away at a limit."""
        self._throttled[limit].inc()

    def answered(self, seconds: float) -> None:
        """An answer was sent, so long after its update had arrived."""
        self._answer_seconds.observe(seconds)

    def slowed_down(self) -> None:
        """Telegram answered a call with 429."""
        self._telegram_429.inc()

    def handler_failed(self) -> None:
        """A handler raised an error."""
        self._handler_errors.inc()

    def voted(self, value: Vote) -> None:
        """A vote on an answer was given or taken back."""
        self._votes[value].inc()

    def watch_waiting(self, current: Callable[[], int]) -> None:
        """Ask ``current`` at each reading how many questions wait; it must not block."""
        self._waiting.set_function(current)

    def serves(self, revision: int) -> None:
        """Answers come from that revision of the library."""
        self._revision.set(revision)

    def exposition(self) -> tuple[bytes, str]:
        """All of it as Prometheus reads it, and that format's content type.

        The plain text format, which every version reads: what a stranger's Accept header could
        choose instead would be theirs to break.
        """
        encode, content_type = choose_encoder("")
        return encode(self._registry), content_type

    def _counter(self, name: str, says: str) -> Counter:
        return Counter(name, says, namespace="sitrep", registry=self._registry)

    def _counters(
        self, name: str, says: str, label: str, values: Iterable[str]
    ) -> dict[str, Counter]:
        """A counter for each value that ``label`` may have: there from the start, and no others."""
        counter = Counter(name, says, [label], namespace="sitrep", registry=self._registry)
        return {value: counter.labels(value) for value in values}

    def _gauge(self, name: str, says: str) -> Gauge:
        return Gauge(name, says, namespace="sitrep", registry=self._registry)
