"""What the marked words of a hit tell, so that two can be compared: a number, days or a time."""

import re

from index.answering.amounts import Told, amount
from index.dating.dating import resolve
from index.records import Span
from index.results import Hit

LOOSE = 60
"""Minutes that "about six" may be off; an hour that is told without minutes, half of it."""

BEFORE = 30
"""Characters before the marked words that may tell how exact a number is."""

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:\s?[:.h]\s?(?P<minute>\d\d))?\s*(?:(?P<half>[ap])\.?m\b)?"
    r"|(?P<noon>noon|midday)",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\b(GMT|UTC|E[SD]?T|P[SD]T|C[ES]T|BST|CEST)\b|\b([A-Z]\w+)\s+time\b")
_LOOSELY = re.compile(r"\b(?:about|around|shortly|just|soon|before|after|by)\b", re.IGNORECASE)


def told(hit: Hit, kind: str) -> Told | None:
    """What a hit's marked words tell; None where that isn't one thing that can be compared.

    Args:
        hit: with its sentence and marks.
        kind: what is asked for, as `index.search.expectation` names it.
    """
    if len(hit.marks) != 1:
        return None
    (mark,) = hit.marks
    words = hit.quote[mark.start : mark.end]
    if kind == "number":
        return amount(words, hit.quote[max(mark.start - BEFORE, 0) : mark.start])
    if kind == "date":
        return _days(hit, mark)
    return clock(words) if kind == "time of day" else None


def _days(hit: Hit, mark: Span) -> Told | None:
    start, end = hit.sentence.start + mark.start, hit.sentence.start + mark.end
    found = [
        dated
        for dated in resolve(hit.passage.text, hit.article.published, hit.article.language)
        if dated.span.start < end and start < dated.span.end
    ]
    if len(found) != 1:
        return None
    return Told(low=found[0].since.toordinal(), high=found[0].until.toordinal())


def clock(words: str) -> Told | None:
    """The time of day that words tell, in minutes; None for midnight, which two days share."""
    found = list(_CLOCK.finditer(words))
    if len(found) != 1:
        return None
    minutes = _minutes(found[0])
    if minutes is None:
        return None
    is_exact = found[0]["minute"] or found[0]["noon"]
    slack = LOOSE if _LOOSELY.search(words) else 0 if is_exact else LOOSE // 2
    zone = next((name for match in _ZONE.findall(words) for name in match if name), "")
    return Told(low=minutes - slack, high=minutes + slack, unit=zone)


def _minutes(time: re.Match[str]) -> int | None:
    if time["noon"]:
        return 12 * 60
    hour, minute = int(time["hour"]), int(time["minute"] or 0)
    if (time["minute"] is None and time["half"] is None) or hour > 23 or minute > 59:
        return None
    is_afternoon = (time["half"] or "").casefold() == "p"
    return 60 * (hour % 12 + 12 * is_afternoon if time["half"] else hour) + minute
