"""Days with the names of their months, in the languages that have no table of their own.

dateparser knows the months of some two hundred languages. Only a month's name is asked of it, once
for each word that follows a number: searching a passage for dates takes it tens of milliseconds,
and it finds some in "3 days" and "Boeing 737". In the languages of `dating_words` it isn't needed:
what it makes of their expressions is measured by ``python -m tests.benchmarks.dating``.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from index.dating.dating_context import Found
from index.records import Span

# A number and a word, parted by what may stand between a day and its month.
_DAY = re.compile(
    r"(?<![\w.,:/$€£-])(?P<day>\d{1,2})(?:\.|º|°|er|[.-]?(?:[a-z]{1,2}))?\s+(?:d[eio]l?\s+|d['’])?"
    r"(?P<month>[^\W\d_]{3,})\b(?:\.?\s+(?:del?\s+)?(?P<year>\d{4})\b)?"
)
_FIRST_YEAR, _LAST_YEAR = 1000, 2099
_SETTINGS = {
    "PARSERS": ["absolute-time"],
    "REQUIRE_PARTS": ["day", "month"],
    "DATE_ORDER": "DMY",
    # The same for all, so that a word's reading is worth keeping.
    "RELATIVE_BASE": datetime(2000, 1, 1),
}


def expressions(text: str, language: str) -> Iterator[Found]:
    """The days of a text that are told with their month's name, in order."""
    for match in _DAY.finditer(text):
        year = int(match["year"] or 0)
        month = _month(match["month"], language)
        if month is None or (year and not _FIRST_YEAR <= year <= _LAST_YEAR):
            continue
        yield Found(
            kind="day",
            codes="NMY" if year else "NM",
            values=(int(match["day"]), month, *([year] if year else [])),
            before="",
            after="",
            span=Span(start=match.start(), end=match.end()),
        )


@lru_cache(maxsize=10_000)
def _month(word: str, language: str) -> int | None:
    """The number of the month that a word names, if it names one."""
    # A quarter of a second, and another tenth for each language: only where it is needed.
    import dateparser

    try:
        found = dateparser.parse(f"1 {word}", languages=[language], settings=_SETTINGS)
    except ValueError:  # a language that it doesn't know
        return None
    return found.month if found is not None and found.day == 1 else None
