"""How a site is asked on nobody's behalf, by feeds and when reports are looked at again."""

from typing import Protocol

from index.errors import SourceError, TryLater
from index.records import Validators
from index.web import addresses, politeness
from index.web.politeness import FIRST_RETRY, Limits
from index.web.served import Accepted, Retrieved


class Fetch(Protocol):
    """What reads an address: `fetching.retrieve`, with the sites' rules for robots."""

    def __call__(self, url: str, *, known: Validators, accept: Accepted) -> Retrieved:
        """As `fetching.retrieve` does, raising the same errors."""
        ...


def rest_after(outcome: Retrieved | SourceError, delay: float | None, limits: Limits) -> float:
    """Seconds for which a host is left alone after its answer.

    Args:
        outcome: the answer.
        delay: the seconds between two requests that the site asks for.
        limits: what is kept to.
    """
    apart = politeness.apart(delay, limits)
    if isinstance(outcome, TryLater):
        return max(apart, FIRST_RETRY if outcome.seconds is None else outcome.seconds)
    return apart


def hosts_of(outcome: Retrieved | SourceError, host: str) -> list[str]:
    """The host that was asked, and that which a redirect led to."""
    if isinstance(outcome, Retrieved) and outcome.document and outcome.document.url:
        return sorted({host, addresses.host_of(outcome.document.url)})
    return [host]
