"""The days that an expression means, by its kind, as news has it.

A weekday or a month without more is the latest; a sure future ("will meet on Monday") makes it the
coming one. Weeks begin on Mondays. What may mean two days is none.
"""

from collections.abc import Callable, Mapping

from index.dating import dating_names, dating_relative
from index.dating.dating_context import Found
from index.dating.dating_frame import Days, Frame
from index.dating.period_names import Name


def by_year(found: Found) -> Days | None:
    """The days of an expression that tells its own year; no day of publication is needed."""
    year = found.value("YO")
    if year is None:
        return None
    if found.kind == "day":
        return dating_names.in_year(found, year)
    return Name(year, found.value("Mm"), found.value("Ee")).span(year)


def by_publication(found: Found, frame: Frame) -> Days | None:
    """The days of an expression that doesn't tell its year."""
    rule = _RULES.get(found.kind)
    return rule(found, frame) if rule else None


_RULES: Mapping[str, Callable[[Found, Frame], Days | None]] = {
    "day": dating_names.day,
    "month": dating_names.month,
    "month_mod": dating_names.month,
    "month_bare": dating_names.month,
    "season": dating_names.season,
    "weekday": dating_relative.weekday,
    "weekday_mod": dating_relative.weekday_by_word,
    "weekday_of": dating_relative.weekday_of_week,
    "unit": dating_relative.whole_unit,
    "part": dating_relative.part_of_unit,
    "weekend": dating_relative.weekend,
    "ago": dating_relative.ago,
    "shift": dating_relative.told_from_anchor,
    "near": dating_relative.near,
}
