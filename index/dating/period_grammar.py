"""The grammar of expressions of time, written once for all languages.

Regular expressions over the letters of `period_words` find the expressions.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

# _ stands for any fillers. The first that fits counts, so the longer stand before the shorter.
_GRAMMAR = {
    "day": "(?:[Ww]_)?N_(?:[&=]_N_)?(?:U_)?[Mm](?:_[YO])?",
    "month_day": "(?:[Ww]_)?[Mm]_N(?:=N)?(?!_[UA])(?:_[YO])?",
    "month_of": "[MmEe]_[IR]?_(?:[LT]_A|A_[LT])|(?:[LT]_A|A_[LT])_I?_[MmEe]",
    "month": "(?:U_)?[MmEe]_(?:[UA]_)?[YO](?:_A)?|Y_A?_I?_[MmEe]",
    "year": "A_Y|Y_A|Y",
    "rolling": "[LP]_[Nn]_[UA]|S_[Nn]_[UA]|[Nn]_[UA]_s|P_[UA]",
    "rolling_post": "[Nn]_[LP]_[UA]|[UA]_[Nn]_[LP]|[UA]_[LP]_[Nn]|[Nn]_[UA]_[LP]|[UA]_P",
    "ago": "[Nn]_[UA]_[Zv]|[ZV]_[Nn]_[UA]|[UA]_[Zv]|[ZV]_[UA](?!_[WwMmNY])",
    "calendar": "[LT]_[UA]|S[If]*[UA]",
    "calendar_post": "[UA]_[LT]",
    "some_month": "[LT]_[MmEe]|[MmEe]_[LT](?!_[UAF])|(?:U_)?[MmEe](?:_U)?",
    "weekend": "[LT]_F|F_[LT](?!_[UA])|F",
    "weekday": "[LT]_[Ww]|(?:U_)?[Ww]_[LT](?!_[UAF])|U_[Ww]|[Ww](?:_U)?",
    "this_day": "[typ]",
}
_POSTPOSED = {"fr", "es", "ar"}
"""Where "last" follows its noun. Elsewhere it belongs to what comes next ("a week this month")."""

_TIME = "ISBGVRZLT"
"""After one of these a word that may be a month's or a season's name is one."""


@dataclass(frozen=True, slots=True)
class Found:
    """An expression: its letters and numbers, and the letters around it."""

    kind: str
    codes: str
    values: Sequence[int]
    before: str
    after: str

    def value(self, letters: str) -> int | None:
        """The number of the first of these letters."""
        pairs = zip(self.codes, self.values, strict=True)
        return next((value for code, value in pairs if code in letters), None)

    def has(self, letters: str) -> bool:
        """Whether one of these letters is in it."""
        return not set(letters).isdisjoint(self.codes)


def expressions(codes: str, values: Sequence[int], language: str) -> Iterator[Found]:
    """What speaks of a time, in order, by the letters and numbers of a question's words."""
    for match in _expression(language).finditer(codes):
        start, end = match.span()
        kind = str(match.lastgroup).removesuffix("_post")
        found = Found(kind, match[0], values[start:end], codes[:start], codes[end:])
        if _counts(found):
            yield found


@cache
def _expression(language: str) -> re.Pattern[str]:
    forms = [
        f"(?P<{name}>{form.replace('_', 'f*')})"
        for name, form in _GRAMMAR.items()
        if (language in _POSTPOSED or not name.endswith("_post"))
        # Others would read "in March 3 people" as a day where they write "3 March".
        and (language == "en" or name != "month_day")
    ]
    return re.compile("|".join(forms))


def _counts(found: Found) -> bool:
    """Whether what looks like an expression is one, by the words around it."""
    before, after = found.before[-1:], found.after[:1]
    last = found.before.rstrip("f")[-1:]
    if last in ("X", "Q") or found.after.lstrip("f")[:1] == "Q" or found.has("O"):
        return False
    if found.kind == "year":
        return len(found.codes) > 1 or _is_year(before, last, found.values[0], after)
    if found.kind == "weekday":
        return found.has("WLTU") or (before != "" and before in _TIME + "f")
    if found.kind == "some_month" and not found.has("MLTU"):
        listed = before in ("&", "=") and "R" in found.before[-8:]
        listed |= found.after.replace("f", "")[:2] in ("=M", "=m")
        told = last if found.has("E") else before
        return listed or after == "i" or (told != "" and told in _TIME)
    return True


def _is_year(before: str, last: str, number: int, after: str) -> bool:
    """Whether a number that may be a year is one: not in "Euro 2024", not in "2000 people"."""
    noun = after in ("x", "c")
    if noun and (number % 100 == 0 or (before == "f" and last in ("S", "B", "G", "V"))):
        return False  # "after the 2020 election" says that somebody still speaks of it
    if after and after in "isvg":
        return True
    if before and before in _TIME + "f&=":
        return True
    return before not in ("c", "N") and not noun and after != "N"
