"""The words that stand in bylines, in the languages that reports come in.

All are folded as the texts are that are compared to them. Names of months and weekdays are CLDR's
(babel), for all languages together: none of these calls June what another calls July.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from babel.dates import get_day_names, get_month_names

from index.wording.folding import folded

# Arabic has three sets of month names; all others have one, but for Austria's January.
_LOCALES = (
    *("en", "ru", "uk", "tr", "fr", "es", "de", "de_AT", "pt", "it", "nl"),
    *("ar", "ar_EG", "ar_SY", "ar_DZ"),
)


class Label(StrEnum):
    """What the words before a day say of it."""

    PUBLISHED = "published"
    UPDATED = "updated"
    OTHER = "other"
    """The day of printing, say: never that of publication."""


_LABELS = {
    Label.UPDATED: r"(?:last |latest )?(?:updated?|modified|edited)(?: on| at)?"
    r"|(?:последнее )?обновлен\w*|изменен\w*|(?:останнє )?оновлен\w*|змінен\w*"
    r"|(?:تم |آخر )?(?:ال)?(?:تحديث|تعديل)(?: في)?|(?:son )?güncelle\w*(?: tarihi)?"
    r"|(?:mise? à jour|modifiée?|actualisée?)(?: le)?"
    r"|(?:última )?(?:actualizad[oa]|actualización|modificad[oa]|modificación)(?: el)?"
    r"|(?:zuletzt )?(?:aktualisiert|geändert|bearbeitet|aktualisierung)(?: am)?|stand(?: vom)?"
    r"|(?:ultimo )?aggiornament[oi]|atualizad[oa](?: em)?|bijgewerkt(?: op)?",
    Label.OTHER: r"(?:printed|accessed|retrieved|archived|print version)(?: on| of)?"
    r"|распечатано|версия для печати(?: от)?|роздруковано|версія для друку(?: від)?"
    r"|طبع(?: في)?|نسخة الطباعة(?: بتاريخ)?|yazdırma(?: tarihi| sürümü)?"
    r"|imprimé(?: le)?|version imprimable(?: du)?|impreso(?: el)?|versión para imprimir(?: del)?"
    r"|(?:aus)?gedruckt(?: am)?|druckversion(?: vom)?",
    Label.PUBLISHED: r"(?:first |originally )?(?:published|posted|publication date|date published)"
    r"(?: on| at)?|(?:дата )?(?:публикаци[яи]|опубликован\w*|размещен\w*)"
    r"|(?:дата )?(?:публікаці[яї]|опублікован\w*|розміщен\w*)"
    r"|(?:تم )?(?:تاريخ )?(?:ال)?نشر(?: في)?"
    r"|(?:yayı[mn]la\w*|yayın|giriş|oluşturulma|eklenme)(?: tarihi)?"
    r"|(?:date de publication|publiée?|parue?|mise? en ligne|postée?)(?: le)?"
    r"|(?:fecha de publicación|publicad[oa])(?: el)?|publicado em|pubblicato(?: il)?"
    r"|(?:veröffentlicht|erstellt|erschienen|publiziert|veröffentlichung\w*|online seit)(?: am)?"
    r"|gepubliceerd(?: op)?",
}
LABELS = {
    label: re.compile(rf"(?<!\w)(?:{folded(words)})(?!\w)") for label, words in _LABELS.items()
}
GLUED_LABELS = {
    label: re.compile(rf"(?:{folded(words)})(?!\w)") for label, words in _LABELS.items()
}
"""The same, where something else may run into them."""

NEUTRAL = frozenset(
    folded(
        "on at in um am le a à las el los del de di op date datum fecha tarih tarihli tarihinde"
        " saat в во о об от у г год года р року від дата في الساعة بتاريخ يوم م ص uhr h hs hrs"
        " gmt utc bst ist est edt et cst cdt ct pst pdt pt cet cest mez mesz eet eest msk мск trt"
        " ast pm by von par por автор haber بقلم"
    ).split()
)
"""Prepositions and time zones: they say nothing of a day that they stand beside."""

ROLE = (
    r"(?:[\w ]{0,20}(?:correspondent|reporter|editor|journalist)"
    r"|(?:спец)?корреспондент|журналист(?:ка)?|обозреватель"
    r"|(?:спец)?кореспондент(?:ка)?|журналіст(?:ка)?|оглядач(?:ка)?"
    r"|مراسل|مراسلة|محرر|muhabir|editör|gazeteci|correspondante?|journaliste|envoyée? spéciale?"
    r"|corresponsal|redactora?|periodista"
    r"|Korrespondent(?:in)?|Redakteur(?:in)?|Reporter(?:in)?)"
)
"""What may follow a name in a byline."""

STAFF = (
    r"(?:[Ss]taff|[Aa]gencies|[Rr]édaction|[Aa]gences|[Rr]edacción|[Aa]gencias|[Rr]edaktion"
    r"|[Aa]genturen|[Рр]едакц|Haber Merkezi|وكالات|التحرير)"
)
"""What may stand there for a name."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of months, with their numbers, and of weekdays; folded, without full stops."""

    months: dict[str, int]
    weekdays: frozenset[str]


@lru_cache(maxsize=1)
def names() -> Names:
    """All names, in full and abbreviated."""
    months, weekdays = {"sept": 9}, set()
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale).items():
                    months.setdefault(folded(name).strip("."), number)
                for name in get_day_names(width, context, locale).values():
                    weekdays.add(folded(name).strip("."))
    return Names(months, frozenset(weekdays))
