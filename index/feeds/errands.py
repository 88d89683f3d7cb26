"""What each host is to be asked for next, and when: what is due, as `politeness` allows."""

from dataclasses import dataclass

from index.feeds.feed_queue import Work
from index.feeds.feed_records import Waiting
from index.web.politeness import Limits, articles_from, polls_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One request: for an entry's article where there is an entry, else for a feed.

    Attributes:
        moment: not before that second.
        feed_id: the feed to poll, or that listed the entry.
        n_feeds: how many feeds the host has.
    """

    moment: int
    feed_id: int
    n_feeds: int
    entry: Waiting | None = None


def errands(work: list[Work], now: int, limits: Limits) -> list[Errand]:
    """One for each host, in the same order."""
    return [_errand(of_host, now, limits) for of_host in work]


def _errand(work: Work, now: int, limits: Limits) -> Errand:
    """What may be done first; of two that may be done at once, the poll."""
    choices = list[Errand]()
    if work.feed_id is not None:
        allowed = polls_from(work.host.n_today, now, limits)
        moment = max(work.feed_due, work.host.due, allowed)
        choices.append(Errand(moment=moment, feed_id=work.feed_id, n_feeds=work.n_feeds))
    if work.entry is not None:
        allowed = articles_from(work.host.n_today, now, limits)
        moment = max(work.entry.due, work.host.due, allowed)
        choices.append(
            Errand(
                moment=moment, feed_id=work.entry.feed_id, n_feeds=work.n_feeds, entry=work.entry
            )
        )
    return min(choices, key=lambda errand: errand.moment)
