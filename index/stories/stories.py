"""Whether a new report is about the same story as an earlier one.

A story is one event, decision or person's fate, with what led up to it and what came of it, as long
as its reports come within `WINDOW` of each other. A report gets its story when it comes in, and
keeps it. Announcing once a story rests on this: a wrong merge hides a report, a missed one only
announces an event twice, so the threshold is for precision.
"""

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from index.models import Float32
from index.stories.backdrop import Backdrop
from index.stories.portraits import Portrait
from index.stories.watching import StoryWeights, story_weights

WINDOW = timedelta(days=10)
"""Two reports further apart are never one story by themselves; by links a story may last longer."""

NEAREST = 40
"""Reports nearest in meaning whose words are compared; so a report's time has a bound."""

KIN = 0.5
"""The least mean probability with a story's reports at which it is joined: likelier than not."""

TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A report that has a story.

    Attributes:
        story: the number of the story's first report.
    """

    story: int
    portrait: Portrait


def assign(
    new: Portrait,
    recent: Sequence[Known],
    backdrop: Backdrop,
    weights: StoryWeights | None = None,
) -> int | None:
    """The story of a new report; None where it begins one.

    It joins the story of the report that is likeliest about the same, if that is likely enough and
    the story's reports within the window are likely enough on average: so a roundup that tells of
    two events doesn't make them one.

    Args:
        new: the new report, not among ``recent``.
        recent: what came in before it; what lies outside the window is passed over.
        backdrop: what the library's reports have in common.
        weights: the learned numbers; None for the shipped ones.
    """
    weights = weights or story_weights()
    near = [known for known in recent if abs(known.portrait.day - new.day) <= WINDOW]
    if not near:
        return None
    meaning = _meaning(new, [known.portrait for known in near], backdrop)
    members: dict[int, list[int]] = {}
    for place, known in enumerate(near):
        members.setdefault(known.story, []).append(place)

    def likely(place: int) -> float:
        other = near[place].portrait
        return _judge(new, other, float(meaning[place]), backdrop, weights)

    nearest: list[int] = np.argsort(-meaning, kind="stable")[:NEAREST].tolist()
    found = sorted(((likely(place), place) for place in nearest), key=lambda pair: -pair[0])
    for story in dict.fromkeys(near[place].story for p, place in found if p >= weights.threshold):
        if sum(map(likely, members[story])) / len(members[story]) >= KIN:
            return story
    return None


def same_story(
    one: Portrait, other: Portrait, backdrop: Backdrop, weights: StoryWeights | None = None
) -> float:
    """The probability that two reports are about one story, whatever the window: 0 to 1."""
    meaning = float(_meaning(one, [other], backdrop)[0])
    return _judge(one, other, meaning, backdrop, weights or story_weights())


def evidence(one: Portrait, other: Portrait, backdrop: Backdrop) -> dict[str, float]:
    """What speaks for one story, by name.

    Returns:
        ``meaning``: the cosine of the two without what all reports have in common; ``headline``:
        the share of the headlines' terms, weighed by rarity, that the other's headline or lead
        holds; ``names``: the same of the names of whichever has more of them in common, in whatever
        script; ``wording``: the share of all terms that both hold (Dice's coefficient). It counts
        against: reports of one event tell it in words of their own, while what comes every week
        comes in the same words. ``days``: the logarithm of the days between them, and one.
    """
    return _evidence(one, other, float(_meaning(one, [other], backdrop)[0]))


def is_foreign(one: Portrait, other: Portrait) -> bool:
    """Whether the reports are in different languages, so that their words don't compare."""
    return None not in (one.language, other.language) and one.language != other.language


def _meaning(one: Portrait, others: Sequence[Portrait], backdrop: Backdrop) -> Float32:
    """The cosine with each of the others, before the backdrop: float32 ``[len(others)]``."""
    vectors = np.stack([each.vector for each in others])
    own = one.vector - backdrop.of(one.language)
    theirs = vectors - np.stack([backdrop.of(each.language) for each in others])
    lengths = np.linalg.norm(theirs, axis=1) * np.linalg.norm(own)
    cosines: Float32 = theirs @ own / np.maximum(lengths, np.float32(TINY))
    return cosines


def _evidence(one: Portrait, other: Portrait, meaning: float) -> dict[str, float]:
    headlines = _total(one.headline, other.words) + _total(other.headline, one.words)
    both = _total(one.words, other.words) + _total(other.words, one.words)
    return {
        "meaning": meaning,
        "headline": headlines / _sum(one.headline, other.headline),
        "names": max(_named(one, other.readings), _named(other, one.readings)),
        "wording": both / _sum(one.words, other.words),
        "days": math.log1p(abs((one.day - other.day).days)),
    }


def _judge(
    one: Portrait, other: Portrait, meaning: float, backdrop: Backdrop, weights: StoryWeights
) -> float:
    """Without words and without vectors that compare, nothing speaks for one story."""
    foreign = is_foreign(one, other)
    if foreign and not backdrop.told:
        return 0.0
    model = weights.foreign if foreign else weights.own if backdrop.told else weights.wordy
    return model.probability(_evidence(one, other, meaning))


def _total(terms: Mapping[str, float], held: Mapping[str, float]) -> float:
    """The rarity, added up, of the terms that are held."""
    return sum(terms[term] for term in terms.keys() & held.keys())


def _sum(*terms: Mapping[Any, float]) -> float:
    return sum(sum(each.values()) for each in terms) or TINY


def _named(portrait: Portrait, readings: AbstractSet[str]) -> float:
    """The share of a report's names, weighed by rarity, that have one of these readings."""
    held = sum(w for name, w in portrait.names.items() if not readings.isdisjoint(name))
    return held / _sum(portrait.names)
