"""Whether a short text says that the report which stood in its place isn't there any more.

In eight languages, and only in the words that sites use for it. It is asked only of a text that
isn't the report and is too short to be another one.
"""

import re
from enum import StrEnum

MOST_WORDS = 120
"""A notice has no more; a text of more may tell of another thing that was withdrawn."""


class Notice(StrEnum):
    """What a text says of the report."""

    RETRACTED = "retracted"
    """Its publisher took it back or took it down."""

    MISSING = "missing"
    """There is no page at the address."""


# What a report is called, and what is said of it: in one sentence, few words apart.
_RETRACTED = (
    (
        r"th(?:is|e) (?:article|story|news item|post|report)",
        r"(?:has|have|had) (?:since )?(?:been )?"
        r"(?:removed|retracted|withdrawn|deleted|taken down|unpublished)"
        r"|(?:was|is) (?:retracted|withdrawn|taken down|unpublished)",
    ),
    (r"стать[яию]|материал|новость|публикаци[яию]", r"удал[её]н|отозван|снят[аоы]? с публикации"),
    (r"статт[яію]|матеріал|новин[ау]|публікаці[яію]", r"видален|відкликан|знят\w* з публікації"),
    (r"المقال|المقالة|الخبر|التقرير|المادة", r"(?:تم|جرى) (?:حذف|سحب|إزالة)|حُ?ذف|سُ?حب|أُ?زيل"),
    (
        r"haber|makale|yazı|içerik",
        r"yayından kaldırıl|geri çekil|silin(?:di|miş)|kaldırıl(?:dı|mış)",
    ),
    (r"cet article|l['’]article|cette dépêche", r"a été (?:retirée?|supprimée?|dépubliée?)"),
    (
        r"est[ea] (?:artículo|noticia|nota|informe)|el artículo|la noticia",
        r"ha sido (?:retirad|eliminad|borrad)|fue (?:retirad|eliminad|borrad)",
    ),
    (
        r"diese[rs]? (?:artikel|beitrag|bericht|meldung)|der (?:artikel|beitrag)|die meldung",
        r"(?:wurde|ist) [^.!?\n]{0,30}(?:zurückgezogen|gelöscht|entfernt)",
    ),
)
_MISSING = (
    (
        r"page|article|story|content|post|address|url|link",
        r"(?:was|were|could|can)(?: not|n['’]t) (?:be )?found|not found"
        r"|no longer (?:exists?|available)|(?:does not|doesn['’]t) exist"
        r"|has been (?:removed|deleted|moved)",
    ),
    (r"страниц|стать|материал", r"не найден|не существует|больше не доступ|удал[её]н"),
    (r"сторінк|статт|матеріал", r"не знайден|не існує|більше не доступ|видален"),
    (r"الصفحة|المقال|الرابط", r"غير موجود|لم يتم العثور|لا يمكن العثور|لم تعد|تعذر العثور"),
    (r"sayfa|haber|içerik", r"bulunama|bulunmuyor|mevcut değil|kaldırıl|silin"),
    (
        r"page|article|contenu",
        r"introuvable|n['’]existe (?:plus|pas)|plus disponible|pas été trouvé|non trouvé",
    ),
    (
        r"página|artículo|contenido|noticia",
        r"no (?:existe|se (?:ha )?(?:encontr|encuentra|pudo encontrar)|encontrad)"
        r"|ya no (?:existe|está disponible)",
    ),
    (
        r"seite|artikel|inhalt",
        r"nicht gefunden|nicht (?:mehr )?(?:verfügbar|vorhanden)|existiert nicht",
    ),
)
# A page that isn't shown where we are is there all the same.
_ELSEWHERE = re.compile(
    r"your (?:country|region|location|area)|ваше[мйю] (?:стран|регион)|вашій країні|بلدك|منطقتك"
    r"|ülkenizde|bölgenizde|votre (?:pays|région)|su (?:país|región)|ihre[mr] (?:land|region)",
    re.IGNORECASE,
)
_APART = 40
"""Characters between the two, at most."""


def _pattern(pairs: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Either of each pair first: word order differs between languages, and within them."""
    between = rf"[^.!?؟\n]{{0,{_APART}}}?"
    both = (
        rf"(?:{name})\w*\b{between}(?:{said})|(?:{said}){between}\b(?:{name})"
        for name, said in pairs
    )
    return re.compile("|".join(both), re.IGNORECASE)


_PATTERNS = {Notice.RETRACTED: _pattern(_RETRACTED), Notice.MISSING: _pattern(_MISSING)}


def notice(title: str, text: str) -> Notice | None:
    """What a page says that isn't the report; None where it says nothing of the kind.

    Args:
        title: the page's headline.
        text: what it says below.
    """
    said = f"{title}. {text}"
    if len(said.split()) > MOST_WORDS or _ELSEWHERE.search(said):
        return None
    return next((kind for kind, words in _PATTERNS.items() if words.search(said)), None)
