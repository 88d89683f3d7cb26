"""A page's draft against what was expected of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.records import Draft, Problem
from tests.site.pages import Expected, Page


class Dated(StrEnum):
    """How the day of publication was told. Wrong is worse than missing."""

    RIGHT = "right"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What was read from one page, right and wrong.

    Attributes:
        is_right_kind: whether an article was found where there is one, a problem where there is
            none. Where it is False, nothing else counts.
        dated: None where no date was due and none was told.
        lost: paragraphs of the report that are not in the text.
        furniture: lines of the text that are none of the report's.
    """

    page: Page
    found: Draft | Problem
    is_right_kind: bool
    title: bool = False
    dated: Dated | None = None
    outlet: bool = False
    url: bool = False
    lost: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()


def score(page: Page, found: Draft | Problem) -> Score:
    """Compare what was found on a page with what is there."""
    expected = page.expected
    if expected is None or isinstance(found, Problem):
        right = expected is None and isinstance(found, Problem)
        return Score(page=page, found=found, is_right_kind=right)
    folded = _folded(found.text)
    return Score(
        page=page,
        found=found,
        is_right_kind=True,
        title=found.title == expected.title,
        dated=_dated(found, expected),
        outlet=found.outlet == expected.outlet,
        url=found.url == expected.url,
        lost=tuple(p for p in expected.paragraphs if _folded(p) not in folded),
        furniture=tuple(_left(found.text.split("\n\n"), page, expected)),
    )


def _dated(found: Draft, expected: Expected) -> Dated | None:
    if found.published == expected.published:
        return Dated.RIGHT if expected.published else None
    return Dated.WRONG if found.published else Dated.MISSING


def _left(lines: Sequence[str], page: Page, expected: Expected) -> list[str]:
    """What remains of each line when the report's own paragraphs are taken out of it."""
    own = sorted((*page.report.paragraphs, *expected.may_keep), key=len, reverse=True)
    rests = []
    for line in lines:
        rest = _folded(line)
        for text in own:
            rest = rest.replace(_folded(text), "")
        # Clock times of a live blog and the lines of a table are the report's.
        rest = re.sub(r"\d\d:\d\d|[|\W]", "", rest)
        if rest:
            rests.append(line)
    return rests


def _folded(text: str) -> str:
    return " ".join(text.split())
