"""Whether what looks like an expression of time is one, by the words around it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from index.dating import period_grammar
from index.dating.dating_reading import Reading
from index.dating.dating_words import POSTPOSED
from index.records import Span

_NAMES = frozenset({4, 5, 6, 8})
"""English months that people are called."""

_STARTS = frozenset('.!?:|"“«(')
"""What a sentence may begin after, so that its first letter is a capital."""

_QUOTED = frozenset({("“", "”"), ("‘", "’"), ('"', '"'), ("«", "»"), ("„", "“")})
_ANAPHORIC = re.compile(r"Q[odf]*$|(?:^|[,.;oI&])q$")
_ANAPHORIC_AFTER = re.compile(r"[odf]*(?:Q|qA)")
_VAGUE = re.compile(r"[~?]$")
_EVERY = re.compile(r"%[odf]*$")
_IN_MONTH = re.compile(r"I[odfB=]*(?:[Mm],?&?)*$")
_ON = re.compile(r"[IoTJCL]$")
_WEEKEND = re.compile(r"[Io~]d?$")
_LOCATIVE = re.compile(r"\w(?:[dt][ae](?:ki)?)$")
_ABLATIVE = re.compile(r"\w[dt][ae]n\W+$")

_EARLIEST = 1900
"""The first year that needs no day and no month to be one."""


@dataclass(frozen=True, slots=True)
class Found(period_grammar.Found):
    """An expression of a report.

    Attributes:
        span: its place in the text, without the preposition before it.
    """

    span: Span


def counts(found: Found, reading: Reading) -> bool:
    """Whether it is an expression of time."""
    if found.kind not in ("day", "year") and _EVERY.search(found.before):
        return False
    if found.kind not in _TOLD and _points_back(found, reading.language):
        return False
    check = _CHECKS.get(found.kind)
    return check is None or check(found, reading)


def _points_back(found: Found, language: str) -> bool:
    """Whether it is told from what the text told before: "that Thursday", "March of that year"."""
    after = _ANAPHORIC_AFTER.match(found.after)
    told_after = after and (language in POSTPOSED or after[0] != "Q" or found.has("Mm"))
    return bool(told_after or _ANAPHORIC.search(found.before))


def _is_day(found: Found, reading: Reading) -> bool:
    if found.has("YO") or found.codes[-1] == "A":
        return True
    if _points_back(found, reading.language):
        return False
    in_name = found.before[-1:] == "d" and found.after[:1] == "c"
    # "In May 2 people were killed" tells of a month or of a day: who knows.
    month_alone = (
        found.codes[0] in "Mm"
        and found.after[:1] in ("x", "c")
        and reading.text[: found.span.start].rstrip().endswith(("in", "In"))
    )
    return not in_name and not month_alone


def _is_bare_month(found: Found, reading: Reading) -> bool:
    if _is_capital_within(found, reading) or found.after[:2] in ("=M", "=m"):
        return False
    if reading.language == "tr":
        word = reading.text[found.span.start : found.span.end]
        told = found.has("B") or found.after.startswith("''") or _LOCATIVE.search(word)
        return bool(told or found.after[:1] in ("I", "S"))
    if reading.language == "en" and found.value("Mm") in _NAMES and found.after[:1] == "c":
        return False
    return bool(_IN_MONTH.search(found.before))


def _is_weekday(found: Found, reading: Reading) -> bool:
    """Not Monday.com, "Saturday Night Fever", ‘Wednesday’ or "the Friday before the vote"."""
    word = reading.text[found.span.start : found.span.end]
    around = reading.text[: found.span.start][-1:], reading.text[found.span.end :][:1]
    if re.match(r"\.\w", reading.text[found.span.end : found.span.end + 2]) or around in _QUOTED:
        return False
    if reading.language == "en" and (
        word.endswith("Night") or (found.before.endswith("d") and found.after.startswith("I"))
    ):
        return False
    if found.has("w") and not found.has("DG") and not _ON.search(found.before):
        return False
    return found.has("DG") or not _is_capital_within(found, reading)


def _is_unit(found: Found, reading: Reading) -> bool:
    """Not "the last week", which ends now, nor "his last month", nor "last week of"."""
    if reading.language == "en" and found.after[:1] == "f":
        return False
    return not (found.codes[0] in "LXC" and found.before[-1:] in ("d", "h"))


def _is_weekend(found: Found, reading: Reading) -> bool:
    if len(found.codes.strip("odf")) > 1:
        return _is_unit(found, reading)
    told = found.value("F") or reading.language == "tr"
    return bool(told or _WEEKEND.search(found.before))


def _is_ago(found: Found, reading: Reading) -> bool:
    before, after = reading.text[: found.span.start], reading.text[found.span.end :]
    if reading.language == "tr" and _ABLATIVE.search(before):
        return False  # two days before the attack
    if reading.language == "es" and re.match(r"\s+que\b", after):
        return False  # for two years
    if reading.language == "ar" and found.after[:1] == "o":
        return False  # two days before what is told next
    return not _VAGUE.search(found.before)


def _is_shift(found: Found, reading: Reading) -> bool:
    # "Накануне" may be the eve of something that is named next.
    eve = found.codes == "P" and reading.language in ("ru", "uk", "de")
    told = reading.text[: found.span.start]
    if reading.language == "tr" and _ABLATIVE.search(told):
        return False
    if reading.language == "es" and found.after[:1] == "o":
        return False  # "tres días después de" what is told next
    return not _VAGUE.search(found.before) and not (eve and found.after[:1] in ("x", "c", "o"))


def _is_near(found: Found, reading: Reading) -> bool:
    """Arabic's word for today is also "the day", as in International Day."""
    after = reading.text[found.span.end :].lstrip()
    return not (reading.language == "ar" and found.codes[-1] == "t" and after.startswith("ال"))


def _is_year(found: Found, reading: Reading) -> bool:
    """Not "in 2000 homes", not the season "2021-22"."""
    year = found.value("YO") or 0
    rest = found.after.lstrip("'")
    if year < _EARLIEST or rest[:2] in ("=N", "=Y", "/N"):
        return False
    word = reading.text[found.span.start : found.span.end]
    if found.codes.endswith("A"):
        return year % 100 != 0 and not word.endswith(" yıl")
    return found.has("A") or year % 100 != 0 or rest[:1] not in ("x", "c")


def _is_capital_within(found: Found, reading: Reading) -> bool:
    """Whether it has a capital within a sentence, where the language writes it small: a name."""
    if reading.language not in ("es", "fr", "ru", "uk"):
        return False
    capital = reading.text[found.span.start].isupper()
    return capital and found.before[-1:] not in _STARTS and found.before != ""


_TOLD = frozenset({"day", "month", "year", "shift"})
"""What points back has its own word for it, or its year."""

_CHECKS: Mapping[str, Callable[[Found, Reading], bool]] = {
    "day": _is_day,
    "month_bare": _is_bare_month,
    "month_mod": _is_unit,
    "season": _is_unit,
    "weekday": _is_weekday,
    "weekday_mod": _is_unit,
    "unit": _is_unit,
    "weekend": _is_weekend,
    "ago": _is_ago,
    "shift": _is_shift,
    "near": _is_near,
    "year": _is_year,
}
