"""The grammar of what tells days in reports, written once for all languages.

Regular expressions over the letters of `dating_reading` find the expressions; what stands around an
expression tells whether it is one.
"""

import re
from collections.abc import Iterator
from functools import cache

from index.dating.dating_context import Found, counts
from index.dating.dating_reading import Reading
from index.dating.dating_words import POSTPOSED
from index.records import Span

_MODIFIER = "[LJTXC]"
_UNIT = "[GgKkBbAa]"
_WEEKDAY = "(?:(?:[DG]_)*[Ww]_(?:[DG]_)*,?_)?"
_MONTH = r"[Mm]\.?(?:/[Mm])?"
_YEAR = ",?_[YO]A?"
_YEAR_OF = f"_(?:{_MODIFIER}_A|A_{_MODIFIER})"
_DAYS = r"N'?\.?(?:[=&]_N'?)?\.?"

# _ stands for articles. The first that fits counts, so the longer stand before the shorter. What is
# "none" tells days that are not worth the trouble, and must not be read as others.
_GRAMMAR = {
    "none": f"[Nn]_{_UNIT}_Z_(?:[Tt]|[Ww]|[Mm])|T_[GKB]_[LJ]_A",
    "day_post": f"{_WEEKDAY}{_DAYS}_{_MONTH}_[LJTC]",
    "day": f"{_WEEKDAY}(?:[LJC]_)?{_DAYS}_{_MONTH}(?:{_YEAR}|{_YEAR_OF})?(?:_WG?)?",
    "day_en": rf"{_WEEKDAY}[Mm]\.?_N(?:=_N)?(?![NH%]|{_UNIT})(?:{_YEAR})?",
    "month": f"{_MONTH}(?:{_YEAR}|{_YEAR_OF})",
    "month_tr": "[YO](?:'[x'])?A?[Mm]B?|[LJT]A[Mm]B?",
    "month_mod_post": f"{_MONTH}_{_MODIFIER}",
    "month_mod": f"{_MODIFIER}_[Mm]B?",
    "season_tr": "[YO](?:'[x'])?I?[Ee]",
    "season_post": f"[Ee]_{_MODIFIER}",
    "season": f"[Ee]_A?_[YO]A?|{_MODIFIER}_I?[Ee]",
    "weekday_of_post": f"[Ww]_D?_K_{_MODIFIER}",
    "weekday_of": f"[Ww]_D?_{_MODIFIER}_K|{_MODIFIER}_KI?_[Ww]G?",
    "weekday_mod_post": f"(?:[DG]_)*[Ww]_(?:D_)?{_MODIFIER}",
    "weekday_mod": f"(?:[DG]_)*{_MODIFIER}_[Ww](?:_[DG])*",
    "part_post": "[Rr]I?_[KBA]_T",
    "part": "[Rr]I?_T_[KBA]",
    "unit_post": f"[KBA]_{_MODIFIER}",
    "unit": f"{_MODIFIER}_[KBA]",
    "weekend_post": f"F_{_MODIFIER}",
    "weekend": f"{_MODIFIER}_F|F",
    "ago": f"[Nn]_{_UNIT}_Z|[ZV]_[Nn]_{_UNIT}|V_[GKBA](?:_n)?(?!_[WwYNxo])|[GKBA]Z",
    "shift": "P|[Nn]_[GgKk]_[Rr]",
    "year_tr": "[YO]'xS|[YO]''",
    "year": "I_A?_[YO]A?|[YO]A|A[YO]",
    "year_de": "(?<![cN=])[YO](?![cN=])",
    "near": "(?:D_)?[tyzp](?:_D)?(?:_[Ww])?",
    "weekday": "(?:[DG]_)*[Ww](?:_[DG])*",
    "month_bare": f"{_MONTH}B?",
}
_ARTICLES = "[odf]*"
_VARIANT = re.compile("_(?:post|en|de|tr)$")


def expressions(reading: Reading) -> Iterator[Found]:
    """What tells days, in order, none overlapping."""
    for match in _expression(reading.language).finditer(reading.letters):
        kind = _VARIANT.sub("", str(match.lastgroup))
        found = _found(reading, match, kind)
        if kind != "none" and counts(found, reading):
            yield found


def _found(reading: Reading, match: re.Match[str], kind: str) -> Found:
    start, end = match.span()
    first = start + len(match[0]) - len(match[0].lstrip("Iodf"))
    last = start + len(match[0].rstrip(".'xS"))
    return Found(
        kind=kind,
        codes=match[0],
        values=reading.values[start:end],
        before=reading.letters[:start],
        after=reading.letters[end:],
        span=Span(start=reading.places[first][0], end=reading.places[last - 1][1]),
    )


@cache
def _expression(language: str) -> re.Pattern[str]:
    forms = [
        f"(?P<{name}>{form.replace('_', _ARTICLES)})"
        for name, form in _GRAMMAR.items()
        if _is_used(name, language)
    ]
    return re.compile("|".join(forms))


def _is_used(name: str, language: str) -> bool:
    """Whether a rule is one of a language; others have none for what they don't write so."""
    last = name.rpartition("_")[2]
    return (
        last == language
        or last not in ("post", "en", "de", "tr")
        or (last == "post" and language in POSTPOSED)
    )
